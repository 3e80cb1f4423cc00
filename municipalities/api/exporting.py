"""Verbs: ask for a file of figures, make it piece by piece, forget it after a day."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from municipalities.api.figures import (
    COLUMNS,
    ORDER,
    FiguresFilter,
    Titles,
    published,
    table,
    titles_of,
    told,
)
from municipalities.api.models import KEPT, Export, ExportPiece
from wijkzorg.rest.problems import Conflict

PIECE = 1_000_000  # bytes
AT_ONCE = 10  # that wait for one system
MOST = 100  # that are kept for one system; each can be tens of megabytes
TRIES = 3
_ROWS = 2_000  # that are read at once


@transaction.atomic
def ask(
    *, municipality_id: int, client_id: int, form: str, asked: dict[str, Any], now: dt.datetime
) -> Export:
    """Note what a system wants; raises Conflict when too many of its files wait, or are there, already."""
    # One at a time of a client, so that the limit is one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"exports {client_id}"])
    own = Export.objects.of_client(client_id, municipality_id)
    if own.filter(state=Export.State.WAITING).count() >= AT_ONCE:
        raise Conflict(
            _("Er wachten al %(count)d exports; vraag de volgende als er een klaar is.") % {"count": AT_ONCE}
        )
    if own.filter(expires_at__gt=now).count() >= MOST:
        raise Conflict(_("Er staan al %(count)d exports klaar; gooi er eerst een weg.") % {"count": MOST})
    return Export.objects.create(
        municipality_id=municipality_id,
        client_id=client_id,
        form=form,
        asked=asked,
        asked_at=now,
        expires_at=now + KEPT,
    )


def make(*, export_id: int, now: dt.datetime) -> Export | None:
    """Make a file that waits; None if another worker does, or nothing waits. Call it inside the municipality."""
    if not Export.objects.filter(pk=export_id, state=Export.State.WAITING).update(tries=F("tries") + 1):
        return None
    with transaction.atomic():
        export = Export.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=export_id).first()
        if export is None or export.state != Export.State.WAITING:
            return None
        if export.tries > TRIES:
            export.state = Export.State.FAILED
            export.save(update_fields=["state"])
            return export
        question = FiguresFilter(data=export.asked)
        question.is_valid(raise_exception=True)
        found = published(question.validated_data, export.municipality_id).order_by(*ORDER)
        rows = found.values_list(*COLUMNS).iterator(chunk_size=_ROWS)
        titles = titles_of(export.municipality_id)
        lines = (_csv if export.form == Export.Form.CSV else _ndjson)(rows, titles)
        _write(export, lines)
        export.state, export.done_at = Export.State.DONE, now
        export.save()
    return export


def forget(*, now: dt.datetime) -> int:
    """Delete the files whose day is over; call it inside the municipality."""
    past = Export.objects.past(now)
    ExportPiece.objects.filter(export__in=past)._raw_delete("default")
    return past.delete()[0]


def _ndjson(rows: Iterable[tuple[Any, ...]], titles: Titles) -> Iterator[tuple[int, bytes]]:
    for row in rows:
        yield 1, json.dumps(told(row, titles), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _csv(rows: Iterable[tuple[Any, ...]], titles: Titles) -> Iterator[tuple[int, bytes]]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for number, line in enumerate(table(rows, titles)):
        writer.writerow(line)
        yield min(number, 1), text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _write(export: Export, lines: Iterable[tuple[int, bytes]]) -> None:
    """Store lines in pieces; what is in memory is one piece at most."""
    digest, piece, number, count, size = hashlib.sha256(), bytearray(), 0, 0, 0
    for rows, line in lines:
        piece += line
        count += rows
        if len(piece) >= PIECE:
            _store(export, number, piece, digest)
            size, number = size + len(piece), number + 1
            piece = bytearray()
    if piece:
        _store(export, number, piece, digest)
        size += len(piece)
    export.rows, export.size, export.sha256 = count, size, digest.digest()


def _store(export: Export, number: int, piece: bytearray, digest: Any) -> None:
    digest.update(piece)
    ExportPiece.objects.create(
        municipality_id=export.municipality_id, export=export, number=number, content=bytes(piece)
    )
