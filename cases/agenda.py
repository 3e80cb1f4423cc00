"""What asks something of somebody beside the contact rules: one shape for Vandaag and for the team board.

A room that has such things offers two functions, `for_worker(desk, today)` and `for_lead(desk, today)`, that return
items; the pages put them together in the order of `due_on`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import follow_ups, phrases
from cases.follow_ups import FollowUp
from cases.models import Case, Double
from wijkzorg.accounts.middleware import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that waits for somebody: of whom it is, what it is, why, and where it is done."""

    code: str  # what kind of thing, for tests and styles: "confirm-cut"
    key: str  # the same thing on every page and day: "confirm-cut-17"
    tone: str  # is-alarm, is-danger, is-warn, is-cut, is-soon, is-calm, as on the worklist
    icon: str
    name: str  # the resident, or the place, whom it concerns
    word: str  # what it is: "Minder afgesproken, nog niet bevestigd"
    why: str  # one sentence that a resident may read
    url: str  # where it can be done
    act: str  # the words on the button: "Bekijken"
    since: dt.date
    due_on: dt.date | None = None
    case_id: int | None = None
    resident_id: int | None = None  # whose name it shows: the log keeps that it was seen
    worker_id: int | None = None  # whose it is; None: nobody's yet
    on_duty: bool = False  # it has come to whoever is on duty, and stands first

    def overdue(self, today: dt.date) -> bool:
        """Tell whether its day is past."""
        return self.due_on is not None and self.due_on < today

    def when(self, today: dt.date) -> str:
        """Say by when it is to be done: "vandaag", "vrijdag", "24 februari"."""
        return phrases.coming_day(self.due_on, today) if self.due_on else ""


def in_order(items: Iterable[Item]) -> list[Item]:
    """Put items in the order in which they are due, what is oldest first; what has no day comes last."""
    return sorted(items, key=lambda item: (item.due_on or dt.date.max, item.since, item.name, item.key))


def for_worker(desk: Desk, today: dt.date) -> list[Item]:
    """Return the next times that were chosen for one's own cases and whose day has come."""
    own = Case.objects.of_own_teams(desk).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=today), worker_id=desk.user.pk
    )
    return [_follow_up(case, chosen, today) for case, chosen in follow_ups.due(own, today)]


def _follow_up(case: Case, chosen: FollowUp, today: dt.date) -> Item:
    return Item(
        code="follow-up",
        key=f"follow-up-{case.pk}",
        tone="is-calm",
        icon="calendar-check",
        name=case.resident.name,
        word=_("Gekozen volgende keer."),
        why=_("Zo gekozen bij het contact van %(day)s.") % {"day": phrases.day(chosen.chosen_on, today)},
        url=reverse("record-contact", args=[case.pk]),
        act=_("Contact vastleggen"),
        since=chosen.chosen_on,
        due_on=chosen.on,
        case_id=case.pk,
        resident_id=case.resident_id,
        worker_id=case.worker_id,
    )


def for_lead(desk: Desk, today: dt.date) -> list[Item]:
    """Return who of the teams that one leads seems to have a case with another team too: only which team."""
    waiting = Double.objects.visible_to(desk).filter(settled_at__isnull=True)
    return [_double(each) for each in waiting.select_related("case__resident", "other_team").order_by("pk")]


def _double(double: Double) -> Item:
    case = double.case
    return Item(
        code="double",
        key=f"double-{double.pk}",
        tone="is-calm",
        icon="user-search",
        name=case.resident.name,
        word=_("Misschien dubbel."),
        why=_("%(team)s heeft een dossier met dezelfde achternaam en geboortedatum.")
        % {"team": double.other_team.name},
        url=reverse("double", args=[double.pk]),
        act=_("Bekijken"),
        since=double.found_on,
        case_id=case.pk,
        resident_id=case.resident_id,
        worker_id=case.worker_id,
    )
