"""Give a role, and see who gave which: nobody gives themselves one unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import pghistory
from django.apps import apps
from django.db import models, transaction
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.models import Membership, Team, User
from wijkzorg.outbox.actions import post
from wijkzorg.tenancy.models import Municipality

MembershipEvent: Any = apps.get_model("accounts", "MembershipEvent")  # made by pghistory


@transaction.atomic
def give_role(
    *,
    actor: User,
    user: User,
    municipality: Municipality,
    role: str,
    team: Team | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    now: dt.datetime,
) -> Membership:
    """Give a user a role from a day on; who has it from that day already keeps it."""
    with pghistory.context(given_by=actor.pk):
        row, _new = Membership.objects.get_or_create(
            municipality=municipality,
            user=user,
            team=team,
            role=role,
            starts_on=starts_on,
            defaults={"ends_on": ends_on},
        )
    tell_of_own(actor=actor, membership=row, now=now)
    return row


@transaction.atomic
def keep_role(*, actor: User, membership: Membership, now: dt.datetime) -> Membership:
    """Save a role that was filled in or changed, with who did it."""
    with pghistory.context(given_by=actor.pk):
        membership.save()
    tell_of_own(actor=actor, membership=membership, now=now)
    return membership


def tell_of_own(*, actor: User, membership: Membership, now: dt.datetime) -> None:
    """Put a letter for the municipality's other administrators in the outbox when somebody gave themselves a role."""
    if actor.pk != membership.user_id:
        return
    post(
        municipality_id=membership.municipality_id,
        recipients=other_administrators(membership.municipality, besides=actor, now=now),
        template="self_given",
        now=now,
    )


def other_administrators(municipality: Municipality, *, besides: User, now: dt.datetime) -> list[int]:
    """Return a municipality's administrators (id) of today, without one of them."""
    held = Membership.objects.on(municipality.day_of(now)).filter(
        municipality=municipality, role=Membership.Role.ADMINISTRATOR, user__is_active=True
    )
    return sorted(set(held.exclude(user=besides).values_list("user_id", flat=True)))


_WATCH = frozenset({Membership.Role.ADMINISTRATOR, Membership.Role.PRIVACY_OFFICER})
DONE = {"insert": _("gegeven"), "update": _("gewijzigd"), "delete": _("weggehaald")}


@dataclass(frozen=True)
class Change:
    """One line of the list: who did what to whose role."""

    at: dt.datetime
    by: str
    done: str
    whose: str
    role: str
    team: str
    starts_on: dt.date
    ends_on: dt.date | None
    to_self: bool


def may_see_history(user: User, memberships: Collection[Membership]) -> bool:
    """Return whether somebody watches over who gets which role here."""
    return user.is_superuser or any(row.role in _WATCH for row in memberships)


def history(municipality: Municipality) -> models.QuerySet[Any]:
    """Return every change of a role in a municipality, the latest first, with who made it as the history was told."""
    told = Coalesce(KT("pgh_context__given_by"), KT("pgh_context__user"))
    actor = User.objects.filter(pk=models.OuterRef("actor_id"))
    found: models.QuerySet[Any] = (
        MembershipEvent.objects.filter(municipality=municipality)
        .annotate(actor_id=Cast(told, models.BigIntegerField()))
        .annotate(
            actor_name=models.Subquery(actor.values("name")),
            actor_email=models.Subquery(actor.values("email")),
        )
        .select_related("user", "team")
        .order_by("-pgh_id")
    )
    return found


def described(events: Iterable[Any]) -> list[Change]:
    """Return changes as they are shown."""
    return [
        Change(
            at=row.pgh_created_at,
            by=row.actor_name or row.actor_email or str(_("onbekend")),
            done=str(DONE[row.pgh_label]),
            whose=str(row.user),
            role=str(Membership.Role(row.role).label),
            team=str(row.team or ""),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            to_self=row.actor_id == row.user_id,
        )
        for row in events
    ]
