"""The page on which the administrator changes the policy: its effect is shown before it is recorded."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.foreseeing import foresee_policy
from cases.models import Agreement, Case, Medium, Policy, Standing, TargetGroup
from cases.rules import Policy as Numbers
from cases.rules import Rule
from municipalities.limits import Limits
from tests.cases.screens import days_ago, words_of
from tests.conftest import Place, add_contact, make_case, make_member, signed_in
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
ADD = "/beheer/cases/policy/add/"


@pytest.fixture
def today(place: Place) -> dt.date:
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def less(place: Place, worker: User, today: dt.date) -> Case:
    """Somebody who gets a bit more than half of what is needed: flagged from 60 percent on."""
    case = make_case(place, worker, days_ago(today, 10), rhythm=(5, 9, Medium.HOME_VISIT))
    Agreement.objects.filter(case=case).update(contacts=3)
    for days in range(0, 10, 2):
        add_contact(case, worker, days_ago(today, days))
    return case


@pytest.fixture
def browser(client: Client, place: Place) -> Client:
    user = make_member(place, "beheer@voorbeeldstad.example", Membership.Role.ADMINISTRATOR)
    return signed_in(client, user)


def form(today: dt.date, **changed: Any) -> dict[str, Any]:
    numbers = {name: getattr(Numbers(), name) for name in Numbers.__slots__}
    return {
        "valid_from": today.isoformat(),
        "target_group": "",
        "reason": "De raad vroeg het.",
        **numbers,
        **changed,
    }


def test_the_effect_is_foreseen_and_nothing_of_it_is_kept(place: Place, less: Case, today: dt.date) -> None:
    seen = foresee_policy(
        municipality=place.municipality, target_group=None, numbers=Numbers(threshold_percent=60), on=today
    )
    (effect,) = seen.effects
    assert (effect.name, effect.before, effect.after) == ("threshold_percent", 50, 60)
    assert (effect.begins[Rule.SCALED_DOWN], effect.begins[None], effect.ends[None]) == ((1,), (1,), (0,))
    assert seen.all_of_them
    assert Policy.objects.count() == 0 and not Standing.objects.filter(case=less).exists()


def test_a_policy_is_recorded_after_a_look_at_what_it_does(
    browser: Client, less: Case, today: dt.date
) -> None:
    sent = form(today, threshold_percent=60)
    page = browser.post(ADD, sent)
    assert page.status_code == 200 and "minder dan 10" in words_of(page)
    assert Policy.objects.count() == 0
    # What was looked at is what is recorded: another number is looked at first.
    other = browser.post(ADD, sent | {"threshold_percent": 70, "gezien": page.context["seal"]})
    assert other.status_code == 200 and Policy.objects.count() == 0
    done = browser.post(ADD, sent | {"gezien": page.context["seal"]})
    assert done.status_code == 302
    stored = Policy.objects.get()
    assert (stored.threshold_percent, stored.valid_from, stored.reason) == (60, today, "De raad vroeg het.")
    again = browser.post(ADD, sent | {"gezien": page.context["seal"]})
    assert again.status_code == 422 and "Voor deze dag is er al beleid." in words_of(again)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"threshold_percent": 49}, "Kies een getal van 50 tot en met 90."),
        ({"video": 51}, "Kies een getal van 1 tot en met 50."),
        ({"window_min_days": 13}, "Kies 14 dagen of meer."),
        ({"window_max_days": 13}, "Dit is minder dan het minste."),
        ({"unfindable_attempts": 0}, "Kies 1 of meer."),
        ({"reason": ""}, "Schrijf waarom."),
        ({"valid_from": "2020-01-01"}, "Kies vandaag of een dag die nog komt."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    browser: Client, place: Place, today: dt.date, changed: dict[str, Any], said: str
) -> None:
    page = browser.post(ADD, form(today, **changed))
    assert page.status_code == 422 and said in words_of(page)
    assert Policy.objects.count() == 0


def test_what_held_is_not_changed_and_others_do_not_come_in(
    browser: Client, place: Place, worker: User, today: dt.date
) -> None:
    row = Policy.objects.create(municipality=place.municipality, valid_from=today, reason="Raad")
    page = browser.get(f"/beheer/cases/policy/{row.pk}/change/")
    assert page.status_code == 200 and 'name="threshold_percent"' not in page.content.decode()
    clerk = make_member(place, "balie@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
    for user in (worker, clerk):
        other = signed_in(Client(), user)
        assert other.get(ADD).status_code == 404 and other.post(ADD, form(today)).status_code == 404


def test_who_tries_one_policy_after_the_other_learns_nothing_of_one_resident(
    browser: Client, place: Place, worker: User, less: Case, today: dt.date
) -> None:
    def rows(percent: int) -> list[tuple[str, ...]]:
        page = browser.post(ADD, form(today, threshold_percent=percent))
        ((_changed, found),) = page.context["changes"]
        return list(found)

    effects = {
        percent: foresee_policy(
            municipality=place.municipality,
            target_group=None,
            numbers=Numbers(threshold_percent=percent),
            on=today,
        )
        for percent in (51, 60)
    }
    assert effects[51].effects[0].begins != effects[60].effects[0].begins, "they differ in one resident"
    assert rows(51) == rows(60)
    assert {said for _, *both in rows(60) for said in both} == {"minder dan 10"}


def test_a_stricter_municipality_is_coarser_there_too() -> None:
    assert [Limits().between(number) for number in (0, 9, 10, 39)] == [(0, 9), (0, 9), (10, 19), (30, 39)]
    assert Limits(least=20, step=10).between(39) == (20, 39)


def test_each_number_is_looked_at_by_itself_and_never_two_together(
    browser: Client, less: Case, today: dt.date
) -> None:
    sent = form(today, threshold_percent=60, phone=30, window_min_days=90, window_max_days=120)
    page = browser.post(ADD, sent)
    assert [changed for changed, _rows in page.context["changes"]] == [
        "Punten telefoon: 40 → 30",
        "Drempel in procent: 50 → 60",
        "Venster hoogstens, in dagen: 84 → 120",
    ]
    said = words_of(page)
    assert "Elk getal is apart bekeken" in said
    assert "kan niet veranderen zonder het andere getal: Venster minstens, in dagen." in said
    assert "deze getallen gelden nu al" in words_of(browser.post(ADD, form(today)))


def test_everybody_is_told_by_target_group_and_as_coarsely_as_each_of_them(
    browser: Client, place: Place, less: Case, today: dt.date
) -> None:
    young, old, own = (
        TargetGroup.objects.create(municipality=place.municipality, name=name)
        for name in ("Jongeren", "Ouderen", "Eigen")
    )
    Policy.objects.create(
        municipality=place.municipality, target_group=own, valid_from=today, phone=10, reason="Raad"
    )
    Case.objects.filter(pk=less.pk).update(target_group=old)
    told: dict[TargetGroup | None, Any] = {}
    for group in (None, young, old, own):
        numbers = Numbers(threshold_percent=60, phone=10 if group is own else 40)
        seen = foresee_policy(municipality=place.municipality, target_group=group, numbers=numbers, on=today)
        told[group] = seen.effects[0].begins[None]
        assert [effect.name for effect in seen.effects] == ["threshold_percent"]
    assert told == {None: (0, 0, 1), young: (0,), old: (1,), own: (0,)}, (
        "those with a policy of their own are out"
    )
    page = browser.post(ADD, form(today, threshold_percent=60))
    ((_changed, rows),) = page.context["changes"]
    assert {said for _rule, *both in rows for said in both} == {"minder dan 28"}
    page = browser.post(ADD, form(today, threshold_percent=60, target_group=str(old.pk)))
    ((_changed, rows),) = page.context["changes"]
    assert {said for _rule, *both in rows for said in both} == {"minder dan 10"}


def test_the_list_says_for_whom_and_can_be_narrowed_to_that(
    browser: Client, place: Place, today: dt.date
) -> None:
    young, _other = (
        TargetGroup.objects.create(municipality=place.municipality, name=name)
        for name in ("Jongeren", "Nieuwkomers")
    )
    for group, reason in ((None, "De raad."), (young, "Sneller uit beeld.")):
        Policy.objects.create(
            municipality=place.municipality, target_group=group, valid_from=today, reason=reason
        )
    where = ADD.removesuffix("add/")
    words = words_of(browser.get(where))
    assert "iedereen" in words and "Jongeren" in words
    assert "Nieuwkomers" not in words, "only who has a policy of their own can be chosen"
    for asked, found in (("iedereen", "De raad."), (str(young.pk), "Sneller uit beeld.")):
        page = browser.get(where, {"voor": asked})
        assert [row.reason for row in page.context["cl"].result_list] == [found]
    assert browser.get(where, {"voor": "x"}).context["cl"].result_count == 2
    shown = Policy.objects.get(target_group=None)
    words = words_of(browser.get(f"{where}{shown.pk}/change/"))
    assert "Voor wie: iedereen" in words and "Geschiedenis" not in words


def test_each_number_says_what_it_does(browser: Client, place: Place) -> None:
    fields = browser.get(ADD).context["form"]
    assert [field.name for field in fields if not field.help_text] == ["valid_from", "target_group"]
