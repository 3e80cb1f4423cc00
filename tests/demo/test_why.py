"""Waarom? in the demo: what each sum lists adds up to the number it explains, and to what is counted here by hand."""

from __future__ import annotations

import datetime as dt
import re

from cases.demo import staff
from cases.rules import DEFAULT_POLICY, Medium, Rhythm, Rule
from tests.cases.sums import added_up
from tests.conftest import Browser
from tests.demo.known import Known
from tests.pages import Part, read
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

DAY = dt.timedelta(days=1)


def test_what_every_why_opens_adds_up_for_every_case(
    town: Municipality, on: dt.date, everybody: dict[str, Known]
) -> None:
    assert sum(added_up(known.case, on) for known in everybody.values()) > 1000


class ByHand:
    """The numbers of a case counted day by day, from its records and the words of docs/rules.md alone."""

    def __init__(self, known: Known, on: dt.date) -> None:
        history = known.history
        self.paused = {day for pause in history.pauses for day in pause.days()}
        self.opened, self.on = history.opened_on, on
        self.contacts = [one for one in history.contacts if history.opened_on <= one.day <= on]
        self.needs = {version.valid_from: version.rhythm for version in history.needs}
        self.need = self.need_on(on)
        self.policy = known.numbers.policy or DEFAULT_POLICY
        self.weight = self.policy.weight(self.need.medium)

    def need_on(self, day: dt.date) -> Rhythm:
        return self.needs[max(first for first in self.needs if first <= max(day, self.opened))]

    def rate(self, rhythm: Rhythm) -> int:
        """Return a rhythm in millionths of a point per day, rounded up."""
        points = rhythm.contacts * min(self.policy.weight(rhythm.medium), self.weight)
        return -(-1_000_000 * points // rhythm.per_days)

    def counted_after(self, last: dt.date | None) -> int:
        """Count the days after a day, or all, that are in no pause."""
        first = last + DAY if last else self.opened
        return sum(first + number * DAY not in self.paused for number in range((self.on - first).days + 1))

    def window(self, length: int) -> list[dt.date]:
        """Return the last so many counted days."""
        days, day = list[dt.date](), self.on
        while len(days) < length and day >= self.opened:
            if day not in self.paused:
                days.append(day)
            day -= DAY
        return days

    def points(self, length: int) -> list[int]:
        """Return what each day of the window earned."""
        found = []
        for day in self.window(length):
            media = [one.medium for one in self.contacts if one.day == day and one.reached]
            if media:
                found.append(min(max(self.policy.weight(medium) for medium in media), self.weight))
        return found

    def asked(self, length: int) -> int:
        """Return what was needed in the window, the days before opening included, in whole points."""
        days = self.window(length)
        needed = sum(min(self.rate(self.need_on(day)), self.rate(self.need)) for day in days)
        return (needed + (length - len(days)) * self.rate(self.need)) // 1_000_000

    def last(self, *, seen: bool) -> dt.date | None:
        """Return the last day on which somebody was seen, or reached at all."""
        face = (Medium.HOME_VISIT, Medium.WALK_IN, Medium.OUTDOORS)
        days = [one.day for one in self.contacts if one.reached and (not seen or one.medium in face)]
        return max(days, default=None)

    def tried(self) -> int:
        """Count the days since somebody was reached on which it was tried."""
        last = self.last(seen=False)
        days = {one.day for one in self.contacts if not one.reached and (last is None or one.day > last)}
        return len(days - self.paused)


def numbers(sum_: Part) -> list[int]:
    """Return what stands at the right of the rows of a sum."""
    found = [row.one("td", "wz-number").words for row in sum_.one("tbody").every("tr")]
    return [int(number.replace("−", "-")) for number in found if number]


def total(sum_: Part) -> str:
    return next(sum_.one("tfoot").every("td", "wz-number")).words


def compare_sums(page: Part, known: Known, on: dt.date) -> None:
    """Compare the sums of a page with what is counted by hand."""
    mine, m, ref = ByHand(known, on), known.numbers, known.case.ref
    sums = {one.attrs["data-sum"]: one for one in page.every("table", data_sum=None)}
    length = m.window or 0
    asked, *came = numbers(sums["delivered"])
    credit = (length - len(mine.window(length))) * mine.rate(mine.need) // 1_000_000
    assert asked == mine.asked(length), ref
    assert sorted(one for one in came if one) == sorted(
        [*mine.points(length), *([credit] if credit else [])]
    ), ref
    assert f"{sum(came)} van {asked} punten" in sums["delivered"].words, ref
    for name, seen in (("unseen", True), ("unreached", False)):
        counted = mine.counted_after(mine.last(seen=seen))
        assert sum(numbers(sums[name])) == counted == int(total(sums[name])), (ref, name)
    assert sum(numbers(sums["tries"])) == mine.tried() == int(total(sums["tries"])), ref
    if m.agreement:
        needed, promised = numbers(sums["promised"])
        want = [28 * mine.rate(rhythm) // 1_000_000 for rhythm in (mine.need, m.agreement.rhythm)]
        assert [needed, promised] == want, ref
        assert f"{promised} van {needed} punten" in sums["promised"].words


def compare_card(card: Part, known: Known, on: dt.date) -> None:
    """Compare the sum on the card of a flag with what is counted by hand."""
    mine, ref = ByHand(known, on), known.case.ref
    sum_, length = card.one("table", "wz-ledger"), known.numbers.window or 0
    match Rule(card.attrs["data-kind"]):
        case Rule.ERODING:
            asked, *came = numbers(sum_)
            assert f"{sum(came)} van {asked} punten" in sum_.words, ref
            assert asked == mine.asked(length), ref
        case Rule.NOT_SEEN:
            counted = mine.counted_after(mine.last(seen=True))
            assert sum(numbers(sum_)) == counted == int(total(sum_)), ref
            assert counted > length
        case Rule.SCALED_DOWN:
            needed, promised = numbers(sum_)
            assert f"{promised} van {needed} punten" in sum_.words, ref
        case Rule.UNFINDABLE:
            tried, days = (int(number) for number in re.findall(r"\d+", total(sum_)))
            assert (tried, days) == (mine.tried(), mine.counted_after(mine.last(seen=False))), ref
            rows = [row.words for row in sum_.one("tbody").every("tr")]
            earlier = sum(int(number) for number in re.findall(r"en (\d+) eerdere", " ".join(rows)))
            assert sum("niet gelukt" in row for row in rows) + earlier >= tried, ref


def test_what_a_page_opens_is_what_is_counted_by_hand_for_every_flagged_case(
    town: Municipality, on: dt.date, everybody: dict[str, Known]
) -> None:
    leads = {}
    for team in staff.TEAMS:
        leads[team.name] = Browser()
        leads[team.name].force_login(User.objects.get(email=staff.email(team.lead)))
    flagged = [known for known in everybody.values() if known.flags]
    assert len(flagged) > 60
    cards = 0
    for known in flagged:
        lead, own = leads[known.case.team.name], f"/dossiers/{known.case.pk}/"
        compare_sums(read(lead.get(f"{own}waarom/")), known, on)
        for card in read(lead.get(own)).every("article", "wz-flag"):
            compare_card(card, known, on)
            cards += 1
    assert cards == sum(len(known.flags) for known in flagged)
