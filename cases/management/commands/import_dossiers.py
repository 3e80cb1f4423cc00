"""Import a folder of residents, cases, needs, agreements, contacts and pauses; all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from cases.importing import ImportRefused, import_folder
from cases.management.arguments import add_municipality


class Command(BaseCommand):
    """Read CSV files, say all that is wrong with them, or what became of their rows."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a folder, a municipality, and a name for it."""
        parser.add_argument(
            "folder", type=Path, metavar="FOLDER", help="where residents.csv, cases.csv, … are"
        )
        add_municipality(parser)
        parser.add_argument("--name", help="the name of the municipality")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the clock once, import, and tell it on stderr."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        try:
            imported = import_folder(
                folder=folder,
                municipality_code=options["municipality"],
                name=options["name"],
                now=timezone.now(),
                say=self._say,
            )
        except ImportRefused as refused:
            raise self._refusal(refused) from None
        except ValueError as error:
            raise CommandError(f"--municipality: {error}") from None
        except DatabaseError as error:
            raise CommandError(f"nothing was imported; the database said: {error}") from None
        except KeyboardInterrupt:
            raise CommandError("stopped; nothing was imported", returncode=130) from None
        for count in imported.counts:
            self._say(f"{count.file}: {count.new:,} new, {count.changed:,} changed, {count.same:,} unchanged")

    def _refusal(self, refused: ImportRefused) -> CommandError:
        """Print what is wrong, and return what ends the command."""
        first, count = refused.problems.first(), refused.problems.count
        for problem in first:
            self._say(problem.text)
        if count > len(first):
            self._say(f"… and {count - len(first):,} more errors")
        errors = "1 error" if count == 1 else f"{count:,} errors"
        return CommandError(f"nothing was imported, because of {errors}")

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
