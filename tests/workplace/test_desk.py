"""The desk: who walks in is found or registered, and what they came for is passed on; of a case it learns nothing."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centres.models import Centre
from neighbourhoods.models import HouseNumber, Neighbourhood, Postcode
from outreach import searching
from outreach.models import SignOfLife, Wish
from reports.models import Report
from residents.models import Resident
from roster.models import DutyShift
from tests.cases.screens import days_ago, words_of
from tests.centres.conftest import employ, make_centre
from tests.conftest import Place, make_case, make_member
from tests.workplace.conftest import browser_of, lives
from volunteers.models import HelpRequest
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


def found(browser: Client, asked: str) -> str:
    page = browser.post("/balie/", {"zoek": asked})
    assert page.status_code == 200
    return words_of(page)


def token() -> dict[str, str]:
    return {"token": str(uuid.uuid4())}


def new(place: Place, **changed: Any) -> dict[str, Any]:
    filled = {
        "first_name": "Ali",
        "last_name": "Öztürk",
        "birth_date": "17-03-1956",
        "neighbourhood": place.neighbourhood.pk,
        "street": "",
        "house_number": "",
        "postcode": "",
        "phone": "",
    }
    return filled | token() | changed


@pytest.mark.parametrize("asked", ["zoe muller", "Mullre", "06 12345678", "lindenlaan 12", "6-5-1941"])
def test_somebody_is_found_without_accents_with_a_typing_error_by_number_address_and_birth_date(
    at_desk: Client, place: Place, asked: str
) -> None:
    lives(place)
    assert "Zoë Müller" in found(at_desk, asked)


def test_who_lives_outside_the_catchment_or_elsewhere_is_not_found_and_not_there(
    at_desk: Client, place: Place, elsewhere: Place, far: Neighbourhood, clerk: User
) -> None:
    own, away = lives(place), lives(place, far, first_name="Verre")
    said = found(at_desk, "Müller")
    assert "Zoë" in said and "Verre" not in said
    for address in ("", "was-hier/", "spreken/", "hulpvraag/", "melding/"):
        for method in ("get", "post"):
            answer = getattr(at_desk, method)(f"/balie/{away.pk}/{address}", token())
            assert answer.status_code in (404, 405), address
    assert at_desk.get(f"/balie/{own.pk}/").status_code == 200
    log = AccessEntry.objects.get(action="search", user_id=clerk.pk)
    assert log.resident_ids == [own.pk]


def test_many_of_the_same_name_elsewhere_do_not_hide_who_is_of_this_desk(
    at_desk: Client, place: Place, far: Neighbourhood
) -> None:
    for number in range(250):
        lives(place, far, first_name=f"A{number}")
    lives(place, first_name="Zwaantje")
    assert "Zwaantje" in found(at_desk, "Müller")


def test_the_desk_is_there_for_its_staff_alone_and_only_while_they_work_there(
    place: Place, centre: Centre, coordinator: User, worker: User, volunteer: User, clerk: User
) -> None:
    somebody = lives(place)
    for user in (coordinator, worker, volunteer):
        browser = browser_of(user)
        for address in (
            "",
            "nieuw/",
            f"{somebody.pk}/",
            f"{somebody.pk}/hulpvraag/",
            f"{somebody.pk}/melding/",
        ):
            assert browser.get(f"/balie/{address}").status_code == 404
    centre.staff.filter(user=clerk).update(last_day=dt.date(2026, 1, 1))
    browser = browser_of(clerk)
    assert browser.get(f"/balie/{somebody.pk}/").status_code == 404
    assert "Zoë" not in found(browser, "Müller")


def test_somebody_new_is_registered_once_with_four_things_and_what_was_typed_stays(
    at_desk: Client, place: Place, clerk: User, far: Neighbourhood
) -> None:
    wrong = at_desk.post("/balie/nieuw/", new(place, birth_date="31-02-1956", last_name=""))
    assert wrong.status_code == 422
    words = wrong.content.decode()
    assert "Vul de achternaam in." in words and "bijvoorbeeld 17-03-1956" in words and 'value="Ali"' in words
    assert at_desk.post("/balie/nieuw/", new(place, neighbourhood=far.pk)).status_code == 422
    assert at_desk.post("/balie/nieuw/", new(place, birth_date="17-03-2156")).status_code == 422
    form = new(place)
    for _twice in range(2):
        answer = at_desk.post("/balie/nieuw/", form)
        made = Resident.objects.get(last_name="Öztürk")
        assert answer["Location"] == f"/balie/{made.pk}/"
    assert (made.birth_date, made.neighbourhood) == (dt.date(1956, 3, 17), place.neighbourhood)
    assert AccessEntry.objects.filter(action="write", user_id=clerk.pk, resident_id=made.pk).exists()
    assert "Ali Öztürk" in found(at_desk, "ozturk")


def test_where_somebody_lives_follows_from_the_address_unless_somebody_chooses(
    at_desk: Client, place: Place, far: Neighbourhood
) -> None:
    own = {"municipality": place.municipality, "x": 155_000, "y": 463_000}
    Postcode.objects.create(code="1892 AB", neighbourhood=place.neighbourhood, **own)
    Postcode.objects.create(code="1892 AD", neighbourhood=far, **own)
    for house, there in ((1, place.neighbourhood), (2, far)):
        HouseNumber.objects.create(
            municipality=place.municipality, postcode="1892 AC", number=house, neighbourhood=there
        )

    def typed(postcode: str, number: str, **more: Any) -> Any:
        said = {"neighbourhood": "", "postcode": postcode, "house_number": number, "token": uuid.uuid4()}
        return at_desk.post("/balie/nieuw/", new(place, **said | more))

    for postcode, number, said in (
        ("", "", "Kies een buurt."),
        ("1892 ad", "5", "Dit adres ligt in Havenbuurt. Dat hoort niet bij dit centrum."),
        ("1892AC", "9", "Deze postcode ligt in Havenbuurt / Lindenhof. Kies een buurt."),
    ):
        page = typed(postcode, number)
        assert page.status_code == 422 and said in words_of(page), said
    assert Resident.objects.count() == 0
    assert (
        typed("1892ab", "5").status_code == 302
        and typed("1892 AC", "1", last_name="Zwart").status_code == 302
    )
    assert typed("1892 AD", "5", last_name="Wit", neighbourhood=place.neighbourhood.pk).status_code == 302
    assert {row.neighbourhood for row in Resident.objects.all()} == {place.neighbourhood}


def test_a_year_of_two_digits_is_one_that_has_been(at_desk: Client, place: Place) -> None:
    at_desk.post("/balie/nieuw/", new(place, birth_date="17-03-56"))
    assert Resident.objects.get().birth_date == dt.date(1956, 3, 17)


def test_who_seems_known_is_shown_before_somebody_is_registered_twice(
    at_desk: Client, place: Place, far: Neighbourhood
) -> None:
    there = lives(place, first_name="Ali", last_name="Öztürk", birth_date=dt.date(1956, 3, 17))
    lives(place, far, first_name="Elders", last_name="Öztürk", birth_date=dt.date(1956, 3, 17))
    form = new(place)
    page = at_desk.post("/balie/nieuw/", form)
    assert page.status_code == 422 and f"/balie/{there.pk}/" in page.content.decode()
    assert "Elders" not in words_of(page)
    assert at_desk.post("/balie/nieuw/", form | {"other": "on"}).status_code == 302
    assert Resident.objects.filter(last_name="Öztürk").count() == 3


def test_what_was_searched_for_stands_in_the_form_of_who_is_new(at_desk: Client, place: Place) -> None:
    page = at_desk.post("/balie/nieuw/", {"zoek": "Ali van der Öztürk 1956"}).content.decode()
    assert 'value="Ali"' in page and 'value="van der Öztürk"' in page


@pytest.fixture
def duty(place: Place, worker: User) -> User:
    """The worker, on duty now."""
    now, hour = timezone.now(), dt.timedelta(hours=1)
    DutyShift.objects.create(
        municipality=place.municipality,
        neighbourhood=place.neighbourhood,
        kind=DutyShift.Kind.SOCIAL,
        starts_at=now - hour,
        ends_at=now + hour,
        worker=worker,
        changed_at=now,
    )
    return worker


def test_wanting_to_speak_to_a_worker_looks_the_same_with_and_without_a_case(
    at_desk: Client, place: Place, worker: User, duty: User, today: dt.date
) -> None:
    cared_for = make_case(place, worker, days_ago(today, 30)).resident
    Resident.objects.filter(pk=cared_for.pk).update(first_name="Zoë", last_name="Müller")
    other = lives(place, first_name="Zoë", birth_date=cared_for.birth_date)
    Resident.objects.filter(pk=cared_for.pk).update(
        street=other.street, house_number=other.house_number, postcode=other.postcode, phone=other.phone
    )
    seen: list[list[str]] = []
    for who in (cared_for, other):
        pages = []
        for _turn in range(2):
            form = token()
            answer = at_desk.post(f"/balie/{who.pk}/spreken/", form)
            assert answer.status_code == 302
            page = at_desk.get(answer["Location"]).content.decode()
            pages.append(re.sub(rf"[0-9a-f]{{8}}-[0-9a-f-]{{27}}|value=\"\w{{64}}\"|/{who.pk}/", "", page))
        seen.append(pages)
    assert seen[0] == seen[1]
    assert "Binnen twee werkdagen hoort" in seen[0][0]
    wish = Wish.objects.get()
    assert (wish.case.resident, wish.paper, wish.taps) == (cared_for, None, 2)
    assert [row.resident_id for row in Report.objects.all()] == [other.pk], "said again, it is one wish"
    today_page = words_of(browser_of(worker).get("/"))
    assert "gevraagd, aan de balie" in today_page and "Wil iemand zien." in today_page
    report = Report.objects.first()
    assert report is not None and report.told_at is not None
    assert (report.channel, report.duty_kind) == ("desk", "social")


def test_the_same_wish_sent_twice_is_one_report(at_desk: Client, place: Place) -> None:
    who, form = lives(place), token()
    for _twice in range(2):
        assert at_desk.post(f"/balie/{who.pk}/spreken/", form).status_code == 302
    assert Report.objects.count() == 1
    assert at_desk.post(f"/balie/{who.pk}/spreken/", {"token": "niets"}).status_code == 404


def test_a_closed_case_is_no_case(at_desk: Client, place: Place, worker: User, today: dt.date) -> None:
    case = make_case(place, worker, days_ago(today, 30))
    type(case).objects.filter(pk=case.pk).update(closed_on=today)
    at_desk.post(f"/balie/{case.resident_id}/spreken/", token())
    assert Wish.objects.count() == 0 and Report.objects.count() == 1


def test_the_desk_that_is_asked_reads_one_sentence_and_one_tap_is_a_sign_of_life(
    at_desk: Client, place: Place, worker: User, today: dt.date, clerk: User
) -> None:
    case = make_case(place, worker, days_ago(today, 30))
    page = f"/balie/{case.resident_id}/"
    assert "weten dat deze persoon hier was" not in words_of(at_desk.get(page))
    searching.ask_desk(actor=worker, case=case, reason="Zoekt hem al weken.", now=timezone.now())
    for address in ("/balie/", page):
        said = words_of(at_desk.get(address))
        assert "Laat Farida weten dat deze persoon hier was" in said
        assert "Zoekt hem" not in said and "dossier" not in said.lower()
    form = token()
    for _twice in range(2):
        assert at_desk.post(f"{page}was-hier/", form).status_code == 302
    sign = SignOfLife.objects.get()
    assert (sign.source, sign.recorded_by, sign.case) == ("desk", clerk, case)
    searching.stop_asking_desk(actor=worker, case=case, now=timezone.now())
    at_desk.post(f"{page}was-hier/", token())
    assert SignOfLife.objects.count() == 1


def test_a_desk_of_another_catchment_is_not_asked(
    place: Place, worker: User, today: dt.date, far: Neighbourhood
) -> None:
    case = make_case(place, worker, days_ago(today, 30))
    searching.ask_desk(actor=worker, case=case, reason="Koffie", now=timezone.now())
    harbour = make_centre(place, "Het Dok")
    harbour.catchment.update(neighbourhood=far)
    other = make_member(place, "dok@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
    employ(harbour, other, Membership.Role.CENTRE_STAFF)
    assert "Hoekstra" not in words_of(browser_of(other).get("/balie/"))


def test_a_report_and_a_request_at_the_desk_know_who_and_where(
    at_desk: Client, place: Place, clerk: User, today: dt.date
) -> None:
    who = lives(place)
    page = at_desk.get(f"/balie/{who.pk}/melding/")
    assert "Melding over Zoë Müller" in words_of(page) and 'name="subject"' not in page.content.decode()
    sent = {"text": "De gordijnen blijven dicht.", "channel": "desk", **token()}
    assert at_desk.post(f"/balie/{who.pk}/melding/", sent)["Location"] == f"/balie/{who.pk}/"
    report = Report.objects.get()
    assert (report.resident_id, report.neighbourhood, report.subject) == (
        who.pk,
        place.neighbourhood,
        "Zoë Müller",
    )
    assert (report.about, report.told_at, report.filed_by) == ("person", None, clerk)

    page = at_desk.get(f"/balie/{who.pk}/hulpvraag/")
    assert "Hulpvraag voor Zoë Müller" in words_of(page)
    form = {
        "kind": "groceries",
        "text": "",
        "first_on": (today + dt.timedelta(days=1)).isoformat(),
        "day_part": "any",
        "repeat": "once",
        "who": "me",
        "channel": "desk",
        "phone": "06-12345678",
        "email": "",
        "language": "",
        **token(),
    }
    answer = at_desk.post(f"/balie/{who.pk}/hulpvraag/", form)
    assert answer.status_code == 302, words_of(answer)
    request = HelpRequest.objects.get()
    assert (request.resident_id, request.channel, request.filed_by) == (who.pk, "desk", clerk)
    done = words_of(at_desk.get(answer["Location"]))
    assert "Klaar, volgende" in done
    assert "Loopt al" in words_of(at_desk.get(f"/balie/{who.pk}/"))


def test_a_resident_of_another_municipality_is_no_subject_of_a_report(
    place: Place, elsewhere: Place, clerk: User
) -> None:
    from django.core.exceptions import PermissionDenied

    from reports.actions import Told, file_report
    from reports.models import About, Channel

    who = Resident(pk=1, municipality=elsewhere.municipality)
    with pytest.raises(PermissionDenied):
        file_report(
            municipality=place.municipality,
            neighbourhood=place.neighbourhood,
            told=Told(About.PERSON, "x"),
            channel=Channel.DESK,
            token=uuid.uuid4(),
            now=timezone.now(),
            actor=clerk,
            resident=who,
        )


def test_the_desk_costs_as_many_queries_for_twenty_as_for_one(at_desk: Client, place: Place) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found(at_desk, "Müller")
        return len(captured)

    lives(place)
    queries()
    one = queries()
    for number in range(19):
        lives(place, first_name=f"A{number}")
    assert queries() == one
