"""The administrator's pages about coming in: invitations, sign-in through the municipality, who gave which role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import allauth.socialaccount.admin  # noqa: F401  (registers what is taken away below)
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wijkzorg import encryption
from wijkzorg.accounts import invitations, roles
from wijkzorg.accounts.models import (
    Invitation,
    SingleSignOn,
    SingleSignOnDomain,
    User,
)
from wijkzorg.accounts.roles import MembershipEvent
from wijkzorg.accounts.sso_views import callback_address
from wijkzorg.tenancy.admin import OneMunicipalityForm, SetUpAdmin
from wijkzorg.tenancy.models import Municipality

if TYPE_CHECKING:
    InlineBase = admin.TabularInline[Any, Any]
else:
    InlineBase = admin.TabularInline

# Applications and tokens of allauth are not used here; links are ended from the account.
admin.site.unregister([SocialApp, SocialAccount, SocialToken])


class InvitationForm(OneMunicipalityForm):
    """Invite: what the action wants to know."""

    class Meta:
        model = Invitation
        fields = ("email", "role", "team", "starts_on", "ends_on")

    def clean_email(self) -> str:
        """Return the address in the one spelling that is kept."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any] | None:
        """Say at the field what the action would refuse."""
        cleaned = super().clean() or self.cleaned_data
        try:
            invitations.check_offer(
                cleaned.get("role", ""), cleaned.get("team"), cleaned.get("starts_on"), cleaned.get("ends_on")
            )
        except ValidationError as error:
            for name, faults in error.message_dict.items():
                self.add_error(name, faults)
        return cleaned


@admin.register(Invitation)
class InvitationAdmin(SetUpAdmin):
    """Invitations: made and revoked, never changed."""

    form = InvitationForm
    list_display = ("email", "role", "team", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("team",)
    search_fields = ("email",)
    ordering = ("-created_at",)
    autocomplete_fields = ("team",)
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False for one invitation: whoever wants another makes another."""
        return obj is None and super().has_change_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: Invitation, form: forms.ModelForm[Any], change: bool
    ) -> None:
        """Invite by the same action as elsewhere; the row of the form becomes the one that was made."""
        made = invitations.invite(
            actor=_user(request),
            municipality=_municipality(request),
            email=obj.email,
            role=obj.role,
            team=obj.team,
            starts_on=obj.starts_on,
            ends_on=obj.ends_on,
            link=lambda token: request.build_absolute_uri(reverse("invitation-link", args=[token])),
            now=timezone.now(),
        )
        obj.pk = made.pk

    @admin.action(description=_("Intrekken"))
    def revoke(self, request: HttpRequest, queryset: models.QuerySet[Invitation]) -> None:
        """Take invitations back."""
        for row in queryset:
            invitations.revoke(actor=_user(request), invitation=row, now=timezone.now())
        self.message_user(request, _("Ingetrokken."), messages.SUCCESS)


class SingleSignOnForm(OneMunicipalityForm):
    """Set up a municipality's sign-in; its secret goes in and never comes out."""

    issuer = forms.URLField(
        label=SingleSignOn._meta.get_field("issuer").verbose_name,
        help_text=SingleSignOn._meta.get_field("issuer").help_text,
        max_length=500,
        assume_scheme="https",
    )
    secret = forms.CharField(
        label=_("client-secret"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Wordt versleuteld bewaard en niet meer getoond. Leeg: het blijft zoals het is."),
    )

    class Meta:
        model = SingleSignOn
        fields = ("enabled", "issuer", "client_id", "trusts_addresses", "factor_amr", "factor_acr")

    def clean_issuer(self) -> str:
        """Refuse an address without encryption; only a machine that is not in production may talk to itself."""
        issuer = str(self.cleaned_data["issuer"]).rstrip("/")
        near = not settings.PRODUCTION and issuer.startswith(("http://127.0.0.1", "http://localhost"))
        if not issuer.startswith("https://") and not near:
            raise ValidationError(_("Dit adres moet met https:// beginnen."))
        return issuer

    def clean(self) -> dict[str, Any] | None:
        """Ask for the secret when there is none yet."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("secret") and not self.instance.secret_encrypted:
            self.add_error("secret", _("Vul het client-secret in."))
        return cleaned


class DomainInline(InlineBase):
    """The domains for which it speaks."""

    model = SingleSignOnDomain
    extra = 1
    fields = ("domain",)


@admin.register(SingleSignOn)
class SingleSignOnAdmin(SetUpAdmin):
    """Sign-in through the municipality."""

    form = SingleSignOnForm
    inlines = (DomainInline,)
    list_display = ("municipality", "issuer", "enabled")
    ordering = ("municipality__name",)
    readonly_fields = ("come_back",)

    @admin.display(description=_("adres om terug te sturen (redirect URI)"))
    def come_back(self, obj: SingleSignOn) -> str:
        """Show what the service must be told."""
        return callback_address(self._request, obj.municipality.code) if obj.pk else "-"

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        """Keep the request, for the address of this site."""
        self._request = request
        return super().get_form(request, obj, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: SingleSignOn, form: forms.ModelForm[Any], change: bool
    ) -> None:
        """Encrypt a secret that was typed; the row belongs to the municipality that is active."""
        if not change:
            obj.municipality = _municipality(request)
        if form.cleaned_data.get("secret"):
            obj.secret_encrypted = encryption.encrypt(form.cleaned_data["secret"])
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give each domain the municipality of its sign-in."""
        for domain in formset.save(commit=False):
            domain.municipality = form.instance.municipality
            domain.domain = domain.domain.lower()
            domain.save()
        for domain in formset.deleted_objects:
            domain.delete()


# The table is pghistory's, which names it in English.
MembershipEvent._meta.verbose_name = _("wijziging van een rol")
MembershipEvent._meta.verbose_name_plural = _("wie kreeg welke rol")


@admin.register(MembershipEvent)
class MembershipEventAdmin(SetUpAdmin):
    """Who got which role, read only; the page with names stands at /rollen/."""

    list_display = ("pgh_created_at", "done", "user", "role", "team", "starts_on", "ends_on", "given_by")
    list_filter = ("role", "pgh_label")
    list_select_related = ("user", "team")
    search_fields = ("user__email",)
    ordering = ("-pgh_id",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """List the changes in the active municipality."""
        return roles.history(_municipality(request))

    @admin.display(description=_("wat"))
    def done(self, obj: Any) -> str:
        """Show what was done."""
        return str(roles.DONE[obj.pgh_label])

    @admin.display(description=_("door"))
    def given_by(self, obj: Any) -> str:
        """Show who did it."""
        return str(_("zichzelf") if obj.actor_id == obj.user_id else obj.actor_email or _("onbekend"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: triggers write it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: it stays as it is."""
        return False


def _municipality(request: HttpRequest) -> Municipality:
    """Return the municipality that is set up: the active one, and never one that a form names."""
    found = request.desk.municipality  # type: ignore[attr-defined]
    if found is None:
        raise PermissionDenied
    assert isinstance(found, Municipality), "a desk stands in a municipality"
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the admin lets nobody in who is not signed in"
    return request.user
