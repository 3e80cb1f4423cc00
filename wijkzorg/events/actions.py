"""Say that something happened, to whoever listens; and who listens, for how long and how: verbs.

What is announced is written in the transaction of what it tells, so neither is there alone. Sending is in delivering.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wijkzorg import encryption
from wijkzorg.events import signing, words
from wijkzorg.events.kinds import KINDS, PING
from wijkzorg.events.models import Delivery, Event, Subscription
from wijkzorg.events.targets import NotAllowed, target_of

MOST_A_CLIENT = 20
PING_EVERY = dt.timedelta(minutes=1)
# During a change of secret the former one signs too, so that a receiver can take its time.
BOTH_SECRETS = dt.timedelta(days=2)


@transaction.atomic
def announce(
    *,
    municipality_id: int,
    type: str,
    subject: str,
    now: dt.datetime,
    data: Mapping[str, str | int | bool | None] | None = None,
) -> Event:
    """Write down that something happened; the database makes a delivery of it for everybody who listens.

    `type`: one of kinds.KINDS. `subject`: what it is about, the code of a municipality or a uuid; events of one subject
    arrive in the order in which they are announced. `data`: flat; the database refuses anything but numbers, days,
    moments ("2026-11-26T09:00:00Z"), codes of areas, uuids and words of a-z and "-". Raises KeyError for another type,
    or without what its reference names.
    """
    kind = KINDS[type]
    kind.referred("", subject, data or {})
    event = Event.objects.create(
        municipality_id=municipality_id,
        type=kind.type,
        subject=subject,
        data=dict(data or {}),
        created_at=now,
    )
    wake()
    return event


def wake() -> None:
    """Have a worker look what there is to send, once this is committed; without a queue the schedule does."""
    transaction.on_commit(lambda: current_app.send_task("wijkzorg.events.tasks.send_events"), robust=True)


@transaction.atomic
def subscribe(
    *,
    municipality_id: int,
    client: uuid.UUID,
    system: str = "",
    scopes: Collection[str],
    organisation: int | None = None,
    name: str,
    address: str,
    types: Collection[str],
    now: dt.datetime,
) -> tuple[Subscription, str]:
    """Let a client hear of some types at an address, once that agrees; return it with its secret, shown only now.

    `system`: how people call it. `scopes`: what it holds. `organisation`: the number of the one that it is bound to, if
    any. Raises ValidationError, by field, for what it may not have and what is no address.
    """
    _check(scopes=scopes, name=name, address=address, types=types)
    # One at a time of a client, so that the limit is one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"subscriptions {client}"])
    if Subscription.objects.filter(client=client, ended_at=None).count() >= MOST_A_CLIENT:
        raise ValidationError(
            _("Er zijn al %(most)s abonnementen. Zeg er eerst een op.") % {"most": MOST_A_CLIENT}
        )
    secret = signing.new_secret()
    made = Subscription.objects.create(
        municipality_id=municipality_id,
        client=client,
        system=system,
        organisation=organisation,
        name=name,
        address=address,
        types=sorted(set(types)),
        secret_encrypted=encryption.encrypt(secret),
        made_at=now,
        next_at=now,
    )
    wake()
    return made, secret


@transaction.atomic
def change(
    *,
    subscription: Subscription,
    scopes: Collection[str],
    name: str,
    address: str,
    types: Collection[str],
    now: dt.datetime,
) -> Subscription:
    """Change what is heard, and where: another address must agree first, and what waits goes there."""
    row = _locked(subscription)
    _check(scopes=scopes, name=name, address=address, types=types)
    if address != row.address:
        row.to_confirm, row.failures, row.next_at, row.claim = True, 0, now, None
    row.name, row.address, row.types = name, address, sorted(set(types))
    _drop_unwanted(row, now)
    return _saved(row)


@transaction.atomic
def renew_secret(*, subscription: Subscription, now: dt.datetime) -> tuple[Subscription, str]:
    """Give a subscription another secret, shown only now; for two days the former one signs beside it."""
    row = _locked(subscription)
    secret = signing.new_secret()
    row.former_encrypted, row.former_until = row.secret_encrypted, now + BOTH_SECRETS
    row.secret_encrypted = encryption.encrypt(secret)
    return _saved(row), secret


@transaction.atomic
def end(*, subscription: Subscription, now: dt.datetime) -> None:
    """End a subscription: nothing is sent any more, and its secrets are gone."""
    row = _locked(subscription)
    row.ended_at, row.secret_encrypted, row.former_encrypted, row.former_until = now, "", "", None
    _give_up(row, "ended", now)
    _saved(row)


@transaction.atomic
def ping(*, subscription: Subscription, now: dt.datetime) -> int:
    """Send a message that says nothing, to try whether it arrives; once a minute.

    Return 0, or where it was asked for less than a minute ago how many seconds to wait.
    """
    row = _locked(subscription)
    last = row.deliveries.filter(event__type=PING.type).order_by("-event_id").first()
    if last is not None and now < last.event.created_at + PING_EVERY:
        return int((last.event.created_at + PING_EVERY - now).total_seconds()) + 1
    event = Event.objects.create(
        municipality_id=row.municipality_id, type=PING.type, subject=str(row.uuid), created_at=now
    )
    Delivery.objects.create(
        municipality_id=row.municipality_id,
        subscription=row,
        event=event,
        subject=event.subject,
        next_at=now,
    )
    wake()
    return 0


@transaction.atomic
def pause(*, subscription: Subscription, why: Subscription.Why, now: dt.datetime) -> Subscription:
    """Send nothing until it is resumed; what happens meanwhile is kept."""
    row = _locked(subscription)
    if row.paused_at is None:
        row.paused_at, row.paused_why, row.claim = now, why, None
    return _saved(row)


@transaction.atomic
def resume(*, subscription: Subscription, now: dt.datetime) -> Subscription:
    """Go on at once with all that waits, as if nothing had been tried."""
    row = _locked(subscription)
    row.paused_at, row.paused_why, row.failures, row.next_at, row.claim = None, "", 0, now, None
    row.deliveries.waiting().update(attempts=0, next_at=now)
    wake()
    return _saved(row)


_REPLAYED = """
FROM events_event e
WHERE e.municipality_id = %(municipality)s AND e.type = ANY(%(types)s) AND e.created_at >= %(since)s
    AND (e.organisation = %(organisation)s OR e.organisation IS NULL OR %(organisation)s::bigint IS NULL)
"""


def foresee_replay(*, subscription: Subscription, since: dt.datetime) -> int:
    """Return how many events a replay from a moment would send (again)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_REPLAYED}", _replayed(subscription, since))
        count: int = cursor.fetchone()[0]
    return count


@transaction.atomic
def replay(*, subscription: Subscription, since: dt.datetime, now: dt.datetime) -> int:
    """Send all that happened since a moment once more, with the ids that it had; return how many events that are.

    Nothing from before the subscription was made, and nothing that was forgotten (30 days).
    """
    row = _locked(subscription)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_delivery AS d (municipality_id, subscription_id, event_id, subject, next_at)"
            f" SELECT e.municipality_id, %(subscription)s, e.id, e.subject, %(now)s {_REPLAYED} ORDER BY e.id"
            " ON CONFLICT (municipality_id, subscription_id, event_id) DO UPDATE SET attempts = 0,"
            " next_at = EXCLUDED.next_at, delivered_at = NULL, given_up_at = NULL, status = NULL, failure = ''",
            _replayed(row, since) | {"subscription": row.pk, "now": now},
        )
        count: int = cursor.rowcount
    wake()
    return count


@transaction.atomic
def give_up(*, delivery: Delivery, now: dt.datetime) -> bool:
    """Stop trying to deliver one event, so that what came after it can go; return whether it still waited."""
    return bool(Delivery.objects.waiting().filter(pk=delivery.pk).update(given_up_at=now, failure="by_hand"))


@transaction.atomic
def confine(
    *,
    municipality_id: int,
    client: uuid.UUID,
    scopes: Collection[str],
    organisation: int | None,
    now: dt.datetime,
) -> int:
    """Take from a client's subscriptions what it may no longer hear; return how many changed.

    To be called by whoever changes scopes, the organisation that it is bound to, or takes all access away, in that
    transaction: no event that waits is sent after it. A subscription that is left with nothing ends.
    """
    changed = 0
    for row in Subscription.objects.select_for_update().filter(
        municipality_id=municipality_id, client=client, ended_at=None
    ):
        left = [type for type in row.types if KINDS[type].may_be_heard_with(scopes)]
        if "abonnementen.beheren" not in scopes or not left:
            end(subscription=row, now=now)
        elif left != row.types or organisation != row.organisation:
            row.types, row.organisation = left, organisation
            _drop_unwanted(row, now)
            _saved(row)
        else:
            continue
        changed += 1
    return changed


@transaction.atomic
def renew_secrets() -> int:
    """Write the secrets of this municipality's subscriptions anew under the newest key; return how many rows."""
    rows = list(Subscription.objects.select_for_update().filter(ended_at=None))
    for row in rows:
        row.secret_encrypted = encryption.renewed(row.secret_encrypted)
        row.former_encrypted = row.former_encrypted and encryption.renewed(row.former_encrypted)
        row.save(update_fields=["secret_encrypted", "former_encrypted"])
    return len(rows)


def forget() -> int:
    """Give up what waited for 30 days and delete what ended that long ago, everywhere; return how many events went."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wz_forget_events()")
        gone: int = cursor.fetchone()[0]
    return gone


def type_faults(types: Collection[str], scopes: Collection[str]) -> list[str]:
    """Say what is wrong with the types that a client with some scopes wants to hear of."""
    if not types:
        return [_("Kies ten minste één soort gebeurtenis.")]
    wrong = [_("Deze soort gebeurtenis bestaat niet: %s") % type for type in types if type not in KINDS]
    return wrong + [
        _("Voor %(type)s is de scope %(scope)s nodig.") % {"type": type, "scope": scope}
        for type in types
        if type in KINDS
        for scope in KINDS[type].scopes
        if scope not in scopes
    ]


def near() -> bool:
    """Return whether this very machine may be sent to: in the demo alone."""
    return settings.WIJKZORG_DEMO and not settings.PRODUCTION


def _locked(subscription: Subscription) -> Subscription:
    """Lock a subscription; raises ValidationError where it was ended meanwhile."""
    row: Subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.ended_at is not None:
        raise ValidationError(_("Dit abonnement is opgezegd."))
    return row


def _saved(row: Subscription) -> Subscription:
    row.revision += 1
    row.save()
    return row


def _check(*, scopes: Collection[str], name: str, address: str, types: Collection[str]) -> None:
    """Raise ValidationError with all that is wrong, by field."""
    wrong: dict[str, list[str]] = {}
    try:
        target_of(address, near=near())
    except NotAllowed as refused:
        wrong["address"] = [words.address_fault(refused.fault)]
    if not name.strip() or not name.isprintable():
        wrong["name"] = [_("Vul hier gewone woorden in, op één regel.")]
    if faults := type_faults(types, scopes):
        wrong["types"] = faults
    if wrong:
        raise ValidationError(wrong)


def _drop_unwanted(row: Subscription, now: dt.datetime) -> None:
    """Give up what waits of types that are no longer heard of, and of another organisation than its own."""
    wanted = Q(event__type__in=[*row.types, PING.type])
    if row.organisation is not None:
        wanted &= Q(event__organisation=None) | Q(event__organisation=row.organisation)
    unwanted = row.deliveries.waiting().exclude(pk__in=row.deliveries.waiting().filter(wanted))
    unwanted.update(given_up_at=now, failure="unwanted")


def _give_up(row: Subscription, failure: str, now: dt.datetime) -> None:
    row.deliveries.waiting().update(given_up_at=now, failure=failure)


def _replayed(row: Subscription, since: dt.datetime) -> dict[str, Any]:
    return {
        "municipality": row.municipality_id,
        "types": list(row.types),
        "organisation": row.organisation,
        "since": max(since, row.made_at),
    }
