"""What is on a page as PDF, for a file or a meeting: sentences, tables, definitions, policy and editions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dashboard import words
from dashboard.cards import policies_table
from dashboard.inked import Drawn
from dashboard.pages import Page
from dashboard.saying import Part, Table, TableCell
from municipalities.definitions import DEFINITIONS
from wijkzorg import paper

_FORM = Path(__file__).with_name("cijfers.typ")


def of_page(page: Page) -> bytes:
    """Print a page."""
    parts = list(page.parts())
    codes = list(dict.fromkeys(code for part in parts for code in part.codes))
    data = {
        "titel": page.title,
        "over": page.about,
        "editie": words.capital(str(page.edition)),
        "delen": [_part(part) for part in parts],
        "uitleg": [{"wat": DEFINITIONS[code].title, "hoe": DEFINITIONS[code].text} for code in codes],
        "beleid": _table(policies_table(page.policies)),
        "afscherming": f"{words.protection()} {words.absence()}",
        "kop_uitleg": _("Wat de cijfers betekenen"),
        "kop_beleid": _("Het beleid dat gold"),
    }
    return paper.pdf(_FORM, data)


def _part(part: Part) -> dict[str, Any]:
    return {
        "titel": part.title,
        "zinnen": list(part.sentences),
        "balken": [{"wat": what, "hoeveel": much, "lang": share} for what, much, share in part.bars],
        "tekeningen": [_drawing(one) for one in part.drawings],
        "tabellen": [_table(table) for table in part.tables],
    }


def _drawing(one: Drawn) -> dict[str, Any]:
    return {
        "titel": one.title,
        "in_woorden": one.label,
        "svg": one.svg,
        "half": one.is_half,
        "hoog": one.is_tall,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "titel": table.caption,
        "kop": list(table.headings),
        "getallen": [
            False,
            *(_is_numbers(column) for column in zip(*(c for _h, c in table.rows), strict=True)),
        ],
        "rijen": [[head, *(cell.words for cell in cells)] for head, cells in table.rows],
    }


def _is_numbers(column: Sequence[TableCell]) -> bool:
    """Whether a column is of numbers, of which some may be hidden."""
    return any(cell.value is not None or cell.is_hidden for cell in column)
