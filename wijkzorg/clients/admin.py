"""The administrator's pages about systems: let one in, give it a secret or take its key, end either after a look.

What allauth would show of them is taken away: it knows no municipality, and would let a secret be typed.
"""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

import allauth.idp.oidc.admin  # noqa: F401  (registers what is taken away below)
from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.models import User
from wijkzorg.clients import actions, keys
from wijkzorg.clients.deeds import EndAccess, EndCredential
from wijkzorg.clients.models import Access, Client, Credential
from wijkzorg.clients.scopes import NEED_GROUND, OF_ORGANISATION, WITH_CASES, Scope
from wijkzorg.tenancy.admin import FormBase, OneMunicipalityForm
from wijkzorg.tenancy.deeds import DeedAdmin
from wijkzorg.tenancy.models import Municipality

admin.site.unregister([OAuthClient, Token])

Kind = Credential.Kind


def _scopes() -> list[tuple[str, str]]:
    """Name what may be allowed, in words and as whoever builds the system calls it."""
    return [(scope.value, f"{scope.label} ({scope.value})") for scope in Scope]


class AccessForm(OneMunicipalityForm):
    """Let a system in: a new one, or one that another municipality made and named to us."""

    name = forms.CharField(
        label=_("Systeem"), max_length=100, required=False, help_text=_("Zoals: zaaksysteem, dashboard.")
    )
    organisation = forms.CharField(label=_("Van welke organisatie"), max_length=200, required=False)
    known = forms.UUIDField(
        label=_("Kenmerk"),
        required=False,
        help_text=_("Alleen voor een systeem dat een andere gemeente al maakte: het kenmerk dat je kreeg."),
        error_messages={
            "invalid": _("Dit is geen kenmerk. Neem het over zoals je het kreeg, met de streepjes.")
        },
    )
    scopes = forms.MultipleChoiceField(
        label=_("Wat het mag"),
        choices=_scopes,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies wat het systeem mag.")},
    )

    class Meta:
        model = Access
        fields = ("scopes", "legal_ground", "bound_to")

    def clean_known(self) -> uuid.UUID | None:
        """Refuse what names no system."""
        known: uuid.UUID | None = self.cleaned_data["known"]
        self.client = Client.objects.filter(uuid=known).first() if known else None
        if known and self.client is None:
            raise ValidationError(_("Er is geen systeem met dit kenmerk."))
        if self.client and Access.objects.open().filter(client=self.client).exists():
            raise ValidationError(_("Dit systeem heeft hier al toegang."))
        return known

    def clean(self) -> dict[str, Any] | None:
        """Ask for what is missing, each at its field."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None and not cleaned.get("known") and "known" not in self.errors:
            for name in ("name", "organisation"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Vul dit in."))
        if NEED_GROUND & set(cleaned.get("scopes") or ()) and not (cleaned.get("legal_ground") or "").strip():
            self.add_error(
                "legal_ground", _("Noem het artikel, en waarvoor deze gegevens over mensen nodig zijn.")
            )
        scopes = set(cleaned.get("scopes") or ())
        for scope in sorted(WITH_CASES & scopes) if Scope.CASES not in scopes else ():
            self.add_error("scopes", _("%(scope)s kan alleen samen met dossiers.lezen.") % {"scope": scope})
        # Who reads flags or help requests of the whole municipality needs none; nor does it see any dossier then.
        of_one = scopes & OF_ORGANISATION - ({Scope.CASES} if scopes & WITH_CASES else set())
        if of_one and not cleaned.get("bound_to"):
            self.add_error("bound_to", _("Kies van welke organisatie de dossiers zijn."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the system out: of a new one it is made later."""
        return super()._get_validation_exclusions() | {"client"}


@admin.register(Access)
class AccessAdmin(DeedAdmin):
    """Which systems come in here, and for what."""

    form = AccessForm
    heading = _("Gekoppelde systemen: wie hier gegevens haalt")
    about = _("Een systeem komt pas binnen als het ook een geheim of sleutel heeft.")
    nothing_yet = _("Er is nog geen systeem gekoppeld. Voeg er een toe; daarna geef je het een geheim.")
    saves_once = True
    list_display = ("client", "reference", "what", "given_at", "ended_at")
    list_select_related = ("client",)
    search_fields = ("client__name", "client__organisation")
    ordering = (models.F("ended_at").asc(nulls_first=True), "client__name", "pk")  # what ended comes last
    actions = ("end",)
    readonly_fields = ("client", "reference", "given_at", "given_by", "ended_at")

    def get_fieldsets(self, request: HttpRequest, obj: Access | None = None) -> Any:
        """Ask who it is once; afterwards it is shown."""
        may = (_("Wat het mag"), {"fields": ("scopes", "legal_ground", "bound_to")})
        if obj is None:
            return [(_("Welk systeem"), {"fields": ("name", "organisation", "known")}), may]
        told = ("client", "reference", "given_at", "given_by", "ended_at")
        return [(_("Welk systeem"), {"fields": told}), may]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False for one that is over: it stays as it was."""
        over = isinstance(obj, Access) and obj.ended_at is not None
        return not over and super().has_change_permission(request, obj)

    def deeds(self, row: Access) -> list[tuple[str, Any]]:
        """Offer to end it."""
        return [] if row.ended_at else [("end", _("Beëindig de toegang"))]

    def beside(self, row: Access) -> list[tuple[str, Any]]:
        """Lead to its secrets and keys, where they are given here."""
        if not row.keeps:
            return []
        own = f"{reverse('admin:clients_credential_changelist')}?{urlencode({'q': row.client.name})}"
        return [(own, _("Geheimen en sleutels van dit systeem"))]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose an organisation, and make or change none on the way."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "bound_to" and field is not None:
            for deed in ("add", "change", "view", "delete"):
                setattr(field.widget, f"can_{deed}_related", False)
        return field

    @admin.display(description=_("kenmerk"))
    def reference(self, obj: Access) -> str:
        """Show what another municipality needs to let the same system in."""
        return str(obj.client.uuid)

    @admin.display(description=_("mag"))
    def what(self, obj: Access) -> str:
        """Show the scopes."""
        return ", ".join(obj.scopes)

    def save_model(self, request: HttpRequest, obj: Access, form: Any, change: bool) -> None:
        """Let in, or change what was allowed, by the verbs."""
        told: dict[str, Any] = {
            "scopes": form.cleaned_data["scopes"],
            "legal_ground": form.cleaned_data["legal_ground"],
            "bound_to": form.cleaned_data["bound_to"],
            "actor": _user(request),
            "now": timezone.now(),
        }
        if change:
            actions.change_access(access=obj, **told)
            return
        place: dict[str, Any] = {"municipality_id": _municipality(request).pk}
        if form.client is not None:
            made = actions.let_in_too(client=form.client, **place, **told)
        else:
            who = {name: form.cleaned_data[name] for name in ("name", "organisation")}
            made = actions.let_in(**who, **place, **told)
        obj.pk, obj.client, obj.keeps = made.pk, made.client, made.keeps

    def response_add(
        self, request: HttpRequest, obj: Access, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead on to a secret where the system has none yet."""
        if not obj.keeps:
            return super().response_add(request, obj, post_url_continue)
        said = _(
            "%(system)s mag hier komen. Het komt binnen zodra het een geheim of sleutel heeft: maak die nu."
        )
        self.message_user(request, said % {"system": obj.client}, messages.SUCCESS)
        return redirect(f"{reverse('admin:clients_credential_add')}?client={obj.client_id}")

    @admin.action(description=_("Toegang beëindigen: het systeem komt er meteen niet meer in"))
    def end(self, request: HttpRequest, queryset: models.QuerySet[Access]) -> HttpResponse | None:
        """End accesses, once what that stops was looked at."""
        return self.look(request, EndAccess(), queryset)


class CredentialForm(FormBase):
    """Give a system a secret, or take the public keys of its own."""

    keys = forms.CharField(
        label=_("Openbare sleutels (JWKS)"),
        required=False,
        strip=True,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Alleen bij een eigen sleutel. Plak de JWKS die het systeem geeft; daar staat niets geheims in."
        ),
    )

    class Meta:
        model = Credential
        fields = ("client", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "client" in self.fields:
            self.fields["client"].error_messages["required"] = _("Kies een systeem.")

    def clean(self) -> dict[str, Any] | None:
        """Read the keys."""
        cleaned = super().clean() or self.cleaned_data
        self.jwks = None
        if cleaned.get("kind") == Kind.KEY and "keys" not in self.errors:
            try:
                self.jwks = keys.checked(cleaned.get("keys") or "")
            except ValidationError as error:
                self.add_error("keys", error)
        elif cleaned.get("keys"):
            self.add_error("keys", _("Kies bij soort de eigen sleutel, of laat dit leeg."))
        self.instance.jwks = self.jwks
        return cleaned


@admin.register(Credential)
class CredentialAdmin(DeedAdmin):
    """Secrets and keys of the systems that were made here: given and ended, never changed, and never shown again."""

    form = CredentialForm
    heading = _("Geheimen en sleutels: waarmee systemen binnenkomen")
    about = _(
        "Vervangen: maak een nieuw geheim, laat het systeem dat gebruiken, en beëindig dan het oude."
        " Zo valt er niets stil."
    )
    never_changed = True
    nothing_yet = _("Er is nog geen geheim of sleutel. Koppel eerst een systeem, en geef het er dan een.")
    saves_once = True
    radio_fields = {"kind": admin.VERTICAL}
    readonly_fields = ("client_id", "public_keys", "made_at", "made_by", "ended_at")
    list_display = ("client_id", "client", "kind", "made_at", "made_by", "ended_at")
    list_select_related = ("client", "made_by")
    search_fields = ("oauth__id", "client__name")
    ordering = (models.F("ended_at").asc(nulls_first=True), "client__name", "-made_at")
    actions = ("end",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """List those of the systems that were made here."""
        return Credential.objects.kept_here()

    def get_fields(self, request: HttpRequest, obj: Credential | None = None) -> tuple[str, ...]:
        """Ask for a new one; of one that is there, show what is known of it."""
        if obj is None:
            return ("client", "kind", "keys")
        return ("client_id", "client", "kind", "public_keys", "made_at", "made_by", "ended_at")

    def deeds(self, row: Credential) -> list[tuple[str, Any]]:
        """Offer to end it."""
        return [] if row.ended_at else [("end", _("Beëindig"))]

    @admin.display(description="client_id", ordering="oauth_id")
    def client_id(self, obj: Credential) -> str:
        """Show under which name the system asks for tokens, in the word of OAuth."""
        return str(obj.oauth_id)

    @admin.display(description=_("openbare sleutels (JWKS)"))
    def public_keys(self, obj: Credential) -> str:
        """Show the public keys of its own, or nothing for a secret."""
        return json.dumps(obj.jwks) if obj.jwks else "-"

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False for one of them: whoever wants another makes another."""
        return obj is None and super().has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the systems that were made here and may come in."""
        if db_field.name == "client":
            own = Access.objects.open().filter(keeps=True).values("client_id")
            kwargs["queryset"] = Client.objects.filter(pk__in=own).order_by("name", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: bool) -> None:
        """Make it by the verbs; the secret is kept for the page that follows, and nowhere else."""
        told: dict[str, Any] = {
            "client": obj.client,
            "municipality_id": _municipality(request).pk,
            "actor": _user(request),
            "now": timezone.now(),
        }
        if obj.kind == Kind.KEY:
            made, secret = actions.take_key(jwks=form.jwks, **told), ""
        else:
            made, secret = actions.make_secret(**told)
        obj.pk, obj.oauth, obj.made_at = made.pk, made.oauth, made.made_at
        request.new_secret = secret  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: Credential, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show what the system needs, once: it goes through no session and no address."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Neem dit nu over"),
            "credential": obj,
            "secret": request.new_secret,  # type: ignore[attr-defined]
            "opts": self.opts,
            "token_url": request.build_absolute_uri(reverse("api-token")),
            "openapi_url": request.build_absolute_uri(reverse("api-openapi")),
        }
        return TemplateResponse(request, "admin/clients/credential/made.html", context)

    @admin.action(description=_("Beëindigen: het systeem komt er hiermee meteen niet meer in"))
    def end(self, request: HttpRequest, queryset: models.QuerySet[Credential]) -> HttpResponse | None:
        """End secrets and keys, once it was looked at with what the system still comes in."""
        deed = EndCredential(set(queryset.values_list("pk", flat=True)), _municipality(request).pk)
        return self.look(request, deed, queryset)


def _municipality(request: HttpRequest) -> Municipality:
    found: Municipality | None = request.desk.municipality  # type: ignore[attr-defined]
    assert found is not None, "a page of the set-up stands in a municipality"
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the admin lets nobody in who is not signed in"
    return request.user
