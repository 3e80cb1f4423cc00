"""Giving cases to another worker or team: one or many at once, all of them or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases.models import Case
from wijkzorg.accounts.models import Team, User
from wijkzorg.audit.actions import log_list
from wijkzorg.audit.models import Action

MOVED_MEANWHILE = "moved_meanwhile"


@transaction.atomic
def move_cases(
    *, actor: User, seen: Mapping[int, int], team: Team, worker: User | None, reason: str, now: dt.datetime
) -> list[Case]:
    """Give cases to a worker of a team, or to a team without a worker yet; their history keeps why.

    `seen` has for each case (id) its version when it was chosen (`versions_of`). Where one of them changed since,
    nothing is moved: raises ValidationError, with the numbers of those cases. The rules look at neither team nor
    worker, so nothing is judged anew.
    """
    cases = _lock(list(seen))
    changed = {pk for pk, version in versions_of(seen).items() if version != seen[pk]}
    gone = set(seen) - {case.pk for case in cases}
    if changed or gone:
        names = ", ".join(case.ref for case in cases if case.pk in changed)
        raise ValidationError(
            _(
                "Er is niets verplaatst: intussen is iets veranderd aan %(cases)s. "
                "Kijk wat er nu staat en kies opnieuw."
            )
            % {"cases": names or _("een dossier dat er niet meer is")},
            code=MOVED_MEANWHILE,
        )
    with pghistory.context(user=actor.pk, reason=reason):
        Case.objects.filter(pk__in=list(seen)).update(team=team, worker=worker)
    if cases:
        log_list(user_id=actor.pk, municipality_id=cases[0].municipality_id, cases=cases, action=Action.WRITE)
    for case in cases:
        case.team, case.worker = team, worker
    return cases


def versions_of(case_ids: Mapping[int, int] | list[int]) -> dict[int, int]:
    """Return the version of each case in one query: the number of its last change, 0 for none; a form keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.id, coalesce(e.last, 0) FROM unnest(%s::bigint[]) AS w(id)"
            " CROSS JOIN LATERAL (SELECT max(pgh_id) AS last FROM cases_caseevent WHERE pgh_obj_id = w.id) AS e",
            [list(case_ids)],
        )
        return dict(cursor.fetchall())


def _lock(case_ids: list[int]) -> list[Case]:
    """Lock cases against other writers, in one order, so that two who move the same ones do not deadlock."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=case_ids)
    return list(rows.order_by("pk"))
