"""The whole municipality on a day: every case told until it stands as its story says."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from cases.demo import staff
from cases.demo.draft import Change, Draft, Rest
from cases.demo.groups import GROUPS, SHARES, Group, GroupPolicy, policies
from cases.demo.homes import Home, home
from cases.demo.moments import Moment, moments
from cases.demo.people import Person, Town
from cases.demo.places import BY_TEAM
from cases.demo.plan import Part, parts
from cases.demo.scene import Scene
from cases.demo.stories import STORIES
from cases.rules import History, assess, refuse_pauses

SEED = "Voorbeeldstad"
MOST_TRIES = 400


class DemoError(Exception):
    """A story that no throw of the dice could tell; a defect of the demo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One case of the demo, complete."""

    ref: str
    story: str
    resident_ref: str
    resident: Person
    home: Home
    group: str
    team: str
    worker: str | None
    opened_on: dt.date
    closed_on: dt.date | None
    needs: tuple[Change, ...]
    agreements: tuple[Change, ...]
    rests: tuple[Rest, ...]
    moments: tuple[Moment, ...]
    history: History


@dataclass(frozen=True, slots=True)
class Demo:
    """The municipality of the demo as it stands at the beginning of `today`."""

    today: dt.date
    policies: tuple[GroupPolicy, ...]
    cases: tuple[CaseFile, ...]


def make(today: dt.date) -> Demo:
    """Make the municipality; the same day gives the same one. Nothing in it happened on `today` or later."""
    town = Town(taken={name for team in staff.TEAMS for name in (team.lead, *team.workers)})
    laid_down = policies(today)
    files = [
        _case_file(number, part, town, laid_down, today)
        for number, part in enumerate(parts(random.Random(f"{SEED} plan")), start=1)
    ]
    by_opening = sorted(files, key=lambda file: (file.opened_on, file.resident_ref))
    numbered = (replace(file, ref=f"D{number:05}") for number, file in enumerate(by_opening, start=1))
    return Demo(today, laid_down, tuple(numbered))


def _case_file(
    number: int, part: Part, town: Town, laid_down: tuple[GroupPolicy, ...], today: dt.date
) -> CaseFile:
    """Make one case; who it is about depends on the number alone, not on the day."""
    who = random.Random(f"{SEED} neighbour {number}")
    group = who.choices(GROUPS, SHARES)[0]
    person = town.person(who, group, BY_TEAM[part.team.name], today)
    rng = random.Random(f"{SEED} story {number} {today.isoformat()}")
    cut = part.team.organisation == staff.SCALED_DOWN
    draft, history = tell(part.story, rng, group, laid_down, today, cut=cut)
    colleagues = tuple(part.team.workers)
    return CaseFile(
        ref="",
        story=part.story,
        resident_ref=f"B{number:05}",
        resident=person,
        home=home(SEED, number, person.neighbourhood_code),
        group=group.name,
        team=part.team.name,
        worker=part.worker,
        opened_on=draft.opened_on,
        closed_on=draft.closed_on,
        needs=tuple(draft.needs),
        agreements=tuple(draft.agreements),
        rests=tuple(draft.rests),
        moments=moments(rng, draft, person, group, part.worker, colleagues, today),
        history=history,
    )


def tell(
    name: str,
    rng: random.Random,
    group: Group,
    laid_down: tuple[GroupPolicy, ...],
    today: dt.date,
    *,
    cut: bool,
) -> tuple[Draft, History]:
    """Tell a story until the rules say of it what the story says; raises DemoError where they never do."""
    story = STORIES[name]
    scene = Scene(rng, today, group, cut)
    of_group = tuple(one.version for one in laid_down if one.group is group)
    of_all = tuple(one.version for one in laid_down if one.group is None)
    for _ in range(MOST_TRIES):
        draft = story.make(scene)
        draft.tidy(today)
        history = draft.history(of_group, of_all)
        if not refuse_pauses(history.pauses) and story.is_told_by(assess(history, today)):
            return draft, history
    raise DemoError(f"the story {name} cannot be told of {group.name or 'no group'} on {today}")
