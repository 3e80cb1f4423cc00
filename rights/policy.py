"""How long a municipality keeps what: the latest that it laid down, else the periods of docs/product.md."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from rights import retention
from rights.models import RetentionPolicy
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


def periods_of(municipality_id: int) -> retention.Periods:
    """Return the periods that hold now."""
    latest = RetentionPolicy.objects.filter(municipality_id=municipality_id).order_by("-pk").first()
    return latest.periods if latest else retention.Periods()


@transaction.atomic
def set_periods(
    *, actor: User, municipality: Municipality, periods: retention.Periods, reason: str, now: dt.datetime
) -> RetentionPolicy:
    """Lay down periods in whole years; raises ValidationError for less than the law and without a reason."""
    faults = {
        field: _("Dit moet een getal van %(least)s tot en met %(most)s zijn.")
        % {"least": least, "most": retention.MOST_YEARS}
        for field, least in (
            ("wmo", retention.LEAST.wmo),
            ("jeugdwet", retention.LEAST.jeugdwet),
            ("none_granted", retention.LEAST.none_granted),
            ("requests", retention.LEAST.requests),
            ("log", retention.LEAST.log),
            ("roster", retention.LEAST.roster),
        )
        if not least <= getattr(periods, field) <= retention.MOST_YEARS
    }
    if not reason.strip():
        faults["reason"] = _("Schrijf in een paar woorden waarom.")
    if faults:
        raise ValidationError(faults)
    return RetentionPolicy.objects.create(
        municipality=municipality,
        wmo_years=periods.wmo,
        jeugdwet_years=periods.jeugdwet,
        none_granted_years=periods.none_granted,
        request_years=periods.requests,
        log_years=periods.log,
        roster_years=periods.roster,
        reason=reason.strip(),
        set_by=actor,
        set_at=now,
    )


def drop_old_log() -> dt.date | None:
    """Drop the oldest month of the access log if it is past the years of every municipality; return which it was.

    Raises DatabaseError where a line of it is not as it was sealed: there is something to find out first.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT wz_drop_old_log()")
        dropped: dt.date | None = cursor.fetchone()[0]
    return dropped
