"""The morning mail: at seven on the municipality's clock, numbers and a link, and nothing twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from cases import doubles
from cases.models import Case, Double
from day import morning
from tests.cases.screens import words_of
from tests.conftest import ZONE, Place, add_contact, make_case
from wijkzorg.accounts.models import User
from wijkzorg.outbox.models import Letter
from wijkzorg.outbox.tasks import send_letters

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)


def _at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), ZONE)


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case that nobody has been to."""
    return make_case(place, worker, DAY - dt.timedelta(days=60))


@pytest.mark.parametrize(("hour", "minute", "letters"), [(6, 59, 0), (7, 0, 1), (15, 30, 1)])
def test_the_mail_goes_at_seven_local_time_or_later_that_day(
    place: Place, case: Case, hour: int, minute: int, letters: int
) -> None:
    assert morning.send(municipality=place.municipality, now=_at(DAY, hour, minute)) == letters


def test_the_clock_is_that_of_the_municipality(place: Place, case: Case) -> None:
    place.municipality.timezone = "America/Curacao"
    place.municipality.save()
    assert morning.send(municipality=place.municipality, now=_at(DAY, 8)) == 0
    assert morning.send(municipality=place.municipality, now=_at(DAY, 13)) == 1


def test_twice_a_morning_sends_one_and_the_same_reason_is_never_told_again(
    place: Place, worker: User, case: Case
) -> None:
    for now in (_at(DAY, 7), _at(DAY, 7, 5), _at(DAY + dt.timedelta(days=1), 7)):
        morning.send(municipality=place.municipality, now=now)
    assert Letter.objects.count() == 1
    other = make_case(place, worker, DAY - dt.timedelta(days=60), ref="D2", last_name="Bos")
    morning.send(municipality=place.municipality, now=_at(DAY + dt.timedelta(days=2), 7))
    new = Letter.objects.order_by("pk").last()
    assert new is not None and Letter.objects.count() == 2
    assert new.numbers["flagged"] == 2 and new.numbers["new"] == 2, "two flags of the new one"
    assert other.worker_id == worker.pk


def test_who_was_cut_off_halfway_gets_it_in_the_next_run_and_nobody_two(
    place: Place, worker: User, colleague: User, case: Case
) -> None:
    make_case(place, colleague, DAY - dt.timedelta(days=60), ref="D2")
    morning.tell(user=worker, municipality=place.municipality, now=_at(DAY, 7))
    assert morning.send(municipality=place.municipality, now=_at(DAY, 7, 5)) == 1
    assert sorted(Letter.objects.values_list("recipient_id", flat=True)) == sorted([worker.pk, colleague.pk])


def test_the_letter_has_numbers_and_a_link_and_no_name(
    place: Place, worker: User, case: Case, settings: object
) -> None:
    morning.send(municipality=place.municipality, now=_at(DAY, 7))
    send_letters()
    (letter,) = mail.outbox
    assert letter.to == [worker.email]
    said = f"{letter.subject} {letter.body}"
    assert "nu aandacht nodig: 1" in said and "/ochtendmail/" in said
    for secret in ("Dennis", "Hoekstra", "D00001", "Lindenhof"):
        assert secret not in said


def test_it_can_be_switched_off_and_on_again(client: Client, place: Place, worker: User, case: Case) -> None:
    client.force_login(worker)
    assert "De ochtendmail staat uit." in words_of(client.post("/ochtendmail/", {"aan": "0"}, follow=True))
    assert morning.send(municipality=place.municipality, now=_at(DAY, 7)) == 0
    client.post("/ochtendmail/", {"aan": "1"})
    assert morning.send(municipality=place.municipality, now=_at(DAY + dt.timedelta(days=1), 7)) == 1


def test_who_has_nothing_new_gets_no_mail(place: Place, worker: User) -> None:
    assert morning.send(municipality=place.municipality, now=_at(DAY, 7)) == 0


def test_a_lead_hears_of_what_waits_for_them(
    place: Place, worker: User, outsider: User, team_lead: User
) -> None:
    mine = make_case(place, worker, DAY)
    theirs = make_case(place, outsider, DAY, ref="D2")
    Case.objects.filter(pk=theirs.pk).update(team=outsider.memberships.get().team)
    assert doubles.find(municipality=place.municipality, now=_at(DAY, 5)) == 2
    morning.tell(user=team_lead, municipality=place.municipality, now=_at(DAY, 7))
    letter = Letter.objects.get(recipient=team_lead)
    assert (letter.template, letter.numbers["asked"]) == ("morning_lead", 1)
    assert Double.objects.get(case=mine).other_team == outsider.memberships.get().team


def test_a_worker_counts_the_same_as_on_vandaag(place: Place, worker: User, case: Case) -> None:
    for days in (1, 8, 15, 22):
        add_contact(case, worker, DAY - dt.timedelta(days=days))
    morning.send(municipality=place.municipality, now=_at(DAY, 7))
    assert not Letter.objects.exists(), "who is on schedule is no news"
