"""What a volunteer saw: "gezien" is a sign of life on the case, "ik maak me zorgen" a report. Neither shows a case."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case
from outreach.actions import record_sign
from outreach.models import SignOfLife
from reports.actions import Reporter, Told, file_report
from reports.models import About, Report
from reports.models import Channel as ReportChannel
from volunteers.changing import Kind, changing, step
from volunteers.keeping import hand_back
from volunteers.models import HelpRequest, RequestStep, Task
from wijkzorg.accounts.models import User

Source = SignOfLife.Source


@transaction.atomic
def seen(
    *,
    actor: User,
    request: HelpRequest,
    token: uuid.UUID,
    now: dt.datetime,
    note: str = "",
    source: Source = Source.VOLUNTEER,
) -> RequestStep:
    """Say that whom a request is for was seen, by a volunteer or at the desk: on the case at once, if there is one.

    It resets no rule; the case's worker reads it on Vandaag. Sent twice it is one sign. Nobody who taps hears whether
    there is a case.
    """
    with changing(request, actor) as locked:
        sent = RequestStep.objects.filter(token=token).first()
        if sent is not None:
            return sent
        for number, case in enumerate(_cases(locked, now)):
            record_sign(
                actor=actor,
                case=case,
                source=source,
                seen_at=now,
                note=note.strip(),
                token=uuid.uuid5(token, str(number)),
                now=now,
            )
        return step(locked, Kind.SIGN, actor, now, note.strip()[:1000], token)


@transaction.atomic
def worried(
    *,
    actor: User,
    task: Task,
    text: str,
    token: uuid.UUID,
    now: dt.datetime,
    danger: bool = False,
    relieve: bool = False,
) -> Report:
    """File a report about whom a task is for, in one tap; with `relieve` the volunteer need not go there any more.

    Raises ValidationError as file_report does. Sent twice it is one report.
    """
    request = task.request
    report = file_report(
        municipality=request.municipality,
        neighbourhood=request.neighbourhood,
        told=Told(
            about=About.PERSON,
            text=text.strip() or _("Een vrijwilliger maakt zich zorgen."),
            subject=request.who,
            danger=danger,
        ),
        channel=ReportChannel.VOLUNTEER,
        token=token,
        now=now,
        actor=actor,
        reporter=Reporter(name=str(actor), email=actor.email, reads=task.volunteer.reads),
    )
    with changing(request, actor) as locked:
        if not RequestStep.objects.filter(token=token).exists():
            step(locked, Kind.WORRY, actor, now, "", token)
    if relieve and task.state == Task.State.ACCEPTED and task.ends_at > now:
        hand_back(actor=actor, task=task, now=now, also_later=request.repeats)
    return report


def _cases(request: HelpRequest, now: dt.datetime) -> list[Case]:
    """Return the cases that are going on of whom a request is for."""
    if request.case_id is None and request.resident_id is None:
        return []
    of = (
        Q(pk=request.case_id) | Q(resident_id=request.resident_id)
        if request.resident_id
        else Q(pk=request.case_id)
    )
    rows = Case.objects.going_on(request.municipality.day_of(now)).filter(
        of, municipality_id=request.municipality_id
    )
    return list(rows.order_by("pk"))
