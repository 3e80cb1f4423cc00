"""The list of CBS on the screen of an administrator: all faults at once, a look beforehand, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from neighbourhoods.geometry import Flaw
from neighbourhoods.importing.errors import Fault
from neighbourhoods.importing.words import FAULTS, FLAWS
from neighbourhoods.models import District, KeptAreas, Neighbourhood
from tests.cases.screens import words_of
from tests.conftest import Place, make_member
from tests.neighbourhoods import conftest as lists
from tests.neighbourhoods.conftest import HOUSES, SQUARE, feature, geojson
from tests.workplace.conftest import browser_of, lives
from wijkzorg.accounts.models import Membership
from workplace import area_forms

pytestmark = pytest.mark.django_db
folder = lists.folder
Folder = Callable[..., Path]
CHOOSE = "/gebieden/inlezen/"
FIELDS = {"districts": "wijk", "neighbourhoods": "buurt_", "boundaries": "buurten", "addresses": "pc6hnr"}


@pytest.fixture
def browser(place: Place) -> Client:
    """The browser of an administrator."""
    return browser_of(make_member(place, "beheer@voorbeeldstad.example", Membership.Role.ADMINISTRATOR))


def sent(made: Path, year: int | str = 2026, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the form with the files of a folder."""
    chosen: dict[str, Any] = {"year": year}
    for field, begins in FIELDS.items():
        if field not in leave:
            path = next(made.glob(f"{begins}*"))
            chosen[field] = SimpleUploadedFile(path.name, path.read_bytes())
    return chosen


def test_a_list_is_looked_at_first_and_then_brought_in_once(
    browser: Client, place: Place, folder: Folder
) -> None:
    before = set(Neighbourhood.objects.values_list("code", flat=True))
    chosen = browser.post(CHOOSE, sent(folder()))
    assert chosen.status_code == 302
    said = words_of(browser.get(chosen["Location"]))
    assert "dit gaat er gebeuren" in said and "Nieuwe buurten: Haven." in said
    assert set(Neighbourhood.objects.values_list("code", flat=True)) == before, "a look changes nothing"
    for _time in range(2):
        done = browser.post(chosen["Location"])
        assert done.status_code == 302
        said = words_of(browser.get(done["Location"]))
        assert "is ingelezen" in said and "Nog bij geen centrum" in said and "Haven" in said
    assert set(Neighbourhood.objects.values_list("code", flat=True)) == {"BU99990001", "BU9999000K"}
    kept = KeptAreas.objects.get()
    assert bytes(kept.content) == b"" and kept.done_at is not None
    start = words_of(browser.get("/beheer/"))
    assert "buurten in de lijst van 2026" in start and "2 zonder centrum" in start


def test_next_year_a_buurt_ends_and_who_lives_there_moves_with_the_address(
    browser: Client, place: Place, folder: Folder
) -> None:
    browser.post(browser.post(CHOOSE, sent(folder()))["Location"])
    haven = Neighbourhood.objects.get(code="BU9999000K")
    known = lives(place, haven, postcode="1892 AB", house_number="3")
    unknown = lives(place, haven, postcode="", house_number="", street="")
    made = folder(
        2027,
        buurt_="Buurt{year};Buurtnaam{year}\n99990001;Lindenhof\n",
        buurten_=geojson(feature("BU99990001", [SQUARE])),
        pc6hnr="PC6;Huisnummer;Buurt{year}\n1892AB;3;99990001\n",
    )
    preview = browser.post(CHOOSE, sent(made, 2027))["Location"]
    told = ("Vervallen buurten: Haven.", "1 bewoner hoort nu bij", "Van 1 bewoner is geen adres bekend")
    for step in (preview, browser.post(preview)["Location"]):
        said = words_of(browser.get(step))
        assert all(each in said for each in told)
    known.refresh_from_db()
    unknown.refresh_from_db()
    assert (known.neighbourhood.code, unknown.neighbourhood.code) == ("BU99990001", "BU9999000K")
    older = browser.post(CHOOSE, sent(folder(2026)))
    assert older.status_code == 422 and "De lijst van 2027 staat er al; 2026 is ouder." in words_of(older)


def test_every_fault_of_every_file_is_told_at_once_in_plain_dutch_and_nothing_is_kept(
    browser: Client, place: Place, folder: Folder
) -> None:
    made = folder(
        wijk="Wijk{year};Wijknaam{year}\n999900;Oost\n999900;Oost\n",
        buurt_="Buurt{year};Buurtnaam{year}\n99990001;\n9999X;Haven\n99990002;A;B\n99990101;West\n",
        buurten_=geojson(feature("BU99990001", [SQUARE[:3]])),
        pc6hnr=HOUSES.replace("1892AB;1", "1892A;1"),
    )
    page = browser.post(CHOOSE, sent(made))
    said = words_of(page)
    assert page.status_code == 422
    for each in (
        "WK999900 staat ook op regel 2.",
        "Hier hoort een naam, van hoogstens 200 tekens.",
        "“9999X” is geen buurtcode van het CBS.",
        "Hier staan 3 waarden; de eerste regel heeft er 2.",
        "BU99990101 hoort bij WK999901. Die wijk staat niet bij de wijken.",
        "BU99990001: een rand is niet gesloten: die eindigt waar hij begint.",
        "“1892A” is geen postcode.",
    ):
        assert each in said, each
    assert "Adressen regel 2, PC6" in said and "Buurten regel 4" in said
    assert KeptAreas.objects.count() == 0 and District.objects.count() == 1


def test_what_is_not_filled_in_is_told_beside_its_field(browser: Client, folder: Folder) -> None:
    page = browser.post(CHOOSE, {"year": "1492", "districts": SimpleUploadedFile("wijk.csv", b"")})
    said = words_of(page)
    assert page.status_code == 422
    assert "Vul een jaar in van 1995" in said and "Dit bestand is leeg." in said
    assert "Kies het bestand met de buurten." in said and "Kies de bestanden opnieuw" in said
    page = browser.post(CHOOSE, sent(folder(), "dit jaar"))
    assert page.status_code == 422 and "Vul een jaar in." in words_of(page)
    without = browser.post(CHOOSE, sent(folder(), leave=("boundaries", "addresses")))
    assert without.status_code == 302


def test_a_file_of_the_whole_country_is_refused_with_what_to_do(
    browser: Client, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area_forms, "LARGEST", 100)
    page = browser.post(CHOOSE, sent(folder()))
    assert page.status_code == 422 and words_of(page).count("Dit bestand is groter dan 20 MB.") >= 1
    assert KeptAreas.objects.count() == 0


def test_a_list_that_waits_is_ones_own_and_ends_after_an_hour(
    browser: Client, place: Place, folder: Folder
) -> None:
    preview = browser.post(CHOOSE, sent(folder()))["Location"]
    other = browser_of(make_member(place, "ook@voorbeeldstad.example", Membership.Role.ADMINISTRATOR))
    assert other.get(preview).status_code == 404 and other.post(preview).status_code == 404
    assert browser.post(f"{preview}weg/").status_code == 302
    assert browser.get(preview).status_code == 404 and KeptAreas.objects.count() == 0
    preview = browser.post(CHOOSE, sent(folder()))["Location"]
    KeptAreas.objects.update(made_at=timezone.now() - dt.timedelta(minutes=61))
    assert browser.get(preview).status_code == 404 and browser.post(preview).status_code == 404


def test_it_is_there_for_an_administrator_alone(place: Place) -> None:
    for role in (Membership.Role.CENTRE_STAFF, Membership.Role.TEAM_LEAD):
        team = place.team if role == Membership.Role.TEAM_LEAD else None
        other = browser_of(make_member(place, f"{role}@voorbeeldstad.example", role, team))
        assert other.get(CHOOSE).status_code == 404


def test_every_fault_has_its_words() -> None:
    assert set(FAULTS) == set(Fault) and set(FLAWS) == set(Flaw)
    for fault, words in FAULTS.items():
        assert {part.split("}")[0] for part in fault.value.split("{")[1:]} >= {
            part.split(")")[0] for part in str(words).split("%(")[1:]
        }, fault
