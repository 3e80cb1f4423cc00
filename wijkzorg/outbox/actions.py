"""Post letters, and send them: each at least once, tried again with growing pauses, given up where all can see it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

from wijkzorg.encryption import decrypt, encrypt
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)

# What waits after each attempt that failed; after the last, nobody tries any more.
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
# Longer than one attempt can last: a worker that dies meanwhile leaves the letter for the next.
CLAIM = dt.timedelta(minutes=10)
MOST = 500  # letters a run; the next run is a minute later


@transaction.atomic
def post(
    *,
    municipality_id: int,
    recipients: Collection[int],
    template: str,
    now: dt.datetime,
    numbers: Mapping[str, int] | None = None,
    reason: str = "",
    language: str = settings.LANGUAGE_CODE,
) -> None:
    """Put a letter for each recipient (user id) in the outbox, inside the transaction of what it tells.

    The text stands in templates/letters: `<template>_subject.txt` and `<template>.txt`. They get `numbers` and `home`,
    the absolute address of this site; whatever else a reader may know stands behind a link. With a `reason`
    ("2026-11-25", "case 12") nobody gets the same text for it twice. The database refuses anything but numbers.
    """
    Letter.objects.bulk_create(
        [
            Letter(
                municipality_id=municipality_id,
                recipient_id=recipient,
                template=template,
                language=language,
                numbers=dict(numbers or {}),
                reason=reason,
                created_at=now,
                next_at=now,
            )
            for recipient in sorted(set(recipients))
        ],
        ignore_conflicts=bool(reason),
    )


def subject_of(template: str, told: Mapping[str, object]) -> str:
    """Return what stands above a letter, in the language that is active."""
    return " ".join(render_to_string(f"letters/{template}_subject.txt", dict(told)).split())


def forget() -> int:
    """Delete the letters that were sent or given up over a year ago, of all municipalities; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wz_forget_letters()")
        gone: int = cursor.fetchone()[0]
    return gone


@transaction.atomic
def post_outside(
    *,
    municipality_id: int,
    address: str,
    template: str,
    now: dt.datetime,
    numbers: Mapping[str, int] | None = None,
    language: str = settings.LANGUAGE_CODE,
    path: str = "",
) -> None:
    """Put a letter to somebody without an account in the outbox; the address is forgotten when that is over.

    So is `path`, the page of this site to which it leads: the text gets it beside `home`.
    """
    Letter.objects.create(
        municipality_id=municipality_id,
        address=address,
        template=template,
        language=language,
        numbers=dict(numbers or {}),
        path_encrypted=encrypt(path) if path else "",
        created_at=now,
        next_at=now,
    )


def due(*, now: dt.datetime, most: int = MOST) -> list[tuple[int, int]]:
    """List the letters (municipality, id) of all municipalities whose time has come, the longest waiting first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, id FROM wz_letters_due(%s, %s)", [now, most])
        return [(municipality, pk) for municipality, pk in cursor.fetchall()]


def deliver(*, municipality_id: int, letter_id: int, now: dt.datetime) -> bool:
    """Send a letter, unless somebody else is doing so or has done; return whether this sent it.

    No transaction is open while the mail server is spoken to. Who dies between sending and writing that down lets the
    letter go twice: rather twice than not at all.
    """
    with inside(municipality_id):
        letter = _claim(letter_id, now)
    if letter is None:
        return False
    failure, hopeless = _send(letter)
    with inside(municipality_id):
        _settle(letter, failure, hopeless, now)
    return not failure


def _claim(letter_id: int, now: dt.datetime) -> Letter | None:
    """Take a letter whose time has come; None where another worker holds it, or was first."""
    letter = (
        Letter.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .filter(pk=letter_id, sent_at=None, given_up_at=None, next_at__lte=now)
        .first()
    )
    if letter is not None:
        letter.attempts += 1
        letter.next_at = now + CLAIM
        letter.save(update_fields=["attempts", "next_at"])
    return letter


def _send(letter: Letter) -> tuple[str, bool]:
    """Send a letter; return what went wrong ("" for nothing), and whether trying again is hopeless.

    What went wrong is told by its kind alone: a mail server's own words may repeat an address.
    """
    if letter.recipient is not None and not letter.recipient.is_active:
        return "inactive account", True
    # A page that is there in several languages opens in that of the letter.
    asked = "" if letter.language == settings.LANGUAGE_CODE else f"?taal={letter.language}"
    told = {**letter.numbers, "home": settings.WIJKZORG_URL, "in_language": asked}
    try:
        told["path"] = decrypt(letter.path_encrypted) if letter.path_encrypted else ""
        with translation.override(letter.language):
            subject = subject_of(letter.template, told)
            body = render_to_string(f"letters/{letter.template}.txt", told)
        address = letter.recipient.email if letter.recipient else letter.address
        send_mail(subject, body, None, [address])
    except Exception as error:  # one bad letter must not keep back the others
        return type(error).__name__, False
    return "", False


def _settle(letter: Letter, failure: str, hopeless: bool, now: dt.datetime) -> None:
    """Write down what became of an attempt."""
    letter.failure = failure[:100]
    if not failure:
        letter.sent_at = now
    elif hopeless or letter.attempts > len(PAUSES):
        letter.given_up_at = now
        logger.error("letter %s given up after %s attempts: %s", letter.pk, letter.attempts, letter.failure)
    else:
        letter.next_at = now + PAUSES[letter.attempts - 1]
        logger.warning("letter %s not sent, attempt %s: %s", letter.pk, letter.attempts, letter.failure)
    if letter.sent_at or letter.given_up_at:
        letter.address = letter.path_encrypted = ""
    letter.save(update_fields=["address", "path_encrypted", "failure", "sent_at", "given_up_at", "next_at"])
