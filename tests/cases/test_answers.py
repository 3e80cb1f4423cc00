"""What a team lead answers to what waits: confirmed it stays, sent back the former holds."""

# ruff: noqa: F811  (a fixture that is imported is also the name of an argument)

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cases import answers, rules
from cases.models import (
    Agreement,
    Case,
    Confirmation,
    Decision,
)
from tests.cases.waits import (  # noqa: F401
    CALL,
    DAY,
    NOW,
    TODAY,
    VISIT,
    agree,
    case,
    close,
    need,
    open_flags,
    pause,
    promised,
    told,
    unseen,
)
from tests.conftest import Place, make_case, make_member, moment
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db


def test_who_sends_a_cut_back_lets_the_former_agreement_hold_from_that_day(
    case: Case, worker: User, team_lead: User
) -> None:
    agree(case, worker, CALL, on=TODAY - 3 * DAY, now=moment(TODAY - 3 * DAY))
    waiting = Confirmation.objects.get()
    answers.send_back(actor=team_lead, confirmation=waiting, answer="dit kan niet", now=NOW)
    assert promised(case, TODAY - DAY) == CALL
    assert promised(case) == VISIT
    assert open_flags(case) == set()
    assert "teruggestuurd: dit kan niet" in told(case)
    assert Agreement.objects.filter(case=case).count() == 3


def test_a_cut_that_began_today_is_put_right_today_and_one_to_come_never_begins(
    case: Case, worker: User, team_lead: User
) -> None:
    for start in (TODAY, TODAY + 9 * DAY):
        cut = agree(case, worker, CALL, on=start)
        answers.send_back(actor=team_lead, confirmation=cut.confirmations.get(), answer="nee", now=NOW)
        assert promised(case, start) == VISIT
        cut.refresh_from_db()
        assert (cut.reason, cut.decision, cut.review_on) == ("", None, None)
    assert Confirmation.objects.filter(state="sent_back", decision=Decision.objects.get()).count() == 2
    assert "naar 1× per 2 weken bellen" in told(case)


def test_on_the_day_it_was_sent_back_it_can_be_promised_again_and_is_then_the_former(
    case: Case, worker: User, team_lead: User
) -> None:
    for answered in ("sent_back", "confirmed"):
        cut = agree(case, worker, CALL)
        row = cut.confirmations.get(state="waiting")
        if answered == "sent_back":
            answers.send_back(actor=team_lead, confirmation=row, answer="nee", now=NOW)
            assert promised(case) == VISIT
        else:
            answers.confirm(actor=team_lead, confirmation=row, now=NOW)
    assert promised(case) == CALL
    assert Agreement.objects.filter(case=case, valid_from=TODAY).count() == 1
    later = moment(TODAY + 3 * DAY)
    less_still = agree(case, worker, rules.Rhythm(1, 28, rules.Medium.PHONE), on=TODAY + 3 * DAY, now=later)
    answers.send_back(actor=team_lead, confirmation=less_still.confirmations.get(), answer="nee", now=later)
    assert promised(case, TODAY + 3 * DAY) == CALL
    with pytest.raises(ValidationError, match="op deze dag begint"):
        agree(case, worker, rules.Rhythm(1, 20, rules.Medium.PHONE), on=TODAY)


def test_the_former_is_the_last_that_stood_and_not_another_cut_that_waits(
    case: Case, worker: User, team_lead: User
) -> None:
    agree(case, worker, CALL, on=TODAY - 5 * DAY, now=moment(TODAY - 5 * DAY))
    agree(case, worker, rules.Rhythm(1, 28, rules.Medium.PHONE))
    first, second = Confirmation.objects.order_by("pk")
    assert first.state == "lapsed", "it no longer holds"
    answers.send_back(actor=team_lead, confirmation=second, answer="nee", now=NOW)
    assert promised(case) == VISIT
    with pytest.raises(ValidationError, match="nieuwe afspraak"):
        answers.confirm(actor=team_lead, confirmation=first, now=NOW)


def test_a_first_promise_that_is_sent_back_becomes_what_is_needed(
    place: Place, worker: User, team_lead: User
) -> None:
    case = make_case(place, worker, TODAY - DAY, agreed=False)
    cut = agree(case, worker, CALL)
    answers.send_back(actor=team_lead, confirmation=cut.confirmations.get(), answer="nee", now=NOW)
    assert promised(case) == VISIT


def test_sent_back_a_need_a_pause_and_a_closing_are_as_they_were(
    unseen: Case, worker: User, team_lead: User
) -> None:
    before = open_flags(unseen)
    need(unseen, worker, rules.Rhythm(1, 84, rules.Medium.HOME_VISIT))
    pause(unseen, worker, TODAY - 5 * DAY, TODAY - DAY)
    close(unseen, worker)
    assert open_flags(unseen) == set()
    for row in Confirmation.objects.order_by("-pk"):
        answers.send_back(actor=team_lead, confirmation=row, answer="nog niet", now=NOW)
    unseen.refresh_from_db()
    assert unseen.closed_on is None
    assert not unseen.pauses.exists()
    assert open_flags(unseen) == before
    assert Confirmation.objects.filter(kind="pause").get().pause is None


def test_a_need_that_was_lowered_stays_on_the_board_when_it_is_raised_a_little(
    unseen: Case, worker: User, team_lead: User
) -> None:
    low = need(unseen, worker, rules.Rhythm(1, 84, rules.Medium.HOME_VISIT))
    need(unseen, worker, rules.Rhythm(1, 83, rules.Medium.HOME_VISIT), on=TODAY + DAY)
    later = moment(TODAY + 2 * DAY)
    answers.send_back(actor=team_lead, confirmation=low.confirmations.get(), answer="nee", now=later)
    found = unseen.needs.filter(valid_from__lte=TODAY + 2 * DAY).order_by("-valid_from").first()
    assert found is not None
    assert found.rhythm == VISIT


def test_confirmed_it_stays_and_is_told(case: Case, worker: User, team_lead: User) -> None:
    agree(case, worker, CALL)
    row = answers.confirm(actor=team_lead, confirmation=Confirmation.objects.get(), now=NOW)
    assert (row.state, row.answered_by, row.alone) == ("confirmed", team_lead, False)
    assert promised(case) == CALL
    assert "Joke bevestigd: minder afgesproken dan nodig" in told(case)


def test_answered_twice_counts_once_and_the_second_lead_reads_who_was_first(
    place: Place, case: Case, worker: User, team_lead: User
) -> None:
    other = make_member(place, "ans@voorbeeldstad.example", Membership.Role.TEAM_LEAD, place.team)
    agree(case, worker, CALL)
    row = Confirmation.objects.get()
    for _ in range(2):
        answers.send_back(actor=team_lead, confirmation=row, answer="nee", now=NOW)
    assert Agreement.objects.filter(case=case).count() == 2
    with pytest.raises(ValidationError, match="Joke was je voor: dit is al teruggestuurd"):
        answers.confirm(actor=other, confirmation=row, now=NOW)


def test_sending_back_asks_why(case: Case, worker: User, team_lead: User) -> None:
    agree(case, worker, CALL)
    with pytest.raises(ValidationError, match="waarom"):
        answers.send_back(actor=team_lead, confirmation=Confirmation.objects.get(), answer=" ", now=NOW)


def test_nobody_confirms_their_own_unless_they_are_the_only_lead_and_then_it_shows(
    place: Place, case: Case, team_lead: User
) -> None:
    agree(case, team_lead, CALL)
    row = Confirmation.objects.get()
    other = make_member(place, "ans@voorbeeldstad.example", Membership.Role.TEAM_LEAD, place.team)
    with pytest.raises(ValidationError, match="zelf vastgelegd"):
        answers.confirm(actor=team_lead, confirmation=row, now=NOW)
    Membership.objects.filter(user=other).update(ends_on=TODAY - DAY)
    answers.confirm(actor=team_lead, confirmation=row, now=NOW)
    assert Confirmation.objects.get().alone
    assert "zonder tweede persoon" in told(case)
    with pytest.raises(IntegrityError, match="confirmation_second_person"), transaction.atomic():
        Confirmation.objects.update(alone=False)


def test_who_leads_another_team_or_none_answers_nothing(
    case: Case, worker: User, colleague: User, outsider: User
) -> None:
    agree(case, worker, CALL)
    row = Confirmation.objects.get()
    for who in (colleague, outsider):
        with pytest.raises(PermissionDenied):
            answers.confirm(actor=who, confirmation=row, now=NOW)
        with pytest.raises(PermissionDenied):
            answers.send_back(actor=who, confirmation=row, answer="nee", now=NOW)
    assert Confirmation.objects.get().state == "waiting"
