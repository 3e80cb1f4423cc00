"""Many contact moments at once: the good rows are recorded together, of the others all that is wrong is said."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from care import naming, sending
from care.acting import OfOrganisation
from care.shapes import ASKED_EXAMPLE, EXAMPLE, ContactAsked, Known, new_contact
from cases.contacts import record_many
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest.fields import Several, Shape
from wijkzorg.rest.operations import Operation
from wijkzorg.rest.problems import CLASHES, errors_of, status_of

MOST = 1000
RECORDED, REFUSED = "vastgelegd", "geweigerd"


class BatchAsked(Shape):
    """The rows of a batch; each is judged by itself, so here they are only counted."""

    noun = "ContactmomentenOpdracht"

    contactmomenten = Several(
        child=serializers.DictField(),
        min_length=1,
        max_length=MOST,
        help_text=_(
            "De rijen, elk als bij POST /contactmomenten. Een rij die niet klopt houdt geen andere tegen."
        ),
    )


class RowFault(Shape):
    """What is wrong with a field of a row."""

    noun = "RijFout"

    name = serializers.CharField(help_text=_("Welk veld; leeg is de hele rij."))
    code = serializers.CharField(help_text=_("Wat er mis is, voor programma's."))
    reason = serializers.CharField(help_text=_("Wat er mis is, in woorden."))


class RowResult(Shape):
    """What came of a row."""

    noun = "RijUitkomst"

    rij = serializers.IntegerField(help_text=_("Welke rij, geteld vanaf 0."))
    uitkomst = serializers.ChoiceField([RECORDED, REFUSED], help_text=_("Wat er met de rij is gebeurd."))
    status = serializers.IntegerField(
        help_text=_("De statuscode die POST /contactmomenten voor deze rij had gegeven: 201, 400 of 409.")
    )
    id = serializers.UUIDField(
        allow_null=True, help_text=_("Het kenmerk van het contactmoment; leeg bij geweigerd.")
    )
    fouten = RowFault(many=True, help_text=_("Alles wat er mis is met de rij; leeg bij vastgelegd."))


class BatchAnswer(Shape):
    """What came of each row, in the order in which they were sent."""

    noun = "ContactmomentenUitkomst"

    aantalVastgelegd = serializers.IntegerField(help_text=_("Hoeveel rijen zijn vastgelegd."))
    aantalGeweigerd = serializers.IntegerField(help_text=_("Hoeveel rijen zijn geweigerd."))
    rijen = RowResult(many=True, help_text=_("De uitkomst van elke rij, in de volgorde van de opdracht."))


_FAULT = {"name": "plaatsgevondenOp", "code": CLASHES, "reason": "Dit ligt in de toekomst."}
_EXAMPLE = {
    "aantalVastgelegd": 1,
    "aantalGeweigerd": 1,
    "rijen": [
        {"rij": 0, "uitkomst": RECORDED, "status": 201, "id": EXAMPLE["id"], "fouten": []},
        {"rij": 1, "uitkomst": REFUSED, "status": 409, "id": None, "fouten": [_FAULT]},
    ],
}


class ContactBatches(OfOrganisation):
    """Record up to a thousand contact moments."""

    name = "contactmomenten"
    scope = Scope.CONTACTS
    operations = {
        "POST": Operation(
            "contactmomentenVastleggen",
            "Tot 1.000 contactmomenten tegelijk vastleggen",
            "Elke rij is als bij POST /contactmomenten. Goede rijen worden vastgelegd, samen of niet; van een rij die"
            " niet klopt staat elke fout in het antwoord, en die kunt u verbeterd opnieuw sturen. Alles wat is"
            " vastgelegd telt meteen mee.",
            answer=BatchAnswer,
            example=_EXAMPLE,
            body=BatchAsked,
            body_example={
                "contactmomenten": [
                    ASKED_EXAMPLE,
                    ASKED_EXAMPLE | {"plaatsgevondenOp": "2036-01-01T09:00:00Z"},
                ]
            },
            asks=sending.ASKS,
            errors=(409,),
        )
    }

    def post(self, *_args: Any, **_kwargs: Any) -> Response:
        """Record the good rows, in as many queries for a thousand as for one."""
        _bound, now, said = self.organisation_id, timezone.now(), self.said
        wrong = sending.faults(self)
        if not wrong:
            taken = sending.take(self, said, now)
            if taken.answer is not None:
                return Response(BatchAnswer(taken.answer).data)
        rows = self.body(BatchAsked, also=wrong)["contactmomenten"]
        good, results = self._judged(rows, Known.of(self, rows, now))
        made = record_many(
            actor=self.actor, contacts=[new_contact(self, values) for values in good.values()], now=now
        )
        for number, row in zip(good, made, strict=True):
            results[number]["id"] = str(naming.name_of(self.key, row.pk))
        answer = {
            "aantalVastgelegd": len(made),
            "aantalGeweigerd": len(rows) - len(made),
            "rijen": results,
        }
        taken.keep(**answer)
        return Response(BatchAnswer(answer).data)

    def _judged(self, rows: list[Any], known: Known) -> tuple[dict[int, Any], list[dict[str, Any]]]:
        """Return the good rows by their number, and what is to be said of each row."""
        shape, good, results = ContactAsked(context={"known": known}), {}, []
        for number, row in enumerate(rows):
            faults: list[dict[str, str]] = []
            try:
                good[number] = shape.run_validation(row)
            except ValidationError as wrong:
                faults = [
                    {name: one[name] for name in ("name", "code", "reason")}
                    for one in errors_of(wrong.detail, "body")
                ]
            outcome, status = (REFUSED, status_of(faults)) if faults else (RECORDED, 201)
            results.append(
                {"rij": number, "uitkomst": outcome, "status": status, "id": None, "fouten": faults}
            )
        return good, results
