"""The Dutch words of the rules for people: said once here, so that every screen says the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TypeVarTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cases.models import Medium as MediumChoices
from cases.rules import Medium, Rhythm, Rule

Ts = TypeVarTuple("Ts")

MEDIUM_ICONS = {
    Medium.HOME_VISIT: "home",
    Medium.WALK_IN: "door-enter",
    Medium.OUTDOORS: "trees",
    Medium.VIDEO: "video",
    Medium.PHONE: "phone",
    Medium.MESSAGE: "message",
}
# A rhythm is said with what one does: "1× per 2 weken bellen".
_DOING = {
    Medium.HOME_VISIT: gettext_lazy("huisbezoek"),
    Medium.WALK_IN: gettext_lazy("inloop"),
    Medium.OUTDOORS: gettext_lazy("buiten afspreken"),
    Medium.VIDEO: gettext_lazy("beeldbellen"),
    Medium.PHONE: gettext_lazy("bellen"),
    Medium.MESSAGE: gettext_lazy("een bericht"),
}


@dataclass(frozen=True, slots=True)
class RuleLook:
    """How a rule is shown: the plain words, the professional term, an icon, and the tone that repeats them."""

    words: Promise
    term: Promise
    icon: str
    tone: str


RULES: dict[Rule, RuleLook] = {
    Rule.UNFINDABLE: RuleLook(
        gettext_lazy("niet te vinden"), gettext_lazy("onvindbaar"), "user-search", "is-alarm"
    ),
    Rule.NOT_SEEN: RuleLook(gettext_lazy("niet gezien"), gettext_lazy("uit beeld"), "eye-off", "is-danger"),
    Rule.ERODING: RuleLook(
        gettext_lazy("minder gekomen dan nodig"),
        gettext_lazy("sluipend afgeschaald"),
        "trending-down",
        "is-warn",
    ),
    Rule.SCALED_DOWN: RuleLook(
        gettext_lazy("minder beloofd dan nodig"), gettext_lazy("afgeschaald"), "calendar-minus", "is-cut"
    ),
}
# The order in which people need someone (docs/product.md); RULES is written in it.
BY_NEED: tuple[Rule, ...] = tuple(RULES)


# The language of a list that is being made; asking Django for it takes longer than what is remembered.
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def one_language() -> Iterator[None]:
    """Ask once which language is spoken, and not for every word of a list."""
    token = _spoken.set(get_language())
    try:
        yield
    finally:
        _spoken.reset(token)


def _remembered(say: Callable[[*Ts], str]) -> Callable[[*Ts], str]:
    """Remember what was said, a language apart: the sixty lines of a list say the same few words."""

    @lru_cache(maxsize=4096)
    def say_in(_language: str | None, *values: *Ts) -> str:
        return say(*values)

    @wraps(say)
    def said(*values: *Ts) -> str:
        return say_in(_spoken.get() or get_language(), *values)

    return said


# The same as Django's, for the words of long lists.
gettext = _remembered(_)


def capital(words: str | Promise) -> str:
    """Begin with a capital and leave the rest as it is."""
    said = str(words)
    return said[:1].upper() + said[1:]


@_remembered
def of_rule(kind: Rule) -> str:
    """Say in plain words that a rule holds: "niet gezien"."""
    return str(RULES[kind].words)


@_remembered
def term(kind: Rule) -> str:
    """Name a rule by the professional term: "uit beeld"."""
    return str(RULES[kind].term)


@_remembered
def medium(value: Medium | int) -> str:
    """Name a medium as a thing that took place: "huisbezoek", "telefoon"."""
    return str(MediumChoices(int(value)).label)


def doing(value: Medium | int) -> str:
    """Name a medium as something to do: "huisbezoek", "bellen"."""
    return str(_DOING[Medium(int(value))])


@_remembered
def rhythm(value: Rhythm) -> str:
    """Say a rhythm: "1× per 2 weken bellen", "3× per 10 dagen huisbezoek"."""
    return f"{often(value)} {doing(value.medium)}"


@_remembered
def often(value: Rhythm) -> str:
    """Say how often, without how: "1× per week"."""
    per = value.per_days
    if per == 1:
        span = _("per dag")
    elif per % 7 == 0:
        span = ngettext("per week", "per %(weeks)s weken", per // 7) % {"weeks": per // 7}
    else:
        span = _("per %(days)s dagen") % {"days": per}
    return f"{value.contacts}× {span}"


@_remembered
def days(count: int) -> str:
    """Say a number of days."""
    return ngettext("%(count)s dag", "%(count)s dagen", count) % {"count": count}


@_remembered
def ago(count: int | None) -> str:
    """Say how long ago in whole days: "vandaag", "1 dag", "–" for never."""
    if count is None:
        return "–"
    return _("vandaag") if count == 0 else days(count)


@_remembered
def day(value: dt.date, today: dt.date) -> str:
    """Say a date; with the year when it is not this year's: "24 februari", "3 november 2025"."""
    return date_format(value, "j F" if value.year == today.year else "j F Y")


@_remembered
def since(value: dt.date, today: dt.date) -> str:
    """Say since when: "vandaag", "gisteren", "24 februari"."""
    ago = (today - value).days
    if ago in (0, 1):
        return _("gisteren") if ago else _("vandaag")
    return day(value, today)


@_remembered
def short_day(value: dt.date, today: dt.date) -> str:
    """Say a date in a small space, with its weekday: "di 24 mrt", "ma 3 nov 2025"."""
    return date_format(value, "D j M" if value.year == today.year else "D j M Y").lower()


@_remembered
def coming_day(value: dt.date, today: dt.date) -> str:
    """Say a coming day as one says it: "morgen", "vrijdag 27 maart"; a later day by its date.

    A weekday has its date: whoever reads "woensdag" on a Thursday does not know whether that was yesterday.
    """
    ahead = (value - today).days
    if ahead in (0, 1):
        return _("vandaag") if ahead == 0 else _("morgen")
    weekday = f"{date_format(value, 'l').lower()} " if 1 < ahead < 7 else ""
    return weekday + day(value, today)


def age(birth_date: dt.date, today: dt.date) -> int:
    """Count the whole years since birth."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def face_to_face(value: Medium | int) -> bool:
    """Tell whether a contact by this medium is one in which people see each other."""
    return Medium(int(value)).face_to_face


def of_list() -> dict[str, str]:
    """Say what stands on every line of the list; our own words, which need no escaping once a line."""
    words = {
        "seen": gettext("Gezien"),
        "reached": gettext("Bereikt"),
        "needed": gettext("Nodig"),
        "due": gettext("Afspraak"),
        "also": gettext("Ook:"),
        "record": gettext("Contact vastleggen"),
        "with": gettext("met"),
        "why": gettext("Waarom?"),
    }
    return {name: mark_safe(word) for name, word in words.items()}
