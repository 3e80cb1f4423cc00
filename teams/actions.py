"""What people do to hand cases over: offer, take, refuse, take back; and a team lead's moving of many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from cases.moving import move_cases, versions_of
from teams.models import Transfer
from wijkzorg.accounts.models import CASE_ROLES, Membership, Team, User
from wijkzorg.audit.actions import log_access
from wijkzorg.audit.models import Action

State = Transfer.State
ANSWERED = "answered"


@transaction.atomic
def offer_transfer(
    *, actor: User, case: Case, to_team: Team, to_worker: User | None, note: str, now: dt.datetime
) -> Transfer:
    """Offer a case to a worker or a team, with a note; it stays the giver's until it is taken.

    The same offer sent again is the one that waits. Raises ValidationError where another waits, where the case is with
    them already, or where the receiver does not work in that team.
    """
    note = note.strip()
    if not note:
        raise ValidationError({"note": _("Schrijf wat de ander moet weten.")})
    locked = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    if locked.team_id == to_team.pk and (to_worker is None or locked.worker_id == to_worker.pk):
        raise ValidationError({"receiver": _("Daar is dit dossier al. Kies iemand anders.")})
    _require_open(locked, now)
    _require_member(to_worker, to_team, case.municipality.day_of(now))
    waiting = Transfer.objects.waiting().filter(case=locked).first()
    if waiting is not None:
        if (waiting.to_team_id, waiting.to_worker_id, waiting.note) == (
            to_team.pk,
            to_worker.pk if to_worker else None,
            note,
        ):
            return waiting
        raise ValidationError(
            _("Dit dossier wordt al overgedragen aan %(who)s. Trek die overdracht eerst in.")
            % {"who": waiting.receiver}
        )
    with pghistory.context(user=actor.pk):
        made = Transfer.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            from_team_id=locked.team_id,
            from_worker_id=locked.worker_id,
            to_team=to_team,
            to_worker=to_worker,
            note=note,
            offered_by=actor,
            offered_at=now,
        )
    log_access(action=Action.WRITE, user_id=actor.pk, case=locked)
    return made


@transaction.atomic
def accept_transfer(*, actor: User, transfer: Transfer, worker: User, now: dt.datetime) -> Transfer:
    """Take a case over: from now on it is the worker's, in the receiving team.

    Taken twice is taken once. Raises ValidationError where it was answered otherwise, or moved, meanwhile.
    """
    locked = _lock(transfer)
    if locked.state == State.ACCEPTED and locked.case.worker_id == worker.pk:
        return locked
    _require_waiting(locked)
    _require_open(locked.case, now)
    _require_member(worker, locked.to_team, locked.municipality.day_of(now))
    if locked.case.team_id != locked.from_team_id:
        raise ValidationError(
            _("Dit dossier is intussen bij een ander team. Vraag het na bij wie het aanbood.")
        )
    move_cases(
        actor=actor,
        seen=versions_of([locked.case_id]),
        team=locked.to_team,
        worker=worker,
        reason=_("overgenomen"),
        now=now,
    )
    return _answer(locked, State.ACCEPTED, actor, "", now)


@transaction.atomic
def refuse_transfer(*, actor: User, transfer: Transfer, answer: str, now: dt.datetime) -> Transfer:
    """Say that one does not take a case over, and why; it stays the giver's."""
    if not answer.strip():
        raise ValidationError({"answer": _("Schrijf waarom niet: dan kan de ander verder.")})
    locked = _lock(transfer)
    if locked.state == State.REFUSED and locked.answer == answer.strip():
        return locked
    _require_waiting(locked)
    log_access(action=Action.WRITE, user_id=actor.pk, case=locked.case)
    return _answer(locked, State.REFUSED, actor, answer.strip(), now)


@transaction.atomic
def withdraw_transfer(*, actor: User, transfer: Transfer, now: dt.datetime) -> Transfer:
    """Take an offer back that nobody answered yet."""
    locked = _lock(transfer)
    if locked.state == State.WITHDRAWN:
        return locked
    _require_waiting(locked)
    log_access(action=Action.WRITE, user_id=actor.pk, case=locked.case)
    return _answer(locked, State.WITHDRAWN, actor, "", now)


@transaction.atomic
def assign(
    *, actor: User, seen: Mapping[int, int], team: Team, worker: User, reason: str, now: dt.datetime
) -> list[Case]:
    """Give cases to a worker at once, as their lead may: all or none. Offers of them that waited are taken back.

    Raises ValidationError where one of them changed since it was chosen, or where the worker is not of that team.
    """
    if not seen:
        raise ValidationError({"cases": _("Kies minstens één dossier.")})
    municipality = team.municipality
    _require_member(worker, team, municipality.day_of(now))
    moved = move_cases(actor=actor, seen=seen, team=team, worker=worker, reason=reason.strip(), now=now)
    with pghistory.context(user=actor.pk):
        Transfer.objects.waiting().filter(case_id__in=list(seen)).update(
            state=State.WITHDRAWN, answered_by=actor, answered_at=now
        )
    return moved


def _lock(transfer: Transfer) -> Transfer:
    """Lock the case first and then the offer, as an offer that is made does."""
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=transfer.case_id)
    rows = Transfer.objects.select_for_update(of=("self",)).select_related(
        "case", "to_team", "to_worker", "municipality"
    )
    return rows.get(pk=transfer.pk)


def _require_waiting(transfer: Transfer) -> None:
    if transfer.state != State.WAITING:
        raise ValidationError(
            _("Hier is al op geantwoord: %(state)s. Er is niets veranderd.")
            % {"state": transfer.get_state_display()},
            code=ANSWERED,
        )


def _require_open(case: Case, now: dt.datetime) -> None:
    if case.closed_on is not None and case.closed_on <= case.municipality.day_of(now):
        raise ValidationError(_("Dit dossier is gesloten. Een gesloten dossier draag je niet over."))


def _require_member(worker: User | None, team: Team, day: dt.date) -> None:
    if worker is None:
        return
    held = Membership.objects.on(day).filter(user=worker, team=team, role__in=CASE_ROLES)
    if not worker.is_active or not held.exists():
        raise ValidationError(
            {"receiver": _("%(who)s werkt nu niet in %(team)s.") % {"who": worker, "team": team}}
        )


def _answer(transfer: Transfer, state: str, actor: User, answer: str, now: dt.datetime) -> Transfer:
    transfer.state, transfer.answered_by, transfer.answered_at, transfer.answer = state, actor, now, answer
    with pghistory.context(user=actor.pk):
        transfer.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    return transfer
