"""What is destroyed when, by whom, and what stays behind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from cases.actions import correct_contact, record_contact
from cases.assessment import standings
from cases.models import Case, Contact, Flag, Ground, Medium
from residents.models import Resident
from rights import destruction
from rights.models import DestructionItem, DestructionList, Hold, Tombstone
from rights.policy import periods_of, set_periods
from rights.retention import Ground as PureGround
from rights.retention import Periods, case_destroy_on, years_after
from tests.conftest import Place, add_contact, moment, signed_in
from tests.rights.conftest import NOW, TODAY, count, judged, old_case, old_contact
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
CARE = (
    "cases_contact",
    "cases_need",
    "cases_agreement",
    "cases_pause",
    "cases_flag",
    "cases_standing",
    "cases_case",
)
HISTORY = (
    "cases_contactevent",
    "cases_needevent",
    "cases_agreementevent",
    "cases_pauseevent",
    "cases_caseevent",
)


def proposed(place: Place) -> DestructionList:
    made = destruction.propose(municipality=place.municipality, now=NOW)
    assert made is not None
    return made


def approved(place: Place, first: User, second: User) -> DestructionList:
    made = proposed(place)
    destruction.review(actor=first, destruction=made, now=NOW)
    return destruction.approve(actor=second, destruction=made, now=NOW)


@pytest.mark.parametrize(
    ("ground", "years"), [(Ground.WMO, 15), (Ground.JEUGDWET, 20), (Ground.NONE_GRANTED, 5)]
)
@pytest.mark.parametrize(("days", "due"), [(-1, True), (0, True), (1, False)])
def test_a_closed_case_is_on_the_list_from_the_day_that_its_period_has_passed(
    place: Place, worker: User, ground: Ground, years: int, days: int, due: bool
) -> None:
    closed_on = TODAY.replace(year=TODAY.year - years) + days * DAY
    case = old_case(place, worker, closed_on - 300 * DAY, closed_on, ground=ground)
    made = destruction.propose(municipality=place.municipality, now=NOW)
    assert (made is not None) == due
    if made is not None:
        (item,) = made.items.all()
        assert (item.case_id, item.whole, item.years) == (case.pk, True, years)
        said = case_destroy_on(PureGround(ground), closed_on, case.opened_on, Periods())
        assert item.due_since == said


@pytest.mark.parametrize(("days", "whole"), [(0, True), (1, False)])
def test_a_wmo_case_goes_as_a_whole_only_when_its_last_record_is_due(
    place: Place, worker: User, days: int, whole: bool
) -> None:
    edge = TODAY.replace(year=2011)
    case = old_case(place, worker, dt.date(2009, 1, 1), dt.date(2011, 1, 1))
    old_contact(case, worker, dt.date(2010, 1, 1))
    late = old_contact(case, worker, dt.date(2010, 12, 1))
    Contact.objects.filter(pk=late.pk).update(recorded_at=moment(edge + days * DAY))
    (item,) = proposed(place).items.all()
    assert item.whole is whole
    if not whole:
        assert item.counts["cases_contact"] == 1


def test_a_second_list_of_the_same_month_is_the_first_and_nothing_due_is_no_list(
    place: Place, worker: User
) -> None:
    assert destruction.propose(municipality=place.municipality, now=NOW) is None
    old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1))
    first = proposed(place)
    assert proposed(place) == first
    next_month = NOW + dt.timedelta(days=30)
    assert destruction.propose(municipality=place.municipality, now=next_month) is None


def test_the_database_counts_years_as_the_pure_rule_does(place: Place) -> None:
    days = [dt.date(2008, 1, 1) + dt.timedelta(days=n) for n in range(1500)]
    with connection.cursor() as cursor:
        for years in (1, 4, 15, 20):
            cursor.execute("SELECT array_agg(wz_years_after(day, %s)) FROM unnest(%s) AS day", [years, days])
            assert cursor.fetchone()[0] == [years_after(day, years) for day in days]


def test_carrying_out_leaves_nothing_of_the_case_nor_its_history_and_a_tombstone_without_names(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    case = old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1))
    contact = old_contact(case, worker, dt.date(2000, 5, 1))
    Contact.objects.filter(pk=contact.pk).update(note="verbeterd")
    judged(case)
    assert count("cases_contactevent", case) and count("cases_caseevent", case)
    counted = approved(place, privacy_officer, second_officer)
    (expected,) = counted.items.values_list("counts", flat=True)
    done = destruction.carry_out(destruction=counted, now=NOW)
    for table in (*CARE, *HISTORY):
        assert count(table, case) == 0, table
    assert not Resident.objects.filter(pk=case.resident_id).exists()
    stone = Tombstone.objects.get(case_id=case.pk)
    assert expected == {"cases_contact": 1}
    assert stone.counts["cases_contact"] == stone.counts["cases_need"] == 1
    assert (stone.reviewed_by, stone.approved_by) == (privacy_officer, second_officer)
    assert stone.resident_gone and len(stone.digest) == 64 and len(done.digest) == 64
    assert "Hoekstra" not in str(Tombstone.objects.values().get())


def test_the_access_log_outlives_the_case(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    case = old_case(place, worker, dt.date(2000, 1, 1), None)
    record_contact(
        actor=worker,
        case=case,
        happened_at=moment(dt.date(2000, 2, 1)),
        medium=Medium.PHONE,
        reached=True,
        now=NOW,
    )
    Contact.objects.update(recorded_at=moment(dt.date(2000, 2, 1)))
    Case.objects.update(closed_on=dt.date(2001, 1, 1))
    Flag.objects.all().delete()
    before = AccessEntry.objects.filter(case_id=case.pk).count()
    assert before
    destruction.carry_out(destruction=approved(place, privacy_officer, second_officer), now=NOW)
    assert not Case.objects.filter(pk=case.pk).exists()
    assert AccessEntry.objects.filter(case_id=case.pk).count() == before + 1


def test_a_resident_with_another_case_stays(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    case = old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1))
    other = old_case(place, worker, dt.date(2020, 1, 1), None, ref="D00002")
    Case.objects.filter(pk=other.pk).update(resident_id=case.resident_id)
    destruction.carry_out(destruction=approved(place, privacy_officer, second_officer), now=NOW)
    assert not Case.objects.filter(pk=case.pk).exists()
    assert Resident.objects.filter(pk=case.resident_id).exists()
    assert not Tombstone.objects.get().resident_gone


def test_old_contacts_of_an_open_wmo_case_go_and_its_standing_stays(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    case = old_case(place, worker, dt.date(2009, 1, 1), None)
    gone = old_contact(case, worker, dt.date(2010, 1, 1))
    Contact.objects.filter(pk=gone.pk).update(note="verbeterd")
    stays = old_contact(case, worker, TODAY.replace(year=2011) + DAY)
    for weeks in range(8):
        add_contact(case, worker, TODAY - dt.timedelta(weeks=weeks))
    judged(case)
    before = standings([case.pk], TODAY)
    destruction.carry_out(destruction=approved(place, privacy_officer, second_officer), now=NOW)
    assert not Contact.objects.filter(pk=gone.pk).exists()
    assert Contact.objects.filter(pk=stays.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT id FROM cases_contactevent")
        assert gone.pk not in {row[0] for row in cursor.fetchall()}
    assert standings([case.pk], TODAY) == before
    stone = Tombstone.objects.get()
    assert (stone.case_id, stone.whole, stone.counts["cases_contact"]) == (case.pk, False, 1)


def test_what_the_rules_still_use_of_an_open_case_is_not_due(place: Place, worker: User) -> None:
    case = old_case(place, worker, dt.date(2009, 1, 1), None)
    old_contact(case, worker, dt.date(2009, 2, 1), Medium.WALK_IN)  # the last that met by this medium
    last = old_contact(case, worker, dt.date(2009, 6, 1), Medium.PHONE)  # the last that reached
    old_contact(case, worker, dt.date(2009, 7, 1), reached=False)  # an attempt after it
    judged(case)
    assert Flag.objects.filter(case=case).exists()
    assert destruction.propose(municipality=place.municipality, now=NOW) is None
    assert Contact.objects.filter(pk=last.pk).exists()


def test_records_whose_loss_would_change_a_standing_are_kept_though_they_stand_on_the_list(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    case = old_case(place, worker, dt.date(2009, 1, 1), None)
    old = old_contact(case, worker, dt.date(2010, 1, 1))
    for weeks in range(8):
        add_contact(case, worker, TODAY - dt.timedelta(weeks=weeks))
    judged(case)
    made = approved(place, privacy_officer, second_officer)
    Contact.objects.exclude(pk=old.pk).delete()
    judged(case)
    destruction.carry_out(destruction=made, now=NOW)
    assert Contact.objects.filter(pk=old.pk).exists()
    assert standings([case.pk], TODAY)[case.pk].last_seen_on == dt.date(2010, 1, 1)


def test_nothing_goes_before_two_people_have_looked_and_never_the_same_one(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1))
    made = proposed(place)
    with pytest.raises(ValidationError):
        destruction.approve(actor=second_officer, destruction=made, now=NOW)
    destruction.review(actor=privacy_officer, destruction=made, now=NOW)
    with pytest.raises(ValidationError, match="zelf nagekeken"):
        destruction.approve(actor=privacy_officer, destruction=made, now=NOW)
    with pytest.raises(ValidationError):
        destruction.carry_out(destruction=made, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        DestructionList.objects.filter(pk=made.pk).update(approved_by=privacy_officer)
    assert Case.objects.exists()


def test_the_function_of_the_database_destroys_only_what_stands_on_an_approved_list(
    place: Place, elsewhere: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1))
    made = proposed(place)
    item = made.items.get()

    def destroy() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT wz_destroy(%s, %s)", [item.pk, NOW])
            answer: str = cursor.fetchone()[0]
            return answer

    assert destroy() == "not_approved"
    destruction.review(actor=privacy_officer, destruction=made, now=NOW)
    assert destroy() == "not_approved"
    destruction.take_off(actor=privacy_officer, item=item, reason="nodig", until=TODAY + DAY, now=NOW)
    destruction.approve(actor=second_officer, destruction=made, now=NOW)
    assert destroy() == "not_on_list"
    assert Case.objects.exists()


def test_what_is_wrong_with_a_reason_to_keep_stands_at_its_own_line_and_what_was_typed_stays(
    place: Place, worker: User, privacy_officer: User
) -> None:
    for ref in ("D1", "D2"):
        old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1), ref=ref)
    made = proposed(place)
    item = made.items.order_by("pk")[1]
    officer, url = signed_in(Client(), privacy_officer), f"/rechten/vernietigen/{made.pk}/"
    typed = {"do": "off", "item": item.pk, "reason": "Er loopt een klacht.", "until": "2001-01-01"}
    for changed in ({}, {"until": "geen dag"}, {"reason": ""}):
        answer = officer.post(url, typed | changed)
        page = answer.content.decode()
        assert answer.status_code == 422 and not Hold.objects.exists(), changed
        assert page.count(" open><summary>Langer bewaren") == 1 and f'id="af-{item.pk}-until"' in page
        assert page.count("Er loopt een klacht.") == (0 if "reason" in changed else 1), changed
    assert officer.post(url, typed | {"until": "2199-01-01"}).status_code == 302
    assert Hold.objects.get().reason == "Er loopt een klacht."


def test_a_case_that_is_taken_off_with_a_reason_stays_and_is_not_proposed_again_until_its_day(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    case = old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1))
    made = proposed(place)
    with pytest.raises(ValidationError):
        destruction.take_off(
            actor=privacy_officer, item=made.items.get(), reason=" ", until=TODAY + DAY, now=NOW
        )
    until = dt.date(2027, 1, 31)
    reason = "langer nodig voor goede zorg"
    destruction.take_off(actor=privacy_officer, item=made.items.get(), reason=reason, until=until, now=NOW)
    destruction.review(actor=privacy_officer, destruction=made, now=NOW)
    destruction.approve(actor=second_officer, destruction=made, now=NOW)
    destruction.carry_out(destruction=made, now=NOW)
    assert Case.objects.filter(pk=case.pk).exists() and Hold.objects.get().reason == reason
    for month, again in ((1, False), (2, True)):
        later = dt.datetime(2027, month, 31 if month == 1 else 1, 12, tzinfo=dt.UTC)
        found = destruction.propose(municipality=place.municipality, now=later)
        assert (found is not None) == again


def test_a_case_that_was_opened_again_after_the_list_was_made_is_kept(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    case = old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1))
    made = approved(place, privacy_officer, second_officer)
    Case.objects.filter(pk=case.pk).update(closed_on=None)
    done = destruction.carry_out(destruction=made, now=NOW)
    item = done.items.get()
    assert (item.outcome, item.outcome_reason) == (DestructionItem.Outcome.KEPT, "changed")
    assert Case.objects.filter(pk=case.pk).exists() and not Tombstone.objects.exists()


def test_history_still_refuses_to_be_deleted_after_a_list_was_carried_out(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1))
    other = old_case(place, worker, dt.date(2020, 1, 1), None, ref="D00002")
    contact = add_contact(other, worker, dt.date(2026, 1, 1))
    destruction.carry_out(destruction=approved(place, privacy_officer, second_officer), now=NOW)
    correct_contact(
        actor=worker,
        contact=contact,
        happened_at=contact.happened_at,
        medium=Medium.PHONE,
        reached=True,
        note="",
        reason="was bellen",
        seen=0,
        now=NOW,
    )
    assert count("cases_contactevent", other) == 1
    with (
        pytest.raises(Exception, match=r"delete|permission"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM cases_contactevent")


def test_the_periods_are_policy_and_never_shorter_than_the_law(place: Place, privacy_officer: User) -> None:
    assert periods_of(place.municipality.pk) == Periods()
    longer = Periods(wmo=20)
    set_periods(
        actor=privacy_officer, municipality=place.municipality, periods=longer, reason="besluit", now=NOW
    )
    assert periods_of(place.municipality.pk) == longer
    for less in (
        Periods(wmo=14),
        Periods(jeugdwet=19),
        Periods(log=4),
        Periods(none_granted=0),
        Periods(roster=0),
    ):
        with pytest.raises(ValidationError):
            set_periods(
                actor=privacy_officer, municipality=place.municipality, periods=less, reason="korter", now=NOW
            )
    with pytest.raises(ValidationError):
        set_periods(
            actor=privacy_officer, municipality=place.municipality, periods=longer, reason="", now=NOW
        )


def test_a_list_follows_the_periods_of_the_municipality(
    place: Place, worker: User, privacy_officer: User
) -> None:
    old_case(place, worker, dt.date(2008, 1, 1), dt.date(2009, 1, 1))
    set_periods(
        actor=privacy_officer,
        municipality=place.municipality,
        periods=Periods(wmo=20),
        reason="besluit",
        now=NOW,
    )
    assert destruction.propose(municipality=place.municipality, now=NOW) is None
