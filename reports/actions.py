"""What people do with a report. Every action locks it, checks that the move is allowed, writes, and says who did it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.models import Case
from neighbourhoods.models import Neighbourhood
from reports import course
from reports.models import About, Channel, Outcome, Report, ReportStep, State, Topic
from reports.routing import team_of, whose
from residents.models import Resident
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.outbox.actions import post, post_outside
from wijkzorg.tenancy.models import Municipality

CHANGED_MEANWHILE = "changed_meanwhile"
POSTPONE_DAYS = 183  # how far ahead telling somebody may be put off at once
Kind = ReportStep.Kind


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told: about whom or where, what is the matter."""

    about: About
    text: str
    subject: str = ""
    topic: Topic | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who told it, as far as they said; protected: nobody else reads who it was, not even by a request.

    Their letter is in the language in which they read (`reads`).
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    protected: bool = False
    reads: str = settings.LANGUAGE_CODE


UNKNOWN = Reporter()


@transaction.atomic
def file_report(
    *,
    municipality: Municipality,
    neighbourhood: Neighbourhood,
    told: Told,
    channel: Channel,
    token: uuid.UUID,
    now: dt.datetime,
    actor: User | None = None,
    reporter: Reporter = UNKNOWN,
    resident: Resident | None = None,
    by_self: bool = False,
) -> Report:
    """File a report, for whoever is on duty, who gets a letter; the same form (token) sent again files no second.

    `resident` is whom it is about, where that is known; `by_self` that they told it themselves, and so know of it.
    """
    sent = Report.objects.filter(municipality=municipality, token=token).first()
    if sent is not None:
        return sent
    topic = told.topic or Topic.OTHER if told.about == About.PLACE else ""
    if resident is not None and (resident.municipality_id != municipality.pk or told.about == About.PLACE):
        raise PermissionDenied
    belongs = whose(municipality, neighbourhood, told.about, topic, now)
    try:
        with transaction.atomic(), pghistory.context(user=actor.pk if actor else None):
            report = Report.objects.create(
                municipality=municipality,
                neighbourhood=neighbourhood,
                about=told.about,
                topic=topic,
                channel=channel,
                text=told.text,
                subject=told.subject,
                danger=told.danger,
                reporter_name=reporter.name,
                reporter_phone=reporter.phone,
                reporter_email=reporter.email,
                reporter_protected=reporter.protected,
                reads=reporter.reads,
                received_at=now,
                filed_by=actor,
                resident=resident,
                told_at=now if by_self else None,
                token=token,
                duty_kind=belongs.kind,
                belongs_from=belongs.starts,
                take_up_by=belongs.take_up_by(municipality, now, danger=told.danger),
                tell_by=course.tell_by(municipality.day_of(now)) if told.about == About.PERSON else None,
                team_id=belongs.team_id,
            )
    except IntegrityError as error:  # the same form, at the same moment
        if "report_sent_once" not in str(error):
            raise
        return Report.objects.get(municipality=municipality, token=token)
    _step(report, Kind.FILED, actor, now)
    _log(report, actor, Action.WRITE)
    if belongs.user is not None:
        post(
            municipality_id=municipality.pk,
            recipients=[belongs.user.pk],
            template="report_danger" if told.danger else "report_new",
            now=now,
            reason=f"report {report.pk}",
        )
    return report


@transaction.atomic
def take_up(*, actor: User, report: Report, now: dt.datetime, instead_of: int | None = None) -> Report:
    """Take up a report: from now on it is the actor's, and the reporter hears that somebody is at it.

    `instead_of` is who had it, where somebody else goes on. Raises ValidationError where a colleague was first.
    """
    with _changing(report, actor, now) as locked:
        if locked.taken_up_by_id == actor.pk and locked.state == State.TAKEN_UP:
            return locked
        if locked.taken_up_by_id != instead_of:
            raise ValidationError(
                _("%(who)s heeft deze melding al opgepakt.") % {"who": locked.taken_up_by},
                code=CHANGED_MEANWHILE,
            )
        _require_move(locked, course.State.TAKEN_UP)
        first = locked.state == State.NEW
        locked.state, locked.taken_up_by = State.TAKEN_UP, actor
        locked.taken_up_at = locked.taken_up_at or now
        locked.team_id = team_of(actor, locked.municipality, now) or locked.team_id
        locked.save(update_fields=["state", "taken_up_by", "taken_up_at", "team"])
        _step(locked, Kind.TAKEN_UP, actor, now)
        if first and locked.reporter_email:
            post_outside(
                municipality_id=locked.municipality_id,
                address=locked.reporter_email,
                template="report_taken_up",
                now=now,
                language=locked.reads,
            )
            _step(locked, Kind.REPORTER_TOLD, actor, now)
    return locked


@transaction.atomic
def note(*, actor: User, report: Report, text: str, token: uuid.UUID, now: dt.datetime) -> ReportStep:
    """Write down what was done; the same form sent again is one note."""
    _require_text("text", text, _("Schrijf op wat je hebt gedaan of gehoord."))
    with _changing(report, actor, now) as locked:
        _require_mine(locked, actor)
        sent = ReportStep.objects.filter(token=token).first()
        return sent or _step(locked, Kind.NOTE, actor, now, text.strip(), token)


@transaction.atomic
def reporter_told(*, actor: User, report: Report, now: dt.datetime) -> Report:
    """Write down that the reporter heard, by phone or at the desk, that it was taken up."""
    with _changing(report, actor, now) as locked:
        _require_mine(locked, actor)
        if not locked.steps.filter(kind=Kind.REPORTER_TOLD).exists():
            _step(locked, Kind.REPORTER_TOLD, actor, now)
    return locked


@transaction.atomic
def person_told(*, actor: User, report: Report, now: dt.datetime) -> Report:
    """Write down that the person whom it is about knows of the report (AVG art. 14)."""
    with _changing(report, actor, now) as locked:
        _require_mine(locked, actor)
        if locked.told_at is None:
            locked.told_at = now
            locked.save(update_fields=["told_at"])
            _step(locked, Kind.PERSON_TOLD, actor, now)
    return locked


@transaction.atomic
def postpone_telling(*, actor: User, report: Report, until: dt.date, why: str, now: dt.datetime) -> Report:
    """Put off telling the person, with the reason; raises ValidationError for a day that is past or too far ahead."""
    _require_text("why", why, _("Schrijf waarom het nu nog niet kan."))
    with _changing(report, actor, now) as locked:
        _require_mine(locked, actor)
        today = locked.municipality.day_of(now)
        if until <= today:
            raise ValidationError({"until": _("Kies een dag die nog komt.")})
        if until > today + dt.timedelta(days=POSTPONE_DAYS):
            raise ValidationError(
                {"until": _("Dit is meer dan een half jaar vooruit. Kies een eerdere dag.")}
            )
        if (locked.tell_by, locked.postponed_why) != (until, why.strip()):
            locked.tell_by, locked.postponed_why = until, why.strip()
            locked.save(update_fields=["tell_by", "postponed_why"])
            _step(locked, Kind.POSTPONED, actor, now, why.strip())
    return locked


@transaction.atomic
def is_about(*, actor: User, report: Report, resident: Resident, now: dt.datetime) -> Report:
    """Say which resident a report is about, whom the actor may see."""
    with _changing(report, actor, now) as locked:
        _require_mine(locked, actor)
        if resident.municipality_id != locked.municipality_id or locked.of_place:
            raise PermissionDenied
        if locked.resident_id != resident.pk:
            locked.resident = resident
            locked.save(update_fields=["resident"])
            _step(locked, Kind.RESIDENT, actor, now)
    return locked


@transaction.atomic
def case_opened(*, actor: User, report: Report, case: Case, now: dt.datetime) -> Report:
    """Remember the case that was opened from a report, and end the report with it."""
    with _changing(report, actor, now) as locked:
        if locked.case_id == case.pk:
            return locked
        _require_mine(locked, actor)
        if case.municipality_id != locked.municipality_id:
            raise PermissionDenied
        locked.resident_id, locked.case = case.resident_id, case
        locked.save(update_fields=["resident", "case"])
        _step(locked, Kind.CASE, actor, now)
        _close(locked, actor, Outcome.CASE_OPENED, "", now)
    return locked


@transaction.atomic
def close_report(
    *, actor: User, report: Report, outcome: Outcome, text: str, seen: int, now: dt.datetime
) -> Report:
    """End a report with what became of it, unless it changed since it was seen; sent twice it ends once."""
    with _changing(report, actor, now) as locked:
        if (locked.state, locked.outcome, locked.outcome_text) == (State.CLOSED, outcome, text.strip()):
            return locked
        _require_mine(locked, actor)
        if version_of(locked) != seen:
            raise ValidationError(
                _(
                    "Iemand anders heeft dit veranderd terwijl je bezig was. Er is niets overschreven. "
                    "Kijk wat er nu staat en doe het dan opnieuw."
                ),
                code=CHANGED_MEANWHILE,
            )
        if outcome == Outcome.CASE_OPENED and locked.case_id is None:
            raise ValidationError({"outcome": _("Er is nog geen dossier. Open het eerst.")})
        if outcome == Outcome.PASSED_ON:
            _require_text("text", text, _("Schrijf aan wie je het hebt doorgegeven."))
        _close(locked, actor, outcome, text.strip(), now)
    return locked


def version_of(report: Report) -> int:
    """Return a number that everything done with a report raises. A form keeps it."""
    return int(report.steps.aggregate(last=Max("pk"))["last"] or 0)


def log_read(report: Report, user: User) -> None:
    """Log that somebody reads a report."""
    _log(report, user, Action.READ)


def _close(report: Report, actor: User, outcome: Outcome, text: str, now: dt.datetime) -> None:
    _require_move(report, course.State.CLOSED)
    report.state, report.closed_at = State.CLOSED, now
    report.outcome, report.outcome_text = outcome, text
    report.save(update_fields=["state", "closed_at", "outcome", "outcome_text"])
    _step(report, Kind.CLOSED, actor, now, text)


@contextmanager
def _changing(report: Report, actor: User, now: dt.datetime) -> Iterator[Report]:
    """Lock a report, let the caller write, then log."""
    locked = Report.objects.select_for_update(of=("self",), no_key=True).select_related(
        "municipality", "taken_up_by"
    )
    found = locked.get(pk=report.pk)
    with pghistory.context(user=actor.pk):
        yield found
    _log(found, actor, Action.WRITE)


def _require_move(report: Report, to: course.State) -> None:
    if not course.may_move(report.state, to):
        raise ValidationError(
            _("Deze melding is %(state)s. Dit kan nu niet meer.") % {"state": report.get_state_display()},
            code=CHANGED_MEANWHILE,
        )


def _require_mine(report: Report, actor: User) -> None:
    """Refuse what only whoever took a report up may do."""
    if report.state == State.CLOSED:
        raise ValidationError(_("Deze melding is al afgerond."), code=CHANGED_MEANWHILE)
    if report.state == State.NEW:
        raise ValidationError(_("Pak de melding eerst op."))
    if report.taken_up_by_id != actor.pk:
        raise ValidationError(
            _("%(who)s heeft deze melding opgepakt. Neem haar eerst over.") % {"who": report.taken_up_by},
            code=CHANGED_MEANWHILE,
        )


def _require_text(field: str, text: str, message: str) -> None:
    if not text.strip():
        raise ValidationError({field: message})


def _step(
    report: Report,
    kind: Kind,
    actor: User | None,
    now: dt.datetime,
    text: str = "",
    token: uuid.UUID | None = None,
) -> ReportStep:
    return ReportStep.objects.create(
        municipality_id=report.municipality_id,
        report=report,
        kind=kind,
        actor=actor,
        at=now,
        text=text,
        token=token,
    )


def _log(report: Report, user: User | None, action: Action) -> None:
    log_event(
        action=action,
        municipality_id=report.municipality_id,
        user_id=user.pk if user else None,
        resident_id=report.resident_id,
        case_id=report.case_id,
        object_kind="report",
        object_id=report.pk,
    )
