"""Put a copy that `backup` made back into the database, whole or not at all."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from redis.exceptions import RedisError

from wijkzorg import encryption
from wijkzorg.backup import BackupError, restoring
from wijkzorg.backup.contents import Manifest


class Command(BaseCommand):
    """Check a copy to its last byte, put it back, compare every table with what it was."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a copy, and whether what is here now may go."""
        parser.add_argument("file", type=Path, metavar="FILE", help="a copy that `backup` made")
        parser.add_argument(
            "--check", action="store_true", help="only read the copy, and say whether it is whole"
        )
        parser.add_argument("--replace", action="store_true", help="throw away what is in the database now")
        parser.add_argument("--yes", action="store_true", help="do not ask before throwing away")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what cannot be, ask where something would be lost, put back, and say how it is now."""
        path: Path = options["file"].absolute()
        try:
            passphrase = _key(path)
            manifest = restoring.read_copy(path=path, passphrase=passphrase)
            self._say(
                f"The copy is whole: {manifest.made_at}, {', '.join(manifest.municipalities) or 'no municipality'},"
                f" {manifest.rows:,} rows of {len(manifest.tables)} tables."
            )
            if options["check"]:
                for code, head in manifest.chains.items():
                    self._say(f"{code}: the newest seal of its access log is {head}")
                return
            self._make_sure(replace=options["replace"], sure=options["yes"])
            restoring.put_back(path=path, passphrase=passphrase, manifest=manifest)
        except BackupError as error:
            raise CommandError(f"nothing was changed: {error}") from None
        except KeyboardInterrupt:
            raise CommandError("stopped; nothing was changed", returncode=130) from None
        self._finish(manifest)

    def _make_sure(self, *, replace: bool, sure: bool) -> None:
        here = restoring.what_is_here()
        if here is None:
            return
        names = ", ".join(here) or "people, and no municipality"
        if not replace:
            raise BackupError(f"the database is not empty ({names}); --replace throws away what is in it")
        if sure:
            return
        word = here[0] if here else "ja"
        if not sys.stdin.isatty():
            raise BackupError("--replace asks first; say --yes where nobody can answer")
        self._say(f"Everything that is in the database now ({names}) will be gone. Type {word} to go on: ")
        if sys.stdin.readline().strip() != word:
            raise BackupError("that was not the word")

    def _finish(self, manifest: Manifest) -> None:
        restoring.tidy()
        lost = sorted(set(manifest.field_keys) - set(encryption.fingerprints()))
        if lost:
            self._say(
                f"Field keys of the copy are not here ({', '.join(lost)}): what was encrypted with them cannot be read"
                " until they stand in WIJKZORG_FIELD_KEYS again."
            )
        try:
            cache.clear()
        except (RedisError, OSError):
            self._say("The cache could not be emptied: empty it before anybody signs in.")
        self._say(
            f"{manifest.rows:,} rows are back, each table compared with the copy. Everybody signs in anew."
        )
        try:
            call_command("verify_log", stdout=self.stdout, stderr=self.stderr)
        except SystemExit:
            raise CommandError(
                "all rows are back as they were copied, but the access log is not whole, and was not then: see above"
            ) from None
        self._say("The chain of the access log is whole.")

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)


def _key(path: Path) -> str:
    """Return the key of a copy: that of the environment, else the one that lies beside it; raises BackupError."""
    if not path.is_file():
        raise BackupError(f"there is no copy {path}")
    if settings.WIJKZORG_BACKUP_KEY:
        return settings.WIJKZORG_BACKUP_KEY
    try:
        return path.with_name(f"{path.name}.key").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise BackupError("set WIJKZORG_BACKUP_KEY to the key with which the copy was made") from None
