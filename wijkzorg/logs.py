"""Log lines as data: one JSON object a line, with the request or task that it belongs to, and nobody's data.

Anybody logs with `logging.getLogger(__name__)`; what a line carries besides its words is known here. Someone at a
terminal reads the same in a form for people.
"""

from __future__ import annotations

import contextlib
import logging
import logging.config
import sys
import uuid
from collections.abc import Iterator
from contextvars import ContextVar, Token
from dataclasses import dataclass, fields
from typing import Any

import structlog
from structlog.typing import EventDict

from wijkzorg import redaction


@dataclass(slots=True)
class Line:
    """What every line of one request or task carries."""

    request_id: str
    route: str = ""
    user_id: int | None = None
    municipality_id: int | None = None
    task: str = ""
    task_id: str = ""


# Where the line of a request is kept for the web server, which logs when all is over.
ENVIRON = "wijkzorg.line"
# Where an error keeps in which municipality it happened: who logs it is outside again.
_WHERE = "wijkzorg_municipality"
_current: ContextVar[Line | None] = ContextVar("wijkzorg_line", default=None)


def request_id() -> str:
    """Return the id of the request that is being answered, in a task that of the request that asked for it; else ""."""
    line = _current.get()
    return line.request_id if line else ""


def new_request_id() -> str:
    """Return an id that no other request has."""
    return str(uuid.uuid4())


def begin(line: Line) -> Token[Line | None]:
    """Let the lines that follow in this thread belong to a request or task; `end` takes what this returns."""
    return _current.set(line)


def end(token: Token[Line | None]) -> None:
    """Let the lines that follow belong to what they belonged to before."""
    # In another thread there is nothing to take back.
    with contextlib.suppress(ValueError):
        _current.reset(token)


@contextlib.contextmanager
def within(line: Line) -> Iterator[Line]:
    """Let the lines that are logged inside belong to a request or task."""
    token = begin(line)
    try:
        yield line
    finally:
        end(token)


def tell(*, user_id: int | None = None, municipality_id: int | None = None) -> None:
    """Say who is asking and for which municipality, by number, as soon as it is known."""
    line = _current.get()
    if line is not None:
        line.user_id = user_id if user_id is not None else line.user_id
        line.municipality_id = municipality_id if municipality_id is not None else line.municipality_id


@contextlib.contextmanager
def about(municipality_id: int | None) -> Iterator[None]:
    """Let the lines that are logged inside name a municipality, by number; one that tells of what failed inside too."""
    line = _current.get()
    former = line.municipality_id if line else None
    tell(municipality_id=municipality_id)
    try:
        yield
    except Exception as error:
        if municipality_id is not None:
            error.__dict__.setdefault(_WHERE, municipality_id)
        raise
    finally:
        if line is not None:
            line.municipality_id = former


def municipality() -> int | None:
    """Return the municipality that the lines name now."""
    line = _current.get()
    return line.municipality_id if line else None


def configuration(level: str) -> dict[str, Any]:
    """Return the settings of `logging` for all processes: all lines go to stderr in one form."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "loggers": {
            # Django would mail every error to ADMINS with what was posted, and print a traceback for every scanner.
            "django": {"handlers": []},
            "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
            # The lines of its development server are paths with what was searched.
            "django.server": {"handlers": ["nowhere"], "propagate": False},
            # "Received" comes before the task is known; its end is logged with all of it.
            "celery.worker.strategy": {"level": "WARNING"},
        },
        "root": {"handlers": ["stderr"], "level": level},
    }


def formatter() -> logging.Formatter:
    """Make the form of the lines: JSON, or words for someone at a terminal."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_words],
        processors=[_whole_line, _renderer(people=sys.stderr.isatty())],
        use_get_message=False,
        pass_foreign_args=True,
    )


def _renderer(*, people: bool) -> structlog.typing.Processor:
    if not people:
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return _for_people


def _words(_logger: logging.Logger, _method: str, line: EventDict) -> EventDict:
    """Fill in the message as far as it may be."""
    record: logging.LogRecord = line["_record"]
    status = getattr(record, "status_code", None)
    if record.name.startswith("django.request") and status:
        # Its words are the path.
        line["event"], line["status"] = "failed" if status >= 500 else "refused", status
    else:
        line["event"] = redaction.event(record, line["positional_args"])
    return line


def _whole_line(_logger: logging.Logger, _method: str, line: EventDict) -> EventDict:
    """Put a line together: when, how bad, what, where it belongs, and the error that it tells of."""
    record: logging.LogRecord = line["_record"]
    whole: dict[str, Any] = {
        "at": structlog.processors.MaybeTimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"],
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": line["event"],
    }
    # Django logs a refusal when the request is over, and hands the request along.
    asked = getattr(getattr(record, "request", None), "META", {})
    current = _current.get() or asked.get(ENVIRON)
    if current is not None:
        belongs = ((field.name, getattr(current, field.name)) for field in fields(current))
        whole |= {name: value for name, value in belongs if value not in ("", None)}
    if "status" in line:
        whole["status"] = line["status"]
    # Numbers and names of our own that a caller gives by `extra={"facts": …}`.
    facts: dict[str, Any] = getattr(record, "facts", {})
    whole |= {name: redaction.text(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    wrong = line.get("exc_info")
    if isinstance(wrong, tuple) and isinstance(wrong[1], BaseException):
        if hasattr(wrong[1], _WHERE):
            whole["municipality_id"] = getattr(wrong[1], _WHERE)
        whole |= redaction.error(wrong[1])
    return whole


def _for_people(_logger: Any, _method: str, line: EventDict) -> str:
    """Write a line for someone who reads along: time, level, words, then the rest; an error below it."""
    trace = line.pop("trace", [])
    head = f"{line.pop('at')[11:19]} {line.pop('level').upper():7} {line.pop('logger')}: {line.pop('event')}"
    rest = " ".join(f"{name}={value}" for name, value in line.items())
    return "\n".join([f"{head}  {rest}".rstrip(), *(f"    {frame}" for frame in trace)])
