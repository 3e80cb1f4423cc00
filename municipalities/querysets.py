"""Sets of editions and of what was published; what is true is read nowhere but where figures are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

from wijkzorg.accounts.models import Membership
from wijkzorg.tenancy.models import Municipality

if TYPE_CHECKING:
    from municipalities.models import Edition, Published  # noqa: F401  (in a string)
    from wijkzorg.accounts.middleware import Desk


def may_see_figures(desk: Desk) -> bool:
    """Whether somebody at this desk reads published figures: the policy officers of its municipality."""
    return desk.municipality is not None and Membership.Role.POLICY_OFFICER in desk.roles


class EditionQuerySet(models.QuerySet["Edition"]):
    """Sets of editions."""

    def of(self, municipality: Municipality) -> EditionQuerySet:
        """Keep those of a municipality."""
        return self.filter(municipality=municipality)

    def visible_to(self, desk: Desk) -> EditionQuerySet:
        """Keep those that somebody at this desk may read."""
        return self.filter(municipality=desk.municipality) if may_see_figures(desk) else self.none()


class PublishedQuerySet(models.QuerySet["Published"]):
    """Sets of published figures."""

    def of(self, municipality: Municipality) -> PublishedQuerySet:
        """Keep those of a municipality."""
        return self.filter(municipality=municipality)

    def visible_to(self, desk: Desk) -> PublishedQuerySet:
        """Keep those that somebody at this desk may read."""
        return self.filter(municipality=desk.municipality) if may_see_figures(desk) else self.none()

    def current(self) -> PublishedQuerySet:
        """Keep what no later edition says something else of."""
        return self.filter(latest=True)

    def as_of(self, edition: Edition) -> PublishedQuerySet:
        """Keep what was the latest when an edition was the last one."""
        return self.filter(
            models.Q(replaced_in__isnull=True) | models.Q(replaced_in__gt=edition.number),
            edition__number__lte=edition.number,
        )

    def about(
        self, *, indicators: Iterable[str] = (), areas: Iterable[str] = (), levels: Iterable[str] = ()
    ) -> PublishedQuerySet:
        """Keep some figures, areas or levels; none given is all."""
        found = self
        for name, wanted in (("indicator", indicators), ("area_code", areas), ("level", levels)):
            if kept := list(wanted):
                found = found.filter(**{f"{name}__in": kept})
        return found

    def between(self, since: dt.date | None, until: dt.date | None) -> PublishedQuerySet:
        """Keep what was taken, or whose period began, from a day until (not with) another."""
        found = self if since is None else self.filter(begins__gte=since)
        return found if until is None else found.filter(begins__lt=until)
