"""Drop the lines of a month of the access log that is past its years; its seals stay."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from wijkzorg.audit import sealing


class Command(BaseCommand):
    """Drop one month for all municipalities, as the owner of the tables."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a month, and for how long the log is kept."""
        parser.add_argument("month", metavar="YYYY-MM", type=_month)
        parser.add_argument(
            "--years",
            type=int,
            default=sealing.YEARS,
            help=f"how long lines are kept, at least {sealing.YEARS}; the longest that a municipality chose",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Drop the month, or say why not."""
        try:
            dropped = sealing.drop_month(month=options["month"], years=options["years"], using="owner")
        except DatabaseError as error:
            raise CommandError(str(error).splitlines()[0]) from error
        self.stderr.write(f"{options['month']:%Y-%m}: {dropped} lines dropped")


def _month(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(f"{text}-01", "%Y-%m-%d").date()  # noqa: DTZ007  (a date has no zone)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a month as YYYY-MM") from None
