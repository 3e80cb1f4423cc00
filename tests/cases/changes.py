"""Change what a case is judged from, in any way and past all actions."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from cases import rules
from cases.models import Agreement, Case, Contact, Medium, Need, Pause, Policy, Standing, TargetGroup
from tests.cases.histories import AROUND
from tests.conftest import add_contact
from wijkzorg.accounts.models import User

DAY = dt.timedelta(days=1)
DATES = ("scaled_down_on", "eroding_on", "not_seen_on", "unfindable_on", "due_on", "next_on")


def changes(rng: random.Random, case: Case, worker: User, number: int) -> list[Callable[[], object]]:
    """Return ways to change what a case is judged from, past all actions."""
    standing = Standing.objects.get(case=case)
    assert standing.read_from is not None
    read_from, later = standing.read_from, dt.date(2030, 1, 1) + 9 * DAY * number
    own: dict[str, Any] = {"municipality_id": case.municipality_id, "case": case}
    policy: dict[str, Any] = {
        "municipality_id": case.municipality_id,
        "target_group_id": case.target_group_id,
    }
    return [
        *_contact_changes(rng, case, worker, read_from),
        *_version_changes(rng, Need, case),
        *_version_changes(rng, Agreement, case),
        *_pause_changes(rng, case),
        *_policy_changes(rng, case),
        lambda: Agreement.objects.create(
            **own, valid_from=later, contacts=1, per_days=7, medium=Medium.PHONE
        ),
        lambda: Pause.objects.create(**own, first_day=later, last_day=later),
        lambda: Policy.objects.create(**policy, valid_from=later, reason="test", phone=rng.randint(1, 39)),
        lambda: Case.objects.filter(pk=case.pk).update(closed_on=later),
        lambda: Case.objects.filter(pk=case.pk).update(opened_on=case.opened_on + DAY, closed_on=None),
        lambda: _new_group(case, f"{case.ref} {number}"),
        standing.delete,
        lambda: Standing.objects.filter(case=case).update(digest=None),
        lambda: Standing.objects.filter(case=case).update(read_from=read_from - DAY * 30),
    ]


def _contact_changes(
    rng: random.Random, case: Case, worker: User, read_from: dt.date
) -> list[Callable[[], object]]:
    first = max(read_from, case.opened_on)
    if first > AROUND:
        return []
    day = first + DAY * rng.randint(0, (AROUND - first).days)
    medium, reached = rng.choice(tuple(Medium)), rng.random() < 0.5
    changes: list[Callable[[], object]] = [lambda: add_contact(case, worker, day, medium, reached=reached)]
    read = Contact.objects.filter(case=case, day__range=(first, AROUND))
    if (one := read.order_by("?").first()) is not None:
        same = Contact.objects.filter(pk=one.pk)
        changes += [
            one.delete,
            lambda: same.update(reached=not one.reached),
            lambda: same.update(medium=one.medium % 6 + 1),
            lambda: add_contact(case, worker, one.day, Medium(one.medium), reached=one.reached),
        ]
    return changes


def _version_changes(rng: random.Random, model: Any, case: Case) -> list[Callable[[], object]]:
    versions = model.objects.filter(case=case).order_by("valid_from")
    if not versions:
        return []
    version, before = rng.choice(list(versions)), versions[0].valid_from - DAY * rng.randint(1, 9)
    same = versions.filter(pk=version.pk)
    return [
        lambda: same.update(per_days=version.per_days % 365 + 1, contacts=1),
        lambda: same.update(medium=version.medium % 6 + 1),
        lambda: same.update(valid_from=before),
    ]


def _pause_changes(rng: random.Random, case: Case) -> list[Callable[[], object]]:
    pauses = list(Pause.objects.filter(case=case))
    if not pauses:
        return []
    pause = rng.choice(pauses)
    return [pause.delete, lambda: Pause.objects.filter(pk=pause.pk).update(first_day=pause.last_day)]


def _policy_changes(rng: random.Random, case: Case) -> list[Callable[[], object]]:
    policies = list(Policy.objects.filter(target_group=case.target_group_id))
    if not policies:
        return []
    policy = rng.choice(policies)
    same = Policy.objects.filter(pk=policy.pk)
    return [policy.delete, lambda: same.update(threshold_percent=50 + policy.threshold_percent % 40)]


def _new_group(case: Case, name: str) -> None:
    group = TargetGroup.objects.create(municipality_id=case.municipality_id, name=name)
    Policy.objects.create(
        municipality_id=case.municipality_id,
        target_group=group,
        valid_from=case.opened_on,
        reason="test",
        window_min_days=17,
    )
    Case.objects.filter(pk=case.pk).update(target_group=group)


def inputs(case: Case) -> list[tuple[str, Any]]:
    """All rows of a case as they are, so that a change that changed nothing is known."""
    tables: dict[str, Any] = {
        "standing": Standing.objects.filter(case=case).values("read_from", "digest", "live", *DATES),
        "need": Need.objects.filter(case=case).values("valid_from", "contacts", "per_days", "medium"),
        "agreement": Agreement.objects.filter(case=case).values(
            "valid_from", "contacts", "per_days", "medium"
        ),
        "pause": Pause.objects.filter(case=case).values("first_day", "last_day"),
        "contact": Contact.objects.filter(case=case).values("day", "medium", "reached"),
        "policy": Policy.objects.filter(target_group=case.target_group_id).values(
            *rules.Policy.__slots__, "valid_from"
        ),
        "case": Case.objects.filter(pk=case.pk).values("opened_on", "closed_on"),
    }
    return [(name, sorted(map(repr, rows))) for name, rows in tables.items()]
