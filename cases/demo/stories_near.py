"""Residents with whom nothing is wrong yet, and something will be within a week if nobody comes."""

from __future__ import annotations

import datetime as dt
import math

from cases.demo import reasons
from cases.demo.diary import keep, search
from cases.demo.draft import Attempt, Change, Draft
from cases.demo.groups import FORTNIGHTLY_PHONE, WEEKLY
from cases.demo.scene import Scene
from cases.demo.workdays import on_or_after
from cases.rules import Medium, Rhythm


def nearly_unseen(scene: Scene) -> Draft:
    """Call instead of visit for almost too long."""
    need = scene.weekly()
    every = math.ceil(need.per_days / need.contacts)
    draft = scene.start(scene.opened(140), need)
    turn = scene.back(4 * every - 6, 4 * every - 1)
    draft.attempts += keep(scene.rng, need, draft.opened_on, turn)
    calls = Rhythm(1, max(4, every - 3), Medium.PHONE)
    draft.attempts += keep(
        scene.rng, calls, turn + dt.timedelta(days=3), scene.back(1, 4), extras=0, slips=0.03
    )
    return draft


def nearly_too_little(scene: Scene) -> Draft:
    """Miss enough visits that one more week without is too little."""
    need = scene.weekly()
    every = need.per_days / need.contacts
    draft = scene.start(scene.opened(140), need)
    window = math.ceil(4 * every)
    turn = scene.back(window - 6, window - 1)
    draft.attempts += keep(scene.rng, need, draft.opened_on, turn)
    sparse = Rhythm(1, round(1.4 * every), need.medium)
    missed = turn + dt.timedelta(days=round(every))
    draft.attempts += [Attempt(on_or_after(missed), need.medium, False, "missed")]
    draft.attempts += keep(
        scene.rng, sparse, missed + dt.timedelta(days=1), scene.back(2, 6), extras=0, slips=0
    )
    return draft


def cut_announced(scene: Scene) -> Draft:
    """Be promised calls instead of visits from next Monday on."""
    need = WEEKLY if not scene.cut else scene.weekly()
    draft = scene.start(scene.opened(140), need)
    code, text = reasons.announced(scene.rng)
    draft.agreements.append(Change(scene.next_monday, FORTNIGHTLY_PHONE, text, code))
    draft.attempts += keep(scene.rng, need, draft.opened_on, scene.back(1, 6), slips=0.03)
    return draft


def nearly_unfindable(scene: Scene) -> Draft:
    """Try three times and more, for almost two weeks."""
    need = scene.weekly()
    every = math.ceil(need.per_days / need.contacts)
    draft = scene.start(scene.opened(140), need)
    last_reached = scene.back(2 * every - 5, 2 * every - 1)
    draft.attempts += keep(scene.rng, need, draft.opened_on, last_reached, slips=0.02)
    first = last_reached + dt.timedelta(days=max(2, every - 3))
    draft.attempts += search(scene.rng, first, scene.back(1, 2), tries=scene.rng.choice((3, 4)))
    return draft


def waiting_since_start(scene: Scene) -> Draft:
    """Open a case, call once, and have nobody come yet."""
    draft = scene.start(scene.opened(8, 17), WEEKLY)
    draft.attempts = [Attempt(draft.opened_on, Medium.PHONE, True, "first_call")]
    return draft
