"""Vandaag of somebody who stands in: their own cases, and those of colleagues who are away now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from cases import phrases, worklist
from cases.phrases import gettext as _
from cases.querysets import CaseQuerySet
from roster.presence import StandingIn
from wijkzorg.accounts.models import User


def of_worker(
    cases: CaseQuerySet, worker: User, stood_in: Sequence[StandingIn], today: dt.date
) -> worklist.Worklist:
    """Make the worklist of a worker from the cases that they may see, and those of colleagues who are away."""
    if not stood_in:
        return worklist.of_worker(cases, worker, today)
    owners = Q(worker=worker)
    for one in stood_in:
        owners |= Q(worker=one.absent, team_id=one.team_id)
    made = worklist.make(worklist.shown(cases.filter(owners), today), today)
    words: dict[tuple[int | None, int], str]
    words = {(one.absent.pk, one.team_id): _for_whom(one, today) for one in stood_in}
    parts = {
        section.key: worklist.Section(
            section.key,
            [
                replace(line, for_whom=words.get((line.case.worker_id, line.case.team_id), ""))
                if line.case.worker_id != worker.pk
                else line
                for line in section.lines
            ],
        )
        for section in made.sections
    }
    return worklist.Worklist(today=today, **parts)


def _for_whom(one: StandingIn, today: dt.date) -> str:
    """Say for whom, and until when: "voor Amira, tot en met vrijdag"."""
    if one.until is None:
        return _("voor %(who)s") % {"who": one.absent}
    day = phrases.coming_day(one.until, today)
    return _("voor %(who)s, tot en met %(day)s") % {"who": one.absent, "day": day}
