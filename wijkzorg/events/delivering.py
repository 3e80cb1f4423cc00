"""Bring events to who listens: each at least once, with the id that it has, those of one subject in order.

A worker takes a subscription, not an event: so a receiver hears one message at a time, and one that is away holds up
nobody but itself. No transaction is open while it is spoken to. What is claimed and not settled is claimed again when
the lease is over: who dies between sending and writing that down lets the event go twice, rather twice than not at all.
"""

from __future__ import annotations

import datetime as dt
import logging
import ssl
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from wijkzorg import encryption
from wijkzorg.events import envelope, sending, signing
from wijkzorg.events.actions import near
from wijkzorg.events.models import Delivery, Subscription
from wijkzorg.events.sending import Answer, Unsent
from wijkzorg.events.targets import NotAllowed, target_of
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)

# What waits after each attempt that failed, two days in all; after the last the subscription is paused.
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720, 1200))
# Longer than one message can take: a worker that dies meanwhile leaves the subscription to the next.
CLAIM = dt.timedelta(minutes=2)
MOST = 500  # subscriptions a run; the next run is a minute later
# With these a receiver refuses this one event, and not us: the others go on.
_OF_THE_EVENT = frozenset({400, 409, 413, 415, 422})
_GONE = 410
_LONGEST_WAIT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: the status, if there was an answer; "" or why it failed."""

    status: int | None = None
    failure: str = ""
    wait: dt.timedelta = dt.timedelta(0)


def due(*, now: dt.datetime, most: int = MOST) -> list[tuple[int, int]]:
    """List the subscriptions (municipality, id) of all municipalities for which there is something to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, id FROM wz_subscriptions_due(%s, %s)", [now, most])
        return [(municipality, pk) for municipality, pk in cursor.fetchall()]


def serve(
    *,
    municipality_id: int,
    subscription_id: int,
    clock: Callable[[], dt.datetime],
    until: dt.datetime | None = None,
    trust: ssl.SSLContext | None = None,
) -> int:
    """Send one subscription what waits for it, until it fails or `until`; return how many events arrived.

    Does nothing where another worker holds it. First asks the receiver whether it agrees, if it did not yet.
    """
    claim = uuid.uuid4()
    with inside(municipality_id):
        subscription = _take(subscription_id, claim, clock())
    if subscription is None:
        return 0
    if subscription.to_confirm:
        outcome = _ask(subscription, trust)
        with inside(municipality_id):
            agreed = _settle_asking(subscription, claim, outcome, clock())
        if not agreed:
            return 0
    arrived = 0
    with inside(municipality_id):
        taken = _next(subscription_id, claim, clock())
    while taken is not None and (delivery := taken[1]) is not None:
        subscription = taken[0]
        outcome = _tell(subscription, delivery, clock(), trust)
        with inside(municipality_id):
            goes_on = _settle(subscription, claim, delivery, outcome, clock())
            on_time = until is None or clock() < until
            taken = _next(subscription_id, claim, clock()) if goes_on and on_time else None
        arrived += not outcome.failure
        if not goes_on:
            return arrived
    with inside(municipality_id):
        Subscription.objects.filter(pk=subscription_id, claim=claim).update(claim=None, next_at=clock())
    return arrived


def _take(subscription_id: int, claim: uuid.UUID, now: dt.datetime) -> Subscription | None:
    """Take a subscription whose time has come; None where another worker holds it, or was first."""
    row = (
        Subscription.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=subscription_id, ended_at=None, paused_at=None, next_at__lte=now)
        .first()
    )
    if row is not None:
        row.claim, row.next_at = claim, now + CLAIM
        row.save(update_fields=["claim", "next_at"])
    return row


def _held(subscription_id: int, claim: uuid.UUID) -> Subscription | None:
    """Lock a subscription that is still in these hands; None where it was taken over, paused, ended or changed."""
    return (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .filter(pk=subscription_id, claim=claim, ended_at=None, paused_at=None)
        .first()
    )


def _next(
    subscription_id: int, claim: uuid.UUID, now: dt.datetime
) -> tuple[Subscription, Delivery | None] | None:
    """Count an attempt at what is to be sent next, and hold on for as long as that can take.

    None: the subscription is no longer in these hands; no delivery: nothing is to be sent now.
    """
    row = _held(subscription_id, claim)
    if row is None:
        return None
    delivery = row.deliveries.free_to_go(now).select_related("event").first()
    if delivery is not None:
        row.next_at = now + CLAIM
        row.save(update_fields=["next_at"])
        delivery.attempts += 1
        delivery.save(update_fields=["attempts"])
    return row, delivery


def _tell(
    subscription: Subscription, delivery: Delivery, now: dt.datetime, trust: ssl.SSLContext | None
) -> Outcome:
    """Send an event, signed for this moment."""
    event = delivery.event
    body = envelope.as_bytes(
        envelope.envelope(
            id=event.uuid,
            type=event.type,
            subject=event.subject,
            data=event.data,
            created_at=event.created_at,
            municipality_code=subscription.municipality.code,
            api=f"{settings.WIJKZORG_URL.rstrip('/')}/api/v1",
        )
    )
    try:
        keys = [encryption.decrypt(subscription.secret_encrypted)]
        if subscription.former_until is not None and now < subscription.former_until:
            keys.append(encryption.decrypt(subscription.former_encrypted))
    except encryption.CannotDecrypt:
        return Outcome(failure="secret")
    signed = signing.headers(id=str(event.uuid), timestamp=int(now.timestamp()), body=body, keys=keys)
    outcome, _answer = _send(
        subscription, "POST", {"Content-Type": envelope.CONTENT_TYPE, **signed}, body, trust
    )
    return outcome


def _ask(subscription: Subscription, trust: ssl.SSLContext | None) -> Outcome:
    """Ask a receiver whether it agrees to messages from here (CloudEvents, HTTP 1.1 Web Hooks, section 4)."""
    outcome, answer = _send(subscription, "OPTIONS", {}, b"", trust)
    if answer is None or outcome.failure:
        return outcome
    allowed = answer.headers.get("webhook-allowed-origin", "").lower()
    return outcome if allowed in ("*", _origin()) else replace(outcome, failure="no_consent")


def _origin() -> str:
    """Return the name by which receivers know this system."""
    return urlsplit(settings.WIJKZORG_URL).hostname or "localhost"


def _send(
    subscription: Subscription,
    method: str,
    headers: dict[str, str],
    body: bytes,
    trust: ssl.SSLContext | None,
) -> tuple[Outcome, Answer | None]:
    common = {"User-Agent": "Wijkzorg", "WebHook-Request-Origin": _origin()}
    try:
        # The rules may have become stricter since it was given.
        target = target_of(subscription.address, near=near())
        answer = sending.send(target, method, common | headers, body, near=near(), trust=trust)
    except NotAllowed:
        return Outcome(failure="address"), None
    except Unsent as unsent:
        return Outcome(failure=unsent.reason.value), None
    if 200 <= answer.status < 300:
        return Outcome(answer.status), answer
    failure = "redirect" if 300 <= answer.status < 400 else str(answer.status)
    return Outcome(answer.status, failure, _asked_to_wait(answer)), answer


def _asked_to_wait(answer: Answer) -> dt.timedelta:
    """Return how long a receiver that is busy wants to be left alone: seconds in Retry-After, a day at most."""
    asked = answer.headers.get("retry-after", "")
    if answer.status not in (429, 503) or not asked.isascii() or not asked.isdigit() or len(asked) > 9:
        return dt.timedelta(0)
    return min(dt.timedelta(seconds=int(asked)), _LONGEST_WAIT)


def _settle_asking(subscription: Subscription, claim: uuid.UUID, outcome: Outcome, now: dt.datetime) -> bool:
    """Write down how a receiver answered the question whether it agrees; return whether it does."""
    row = _held(subscription.pk, claim)
    if row is None:
        return False
    if outcome.failure:
        _hold_off(row, outcome, now)
    else:
        row.to_confirm, row.failures, row.succeeded_at = False, 0, now
        row.confirmed_at = row.confirmed_at or now
    row.save()
    return not outcome.failure


def _settle(
    subscription: Subscription, claim: uuid.UUID, delivery: Delivery, outcome: Outcome, now: dt.datetime
) -> bool:
    """Write down what became of an attempt; return whether the next may be tried."""
    row = _held(subscription.pk, claim)
    waiting = Delivery.objects.waiting().filter(pk=delivery.pk)
    if not outcome.failure:
        # Also where it was taken over meanwhile: what arrived has arrived.
        waiting.update(delivered_at=now, status=outcome.status, failure="")
        if row is not None:
            row.failures, row.succeeded_at = 0, now
            row.save(update_fields=["failures", "succeeded_at"])
        return row is not None
    if row is None:
        return False
    left = delivery.attempts <= len(PAUSES)
    pause = max(PAUSES[min(delivery.attempts, len(PAUSES)) - 1], outcome.wait)
    waiting.update(status=outcome.status, failure=outcome.failure, next_at=now + pause)
    logger.warning(
        "event of delivery %s not delivered, attempt %s: %s", delivery.pk, delivery.attempts, outcome.status
    )
    if left and outcome.status in _OF_THE_EVENT:
        row.failed_at, row.failure = now, outcome.failure
        row.save(update_fields=["failed_at", "failure"])
        return True
    _hold_off(row, outcome, now, hopeless=not left)
    row.save()
    return False


def _hold_off(row: Subscription, outcome: Outcome, now: dt.datetime, *, hopeless: bool = False) -> None:
    """Leave a receiver alone for a while, each time longer; after two days, or where it is gone, for good."""
    row.failed_at, row.failure, row.claim = now, outcome.failure, None
    row.failures += 1
    if outcome.status == _GONE:
        row.paused_at, row.paused_why = now, Subscription.Why.GONE
    elif hopeless or row.failures > len(PAUSES):
        row.paused_at, row.paused_why = now, Subscription.Why.FAILING
    else:
        row.next_at = now + max(PAUSES[row.failures - 1], outcome.wait)
        return
    logger.error("subscription %s paused after %s failures", row.pk, row.failures)
