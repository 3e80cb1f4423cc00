"""OpenID Connect as allauth does it, bound to the municipality's own service, with a nonce and every check on.

allauth's tables of applications are not used: each application is made of the municipality's row while it is needed.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.deferred import jwt
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wijkzorg.accounts import sso

_SIGNED_WITH = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
_log = logging.getLogger(__name__)


class MunicipalOAuth2Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """Talk to one service: its own issuer, a signature that is checked, userinfo of the same person."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the service says of itself; it must be the issuer that was set up."""
        config: dict[str, Any] = super().openid_config
        expected = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != expected:
            raise OAuth2Error("issuer differs from what was set up")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the one address to which the service may send people back."""
        return str(build_absolute_uri(request, reverse("sso-callback", args=[self.provider_id])))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Read who it is from the signed token; userinfo only adds what the token lacks."""
        try:
            claims = self._decode_id_token(app, kwargs["response"]["id_token"])
        except (KeyError, TypeError) as error:
            raise OAuth2Error("no usable id_token") from error
        if "email" not in claims and self.openid_config.get("userinfo_endpoint"):
            more = self._fetch_user_info(token.token)
            if more.get("sub") != claims.get("sub"):
                raise OAuth2Error("userinfo of another person")
            claims = more | claims
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        if jwt.get_unverified_header(id_token).get("alg") not in _SIGNED_WITH:
            raise OAuth2Error("id_token signed in another way")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not claims.get("sub") or "exp" not in claims:
            raise OAuth2Error("id_token without sub or exp")
        return claims


class MunicipalProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """One municipality's service. State and PKCE are allauth's; the nonce, which it lacks, is added."""

    pkce_enabled_default = True
    oauth2_adapter_class = MunicipalOAuth2Adapter

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> Any:
        """Send the browser to the service with a nonce that its token must carry."""
        nonce = secrets.token_urlsafe(24)
        parameters = {"nonce": nonce} | self.get_auth_params()
        return super().redirect(request, process, auth_params=parameters, nonce=nonce, **kwargs)

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> SocialLogin:
        """Keep the claims for this request, and none of them in the database."""
        login = super().sociallogin_from_response(request, response)
        login.claims = response["id_token"]
        return login

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return nothing: the link is who and which `sub`, no more."""
        return {}

    def serialize(self) -> dict[str, Any]:
        """Name the municipality, by which the application is found again."""
        return {"id": self.app.provider_id}


class ThroughTheMunicipality(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Let in by a municipality's service whom `sso.admit` admits, and nobody else."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: Any = None
    ) -> list[SocialApp]:
        """Return the application of the municipality with a code."""
        found = sso.of_code(provider) if provider else None
        return [_application(found)] if found else []

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> MunicipalProvider:
        """Return a municipality's service by its code; raises SocialApp.DoesNotExist."""
        return MunicipalProvider(request, app=self.get_app(request, provider=provider))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Decide who it is before allauth does."""
        code = sociallogin.account.provider
        federation = sso.of_code(code)
        claims = sociallogin.claims
        try:
            if federation is None:
                raise sso.Stranger("no longer in use")
            expected = str(sociallogin.state.get("nonce") or "")
            if not expected or not secrets.compare_digest(
                str(claims.get("nonce", "")).encode(), expected.encode()
            ):
                raise sso.Stranger("wrong nonce")
            user = sso.admit(
                federation=federation,
                claims=claims,
                now=timezone.now(),
            )
        except sso.Stranger as error:
            raise ImmediateHttpResponse(refused(request, code, str(error))) from error
        sociallogin.user = sociallogin.account.user = user
        sociallogin.state["municipality"] = federation.municipality.pk
        sociallogin.state["factor"] = federation.asserts_factor(claims)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Show our own page, without what the service said."""
        reason = kwargs.get("exception") or kwargs.get("error")
        raise ImmediateHttpResponse(refused(request, provider.app.provider_id, type(reason).__name__))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False, always: who is not admitted is a stranger."""
        return False


class FactorUnlessAsserted(AuthenticateStage):  # type: ignore[misc]
    """Ask for the second factor, unless the municipality's service vouched for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not factor_asserted(self.login.signal_kwargs) and bool(super()._should_handle(request))


def factor_asserted(signal_kwargs: dict[str, Any] | None) -> bool:
    """Return whether a sign-in came through a municipality's service that vouched for a second factor."""
    through = (signal_kwargs or {}).get("sociallogin")
    return through is not None and through.state.get("factor") is True


def refused(request: HttpRequest, code: str, reason: str) -> Any:
    """Show that somebody is not let in, and log why without who."""
    _log.warning("single sign-on of %s refused: %s", code, reason)
    return render(request, "accounts/sso_refused.html", status=403)


def _application(federation: sso.Federation) -> SocialApp:
    return SocialApp(
        provider=MunicipalProvider.id,
        provider_id=federation.municipality.code,
        name=federation.municipality.name,
        client_id=federation.client_id,
        secret=federation.secret,
        settings={"server_url": federation.issuer},
    )
