"""Ask for help, and follow what became of it by its code: without an account, by day and by night."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from neighbourhoods.models import Neighbourhood, Postcode
from volunteers.asked import CODE_DIGITS, hash_of
from volunteers.filing import file_request, withdraw
from volunteers.models import Channel, HelpRequest
from volunteers.public.calling import whom_to_call
from volunteers.public.following import page_of
from volunteers.public.forms import AskForm, FollowForm
from wijkzorg.shell.guarded_forms import limits, minutes_to_wait, refuse
from wijkzorg.shell.languages import in_readers_language
from wijkzorg.shell.throttle import Limit, address, limited
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

ASKING = limits("ask-help")
# Codes have sixteen digits; who tries them one by one is held up long before one is right.
GUESSING = (Limit("follow-hour", 60, 3600, address),)


def calling(municipality: Municipality | None) -> dict[str, Any]:
    """Return what a page says of whom to call; without a municipality the pages of all, to choose from."""
    context: dict[str, Any] = {"calls": "volunteers/public/_call.html"}
    if municipality is None:
        return context | {"places": Municipality.objects.order_by("name", "code")}
    return context | {"call": whom_to_call(municipality, municipality.day_of(timezone.now()))}


def _always(request: HttpRequest) -> bool:
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_readers_language
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a municipality, and take in what is sent."""
    municipality = get_object_or_404(Municipality, code=code)
    with inside(municipality.pk):
        context: dict[str, Any] = {"municipality": municipality, **calling(municipality)}
        form = _form(request, municipality)
        if request.method != "POST":
            return render(request, "volunteers/public/ask.html", context | {"form": form})
        context["form"] = form
        sent = form.sent_before(HelpRequest.objects.filter(municipality=municipality))
        if not sent:  # what was taken in already is not judged again: its day may be past by now
            form.follow_rules(municipality, timezone.now())
        if not form.is_valid() or form.asks_112:
            return _again(request, context)
        if not sent and (minutes := minutes_to_wait(request, ASKING)):
            response = _again(request, context | {"minutes": minutes}, status=429)
            response["Retry-After"] = str(60 * minutes)
            return response
        return _file(request, municipality, form, context)


def _file(
    request: HttpRequest, municipality: Municipality, form: AskForm, context: dict[str, Any]
) -> HttpResponse:
    try:
        filed = file_request(
            municipality=municipality,
            asked=form.asked,
            whom=form.whom,
            channel=Channel.NEIGHBOUR if form.on_behalf else Channel.PUBLIC,
            token=form.sent_as,
            now=timezone.now(),
            reads=get_language() or "",
        )
    except ValidationError as error:
        refuse(form, error)
        return _again(request, context)
    return redirect("followed-help", municipality.code, filed.code)


def _again(request: HttpRequest, context: dict[str, Any], status: int = 422) -> HttpResponse:
    """Show what was typed, with what is wrong; who ticked danger reads about 112, once."""
    danger = "danger" in request.POST
    if danger:
        context["form"].after_112()
    return render(request, "volunteers/public/ask.html", {"danger": danger} | context, status=status)


def _form(request: HttpRequest, municipality: Municipality) -> AskForm:
    return AskForm(
        request.POST if request.method == "POST" else None,
        among=Neighbourhood.objects.current().filter(municipality=municipality),
        by_postcode=Postcode.objects.filter(municipality=municipality).exists(),
        today=municipality.day_of(timezone.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_readers_language
@limited(*GUESSING)
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the code of a request, and lead to it."""
    municipality = get_object_or_404(Municipality, code=code)
    form = FollowForm(request.POST if request.method == "POST" else None)
    with inside(municipality.pk):
        context = {"municipality": municipality, "form": form, **calling(municipality)}
        if form.is_bound and form.is_valid():
            if _requests(municipality, form.cleaned_data["code"]).exists():
                return redirect("followed-help", municipality.code, form.cleaned_data["code"])
            form.add_error("code", FollowForm.UNKNOWN)
        return render(request, "volunteers/public/follow.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_readers_language
@limited(*GUESSING)
def find(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a request of any municipality: the link in a letter names none."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        municipality = _municipality_of(form.cleaned_data["code"])
        if municipality is not None:
            return redirect("followed-help", municipality.code, form.cleaned_data["code"])
        form.add_error("code", FollowForm.UNKNOWN)
    status = 422 if form.is_bound else 200
    return render(request, "volunteers/public/follow.html", {"form": form, **calling(None)}, status=status)


def _municipality_of(secret: str) -> Municipality | None:
    """Return where a code is known; this looks across the wall, for one hash, and gives ids only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id FROM wz_help_request_of(%s)", [hash_of(secret)])
        row = cursor.fetchone()
    return Municipality.objects.get(pk=row[0]) if row else None


@require_safe
@never_cache
@in_readers_language
@limited(*GUESSING, when=_always)
def followed(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Show how a request stands, what happened to it, and its code."""
    municipality = get_object_or_404(Municipality, code=code)
    with inside(municipality.pk):
        found = _found(municipality, secret)
        context = {
            "municipality": municipality,
            "page": page_of(found, timezone.now()),
            "secret": secret,
            **calling(municipality),
        }
        return render(request, "volunteers/public/followed.html", context)


@require_POST
@never_cache
@in_readers_language
@limited(*GUESSING)
def take_back(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Withdraw a request by its code."""
    municipality = get_object_or_404(Municipality, code=code)
    with inside(municipality.pk):
        found = _found(municipality, secret)
        if not found.ended:
            withdraw(actor=None, request=found, now=timezone.now())
    return redirect("followed-help", municipality.code, secret)


def _requests(municipality: Municipality, secret: str) -> Any:
    return HelpRequest.objects.filter(municipality=municipality, code_hash=hash_of(secret))


def _found(municipality: Municipality, secret: str) -> HelpRequest:
    if len(secret) != CODE_DIGITS or not (secret.isascii() and secret.isdigit()):
        raise Http404
    found: HelpRequest = get_object_or_404(_requests(municipality, secret).select_related("municipality"))
    return found
