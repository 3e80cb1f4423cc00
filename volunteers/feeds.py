"""A volunteer's tasks in the calendar of their telephone, behind a secret link that can be replaced or switched off."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from volunteers import course, ics
from volunteers.models import CalendarLink, DayPart, Task, Volunteer
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action

TOKEN_BYTES = 24  # 192 bits: nobody guesses one
BACK = dt.timedelta(days=28)  # so long what was done stays in the calendar
_SHOWN = (course.TaskState.ACCEPTED.value, course.TaskState.DONE.value)


def new_token() -> str:
    """Return a secret for a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@transaction.atomic
def make_link(*, actor: User, volunteer: Volunteer, token: str, now: dt.datetime) -> CalendarLink:
    """Make the link of a secret; the one before it works no longer. Sent twice it is one link."""
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    links = CalendarLink.objects.filter(volunteer=volunteer)
    if (there := links.filter(token_hash=_hash(token)).first()) is not None:
        return there
    links.filter(ended_at__isnull=True).update(ended_at=now)
    _log(volunteer, actor)
    return CalendarLink.objects.create(
        municipality_id=volunteer.municipality_id, volunteer=volunteer, token_hash=_hash(token), made_at=now
    )


@transaction.atomic
def end_link(*, actor: User, volunteer: Volunteer, now: dt.datetime) -> None:
    """Switch the link of a volunteer off."""
    if CalendarLink.objects.filter(volunteer=volunteer, ended_at__isnull=True).update(ended_at=now):
        _log(volunteer, actor)


def find(token: str) -> tuple[int, int] | None:
    """Return of which municipality and link (ids) a secret is, whoever asks; None for one that nobody has."""
    if not 16 <= len(token) <= 64:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, link_id FROM wz_calendar_link_of(%s)", [_hash(token)])
        found: tuple[int, int] | None = cursor.fetchone()
        return found


def working(link_id: int, now: dt.datetime) -> Volunteer | None:
    """Return whose a link is, if it works and they still help here. Call it inside its municipality."""
    rows = CalendarLink.objects.filter(pk=link_id, ended_at__isnull=True)
    link = rows.select_related("volunteer__user", "volunteer__municipality").first()
    if link is None or not (link.volunteer.active and link.volunteer.user.is_active):
        return None
    held = Membership.objects.on(link.volunteer.municipality.day_of(now)).filter(
        user_id=link.volunteer.user_id,
        municipality_id=link.municipality_id,
        role=Membership.Role.VOLUNTEER,
    )
    return link.volunteer if held.exists() else None


def calendar_of(volunteer: Volunteer, now: dt.datetime) -> bytes:
    """Return the tasks of a volunteer as a calendar: what and when; for whom and where stands behind signing in."""
    since = volunteer.municipality.day_of(now) - BACK
    tasks = Task.objects.filter(volunteer=volunteer, state__in=_SHOWN, day__gte=since)
    rows = tasks.select_related("request").order_by("starts_at", "pk")
    return ics.calendar(_("Mijn hulp in de buurt"), [_event(task, volunteer) for task in rows])


def _event(task: Task, volunteer: Volunteer) -> ics.Event:
    return ics.Event(
        uid=f"taak-{task.pk}.{volunteer.municipality.code.lower()}@wijkzorg",
        starts_at=task.starts_at,
        ends_at=task.ends_at,
        summary=_summary(task),
        url=f"{settings.WIJKZORG_URL}{reverse('my-task', args=[task.pk])}",
        changed_at=task.ended_at or task.accepted_at,
    )


def _summary(task: Task) -> str:
    what = str(task.request.get_kind_display()).capitalize()
    if task.state == course.TaskState.DONE:
        return _("%(what)s (gedaan)") % {"what": what}
    if task.request.starts_at is None and task.request.day_part == DayPart.ANY:
        return _("%(what)s (tijd in overleg)") % {"what": what}
    if task.request.starts_at is None:
        words = {"what": what, "part": task.request.get_day_part_display()}
        return _("%(what)s (%(part)s, tijd in overleg)") % words
    return what


def _hash(token: str) -> str:
    return hashlib.sha256(f"calendar:{token}".encode()).hexdigest()


def _log(volunteer: Volunteer, actor: User) -> None:
    log_event(
        action=Action.WRITE,
        municipality_id=volunteer.municipality_id,
        user_id=actor.pk,
        object_kind="volunteer",
        object_id=volunteer.pk,
    )
