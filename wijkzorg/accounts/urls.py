"""Invitations, signing in by a code or through the municipality, and the municipality to work for."""

from allauth.account import views as account
from django.urls import path

from wijkzorg.accounts import codes, sso_views, views
from wijkzorg.shell.languages import in_readers_language
from wijkzorg.shell.throttle import SIGN_IN, limited

# Passwords, codes and addresses of municipalities are tried no more often than this, together.
_slowly = limited(*SIGN_IN)
_read = in_readers_language  # by these a volunteer comes in

urlpatterns = [
    path("inloggen/", _slowly(_read(codes.SignIn.as_view())), name="account_login"),
    path("inloggen/code/", _slowly(_read(codes.AskForCode.as_view())), name="account_request_login_code"),
    path(
        "inloggen/code/invullen/",
        _slowly(_read(account.confirm_login_code)),
        name="account_confirm_login_code",
    ),
    path("inloggen/gemeente/", _slowly(sso_views.ask), name="sso-ask"),
    path("inloggen/gemeente/<str:code>/", sso_views.go, name="sso-go"),
    path("inloggen/gemeente/<str:code>/terug/", sso_views.callback, name="sso-callback"),
    path("uitnodigingen/", views.invite, name="invitations"),
    path("uitnodigingen/<int:pk>/intrekken/", views.revoke, name="revoke-invitation"),
    path("uitnodiging/", _slowly(_read(views.take_up)), name="invitation"),
    path("uitnodiging/<str:token>/", views.open_link, name="invitation-link"),
    path("gemeente/", views.choose_municipality, name="choose-municipality"),
    path("rollen/", views.role_history, name="role-history"),
]
