"""What may stand in a log line: how an error is told without what it was about. Plain Python, no framework.

A message of an exception may quote a name, a note or a row, and so may the arguments of a log call. So a line shows the
words that stand in the source, numbers, and codes of our own making; never a message, a value or a path.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import linecache
import logging
import re
import uuid
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

HIDDEN = "…"
MOST_FRAMES = 40
OUR_ROOMS = (
    "wijkzorg",
    "neighbourhoods",
    "centres",
    "roster",
    "residents",
    "cases",
    "agreements",
    "outreach",
    "reports",
    "reaching",
    "teams",
    "volunteers",
    "sheets",
    "care",
    "municipalities",
    "dashboard",
    "workplace",
    "rights",
    "day",
)

_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)*")
# A number of nine digits, also as 123.456.782 or 1234 56 782.
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")
# What PostgreSQL adds to an error: the row itself.
_DETAIL = re.compile(r"^\s*(DETAIL|CONTEXT|HINT|QUERY|STATEMENT|LINE \d+):.*?(?=^\s*[A-Z]+:|\Z)", re.M | re.S)
_CODE = re.compile(
    r"(?:GM|WK|BU)\d[0-9A-Z]{3,7}"  # an area
    rf"|(?:{'|'.join(OUR_ROOMS)}|celery|django|kombu|gunicorn)(?:\.\w+)+"  # a name in the source
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a uuid
    r"|https?://[\w.\[\]:-]+"  # where we listen
    r"|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"
)
_SHOWN = (bool, int, float, decimal.Decimal, dt.date, dt.timedelta, uuid.UUID, type(None))


def is_citizen_number(digits: str) -> bool:
    """Tell whether nine digits pass the 11-proof (NOTES: weights 9 to 2, then minus 1)."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)
    )
    return total % 11 == 0 and digits != "000000000"


def text(words: str) -> str:
    """Take out of a text what is surely personal: e-mail addresses, citizen numbers, rows quoted by PostgreSQL."""
    words = _DETAIL.sub(lambda found: f"{found[1]}: {HIDDEN}\n", words)
    words = _EMAIL.sub(HIDDEN, words)
    return _NINE_DIGITS.sub(
        lambda found: HIDDEN if is_citizen_number(re.sub(r"\D", "", found[0])) else found[0], words
    ).strip()


def event(record: logging.LogRecord, arguments: object) -> str:
    """Fill a record's message in with those of its arguments that say nothing of anybody."""
    words = str(record.msg)
    if not arguments:
        # Others sometimes fill in their messages before they log them; ours never do (ruff's rule G).
        known = record.name.partition(".")[0] in OUR_ROOMS or _stands_in_source(record)
        return text(words) if known else f"{HIDDEN} ({record.module}:{record.lineno})"
    shown: Any
    if isinstance(arguments, Mapping):
        shown = {name: value(each) for name, each in arguments.items()}
    else:
        shown = tuple(value(each) for each in (arguments if isinstance(arguments, tuple) else (arguments,)))
    try:
        return text(words % shown)
    except (TypeError, ValueError, KeyError):
        return text(words)


def value(something: object) -> Any:
    """Return a number, a day or a code as it is; the sign of what is hidden for anything else."""
    if isinstance(something, enum.Enum):
        return something.name
    if isinstance(something, int) and not isinstance(something, bool) and len(str(abs(something))) == 9:
        return HIDDEN if is_citizen_number(str(abs(something))) else something
    if isinstance(something, _SHOWN):
        return something
    if isinstance(something, str) and _CODE.fullmatch(something):
        return something
    return HIDDEN


def error(wrong: BaseException) -> dict[str, Any]:
    """Tell what kind of error it was and where, its causes too; no messages, no values."""
    told: dict[str, Any] = {"error": _kind(wrong), "trace": _frames(wrong.__traceback__)}
    causes = [_kind(cause) for cause in _causes(wrong)]
    return told | ({"because": causes} if causes else {})


def _kind(wrong: BaseException) -> str:
    """Name the kind; of the database also the code and the constraint, of the system its number."""
    cls = type(wrong)
    name = cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__name__}"
    facts = [getattr(wrong, "pgcode", None), getattr(getattr(wrong, "diag", None), "constraint_name", None)]
    if isinstance(wrong, OSError):
        facts.append(wrong.errno)
    return " ".join([name, *(str(fact) for fact in facts if fact)])


def _causes(wrong: BaseException) -> Iterator[BaseException]:
    seen = {id(wrong)}
    cause = wrong.__cause__ or (None if wrong.__suppress_context__ else wrong.__context__)
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    """Name file, line and function of each step, the last ones where there are many."""
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        place = "/".join(code.co_filename.rpartition("site-packages/")[2].split("/")[-3:])
        frames.append(f"{place}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-MOST_FRAMES:]


def _stands_in_source(record: logging.LogRecord) -> bool:
    """Tell whether a message is written out where it is logged, and so was not filled in with anything."""
    lines = (linecache.getline(record.pathname, record.lineno + more) for more in range(5))
    return (
        f'"{record.msg}"' in (source := "".join(lines).replace("'", '"')) and f'f"{record.msg}"' not in source
    )
