"""Read the wijken and buurten of CBS of a year, their boundaries, and which address is where; all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from neighbourhoods.importing import AreasRefused
from residents.areas import bring_in
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


class Command(BaseCommand):
    """Say all that is wrong with a folder, or what became of the areas and of who lives where a buurt ended."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a folder, a municipality and a year."""
        what = "where wijk_YEAR.csv and buurt_YEAR.csv are, and perhaps a .geojson and pc6hnr….csv"
        parser.add_argument("folder", type=Path, metavar="FOLDER", help=what)
        parser.add_argument("--municipality", required=True, metavar="GM0000", help="its code")
        parser.add_argument("--year", required=True, type=int, help="the year of the list (peiljaar)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and tell it on stderr."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        municipality = Municipality.objects.filter(code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(
                f"there is no municipality {options['municipality']}; its administrator makes it"
            )
        if not 1995 <= options["year"] <= 2100:
            raise CommandError(f"--year: {options['year']} is no year of a list")
        with inside(municipality.pk):
            try:
                outcome = bring_in(folder=folder, municipality=municipality, year=options["year"])
            except AreasRefused as refused:
                raise self._refusal(refused) from None
        for one in outcome.imported:
            ended = f", {one.ended:,} ended" if one.ended else ""
            self._say(f"{one.what}: {one.new:,} new, {one.changed:,} changed{ended}, {one.same:,} unchanged")
        if outcome.moved or outcome.left:
            moved = f"{outcome.moved:,} moved by their address, {outcome.left:,} left there"
            self._say(f"residents of a buurt that ended: {moved}")

    def _refusal(self, refused: AreasRefused) -> CommandError:
        for problem in refused.problems.first:
            self._say(str(problem))
        count = refused.problems.count
        if count > len(refused.problems.first):
            self._say(f"… and {count - len(refused.problems.first):,} more errors")
        errors = "1 error" if count == 1 else f"{count:,} errors"
        return CommandError(f"nothing was imported, because of {errors}")

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
