"""The morning mail: how much is new for somebody since they were told, in numbers, never a name.

A worker hears of their own list, a team lead of what waits for them. Each reason (a flag since a day, an agreed contact
of a day) is told once; where nothing is new there is no mail. Late is as good as in time: what counts is the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from cases import worklist
from cases.agenda import Item
from cases.worklist import Worklist
from day import asked
from day.models import MorningRun, NoMorningMail, Told
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User
from wijkzorg.outbox.actions import post
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

FROM = dt.time(7)  # on the municipality's own clock
# After so many days a reason that went away and came back is a reason again.
REMEMBERED = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Morning:
    """What there is to tell somebody: the numbers of a letter, and the reasons in them."""

    template: str
    numbers: dict[str, int]
    reasons: frozenset[str]


def is_time(municipality: Municipality, now: dt.datetime) -> bool:
    """Tell whether it is past seven there, and today's mail has not gone out."""
    local = now.astimezone(municipality.zone)
    if local.time() < FROM:
        return False
    return not MorningRun.objects.filter(municipality=municipality, day=local.date()).exists()


def send(*, municipality: Municipality, now: dt.datetime) -> int:
    """Post the morning mail of a municipality, each person's in a transaction of its own; return how many letters.

    Whoever was served before this was cut off has nothing new to hear, so running again sends nobody two.
    """
    today, sent = municipality.day_of(now), 0
    with inside(municipality.pk):
        if not is_time(municipality, now):
            return 0
        people = _people(municipality, today)
    for user in people:
        with inside(municipality.pk):
            sent += tell(user=user, municipality=municipality, now=now)
    with inside(municipality.pk):
        MorningRun.objects.get_or_create(municipality=municipality, day=today)
    return sent


def _people(municipality: Municipality, today: dt.date) -> list[User]:
    """Return who works on cases or leads those who do, but for those who want no mail."""
    role = Membership.Role
    rows = Membership.objects.on(today).filter(
        municipality=municipality, role__in=[role.WORKER, role.TEAM_LEAD], team__isnull=False
    )
    off = NoMorningMail.objects.filter(municipality=municipality)
    return list(
        User.objects.filter(pk__in=rows.values("user_id"), is_active=True)
        .exclude(pk__in=off.values("user_id"))
        .order_by("pk")
    )


@transaction.atomic
def tell(*, user: User, municipality: Municipality, now: dt.datetime) -> int:
    """Post what is new for one person, and remember that they were told; return how many letters that were."""
    desk, today = Desk.at(user, municipality, now), municipality.day_of(now)
    mornings = []
    if Membership.Role.WORKER in desk.roles:
        mornings.append(_of_worker(desk, today))
    if Membership.Role.TEAM_LEAD in desk.roles:
        mornings.append(_of_lead(desk, today))
    known = set(Told.objects.visible_to(desk).values_list("reason", flat=True))
    current = frozenset[str]().union(*(morning.reasons for morning in mornings))
    letters = 0
    for morning in mornings:
        new = morning.reasons - known
        if new:
            letters += 1
            post(
                municipality_id=municipality.pk,
                recipients=[user.pk],
                template=morning.template,
                numbers=morning.numbers | {"new": len(new)},
                reason=today.isoformat(),
                now=now,
            )
            Told.objects.bulk_create(
                Told(municipality=municipality, user=user, reason=reason, told_on=today)
                for reason in sorted(new)
            )
    old = Told.objects.visible_to(desk).filter(told_on__lt=today - REMEMBERED)
    old.exclude(reason__in=current).delete()
    return letters


def _of_worker(desk: Desk, today: dt.date) -> Morning:
    found = asked.of_worker(desk, today)
    mine, asks = found.list, found.asked.asks
    numbers = {
        "flagged": len(mine.now.lines),
        "soon": len(mine.soon.lines),
        "due": len(mine.due.lines),
        "asked": len(asks),
    }
    return Morning("morning_worker", numbers, frozenset(_reasons(mine)) | _items(ask.item for ask in asks))


def _reasons(mine: Worklist) -> Iterable[str]:
    """Name why each case stands on the list; the same words as long as it is for the same reason."""
    for line in mine.now.lines:
        for flag in line.flags:
            yield f"flag-{line.case.pk}-{flag.code}-{flag.day}"
    for line in mine.soon.lines:
        for kind, state in line.standing.rules.items():
            if state.on is not None and state.on <= mine.today + dt.timedelta(days=worklist.SOON_DAYS):
                yield f"soon-{line.case.pk}-{kind.value}-{state.on}"
    for line in mine.due.lines:
        yield f"due-{line.case.pk}-{line.standing.due_on}"


def _of_lead(desk: Desk, today: dt.date) -> Morning:
    asks = asked.of_lead(desk, today).asks
    late = sum(ask.late for ask in asks)
    numbers = {"asked": len(asks), "late": late}
    return Morning("morning_lead", numbers, _items(ask.item for ask in asks))


def _items(items: Iterable[Item]) -> frozenset[str]:
    """Name what asks something; that its day has passed is another reason."""
    return frozenset(f"ask-{item.key}-{item.due_on or ''}"[:100] for item in items)


def switch(*, actor: User, municipality: Municipality, on: bool, now: dt.datetime) -> None:
    """Switch somebody's own morning mail in a municipality on or off."""
    if on:
        NoMorningMail.objects.filter(municipality=municipality, user=actor).delete()
    else:
        NoMorningMail.objects.get_or_create(municipality=municipality, user=actor, defaults={"since": now})
