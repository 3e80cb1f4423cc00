"""Arguments that the commands share."""

import argparse
import datetime as dt

from django.core.management.base import CommandError, CommandParser

from wijkzorg.tenancy.models import Municipality


def iso_date(text: str) -> dt.date:
    """Read a date as YYYY-MM-DD; from the year 9000 on the rules would look past the end of the calendar."""
    try:
        date = dt.date.fromisoformat(text)
        # It reads weeks and shorter forms too.
        if date.isoformat() != text:
            raise ValueError
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date as YYYY-MM-DD") from None
    if date.year >= 9000:
        raise argparse.ArgumentTypeError(f"{text} is too far ahead")
    return date


def add_municipality(parser: CommandParser) -> None:
    """Ask for a municipality by its code."""
    parser.add_argument(
        "--municipality", required=True, metavar="GM9999", help="the CBS code of the municipality"
    )


def find_municipality(code: str) -> Municipality:
    """Return the municipality with a code; raises CommandError where there is none."""
    try:
        return Municipality.objects.get(code=code)
    except Municipality.DoesNotExist:
        raise CommandError(f"--municipality: {code} is not known here; import its cases first") from None
