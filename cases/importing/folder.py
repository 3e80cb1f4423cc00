"""One import from beginning to end, in one transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pghistory
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from cases.importing.checks import check
from cases.importing.errors import ImportRefused, Problems
from cases.importing.files import folder_files
from cases.importing.loading import Count, Loading
from cases.importing.staging import stage
from cases.importing.statements import LOCK_CASES
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

# The first half of the advisory lock's key: imports, of the municipality in the second half.
IMPORTS = 0x5749
_CODE = re.compile(r"GM[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a folder."""

    municipality: Municipality
    counts: list[Count]


def import_folder(
    *, folder: Path, municipality_code: str, name: str | None, now: dt.datetime, say: Callable[[str], object]
) -> Imported:
    """Import a folder into a municipality, made if need be; `say` hears of the progress.

    Raises ImportRefused with all that is wrong, ValueError for a code that is none; then nothing was imported.
    """
    if not _CODE.fullmatch(municipality_code):
        raise ValueError(f"'{municipality_code}' is not a municipality's code as GM9999")
    with (
        transaction.atomic(),
        ExitStack() as stack,
        pghistory.context(command="import_dossiers"),
        connection.cursor() as cursor,
    ):
        municipality = _municipality(municipality_code, name)
        stack.enter_context(inside(municipality.pk))
        _wait_for_others(cursor, municipality, say)
        # Sorting and joining millions of rows; the setting ends with the transaction.
        cursor.execute("SET LOCAL work_mem = '128MB'")
        files = folder_files(
            municipality_code=municipality_code, earliest=_earliest(cursor, municipality), now=now
        )
        problems = Problems()
        unreadable = {file.name for file in files if not stage(cursor, file, folder, problems, say)}
        _lock_cases(cursor, municipality)
        check(cursor, files, unreadable, municipality.pk, problems)
        if problems.count:
            raise ImportRefused(problems)
        counts = Loading(cursor, municipality, now, say).load()
        log_event(
            action=Action.IMPORT,
            municipality_id=municipality.pk,
            user_id=None,
            object_kind="import_dossiers",
            reason=", ".join(f"{count.file}: {count.new} + {count.changed}" for count in counts),
        )
        return Imported(municipality, counts)


def _municipality(code: str, name: str | None) -> Municipality:
    """Return the municipality, with the name that was asked for; a policy cannot change until we are done."""
    Municipality.objects.get_or_create(code=code, defaults={"name": name or code})
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM tenancy_municipality WHERE code = %s FOR KEY SHARE", [code])
    if name:
        Municipality.objects.filter(code=code).exclude(name=name).update(name=name)
    return Municipality.objects.get(code=code)


def _wait_for_others(cursor: CursorWrapper, municipality: Municipality, say: Callable[[str], object]) -> None:
    """Let imports into one municipality go one after another: contacts have no key that would keep them apart."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [IMPORTS, municipality.pk])
    if not cursor.fetchone()[0]:
        say(f"waiting for another import into {municipality.code}")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [IMPORTS, municipality.pk])


def _earliest(cursor: CursorWrapper, municipality: Municipality) -> dt.datetime:
    """Return the first moment of 1900 as the database reckons it, which says on which day a contact falls."""
    cursor.execute("SELECT timestamp '1900-01-01' AT TIME ZONE %s", [municipality.timezone])
    earliest: dt.datetime = cursor.fetchone()[0]
    return earliest


def _lock_cases(cursor: CursorWrapper, municipality: Municipality) -> None:
    """Wait for whoever writes to a stored case, and let them wait for us."""
    cursor.execute(LOCK_CASES, {"municipality": municipality.pk})
