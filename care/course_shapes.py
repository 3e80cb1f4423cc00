"""What changes in the course of a dossier, as other systems say and read it: need, agreement, pause, closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from agreements.actions import promise_faults
from care.rhythms import VersionShape
from care.shapes import Channel, Judged
from care.words import CHANNELS, REASONS
from cases import rules
from cases.lifecycle import closing_faults, pause_faults
from cases.models import Case
from cases.promises import day_faults, decision_faults
from wijkzorg.rest.fields import Day, Moment, Shape, Text, Whole, Words

MOST_DAYS, TEXT_LENGTH, LINE_LENGTH = 365, 2000, 200
# What the verbs call the fields.
NAMES = {
    "valid_from": "vanafDatum",
    "reason": "reden",
    "reason_text": "toelichting",
    "review_on": "herzieningDatum",
    "instead": "inPlaatsDaarvan",
    "residents_words": "bewonerZei",
    "decision": "besluit",
    "decision_title": "besluit.titel",
    "decision_by": "besluit.genomenDoor",
    "decision_on": "besluit.genomenDatum",
    "first_day": "eersteDatum",
    "last_day": "laatsteDatum",
    "closed_on": "geslotenDatum",
}
_DECISION = {"title": "titel", "decided_by": "genomenDoor", "decided_on": "genomenDatum"}
Faults = Mapping[str, Any]


class Asked(Judged):
    """A change of a case."""

    @property
    def case(self) -> Case:
        """The case that changes."""
        found: Case = self.context["case"]
        return found

    @property
    def now(self) -> dt.datetime:
        """The moment of asking."""
        found: dt.datetime = self.context["now"]
        return found

    @property
    def today(self) -> dt.date:
        """The day of asking, where the case is."""
        return self.case.municipality.day_of(self.now)


class RhythmAsked(Asked):
    """So many contacts in so many days, how, and from when."""

    aantal = Whole(min_value=1, max_value=MOST_DAYS, help_text=gettext_lazy("Hoeveel contacten."))
    perDagen = Whole(min_value=1, max_value=MOST_DAYS, help_text=gettext_lazy("In hoeveel dagen."))
    kanaal = Channel(help_text=gettext_lazy("Hoe."))
    vanafDatum = Day(
        help_text=gettext_lazy("Vanaf welke dag; niet voor de opening, hoogstens een jaar vooruit.")
    )

    def faults(self, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Refuse more contacts than days, and a day on which nothing can begin."""
        if "aantal" in said and "perDagen" in said and said["aantal"] > said["perDagen"]:
            yield "aantal", _("Dit is vaker dan één keer per dag.")
        if "vanafDatum" in said:
            yield from _named(day_faults(self.case, said["vanafDatum"], self.today))


class NeedAsked(RhythmAsked):
    """What is needed from a day on, and on what ground."""

    noun = "BehoefteOpdracht"

    reden = Words(max_length=TEXT_LENGTH, help_text=gettext_lazy("Op welke grond dit nodig is."))


class DecisionAsked(Asked):
    """The decision by which less is promised."""

    noun = "BesluitOpdracht"

    titel = Words(max_length=LINE_LENGTH, help_text=gettext_lazy("Hoe het besluit heet."))
    genomenDoor = Words(max_length=LINE_LENGTH, help_text=gettext_lazy("Wie besloot."))
    genomenDatum = Day(help_text=gettext_lazy("Wanneer het is besloten; niet in de toekomst."))

    def faults(self, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Refuse a decision of a day to come."""
        title, by, on = (said.get(name) for name in _DECISION.values())
        # What could not be read is said already: here it is filled in, so that it is not said again.
        wrong = decision_faults(title or "?", by or "?", on or self.today, self.today)
        yield from ((_DECISION[name], reason) for name, reason in wrong.items())


class AgreementAsked(RhythmAsked):
    """What is promised from a day on, and what is said of less than needed."""

    noun = "AfspraakOpdracht"

    reden = serializers.ChoiceField(
        list(REASONS),
        required=False,
        allow_null=True,
        default=None,
        error_messages={"invalid_choice": gettext_lazy("Dit is geen van de redenen.")},
        help_text=gettext_lazy(
            "Waarom het minder is dan nodig; verplicht als dat zo is, net als de drie velden herzieningDatum,"
            " inPlaatsDaarvan en bewonerZei. Gaat het beter? Dan is dat een nieuwe behoefte."
        ),
    )
    toelichting = Text(
        required=False,
        allow_blank=True,
        default="",
        max_length=TEXT_LENGTH,
        help_text=gettext_lazy("Verplicht bij de reden anders."),
    )
    herzieningDatum = Day(
        required=False,
        allow_null=True,
        default=None,
        help_text=gettext_lazy("Wanneer het opnieuw bekeken wordt, hoogstens 42 dagen vooruit."),
    )
    inPlaatsDaarvan = Text(
        required=False,
        allow_blank=True,
        default="",
        max_length=TEXT_LENGTH,
        help_text=gettext_lazy("Wat ervoor in de plaats komt."),
    )
    bewonerZei = Text(
        required=False,
        allow_blank=True,
        default="",
        max_length=TEXT_LENGTH,
        help_text=gettext_lazy("Wat de bewoner ervan zei."),
    )
    besluit = DecisionAsked(
        required=False,
        allow_null=True,
        default=None,
        help_text=gettext_lazy("Door welk besluit; verplicht bij geenCapaciteit en bezuiniging."),
    )

    def faults(self, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Refuse what a promise of less does not say yet."""
        wrong = dict(super().faults(said))
        yield from wrong.items()
        if "aantal" not in wrong and {"aantal", "perDagen", "kanaal", "vanafDatum"} <= said.keys():
            less = promise_faults(self.case, said["vanafDatum"], rhythm_of(said), less_of(said), self.now)
            yield from _named(less)


class PauseAsked(Asked):
    """Days on which the clock stands still, and why."""

    noun = "PauzeOpdracht"

    eersteDatum = Day(help_text=gettext_lazy("De eerste dag."))
    laatsteDatum = Day(
        help_text=gettext_lazy(
            "De laatste dag: hoogstens 42 dagen, niet naast een andere pauze en hoogstens 84 dagen in een jaar."
        )
    )
    reden = Words(max_length=TEXT_LENGTH, help_text=gettext_lazy("Waarom. De bewoner mag dit lezen."))

    def faults(self, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Refuse days that no pause may have; the same pause that the system sent before is none of the others."""
        if {"eersteDatum", "laatsteDatum"} <= said.keys():
            others = self.case.pauses.exclude(
                first_day=said["eersteDatum"], last_day=said["laatsteDatum"], created_by=self.context["actor"]
            )
            yield from _named(pause_faults(others, said["eersteDatum"], said["laatsteDatum"], self.today))


class DossierChange(Asked):
    """On which day a case closes, and why."""

    noun = "DossierWijziging"

    geslotenDatum = Day(
        help_text=gettext_lazy(
            "Op welke dag het dossier sluit; niet voor de opening, hoogstens een jaar vooruit."
        )
    )
    reden = Words(max_length=TEXT_LENGTH, help_text=gettext_lazy("Waarom; staat in de geschiedenis."))

    def faults(self, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Refuse a day on which it cannot close."""
        if "geslotenDatum" in said:
            yield from _named(closing_faults(self.case, said["geslotenDatum"], self.today))


class MadeShape(Shape):
    """What every answer tells of what was recorded."""

    dossierId = serializers.UUIDField(help_text=gettext_lazy("Van welk dossier."))
    vastgelegdOp = Moment(help_text=gettext_lazy("Wanneer het is vastgelegd."))


class NeedShape(MadeShape, VersionShape):
    """What is needed."""

    noun = "Behoefte"

    reden = serializers.CharField(help_text=gettext_lazy("Op welke grond dit nodig is."))


class DecisionShape(Shape):
    """The decision by which less is promised."""

    noun = "Besluit"

    titel = serializers.CharField(help_text=gettext_lazy("Hoe het besluit heet."))
    genomenDoor = serializers.CharField(help_text=gettext_lazy("Wie besloot."))
    genomenDatum = Day(help_text=gettext_lazy("Wanneer het is besloten."))


class AgreementShape(MadeShape, VersionShape):
    """What is promised; what is said of less is empty where it is not less."""

    noun = "Afspraak"

    reden = serializers.ChoiceField(
        list(REASONS),
        allow_null=True,
        help_text=gettext_lazy("Waarom het minder is dan nodig; leeg als het dat niet is."),
    )
    toelichting = serializers.CharField(help_text=gettext_lazy("Toelichting op de reden."))
    herzieningDatum = Day(allow_null=True, help_text=gettext_lazy("Wanneer het opnieuw bekeken wordt."))
    inPlaatsDaarvan = serializers.CharField(help_text=gettext_lazy("Wat ervoor in de plaats komt."))
    bewonerZei = serializers.CharField(help_text=gettext_lazy("Wat de bewoner ervan zei."))
    besluit = DecisionShape(allow_null=True, help_text=gettext_lazy("Door welk besluit het minder is."))


class PauseShape(MadeShape):
    """A pause."""

    noun = "Pauze"

    eersteDatum = Day(help_text=gettext_lazy("De eerste dag."))
    laatsteDatum = Day(help_text=gettext_lazy("De laatste dag."))
    reden = serializers.CharField(help_text=gettext_lazy("Waarom."))


NEED_ASKED = {
    "aantal": 1,
    "perDagen": 14,
    "kanaal": "huisbezoek",
    "vanafDatum": "2026-11-26",
    "reden": "In het gesprek op 26 november samen bepaald: het gaat beter.",
}
AGREEMENT_ASKED = {
    "aantal": 3,
    "perDagen": 28,
    "kanaal": "huisbezoek",
    "vanafDatum": "2026-11-26",
    "reden": "geenCapaciteit",
    "toelichting": "Een collega is ziek.",
    "herzieningDatum": "2026-12-17",
    "inPlaatsDaarvan": "In de week zonder bezoek belt de buurvrouw aan.",
    "bewonerZei": "Dat is goed, als het maar niet te lang duurt.",
    "besluit": {
        "titel": "Rooster tot de kerst",
        "genomenDoor": "Manager Team Oost",
        "genomenDatum": "2026-11-20",
    },
}
PAUSE_ASKED = {
    "eersteDatum": "2026-11-30",
    "laatsteDatum": "2026-12-13",
    "reden": "Opgenomen in het ziekenhuis.",
}
CLOSING_ASKED = {
    "geslotenDatum": "2026-11-30",
    "reden": "De hulp is afgerond; samen besproken op 26 november.",
}
_MADE = {"dossierId": "7d0e3a3c-0f53-4a8e-9a55-2f6f3f0f6c01", "vastgelegdOp": "2026-11-26T10:02:11Z"}
NEED_EXAMPLE, AGREEMENT_EXAMPLE = _MADE | NEED_ASKED, _MADE | AGREEMENT_ASKED
PAUSE_EXAMPLE = _MADE | PAUSE_ASKED


def rhythm_of(said: Mapping[str, Any]) -> rules.Rhythm:
    """Return the rhythm that a body says, as the rules read it."""
    return rules.Rhythm(said["aantal"], said["perDagen"], rules.Medium(CHANNELS[said["kanaal"]]))


def less_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a body says of less than needed, as the verb takes it; a decision goes by its name, not a number."""
    reason, decision = said.get("reden"), said.get("besluit") or {}
    return {
        "reason": REASONS[reason] if reason else "",
        "reason_text": said.get("toelichting", ""),
        "review_on": said.get("herzieningDatum"),
        "instead": said.get("inPlaatsDaarvan", ""),
        "residents_words": said.get("bewonerZei", ""),
        "decision": "",
        "decision_title": decision.get("titel", ""),
        "decision_by": decision.get("genomenDoor", ""),
        "decision_on": decision.get("genomenDatum"),
    }


def _named(faults: Faults) -> Iterator[tuple[str, Any]]:
    return ((NAMES[name], reasons) for name, reasons in faults.items())
