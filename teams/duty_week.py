"""A week of duty for all neighbourhoods: who, when, for what work; and the days on which nobody has it.

Days after each other, and neighbourhoods of a district, that look the same are said once: a week is read at a glance.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from cases import phrases
from neighbourhoods.models import Neighbourhood
from roster import turns
from roster.models import DutyShift
from roster.presence import Presence, presence_of
from wijkzorg.accounts.middleware import Desk
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.workdays import is_workday

SOCIAL = DutyShift.Kind.SOCIAL


@dataclass(frozen=True, slots=True)
class Look:
    """What is read of one turn on one day: who, when, who takes it else, and whether nobody of it is there."""

    who: str
    times: str
    deputy: str
    note: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn on one day."""

    pk: int
    look: Look
    may_change: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn that looks the same on some days and in some neighbourhoods; of those that may be changed, which."""

    look: Look
    turns: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Span:
    """Days after each other that look the same for one kind of work."""

    numbers: range  # of the days in the week, from 1
    word: str
    entries: list[Entry]
    # Where nobody is: the day, the neighbourhood (id) and words for both.
    gaps: list[tuple[dt.date, int, str]]

    @property
    def count(self) -> int:
        """How many days."""
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of work in a week."""

    kind: str
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbourhoods of a district in which a week looks the same."""

    district: str
    places: list[Neighbourhood]
    rows: list[Row]

    @property
    def names(self) -> str:
        """The neighbourhoods in a row of words."""
        return ", ".join(place.name for place in self.places)


@dataclass(frozen=True, slots=True)
class Week:
    """A week of all neighbourhoods."""

    first: dt.date
    days: list[tuple[dt.date, str, bool]]
    groups: list[Group]
    gaps: int

    @property
    def has_today(self) -> bool:
        """Tell whether it is the week of today."""
        return any(today for _day, _word, today in self.days)

    @property
    def last(self) -> dt.date:
        """The Sunday."""
        return self.first + dt.timedelta(days=6)

    @property
    def before(self) -> str:
        """The week before, for an address."""
        return (self.first - dt.timedelta(days=7)).isoformat()

    @property
    def after(self) -> str:
        """The week after, for an address."""
        return (self.first + dt.timedelta(days=7)).isoformat()


@dataclass(frozen=True, slots=True)
class _Day:
    """One kind of work in one neighbourhood on one day."""

    turns: tuple[Turn, ...]
    gap: bool

    @property
    def look(self) -> tuple[tuple[Look, ...], bool]:
        return tuple(turn.look for turn in self.turns), self.gap


# Of a neighbourhood: the days of the week for each kind of work.
_Kinds = dict[str, list[_Day]]


def week(
    municipality: Municipality, first: dt.date, today: dt.date, desk: Desk, led: Collection[int] = ()
) -> Week:
    """Read a week of duty; six queries, whatever the number of turns. Those of whom one leads (ids) may be changed.

    A gap is a working day on which no social worker has duty at all, or a turn of which neither is there.
    """
    zone = municipality.zone
    start = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(first + dt.timedelta(days=7), dt.time(), zone)
    rows = list(
        DutyShift.objects.visible_to(desk)
        .between(start, end)
        .select_related("worker", "deputy")
        .order_by("starts_at", "kind", "pk")
    )
    people = {pk for row in rows for pk in (row.worker_id, row.deputy_id) if pk is not None}
    known = presence_of(municipality.pk, people, min(first, today))
    days = [first + dt.timedelta(days=number) for number in range(7)]
    found: dict[tuple[int, str, dt.date], list[Turn]] = defaultdict(list)
    for row in rows:
        for day in days:
            midnight = dt.datetime.combine(day, dt.time(), zone)
            if row.starts_at < midnight + dt.timedelta(days=1) and row.ends_at > midnight:
                found[row.neighbourhood_id, row.kind, day].append(_turn(row, day, known, zone, led))
    alike: dict[tuple[int, object], list[tuple[Neighbourhood, _Kinds]]] = defaultdict(list)
    places = Neighbourhood.objects.filter(municipality=municipality).select_related("district")
    for place in places.order_by("district__name", "name"):
        kinds = _kinds(place.pk, days, today, found)
        looks = tuple((kind, tuple(day.look for day in of)) for kind, of in kinds.items())
        alike[place.district_id, looks].append((place, kinds))
    groups = [_group(same, days, today) for same in alike.values()]
    gaps = sum(len(span.gaps) for group in groups for row in group.rows for span in row.spans)
    heads = [(day, phrases.short_day(day, today), day == today) for day in days]
    return Week(first, heads, groups, gaps)


def _kinds(
    place_id: int, days: list[dt.date], today: dt.date, found: dict[tuple[int, str, dt.date], list[Turn]]
) -> _Kinds:
    """Return the week of one neighbourhood; social work always, of other work only where there is some."""
    kinds: _Kinds = {}
    for kind in DutyShift.Kind.values:
        turns = [tuple(found.get((place_id, kind, day), ())) for day in days]
        if kind == SOCIAL or any(turns):
            kinds[kind] = [
                _Day(
                    here,
                    kind == SOCIAL
                    and day >= today
                    and is_workday(day)
                    and all(turn.look.empty for turn in here),
                )
                for day, here in zip(days, turns, strict=True)
            ]
    return kinds


def _group(same: list[tuple[Neighbourhood, _Kinds]], days: list[dt.date], today: dt.date) -> Group:
    """Say once what looks the same."""
    places = [place for place, _kinds in same]
    rows = []
    for kind, first_days in same[0][1].items():
        runs = [
            list(run) for _look, run in groupby(range(len(days)), key=lambda number: first_days[number].look)
        ]
        spans = [_span(run, [(place, kinds[kind]) for place, kinds in same], days, today) for run in runs]
        rows.append(Row(str(DutyShift.Kind(kind).label), spans))
    return Group(places[0].district.name, places, rows)


def _span(
    run: list[int], same: list[tuple[Neighbourhood, list[_Day]]], days: list[dt.date], today: dt.date
) -> Span:
    """Say days after each other once, with the turns behind them."""
    first, last = days[run[0]], days[run[-1]]
    word = phrases.short_day(last, today)
    if first != last:
        word = _("%(first)s t/m %(last)s") % {"first": phrases.short_day(first, today), "last": word}
    entries = [Entry(turn.look) for turn in same[0][1][run[0]].turns]
    for number, entry in enumerate(entries):
        for place, of_days in same:
            there = [(of_days[at].turns[number], at) for at in reversed(run)]
            turns = {turn.pk: at for turn, at in there if turn.may_change}
            for pk, at in sorted(turns.items(), key=lambda item: item[1]):
                entry.turns.append((pk, _where(place, days[at], today, len(same) > 1, len(turns) > 1)))
    gaps = [
        (days[at], place.pk, _where(place, days[at], today, len(same) > 1, True))
        for at in run
        for place, of_days in same
        if of_days[at].gap
    ]
    return Span(range(run[0] + 1, run[-1] + 2), word, entries, gaps)


def _where(place: Neighbourhood, day: dt.date, today: dt.date, places: bool, days: bool) -> str:
    """Say which of several: the neighbourhood, the day, or both."""
    words = [place.name] if places else []
    return ", ".join([*words, phrases.short_day(day, today)] if days else words)


def _turn(row: DutyShift, day: dt.date, known: Presence, zone: dt.tzinfo, led: Collection[int]) -> Turn:
    holder = turns.Shift(row.starts_at, row.ends_at, row.worker_id, row.deputy_id).holder(day, known.there)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    begin = f"{starts:%H:%M}" if starts.date() == day else "00:00"
    finish = f"{ends:%H:%M}" if ends.date() == day else "24:00"
    note, deputy = "", str(row.deputy or "")
    if holder is None:
        note = _("niemand is er")
    elif holder != row.worker_id:
        note, deputy = _("is afwezig: %(deputy)s heeft dienst") % {"deputy": row.deputy}, ""
    times = "" if (begin, finish) == ("00:00", "24:00") else f"{begin}–{finish}"
    look = Look(str(row.worker), times, deputy, note, holder is None)
    return Turn(row.pk, look, row.worker_id in led or row.deputy_id in led)
