"""A professional's round in the street: noted in one tap, shown beside the reports about places."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from neighbourhoods.models import Neighbourhood
from reports.models import StreetRound
from wijkzorg.accounts.models import User

TAPS = (15, 30, 45, 60)  # minutes: the buttons
SHOWN_DAYS = 56
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


def coming(session: SessionBase) -> NextRound | None:
    """Return the round that one tap notes; None for who noted none since signing in. Asks the database nothing."""
    if _WHERE not in session:
        return None
    return NextRound(session[_WHERE], session[_NAME], uuid.uuid4())
