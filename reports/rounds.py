"""A professional's round in the street: noted in one tap, shown beside the reports about places."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Value
from django.utils.translation import gettext as _

from cases import asking
from cases.asking import Row
from neighbourhoods.models import Neighbourhood
from reports.models import StreetRound
from roster.models import DutyShift
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User

TAPS = (15, 30, 45, 60)  # minutes: the buttons
SHOWN_DAYS = 56
ROUND = "round"
_WHERE, _NAME = "rounds_in", "rounds_in_name"  # in the session: where the last round was


@transaction.atomic
def note_round(
    *,
    actor: User,
    neighbourhood: Neighbourhood,
    minutes: int,
    token: uuid.UUID,
    now: dt.datetime,
    note: str = "",
) -> StreetRound:
    """Note a round that has just ended; the same form sent again is one round."""
    if not 5 <= minutes <= 480:
        raise ValidationError({"minutes": _("Een ronde duurt 5 minuten tot 8 uur.")})
    made, _new = StreetRound.objects.get_or_create(
        token=token,
        defaults={
            "municipality_id": neighbourhood.municipality_id,
            "neighbourhood": neighbourhood,
            "walked_by": actor,
            "ended_at": now,
            "minutes": minutes,
            "note": note.strip(),
        },
    )
    return made


def lately(neighbourhood_id: int, now: dt.datetime) -> list[StreetRound]:
    """Return the rounds in a neighbourhood of the last eight weeks, the newest first."""
    since = now - dt.timedelta(days=SHOWN_DAYS)
    rows = StreetRound.objects.filter(
        neighbourhood_id=neighbourhood_id, ended_at__gte=since, ended_at__lte=now
    )
    return list(rows.select_related("walked_by").order_by("-ended_at")[:20])


@dataclass(frozen=True, slots=True)
class NextRound:
    """What the next round needs to be noted in one tap: where the last one was."""

    neighbourhood: int
    name: str
    token: uuid.UUID
    taps: tuple[int, ...] = TAPS


def remember(session: SessionBase, made: StreetRound) -> None:
    """Keep where somebody walked, so that the next round there takes one tap."""
    session[_WHERE], session[_NAME] = made.neighbourhood_id, made.neighbourhood.name


def coming(session: SessionBase, rows: Sequence[Row] = ()) -> NextRound | None:
    """Return the round that one tap notes: where the last of this session was, else what was read of somebody.

    None for who walks no rounds.
    """
    if _WHERE in session:
        return NextRound(session[_WHERE], session[_NAME], uuid.uuid4())
    first = min(rows, key=itemgetter("rank"), default=None)
    return NextRound(first["neighbourhood"], first["place"], uuid.uuid4()) if first else None


def parts(desk: Desk) -> Iterator[models.QuerySet[Any, Any]]:
    """Read where somebody would walk a round: on a duty in the street that they have now, else where the last was."""
    assert desk.municipality is not None and desk.user.pk is not None, "who walks here works here"
    where: dict[str, Any] = {
        "case": None,
        "neighbourhood": F("neighbourhood_id"),
        "place": F("neighbourhood__name"),
    }
    held = DutyShift.objects.held_by(desk.user.pk, desk.now, desk.municipality.day_of(desk.now))
    in_street = held.filter(kind__in=(DutyShift.Kind.YOUTH, DutyShift.Kind.COMMUNITY)).order_by("ends_at")
    yield asking.part(ROUND, in_street[:1], rank=Value(1), **where)
    walked = StreetRound.objects.visible_to(desk).filter(walked_by_id=desk.user.pk).order_by("-ended_at")
    yield asking.part(ROUND, walked[:1], rank=Value(2), **where)
