"""What is said of subscriptions: what a system wants to hear, what changes, and how it goes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from wijkzorg.events import words
from wijkzorg.events.kinds import KINDS, PUBLISHED
from wijkzorg.events.models import Subscription
from wijkzorg.events.targets import LONGEST
from wijkzorg.rest.fields import Code, Moment, Several, Shape, YesNo

UNCONFIRMED, ACTIVE, PAUSED = "wachtOpBevestiging", "actief", "stilgezet"
_WHY = {
    Subscription.Why.BY_HAND: "beheerder",
    Subscription.Why.BY_CLIENT: "ontvanger",
    Subscription.Why.FAILING: "nietBezorgd",
    Subscription.Why.GONE: "adresVervallen",
}
_SIGN = r"!-~¡-¬®-ſ‐-‧€"
_NAME: dict[str, Any] = {
    "regex": rf"^[{_SIGN}][ {_SIGN}]{{0,99}}\Z",
    "max_length": 100,
    "help_text": _("Waar het voor is, in eigen woorden, op één regel."),
    "error_messages": {"invalid": _("Vul hier gewone woorden in, op één regel.")},
}
_ADDRESS: dict[str, Any] = {
    "max_length": LONGEST,
    "help_text": _("Waar de berichten naartoe gaan: https, op poort 443 of 8443, met een naam op internet."),
    "error_messages": {
        "invalid": _(
            "Dit adres moet met https:// beginnen en een naam op internet hebben, zonder gebruikersnaam; alleen"
            " poort 443 of 8443 mag."
        )
    },
}


_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# As long and of as many labels as DNS allows; what ends in a number is an IPv4 address in some spelling.
_TOO_LONG = r"(?!https://[^/?:]{254})"
_NUMBER = r"(?!([0-9]+|0[xX][0-9A-Fa-f]*)(?![A-Za-z0-9-]))"
_NAME_OF_HOST = rf"({_LABEL}\.){{1,126}}{_NUMBER}{_LABEL}"
_PATH = r"([/?][!$-;=?-Z_a-z~]*)?"
_NEAR = r"|http://localhost(:[1-9][0-9]{3})?" if settings.WIJKZORG_DEMO else ""
# No wider than what is taken (wijkzorg.events.targets).
FORM = rf"^{_TOO_LONG}(https://{_NAME_OF_HOST}(:443|:8443)?{_NEAR}){_PATH}\Z"


def _types(**more: Any) -> Several:
    return Several(
        child=serializers.ChoiceField(list(KINDS)),
        min_length=1,
        max_length=len(KINDS),
        help_text=_(
            "Van welke gebeurtenissen u hoort. Voor signaleringen zijn de scopes signaleringen.lezen en dossiers.lezen"
            " nodig."
        ),
        **more,
    )


class SubscriptionAsked(Shape):
    """What a system wants to hear, and where."""

    noun = "AbonnementVraag"

    omschrijving = Code(**_NAME)
    adres = Code(FORM, **_ADDRESS)
    soorten = _types()


class SubscriptionChange(Shape):
    """What is to be different; what is left out stays."""

    noun = "AbonnementWijziging"

    omschrijving = Code(required=False, **_NAME)
    adres = Code(FORM, required=False, **_ADDRESS)
    soorten = _types(required=False)
    stilgezet = YesNo(
        required=False, help_text=_("Waar: er gaat niets uit. Onwaar: alles wat wacht gaat alsnog.")
    )


class SubscriptionShape(Shape):
    """A subscription, and how it goes."""

    noun = "Abonnement"

    id = serializers.UUIDField(source="uuid", help_text=_("Het kenmerk."))
    omschrijving = serializers.CharField(source="name", help_text=_("Waar het voor is."))
    adres = serializers.CharField(source="address", help_text=_("Waar de berichten naartoe gaan."))
    soorten = serializers.ListField(
        source="types", child=serializers.CharField(), help_text=_("Van welke gebeurtenissen u hoort.")
    )
    toestand = serializers.SerializerMethodField(
        help_text=_(
            "wachtOpBevestiging, actief of stilgezet. Er gaat niets uit voordat het adres heeft ingestemd."
        )
    )
    redenStilgezet = serializers.SerializerMethodField(
        help_text=_(
            "beheerder, ontvanger, nietBezorgd (twee dagen lang) of adresVervallen (410); anders leeg."
        )
    )
    gemaaktOp = Moment(source="made_at", help_text=_("Wanneer het is gemaakt."))
    bevestigdOp = Moment(source="confirmed_at", allow_null=True, help_text=_("Vanaf wanneer het luistert."))
    laatstGeluktOp = Moment(
        source="succeeded_at",
        allow_null=True,
        help_text=_("Wanneer het adres voor het laatst goed antwoordde."),
    )
    laatstMisluktOp = Moment(
        source="failed_at", allow_null=True, help_text=_("Wanneer iets voor het laatst niet lukte.")
    )
    laatsteFout = serializers.SerializerMethodField(
        help_text=_("Wat er toen misging, in woorden; leeg als nog niets misging.")
    )
    aantalWachtend = serializers.IntegerField(
        source="waiting_count", help_text=_("Hoeveel berichten nog moeten aankomen.")
    )
    vorigGeheimGeldigTot = Moment(
        source="former_until",
        allow_null=True,
        help_text=_("Tot wanneer het vorige geheim ook nog ondertekent; leeg als er geen is."),
    )

    def get_toestand(self, row: Subscription) -> str:
        """Return how it stands."""
        return PAUSED if row.paused_at else UNCONFIRMED if row.to_confirm else ACTIVE

    def get_redenStilgezet(self, row: Subscription) -> str | None:
        """Return why nothing goes out."""
        return _WHY[Subscription.Why(row.paused_why)] if row.paused_why else None

    def get_laatsteFout(self, row: Subscription) -> str | None:
        """Return what went wrong last."""
        return words.failure(row.failure) or None


class SubscriptionMade(SubscriptionShape):
    """A subscription as it was made, with its secret."""

    noun = "AbonnementMetGeheim"

    geheim = serializers.CharField(
        help_text=_("Waarmee de berichten zijn ondertekend (whsec_…). U ziet het alleen nu.")
    )


EXAMPLE = {
    "id": "0b7c3f5e-2f3a-4a55-9c1e-7d6f1f0f9b11",
    "omschrijving": "Zaaksysteem",
    "adres": "https://berichten.voorbeeldstad.example/wijkzorg",
    "soorten": [PUBLISHED.type],
    "toestand": ACTIVE,
    "redenStilgezet": None,
    "gemaaktOp": "2026-11-26T08:00:00Z",
    "bevestigdOp": "2026-11-26T08:00:02Z",
    "laatstGeluktOp": "2026-11-26T08:00:02Z",
    "laatstMisluktOp": None,
    "laatsteFout": None,
    "aantalWachtend": 0,
    "vorigGeheimGeldigTot": None,
}
NEW = EXAMPLE | {"toestand": UNCONFIRMED, "bevestigdOp": None, "laatstGeluktOp": None}
SECRET = {"geheim": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
ASKED = {key: EXAMPLE[key] for key in ("omschrijving", "adres", "soorten")}
