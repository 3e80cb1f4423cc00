"""Sets of what is done about a flag, and who may see which. They write nothing and read no clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from cases.models import Case, Contact
from cases.querysets import OfCaseQuerySet
from cases.rules import Medium
from residents.models import Resident
from roster.models import DutyShift
from roster.presence import unattended
from wijkzorg.accounts.middleware import Desk

_SEEN = [int(medium) for medium in Medium if medium.face_to_face]

if TYPE_CHECKING:
    from outreach.models import DeskAsk, Paper, SearchPlan, SignOfLife, Wish  # noqa: F401  (the types below are strings)


class SignQuerySet(OfCaseQuerySet["SignOfLife"]):
    """Sets of signs of life."""

    def news(self) -> SignQuerySet:
        """Keep those of which nobody has said yet to have read them."""
        return self.filter(read_at__isnull=True)


class SearchPlanQuerySet(OfCaseQuerySet["SearchPlan"]):
    """Sets of search plans."""

    def open(self) -> SearchPlanQuerySet:
        """Keep those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def decided_until(self, day: dt.date) -> SearchPlanQuerySet:
        """Keep those that ended with a decision whose next date has come, if nobody reached or sought since."""
        reached = Contact.objects.filter(
            case=OuterRef("case"), reached=True, happened_at__gt=OuterRef("ended_at")
        )
        later = self.model._default_manager.filter(case=OuterRef("case"), opened_at__gt=OuterRef("opened_at"))
        return self.filter(~Exists(reached), ~Exists(later), end="decision", next_on__lte=day)


class PaperQuerySet(OfCaseQuerySet["Paper"]):
    """Sets of agreements on paper."""

    def newest(self) -> PaperQuerySet:
        """Keep the last one of each case."""
        return self.order_by("case_id", "-printed_at", "-pk").distinct("case_id")


class WishQuerySet(OfCaseQuerySet["Wish"]):
    """Sets of wishes to see somebody."""

    def on_duty_of(self, desk: Desk) -> WishQuerySet:
        """Keep those of cases that nobody takes care of today, where somebody at the desk is on duty at this moment.

        Of whichever team the case is: what has no worker goes to whoever is on duty in the neighbourhood.
        """
        if desk.municipality is None or not desk.case_teams:
            return self.none()
        today = desk.municipality.day_of(desk.now)
        held = DutyShift.objects.held_by(desk.user.pk or 0, desk.now, today)
        here = held.filter(
            municipality_id=desk.municipality.pk,
            kind=DutyShift.Kind.SOCIAL,
            neighbourhood=OuterRef("resident__neighbourhood"),
        )
        cases = Case.objects.filter(unattended("worker", "team", today), Exists(here))
        return self.filter(municipality_id=desk.municipality.pk, case__in=cases)

    def waiting(self) -> WishQuerySet:
        """Keep those that nobody answered, in words or by seeing the resident since."""
        # A contact is typed to the minute.
        since = OuterRef("asked_at") - dt.timedelta(minutes=1)
        seen = Contact.objects.filter(
            case=OuterRef("case"), reached=True, medium__in=_SEEN, happened_at__gte=since
        )
        return self.filter(~Exists(seen), answered_at__isnull=True)


class DeskAskQuerySet(OfCaseQuerySet["DeskAsk"]):
    """Sets of questions to the desk."""

    def open(self) -> DeskAskQuerySet:
        """Keep those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def for_desk(self, desk: Desk, today: dt.date) -> DeskAskQuerySet:
        """Keep what the desk of a centre is asked now of whoever lives in its catchment; of a closed case, nothing."""
        going = Q(case__closed_on__isnull=True) | Q(case__closed_on__gt=today)
        here = Resident.objects.at_desk(desk)
        return self.open().filter(going, case__resident__in=here.values("pk"))
