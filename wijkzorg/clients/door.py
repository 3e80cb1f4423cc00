"""Who is behind a bearer token, asked before it is known whose rows may be seen; and what they may where."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from django.db import connection

# What was revoked or ended is found no more, so it ends at the next request. A system without any municipality left is
# nobody.
_WHO = """
SELECT c.id, c.uuid, c.name, k.id, k.oauth_id, t.scopes, p.municipality_id, p.code, p.name, p.scopes
FROM allauth_idp_oidc_token t
JOIN clients_credential k ON k.oauth_id = t.client_id AND k.ended_at IS NULL
JOIN clients_client c ON c.id = k.client_id
CROSS JOIN LATERAL clients_places_of(c.id) AS p
WHERE t.type = 'at' AND t.hash = %s AND t.expires_at > %s
ORDER BY p.code
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality that lets a system in, and for what; `scopes` are those that its token has, too."""

    municipality_id: int
    code: str
    name: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Caller:
    """A system that showed a token which holds now."""

    client_id: int
    uuid: uuid.UUID
    name: str
    credential_id: int
    oauth_id: str
    places: tuple[Place, ...]
    is_authenticated: bool = True

    def at(self, code: str) -> Place | None:
        """Return the place of a municipality's code; None if the system may not be there."""
        return next((place for place in self.places if place.code == code), None)


def caller_of(token: str, now: dt.datetime) -> Caller | None:
    """Return whose token it is; None for one that is unknown, over or revoked, or whose owner has no access left."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO, [hash_of(token), now])
        rows = cursor.fetchall()
    if not rows:
        return None
    client_id, client_uuid, name, credential_id, oauth_id, scopes = rows[0][:6]
    granted = frozenset(scopes.split("\n"))
    places = tuple(Place(row[6], row[7], row[8], granted & frozenset(row[9])) for row in rows)
    return Caller(client_id, client_uuid, name, credential_id, oauth_id, places)


def hash_of(secret: str) -> str:
    """Return how a token or a secret is kept: it is long and random, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
