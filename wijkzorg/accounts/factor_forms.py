"""The forms of the second factor: as allauth's, with codes that work once."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wijkzorg import encryption
from wijkzorg.accounts.attempts import CODE_OF_APP, PASSKEY, RECOVERY_CODE, failure_is_logged
from wijkzorg.accounts.models import User
from wijkzorg.accounts.second_factor import claim_code

DIGITS_OF_APP = 6


def _code_field(label: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(label=label, max_length=20, widget=widget)


def _claimed(form: Any, code: str) -> str:
    """Return a right code if this is its first use; the cache of allauth forgets it while it is still accepted."""
    if not claim_code(form.user, "".join(filter(str.isalnum, code))):
        raise get_adapter().validation_error("incorrect_code")
    return code


def _step(code: str) -> str:
    """Return what a code is meant to be: those of an app are short."""
    return CODE_OF_APP if sum(map(str.isalnum, code)) <= DIGITS_OF_APP else RECOVERY_CODE


class OnceOnlyForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Prove the factor at sign-in."""

    code = _code_field(_("Code uit je app, of een herstelcode"))

    def clean_code(self) -> str:
        """Return a code that is right and was not used before."""
        with failure_is_logged(self.user, _step(self.cleaned_data["code"])):
            return _claimed(self, super().clean_code())


class OnceOnlyAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """Prove the factor once more."""

    code = _code_field(_("Code uit je app, of een herstelcode"))

    def clean_code(self) -> str:
        """Return a code that is right and was not used before."""
        with failure_is_logged(self.user, _step(self.cleaned_data["code"])):
            return _claimed(self, super().clean_code())


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """Set up an app; until that is done its secret waits in the session, encrypted."""

    code = _code_field(_("Code uit je app"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        waiting = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if self.is_bound and waiting:
            self.secret = encryption.decrypt(waiting)
        session[SECRET_SESSION_KEY] = encryption.encrypt(self.secret)

    def clean_code(self) -> str:
        """Return a code that is right; it does not work again for signing in."""
        return _claimed(self, super().clean_code())


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Set up a passkey, which is always one to sign in with as well."""

    name = forms.CharField(label=_("Naam, om hem te herkennen"), required=False, max_length=60)


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Prove the factor at sign-in with a passkey."""

    def clean_credential(self) -> Any:
        """Return the passkey."""
        with failure_is_logged(self.user, PASSKEY):
            return super().clean_credential()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Prove the factor once more with a passkey."""

    def clean_credential(self) -> Any:
        """Return the passkey."""
        with failure_is_logged(self.user, PASSKEY):
            return super().clean_credential()


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """Sign in with a passkey alone."""

    def clean_credential(self) -> Any:
        """Return the passkey; one that does not say whose it is, is wrong and no error."""
        credential = self.cleaned_data["credential"]
        with failure_is_logged(_owner_of(credential), PASSKEY):
            if not _names_somebody(credential):
                raise get_adapter().validation_error("incorrect_code")
            return super().clean_credential()


def _names_somebody(credential: Any) -> bool:
    answer = credential.get("response") if isinstance(credential, dict) else None
    return isinstance(answer, dict) and isinstance(answer.get("userHandle"), str)


def _owner_of(credential: Any) -> User | None:
    """Return whose passkey it is meant to be, if that is somebody here."""
    try:
        return extract_user_from_response(credential) if _names_somebody(credential) else None
    except ValidationError:
        return None
