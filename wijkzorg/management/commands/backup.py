"""Make a copy of everything in the database, as it is at one moment, in one encrypted file."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wijkzorg.backup import BackupError, copying

NOT_IN_IT = (
    "Not in it, so keep them elsewhere: the key of this copy, WIJKZORG_SECRET_KEY and WIJKZORG_FIELD_KEYS. Without the"
    " field keys, second factors and citizen numbers can never be read again."
)


class Command(BaseCommand):
    """Copy the database; the path of the copy is on stdout."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to, and how many copies to keep there."""
        parser.add_argument(
            "target",
            nargs="?",
            type=Path,
            default=Path(),
            metavar="FILE|FOLDER",
            help="a file that does not exist yet, or a folder; the folder that you are in when left out",
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="keep the newest N copies in the folder and no others"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the clock once, copy, and say what is in the copy and what is not."""
        now = timezone.now()
        target: Path = options["target"].absolute()
        keep: int | None = options["keep"]
        if keep is not None and keep < 1:
            raise CommandError("--keep: keep at least 1 copy")
        if keep is not None and not target.is_dir():
            raise CommandError(f"--keep: {target} is not a folder")
        path = target / copying.name_for(now) if target.is_dir() else target
        try:
            passphrase, beside = self._key(path)
            try:
                manifest = copying.make_copy(path=path, passphrase=passphrase, now=now)
            except BaseException:
                if beside is not None:
                    beside.unlink(missing_ok=True)
                raise
            old = copying.forget_old(folder=path.parent, keep=keep) if keep else []
        except BackupError as error:
            raise CommandError(f"no copy was made: {error}") from None
        except KeyboardInterrupt:
            raise CommandError("stopped; no copy was made", returncode=130) from None
        size = path.stat().st_size / 1_000_000
        self._say(f"{manifest.rows:,} rows of {len(manifest.tables)} tables, encrypted, {size:,.1f} MB.")
        if beside is not None:
            self._say(
                f"WIJKZORG_BACKUP_KEY is not set, so the key is in {beside}. Beside the copy it protects nothing:"
                " keep it elsewhere."
            )
        self._say(NOT_IN_IT)
        if old:
            self._say(f"Removed {len(old)} older.")
        self.stdout.write(str(path))

    def _key(self, path: Path) -> tuple[str, Path | None]:
        """Return the key of a new copy and, where it had to be made, the file it was written to."""
        if settings.WIJKZORG_BACKUP_KEY:
            return settings.WIJKZORG_BACKUP_KEY, None
        if settings.PRODUCTION:
            raise BackupError("set WIJKZORG_BACKUP_KEY, the key with which copies are encrypted")
        if path.exists():
            raise BackupError(f"{path} is there already, and a copy is never overwritten")
        key, beside = secrets.token_urlsafe(32), path.with_name(f"{path.name}.key")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(f"{key}\n")
        except OSError as error:
            raise BackupError(f"the key {beside} cannot be written: {error.strerror}") from None
        return key, beside

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
