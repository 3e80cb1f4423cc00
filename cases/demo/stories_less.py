"""Residents who get less than they need: by one cut, in small steps, by video, unseen, or because nobody finds them."""

from __future__ import annotations

import datetime as dt
import math

from cases.demo import reasons
from cases.demo.diary import keep, search
from cases.demo.draft import Attempt, Change, Draft
from cases.demo.groups import FORTNIGHTLY, FORTNIGHTLY_PHONE, LVB_YOUTH, WEEKLY
from cases.demo.scene import Scene, cut_day
from cases.demo.workdays import on_or_before
from cases.rules import Medium, Rhythm

SALAMI_STEPS = (1.1, 1.25, 1.4, 1.65, 2.05)  # each promise just slightly less than the one before
WEEKLY_PHONE = Rhythm(1, 7, Medium.PHONE)
WEEKLY_VIDEO = Rhythm(1, 7, Medium.VIDEO)


def cut_to_calls(scene: Scene) -> Draft:
    """Turn the weekly visit into a call every two weeks."""
    draft = _cut(scene)
    draft.attempts += _calls_since_cut(scene)
    return draft


def cut_with_visits(scene: Scene) -> Draft:
    """Turn the weekly visit into calls, with a worker who now and then goes all the same."""
    draft = cut_to_calls(scene)
    since = cut_day(scene.today) + dt.timedelta(days=17)
    visits = keep(scene.rng, Rhythm(1, 23, Medium.HOME_VISIT), since, scene.back(6, 18), slips=0, extras=0)
    draft.attempts += [Attempt(visit.day, visit.medium, True, "in_between") for visit in visits]
    return draft


def cut_walks_in(scene: Scene) -> Draft:
    """Turn the weekly visit into calls; the resident comes by at the centre every week."""
    draft = cut_to_calls(scene)
    walk_ins = keep(
        scene.rng, Rhythm(1, 7, Medium.WALK_IN), cut_day(scene.today), scene.back(1, 6), slips=0.02
    )
    draft.attempts += [attempt for attempt in walk_ins if attempt.reached]
    return draft


def salami(scene: Scene) -> Draft:
    """Promise less in five small steps, until it is less than half."""
    return _salami(scene, steps=5)


def salami_begun(scene: Scene) -> Draft:
    """Promise less in two small steps so far, with calls in between that still make up for it."""
    draft = _salami(scene, steps=2)
    draft.attempts += [
        Attempt(day, Medium.PHONE, True, "extra") for day in (scene.back(2, 5), scene.back(9, 12))
    ]
    return draft


def video_only(scene: Scene) -> Draft:
    """Turn the weekly visit into a weekly video call, months ago."""
    return _another_medium(scene, WEEKLY_VIDEO, reasons.video(scene.rng))


def wish_to_call(scene: Scene) -> Draft:
    """Call every week, because the resident wants nobody at the door."""
    return _another_medium(scene, WEEKLY_PHONE, reasons.wish(scene.rng, phone=True))


def wish_for_less(scene: Scene) -> Draft:
    """Visit every two weeks where every week is needed, with calls in between."""
    opened_on, change_day = scene.opened(240), scene.monday_ago(60, 180)
    need, code_and_text = WEEKLY, reasons.wish(scene.rng, phone=False)
    draft = scene.start(opened_on, need)
    draft.agreements.append(_agreement(change_day, FORTNIGHTLY, code_and_text))
    draft.attempts += keep(scene.rng, need, opened_on, change_day - dt.timedelta(days=3))
    last = scene.back(8, 12)
    draft.attempts += keep(scene.rng, FORTNIGHTLY, change_day, last, slips=0.02)
    draft.attempts += keep(scene.rng, FORTNIGHTLY_PHONE, change_day, scene.back(1, 5), slips=0.02)
    return draft


def overloaded(scene: Scene) -> Draft:
    """Promise all that is needed, and come half the time."""
    need = scene.weekly()
    draft = scene.start(scene.opened(140), need)
    turn = scene.back(38, 70)
    draft.attempts += keep(scene.rng, need, draft.opened_on, turn)
    every = need.per_days / need.contacts
    sparse = Rhythm(1, round(2.2 * every), need.medium)
    draft.attempts += keep(scene.rng, sparse, turn, scene.back(2, 11), slips=0.1, extras=0.1)
    return draft


def calls_only(scene: Scene) -> Draft:
    """Promise visits, and call a few times a week instead."""
    need = scene.weekly()
    draft = scene.start(scene.opened(140), need)
    limit = 4 * math.ceil(need.per_days / need.contacts)
    turn = scene.back(limit + 4, limit + 24)
    draft.attempts += keep(scene.rng, need, draft.opened_on, turn)
    # Calls count for less in this group's policy: there have to be more of them to make up for the visits.
    often = Rhythm(3 if scene.group is LVB_YOUTH else 2, 7, Medium.PHONE)
    draft.attempts += keep(
        scene.rng, often, turn + dt.timedelta(days=2), scene.back(1, 3), slips=0.03, extras=0
    )
    return draft


def unfindable_long(scene: Scene) -> Draft:
    """Look in vain for weeks."""
    need = scene.weekly()
    limit = 4 * math.ceil(need.per_days / need.contacts)
    return _unfindable(scene, need, scene.back(limit + 3, limit + 22), tries=scene.rng.randint(5, 7))


def unfindable_lately(scene: Scene) -> Draft:
    """Look in vain for two weeks or a little more."""
    need = scene.weekly()
    limit = 2 * math.ceil(need.per_days / need.contacts)
    return _unfindable(scene, need, scene.back(limit, limit + 6), tries=scene.rng.randint(3, 5))


def never_contacted(scene: Scene) -> Draft:
    """Open a case and forget it."""
    draft = scene.start(scene.opened(33, 40), WEEKLY)
    draft.attempts.clear()
    return draft


def _cut(scene: Scene) -> Draft:
    """Visit every week until the organisation scaled down."""
    cut = cut_day(scene.today)
    draft = scene.start(scene.opened(130), WEEKLY)
    draft.agreements.append(_agreement(cut, FORTNIGHTLY_PHONE, reasons.cut(scene.rng)))
    draft.attempts += keep(scene.rng, WEEKLY, draft.opened_on, cut - dt.timedelta(days=3))
    return draft


def _calls_since_cut(scene: Scene) -> list[Attempt]:
    calls = keep(scene.rng, FORTNIGHTLY_PHONE, cut_day(scene.today), scene.back(1, 12), slips=0.05, extras=0)
    first = min(call.day for call in calls)
    return [
        Attempt(
            call.day, call.medium, call.reached, call.mark or ("cut_first" if call.day == first else "cut")
        )
        for call in calls
    ]


def _salami(scene: Scene, steps: int) -> Draft:
    """Promise the need, and then each two months or so a little less."""
    need = scene.weekly()
    weeks_apart = scene.rng.randint(6, 9)
    last_step = scene.monday_ago(21, 50)
    age = (scene.today - last_step).days + 7 * weeks_apart * steps
    draft = scene.start(scene.opened(age + 40), need)
    days = [last_step - dt.timedelta(weeks=weeks_apart * left) for left in reversed(range(steps))]
    promised, since = need, draft.opened_on
    for day, factor in zip(days, SALAMI_STEPS, strict=False):
        draft.attempts += keep(scene.rng, promised, since, day - dt.timedelta(days=2))
        promised, since = Rhythm(need.contacts, math.ceil(need.per_days * factor), need.medium), day
        draft.agreements.append(_agreement(day, promised, reasons.step(scene.rng)))
    draft.attempts += keep(scene.rng, promised, since, scene.back(1, need.per_days - 2))
    return draft


def _another_medium(scene: Scene, promised: Rhythm, code_and_text: tuple[str, str]) -> Draft:
    """Visit every week, and since months keep in touch in another way."""
    change_day = scene.monday_ago(56, 190)
    draft = scene.start(scene.opened(280), WEEKLY)
    draft.agreements.append(_agreement(change_day, promised, code_and_text))
    draft.attempts += keep(scene.rng, WEEKLY, draft.opened_on, change_day - dt.timedelta(days=3))
    draft.attempts += keep(scene.rng, promised, change_day, scene.back(1, 6), extras=0)
    return draft


def _unfindable(scene: Scene, need: Rhythm, last_reached: dt.date, tries: int) -> Draft:
    """Keep the rhythm until the resident no longer answers, then look in different ways."""
    draft = scene.start(scene.opened(150), need)
    draft.attempts += keep(scene.rng, need, draft.opened_on, last_reached)
    first = last_reached + dt.timedelta(days=math.ceil(need.per_days / need.contacts))
    draft.attempts += search(scene.rng, first, on_or_before(scene.back(1, 4)), tries)
    return draft


def _agreement(day: dt.date, rhythm: Rhythm, code_and_text: tuple[str, str]) -> Change:
    code, text = code_and_text
    return Change(day, rhythm, text, code)
