"""Publish the weeks of figures that are due; begin with a week of the past; or correct what was published."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from municipalities import publishing
from municipalities.models import Edition
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


class Command(BaseCommand):
    """Publish, and say which editions there are now."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the municipality, and from when on."""
        parser.add_argument("--municipality", required=True, help="its code, such as GM9999")
        parser.add_argument("--since", type=dt.date.fromisoformat, help="begin with the week of this day")
        parser.add_argument(
            "--correct-since", type=dt.date.fromisoformat, help="count anew from the week of this day"
        )
        parser.add_argument("--reason", default="", help="what was mended, in words for readers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish; raises CommandError for what cannot be."""
        municipality = Municipality.objects.filter(code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"There is no municipality {options['municipality']}.")
        try:
            self._publish(municipality, options)
        except ValueError as fault:
            raise CommandError(str(fault)) from fault

    def _publish(self, municipality: Municipality, options: dict[str, Any]) -> None:
        now = timezone.now()
        if options["correct_since"]:
            with inside(municipality.pk):
                made = publishing.correct(
                    municipality=municipality,
                    since=options["correct_since"],
                    reason=options["reason"],
                    now=now,
                )
            self._say([made] if made else [], "Nothing differs from what was published.")
            return
        if options["since"]:
            editions = publishing.begin(municipality=municipality, since=options["since"], now=now)
            self._say(editions, "There are figures already; --since is for the first ones.")
            return
        with inside(municipality.pk):
            mondays = publishing.due(municipality, now)
        editions = []
        for monday in mondays:
            with inside(municipality.pk):
                editions.append(publishing.publish_week(municipality=municipality, monday=monday, now=now))
        self._say(editions, "Nothing is due.")

    def _say(self, editions: list[Edition], nothing: str) -> None:
        for edition in editions:
            self.stdout.write(f"Edition {edition.number}: {edition.since} to {edition.through}.")
        if not editions:
            self.stdout.write(nothing)
