"""Keep the rows of a file for a look, bring them in whole or not at all, and forget them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection

from django.db import transaction

from sheets.cells import NOTHING, Cell, Was
from sheets.faults import Refused
from sheets.files import Table
from sheets.lines import Bringing, Checked
from sheets.models import KEPT, Upload
from sheets.sorts import SORTS
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.encryption import decrypt, encrypt
from wijkzorg.tenancy.models import Municipality


@transaction.atomic
def keep(*, actor: User, municipality: Municipality, sort: str, table: Table, now: dt.datetime) -> Upload:
    """Keep the rows of a file until they are brought in, at most an hour; an earlier list of the same sort goes."""
    Upload.objects.filter(municipality=municipality, user=actor, sort=sort).delete()
    return Upload.objects.create(
        municipality=municipality, user=actor, sort=sort, content=encrypt(_packed(table)), made_at=now
    )


def table_of(upload: Upload) -> Table:
    """Return the rows that are kept."""
    return _unpacked(decrypt(upload.content))


@transaction.atomic
def bring_in(
    *, actor: User, upload: Upload, also: Collection[int], desk: Desk, link: Callable[[str], str]
) -> Upload:
    """Bring a list in: all of it or nothing, and once, however often it is sent.

    Rows that seem to be there already are passed by, but for those whose number is in `also`. It is checked anew:
    raises Refused where something is wrong by now, and ValidationError where a verb refuses a row.
    """
    locked = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if locked.done_at is not None:
        return locked
    sort, table = SORTS[locked.sort], table_of(locked)
    found: Checked = sort.check(desk, table)
    if found.faults:
        raise Refused(found.faults, table.sheet)
    chosen = [line for line in found.lines if not line.double or (line.row in also and not line.known)]
    locked.brought = sort.bring_in(chosen, Bringing(actor, desk, locked.pk, link))
    locked.passed_by = len(found.lines) - len(chosen)
    locked.content, locked.done_at = "", desk.now
    locked.save(update_fields=["brought", "passed_by", "content", "done_at"])
    return locked


def drop(*, upload: Upload) -> None:
    """Forget a list that is not brought in after all."""
    Upload.objects.filter(pk=upload.pk).delete()


def forget(*, now: dt.datetime) -> int:
    """Delete what was kept for an hour; return how many lists."""
    gone, _each = Upload.objects.older_than(now - KEPT).delete()
    return gone


def _packed(table: Table) -> str:
    rows = [
        [number, [[cell.text, cell.was.value] if cell != NOTHING else 0 for cell in cells]]
        for number, cells in table.rows
    ]
    return json.dumps([table.sheet, list(table.others), rows], ensure_ascii=False, separators=(",", ":"))


def _unpacked(content: str) -> Table:
    sheet, others, rows = json.loads(content)
    return Table(
        sheet,
        [
            (number, [Cell(cell[0], Was(cell[1])) if cell else NOTHING for cell in cells])
            for number, cells in rows
        ],
        others,
    )
