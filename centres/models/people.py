"""Who works at a centre, as staff or as coordinator, from a day until another."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    RangeOperators,
)
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.models.days import days_of_row, in_order
from centres.models.houses import Centre
from centres.querysets import CentreStaffQuerySet
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CentreStaff(models.Model):
    """Whose own centre it is: who works there, as staff or as coordinator of its volunteers, and until when."""

    class Role(models.TextChoices):
        CENTRE_STAFF = Membership.Role.CENTRE_STAFF.value, Membership.Role.CENTRE_STAFF.label
        COORDINATOR = Membership.Role.COORDINATOR.value, Membership.Role.COORDINATOR.label

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="staff", db_constraint=False, verbose_name=_("buurtcentrum")
    )  # walled: 0002
    user = models.ForeignKey(User, models.PROTECT, related_name="centre_roles", verbose_name=_("wie"))
    role = models.CharField(_("rol"), max_length=20, choices=Role)
    first_day = models.DateField(_("vanaf"))
    last_day = models.DateField(_("tot en met"), null=True, blank=True)

    objects = CentreStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("medewerker van een centrum")
        verbose_name_plural = _("medewerkers van centra")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["centre_staff", "coordinator"]), name="centre_staff_role"
            ),
            in_order("centre_staff_ends_after_start"),
            ExclusionConstraint(
                name="centre_staff_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (days_of_row(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Deze rol heeft deze persoon hier al in deze tijd."),
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="centre_staff_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
