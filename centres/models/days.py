"""The days of a week, and of a row that holds from a day until another."""

from __future__ import annotations

from django.contrib.postgres.fields import (
    DateRangeField,
)
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func, Value
from django.utils.translation import gettext_lazy as _

WEEKDAYS = (
    (0, _("maandag")),
    (1, _("dinsdag")),
    (2, _("woensdag")),
    (3, _("donderdag")),
    (4, _("vrijdag")),
    (5, _("zaterdag")),
    (6, _("zondag")),
)


def days_of_row() -> Func:
    """Say the days of a row as a range; without a first or a last day it has no bound there."""
    return Func(
        F("first_day"), F("last_day"), Value("[]"), function="daterange", output_field=DateRangeField()
    )


def in_order(name: str) -> models.CheckConstraint:
    """Say that the last day of a row does not come before its first."""
    return models.CheckConstraint(
        condition=Q(first_day__isnull=True) | Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
        name=name,
    )
