"""Addresses of the second factor, the sessions and the screen lock, under the names that allauth reverses."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from wijkzorg.accounts import factor_forms as forms
from wijkzorg.accounts import factor_views as views

_authenticate = base.AuthenticateView.as_view(
    form_class=forms.OnceOnlyForm, webauthn_form_class=forms.PasskeyForm
)
_again = base.ReauthenticateView.as_view(form_class=forms.OnceOnlyAgainForm)
_passkey = passkeys.LoginWebAuthnView.as_view(form_class=forms.PasskeySignInForm)
_passkey_again = passkeys.ReauthenticateWebAuthnView.as_view(form_class=forms.PasskeyAgainForm)

urlpatterns = [
    path("account/tweede-stap/", base.index, name="mfa_index"),
    path("account/tweede-stap/controle/", _authenticate, name="mfa_authenticate"),
    path("account/tweede-stap/opnieuw/", _again, name="mfa_reauthenticate"),
    path("account/tweede-stap/app/", views.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("account/tweede-stap/app/weg/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/tweede-stap/passkey/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/tweede-stap/passkey/inloggen/", _passkey, name="mfa_login_webauthn"),
    path("account/tweede-stap/passkey/opnieuw/", _passkey_again, name="mfa_reauthenticate_webauthn"),
    path(
        "account/tweede-stap/passkey/<int:pk>/weg/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"
    ),
    path("account/tweede-stap/herstelcodes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/tweede-stap/herstelcodes/nieuw/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/tweede-stap/herstelcodes/bestand/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/sessies/", views.Sessions.as_view(), name="usersessions_list"),
    path("slot/", views.screen_lock, name="screen_lock"),
    path("slot/nu/", views.lock_now, name="lock_now"),
    path("slot/wakker/", views.still_here, name="still_here"),
    path("slot/alsnog/", views.held, name="held_form"),
]
