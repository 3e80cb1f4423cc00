"""The team board: who has no worker, what is asked against what there is room for, who drops out of sight, who is away.

As many queries for ten cases as for ten thousand; workers stand a page at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from cases import worklist
from cases.drawing import Svg
from cases.lines import Line
from cases.models import Case, Flag
from roster.cover import Gap, Member
from teams import drawing, load, words
from teams.load import Load, TeamLoad
from teams.outlook import SHOWN, Outlook, last_day, outlook_of
from wijkzorg.accounts.models import Team, User

PAGE = 25  # workers
URGENT = 3  # lines of each of them
UNOWNED = 8  # lines of the alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One worker on the board, or what nobody has (no user)."""

    user: User | None
    name: str
    url: str
    load: Load
    chart: Svg
    notes: list[str]
    alarm: str
    lines: list[Line]

    @property
    def short(self) -> int:
        """How many minutes a week lack; 0 where there is room."""
        return max(-self.load.balance, 0)

    @property
    def why(self) -> str:
        """Say how the hours that are available come about."""
        if not self.load.contract:
            return _("Er zijn geen contracturen vastgelegd.") if self.user else ""
        away = _(", %(days)s van de 5 werkdagen afwezig") % {"days": self.load.absent_days}
        return _("Contract %(hours)s uur, %(percent)s %% voor bewoners%(away)s.") % {
            "hours": words.hours(self.load.contract),
            "percent": self.load.client_percent,
            "away": away if self.load.absent_days else "",
        }


@dataclass(frozen=True, slots=True)
class Unowned:
    """One case that nobody takes care of, with its version, for who gives it to somebody."""

    line: Line
    why: str
    version: int


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away or will be, who stands in, and from when nobody does."""

    url: str
    name: str
    when: str
    stand_ins: list[str]
    gap: dt.date | None
    gap_now: bool
    cases: int


@dataclass(slots=True, kw_only=True)
class Board:
    """All that stands on the board of a team on a day."""

    team: Team
    today: dt.date
    number: int
    load: TeamLoad
    rows: list[Row]
    total: Load
    chart: Svg
    unowned: list[Unowned]
    away: list[Away]
    outlook: Outlook
    choices: list[tuple[int, str]]
    vanished: list[tuple[str, str, int]]  # why flags closed lately without a new contact, its code, how many
    pages: int = 1
    page: int = 1
    seen: list[tuple[int, int]] = field(default_factory=list)  # whose names it shows: case, resident

    @property
    def members(self) -> int:
        """How many work in the team."""
        return sum(member.employed(self.today) for member in self.load.cover.members.values())

    @property
    def vanished_number(self) -> int:
        """How many flags closed lately without a new contact."""
        return sum(number for _why, _code, number in self.vanished)

    @property
    def uncovered(self) -> list[Away]:
        """Who is away now while nobody stands in for what they have."""
        return [one for one in self.away if one.gap_now and one.cases]

    @property
    def reckoned_with(self) -> str:
        """Say what a contact takes."""
        return words.reckoned_with(self.load.minutes)


def make(team: Team, today: dt.date, *, page: int = 1) -> Board:
    """Put the board of a team together."""
    known = load.of_team(team, today)
    everybody = sorted(known.loads, key=lambda pk: (pk is None, _name(known, pk).casefold(), pk))
    pages = max(-(-len(everybody) // PAGE), 1)
    page = min(max(page, 1), pages)
    here = everybody[(page - 1) * PAGE : page * PAGE]
    named = load.by_name(
        known,
        workers=[pk for pk in here if pk is not None],
        last=last_day(today),
        urgent=URGENT,
        unowned=UNOWNED,
        shown=SHOWN,
    )
    urgent, unowned = named["urgent"], named["unowned"]
    lines = lines_of([row.case_id for row in (*unowned, *urgent)], today)
    outlook = outlook_of(named["outlook"], today, known)
    most = max((max(one.needed, one.room) for one in known.loads.values()), default=0)
    total = known.total
    board = Board(
        team=team,
        today=today,
        number=known.unowned,
        load=known,
        rows=[
            _row(known, pk, [lines[row.case_id] for row in urgent if row.worker_id == pk], most)
            for pk in here
        ],
        total=total,
        chart=drawing.demand(
            total.needed, total.agreed, total.room, max(total.needed, total.room), _label(total), height=40
        ),
        unowned=[_unowned(known, lines[row.case_id], row.number) for row in unowned],
        away=_away(known),
        outlook=outlook,
        choices=choices(known),
        vanished=[(str(Flag.Cause(row.name).label), row.name, row.number) for row in named["vanished"]],
        pages=pages,
        page=page,
    )
    board.seen = [*((pk, line.case.resident_id) for pk, line in lines.items()), *outlook.seen]
    return board


def lines_of(case_ids: Iterable[int], today: dt.date) -> dict[int, Line]:
    """Return the lines of some cases as they stand on Vandaag, by case: two queries."""
    ids = list(dict.fromkeys(case_ids))
    if not ids:
        return {}
    made = worklist.of(Case.objects.filter(pk__in=ids), today)
    return {line.case.pk: line for section in made.sections for line in section.lines}


def choices(known: TeamLoad) -> list[tuple[int, str]]:
    """Return to whom a case can be given: who is in the team today, with the hours that they have left, most first."""
    members = [member for member in known.cover.members.values() if member.employed(known.today)]
    at_work = sorted(
        members, key=lambda member: (not member.at_work(known.today), -_left(known, member), str(member.user))
    )
    return [(member.user.pk, _choice(known, member)) for member in at_work]


def _left(known: TeamLoad, member: Member) -> int:
    return known.loads[member.user.pk].balance


def _choice(known: TeamLoad, member: Member) -> str:
    if not member.at_work(known.today):
        return _("%(who)s (afwezig)") % {"who": member.user}
    left = _left(known, member)
    said = {"who": member.user, "hours": words.hours(left)}
    return (_("%(who)s (%(hours)s uur over)") if left >= 0 else _("%(who)s (%(hours)s uur tekort)")) % said


def _name(known: TeamLoad, pk: int | None) -> str:
    return str(known.cover.members[pk].user) if pk is not None else ""


def _row(known: TeamLoad, pk: int | None, lines: list[Line], most: int) -> Row:
    own = known.loads[pk]
    gap = known.cover.gap(pk, known.today)
    notes: list[str] = []
    if pk is not None:
        absence = known.cover.members[pk].absence(known.today)
        if absence is not None:
            notes.append(words.away(absence, known.today))
        stand_in = known.cover.stand_in(pk, known.today)
        if stand_in is not None:
            notes.append(_("%(who)s vervangt") % {"who": stand_in.user})
        notes += words.stands_in_for(known.cover, pk, known.today)
    member = known.cover.members.get(pk or 0)
    return Row(
        user=member.user if member else None,
        name=_name(known, pk) or _("Zonder medewerker"),
        url=reverse("team-worker", args=[known.team.pk, pk or 0]),
        load=own,
        chart=drawing.demand(own.needed, own.agreed, own.room, most, _label(own)),
        notes=notes,
        alarm=words.gap(gap, member, known.today) if gap and (own.cases or gap == Gap.NONE) else "",
        lines=lines,
    )


def _label(own: Load) -> str:
    return _("%(needed)s uur nodig, %(agreed)s uur afgesproken, %(room)s uur beschikbaar") % {
        "needed": words.hours(own.needed),
        "agreed": words.hours(own.agreed),
        "room": words.hours(own.room),
    }


def _unowned(known: TeamLoad, line: Line, version: int) -> Unowned:
    owner = line.case.worker_id
    gap = known.cover.gap(owner, known.today) or Gap.NONE
    return Unowned(line, words.gap(gap, known.cover.members.get(owner or 0), known.today), version)


def _away(known: TeamLoad) -> list[Away]:
    """Return who is away today or within four weeks, in the order of the days."""
    found = []
    last = known.today + dt.timedelta(days=27)
    for pk, member in known.cover.members.items():
        if not member.employed(known.today):
            continue
        gap = known.cover.coming_gap(pk, known.today)
        for absence in member.absences:
            over = absence.last_day is not None and absence.last_day < known.today
            if over or absence.first_day > last:
                continue
            taken = [row for row in member.stand_ins if row.absence_id == absence.pk]
            own = known.loads.get(pk)
            found.append(
                (
                    absence.first_day,
                    Away(
                        url=reverse("team-absence", args=[known.team.pk, absence.pk]),
                        name=str(member.user),
                        when=words.away(absence, known.today),
                        stand_ins=[
                            _("%(who)s vervangt %(days)s")
                            % {"who": row.user, "days": words.span(row.first_day, row.last_day, known.today)}
                            for row in taken
                        ],
                        gap=gap
                        if gap is not None and _within(gap, absence.first_day, absence.last_day)
                        else None,
                        gap_now=known.cover.gap(pk, known.today) == Gap.AWAY
                        and member.absence(known.today) == absence,
                        cases=own.cases if own else 0,
                    ),
                )
            )
    return [away for _day, away in sorted(found, key=lambda one: (one[0], one[1].name))]


def _within(day: dt.date, first: dt.date, last: dt.date | None) -> bool:
    return first <= day and (last is None or day <= last)
