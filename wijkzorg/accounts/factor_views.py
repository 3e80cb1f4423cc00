"""Screens of one's own account: the second factor, the sessions, the screen lock."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wijkzorg.accounts.factor_forms import (
    NewPasskeyForm,
    OnceOnlyAgainForm,
    PasskeyAgainForm,
    SetUpAppForm,
)
from wijkzorg.accounts.models import User
from wijkzorg.accounts.screen_lock import drop_form, held_form, is_part, lock_screen, open_screen
from wijkzorg.accounts.second_factor import forget_factor, has_factor, note_factor
from wijkzorg.shell.digits import whole


class AccountRequest(HttpRequest):
    """A request of someone who is signed in."""

    user: User


class SetUpApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Set up an app for codes."""

    form_class = SetUpAppForm

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the app; the code that was just typed has proven it."""
        response: HttpResponse = super().form_valid(form)
        note_factor(
            self.request, Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        )
        return response


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    """Take the app away."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Take it away; whoever has no other factor left, sets one up at once."""
        response: HttpResponse = super().form_valid(form)
        _without_factor(self.request)
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Set up a passkey: kept by the device, opened by a finger, a face or a PIN, so that it suffices by itself."""

    form_class = NewPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the browser for a passkey that it keeps."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": begin_registration(self.request.user, True)}
        return context

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the passkey; making it has proven it."""
        response: HttpResponse = super().form_valid(form)
        passkeys = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        note_factor(self.request, passkeys.latest("pk"))
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Take a passkey away."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        """Take it away; whoever has no other factor left, sets one up at once."""
        response: HttpResponse = super().form_valid(form)
        _without_factor(self.request)
        return response


def _without_factor(request: HttpRequest) -> None:
    if isinstance(request.user, User) and not has_factor(request.user):
        forget_factor(request)


class Sessions(ListUserSessionsView):  # type: ignore[misc]
    """Where I am signed in; each session, or all others, can be ended."""

    def post(self, request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session that was named, else all but this one."""
        if "session" not in request.POST:
            return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]
        mine = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
        get_object_or_404(mine, pk=whole(request.POST["session"]) or 0).end()
        messages.success(request, _("Daar ben je nu uitgelogd."))
        return redirect("usersessions_list")


# --- The screen lock ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def screen_lock(request: AccountRequest) -> HttpResponse:
    """Show the lock, and open it for a passkey, a code or the password."""
    form: Any = None
    if request.method == "POST":
        if refused := ratelimit.consume_or_429(
            request, app="allauth.account", action="reauthenticate", user=request.user
        ):
            return refused  # type: ignore[no-any-return]
        form = _unlocking_form(request)
        if form.is_valid():
            if isinstance(form, ReauthenticateForm):
                reauthenticate_by_password(request)
            else:
                form.save()
            open_screen(request, request.user)
            return HttpResponse(status=204) if is_part(request) else redirect(_after(request))
    context = {
        "faults": [fault for faults in form.errors.values() for fault in faults] if form else [],
        "next": _after(request),
        "kept": request.GET.get("formulier", ""),
        **_ways(request),
    }
    template = "accounts/_unlock.html" if is_part(request) else "accounts/screen_lock.html"
    request.at_door = True  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if form else 200)


def _ways(request: AccountRequest) -> dict[str, Any]:
    """Return in which ways somebody can unlock."""
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context: dict[str, Any] = {
        "by_password": request.user.has_usable_password(),
        "by_code": Authenticator.Type.TOTP in types,
    }
    if Authenticator.Type.WEBAUTHN in types:
        context["passkey_options"] = begin_authentication(request.user)
    return context


def _unlocking_form(request: AccountRequest) -> Any:
    """Return the form for what was given: a passkey, a code of digits, else the password."""
    if request.POST.get("credential"):
        return PasskeyAgainForm(request.POST, user=request.user)
    answer = request.POST.get("answer", "")
    if "".join(answer.split()).isdecimal():
        return OnceOnlyAgainForm({"code": answer}, user=request.user)
    return ReauthenticateForm({"password": answer}, user=request.user)


def _after(request: HttpRequest) -> str:
    """Return where somebody was going when the screen locked."""
    return get_next_redirect_url(request) or reverse("today")


@require_POST
@login_required
def lock_now(request: AccountRequest) -> HttpResponse:
    """Lock the screen because somebody walks away."""
    lock_screen(request)
    return redirect("screen_lock")


@require_safe
@login_required
@never_cache
def still_here(request: AccountRequest) -> HttpResponse:
    """Answer that the screen is open: whoever types for long is active too."""
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def held(request: AccountRequest) -> HttpResponse:
    """Show that a form waits that was sent to a locked screen: send it after all, or not."""
    form = held_form(request)
    if request.method == "POST" or form is None:
        drop_form(request)
        return redirect("today")
    return render(request, "accounts/held_form.html", {"form": form})
