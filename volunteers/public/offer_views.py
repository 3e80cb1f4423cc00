"""Offer help without an account: the form, and the thanks that say what happens next."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from volunteers.applying import apply
from volunteers.models import Application
from volunteers.public.ask_views import calling
from volunteers.public.offer_forms import OfferForm
from wijkzorg.shell.guarded_forms import limits, minutes_to_wait, refuse
from wijkzorg.shell.languages import in_readers_language
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

OFFERING = limits("offer-help")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_readers_language
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a municipality, and take in what is sent."""
    municipality = get_object_or_404(Municipality, code=code)
    with inside(municipality.pk):
        form = OfferForm(request.POST if request.method == "POST" else None)
        context: dict[str, Any] = {
            "municipality": municipality,
            **calling(municipality),
            "form": form,
        }
        if request.method != "POST":
            return render(request, "volunteers/public/offer.html", context)
        sent = form.sent_before(Application.objects.filter(municipality=municipality))
        if not sent:
            form.follow_rules(municipality)
        if not form.is_valid():
            return render(request, "volunteers/public/offer.html", context, status=422)
        if not sent and (minutes := minutes_to_wait(request, OFFERING)):
            context["minutes"] = minutes
            response = render(request, "volunteers/public/offer.html", context, status=429)
            response["Retry-After"] = str(60 * minutes)
            return response
        try:
            apply(
                municipality=municipality,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                gives=form.gives,
                text=form.cleaned_data["text"],
                token=form.sent_as,
                now=timezone.now(),
                reads=get_language() or settings.LANGUAGE_CODE,
            )
        except ValidationError as error:
            refuse(form, error)
            return render(request, "volunteers/public/offer.html", context, status=422)
    return redirect("offer-help-thanks", municipality.code)


@require_safe
@never_cache
@in_readers_language
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """Say what happens next."""
    municipality = get_object_or_404(Municipality, code=code)
    return render(request, "volunteers/public/offered.html", {"municipality": municipality})
