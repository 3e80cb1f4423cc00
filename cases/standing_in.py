"""Vandaag of somebody who stands in: their own cases, and those of colleagues who are away now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from cases import phrases, worklist
from cases.phrases import gettext as _
from cases.querysets import CaseQuerySet
from roster.presence import StandingIn


def of_worker(
    cases: CaseQuerySet,
    stood_in: Iterable[StandingIn],
    today: dt.date,
    wanted: worklist.Wanted = worklist.ALL,
) -> worklist.Worklist:
    """Make the worklist of the cases that somebody takes care of (`in_care_of`)."""
    return worklist.of(cases, today, worklist.Beside(for_whom=for_whom(stood_in, today)), wanted)


def for_whom(stood_in: Iterable[StandingIn], today: dt.date) -> Mapping[tuple[int | None, int], str]:
    """Say for whom the cases of colleagues who are away are done, by worker and team."""
    return {(one.absent.pk, one.team_id): _for_whom(one, today) for one in stood_in}


def _for_whom(one: StandingIn, today: dt.date) -> str:
    """Say for whom, and until when: "voor Amira, tot en met vrijdag 27 maart"."""
    if one.until is None:
        return _("voor %(who)s") % {"who": one.absent}
    day = phrases.coming_day(one.until, today)
    return _("voor %(who)s, tot en met %(day)s") % {"who": one.absent, "day": day}
