"""Sign in through the municipality: say which address, go to its service, come back."""

from __future__ import annotations

from typing import Any

import requests
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wijkzorg.accounts import sso
from wijkzorg.accounts.federation import MunicipalOAuth2Adapter, ThroughTheMunicipality, refused
from wijkzorg.accounts.forms import AddressForm

_ASKED = "sso"  # the code that this browser asked for: nobody else can send it to a service


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and show the way to the service that speaks for it."""
    form = AddressForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "next": get_next_redirect_url(request) or ""}
    if request.method == "POST" and form.is_valid():
        found = sso.of_address(form.cleaned_data["login"])
        if found is not None:
            request.session[_ASKED] = {"code": found.municipality.code, "next": context["next"]}
            # A page between: the security policy lets no form lead to another site.
            return render(request, "accounts/sso_go.html", {"municipality": found.municipality})
        form.add_error(
            "login",
            _("Met dit adres kun je niet via je gemeente inloggen. Log in met je wachtwoord of een code."),
        )
    return render(request, "accounts/sso_ask.html", context)


@require_safe
@never_cache
def go(request: HttpRequest, code: str) -> HttpResponse:
    """Send the browser to a municipality's service, if it asked for that itself."""
    asked = request.session.get(_ASKED)
    if not isinstance(asked, dict) or asked.get("code") != code:
        return redirect("sso-ask")
    try:
        provider = ThroughTheMunicipality(request).get_provider(request, code)
        sent: HttpResponse = provider.redirect(request, "login", next_url=asked.get("next") or None)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (requests.RequestException, OAuth2Error, KeyError, ValueError) as error:
        return refused(request, code, type(error).__name__)  # type: ignore[no-any-return]
    return sent


@require_safe
@never_cache
def callback(request: HttpRequest, code: str) -> HttpResponse:
    """Take back who comes from a municipality's service."""
    try:
        view = OAuth2CallbackView.adapter_view(MunicipalOAuth2Adapter(request, code))
        answer: HttpResponse = view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (KeyError, ValueError) as error:  # a service that answers nonsense
        return refused(request, code, type(error).__name__)  # type: ignore[no-any-return]
    return answer


def callback_address(request: HttpRequest, code: str) -> str:
    """Return the address that a municipality's service must know us by."""
    return request.build_absolute_uri(reverse("sso-callback", args=[code]))
