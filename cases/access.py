"""Beyond one's own teams: asking whether somebody is known, and breaking the glass in an emergency."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import EMERGENCY_LASTS, REASON_AT_LEAST, Case, EmergencyAccess
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, Team, User
from wijkzorg.audit.actions import log_access, log_search
from wijkzorg.audit.models import Action
from wijkzorg.outbox.actions import post
from wijkzorg.tenancy.models import Municipality

CaseEvent: Any = apps.get_model("cases", "CaseEvent")  # made by pghistory


@dataclass(frozen=True, slots=True)
class Known:
    """What a worker reads of somebody who is known: the team and whom to call, and no more."""

    case_id: int
    team: str
    leads: tuple[User, ...]
    own: bool


@transaction.atomic
def ask_who_knows(
    *,
    actor: User,
    municipality: Municipality,
    own_teams: Collection[int],
    last_name: str,
    birth_date: dt.date,
    now: dt.datetime,
) -> list[Known]:
    """Say which teams have an open case of somebody with exactly this surname and birth date; it is logged.

    The letters' size and the spaces do not matter; anything else does.
    """
    today = municipality.day_of(now)
    found = list(
        Case.objects.filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=today),
            municipality=municipality,
            resident__birth_date=birth_date,
            resident__last_name__iexact=" ".join(last_name.split()),
        )
        .select_related("team")
        .order_by("team__name", "pk")
    )
    log_search(user_id=actor.pk, municipality_id=municipality.pk, found=found)
    leads = leads_of({case.team_id for case in found}, today)
    return [
        Known(case.pk, case.team.name, tuple(leads[case.team_id]), case.team_id in own_teams)
        for case in found
    ]


def leads_of(teams: Iterable[int], day: dt.date) -> dict[int, list[User]]:
    """Return who leads each team on a day."""
    rows = (
        Membership.objects.on(day)
        .filter(team_id__in=list(teams), role=Membership.Role.TEAM_LEAD, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    leads: dict[int, list[User]] = defaultdict(list)
    for row in rows:
        if row.team_id is not None:
            leads[row.team_id].append(row.user)
    return leads


@transaction.atomic
def break_glass(*, actor: User, case: Case, reason: str, now: dt.datetime) -> EmergencyAccess:
    """Let a worker read a case of another team for 24 hours, and tell that team's leads.

    Who holds it already keeps what they have, so that a form sent twice counts once. Raises ValidationError for a
    reason of fewer than 20 characters, PermissionDenied for who is no worker here or sees it anyway.
    """
    reason = " ".join(reason.split())
    if len(reason) < REASON_AT_LEAST:
        raise ValidationError(
            {
                "reason": _(
                    "Schrijf in een zin waarom je dit dossier nu moet lezen: minstens %(count)s tekens, het zijn er "
                    "%(length)s."
                )
                % {"count": REASON_AT_LEAST, "length": len(reason)}
            }
        )
    # Two at once wait for each other, so that there is one row and one letter.
    locked = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality")
        .get(pk=case.pk)
    )
    today = locked.municipality.day_of(now)
    held = set(
        Membership.objects.on(today)
        .filter(user=actor, municipality_id=locked.municipality_id)
        .values_list("role", "team_id")
    )
    roles = {role for role, _team in held}
    if Membership.Role.WORKER not in roles or locked.team_id in {team for _role, team in held}:
        raise PermissionDenied
    broken = EmergencyAccess.objects.held(actor.pk, now).filter(case=locked).first()
    if broken is not None:
        return broken
    broken = EmergencyAccess.objects.create(
        municipality_id=locked.municipality_id,
        case=locked,
        team_id=locked.team_id,
        user=actor,
        reason=reason,
        starts_at=now,
        ends_at=now + EMERGENCY_LASTS,
    )
    log_access(action=Action.BREAK_GLASS, user_id=actor.pk, case=locked, reason=reason)
    post(
        municipality_id=locked.municipality_id,
        recipients=_told(locked, today),
        template="break_glass",
        now=now,
    )
    return broken


def _told(case: Case, today: dt.date) -> list[int]:
    """Return who hears of it: the team's leads, or where it has none the privacy officers. Never nobody unseen."""
    leads = leads_of([case.team_id], today)[case.team_id]
    if leads:
        return [user.pk for user in leads]
    officers = Membership.objects.on(today).filter(
        municipality_id=case.municipality_id, role=Membership.Role.PRIVACY_OFFICER
    )
    return list(officers.values_list("user_id", flat=True))


def emergency_of(
    user: User, case: Case, own_teams: Collection[int], now: dt.datetime
) -> EmergencyAccess | None:
    """Return through which broken glass somebody sees a case now; None where it is of one's own team."""
    if case.team_id in own_teams:
        return None
    return EmergencyAccess.objects.held(user.pk, now).filter(case=case).order_by("-ends_at").first()


def teams_of_moved(case_ids: Collection[int], desk: Desk) -> dict[int, Team]:
    """Return of the cases that were somebody's or their team's, and may not be seen by them now, which team has each.

    Of any other case nothing: to who never knew of it, it is not there. Nothing of the case itself is read.
    """
    if not case_ids or not desk.case_teams or desk.municipality is None:
        return {}
    once = Q(team_id__in=desk.case_teams) | Q(worker_id=desk.user.pk)
    known = CaseEvent.objects.filter(once, pgh_obj_id__in=case_ids).values_list("pgh_obj_id", flat=True)
    gone = set(known) - set(
        Case.objects.visible_to(desk).filter(pk__in=case_ids).values_list("pk", flat=True)
    )
    rows = Case.objects.filter(pk__in=gone, municipality=desk.municipality).values_list("pk", "team_id")
    teams = Team.objects.in_bulk({team for _case, team in rows})
    return {case: teams[team] for case, team in rows}


def team_of(case_id: int, municipality: Municipality) -> Team | None:
    """Return the team of a case by its number, without anything of the case; None where there is none here."""
    return Team.objects.filter(cases__pk=case_id, municipality=municipality).first()
