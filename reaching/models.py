"""Who can be reached through one centre alone, and for whom another way is sought while its door is shut.

That a centre is somebody's only channel stands in no other row: it is noted at the desk, by whoever knows the person.
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.records import walled_municipality
from centres.models import Centre, Closure
from reaching.querysets import OnlyHereQuerySet, ReachQuerySet
from residents.models import Resident
from wijkzorg.accounts.models import User

NOTE_LENGTH = 500


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OnlyHere(models.Model):
    """A resident whom we can reach through one centre alone; `ended_at` is null while that is so."""

    municipality = walled_municipality()
    resident = models.ForeignKey(
        Resident, models.PROTECT, related_name="only_here", db_constraint=False, verbose_name=_("bewoner")
    )  # walled: 0002
    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="only_here", db_constraint=False, verbose_name=_("buurtcentrum")
    )  # walled: 0002
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(_("genoteerd op"))
    ended_at = models.DateTimeField(_("geldt niet meer sinds"), null=True)

    objects = OnlyHereQuerySet.as_manager()

    class Meta:
        verbose_name = _("alleen hier te bereiken")
        verbose_name_plural = _("alleen hier te bereiken")
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(ended_at__isnull=True), name="only_here_is_one_centre"
            ),
            models.UniqueConstraint(fields=["municipality", "id"], name="only_here_wall"),
        ]
        indexes = [models.Index(fields=["centre"], name="only_here_of_centre")]

    def __str__(self) -> str:
        return f"{self.resident_id}: {self.centre_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Reach(models.Model):
    """A resident who must be reached another way while a door is shut. Whose task it is, the roster says each day."""

    class How(models.TextChoices):
        OTHER_CENTRE = "other_centre", _("in een ander centrum")
        HOME = "home", _("thuis, een medewerker gaat langs")
        PHONE = "phone", _("met de telefoon")
        PEOPLE = "people", _("via familie of buren")

    municipality = walled_municipality()
    closure = models.ForeignKey(
        Closure, models.PROTECT, related_name="to_reach", db_constraint=False
    )  # walled: 0002
    resident = models.ForeignKey(
        Resident, models.PROTECT, related_name="+", db_constraint=False
    )  # walled: 0002
    made_at = models.DateTimeField(_("gevraagd op"))
    dropped_at = models.DateTimeField(_("vervallen op"), null=True)  # the door opened, or never shut
    done_at = models.DateTimeField(_("geregeld op"), null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    how = models.CharField(_("hoe dan wel"), max_length=16, choices=How, blank=True)
    note = models.CharField(_("wat is afgesproken"), max_length=NOTE_LENGTH, blank=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("anders te bereiken")
        verbose_name_plural = _("anders te bereiken")
        constraints = [
            models.UniqueConstraint(fields=["closure", "resident"], name="reach_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, how="") | Q(done_at__isnull=False) & ~Q(how=""),
                name="reach_done_says_how",
            ),
            models.CheckConstraint(
                condition=Q(how__in=["", "other_centre", "home", "phone", "people"]), name="reach_how"
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="reach_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.closure_id}: {self.resident_id}"
