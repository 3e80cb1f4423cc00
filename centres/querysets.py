"""Sets of the centres. Nothing here writes or reads the clock.

Where a door is and when it is open is for everybody who works in the municipality, as it is for the public. Whose
centre it is, `own` says: of whoever is at work there today and still holds that role in the municipality.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

if TYPE_CHECKING:
    from centres.models import Catchment, Centre, CentreStaff, Closure  # noqa: F401  (the types below are strings)

Row = TypeVar("Row", bound=models.Model)
CENTRE_ROLES = frozenset({Membership.Role.CENTRE_STAFF, Membership.Role.COORDINATOR})
# Who answers for who works where.
_SEES_ALL_STAFF = frozenset({Membership.Role.ADMINISTRATOR, Membership.Role.PRIVACY_OFFICER})


def own_centres(desk: Desk) -> models.QuerySet[CentreStaff]:
    """Return at which centres somebody works today, in a role that they hold in the municipality today."""
    staff: CentreStaffQuerySet = apps.get_model("centres", "CentreStaff")._default_manager.all()
    if desk.municipality is None or desk.user.pk is None:
        return staff.none()
    return staff.filter(
        municipality_id=desk.municipality.pk, user_id=desk.user.pk, role__in=CENTRE_ROLES & desk.roles
    ).on(desk.municipality.day_of(desk.now))


class CentreQuerySet(models.QuerySet["Centre"]):
    """Sets of centres."""

    def visible_to(self, desk: Desk) -> CentreQuerySet:
        """Keep those of the municipality, for whoever has a role there."""
        if desk.municipality is None or not desk.roles:
            return self.none()
        return self.filter(municipality_id=desk.municipality.pk)

    def own(self, desk: Desk) -> CentreQuerySet:
        """Keep those at which somebody works today, as staff or as coordinator."""
        return self.filter(pk__in=own_centres(desk).values("centre_id"))

    def coordinated_by(self, desk: Desk) -> CentreQuerySet:
        """Keep those of which somebody is the coordinator today."""
        coordinated = own_centres(desk).filter(role=Membership.Role.COORDINATOR)
        return self.filter(pk__in=coordinated.values("centre_id"))

    def on(self, day: dt.date) -> CentreQuerySet:
        """Keep those that are there on a day: opened, and not given up before it."""
        return self.filter(
            Q(last_day__isnull=True) | Q(last_day__gte=day), Q(first_day__isnull=True) | Q(first_day__lte=day)
        )

    def serving(self, neighbourhood_ids: Iterable[int]) -> CentreQuerySet:
        """Keep those whose catchment has one of some neighbourhoods."""
        return self.filter(neighbourhoods__in=neighbourhood_ids).distinct()


class OfCentreQuerySet(models.QuerySet[Row]):
    """Sets of what hangs on a centre: its catchment, hours, exceptions, closures, and what it offers."""

    def visible_to(self, desk: Desk) -> OfCentreQuerySet[Row]:
        """Keep what hangs on a centre of the municipality, for whoever has a role there."""
        if desk.municipality is None or not desk.roles:
            return self.none()
        return self.filter(municipality_id=desk.municipality.pk)

    def own(self, desk: Desk) -> OfCentreQuerySet[Row]:
        """Keep what hangs on a centre at which somebody works today."""
        return self.filter(centre_id__in=own_centres(desk).values("centre_id"))


class CatchmentQuerySet(OfCentreQuerySet["Catchment"]):
    """Sets of for which neighbourhoods a centre is there."""

    def served_by(self, desk: Desk) -> CatchmentQuerySet:
        """Keep those of own centres, and while another's door is shut those for which an own one opens instead."""
        own = own_centres(desk).values("centre_id")
        closures: ClosureQuerySet = apps.get_model("centres", "Closure")._default_manager.all()
        taken_over = closures.at(desk.now).filter(instead_id__in=own)
        return self.filter(Q(centre_id__in=own) | Q(centre_id__in=taken_over.values("centre_id")))


class ClosureQuerySet(OfCentreQuerySet["Closure"]):
    """Sets of closures."""

    def standing(self) -> ClosureQuerySet:
        """Keep those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def at(self, moment: dt.datetime) -> ClosureQuerySet:
        """Keep what shuts a door at a moment."""
        return self.standing().filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)

    def not_over(self, moment: dt.datetime) -> ClosureQuerySet:
        """Keep what shuts a door at a moment or later."""
        return self.standing().filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment))


class CentreStaffQuerySet(models.QuerySet["CentreStaff"]):
    """Sets of who works at which centre."""

    def visible_to(self, desk: Desk) -> CentreStaffQuerySet:
        """Keep those of the centres at which one works; of all for those who answer for who works where."""
        if desk.municipality is None:
            return self.none()
        here = self.filter(municipality_id=desk.municipality.pk)
        if _SEES_ALL_STAFF & desk.roles:
            return here
        return here.filter(centre_id__in=own_centres(desk).values("centre_id"))

    def on(self, day: dt.date) -> CentreStaffQuerySet:
        """Keep those that hold on a day."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)
