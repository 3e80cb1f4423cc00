"""Sets of what is done about a flag, and who may see which. They write nothing and read no clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from cases.models import Contact
from cases.querysets import OfCaseQuerySet
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

if TYPE_CHECKING:
    from outreach.models import DeskAsk, SearchPlan, SignOfLife  # noqa: F401  (the types below are strings)


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


class DeskAskQuerySet(OfCaseQuerySet["DeskAsk"]):
    """Sets of questions to the desk."""

    def open(self) -> DeskAskQuerySet:
        """Keep those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def for_desk(self, desk: Desk, today: dt.date) -> DeskAskQuerySet:
        """Keep what the desk of a centre is asked now, for whoever works at one; of a case that is closed, nothing.

        Until centres have a catchment, every desk of the municipality is asked.
        """
        if Membership.Role.CENTRE_STAFF not in desk.roles or desk.municipality is None:
            return self.none()
        going = Q(case__closed_on__isnull=True) | Q(case__closed_on__gt=today)
        return self.open().filter(going, municipality_id=desk.municipality.pk)
