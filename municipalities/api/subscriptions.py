"""Abonnementen: which address of a system hears of what, how that goes, and who holds the secret (docs/events.md)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils import timezone
from rest_framework.response import Response

from municipalities.api.subscription_shapes import (
    ASKED,
    EXAMPLE,
    NEW,
    SECRET,
    SubscriptionAsked,
    SubscriptionChange,
    SubscriptionMade,
    SubscriptionShape,
)
from wijkzorg.clients.models import Access
from wijkzorg.clients.scopes import Scope
from wijkzorg.events import actions, describing
from wijkzorg.events.kinds import KINDS
from wijkzorg.events.models import Subscription
from wijkzorg.rest import BASE, etags
from wijkzorg.rest.authentication import insufficient
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Collection
from wijkzorg.rest.problems import Conflict, Fault, Invalid, error
from wijkzorg.rest.views import Resource

_FIELDS = {"name": "omschrijving", "address": "adres", "types": "soorten"}
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
            example=NEW | SECRET,
            body=SubscriptionAsked,
            body_example=ASKED,
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
            example=EXAMPLE | {"vorigGeheimGeldigTot": "2026-11-28T08:00:00Z"} | SECRET,
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
