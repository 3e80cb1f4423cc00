"""Abonnementen: which address of a system hears of what, how that goes, and who holds the secret (docs/events.md)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from wijkzorg.clients.models import Access
from wijkzorg.clients.scopes import Scope
from wijkzorg.events import actions, describing, words
from wijkzorg.events.kinds import KINDS, PUBLISHED
from wijkzorg.events.models import Subscription
from wijkzorg.events.targets import LONGEST
from wijkzorg.rest import BASE, etags
from wijkzorg.rest.authentication import insufficient
from wijkzorg.rest.fields import Code, Moment, Shape, YesNo
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Collection
from wijkzorg.rest.problems import Conflict, Fault, Invalid, error
from wijkzorg.rest.views import Resource

UNCONFIRMED, ACTIVE, PAUSED = "wachtOpBevestiging", "actief", "stilgezet"
_FIELDS = {"name": "omschrijving", "address": "adres", "types": "soorten"}
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


def _types(**more: Any) -> serializers.ListField:
    return serializers.ListField(
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
_NEW = EXAMPLE | {"toestand": UNCONFIRMED, "bevestigdOp": None, "laatstGeluktOp": None}
_SECRET = {"geheim": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
_ASKED = {key: EXAMPLE[key] for key in ("omschrijving", "adres", "soorten")}
_ETAG = {"ETag": "De versie, om mee te wijzigen (If-Match)."}
_IF_MATCH = {"If-Match": "De ETag van het abonnement zoals u het las."}


class Subscriptions(Collection):
    """The subscriptions of a system."""

    name = "abonnementen"
    scope = Scope.SUBSCRIPTIONS
    shape = SubscriptionShape
    order = ("id",)
    operations = {
        "GET": Operation(
            "abonnementenOphalen",
            "De abonnementen van dit systeem",
            "In de volgorde waarin ze zijn gemaakt.",
            answer=page_of("abonnementen", SubscriptionShape),
            example={"abonnementen": [EXAMPLE]},
            headers=LINK,
        ),
        "POST": Operation(
            "abonnementAanmaken",
            "Een abonnement nemen",
            "Het adres krijgt eerst de vraag of het instemt: OPTIONS met WebHook-Request-Origin. Het antwoordt met"
            " WebHook-Allowed-Origin. Berichten zijn CloudEvents 1.0, ondertekend volgens Standard Webhooks.",
            answer=SubscriptionMade,
            status=201,
            example=_NEW | _SECRET,
            body=SubscriptionAsked,
            body_example=_ASKED,
            errors=(409,),
            headers=_ETAG | {"Location": "Waar het abonnement staat."},
            callbacks=describing.callbacks(),
        ),
    }

    def rows(self) -> models.QuerySet[Any, Any]:
        """Return those that were not ended."""
        return own(self)

    def post(self, *_args: Any, **_kwargs: Any) -> Response:
        """Make one; its secret is in this answer and nowhere else."""
        asked = self.body(SubscriptionAsked)
        _may(self, asked)
        try:
            made, secret = actions.subscribe(
                municipality_id=self.place.municipality_id,
                client=self.caller.uuid,
                system=self.caller.name,
                scopes=self.place.scopes,
                organisation=Access.objects.organisation_of(
                    self.caller.client_id, self.place.municipality_id
                ),
                name=asked["omschrijving"],
                address=asked["adres"],
                types=asked["soorten"],
                now=timezone.now(),
            )
        except ValidationError as refused:
            raise _invalid(refused) from None
        return _made(self, made.pk, secret)


class OneSubscription(Resource):
    """One subscription of this system; another's is not there."""

    name = "abonnementen"
    scope = Scope.SUBSCRIPTIONS
    operations = {
        "GET": Operation(
            "abonnementOphalen",
            "Eén abonnement, en hoe het gaat",
            answer=SubscriptionShape,
            example=EXAMPLE,
            headers=_ETAG,
        ),
        "PATCH": Operation(
            "abonnementWijzigen",
            "Een abonnement wijzigen, stilzetten of hervatten",
            "Een ander adres moet opnieuw instemmen; wat intussen gebeurt, wacht. Stilgezet gaat er niets uit, en gaat"
            " er niets verloren: berichten wachten dertig dagen.",
            answer=SubscriptionShape,
            example=EXAMPLE | {"omschrijving": "Zaaksysteem, nieuw"},
            body=SubscriptionChange,
            body_example={"omschrijving": "Zaaksysteem, nieuw"},
            asks=_IF_MATCH,
            headers=_ETAG,
        ),
        "DELETE": Operation(
            "abonnementOpzeggen",
            "Een abonnement opzeggen",
            "Ook wat nog wacht, gaat niet meer uit.",
            status=204,
        ),
    }

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Return it."""
        return _shown(self, one(self, uuid))

    def patch(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Change what is named and nothing else."""
        asked, now = self.body(SubscriptionChange), timezone.now()
        _may(self, asked)
        row = one(self, uuid, lock=True)
        etags.check(self.request, _etag(row))
        try:
            if {"omschrijving", "adres", "soorten"} & set(asked):
                actions.change(
                    subscription=row,
                    scopes=self.place.scopes,
                    name=asked.get("omschrijving", row.name),
                    address=asked.get("adres", row.address),
                    types=asked.get("soorten", row.types),
                    now=now,
                )
            if asked.get("stilgezet"):
                actions.pause(subscription=row, why=Subscription.Why.BY_CLIENT, now=now)
            elif "stilgezet" in asked and row.paused_why == Subscription.Why.BY_HAND:
                raise Conflict("Een beheerder van de gemeente zette dit stil; vraag het daar.")
            elif "stilgezet" in asked and row.paused_at:
                actions.resume(subscription=row, now=now)
        except ValidationError as refused:
            raise _invalid(refused) from None
        return _shown(self, one(self, uuid))

    def delete(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """End it."""
        actions.end(subscription=one(self, uuid, lock=True), now=timezone.now())
        return Response(status=204)


class SubscriptionSecrets(Resource):
    """A new secret in place of the one that holds."""

    name = "abonnementen"
    scope = Scope.SUBSCRIPTIONS
    operations = {
        "POST": Operation(
            "abonnementGeheimVernieuwen",
            "Een nieuw geheim",
            "Twee dagen lang ondertekenen het nieuwe en het vorige allebei.",
            answer=SubscriptionMade,
            status=201,
            example=EXAMPLE | {"vorigGeheimGeldigTot": "2026-11-28T08:00:00Z"} | _SECRET,
            headers=_ETAG | {"Location": "Waar het abonnement staat."},
        )
    }

    def post(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Make it; it is in this answer and nowhere else."""
        row, secret = actions.renew_secret(subscription=one(self, uuid, lock=True), now=timezone.now())
        return _made(self, row.pk, secret)


class SubscriptionPings(Resource):
    """A message that says nothing, to try whether it arrives."""

    name = "abonnementen"
    scope = Scope.SUBSCRIPTIONS
    operations = {
        "POST": Operation(
            "proefberichtVragen",
            "Een proefbericht",
            "Hoogstens één in een minuut. Of het aankwam, staat bij het abonnement.",
            answer=SubscriptionShape,
            status=202,
            example=EXAMPLE | {"aantalWachtend": 1},
            errors=(409,),
        )
    }

    def post(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Have one sent."""
        row = one(self, uuid, lock=True)
        if row.paused_at is not None:
            raise Conflict("Dit abonnement staat stil; hervat het eerst.")
        wait = actions.ping(subscription=row, now=timezone.now())
        if wait:
            raise Fault(429, headers={"Retry-After": str(wait)})
        return _shown(self, one(self, uuid), status=202)


def own(view: Resource) -> models.QuerySet[Subscription, Subscription]:
    """Return the subscriptions of who asks, where it asks, with how much waits for each."""
    return Subscription.objects.of_client(view.place.municipality_id, view.caller.uuid).counted()


def one(view: Resource, uuid: Any, *, lock: bool = False) -> Subscription:
    """Return one of them; raises Http404."""
    rows = Subscription.objects.of_client(view.place.municipality_id, view.caller.uuid)
    if lock:
        rows = rows.select_for_update()
    found = (rows if lock else own(view)).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def _etag(row: Subscription) -> str:
    return etags.etag_of("subscription", row.uuid, row.revision)


def _shown(view: Resource, row: Subscription, status: int = 200) -> Response:
    view.saw(object_id=row.uuid)
    return Response(SubscriptionShape(row).data, status=status, headers={"ETag": _etag(row)})


def _made(view: Resource, pk: int, secret: str) -> Response:
    row = own(view).get(pk=pk)
    row.geheim = secret  # type: ignore[attr-defined]  # for this answer alone
    view.saw(object_id=row.uuid)
    where = view.request.build_absolute_uri(f"{BASE}/abonnementen/{row.uuid}")
    headers = {"ETag": _etag(row), "Location": where}
    return Response(SubscriptionMade(row).data, status=201, headers=headers)


def _may(view: Resource, asked: dict[str, Any]) -> None:
    """Refuse (403) what a system may not hear of."""
    for scope in sorted({scope for kind in asked.get("soorten", ()) for scope in KINDS[kind].scopes}):
        if scope not in view.place.scopes:
            raise Fault(403, f"Voor deze soort is de scope {scope} nodig.", headers=insufficient(scope))


def _invalid(refused: ValidationError) -> Fault:
    """Return what an action refuses, at the fields of the API."""
    if not hasattr(refused, "error_dict"):
        return Conflict(" ".join(refused.messages))
    return Invalid(
        [
            error(_FIELDS[name], message, "invalid", "body")
            for name, messages in refused.message_dict.items()
            for message in messages
        ]
    )
