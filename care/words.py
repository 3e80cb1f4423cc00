"""The Dutch words of codes, as other systems read and write them: camelCase, and never changed once they are out."""

from __future__ import annotations

from collections.abc import Mapping

from cases.models import Flag, Ground, Medium, Reason
from volunteers.models import DayPart, RequestStep
from volunteers.models import Kind as HelpKind

CHANNELS: Mapping[str, Medium] = {
    "huisbezoek": Medium.HOME_VISIT,
    "inloop": Medium.WALK_IN,
    "buiten": Medium.OUTDOORS,
    "beeldbellen": Medium.VIDEO,
    "telefoon": Medium.PHONE,
    "bericht": Medium.MESSAGE,
}
GROUNDS: Mapping[str, Ground] = {
    "wmo": Ground.WMO,
    "jeugdwet": Ground.JEUGDWET,
    "geenSteunToegekend": Ground.NONE_GRANTED,
}
# As the published figures call them too (municipalities.statements).
REASONS: Mapping[str, Reason] = {
    "geenCapaciteit": Reason.NO_CAPACITY,
    "bezuiniging": Reason.BUDGET,
    "wensBewoner": Reason.RESIDENTS_WISH,
    "onbereikbaar": Reason.UNREACHABLE,
    "anders": Reason.OTHER,
}
FLAG_KINDS: Mapping[str, Flag.Kind] = {
    "afgeschaald": Flag.Kind.SCALED_DOWN,
    "sluipendAfgeschaald": Flag.Kind.ERODING,
    "uitBeeld": Flag.Kind.NOT_SEEN,
    "onvindbaar": Flag.Kind.UNFINDABLE,
}
FLAG_STATES: Mapping[str, Flag.State] = {
    "open": Flag.State.OPEN,
    "gepauzeerd": Flag.State.SUSPENDED,
    "gesloten": Flag.State.CLOSED,
}
CLOSE_CAUSES: Mapping[str, Flag.Cause] = {
    "hersteld": Flag.Cause.RESTORED,
    "gecorrigeerd": Flag.Cause.CORRECTED,
    "nodigGewijzigd": Flag.Cause.NEED_CHANGED,
    "beleidGewijzigd": Flag.Cause.POLICY_CHANGED,
    "dossierGesloten": Flag.Cause.CASE_CLOSED,
}
HELP_KINDS: Mapping[str, HelpKind] = {
    "kaarten": HelpKind.CARDS,
    "boodschappen": HelpKind.GROCERIES,
    "hond": HelpKind.DOG,
    "gezelschap": HelpKind.COMPANY,
    "luisterendOor": HelpKind.DISTRESS,
    "anders": HelpKind.OTHER,
}
HELP_STATES: Mapping[str, str] = {
    "nieuw": "new",
    "open": "open",
    "gevraagd": "offered",
    "aangenomen": "accepted",
    "gedaan": "done",
    "ingetrokken": "withdrawn",
    "bijProfessional": "escalated",
    "nietGelukt": "not_solved",
}
DAY_PARTS: Mapping[str, DayPart] = {
    "ochtend": DayPart.MORNING,
    "middag": DayPart.AFTERNOON,
    "avond": DayPart.EVENING,
    "maaktNietUit": DayPart.ANY,
}
_Step = RequestStep.Kind
# Steps of the request itself. What is about a person (a note, a worry, somebody who was seen) is told to nobody else.
HELP_STEPS: Mapping[str, RequestStep.Kind] = {
    "binnengekomen": _Step.RECEIVED,
    "geopend": _Step.OPENED,
    "gevraagd": _Step.OFFERED,
    "afgeslagen": _Step.DECLINED,
    "verlopen": _Step.EXPIRED,
    "aangenomen": _Step.ACCEPTED,
    "teruggegeven": _Step.HANDED_BACK,
    "nietGekomen": _Step.NO_SHOW,
    "gedaan": _Step.DONE,
    "keerGedaan": _Step.DATE_DONE,
    "verderGezocht": _Step.WIDENED,
    "doorgegeven": _Step.CALLED,
    "opgepakt": _Step.TAKEN_UP,
    "samengevoegd": _Step.MERGED,
    "ingetrokken": _Step.WITHDRAWN,
    "nietGelukt": _Step.NOT_SOLVED,
}

__all__ = [
    "CHANNELS",
    "CLOSE_CAUSES",
    "DAY_PARTS",
    "FLAG_KINDS",
    "FLAG_STATES",
    "GROUNDS",
    "HELP_KINDS",
    "HELP_STATES",
    "HELP_STEPS",
    "REASONS",
    "word_of",
]


def word_of(words: Mapping[str, object], code: object) -> str:
    """Return the word of a code; every code has one."""
    return next(word for word, known in words.items() if known == code)
