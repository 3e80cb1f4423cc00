"""Sets of lines of the access log; always of one municipality, by the wall."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, models

if TYPE_CHECKING:
    from wijkzorg.audit.models import AccessEntry  # noqa: F401  (the type below is a string)


# What break-glass lets somebody do; a line of it with a reason was done by that (the index access_by_break_glass).
THROUGH_GLASS = ("read", "write")


class Key(NamedTuple):
    """The place of a line in the log."""

    at: dt.datetime
    id: int


class AccessQuerySet(models.QuerySet["AccessEntry"]):
    """Sets of lines."""

    def within(self, since: dt.datetime, until: dt.datetime) -> AccessQuerySet:
        """Keep the lines from one moment until before another."""
        return self.filter(at__gte=since, at__lt=until)

    def older_than(self, key: Key | None) -> AccessQuerySet:
        """Keep what comes after a line when the newest comes first."""
        if key is None:
            return self
        return self.filter(models.Q(at__lt=key.at) | models.Q(at=key.at, id__lt=key.id))

    def by_break_glass(self) -> AccessQuerySet:
        """Keep what was done by who may not by their team, and the leave that was taken for it."""
        through = models.Q(action__in=THROUGH_GLASS) & ~models.Q(reason="")
        return self.filter(models.Q(action="break_glass") | through)

    def newest_first(self) -> AccessQuerySet:
        """Order by moment."""
        return self.order_by("-at", "-id")

    def about_resident(
        self, resident_id: int, since: dt.datetime, until: dt.datetime, *, before: Key | None, at_most: int
    ) -> AccessQuerySet:
        """Keep the newest lines in which a resident was seen, alone or in a list, from before a line."""
        at, pk = before or Key(until, 0)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT at, id FROM wz_log_of_resident(%s, %s, %s, %s, %s, %s)",
                [resident_id, since, until, at, pk, at_most],
            )
            keys = [Key(*row) for row in cursor.fetchall()]
        if not keys:
            return self.none()
        return self.within(keys[-1].at, keys[0].at + dt.timedelta(microseconds=1)).filter(
            id__in=[key.id for key in keys]
        )
