"""Residents who get what they need, at whatever rhythm: steady, young, slow, changed, paused, closed."""

from __future__ import annotations

import datetime as dt
import math

from cases.demo import reasons
from cases.demo.diary import keep
from cases.demo.draft import Attempt, Change, Draft, Rest
from cases.demo.groups import FORTNIGHTLY, FOUR_WEEKLY, FOUR_WEEKLY_PHONE, LVB_YOUTH, TWICE_A_WEEK, WEEKLY
from cases.demo.scene import Scene
from cases.demo.workdays import monday_of, on_or_after, on_or_before
from cases.rules import Medium, Rhythm


def steady(scene: Scene) -> Draft:
    """Let someone come as promised, all the time, with the next contact still to come."""
    return _steady(scene, scene.usual(), scene.opened(110), late=False)


def due(scene: Scene) -> Draft:
    """Let someone come as promised, with the next contact due today or a few days late."""
    # Under this group's policy a weekly visit that is late would threaten at once.
    rhythm = FORTNIGHTLY if scene.group is LVB_YOUTH else scene.usual()
    return _steady(scene, rhythm, scene.opened(110), late=True)


def slow(scene: Scene) -> Draft:
    """Let someone come once in four weeks or less."""
    slower = Rhythm(1, 42, Medium.HOME_VISIT)
    rhythm = scene.rng.choice((FOUR_WEEKLY, FOUR_WEEKLY, FOUR_WEEKLY, FOUR_WEEKLY_PHONE, slower))
    return _steady(scene, rhythm, scene.opened(120), late=False)


def young(scene: Scene) -> Draft:
    """Begin a few weeks ago."""
    return _steady(scene, scene.usual(), scene.opened(9, 50), late=False)


def slightly_less(scene: Scene) -> Draft:
    """Promise a little less than needed, because the resident wants it so."""
    need = scene.weekly()
    less = Rhythm(need.contacts, need.per_days + math.ceil(need.per_days / 8), need.medium)
    draft = _steady(scene, less, scene.opened(200), late=False)
    code, text = reasons.slightly_less(scene.rng)
    draft.needs = [Change(draft.opened_on, need, draft.needs[0].text)]
    draft.agreements = [Change(draft.opened_on, less, text, code)]
    return draft


def raised(scene: Scene) -> Draft:
    """Find on the way that more is needed, and promise it."""
    after = scene.spared(scene.rng.choice((WEEKLY, WEEKLY, TWICE_A_WEEK)))
    before = FORTNIGHTLY if scene.rng.random() < 0.7 else FOUR_WEEKLY
    return _changed(scene, before, after, reasons.raised(scene.rng))


def lowered(scene: Scene) -> Draft:
    """Find on the way that less is needed, because it goes better."""
    before = scene.weekly() if scene.rng.random() < 0.8 else TWICE_A_WEEK
    after = scene.rng.choice((FORTNIGHTLY, FORTNIGHTLY, FOUR_WEEKLY))
    return _changed(scene, before, after, reasons.lowered(scene.rng))


def paused(scene: Scene) -> Draft:
    """Stand still today: in hospital or away."""
    draft = _steady(scene, scene.usual(), scene.opened(200), late=False, until=scene.ago(3, 18))
    sick = scene.rng.random() < 0.6
    first = max(attempt.day for attempt in draft.attempts) + dt.timedelta(days=scene.rng.randint(1, 3))
    last = scene.today + dt.timedelta(days=scene.rng.randint(4, 19))
    draft.rests = [Rest(first, last, reasons.rest(scene.rng, sick=sick))]
    if sick:
        draft.attempts.append(Attempt(on_or_after(first), Medium.HOME_VISIT, True, "hospital"))
    return draft


def closed(scene: Scene) -> Draft:
    """End well."""
    closed_on = scene.back(15, 330)
    opened_on = on_or_before(closed_on - dt.timedelta(days=scene.rng.randint(90, 390)))
    need = scene.usual()
    draft = scene.start(opened_on, need)
    halfway = monday_of(opened_on + (closed_on - opened_on) * 2 // 3)
    draft.needs.append(Change(halfway, FOUR_WEEKLY, reasons.lowered(scene.rng)))
    draft.agreements.append(Change(halfway, FOUR_WEEKLY))
    draft.attempts += keep(scene.rng, need, opened_on, halfway)
    draft.attempts += keep(scene.rng, FOUR_WEEKLY, halfway, closed_on - dt.timedelta(days=9))
    draft.attempts.append(
        Attempt(on_or_before(closed_on - dt.timedelta(days=1)), Medium.HOME_VISIT, True, "closing")
    )
    draft.closed_on = closed_on
    return draft


def _steady(
    scene: Scene, rhythm: Rhythm, opened_on: dt.date, *, late: bool, until: dt.date | None = None
) -> Draft:
    """Keep one rhythm, with now and then a pause long ago."""
    draft = scene.start(opened_on, rhythm)
    every = math.ceil(rhythm.per_days / rhythm.contacts)
    last = until or (scene.back(every, every + 3) if late else scene.back(1, max(1, every - 1)))
    draft.attempts += keep(scene.rng, rhythm, opened_on, last)
    _rest_long_ago(scene, draft)
    return draft


def _changed(scene: Scene, before: Rhythm, after: Rhythm, text: str) -> Draft:
    """Keep one rhythm, and from a Monday on another."""
    opened_on = scene.opened(260)
    change_day = scene.monday_ago(40, 200)
    draft = scene.start(opened_on, before)
    draft.needs.append(Change(change_day, after, text))
    draft.agreements.append(Change(change_day, after))
    every = math.ceil(after.per_days / after.contacts)
    draft.attempts += keep(scene.rng, before, opened_on, change_day - dt.timedelta(days=3))
    draft.attempts += keep(scene.rng, after, change_day, scene.back(1, max(1, every - 1)))
    return draft


def _rest_long_ago(scene: Scene, draft: Draft) -> None:
    """Let one in seven older cases have stood still for a while."""
    age = (scene.today - draft.opened_on).days
    if age < 250 or scene.rng.random() > 0.15:
        return
    sick = scene.rng.random() < 0.5
    first = draft.opened_on + dt.timedelta(days=scene.rng.randint(40, age - 170))
    last = first + dt.timedelta(days=scene.rng.randint(6, 34))
    draft.rests.append(Rest(first, last, reasons.rest(scene.rng, sick=sick)))
    if sick:
        visit = on_or_after(first + dt.timedelta(days=2))
        draft.attempts.append(Attempt(visit, Medium.HOME_VISIT, True, "hospital"))
