"""Print the standing of every case of a municipality on a date; writes nothing."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases import assessment
from cases.management.arguments import add_municipality, find_municipality, iso_date
from wijkzorg.tenancy.wall import inside


class Command(BaseCommand):
    """Judge all cases by the rules, from the records as they are now."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a municipality, a date and a format."""
        add_municipality(parser)
        parser.add_argument("--date", type=iso_date, help="YYYY-MM-DD; today when left out")
        parser.add_argument("--format", choices=["jsonl"], default="jsonl")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line of JSON a case, by case_ref in the order of code points."""
        municipality = find_municipality(options["municipality"])
        on = options["date"] or municipality.day_of(timezone.now())
        with inside(municipality.pk):
            for ref, standing in assessment.assess(municipality_id=municipality.pk, on=on):
                self.stdout.write(json.dumps(standing.as_json(ref), ensure_ascii=False))
