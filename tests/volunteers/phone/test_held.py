"""What we hold about a volunteer, or about who wanted to be one: all of it, for themselves, and nothing of another."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from tests.cases.screens import words_of
from tests.conftest import Place, make_member, signed_in
from tests.volunteers.conftest import NOW, Ask, at, days
from tests.volunteers.phone.conftest import WEEK, asked, taken, telephone_of
from volunteers import applying, feeds, volunteering
from volunteers.models import Application, Offer, Volunteer
from volunteers.volunteering import Gives
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry, Action

pytestmark = pytest.mark.django_db
HELD = f"{WEEK}gegevens/"
FILE = f"{HELD}bestand/"
OFFICER = "/rechten/vrijwilligers/"


@pytest.fixture
def full(me: Volunteer, stored: Ask, coordinator: User) -> Volunteer:
    """A volunteer of whom something is held of each kind."""
    gives = Gives(
        postcode="1892 AB", kinds=["dog"], minutes_a_week=90, phone="06 1234 5678", languages=["nl", "tr"]
    )
    volunteering.change(actor=me.user, volunteer=me, gives=gives, now=NOW)
    volunteering.record_vog(actor=coordinator, volunteer=me, on=days(-30), outcome="given", now=NOW)
    volunteering.too_much(actor=me.user, volunteer=me, now=NOW)
    volunteering.go_away(actor=me.user, volunteer=me, first_day=days(30), last_day=days(33), now=NOW)
    taken(stored(kind="dog", state="accepted"), me, at(days(1), 11))
    asked(stored(kind="dog", first_on=days(4)), me, offered_by=coordinator, why="Zij kent mevrouw de Wit")
    blocked = stored(name="Meneer Smit", phone="+31699999999", parties=["phone:+31699999999"])
    volunteering.block(
        actor=coordinator,
        volunteer=me,
        request=blocked,
        wished_by="requester",
        scope="pair",
        now=NOW,
        why="Ruzie",
    )
    feeds.make_link(volunteer=me, actor=me.user, token=uuid.uuid4().hex, now=NOW)
    volunteering.tell_idle(volunteer=Volunteer.objects.get(pk=me.pk), now=NOW)
    return me


@pytest.mark.usefixtures("postcode")
def test_a_volunteer_reads_all_that_is_held_and_nothing_of_another(phone: Client, full: Volunteer) -> None:
    page = phone.get(HELD)
    said = words_of(page)
    for mine in (
        full.user.email,
        "06 12 34 56 78",
        "1892 AB",
        "de hond uitlaten",
        "1,5 uur",
        "Turks",
        "26 oktober 2026",
        "25 december 2026",
        "Het was je te veel",
        "een coördinator koos je",
        "de hond uitlaten, 1 uur: afgesproken",
        "Links voor je agenda",
    ):
        assert mine in said, mine
    for other in ("Wit", "Smit", "Ruzie", "kent", "+31699999999"):
        assert other not in said, other
    assert "Wat een ander over jou zei, staat er ook niet." in said


@pytest.mark.usefixtures("postcode")
def test_they_take_it_along_as_a_file_and_that_is_logged(phone: Client, full: Volunteer) -> None:
    file = phone.post(FILE)
    assert file["Content-Disposition"].startswith("attachment") and "no-store" in file["Cache-Control"]
    sections = {section["titel"]: section["regels"] for section in json.loads(file.content)}
    assert {"wat": "Telefoon", "staat er": "06 12 34 56 78"} in sections["Wie je bent en wat je kunt"]
    assert "Wit" not in file.content.decode()
    line = AccessEntry.objects.get(action=Action.EXPORT)
    assert (line.user_id, line.object_kind, line.object_id) == (full.user_id, "volunteer", str(full.pk))


def test_it_is_nobody_elses(me: Volunteer, other: Volunteer, phone: Client) -> None:
    assert me.user.email not in words_of(telephone_of(other.user).get(HELD))


@pytest.fixture
def officer(place: Place) -> Client:
    user = make_member(place, "fg@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
    return signed_in(Client(), user)


@pytest.mark.usefixtures("postcode")
def test_the_privacy_officer_hands_it_over_unseen_also_of_who_only_applied(
    officer: Client, place: Place, full: Volunteer, coordinator: User
) -> None:
    applied = applying.apply(
        municipality=place.municipality,
        name="Ilona Dekker",
        email="ilona@voorbeeld.example",
        gives=Gives(postcode="1892 AB", kinds=["dog"]),
        text="Ik werk niet op maandag.",
        token=uuid.uuid4(),
        now=NOW,
    )
    applying.refuse(actor=coordinator, application=applied, now=NOW)
    file = officer.post(OFFICER, {"email": "Ilona@voorbeeld.example "})
    (section,) = json.loads(file.content)
    assert section["titel"] == "Je aanmelding"
    assert {"wat": "Wat je schreef", "staat er": "Ik werk niet op maandag."} in section["regels"]
    volunteering.stop(actor=full.user, volunteer=full, now=NOW)
    stopped = officer.post(OFFICER, {"email": full.user.email}).content.decode()
    assert "Gestopt op" in stopped and "Ruzie" not in stopped
    assert AccessEntry.objects.filter(action=Action.EXPORT, object_kind="volunteer").count() == 2
    unknown = officer.post(OFFICER, {"email": "niemand@voorbeeld.example"})
    assert unknown.status_code == 422 and "bewaren we niets" in words_of(unknown)
    assert Application.objects.count() == 1


def test_others_find_no_such_page(phone: Client, coordinator: User) -> None:
    for browser in (phone, signed_in(Client(), coordinator)):
        assert browser.get(OFFICER).status_code == 404
        assert browser.post(OFFICER, {"email": "x@voorbeeld.example"}).status_code == 404


@pytest.mark.usefixtures("postcode")
def test_stopping_keeps_the_page_as_long_as_the_role_is_there(phone: Client, full: Volunteer) -> None:
    volunteering.stop(actor=full.user, volunteer=full, now=NOW)
    assert "Gestopt op" in words_of(phone.get(HELD))
    assert not Offer.objects.open().filter(volunteer=full).exists()
