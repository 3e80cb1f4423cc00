"""What a second person must see: cuts at or below the threshold, and what could make an open flag vanish."""

# ruff: noqa: F811  (a fixture that is imported is also the name of an argument)

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases import answers, lifecycle, promises, rules
from cases.changing import version_of
from cases.models import (
    Agreement,
    Case,
    Confirmation,
    Decision,
    Flag,
    Ground,
    Need,
    Pause,
    Reason,
    TargetGroup,
)
from cases.models import Policy as PolicyRow
from cases.promises import Less
from tests.cases.less import decision, less
from tests.cases.waits import (  # noqa: F401
    CALL,
    DAY,
    NOW,
    OPENED,
    TODAY,
    VISIT,
    agree,
    case,
    close,
    need,
    open_flags,
    pause,
    promised,
    unseen,
)
from tests.conftest import Place
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db

# What waits, at each edge.


@pytest.mark.parametrize(
    ("rhythm", "waits"),
    [
        ((1, 14, rules.Medium.HOME_VISIT), True),  # half is already scaled down
        ((50, 699 // 2, rules.Medium.HOME_VISIT), False),  # a little over the half of a year
        ((1, 13, rules.Medium.HOME_VISIT), False),
        ((1, 7, rules.Medium.VIDEO), True),  # video is not eye contact
        ((7, 7, rules.Medium.PHONE), True),  # however often
        ((1, 7, rules.Medium.HOME_VISIT), False),
        ((1, 7, rules.Medium.WALK_IN), False),
    ],
)
def test_a_cut_waits_from_the_threshold_on(
    case: Case, worker: User, rhythm: tuple[int, int, rules.Medium], waits: bool
) -> None:
    agree(case, worker, rules.Rhythm(*rhythm))
    assert Confirmation.objects.filter(case=case, kind="cut", state="waiting").exists() is waits
    assert promised(case) == rules.Rhythm(*rhythm), "it is in force at once"
    assert ("scaled_down" in open_flags(case)) is waits


def test_the_threshold_is_that_of_the_policy_of_its_first_day(place: Place, case: Case, worker: User) -> None:
    PolicyRow.objects.create(
        municipality=place.municipality, valid_from=TODAY + DAY, threshold_percent=60, reason="strenger"
    )
    agree(case, worker, rules.Rhythm(1, 12, rules.Medium.HOME_VISIT))
    assert not Confirmation.objects.exists()
    agree(case, worker, rules.Rhythm(3, 36, rules.Medium.HOME_VISIT), on=TODAY + DAY)
    assert Confirmation.objects.filter(kind="cut").count() == 1


def test_less_says_all_that_is_missing_at_once(case: Case, worker: User) -> None:
    def refused(**said: object) -> dict[str, list[str]]:
        with pytest.raises(ValidationError) as wrong:
            promises.agree(actor=worker, case=case, valid_from=TODAY, rhythm=CALL, less=Less(**said), now=NOW)  # type: ignore[arg-type]
        return wrong.value.message_dict

    assert set(refused()) == {"reason", "review_on", "instead", "residents_words"}
    whole = {"review_on": TODAY + DAY, "instead": "niets", "residents_words": "jammer"}
    assert set(refused(reason=Reason.BUDGET, **whole)) == {"decision"}
    assert set(refused(reason=Reason.NO_CAPACITY, **whole)) == {"decision"}
    assert set(refused(reason=Reason.OTHER, **whole)) == {"reason_text"}
    for days, ok in ((-1, False), (0, False), (1, True), (42, True), (43, False)):
        said = whole | {"review_on": TODAY + days * DAY, "reason": Reason.RESIDENTS_WISH}
        if not ok:
            assert set(refused(**said)) == {"review_on"}, days
    assert not Agreement.objects.filter(valid_from=TODAY).exists()


@pytest.mark.parametrize(("days", "ok"), [(1, True), (42, True), (43, False)])
def test_a_review_is_at_most_42_days_ahead(case: Case, worker: User, days: int, ok: bool) -> None:
    said = less(case, Reason.BUDGET, TODAY, days=days)
    if ok:
        promises.agree(actor=worker, case=case, valid_from=TODAY, rhythm=CALL, less=said, now=NOW)
        assert Agreement.objects.get(valid_from=TODAY).review_on == TODAY + days * DAY
        return
    with pytest.raises(ValidationError, match="hoogstens 42 dagen"):
        promises.agree(actor=worker, case=case, valid_from=TODAY, rhythm=CALL, less=said, now=NOW)


@pytest.mark.parametrize(
    ("first", "last", "waits"),
    [(29, 35, False), (28, 35, True), (1 + 1, 5, True), (-40, -28 - 6, True), (-50, -28 - 7, False)],
)
def test_a_pause_within_28_days_of_another_waits_on_either_side(
    case: Case, worker: User, first: int, last: int, waits: bool
) -> None:
    """The first ends on TODAY and began six days before it: days are counted from its ends."""
    assert pause(case, worker, TODAY - 6 * DAY, TODAY) is not None
    assert not Confirmation.objects.exists()
    pause(case, worker, TODAY + first * DAY, TODAY + last * DAY)
    assert Confirmation.objects.filter(kind="pause", why="pause_after_pause").exists() is waits


def test_while_a_flag_is_open_a_lowered_need_a_pause_and_a_closing_wait(unseen: Case, worker: User) -> None:
    assert "not_seen" in open_flags(unseen)
    need(unseen, worker, rules.Rhythm(1, 28, rules.Medium.HOME_VISIT))
    pause(unseen, worker, TODAY + DAY, TODAY + 5 * DAY)
    close(unseen, worker, TODAY + 9 * DAY)
    waiting = Confirmation.objects.filter(case=unseen, state="waiting")
    assert set(waiting.values_list("kind", "why")) == {
        ("need", "open_flag"),
        ("pause", "open_flag"),
        ("closing", "open_flag"),
    }
    assert all("not_seen" in row.flags for row in waiting)


def test_without_an_open_flag_they_do_not_and_a_raised_need_never_does(
    case: Case, unseen: Case, worker: User
) -> None:
    need(case, worker, rules.Rhythm(1, 28, rules.Medium.HOME_VISIT))
    pause(case, worker, TODAY + DAY, TODAY + 5 * DAY)
    close(case, worker, TODAY + 9 * DAY)
    need(unseen, worker, rules.Rhythm(2, 7, rules.Medium.HOME_VISIT))
    need(unseen, worker, rules.Rhythm(4, 14, rules.Medium.HOME_VISIT), on=TODAY + DAY)
    assert not Confirmation.objects.exists()


def test_a_flag_that_a_pause_holds_still_is_an_open_one(unseen: Case, worker: User) -> None:
    pause(unseen, worker, TODAY, TODAY + 5 * DAY)
    assert set(Flag.objects.filter(case=unseen).values_list("state", flat=True)) == {"suspended"}
    close(unseen, worker)
    assert Confirmation.objects.filter(kind="closing").exists()


def test_another_target_group_judges_anew_and_waits_while_a_flag_is_open(
    place: Place, unseen: Case, worker: User, team_lead: User
) -> None:
    group = TargetGroup.objects.create(municipality=place.municipality, name="Ouderen")
    PolicyRow.objects.create(
        municipality=place.municipality,
        target_group=group,
        valid_from=OPENED,
        window_min_days=84,
        reason="langer",
    )
    lifecycle.change_target_group(
        actor=worker,
        case=unseen,
        target_group=group,
        reason="65 geworden",
        seen=version_of(unseen),
        now=NOW,
    )
    assert "not_seen" not in open_flags(unseen)
    waiting = Confirmation.objects.get(kind="group", state="waiting")
    answers.send_back(actor=team_lead, confirmation=waiting, answer="klopt niet", now=NOW)
    unseen.refresh_from_db()
    assert unseen.target_group is None
    assert "not_seen" in open_flags(unseen)


# Sent twice, and what is no row any more.


@pytest.mark.parametrize(
    "write",
    [
        lambda case, who: agree(case, who, CALL),
        lambda case, who: need(case, who, rules.Rhythm(1, 28, rules.Medium.HOME_VISIT)),
        lambda case, who: pause(case, who, TODAY + DAY, TODAY + 4 * DAY),
        lambda case, who: close(case, who),
    ],
)
def test_the_same_form_sent_again_changes_nothing(
    unseen: Case, worker: User, write: Callable[[Case, User], object]
) -> None:
    write(unseen, worker)
    stored = (Agreement.objects.count(), Need.objects.count(), Pause.objects.count())
    write(unseen, worker)
    assert (Agreement.objects.count(), Need.objects.count(), Pause.objects.count()) == stored
    assert Confirmation.objects.count() == 1


def test_a_pause_that_waits_and_is_taken_back_leaves_its_line_lapsed(unseen: Case, worker: User) -> None:
    made = pause(unseen, worker, TODAY + DAY, TODAY + 4 * DAY)
    lifecycle.cancel_pause(actor=worker, pause=made, reason="ging niet door", seen=version_of(made), now=NOW)
    row = Confirmation.objects.get()
    assert (row.state, row.pause) == ("lapsed", None)


def test_the_database_keeps_one_waiting_line_a_row(case: Case, worker: User) -> None:
    agree(case, worker, CALL)
    row = Confirmation.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="confirmation_once_agreement"), transaction.atomic():
        row.save()


def test_no_agreement_before_the_case_opened_nor_after_it_closed(case: Case, worker: User) -> None:
    with pytest.raises(ValidationError, match="pas later geopend"):
        agree(case, worker, VISIT, on=OPENED - DAY)
    close(case, worker)
    with pytest.raises(ValidationError, match="gesloten"):
        agree(case, worker, CALL)


def test_the_same_decision_is_recorded_once(case: Case, worker: User) -> None:
    def record(title: str) -> Decision:
        return promises.record_decision(
            actor=worker,
            municipality=case.municipality,
            title=title,
            decided_by="De directie",
            decided_on=TODAY,
            now=NOW,
        )

    assert record("Minder  huisbezoek ") == record("Minder huisbezoek")
    assert record("Anders") != decision(case)
    with pytest.raises(ValidationError) as wrong:
        promises.record_decision(
            actor=worker,
            municipality=case.municipality,
            title=" ",
            decided_by="",
            decided_on=TODAY + DAY,
            now=NOW,
        )
    assert set(wrong.value.message_dict) == {"title", "decided_by", "decided_on"}


def test_a_case_opens_with_need_and_ground_once(place: Place, case: Case, worker: User) -> None:

    token = uuid.uuid4()
    close(case, worker)

    def opened(**other: object) -> Case:
        return lifecycle.open_case(
            **{
                "actor": worker,
                "resident": case.resident,
                "team": place.team,
                "worker": worker,
                "opened_on": TODAY,
                "ground": Ground.JEUGDWET,
                "target_group": None,
                "need": VISIT,
                "need_reason": "samen besloten",
                "now": NOW,
                "token": token,
            }
            | other  # type: ignore[arg-type]
        )

    made = opened()
    assert opened() == made
    assert made.needs.get().reason == "samen besloten"
    with pytest.raises(ValidationError, match="al een open dossier"):
        opened(token=uuid.uuid4())
    with pytest.raises(ValidationError) as wrong:
        opened(token=uuid.uuid4(), opened_on=TODAY + DAY, need_reason=" ")
    assert set(wrong.value.message_dict) == {"opened_on", "reason"}
