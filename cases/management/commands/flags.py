"""Print the open flags of a municipality as they are stored."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models.functions import Collate

from cases import rules
from cases.management.arguments import add_municipality, find_municipality
from cases.models import Flag
from wijkzorg.tenancy.wall import inside


class Command(BaseCommand):
    """Show what the workers found; suspended flags, which wait for the end of a pause, included."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a municipality and a format."""
        add_municipality(parser)
        parser.add_argument("--format", choices=["jsonl"], default="jsonl")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line of JSON a flag, by case_ref and in the order of the rules."""
        municipality = find_municipality(options["municipality"])
        order = {kind.value: place for place, kind in enumerate(rules.Rule)}
        rows = (
            Flag.objects.filter(municipality=municipality)
            .exclude(state=Flag.State.CLOSED)
            .order_by(Collate("case__ref", "C"))
            .values_list("case__ref", "kind", "since", "state")
        )
        with inside(municipality.pk):
            stored = sorted(rows, key=lambda row: (row[0], order[row[1]]))
        for ref, kind, since, state in stored:
            line = {"case_ref": ref, "kind": kind, "since": since.isoformat(), "state": state}
            self.stdout.write(json.dumps(line, ensure_ascii=False))
