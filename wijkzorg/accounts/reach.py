"""Whose account an administrator may change: that of somebody who works in their municipality and nowhere else."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models

from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality


def accounts_of(municipality: Municipality) -> models.QuerySet[User]:
    """Return the accounts of all who have, had or will have a role in a municipality."""
    here = Membership.objects.filter(municipality_id=municipality.pk)
    return User.objects.filter(pk__in=here.values("user_id"))


def may_manage(actor: User, user: User, municipality: Municipality | None, now: dt.datetime) -> bool:
    """Return whether somebody who sets up a municipality may change an account; the operator may change all."""
    if actor.is_superuser:
        return True
    if municipality is None or user.is_superuser:
        return False
    # A day earlier than here is still today elsewhere, as in second_factor.roles_of.
    yesterday = now.date() - dt.timedelta(days=1)
    places = _places(user)
    at_work = {place for place, ends_on in places if ends_on is None or ends_on >= yesterday}
    return at_work <= {municipality.pk} and municipality.pk in {place for place, _ends_on in places}


def may_see_changes(actor: User, user: User, municipality: Municipality | None) -> bool:
    """Return whether somebody may read who changed an account: not if others, elsewhere, ever could."""
    if actor.is_superuser:
        return True
    return municipality is not None and {place for place, _ends_on in _places(user)} == {municipality.pk}


def _places(user: User) -> list[tuple[int, dt.date | None]]:
    """Return every municipality in which somebody ever had a role, with its last day; it looks across the wall."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, ends_on FROM accounts_places_of(%s)", [user.pk])
        return [(place, ends_on) for place, ends_on in cursor.fetchall()]
