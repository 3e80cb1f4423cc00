"""Months as the law counts them. Plain Python; the clock is an argument."""

from __future__ import annotations

import datetime as dt


def month_after(day: dt.date) -> dt.date:
    """Return the last day of a term of a month (AVG art. 12.3, 14.3): the same day next month, or that month's last."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(day.day, last))
