"""The pages about invitations, and choosing the municipality to work for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wijkzorg.accounts import invitations, roles
from wijkzorg.accounts.forms import InviteForm, TakeUpForm, TakeUpWithPasswordForm
from wijkzorg.accounts.middleware import SESSION_KEY, Desk
from wijkzorg.accounts.models import Invitation, Membership, User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.shell.digits import whole
from wijkzorg.tenancy.wall import inside

_IN_HAND = "invitation"  # the token of a link that was opened: in the session, so that no address shows it

PAGE = 50  # changes of roles on one page


class DeskRequest(HttpRequest):
    """A request of someone at a desk."""

    desk: Desk


def inviter(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in who may invite for some role today; for everybody else the page is not there."""

    @wraps(view)
    @never_cache
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not invitations.roles_to_give(request.desk.memberships):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@inviter
def invite(request: DeskRequest) -> HttpResponse:
    """Show who was invited and has not come yet, and invite somebody."""
    memberships, municipality = request.desk.memberships, request.desk.municipality
    assert municipality is not None, "inviter() lets nobody in without a role"
    today = municipality.day_of(request.desk.now)
    form = InviteForm(request.POST or None, memberships=memberships, today=today)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            invitations.invite(
                actor=_user(request),
                municipality=municipality,
                email=sent["email"],
                role=sent["role"],
                team=sent.get("team"),
                starts_on=sent["starts_on"],
                ends_on=sent["ends_on"],
                link=lambda token: request.build_absolute_uri(reverse("invitation-link", args=[token])),
                now=request.desk.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("De uitnodiging is verstuurd. De link werkt zeven dagen."))
            return redirect("invitations")
    waiting = invitations.open_at(invitations.manageable_by(memberships), request.desk.now)
    context = {"form": form, "waiting": waiting.select_related("team").order_by("expires_at")}
    return render(request, "accounts/invitations.html", context)


@require_POST
@inviter
def revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(invitations.manageable_by(request.desk.memberships), pk=pk)
    invitations.revoke(actor=_user(request), invitation=found, now=request.desk.now)
    messages.success(request, _("De uitnodiging is ingetrokken. De link werkt niet meer."))
    return redirect("invitations")


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Put the token of a letter's link in the session, and go on without it in the address."""
    request.session[_IN_HAND] = token
    return redirect("invitation")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_up(request: HttpRequest) -> HttpResponse:
    """Show an invitation to whoever holds its link, and take it up."""
    now = timezone.now()
    found = invitations.find(str(request.session.get(_IN_HAND, "")), now=now)
    if found is None:
        return _gone(request)
    has_account = User.objects.filter(email=found.email).exists()
    if request.user.is_authenticated and _user(request).email != found.email:
        return render(request, "accounts/invitation_of_another.html", status=403)
    if has_account and not request.user.is_authenticated:
        return render(request, "accounts/invitation_sign_in.html", {"invitation": found})
    form = None if has_account else _form_for(found, request)
    if request.method == "POST" and (form is None or form.is_valid()):
        return _taken(request, found, form.cleaned_data if form else {})
    return render(request, "accounts/invitation.html", {"invitation": found, "form": form})


def _form_for(invitation: Invitation, request: HttpRequest) -> TakeUpForm:
    by_code = invitation.role == Membership.Role.VOLUNTEER
    form = TakeUpForm if by_code else TakeUpWithPasswordForm
    return form(request.POST or None, invitation=invitation)


def _taken(request: HttpRequest, invitation: Invitation, sent: dict[str, Any]) -> HttpResponse:
    """Take an invitation up and let the person in, who proved the address by opening the letter."""
    own = _user(request) if request.user.is_authenticated else None
    password = sent.get("password")
    try:
        user = invitations.accept(
            invitation=invitation,
            user=own,
            name=sent.get("name", ""),
            password=password,
            now=timezone.now(),
        )
    except (invitations.InvitationGone, PermissionDenied):
        return _gone(request)
    request.session.pop(_IN_HAND, None)
    messages.success(request, _("Welkom. Je uitnodiging is aangenomen."))
    if own is not None:
        return redirect("today")
    record_authentication(request, user, method="password" if password else "code", email=user.email)
    entered: HttpResponse = perform_login(request, Login(user=user, email=user.email))
    return entered


def _gone(request: HttpRequest) -> HttpResponse:
    """Answer the same, whether a link was guessed, used, revoked or too old."""
    request.session.pop(_IN_HAND, None)
    return render(request, "accounts/invitation_gone.html", status=404)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "only called for who is signed in"
    return request.user


@require_safe
@never_cache
def role_history(request: DeskRequest) -> HttpResponse:
    """Show which role was given to whom by whom, to those who watch over that."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    municipality = request.desk.municipality
    if municipality is None or not roles.may_see_history(_user(request), request.desk.memberships):
        raise Http404
    page = Paginator(roles.history(municipality), PAGE).get_page(whole(request.GET.get("pagina", "")))
    return render(request, "accounts/role_history.html", {"changes": roles.described(page), "page": page})


@require_POST
@never_cache
def choose_municipality(request: DeskRequest) -> HttpResponse:
    """Work for another of one's own municipalities from now on."""
    chosen = request.POST.get("municipality", "")
    place = next((place for place in request.desk.places if str(place.pk) == chosen), None)
    if place is None:
        raise Http404
    request.session[SESSION_KEY] = place.pk
    with inside(place.pk):
        log_event(
            action=Action.OPEN,
            municipality_id=place.pk,
            user_id=_user(request).pk,
            object_kind="municipality",
            object_id=place.pk,
        )
    messages.success(request, _("Je werkt nu voor %(place)s.") % {"place": place})
    return redirect("today")
