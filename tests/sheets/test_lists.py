"""Lists brought in and taken along: all that is wrong at once, a look first, all or nothing, once, and for whom."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from centres.models import Catchment
from neighbourhoods.models import Neighbourhood, Postcode
from residents.models import Resident
from sheets.models import KEPT, Upload
from sheets.tasks import forget_lists
from tests.cases.screens import words_of
from tests.centres.conftest import employ, make_centre
from tests.conftest import Place, make_member
from tests.volunteers import conftest as cast
from tests.volunteers.conftest import Ask, Neighbour
from tests.workplace import conftest as work
from tests.workplace.conftest import browser_of, lives
from volunteers.asked import code_of, hash_of
from volunteers.models import Application, HelpRequest
from wijkzorg.accounts.models import Invitation, Membership, User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
centre, clerk, coordinator, far = work.centre, work.clerk, work.coordinator, work.far
nobody_asked_before, at_desk = work.nobody_asked_before, work.at_desk
stored, neighbour, postcode = cast.stored, cast.neighbour, cast.postcode
RESIDENTS, REQUESTS, VOLUNTEERS = ("/lijsten/bewoners/", "/lijsten/hulpvragen/", "/lijsten/vrijwilligers/")
PEOPLE = "Voornaam;Achternaam;Geboortedatum;Straat;Huisnummer;Postcode;Telefoon;Buurt\n"
HELP = "Wat;Voor wie;Telefoon;Wanneer;Postcode;Gevraagd door;Mag dat\n"
HELPERS = "Naam;E-mail;Telefoon;Postcode;Uren per week;Wil doen;Talen;Wanneer\n"


@pytest.fixture
def at_board(coordinator: User) -> Client:
    """The browser of the coordinator."""
    return browser_of(coordinator)


def send(browser: Client, path: str, content: str | bytes, name: str = "lijst.csv") -> Any:
    body = content.encode() if isinstance(content, str) else content
    return browser.post(f"{path}inlezen/", {"bestand": SimpleUploadedFile(name, body)})


def bring_in(browser: Client, path: str, content: str | bytes, **more: Any) -> Any:
    shown = send(browser, path, content)
    assert shown.status_code == 302, words_of(shown)
    return browser.post(shown.url, more, follow=True)


def serves(place: Place, neighbourhood: Neighbourhood) -> None:
    """Let another centre serve a neighbourhood: where there is none, it is everybody's."""
    other = make_centre(place, "Het Dok")
    Catchment.objects.filter(centre=other).update(neighbourhood=neighbourhood)


def people(count: int) -> str:
    return PEOPLE + "".join(f"Zoë;Nummer{n};17-03-1956;Lindenlaan;{n + 1};;;\n" for n in range(count))


def test_a_list_of_residents_is_looked_at_and_then_registered_once(
    at_desk: Client, place: Place, clerk: User
) -> None:
    content = PEOPLE + "Ali;Öztürk;17-03-1956;Lindenlaan;12-b;1892ab;06 12345678;Lindenhof\n"
    shown = send(at_desk, RESIDENTS, content)
    said = words_of(at_desk.get(shown.url))
    assert "1 nieuwe rij" in said and "Ali Öztürk" in said and "17 maart 1956" in said
    assert Resident.objects.count() == 0
    for _again in range(2):
        assert "1 bewoner ingeschreven" in words_of(at_desk.post(shown.url, follow=True))
    made = Resident.objects.get()
    assert (made.name, made.address, made.neighbourhood) == (
        "Ali Öztürk",
        "Lindenlaan 12-b, 1892 AB",
        place.neighbourhood,
    )
    written = AccessEntry.objects.filter(action="write", object_kind="resident")
    assert [(row.user_id, row.resident_ids) for row in written] == [(clerk.pk, [made.pk])]
    assert Upload.objects.get().content == ""


def test_all_that_is_wrong_is_told_at_once_and_nothing_of_it_is_kept(
    at_desk: Client, place: Place, far: Neighbourhood
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Oost"
    for row in (
        [*PEOPLE.strip().split(";")],
        ["Goed", "Genoeg", dt.date(1950, 1, 1), "Lindenlaan", 1, None, "06 12345678", None],
        [None, "=1+1", dt.date(2999, 1, 1), None, dt.date(2026, 1, 12), 1892, 612345678, "Nergens"],
        ["Eva", "Ver", "1-1-1950", None, "3", None, None, "Havenbuurt"],
        ["Goed", "Genoeg", "1-1-1950", None, None, None, None, None],
    ):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    answer = send(at_desk, RESIDENTS, made.getvalue(), "lijst.xlsx")
    said = words_of(answer)
    assert answer.status_code == 422
    assert "Er is niets ingelezen: 10 fouten" in said and "blad “Oost”" in said
    for part in (
        "rij 3 Voornaam Dit is leeg.",
        "rij 3 Achternaam Dit is een formule.",
        "rij 3 Geboortedatum Deze geboortedatum kan niet.",
        "rij 3 Huisnummer “2026-01-12”: Excel heeft van dit huisnummer een datum",
        "rij 3 Postcode “1892”: de twee letters",
        "rij 3 Telefoon “612345678”: de nul vooraan is weg",
        "rij 3 Buurt De buurt “Nergens” kennen we niet.",
        "rij 4 Straat Vul ook de straat in",
        "rij 4 Buurt Havenbuurt hoort niet bij jouw buurten.",
        "rij 5 Achternaam Dit is dezelfde als rij 2.",
    ):
        assert part in said, part
    assert not Resident.objects.exists() and not Upload.objects.exists()


def test_a_thousand_faults_are_shown_and_the_others_counted(at_desk: Client, place: Place) -> None:
    said = words_of(send(at_desk, RESIDENTS, PEOPLE + "Zoë;;;;;;;\n" * 501))
    assert "1002 fouten" in said and "En nog 2 andere fouten." in said


def test_who_seems_known_is_passed_by_unless_somebody_says_that_it_is_another(
    at_desk: Client, place: Place, far: Neighbourhood, clerk: User
) -> None:
    known = lives(place)
    lives(place, far, first_name="Verre", last_name="Verre")
    content = PEOPLE + (
        "Zoe;müller;6-5-1941;;;;;\n"  # the same surname and birth date
        "Zoë;Müller;1-1-1950;Elders;12;1892 AB;;Lindenhof\n"  # the same name and house
        "Jan;Müller;1-1-1960;Elders;12;1892 AB;;Lindenhof\n"  # another of that house
        "Tom;Tweeling;1-1-1970;;;;;\n"
        "Tim;Tweeling;1-1-1970;;;;;\n"
        "Verre;Verre;6-5-1941;;;;;\n"  # known elsewhere: nobody here reads that
    )
    shown = send(at_desk, RESIDENTS, content)
    said = words_of(at_desk.get(shown.url))
    assert "3 rijen staan er misschien al" in said and said.count("Zoë Müller, 6 mei 1941, staat er al") == 2
    assert "lijkt op rij 5" in said and "Havenbuurt" not in said
    seen = AccessEntry.objects.filter(action="search", object_kind="resident").latest("pk")
    assert (seen.user_id, seen.resident_ids) == (clerk.pk, [known.pk])
    said = words_of(at_desk.post(shown.url, {"ook": ["6", "999", "x"]}, follow=True))
    assert "4 bewoners ingeschreven" in said and "2 rijen overgeslagen" in said
    assert set(Resident.objects.values_list("first_name", flat=True)) == {"Zoë", "Verre", "Jan", "Tom", "Tim"}


def test_where_somebody_lives_follows_from_the_postcode(
    at_desk: Client, place: Place, far: Neighbourhood, postcode: Postcode
) -> None:
    Postcode.objects.create(municipality=place.municipality, code="1893 AB", neighbourhood=far, x=1, y=1)
    bring_in(at_desk, RESIDENTS, PEOPLE + "Zoë;Dichtbij;1-1-1950;;1;1892 AB;;\n")
    assert Resident.objects.get().neighbourhood == place.neighbourhood
    said = words_of(
        send(at_desk, RESIDENTS, PEOPLE + "Zoë;Ver;1-1-1950;;1;1893 AB;;\nZoë;Weg;1-1-1950;;1;1999 AB;;\n")
    )
    assert "rij 2 Postcode Havenbuurt hoort niet bij jouw buurten" in said
    assert "rij 3 Buurt We weten niet in welke buurt dit is" in said


def test_a_list_of_help_requests_is_filed_as_the_form_files_them(
    at_board: Client, place: Place, postcode: Postcode, coordinator: User, stored: Ask
) -> None:
    tomorrow = f"{timezone.localdate() + dt.timedelta(days=1):%d-%m-%Y}"
    stored(phone="+31611111111", parties=["phone:+31611111111"])
    content = HELP + (
        f"Boodschappen;Mevrouw de Wit;06 12345678;{tomorrow};1892 AB;;\n"
        f"boodschappen;De Wit;0612345678;{tomorrow};1892 AB;;\n"
        f"boodschappen;Meneer Bos;06-11111111;{tomorrow};1892 AB;Zijn zoon;ja\n"
    )
    shown = send(at_board, REQUESTS, content)
    said = words_of(at_board.get(shown.url))
    assert "1 nieuwe rij" in said and "lijkt op rij 2" in said and "staat er al, en is nog open" in said
    at_board.post(shown.url, {"ook": ["4"]})
    made = HelpRequest.objects.exclude(name="Mevrouw de Wit", channel="phone").order_by("pk")
    assert [(row.name, row.phone, row.asker_name) for row in made] == [
        ("Mevrouw de Wit", "+31612345678", ""),
        ("Meneer Bos", "+31611111111", "Zijn zoon"),
    ]
    one = made[0]
    assert one.filed_by == coordinator and one.state == "open" and one.clock.exists()
    written = AccessEntry.objects.filter(action="write", object_kind="help_request", user_id=coordinator.pk)
    assert set(written.values_list("object_id", flat=True)) == {str(row.pk) for row in made}


def test_what_the_form_refuses_of_a_request_the_list_refuses_too(
    at_board: Client, place: Place, far: Neighbourhood, postcode: Postcode
) -> None:
    Postcode.objects.create(municipality=place.municipality, code="1893 AB", neighbourhood=far, x=1, y=1)
    serves(place, far)
    tomorrow = f"{timezone.localdate() + dt.timedelta(days=1):%d-%m-%Y}"
    content = (
        HELP + f"tuinieren;;niets;1-1-2020;1999 AB;Zoon;\ngezelschap;A;06 12345678;{tomorrow};1893 AB;;\n"
    )
    said = words_of(send(at_board, REQUESTS, content))
    assert "rij 3 Postcode Havenbuurt hoort niet bij jouw buurten" in said
    for part in (
        "rij 2 Wat “tuinieren” kennen we niet. Kies uit: kaarten of een spelletje, boodschappen",
        "rij 2 Voor wie Dit is leeg.",
        "rij 2 Telefoon “niets” is geen telefoonnummer.",
        "rij 2 Wanneer Deze dag is voorbij.",
        "rij 2 Postcode Deze postcode ligt niet in",
        "rij 2 Mag dat Kies waarom",
    ):
        assert part in said, part


def test_a_list_of_volunteers_invites_each_who_is_not_known_yet(
    at_board: Client, place: Place, far: Neighbourhood, postcode: Postcode, neighbour: Neighbour
) -> None:
    neighbour("fatma")
    content = HELPERS + (
        "Jan Bos;jan@voorbeeld.example;06 12345678;1892 AB;1,5;boodschappen, gezelschap;Turks;maandag, dinsdag avond\n"
        "Fatma;FATMA@voorbeeldstad.example;;1892 AB;2;boodschappen;;\n"
    )
    shown = send(at_board, VOLUNTEERS, content)
    said = words_of(at_board.get(shown.url))
    assert "1 nieuwe rij" in said and "doet al mee, of is al aangemeld" in said
    # What is known for sure is passed by, whatever is ticked.
    assert "1 uitnodiging verstuurd" in words_of(at_board.post(shown.url, {"ook": ["3"]}, follow=True))
    made = Application.objects.get()
    assert (made.email, made.state, made.minutes_a_week, made.available) == (
        "jan@voorbeeld.example",
        "invited",
        90,
        [0, 1, 2, 5],
    )
    assert Invitation.objects.get().role == Membership.Role.VOLUNTEER
    again = words_of(at_board.get(send(at_board, VOLUNTEERS, content).url))
    assert "2 rijen staan er al" in again and "0 nieuwe rijen" in again
    Postcode.objects.create(municipality=place.municipality, code="1893 AB", neighbourhood=far, x=1, y=1)
    serves(place, far)
    elsewhere = send(at_board, VOLUNTEERS, HELPERS + "A;a@b.example;;1893 AB;2;boodschappen;;\n")
    assert "rij 2 Postcode Havenbuurt hoort niet bij jouw buurten" in words_of(elsewhere)
    twice = HELPERS + "A;a@b.example;;1892 AB;2;boodschappen;;\nB;A@b.example;;1892 AB;99;niets;;\n"
    said = words_of(send(at_board, VOLUNTEERS, twice))
    assert "rij 3 E-mail Dit is dezelfde als rij 2" in said and "rij 3 Uren per week “99”" in said


TIMED = "Wat;Voor wie;Telefoon;Wanneer;Tijd;Postcode\n"


def test_what_is_wrong_by_the_time_that_it_is_brought_in_keeps_all_of_it_out(
    at_board: Client, place: Place, postcode: Postcode, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = "wijkzorg.accounts.middleware.timezone.now"
    monkeypatch.setattr(clock, lambda: cast.NOW)
    day = f"{cast.WEDNESDAY:%d-%m-%Y}"
    rows = f"gezelschap;A;06 12345671;{day};15:00;1892 AB\ngezelschap;B;06 12345672;{day};10:30;1892 AB\n"
    shown = send(at_board, REQUESTS, TIMED + rows)
    monkeypatch.setattr(clock, lambda: cast.NOW + dt.timedelta(minutes=45))
    for answer in (at_board.get(shown.url), at_board.post(shown.url)):
        assert "rij 3 Tijd Dit tijdstip is voorbij" in words_of(answer)
    assert not HelpRequest.objects.exists() and Upload.objects.get().done_at is None


def test_what_breaks_halfway_leaves_nothing_behind(
    at_board: Client, place: Place, postcode: Postcode, stored: Ask
) -> None:
    tomorrow = f"{timezone.localdate() + dt.timedelta(days=1):%d-%m-%Y}"
    rows = "".join(f"gezelschap;Mens {n};06 1234567{n};{tomorrow};1892 AB;;\n" for n in range(2))
    shown = send(at_board, REQUESTS, HELP + rows)
    # The code of the second row is somebody's already: the database refuses it.
    token = uuid.uuid5(Upload.objects.get().pk, "3")
    stored(code_hash=hash_of(code_of(token)), name="Wie er al was")
    at_board.raise_request_exception = False
    assert at_board.post(shown.url).status_code == 500
    assert [row.name for row in HelpRequest.objects.all()] == ["Wie er al was"]
    assert Upload.objects.get().done_at is None


def test_a_list_is_its_owners_of_this_hour_and_goes(
    at_desk: Client, at_board: Client, place: Place, centre: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = send(at_desk, RESIDENTS, people(1))
    kept = Upload.objects.get()
    assert "Nummer0" not in kept.content
    colleague = make_member(place, "collega@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
    employ(centre, colleague, Membership.Role.CENTRE_STAFF)
    other = browser_of(colleague)
    assert other.get(shown.url).status_code == other.post(shown.url).status_code == 404
    assert at_desk.get(shown.url.replace("bewoners", "hulpvragen")).status_code == 404
    assert send(other, RESIDENTS, people(2)).status_code == 302  # two at once do not meet
    assert at_desk.get(shown.url).status_code == 200
    assert (
        send(at_desk, RESIDENTS, people(1)).url != shown.url
    )  # a later list takes the place of an earlier one
    assert at_desk.get(shown.url).status_code == 404
    newest = Upload.objects.latest("made_at")
    later = timezone.now() + KEPT
    monkeypatch.setattr("wijkzorg.accounts.middleware.timezone.now", lambda: later)
    assert at_desk.get(f"{RESIDENTS}inlezen/{newest.pk}/").status_code == 404
    monkeypatch.setattr("sheets.tasks.timezone.now", lambda: later)
    assert forget_lists() == 2
    with inside(place.municipality.pk):
        assert not Upload.objects.exists()


def test_a_list_that_is_not_brought_in_after_all_is_forgotten(at_desk: Client, place: Place) -> None:
    shown = send(at_desk, RESIDENTS, people(1))
    assert at_desk.post(f"{shown.url}weg/").status_code == 302
    assert not Upload.objects.exists() and not Resident.objects.exists()


def test_lists_cost_as_many_queries_for_many_rows_as_for_few(
    at_desk: Client, at_board: Client, place: Place, postcode: Postcode
) -> None:
    tomorrow = f"{timezone.localdate() + dt.timedelta(days=1):%d-%m-%Y}"

    def helps(count: int) -> str:
        rows = (f"gezelschap;Mens {n};06 123456{n:02};{tomorrow};1892 AB;;\n" for n in range(count))
        return HELP + "".join(rows)

    def helpers(count: int) -> str:
        return HELPERS + "".join(f"M{n};m{n}@b.example;;1892 AB;2;boodschappen;;\n" for n in range(count))

    def cost(browser: Client, path: str, content: str, method: str = "") -> int:
        url = send(browser, path, content).url if method else ""
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = browser.post(url) if method == "post" else browser.get(url) if method else None
            if answer is None:
                assert send(browser, path, content).status_code == 302
        return len(asked)

    for browser, path, made in (
        (at_desk, RESIDENTS, people),
        (at_board, REQUESTS, helps),
        (at_board, VOLUNTEERS, helpers),
    ):
        for method in ("", "get"):
            cost(browser, path, made(1), method)
            assert cost(browser, path, made(2), method) == cost(browser, path, made(40), method), path
    few = cost(at_desk, RESIDENTS, people(2), "post")
    Resident.objects.all().delete()
    assert cost(at_desk, RESIDENTS, people(40), "post") == few


@pytest.mark.parametrize("role", [*Membership.Role, None])
def test_lists_are_for_those_who_work_with_them_and_for_nobody_else(place: Place, role: str | None) -> None:
    own = {
        Membership.Role.CENTRE_STAFF: {RESIDENTS, REQUESTS},
        Membership.Role.COORDINATOR: {REQUESTS, VOLUNTEERS},
    }.get(role, set())  # type: ignore[call-overload]
    team = place.team if role in (Membership.Role.WORKER, Membership.Role.TEAM_LEAD) else None
    user = make_member(place, "wie@voorbeeldstad.example", role, team) if role else None
    browser = browser_of(user) if user else Client()
    no = 404 if user else 302
    assert browser.get("/lijsten/").status_code == (200 if own else no)
    for path in (RESIDENTS, REQUESTS, VOLUNTEERS):
        there = 200 if path in own else no
        for page in ("inlezen/", "leeg.xlsx", "leeg.csv", "lijst.xlsx", "lijst.csv"):
            assert browser.get(path + page).status_code == there, page
        assert browser.post(f"{path}inlezen/", {}).status_code == (422 if path in own else no)
    assert browser.get("/lijsten/andere/inlezen/").status_code == no
    for path in own:
        assert browser.get(f"{path}lijst.pdf").status_code == 404
        assert browser.post(f"{path}lijst.csv").status_code == 405
