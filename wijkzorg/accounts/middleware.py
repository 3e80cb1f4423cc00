"""Who is asking, for which municipality, in which role; and the wall round all that they read and write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wijkzorg import logs
from wijkzorg.accounts.models import CASE_ROLES, Membership, User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

SESSION_KEY = "municipality"  # which one is active, for somebody who works for several
ONLY_KEY = "only_municipality"  # the one whose own sign-in opened this session: it opens no other's door


class Desk:
    """The user's place at work during one request: the active municipality and the roles there, read once."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.now = timezone.now()
        self._session = request.session

    @classmethod
    def at(cls, user: User, municipality: Municipality, now: dt.datetime) -> Desk:
        """Return the place at work of a user whom nobody signed in: for what is done on their behalf, as mail is."""
        desk = cls.__new__(cls)
        desk.__dict__.update(user=user, now=now, _session={}, places=[municipality])
        return desk

    @cached_property
    def places(self) -> list[Municipality]:
        """The municipalities between which the user may choose now; one, if its own sign-in opened this session."""
        only = self._session.get(ONLY_KEY)
        return [place for place in self._places_of_all_roles() if only in (None, place.pk)]

    def _places_of_all_roles(self) -> list[Municipality]:
        """Return the municipalities in which the user has a role today, by name; for who sets up all of them, each."""
        if not self.user.is_authenticated:
            return []
        if self.user.is_superuser:
            return list(Municipality.objects.order_by("name", "pk"))
        rows = Municipality.objects.raw(
            "SELECT m.*, p.starts_on, p.ends_on FROM accounts_places_of(%s) AS p"
            " JOIN tenancy_municipality m ON m.id = p.municipality_id ORDER BY m.name, m.id",
            [self.user.pk],
        )
        held = {row.pk: row for row in rows if _holds(row, self.now)}
        return list(held.values())

    @cached_property
    def municipality(self) -> Municipality | None:
        """The active municipality: the one that was chosen, else the first; None for who has a role nowhere today."""
        chosen = self._session.get(SESSION_KEY)
        return next((place for place in self.places if place.pk == chosen), next(iter(self.places), None))

    @cached_property
    def memberships(self) -> list[Membership]:
        """The memberships that hold today in the active municipality."""
        if self.municipality is None or not self.user.is_authenticated:
            return []
        rows = Membership.objects.filter(user_id=self.user.pk, municipality_id=self.municipality.pk)
        held = list(rows.on(self.municipality.day_of(self.now)).select_related("team").order_by("id"))
        for row in held:
            row.user, row.municipality = self.user, self.municipality
        return held

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that are held there today; a page's frame shows what belongs to them."""
        return frozenset(row.role for row in self.memberships)

    @property
    def case_teams(self) -> list[int]:
        """The teams (id) on whose cases the user works, or leads those who do."""
        return [row.team_id for row in self.memberships if row.role in CASE_ROLES and row.team_id is not None]


def _holds(place: Any, now: dt.datetime) -> bool:
    """Return whether a membership, read beside its municipality, holds on the municipality's own day."""
    today = place.day_of(now)
    return bool(place.starts_on <= today and (place.ends_on is None or today <= place.ends_on))


class InsideMunicipality:
    """Answer a request of somebody who is signed in inside the wall of their municipality, rendering included.

    All of it is one transaction; what ends in an error leaves nothing behind.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the user's desk on the request and the transaction inside the wall."""
        desk = Desk(request)
        request.desk = desk  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        own = desk.municipality.pk if desk.municipality else None
        logs.tell(user_id=request.user.pk, municipality_id=own)
        with inside(own):
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "failed", False):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note that a view did not come to its end, whatever page tells the user."""
        request.failed = True  # type: ignore[attr-defined]


def bind_to_municipality(request: HttpRequest, municipality_id: int) -> None:
    """Keep a session to the one municipality whose own sign-in opened it."""
    request.session[SESSION_KEY] = request.session[ONLY_KEY] = municipality_id
