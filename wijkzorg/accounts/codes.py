"""Sign in by a code that is mailed: for volunteers, and for staff who have a second factor to follow it."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account import app_settings
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage
from allauth.account.views import LoginView, RequestLoginCodeView
from allauth.core import context
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.attempts import MAILED_CODE, failure_is_logged
from wijkzorg.accounts.models import User
from wijkzorg.accounts.second_factor import has_factor, is_staff


def may_use_code(user: User) -> bool:
    """Return whether a code may be this user's way in: a volunteer's, or that of staff whose second factor follows."""
    return not is_staff(user) or has_factor(user)


class AskForCodeForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """Ask for a code; the page answers the same for an address that gets none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mailadres")

    def clean_email(self) -> str:
        """Send no code to staff for whom it would be the only step."""
        address = str(super().clean_email())
        user: User | None = self._user  # type: ignore[has-type]  # set by allauth
        if user is not None and not may_use_code(user):
            self._user = None
        return address


class EnterCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """Enter the code: a few tries, and right only once, whichever process is asked and however many at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code uit de e-mail")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}

    def clean_code(self) -> str:
        """Return a code that is right and was not used before."""
        with failure_is_logged(context.request._login_stage.login.user, MAILED_CODE):
            return self._claimed()

    def _claimed(self) -> str:
        """Count each try in the shared cache: the session's own count can be outrun by tries at the same moment."""
        name = self._name()
        keep = 2 * app_settings.LOGIN_BY_CODE_TIMEOUT
        cache.add(name, 0, timeout=keep)
        if cache.incr(name) > app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS:
            raise ValidationError(_("Deze code werkt niet meer. Vraag een nieuwe."))
        code = str(super().clean_code())
        if not cache.add(f"{name}:used", True, timeout=keep):
            raise ValidationError(_("Deze code werkt niet meer. Vraag een nieuwe."))
        return code

    def _name(self) -> str:
        about = f"{context.request.session.session_key}:{self.expected_code}"
        return "login-code:" + hashlib.sha256(about.encode()).hexdigest()


class _BeginsAnew:
    """Let go of a code that was asked for, when somebody goes back: to sign in another way, or with another address."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> Any:
        if stage.key == LoginByCodeStage.key:
            clear_login(request)
            return None
        return super()._redirect_to_pending_stage(request, stage)  # type: ignore[misc]


class SignIn(_BeginsAnew, LoginView):  # type: ignore[misc]
    """Sign in with a password."""


class AskForCode(_BeginsAnew, RequestLoginCodeView):  # type: ignore[misc]
    """Ask for a code."""
