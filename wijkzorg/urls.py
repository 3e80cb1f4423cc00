"""Every address of the house. Signing in and out are said in Dutch; the other allauth pages stand under /account/."""

from allauth.account import views as account
from allauth.account.urls import urlpatterns as allauth_pages
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from wijkzorg.outbox.views import demo_mailbox
from wijkzorg.shell import pages


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process serves."""
    return HttpResponse("ok", content_type="text/plain")


# Changing and resetting a password; registration is closed and says so. E-mail addresses are the administrator's.
_KEPT = ("account_signup", "account_inactive", "account_reauthenticate")
_account_pages = [page for page in allauth_pages if page.name in _KEPT or "password" in str(page.name)]

handler400 = pages.bad_request
handler429 = pages.too_often
handler500 = pages.server_error

urlpatterns = [
    path("", include("day.urls")),
    path("", include("cases.urls")),
    path("", include("roster.urls")),
    path("", include("agreements.urls")),
    path("", include("outreach.urls")),
    path("", include("reports.urls")),
    path("", include("reaching.urls")),
    path("", include("teams.urls")),
    path("", include("volunteers.urls")),
    path("", include("sheets.urls")),
    path("", include("workplace.urls")),
    path("cijfers/", include("dashboard.urls")),
    path("rechten/", include("rights.urls")),
    path("logboek/", include("wijkzorg.oversight.urls")),
    path("uitloggen/", account.logout, name="account_logout"),
    path("", include("wijkzorg.accounts.urls")),
    path("account/", include(_account_pages)),
    path("", include("wijkzorg.accounts.factor_urls")),
    path("beheer/", admin.site.urls),
    path("demo/post/", demo_mailbox, name="demo-mail"),
    path("api/", include("wijkzorg.api")),
    path("healthz", healthz, name="healthz"),
]
