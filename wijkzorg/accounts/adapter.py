"""How allauth behaves here."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wijkzorg import encryption, qr
from wijkzorg.accounts import federation
from wijkzorg.accounts.middleware import bind_to_municipality
from wijkzorg.accounts.models import User
from wijkzorg.accounts.screen_lock import open_screen
from wijkzorg.accounts.second_factor import assert_factor
from wijkzorg.shell import throttle

_ASKS_FACTOR = "allauth.mfa.stages.AuthenticateStage"


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Refuse open registration: a colleague gives you an account."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("Dit e-mailadres of wachtwoord klopt niet."),
        "incorrect_code": gettext_lazy("Deze code klopt niet, of werkt niet meer."),
        "incorrect_password": gettext_lazy("Dit wachtwoord klopt niet."),
        "enter_current_password": gettext_lazy("Dit is niet je wachtwoord van nu."),
        "too_many_login_attempts": gettext_lazy("Dit ging te vaak mis. Wacht een paar minuten."),
        "rate_limited": gettext_lazy("Dit ging te snel achter elkaar. Wacht even."),
    }

    def is_open_for_signup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
        """Return False, always."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, in a session with a new key, with an open screen."""
        super().login(request, user)
        open_screen(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who somebody is, but not just after they signed in."""
        records = get_authentication_records(self.request, self.request.user)
        now = timezone.now().timestamp()
        if any(now - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by account and address together: by account alone, anybody could lock a colleague out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{throttle.address(request)}"

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor, but not again after a municipality's service that vouched for one."""
        own = f"{federation.__name__}.{federation.FactorUnlessAsserted.__name__}"
        return [own if stage == _ASKS_FACTOR else stage for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remember of the session through whose service it was opened, and whether that vouched for a factor."""
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        through = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if through is not None:
            bind_to_municipality(request, through.state["municipality"])
            if through.state["factor"]:
                assert_factor(request, user)
        return answer


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor: encrypted in the database, and in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Deze code klopt niet, of is al gebruikt. Wacht op de volgende code."),
        "cannot_delete_authenticator": gettext_lazy("Je kunt je tweede stap nu niet uitzetten."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret again; raises CannotDecrypt."""
        return encryption.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Name the product in the app, whatever the address of this installation."""
        return "Wijkzorg"

    def build_totp_svg(self, url: str) -> str:
        """Draw the code to scan as SVG that stands in the page itself: it needs no exception in the security policy."""
        size, path = qr.path_of(url)
        return format_html(
            '<svg class="wz-qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>',
            size,
            _("QR-code voor je app"),
            path,
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return a name for a new passkey."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the product in the browser's own window."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Wijkzorg"}
