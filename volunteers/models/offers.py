"""Who was asked for a request and what they said; and the tasks that came of it, one for each date."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func, Value
from django.utils.translation import gettext_lazy as _

from volunteers import course
from volunteers.models.people import Volunteer
from volunteers.models.requests import MOST_HELPERS, HelpRequest
from volunteers.querysets import OfferQuerySet, TaskQuerySet
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Offer(models.Model):
    """A request that was put to a volunteer, until when it is held for them, and what they said."""

    class State(models.TextChoices):
        OPEN = course.OfferState.OPEN.value, _("wacht op antwoord")
        ACCEPTED = course.OfferState.ACCEPTED.value, _("ja")
        DECLINED = course.OfferState.DECLINED.value, _("nee")
        EXPIRED = course.OfferState.EXPIRED.value, _("geen antwoord")
        VOID = course.OfferState.VOID.value, _("vervallen")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(
        HelpRequest, models.PROTECT, related_name="offers", db_constraint=False
    )  # walled: 0002
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="offers", db_constraint=False, db_index=False
    )  # walled: 0002
    state = models.CharField(_("stand"), max_length=16, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField(_("gevraagd op"))
    held_until = models.DateTimeField(_("wacht tot"))
    answered_at = models.DateTimeField(_("klaar op"), null=True)  # said yes or no, or ran out
    offered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )  # None: by the matching
    why = models.CharField(_("waarom deze"), max_length=500, blank=True)  # of who overruled the matching
    reasons = models.JSONField(
        _("waarom gekozen"), default=dict, blank=True
    )  # numbers of the matching, no names

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("vraag aan een vrijwilliger")
        verbose_name_plural = _("vragen aan vrijwilligers")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="offer_wall"),
            models.UniqueConstraint(
                fields=["request", "volunteer"], condition=Q(state="open"), name="offer_open_once"
            ),
            models.CheckConstraint(condition=Q(held_until__gt=F("offered_at")), name="offer_is_held"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | ~Q(state="open") & Q(answered_at__isnull=False),
                name="offer_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "-offered_at"], name="offer_of_volunteer"),
            models.Index(fields=["municipality", "held_until"], condition=Q(state="open"), name="offer_held"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.volunteer_id} {self.state}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Task(models.Model):
    """One date on which a volunteer said to help, and what became of it."""

    class State(models.TextChoices):
        ACCEPTED = course.TaskState.ACCEPTED.value, _("afgesproken")
        DONE = course.TaskState.DONE.value, _("gedaan")
        NO_SHOW = course.TaskState.NO_SHOW.value, _("niet gekomen")
        HANDED_BACK = course.TaskState.HANDED_BACK.value, _("teruggegeven")
        CANCELLED = course.TaskState.CANCELLED.value, _("vervallen")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(
        HelpRequest, models.PROTECT, related_name="tasks", db_constraint=False, db_index=False
    )  # walled: 0002
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="tasks", db_constraint=False, db_index=False
    )  # walled: 0002
    offer = models.ForeignKey(
        Offer, models.PROTECT, related_name="tasks", db_constraint=False
    )  # walled: 0002
    day = models.DateField(_("dag"))
    starts_at = models.DateTimeField(_("van"))
    ends_at = models.DateTimeField(_("tot"))
    minutes = models.PositiveSmallIntegerField(_("minuten"))
    travel_m = models.PositiveIntegerField(_("afstand in meter, één keer"), default=0)
    place = models.PositiveSmallIntegerField(_("de hoeveelste plek"), default=1)  # of request.helpers
    state = models.CharField(_("stand"), max_length=16, choices=State, default=State.ACCEPTED)
    accepted_at = models.DateTimeField(_("afgesproken op"))
    ended_at = models.DateTimeField(_("klaar op"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_why = models.CharField(_("waarom"), max_length=500, blank=True)
    thanked_at = models.DateTimeField(_("bedankt op"), null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("taak")
        verbose_name_plural = _("taken")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="volunteer_task_wall"),
            # One volunteer a place: of two who accept the last one at the same moment, the database refuses one.
            models.UniqueConstraint(
                fields=["request", "day", "place"],
                condition=Q(state__in=["accepted", "done"]),
                name="volunteer_task_one_a_place",
            ),
            models.UniqueConstraint(
                fields=["request", "day", "volunteer"],
                condition=Q(state__in=["accepted", "done"]),
                name="volunteer_task_once",
            ),
            # Nobody is in two places at once, however many tabs are open.
            ExclusionConstraint(
                name="volunteer_task_no_two_at_once",
                expressions=[
                    ("volunteer", RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=["accepted", "done"]),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteer_task_lasts"),
            models.CheckConstraint(condition=Q(place__range=(1, MOST_HELPERS)), name="volunteer_task_place"),
            models.CheckConstraint(
                condition=Q(state="accepted", ended_at__isnull=True)
                | ~Q(state="accepted") & Q(ended_at__isnull=False),
                name="volunteer_task_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "day"], name="volunteer_task_of_volunteer"),
            models.Index(
                fields=["municipality", "ends_at"],
                condition=Q(state="accepted"),
                name="volunteer_task_going",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.volunteer_id} {self.day}"
