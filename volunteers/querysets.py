"""Sets of the volunteers room, and who may see which. They write nothing and read no clock.

A coordinator sees the volunteers and requests of own centres' neighbourhoods (while another door is shut and theirs
opens instead, of that one's too), those where there is no centre, and what they are called for; no case. A professional
sees the requests of own cases, what came to their duty, and what they filed themselves; a volunteer what was put to
them and what they said yes to, and nobody else.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cases.models import Case
from centres.models import Catchment, Centre, CentreStaff
from roster.models import DutyShift
from roster.querysets import led_teams
from volunteers import course
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

if TYPE_CHECKING:
    from volunteers.models import (  # noqa: F401  (the types below are strings)
        Application,
        Block,
        HelpRequest,
        Offer,
        Task,
        Volunteer,
        VolunteerPolicy,
    )

Row = TypeVar("Row", bound=models.Model)
Role = Membership.Role


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """Sets of volunteers."""

    def visible_to(self, desk: Desk) -> VolunteerQuerySet:
        """Keep those who live where a coordinator's centres are; for a volunteer, themselves."""
        if desk.municipality is None:
            return self.none()
        here = self.filter(municipality_id=desk.municipality.pk)
        if Role.COORDINATOR in desk.roles:
            return here.filter(own_places(desk))
        if Role.VOLUNTEER in desk.roles and desk.user.pk is not None:
            return here.filter(user_id=desk.user.pk)
        return self.none()

    def of_user(self, user_id: int) -> VolunteerQuerySet:
        """Keep the volunteer that a user is."""
        return self.filter(user_id=user_id)

    def at_home_on(self, day: dt.date) -> VolunteerQuerySet:
        """Keep those who are active and not away on a day."""
        away = apps.get_model("volunteers", "Away")._default_manager.filter(
            volunteer=OuterRef("pk"), first_day__lte=day, last_day__gte=day
        )
        return self.filter(~Exists(away), active=True)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Sets of applications."""

    def visible_to(self, desk: Desk) -> ApplicationQuerySet:
        """Keep those of the neighbourhoods of a coordinator's own centres, and of those that no coordinator has."""
        if Role.COORDINATOR not in desk.roles or desk.municipality is None:
            return self.none()
        here = self.filter(municipality_id=desk.municipality.pk)
        coordinated = CentreStaff.objects.on(desk.municipality.day_of(desk.now)).filter(role=Role.COORDINATOR)
        covered = Catchment.objects.filter(centre__in=coordinated.values("centre"))
        own = Catchment.objects.filter(centre__in=Centre.objects.coordinated_by(desk).values("pk"))
        return here.filter(
            Q(neighbourhood__in=own.values("neighbourhood"))
            | ~Q(neighbourhood__in=covered.values("neighbourhood"))
        )

    def waiting(self) -> ApplicationQuerySet:
        """Keep those that nobody answered yet."""
        return self.filter(state="new")


class OfVolunteerQuerySet(models.QuerySet[Row]):
    """Sets of what belongs to a volunteer."""

    def visible_to(self, desk: Desk) -> OfVolunteerQuerySet[Row]:
        """Keep what belongs to a volunteer whom one may see."""
        volunteers = apps.get_model("volunteers", "Volunteer")._default_manager.all()
        return self.filter(volunteer__in=volunteers.visible_to(desk).values("pk"))


class BlockQuerySet(models.QuerySet["Block"]):
    """Sets of blocks."""

    def visible_to(self, desk: Desk) -> BlockQuerySet:
        """Keep those of own volunteers, for a coordinator alone: neither of the two ever sees one."""
        if Role.COORDINATOR not in desk.roles or desk.municipality is None:
            return self.none()
        return self.filter(own_places(desk, "volunteer__"), municipality_id=desk.municipality.pk)

    def in_force(self) -> BlockQuerySet:
        """Keep those that nobody ended."""
        return self.filter(ended_at__isnull=True)

    def between(self, volunteer: Volunteer, request: HelpRequest) -> BlockQuerySet:
        """Keep what keeps a volunteer, or somebody in their house, from whoever a request is of."""
        who = Q(volunteer=volunteer)
        if volunteer.home:
            who |= Q(volunteer_home=volunteer.home, scope="household")
        return self.in_force().filter(who, parties__overlap=list(request.parties))


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    """Sets of help requests."""

    def visible_to(self, desk: Desk) -> HelpRequestQuerySet:
        """Keep what somebody may see whole, by what they do here; a volunteer sees tasks and offers instead."""
        if desk.municipality is None or desk.user.pk is None:
            return self.none()
        here = self.filter(municipality_id=desk.municipality.pk)
        seen = Q(pk__in=[])
        if desk.roles & {Role.COORDINATOR, Role.CENTRE_STAFF}:
            seen = own_places(desk) | _called(desk) | Q(filed_by_id=desk.user.pk)
        if not desk.case_teams:
            return here.filter(seen)
        seen |= Q(case__in=Case.objects.visible_to(desk).values("pk")) | Q(filed_by_id=desk.user.pk)
        seen |= Q(taken_up_by_id=desk.user.pk) | _called(desk) | _on_duty(desk)
        if led_teams(desk):
            seen |= _nobodys()
        return here.filter(seen)

    def of_organisation(self, organisation_id: int, day: dt.date) -> HelpRequestQuerySet:
        """Keep those about an organisation's cases, and of who has one there that is not closed on a day."""
        cases = Case.objects.of_organisation(organisation_id)
        return self.filter(Q(case__in=cases) | Q(resident__in=cases.going_on(day).values("resident")))

    def sought(self) -> HelpRequestQuerySet:
        """Keep those for which somebody is still looked for."""
        return self.filter(state__in=sorted(course.SOUGHT))

    def going(self) -> HelpRequestQuerySet:
        """Keep those that have not ended."""
        return self.exclude(state__in=sorted(course.ENDED))

    def repeating(self) -> HelpRequestQuerySet:
        """Keep the series."""
        return self.exclude(rrule="")

    def on_duty_of(self, desk: Desk) -> HelpRequestQuerySet:
        """Keep what is escalated, nobody took up, and belongs to whoever is at the desk as the one on duty now."""
        return self.filter(_on_duty(desk))

    def called_on(self, desk: Desk) -> HelpRequestQuerySet:
        """Keep what came to whoever is at the desk by name, as a worker or a coordinator, and is not handled."""
        return self.filter(_called(desk))

    def nobodys(self) -> HelpRequestQuerySet:
        """Keep what is escalated while nobody has duty, now or later: every lead's."""
        return self.filter(_nobodys())


def own_places(desk: Desk, of: str = "") -> Q:
    """Describe what is in a neighbourhood of own centres, or where no centre is: that is everybody's there.

    While a door is shut and an own one opens instead, that one's neighbourhoods are own ones too.
    """
    assert desk.municipality is not None, "without a municipality there is nothing to see"
    served = Catchment.objects.filter(municipality_id=desk.municipality.pk)
    own = Catchment.objects.served_by(desk).values("neighbourhood_id")
    return Q(**{f"{of}neighbourhood_id__in": own}) | ~Q(
        **{f"{of}neighbourhood_id__in": served.values("neighbourhood_id")}
    )


def _steps() -> models.QuerySet[models.Model]:
    steps = apps.get_model("volunteers", "EscalationStep")._default_manager
    return steps.filter(request=OuterRef("pk"), reached_at__isnull=False, done_at__isnull=True)


def _on_duty(desk: Desk) -> Q:
    assert desk.municipality is not None and desk.user.pk is not None, "who has no municipality has no duty"
    shifts = DutyShift.objects.held_by(desk.user.pk, desk.now, desk.municipality.day_of(desk.now))
    here = shifts.filter(
        municipality_id=desk.municipality.pk,
        neighbourhood_id=OuterRef("neighbourhood_id"),
        kind=DutyShift.Kind.SOCIAL,
    )
    waits = Q(state=course.State.ESCALATED, taken_up_by__isnull=True)
    return waits & Q(Exists(here)) & Q(Exists(_steps().filter(kind="duty")))


def _called(desk: Desk) -> Q:
    return ~Q(state__in=sorted(course.ENDED)) & Q(Exists(_steps().filter(owner_id=desk.user.pk)))


def _nobodys() -> Q:
    waits = Q(state=course.State.ESCALATED, taken_up_by__isnull=True)
    return waits & Q(Exists(_steps().filter(kind="duty", owner__isnull=True, belongs_from__isnull=True)))


class OfRequestQuerySet(models.QuerySet[Row]):
    """Sets of what belongs to a request."""

    def visible_to(self, desk: Desk) -> OfRequestQuerySet[Row]:
        """Keep what belongs to a request that one may see."""
        requests = apps.get_model("volunteers", "HelpRequest")._default_manager.all()
        return self.filter(request__in=requests.visible_to(desk).values("pk"))


class OfferQuerySet(models.QuerySet["Offer"]):
    """Sets of offers."""

    def visible_to(self, desk: Desk) -> OfferQuerySet:
        """Keep those of own volunteers and requests, for a coordinator; for a volunteer, what was put to them."""
        return self.filter(_of_volunteer(desk))

    def open(self) -> OfferQuerySet:
        """Keep those that wait for an answer."""
        return self.filter(state=course.OfferState.OPEN)

    def held_past(self, now: dt.datetime) -> OfferQuerySet:
        """Keep those that nobody answered while they were held."""
        return self.open().filter(held_until__lte=now)


class TaskQuerySet(models.QuerySet["Task"]):
    """Sets of tasks."""

    def visible_to(self, desk: Desk) -> TaskQuerySet:
        """Keep those of own volunteers and requests, for a coordinator; for a volunteer, their own."""
        return self.filter(_of_volunteer(desk))

    def going(self) -> TaskQuerySet:
        """Keep those that are promised and have not been."""
        return self.filter(state=course.TaskState.ACCEPTED)

    def counted(self) -> TaskQuerySet:
        """Keep those whose hours count: promised, done, or not kept."""
        return self.filter(state__in=sorted(course.FILLED))

    def between(self, first: dt.date, last: dt.date) -> TaskQuerySet:
        """Keep those from a day up to and including another."""
        return self.filter(day__range=(first, last))


def _of_volunteer(desk: Desk) -> Q:
    if desk.municipality is None:
        return Q(pk__in=[])
    here = Q(municipality_id=desk.municipality.pk)
    if Role.COORDINATOR in desk.roles:
        return here & (own_places(desk, "volunteer__") | own_places(desk, "request__"))
    if Role.VOLUNTEER in desk.roles:
        return here & Q(volunteer__user_id=desk.user.pk)
    return Q(pk__in=[])


class VolunteerPolicyQuerySet(models.QuerySet["VolunteerPolicy"]):
    """Sets of the policy."""

    def in_force(self, day: dt.date) -> VolunteerPolicyQuerySet:
        """Keep of each municipality the version that holds on a day."""
        held = self.filter(valid_from__lte=day).order_by("municipality_id", "-valid_from")
        return held.distinct("municipality_id")
