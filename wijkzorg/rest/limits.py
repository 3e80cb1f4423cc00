"""How often a system may ask: so many times a minute, told in every answer, so that it can keep to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from wijkzorg.shell import throttle

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a minute's requests."""

    limit: int
    remaining: int
    seconds: int

    @property
    def is_over(self) -> bool:
        """Whether this request was one too many."""
        return self.remaining < 0

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell it (draft-ietf-httpapi-ratelimit-headers), with Retry-After if it is over."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.remaining)),
            "RateLimit-Reset": str(self.seconds),
        }
        return told | ({"Retry-After": str(self.seconds)} if self.is_over else {})


def take(client_id: int, now: float) -> Left:
    """Count one request of a system and return what it has left in this minute."""
    limit = settings.WIJKZORG_API_PER_MINUTE
    used = throttle.count("api", str(client_id), SECONDS, now)
    return Left(limit, limit - used, SECONDS - int(now) % SECONDS)
