"""Read the letters of a folder to which Django's mail goes as files: each a message and a line of dashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter as it went out."""

    at: dt.datetime
    to: str
    subject: str
    text: str


def newest(folder: Path, most: int) -> list[Sent]:
    """Return the last letters of a folder, the newest first; none where there is no folder."""
    # A file is named after the second in which it was begun, and holds what was sent over one connection.
    files = sorted(folder.glob("*.log"), key=lambda file: file.name, reverse=True)[:most]
    letters = [letter for file in files for letter in _in_file(file)]
    return sorted(letters, key=lambda letter: letter.at, reverse=True)[:most]


def _in_file(file: Path) -> Iterator[Sent]:
    try:
        *whole, _rest = file.read_bytes().split(END)  # what does not end is still being written
    except FileNotFoundError:  # thrown away meanwhile
        return
    for message in whole:
        yield _read(message_from_bytes(message, policy=policy.default), file)


def _read(message: EmailMessage, file: Path) -> Sent:
    at = getattr(message["date"], "datetime", None) or dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    body = message.get_body(("plain",))
    return Sent(
        at=at if at.tzinfo else at.replace(tzinfo=dt.UTC),
        to=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        text=str(body.get_content()).strip() if body else "",
    )
