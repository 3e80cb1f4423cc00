"""What people change in the roster: who is away and who stands in, contracts, shifts of duty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from neighbourhoods.models import Neighbourhood
from roster.models import Absence, DutyShift, StandIn, WorkContract
from wijkzorg.accounts.models import CASE_ROLES, Membership, Team, User
from wijkzorg.tenancy.models import Municipality

Row = TypeVar("Row", Absence, DutyShift)
CHANGED_MEANWHILE = "changed_meanwhile"


@transaction.atomic
def report_absence(
    *,
    actor: User,
    municipality: Municipality,
    user: User,
    first_day: dt.date,
    last_day: dt.date | None,
    kind: str,
    stand_ins: Mapping[int, User],
    now: dt.datetime,
) -> Absence:
    """Record that somebody is away, with who stands in for each team (id): all days of the absence.

    The same absence sent again is the one that is there. Raises ValidationError for days on which they already are.
    """
    _require_order(first_day, last_day)
    _lock(user)
    same = Absence.objects.filter(
        municipality=municipality, user=user, first_day=first_day, last_day=last_day, kind=kind
    ).first()
    if same is not None:
        for team_id, stand_in in stand_ins.items():
            there = same.stand_ins.filter(team_id=team_id).select_related("user").first()
            if there is None:
                _stand_in(same, team_id, stand_in, first_day, last_day, now)
            elif there.user_id != stand_in.pk:
                words = _("Die is al afwezig gemeld, en %(who)s vervangt. Er is niets overschreven.")
                raise ValidationError({"stand_in": words % {"who": there.user}}, code=CHANGED_MEANWHILE)
        return same
    with _refused("absence_once_a_day", "first_day", _("Op een van deze dagen is die al afwezig gemeld.")):
        absence = Absence.objects.create(
            municipality=municipality,
            user=user,
            first_day=first_day,
            last_day=last_day,
            kind=kind,
            changed_by=actor,
            changed_at=now,
        )
    for team_id, stand_in in stand_ins.items():
        _stand_in(absence, team_id, stand_in, first_day, last_day, now)
    return absence


@transaction.atomic
def change_absence(
    *, actor: User, absence: Absence, last_day: dt.date | None, seen: str, now: dt.datetime
) -> Absence:
    """Give an absence another last day, or none; who stood in until the end does so until the new one.

    `seen` is the `version_of` the absence when the form was opened.
    """
    locked = Absence.objects.select_for_update().get(pk=absence.pk)
    if locked.last_day == last_day:
        return locked  # the same form, sent twice
    _unchanged(locked, seen)
    _require_order(locked.first_day, last_day)
    former = locked.last_day
    locked.last_day, locked.changed_by, locked.changed_at = last_day, actor, now
    with _refused("absence_once_a_day", "last_day", _("Daarna is al een andere afwezigheid gemeld.")):
        locked.save(update_fields=["last_day", "changed_by", "changed_at"])
    for row in locked.stand_ins.all():
        if last_day is not None and row.first_day > last_day:
            row.delete()
        elif row.last_day == former or _later(row.last_day, last_day):
            row.last_day = last_day
            row.save(update_fields=["last_day"])
    return locked


@transaction.atomic
def withdraw_absence(*, actor: User, absence: Absence, seen: str, now: dt.datetime) -> None:
    """Take back an absence that was reported by mistake; who stood in no longer does."""
    _unchanged(Absence.objects.select_for_update().get(pk=absence.pk), seen).delete()


@transaction.atomic
def stand_in(
    *,
    actor: User,
    absence: Absence,
    team: Team,
    user: User,
    first_day: dt.date,
    last_day: dt.date | None,
    seen: str,
    now: dt.datetime,
) -> StandIn:
    """Let somebody stand in on days of an absence; from the first of them on, this one takes the place of another.

    `seen` is the `version_of` the absence when the form was opened: whom another lead chose since is not sent away.
    """
    locked = Absence.objects.select_for_update().get(pk=absence.pk)
    _require_order(first_day, last_day)
    if first_day < locked.first_day or _later(first_day, locked.last_day):
        raise ValidationError({"first_day": _("Op deze dag is er niemand te vervangen.")})
    if _later(last_day, locked.last_day):
        last_day = locked.last_day
    same = locked.stand_ins.filter(team=team, user=user, first_day=first_day, last_day=last_day).first()
    if same is not None:
        return same
    _unchanged(locked, seen)
    for row in locked.stand_ins.filter(team=team).not_over(first_day):
        if row.first_day >= first_day and not _later(row.first_day, last_day):
            row.delete()
        elif row.first_day < first_day:
            row.last_day = first_day - dt.timedelta(days=1)
            row.save(update_fields=["last_day"])
    made = _stand_in(locked, team.pk, user, first_day, last_day, now)
    locked.changed_by, locked.changed_at = actor, now
    locked.save(update_fields=["changed_by", "changed_at"])
    return made


@transaction.atomic
def set_contract(
    *,
    actor: User,
    municipality: Municipality,
    user: User,
    team: Team,
    valid_from: dt.date,
    minutes_a_week: int,
    client_percent: int,
    seen: str,
    now: dt.datetime,
) -> WorkContract:
    """Record how much somebody works in a team from a day on; a version of that same day is corrected.

    `seen` is `contracts_seen` of the team when the form was opened: what was recorded for that day since, and says
    something else, is not written over. The same hours sent again are the ones that are there.
    """
    wanted = {"minutes_a_week": minutes_a_week, "client_percent": client_percent}
    row, new = WorkContract.objects.select_for_update().get_or_create(
        municipality=municipality,
        user=user,
        team=team,
        valid_from=valid_from,
        defaults={**wanted, "changed_by": actor, "changed_at": now},
    )
    if new or (row.minutes_a_week, row.client_percent) == (minutes_a_week, client_percent):
        return row
    if version_of(row) > seen:
        raise ValidationError(
            _(
                "%(who)s heeft voor deze dag intussen iets anders vastgelegd: %(hours)s uur, %(percent)s %% voor "
                "bewoners. Er is niets overschreven. Verstuur opnieuw als het toch anders moet."
            )
            % {
                "who": row.changed_by or _("Iemand"),
                "hours": f"{row.minutes_a_week / 60:.2f}".rstrip("0").rstrip(".").replace(".", ","),
                "percent": row.client_percent,
            },
            code=CHANGED_MEANWHILE,
        )
    row.minutes_a_week, row.client_percent = minutes_a_week, client_percent
    row.changed_by, row.changed_at = actor, now
    row.save(update_fields=[*wanted, "changed_by", "changed_at"])
    return row


def contracts_seen(team: Team) -> str:
    """Return what every change of a team's contracts makes later; a form keeps it. Empty while it has none."""
    latest = WorkContract.objects.filter(team=team).aggregate(latest=models.Max("changed_at"))["latest"]
    return latest.astimezone(dt.UTC).isoformat() if latest else ""


@transaction.atomic
def plan_shift(
    *,
    actor: User,
    municipality: Municipality,
    neighbourhood: Neighbourhood,
    kind: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    worker: User,
    deputy: User | None,
    now: dt.datetime,
) -> DutyShift:
    """Put somebody on duty; the same shift sent again is the one that is there."""
    _require_moments(starts_at, ends_at)
    same = DutyShift.objects.filter(
        municipality=municipality, neighbourhood=neighbourhood, kind=kind, starts_at=starts_at, ends_at=ends_at,
        worker=worker, deputy=deputy,
    ).first()  # fmt: skip
    if same is not None:
        return same
    with _refused_shift():
        return DutyShift.objects.create(
            municipality=municipality,
            neighbourhood=neighbourhood,
            kind=kind,
            starts_at=starts_at,
            ends_at=ends_at,
            worker=worker,
            deputy=deputy,
            changed_by=actor,
            changed_at=now,
        )


@transaction.atomic
def change_shift(
    *,
    actor: User,
    shift: DutyShift,
    neighbourhood: Neighbourhood,
    kind: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    worker: User,
    deputy: User | None,
    seen: str,
    now: dt.datetime,
) -> DutyShift:
    """Change a shift of duty, unless somebody else did so since it was seen."""
    _require_moments(starts_at, ends_at)
    locked = DutyShift.objects.select_for_update().get(pk=shift.pk)
    there = (
        locked.neighbourhood_id,
        locked.kind,
        locked.starts_at,
        locked.ends_at,
        locked.worker_id,
        locked.deputy_id,
    )
    if there == (neighbourhood.pk, kind, starts_at, ends_at, worker.pk, deputy.pk if deputy else None):
        return locked  # the same form, sent twice
    _unchanged(locked, seen)
    locked.neighbourhood, locked.kind = neighbourhood, kind
    locked.starts_at, locked.ends_at = starts_at, ends_at
    locked.worker, locked.deputy = worker, deputy
    locked.changed_by, locked.changed_at = actor, now
    with _refused_shift():
        locked.save()
    return locked


@transaction.atomic
def remove_shift(*, actor: User, shift: DutyShift, seen: str, now: dt.datetime) -> None:
    """Take a shift from the roster, unless somebody else changed it since it was seen."""
    _unchanged(DutyShift.objects.select_for_update().get(pk=shift.pk), seen).delete()


def version_of(row: Absence | DutyShift | WorkContract) -> str:
    """Return what every change of a row changes; a form keeps it."""
    return row.changed_at.astimezone(dt.UTC).isoformat()


def is_changed_meanwhile(error: ValidationError) -> bool:
    """Tell whether something was refused because somebody else changed it since the form was opened."""
    return getattr(error, "code", None) == CHANGED_MEANWHILE


def _unchanged(row: Row, seen: str) -> Row:
    """Refuse to write over what somebody else changed meanwhile; the row is locked, so nobody can from here on."""
    if version_of(row) != seen:
        raise ValidationError(
            _(
                "Iemand anders heeft dit veranderd terwijl je bezig was. Er is niets overschreven. "
                "Kijk wat er nu staat en doe het dan opnieuw."
            ),
            code=CHANGED_MEANWHILE,
        )
    return row


def _stand_in(
    absence: Absence,
    team_id: int,
    user: User,
    first_day: dt.date,
    last_day: dt.date | None,
    now: dt.datetime,
) -> StandIn:
    if user.pk == absence.user_id:
        raise ValidationError({"stand_in": _("Wie afwezig is, kan zichzelf niet vervangen.")})
    begins = max(first_day, absence.municipality.day_of(now))
    if not _later(begins, last_day):
        _require_at_work(absence.municipality_id, team_id, user, begins)
    return StandIn.objects.create(
        municipality_id=absence.municipality_id,
        absence=absence,
        team_id=team_id,
        user=user,
        first_day=first_day,
        last_day=last_day,
    )


def _require_at_work(municipality_id: int, team_id: int, user: User, day: dt.date) -> None:
    """Refuse a stand-in who is not in the team, or away, on the first day; of a later day the board warns."""
    held = Membership.objects.on(day).filter(team_id=team_id, user=user, role__in=CASE_ROLES)
    if not user.is_active or not held.exists():
        raise ValidationError(
            {
                "stand_in": _("%(who)s werkt dan niet in dit team. Kies een collega van het team.")
                % {"who": user}
            }
        )
    if Absence.objects.on(day).filter(municipality_id=municipality_id, user=user).exists():
        raise ValidationError(
            {
                "stand_in": _("%(who)s is dan zelf afwezig. Kies iemand anders, of een andere eerste dag.")
                % {"who": user}
            }
        )


def _lock(user: User) -> None:
    """Let two who report the same person away go one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _later(one: dt.date | None, other: dt.date | None) -> bool:
    """Tell whether a last day is later than another; None is without an end."""
    return other is not None and (one is None or one > other)


def _require_order(first_day: dt.date, last_day: dt.date | None) -> None:
    if last_day is not None and last_day < first_day:
        raise ValidationError({"last_day": _("De laatste dag ligt voor de eerste.")})


def _require_moments(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("Het einde ligt voor het begin.")})


@contextmanager
def _refused(constraint: str, field: str, words: str) -> Iterator[None]:
    """Say in words what the database refused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise ValidationError({field: words}) from error


@contextmanager
def _refused_shift() -> Iterator[None]:
    words = _("In deze buurt heeft dan al iemand dienst voor dit soort werk. Kies een andere tijd.")
    with _refused("duty_one_at_a_time", "starts_at", words):
        yield
