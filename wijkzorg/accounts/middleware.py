"""Who is asking, for which municipality, in which role."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wijkzorg import logs
from wijkzorg.accounts.models import Membership
from wijkzorg.tenancy.models import Municipality


class Desk:
    """The user's place at work during one request: memberships and the active municipality, read once."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.now = timezone.now()

    @cached_property
    def memberships(self) -> list[Membership]:
        """The memberships that hold today in the active municipality (the first by name)."""
        if not self.user.is_authenticated:
            return []
        logs.tell(user_id=self.user.pk)
        rows = list(
            Membership.objects.filter(user_id=self.user.pk)
            .select_related("municipality", "team")
            .order_by("municipality__name", "municipality_id", "id")
        )
        held = [row for row in rows if _holds(row, self)]
        if held:
            logs.tell(municipality_id=held[0].municipality_id)
        return [row for row in held if row.municipality_id == held[0].municipality_id]

    @property
    def municipality(self) -> Municipality | None:
        """The active municipality; None for someone who has no role anywhere today."""
        return self.memberships[0].municipality if self.memberships else None


def _holds(membership: Membership, desk: Desk) -> bool:
    """Return whether a membership holds on the municipality's own day."""
    today = membership.municipality.day_of(desk.now)
    return membership.starts_on <= today and (membership.ends_on is None or today <= membership.ends_on)


def active_municipality(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put the user's desk on the request; nothing is read until a view asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.desk = Desk(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
