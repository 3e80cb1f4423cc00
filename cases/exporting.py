"""Lists as files: CSV as a Dutch Excel reads it, and Excel. What they say of a case is what the rules say of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cases import phrases
from cases.assessment import CaseStanding, standings
from cases.models import Case
from cases.querysets import CaseQuerySet
from cases.rules import Rule
from cases.worklist import Worklist

Value = str | int | dt.date | None
Row = Sequence[Value]
BATCH = 500
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet would take for a formula, also behind spaces.
_FORMULA = re.compile(r"\s*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and what stands below it for a case."""

    heading: str
    of: Callable[[Case, CaseStanding], Value]


def columns() -> list[Column]:
    """Return what every list says of a case: who it is, what is needed and promised, the clocks, the four rules."""
    return [
        Column(_("Dossier"), lambda case, _s: case.ref),
        Column(_("Achternaam"), lambda case, _s: case.resident.last_name),
        Column(_("Voornaam"), lambda case, _s: case.resident.first_name),
        Column(_("Geboortedatum"), lambda case, _s: case.resident.birth_date),
        Column(_("Buurt"), lambda case, _s: case.resident.neighbourhood.name),
        Column(_("Werker"), lambda case, _s: str(case.worker or "")),
        Column(_("Geopend op"), lambda case, _s: case.opened_on),
        Column(_("Gesloten op"), lambda case, _s: case.closed_on),
        Column(_("Nodig"), lambda _c, s: phrases.rhythm(s.need) if s.need else ""),
        Column(_("Beloofd"), lambda _c, s: phrases.rhythm(s.agreement) if s.agreement else ""),
        Column(_("Beloofd in procent van nodig"), lambda _c, s: s.promised_percent),
        Column(_("Gekomen in procent van nodig"), lambda _c, s: s.delivered_percent),
        Column(_("Laatst gezien op"), lambda _c, s: s.last_seen_on),
        Column(_("Dagen niet gezien"), lambda _c, s: s.unseen_days),
        Column(_("Laatst bereikt op"), lambda _c, s: s.last_reached_on),
        Column(_("Dagen niet bereikt"), lambda _c, s: s.unreached_days),
        Column(_("Volgende afspraak"), lambda _c, s: s.due_on),
        *(_since(kind) for kind in phrases.BY_NEED),
        *(_from(kind) for kind in phrases.BY_NEED),
    ]


def _since(kind: Rule) -> Column:
    heading = _("%(rule)s sinds") % {"rule": phrases.capital(phrases.of_rule(kind))}
    return Column(heading, lambda _c, s: s.rules[kind].on if s.rules[kind].holds else None)


def _from(kind: Rule) -> Column:
    heading = _("%(rule)s vanaf, als er niets gebeurt") % {"rule": phrases.capital(phrases.of_rule(kind))}
    return Column(heading, lambda _c, s: None if s.rules[kind].holds else s.rules[kind].on)


def case_rows(cases: CaseQuerySet, ids: Sequence[int], today: dt.date) -> Iterator[Row]:
    """Yield a line of headings and a line for each case in the order of the ids; what is not in the set is left out.

    Some hundreds at a time, so that a list of ten thousand takes no more memory than one of fifty.
    """
    shown = columns()
    yield [column.heading for column in shown]
    related = cases.select_related("resident__neighbourhood", "worker")
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        found = related.in_bulk(some)
        judged = standings(list(found), today) if found else {}
        yield from ([column.of(found[pk], judged[pk]) for column in shown] for pk in some if pk in found)


def worklist_rows(cases: CaseQuerySet, mine: Worklist) -> Iterator[Row]:
    """Yield a line of headings and a line for each case of a worklist, in its order, with why it stands there."""
    shown = columns()
    parts = {"now": _("nu"), "soon": _("deze week"), "due": _("afspraak"), "calm": _("op schema")}
    more = (_("Deel van de lijst"), _("Waarom"), _("Gekozen volgende keer"))
    yield [*more, *(column.heading for column in shown)]
    lines = [(section, line) for section in mine.sections for line in section.lines]
    related = cases.select_related("resident__neighbourhood", "worker")
    found = related.in_bulk([line.case.pk for _section, line in lines])
    for section, line in lines:
        why = f"{line.word} {line.why}".strip()
        chosen = line.follow_up.on if line.follow_up else None
        yield [
            parts[section.key],
            why,
            chosen,
            *(column.of(found[line.case.pk], line.standing) for column in shown),
        ]


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield CSV as a Dutch Excel opens it: UTF-8 with its mark, semicolons, days as 31-12-2026."""
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    for row in rows:
        writer.writerow([_plain(value) for value in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _plain(value: Value) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    return as_text(value) if isinstance(value, str) else "" if value is None else str(value)


def as_text(value: str) -> str:
    """Return a text with a mark before it where a spreadsheet would take it for a formula."""
    return f"'{value}" if _FORMULA.match(value) else value


def as_xlsx(rows: Iterable[Row], title: str) -> IO[bytes]:
    """Write an Excel file, a row at a time, to a nameless file that is gone when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([cell(sheet, value) for value in row])
    made = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    book.save(made)
    made.seek(0)
    return made


def cell(sheet: object, value: Value) -> object:
    """Make a cell; text is text, also where it begins as a formula does."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    if _FORMULA.match(value):  # text stays text, also when somebody types in the cell or saves it as CSV
        cell.quotePrefix = True
    return cell
