"""Signaleringen as they stand: one episode each in which a rule holds, without a name and without a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from care.live import BUURT, Live, LiveList, LiveOne
from care.rhythms import RhythmShape
from care.words import CHANNELS, CLOSE_CAUSES, FLAG_KINDS, FLAG_STATES, word_of
from cases.models import Flag
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest.fields import Code, Day, Moment, Shape
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import PagedQuestion

# Each is about one person, so it needs what dossiers need (PRODUCT: what municipalities get).
LIVE = (Scope.FLAGS, Scope.CASES)


class EvidenceShape(Shape):
    """The numbers of the rule when it was last judged; those that the rule does not look at are empty."""

    noun = "Onderbouwing"

    nodig = RhythmShape(allow_null=True, help_text=_("Wat nodig was."))
    afgesproken = RhythmShape(allow_null=True, help_text=_("Wat was afgesproken (afgeschaald)."))
    drempelProcent = serializers.IntegerField(
        allow_null=True, help_text=_("Tot hoeveel procent de regel geldt.")
    )
    vensterDagen = serializers.IntegerField(
        allow_null=True, help_text=_("Over hoeveel dagen de regel kijkt.")
    )
    dagen = serializers.IntegerField(
        allow_null=True, help_text=_("Hoeveel dagen telden: in het venster, of sinds gezien of bereikt.")
    )
    geleverdPunten = serializers.IntegerField(
        allow_null=True, help_text=_("Geleverd in het venster, in punten.")
    )
    nodigPunten = serializers.FloatField(allow_null=True, help_text=_("Nodig in het venster, in punten."))
    laatstGezienDatum = Day(allow_null=True, help_text=_("Wanneer iemand de bewoner voor het laatst zag."))
    laatstBereiktDatum = Day(allow_null=True, help_text=_("Wanneer de bewoner voor het laatst is bereikt."))
    dagenMetPoging = serializers.IntegerField(
        allow_null=True, help_text=_("Op hoeveel dagen het niet lukte.")
    )


class FlagShape(Shape):
    """One flag."""

    noun = "Signalering"

    id = serializers.UUIDField(help_text=_("Het kenmerk, zoals gebeurtenissen het noemen."))
    soort = serializers.ChoiceField(list(FLAG_KINDS), help_text=_("Welke regel geldt."))
    sindsDatum = Day(help_text=_("Sinds welke dag."))
    gezienOp = Moment(help_text=_("Wanneer Wijkzorg het zag."))
    toestand = serializers.ChoiceField(
        list(FLAG_STATES), help_text=_("Open, gepauzeerd (het dossier staat stil), of gesloten.")
    )
    geslotenOp = Moment(allow_null=True, help_text=_("Wanneer het sloot."))
    reden = serializers.ChoiceField(
        list(CLOSE_CAUSES), allow_null=True, help_text=_("Waardoor het sloot; leeg zolang dat niet zo is.")
    )
    buurtCode = serializers.CharField(help_text=_("De buurt waar de bewoner nu woont."))
    onderbouwing = EvidenceShape(help_text=_("De getallen achter de regel."))


class FlagsQuestion(PagedQuestion):
    """Which flags. There is no filter on what changed: a flag may move in time without a moment at which it did."""

    soort = serializers.ChoiceField(list(FLAG_KINDS), required=False, help_text=_("Alleen deze soort."))
    toestand = serializers.ChoiceField(
        list(FLAG_STATES), required=False, help_text=_("Alleen met deze toestand.")
    )
    buurtCode = Code(BUURT, required=False, help_text=_("Alleen waar de bewoner in deze buurt woont."))
    gezienOpVanaf = Moment(required=False, help_text=_("Alleen wat vanaf dit moment is gezien."))
    geslotenOpVanaf = Moment(required=False, help_text=_("Alleen wat vanaf dit moment is gesloten."))


EXAMPLE = {
    "id": "c2b1f6d4-33c6-4d0b-8a57-6f0b7a4a5e21",
    "soort": "uitBeeld",
    "sindsDatum": "2026-11-02",
    "gezienOp": "2026-11-02T00:05:12Z",
    "toestand": "open",
    "geslotenOp": None,
    "reden": None,
    "buurtCode": "BU99990001",
    "onderbouwing": {
        "nodig": {"aantal": 1, "perDagen": 7, "kanaal": "huisbezoek"},
        "afgesproken": None,
        "drempelProcent": None,
        "vensterDagen": 28,
        "dagen": 29,
        "geleverdPunten": None,
        "nodigPunten": None,
        "laatstGezienDatum": "2026-10-04",
        "laatstBereiktDatum": None,
        "dagenMetPoging": None,
    },
}


class _Live(Live):
    """Flags of a municipality, or of the organisation that the system is bound to."""

    name = "signaleringen"
    scope = Scope.FLAGS
    scopes = {"GET": LIVE}
    shape: ClassVar[type[Shape]] = FlagShape

    def all(self) -> models.QuerySet[Any, Any]:
        """Return the flags that this system sees."""
        here = Flag.objects.filter(municipality_id=self.place.municipality_id)
        if self.bound_id is not None:
            here = here.of_organisation(self.bound_id)
        return here.select_related("case__resident__neighbourhood")

    def about(self, row: Flag) -> tuple[int | None, int | None]:
        """Return whom a flag is about."""
        return row.case_id, row.case.resident_id

    def told(self, row: Flag) -> dict[str, Any]:
        """Say a flag."""
        return {
            "id": row.uuid,
            "soort": word_of(FLAG_KINDS, row.kind),
            "sindsDatum": row.since,
            "gezienOp": row.detected_at,
            "toestand": word_of(FLAG_STATES, row.state),
            "geslotenOp": row.closed_at,
            "reden": word_of(CLOSE_CAUSES, row.close_cause) if row.close_cause else None,
            "buurtCode": row.case.resident.neighbourhood.code,
            "onderbouwing": _evidence(row.evidence),
        }


class Flags(_Live, LiveList):
    """The flags that stand and stood."""

    question = FlagsQuestion
    filters = {
        "soort": ("kind", FLAG_KINDS),
        "toestand": ("state", FLAG_STATES),
        "buurtCode": ("case__resident__neighbourhood__code", {}),
        "gezienOpVanaf": ("detected_at__gte", {}),
        "geslotenOpVanaf": ("closed_at__gte", {}),
    }
    operations = {
        "GET": Operation(
            "signaleringenOphalen",
            "Signaleringen zoals ze nu zijn",
            "In de volgorde waarin ze zijn gezien, ook gesloten. Zonder naam of dossier; wel over één mens, en dus"
            " alleen met een vastgelegde grondslag. Een systeem van een organisatie ziet die van haar"
            " dossiers. Wat erin verandert, komt als gebeurtenis (abonnementen).",
            answer=page_of("signaleringen", FlagShape),
            example={"signaleringen": [EXAMPLE]},
            headers=LINK,
        )
    }


class OneFlag(_Live, LiveOne):
    """One flag, open or closed."""

    operations = {
        "GET": Operation("signaleringOphalen", "Eén signalering", answer=FlagShape, example=EXAMPLE)
    }


def _evidence(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of a flag under their Dutch names; points that are kept in millionths, in points."""
    expected = numbers.get("expected")
    return {
        "nodig": _rhythm(numbers.get("need")),
        "afgesproken": _rhythm(numbers.get("agreement")),
        "drempelProcent": numbers.get("threshold_percent"),
        "vensterDagen": numbers.get("window"),
        "dagen": numbers.get("days"),
        "geleverdPunten": numbers.get("delivered"),
        "nodigPunten": None if expected is None else round(expected / 1_000_000, 2),
        "laatstGezienDatum": numbers.get("last_seen"),
        "laatstBereiktDatum": numbers.get("last_reached"),
        "dagenMetPoging": numbers.get("attempts"),
    }


def _rhythm(packed: list[int] | None) -> dict[str, Any] | None:
    if not packed or None in packed:
        return None
    contacts, per_days, medium = packed
    return {"aantal": contacts, "perDagen": per_days, "kanaal": word_of(CHANNELS, medium)}
