"""The screen on which a professional arranges another way, and the pages of who works behind the door."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client

from cases.models import Case
from centres.models import CameForNothing, Centre, Closure, DeskShift, OpeningHours
from reaching import actions
from reaching.models import OnlyHere, Reach
from tests.cases.screens import words_of
from tests.centres.conftest import make_centre
from tests.conftest import ZONE, Place, make_member
from tests.reaching.conftest import AFTER, NOON
from tests.reaching.test_reaching import shut
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
ADD = "/beheer/centres/closure/add/"
LIST = "/beheer/centres/closure/"
CENTRES = "/beheer/centres/centre/"


@pytest.fixture(autouse=True)
def on_wednesday() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def only(linde: Centre, clerk: User, dennis: Case) -> OnlyHere:
    return actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON)


def at_work(user: User) -> Client:
    from tests.conftest import Browser

    browser = Browser()
    browser.force_login(user)
    return browser


def typed(centre: Centre, **changed: Any) -> dict[str, Any]:
    return {
        "centre": centre.pk,
        "starts_at_0": "2026-11-26",
        "starts_at_1": "00:00",
        "ends_at_0": "2026-12-24",
        "ends_at_1": "00:00",
        "reason": "Er is minder geld.",
        "decided_by": "college van B en W",
        "instead": "",
        "instead_elsewhere": "",
    } | changed


def test_the_worker_reads_who_it_is_and_records_another_way(
    client: Client, linde: Centre, clerk: User, worker: User, outsider: User, only: OnlyHere
) -> None:
    shut(linde, clerk)
    address = f"/anders-bereiken/{Reach.objects.get().pk}/"
    client.force_login(worker)
    said = words_of(client.get(address))
    assert "Hoe bereiken we Dennis Hoekstra?" in said and "Er is geen andere deur genoemd." in said
    assert client.post(address, {"how": ""}).status_code == 422
    assert client.post(address, {"how": "home", "note": "Farida gaat langs."}).status_code == 302
    assert Reach.objects.get().how == "home"
    assert at_work(outsider).get(address).status_code == 404
    assert at_work(clerk).get(address).status_code == 404
    assert client.delete(address).status_code == 405


def test_a_door_that_was_named_and_is_shut_meanwhile_sends_nobody_there(
    client: Client, place: Place, linde: Centre, dok: Centre, clerk: User, worker: User, only: OnlyHere
) -> None:
    shut(linde, clerk, starts_at=NOON, instead=dok)
    address = f"/anders-bereiken/{Reach.objects.get().pk}/"
    client.force_login(worker)
    said = words_of(client.get(address))
    assert "Het Dok" in said and "is nu ook dicht" not in said
    third = make_centre(place, "De Beuk")
    OpeningHours.objects.create(
        municipality=third.municipality,
        centre=third,
        weekday=NOON.weekday(),
        opens=dt.time(9),
        closes=dt.time(17),
    )
    shut(dok, clerk, starts_at=NOON)
    said = words_of(client.get(address))
    assert "Let op: Het Dok is nu ook dicht." in said and "Wel open: De Beuk" in said


def test_before_a_closure_is_announced_the_desk_reads_whom_it_shuts_out(
    linde: Centre, dok: Centre, clerk: User, only: OnlyHere
) -> None:
    browser = at_work(clerk)
    said = words_of(browser.post(ADD, typed(linde, instead=dok.pk)))
    assert "Voor 1 bewoner is dit centrum de enige plek" in said and "Dennis Hoekstra" in said
    assert "gaan zolang ook naar wie bij Het Dok werkt" in said and "zonder alternatief" not in said
    assert not Closure.objects.exists()
    confirmed = typed(linde, instead=dok.pk) | {"_bevestigd": "1"}
    assert browser.post(ADD, confirmed).status_code == 302
    assert browser.post(ADD, confirmed).status_code == 302  # sent twice
    closure = Closure.objects.get()
    assert (closure.instead, closure.ends_at, closure.announced_by) == (dok, AFTER, clerk)
    assert Reach.objects.get().closure == closure


def test_who_goes_back_from_the_preview_finds_what_was_typed(linde: Centre, clerk: User) -> None:
    page = at_work(clerk).post(ADD, typed(linde) | {"_terug": "1"}).content.decode()
    assert 'value="Er is minder geld."' in page and 'value="2026-11-26"' in page
    assert not Closure.objects.exists()


def test_a_coordinator_reads_how_many_and_no_names(
    linde: Centre, coordinator: User, clerk: User, only: OnlyHere
) -> None:
    said = words_of(at_work(coordinator).post(ADD, typed(linde)))
    assert "Voor 1 bewoner" in said and "Dennis" not in said
    assert "Dit telt als gesloten zonder alternatief." in said


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_at_0": "2026-11-20", "ends_at_0": "2026-11-24"}, "Dit is al voorbij."),
        ({"ends_at_0": "2026-11-25"}, "Een sluiting eindigt nadat zij begint."),
        ({"reason": ""}, "Dit veld is verplicht."),
    ],
)
def test_a_closure_that_cannot_be_is_refused_in_words(
    linde: Centre, clerk: User, changed: dict[str, str], words: str
) -> None:
    assert words in words_of(at_work(clerk).post(ADD, typed(linde, **changed)))


def test_one_over_another_is_refused_and_another_centre_is_no_choice(
    linde: Centre, dok: Centre, clerk: User
) -> None:
    shut(linde, clerk)
    browser = at_work(clerk)
    over = typed(linde, starts_at_0="2026-12-01", ends_at_0="2026-12-30")
    assert "al gesloten gemeld" in words_of(browser.post(ADD, over))
    assert browser.post(ADD, typed(dok) | {"_bevestigd": "1"}).status_code == 200
    assert Closure.objects.count() == 1


def test_a_closure_is_corrected_ends_earlier_and_of_two_who_do_so_the_second_is_told(
    linde: Centre, dok: Centre, clerk: User
) -> None:
    closure = shut(linde, clerk)
    address = f"{LIST}{closure.pk}/change/"
    browser = at_work(clerk)
    page = browser.get(address).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    form = {
        "ends_at_0": "2026-12-10",
        "ends_at_1": "00:00",
        "reason": "Er is een lek.",
        "decided_by": "de beheerder",
        "instead": dok.pk,
        "instead_elsewhere": "",
        "seen": seen[1],
    }
    assert browser.post(address, form).status_code == 302
    closure.refresh_from_db()
    ends = dt.datetime(2026, 12, 10, tzinfo=ZONE)
    assert (closure.reason, closure.instead, closure.ends_at) == ("Er is een lek.", dok, ends)
    assert "net gewijzigd" in words_of(browser.post(address, form))
    listed = words_of(browser.get(LIST))
    assert "Buurtcentrum" in listed and "Centre" not in listed and closure.centre.name in listed
    browser.post(LIST, {"action": "reopen", "_selected_action": closure.pk})
    closure.refresh_from_db()
    assert closure.withdrawn_at is not None


def test_the_desk_notes_who_comes_here_alone_by_surname_and_birth_date(
    linde: Centre, clerk: User, dennis: Case
) -> None:
    address = "/beheer/reaching/onlyhere/add/"
    browser = at_work(clerk)
    told = {"centre": linde.pk, "last_name": "hoekstra", "birth_date": "2003-02-02"}
    assert "staat hier niemand" in words_of(browser.post(address, told))
    assert browser.post(address, told | {"birth_date": "2003-02-01"}).status_code == 302
    assert OnlyHere.objects.get().resident == dennis.resident
    assert "Dennis Hoekstra" in words_of(browser.get("/beheer/reaching/onlyhere/"))
    browser.post(
        "/beheer/reaching/onlyhere/", {"action": "no_longer", "_selected_action": OnlyHere.objects.get().pk}
    )
    assert OnlyHere.objects.get().ended_at is not None


def test_no_names_for_a_coordinator_or_an_administrator(
    place: Place, coordinator: User, only: OnlyHere
) -> None:
    administrator = make_member(place, "bram@voorbeeldstad.example", Membership.Role.ADMINISTRATOR)
    for user in (coordinator, administrator):
        assert at_work(user).get("/beheer/reaching/onlyhere/").status_code == 404


def test_a_tap_counts_who_came_for_nothing_and_the_same_tap_once(
    linde: Centre, dok: Centre, clerk: User
) -> None:
    closure = shut(linde, clerk, starts_at=NOON)
    browser = at_work(clerk)
    tap = {"token": str(uuid.uuid4())}
    assert browser.get(f"{CENTRES}{linde.pk}/voor-niets/").status_code == 405
    for _twice in range(2):
        assert browser.post(f"{CENTRES}{linde.pk}/voor-niets/", tap).status_code == 302
    counted = CameForNothing.objects.get()
    assert (counted.way, counted.closure) == ("desk", closure)
    assert browser.post(f"{CENTRES}{dok.pk}/voor-niets/", {"token": str(uuid.uuid4())}).status_code == 404
    assert "1 keer kwam iemand voor niets" in words_of(browser.get(CENTRES))


def centre_form(**changed: Any) -> dict[str, Any]:
    empty = {
        f"{name}-{part}": "0"
        for name in ("hours", "exceptions", "activities", "desk_shifts")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"phone": "0999 120101", "capacity": "40"} | empty | changed


def rows(name: str, *each: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        f"{name}-TOTAL_FORMS": len(each),
        f"{name}-INITIAL_FORMS": sum("id" in one for one in each),
    }
    for number, one in enumerate(each):
        made |= {f"{name}-{number}-{key}": value for key, value in one.items()}
    return made


def test_the_desk_changes_hours_and_what_there_is_to_do_and_not_where_the_centre_stands(
    linde: Centre, dok: Centre, clerk: User
) -> None:
    browser, address = at_work(clerk), f"{CENTRES}{linde.pk}/change/"
    form = centre_form(
        name="Van iemand anders",
        **rows(
            "hours",
            {"weekday": 0, "opens": "09:00", "closes": "12:00"},
            {"weekday": 4, "opens": "20:00", "closes": "02:00"},
        ),
        **rows("exceptions", {"day": "2026-12-24", "opens": "", "closes": "", "note": "Kerstavond."}),
        **rows("activities", {"name": "Koffie", "weekday": 0, "starts": "10:00", "ends": "11:00"}),
        **rows("desk_shifts", {"user": clerk.pk, "weekday": 0, "starts": "09:00", "ends": "12:00"}),
    )
    answer = browser.post(address, form)
    assert answer.status_code == 302, words_of(answer)
    linde.refresh_from_db()
    assert (linde.name, linde.capacity) == ("De Linde", 40)
    assert OpeningHours.objects.count() == 2 and DeskShift.objects.get().user == clerk
    assert browser.get(f"{CENTRES}{dok.pk}/change/").status_code == 404
    assert browser.get(f"{CENTRES}add/").status_code == 403


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (
            rows(
                "hours",
                {"weekday": 6, "opens": "20:00", "closes": "02:00"},
                {"weekday": 0, "opens": "01:00", "closes": "09:00"},
            ),
            "Dit valt over zondag 20:00 tot 02:00.",
        ),
        (
            rows(
                "exceptions",
                {"day": "2026-12-24"},
                {"day": "2026-12-24", "opens": "09:00", "closes": "10:00"},
            ),
            "Voor deze dag is er al een uitzondering op deze tijd.",
        ),
        (rows("exceptions", {"day": "2026-12-24", "opens": "09:00"}), "Vul beide tijden in."),
        (
            rows("activities", {"name": "Koffie", "weekday": 0, "starts": "10:00", "ends": "10:00"}),
            "Begin en einde zijn gelijk.",
        ),
        (
            rows(
                "hours",
                {
                    "weekday": 0,
                    "opens": "09:00",
                    "closes": "10:00",
                    "first_day": "2026-12-02",
                    "last_day": "2026-12-01",
                },
            ),
            "De laatste dag ligt voor de eerste.",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_its_row(
    linde: Centre, clerk: User, part: dict[str, Any], words: str
) -> None:
    answer = at_work(clerk).post(f"{CENTRES}{linde.pk}/change/", centre_form(**part))
    assert answer.status_code == 200 and words in words_of(answer)
    assert not OpeningHours.objects.exists()


def test_hours_that_change_places_or_make_room_are_kept(linde: Centre, clerk: User) -> None:
    own = {"municipality_id": linde.municipality_id, "centre": linde, "weekday": 0}
    morning = OpeningHours.objects.create(opens="09:00", closes="12:00", **own)
    noon = OpeningHours.objects.create(opens="12:00", closes="17:00", **own)
    swapped = rows(
        "hours",
        {"id": morning.pk, "weekday": 0, "opens": "12:00", "closes": "17:00"},
        {"id": noon.pk, "weekday": 0, "opens": "09:00", "closes": "12:00"},
    )
    browser, address = at_work(clerk), f"{CENTRES}{linde.pk}/change/"
    assert browser.post(address, centre_form(**swapped)).status_code == 302
    held = [(row.pk, f"{row.opens:%H}", f"{row.closes:%H}") for row in OpeningHours.objects.order_by("opens")]
    whole = rows(
        "hours",
        {"id": held[0][0], "weekday": 0, "opens": "09:00", "closes": "17:00"},
        {"id": held[1][0], "weekday": 0, "opens": "12:00", "closes": "17:00", "DELETE": "on"},
    )
    answer = browser.post(address, centre_form(**whole))
    assert answer.status_code == 302, words_of(answer)
    assert [f"{row.opens:%H}-{row.closes:%H}" for row in OpeningHours.objects.all()] == ["09-17"]
