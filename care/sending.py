"""What is sent twice counts once: a request with a key gets, sent again, the answer that it got the first time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from care.models import KEPT, Sent
from wijkzorg.rest.problems import Conflict, Invalid, error
from wijkzorg.rest.views import Resource

HEADER = "Idempotency-Key"
ASKS = {
    HEADER: "Een eigen kenmerk van deze opdracht, zoals een UUID, van 1 tot 100 tekens. Stuurt u dezelfde opdracht nog"
    " eens, dan krijgt u hetzelfde antwoord en gebeurt er niets dubbel. Wij bewaren het 24 uur."
}
_KEY = re.compile(r"[!-~]{1,100}")
# Two at once: the second waits here until the first is done, or is taken back.
_TAKE = (
    "INSERT INTO care_sent (municipality_id, client, key_hash, asked_hash, made_at, answer)"
    " VALUES (%s, %s, %s, %s, %s, '{}') ON CONFLICT DO NOTHING RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that was taken in; `answer` is what came of it before, None the first time."""

    pk: int
    answer: dict[str, Any] | None

    def keep(self, **answer: Any) -> None:
        """Keep what came of it."""
        Sent.objects.filter(pk=self.pk).update(answer=answer)


def faults(view: Resource) -> list[dict[str, str]]:
    """Say what is wrong with the key of a request."""
    key = view.request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not key:
        return [error(HEADER, _("Stuur de header Idempotency-Key mee."), "required", "header")]
    if not _KEY.fullmatch(key):
        reason = _("Een Idempotency-Key is 1 tot 100 tekens uit ASCII, zonder spatie.")
        return [error(HEADER, reason, "invalid", "header")]
    return []


def take(view: Resource, said: Any, now: dt.datetime) -> Taken:
    """Take a request in, in the transaction of what it does; raises Invalid, and Conflict for a key of another."""
    if wrong := faults(view):
        raise Invalid(wrong)
    key, asked = _hash(view.request.META["HTTP_IDEMPOTENCY_KEY"]), _hash([view.request.path, said])
    values: list[Any] = [view.place.municipality_id, view.caller.uuid, key, asked, now]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        made = cursor.fetchone()
    if made:
        return Taken(made[0], None)
    before = Sent.objects.of_client(view.caller.uuid).get(key_hash=key)
    if before.asked_hash != asked:
        raise Conflict(_("Deze Idempotency-Key is al gebruikt voor een andere opdracht. Neem een nieuwe."))
    return Taken(before.pk, before.answer)


def forget(now: dt.datetime) -> int:
    """Forget what was sent more than a day ago, and return how much."""
    return Sent.objects.older_than(now - KEPT).delete()[0]


def _hash(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
