"""The policy officer's screens."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Decision
from municipalities.models import Edition
from neighbourhoods.models import District, Neighbourhood
from tests.conftest import Place
from tests.dashboard.conftest import (
    THROUGH,
    codes_of,
    correct,
    fill,
    make_edition,
    more_areas,
    publish,
    words_of,
)
from wijkzorg.accounts.models import User

PAGES = ("/cijfers/", "/cijfers/kaart/", "/cijfers/vergelijken/", "/cijfers/plakjes/", "/cijfers/uitleg/")


@pytest.mark.parametrize("path", PAGES)
def test_a_policy_officer_reads_each_page(at_figures: Client, edition: Edition, path: str) -> None:
    answer = at_figures.get(path)
    assert answer.status_code == 200
    assert "Niet alles in dit adres klopt" not in words_of(answer)


@pytest.mark.parametrize("path", [*PAGES, "/cijfers/overzicht.pdf", "/cijfers/overzicht.xlsx"])
def test_for_who_is_no_policy_officer_there_is_nothing(
    client: Client, edition: Edition, worker: User, team_lead: User, stranger: User, path: str
) -> None:
    for user in (worker, team_lead, stranger):
        client.force_login(user)
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_before_the_first_edition_each_page_says_that_there_is_nothing_yet(
    at_figures: Client, place: Place, path: str
) -> None:
    answer = at_figures.get(path)
    assert answer.status_code == 200
    if path != "/cijfers/uitleg/":
        assert "nog geen cijfers gepubliceerd" in words_of(answer)


def test_a_number_stands_with_its_period_edition_definition_and_policy(
    at_figures: Client, edition: Edition
) -> None:
    said = words_of(at_figures.get("/cijfers/"))
    assert "Van het contact dat nodig is, komt" in said
    assert "Dossiers die open zijn als de maandag begint" in said
    assert "Stand op 23 november 2026 · editie 1, 23 november 2026" in said
    assert "vanaf 7 september 2026: Wij willen het eerder weten" in said


def test_what_is_hidden_says_so_and_not_why(at_figures: Client, place: Place) -> None:
    fill(make_edition(place), ["GM9999"], hidden=["GM9999"])
    answer = at_figures.get("/cijfers/")
    said = words_of(answer)
    assert "Hoeveel van het nodige contact er komt, is hier afgeschermd" in said
    assert 'class="wz-veiled"' in answer.content.decode()
    # The sentence about all numbers is there; of no number is said that it is small.
    assert "minder dan 10" not in said and "< 10" not in said


def test_the_finest_level_that_is_filled_is_shown_and_the_page_says_so(
    at_figures: Client, place: Place
) -> None:
    more_areas(place, wijken=3, buurten=4)
    wijken, buurten = (
        [code for code in codes_of(place.municipality) if code.startswith(kind)] for kind in ("WK", "BU")
    )
    edition = make_edition(place)
    fill(edition, [*wijken, *buurten], weeks=8, hidden=buurten[:7])
    said = words_of(at_figures.get("/cijfers/"))
    assert "Per wijk, want van de 13 buurten zijn er maar 6 te zien." in said
    assert "Alle 4 wijken zijn te zien." in said
    # Who wants to see the buurten all the same may.
    assert "Van de 13 buurten zijn er 6 te zien." in words_of(at_figures.get("/cijfers/?niveau=buurt"))


def test_with_one_more_buurt_shown_the_page_goes_down_to_the_buurten(
    at_figures: Client, place: Place
) -> None:
    more_areas(place, wijken=3, buurten=4)
    buurten = [code for code in codes_of(place.municipality) if code.startswith("BU")]
    fill(make_edition(place), buurten, weeks=8, hidden=buurten[:6])
    said = words_of(at_figures.get("/cijfers/"))
    assert "Dit is het fijnst dat er is: van de 13 buurten zijn er 7 te zien." in said


def test_a_number_says_of_which_period_it_is(at_figures: Client, place: Place) -> None:
    codes = codes_of(place.municipality)
    fill(make_edition(place), codes, weeks=26)
    of_town, of_buurt = (
        words_of(at_figures.get(f"/cijfers/{query}"))
        for query in ("", f"?gebied={next(code for code in codes if code.startswith('BU'))}")
    )
    assert re.search(r"nodig is, komt \d+ % Week 47, 16 tot en met 22 november 2026 Nodig", of_town)
    assert re.search(
        r"nodig is, komt \d+ % 3e kwartaal van 2026 \(juli tot en met september\) Nodig", of_buurt
    )
    assert "Gegeven en afgesproken: 3e kwartaal 2026." in of_town


def test_before_a_whole_quarter_was_published_the_page_stays_with_the_wijken_and_says_so(
    at_figures: Client, place: Place
) -> None:
    edition = make_edition(place)
    fill(edition, ["WK999900"], weeks=8)
    publish(edition, "openDossiers", {"BU99990001": 40})
    said = words_of(at_figures.get("/cijfers/"))
    assert "Per wijk, want per buurt is nog geen heel kwartaal gepubliceerd." in said


def test_a_town_in_which_everything_is_hidden_says_so(at_figures: Client, place: Place) -> None:
    codes = codes_of(place.municipality)
    fill(make_edition(place), codes, weeks=8, hidden=codes)
    assert "Op dit moment is bijna alles afgeschermd" in words_of(at_figures.get("/cijfers/"))


def test_a_municipality_without_wijken_shows_itself(at_figures: Client, place: Place) -> None:
    Neighbourhood.objects.update(ended_year=2026)
    District.objects.update(ended_year=2026)
    fill(make_edition(place), ["GM9999"], weeks=8)
    for path in PAGES:
        assert at_figures.get(path).status_code == 200


def test_each_fault_in_an_address_is_said_beside_its_field_and_the_rest_is_shown(
    at_figures: Client, edition: Edition
) -> None:
    answer = at_figures.get("/cijfers/?gebied=WK000000&editie=veel&weken=3&niveau=straat&blad=-1")
    said, html = words_of(answer), answer.content.decode()
    assert answer.status_code == 422
    for words in ("Dit gebied is er hier niet.", "Vul een heel getal in.", "Dit kan hier niet."):
        assert words in said
    for field in ("gebied", "editie", "weken"):
        assert f'aria-describedby="id_{field}_fout"' in html and f'id="id_{field}_fout"' in html
    assert "Open dossiers" in said and "Van het contact dat nodig is" in said
    # What is wrong is carried on by no link, and nothing is taken along of it.
    assert "WK000000" not in html and "/cijfers/overzicht.pdf" not in html


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("editie=١", "Gebruik hier de cijfers 0 tot en met 9."),
        ("editie=0_1", "Vul een heel getal in."),
        ("editie=%2B1", "Vul een heel getal in."),
        ("van=٢٠٢٦-١٠-٠١", "Gebruik hier de cijfers 0 tot en met 9."),
    ],
)
def test_one_page_has_one_address_digits_are_those_of_ascii(
    at_figures: Client, edition: Edition, query: str, words: str
) -> None:
    answer = at_figures.get(f"/cijfers/vergelijken/?{query}")
    assert answer.status_code == 422
    assert words in words_of(answer)


@pytest.mark.parametrize(
    "query",
    [
        "gebied=%E2%80%8B", "gebied=" + "x" * 5000, "editie=99999999999999999999", "zoek=" + "y" * 5000,
        "weken=26&weken=13",
        "niveau=%F0%9F%98%80", "cijfer=punten", "cijfer=openDossiers.niets", "op=2026-13-45", "op=1999-01-01",
        "van=morgen",
        "naast=WK999900&naast=BU99990001", "naast=WK999901", "blad=9999", "met=2026-10-01&van=2026-10-02", "onbekend=1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", PAGES)
def test_no_address_breaks_a_page(at_figures: Client, edition: Edition, path: str, query: str) -> None:
    answer = at_figures.get(f"{path}?{query}")
    assert answer.status_code in (200, 422)
    assert "Uitleg" in words_of(answer)


def test_an_earlier_edition_shows_what_it_said_then_and_a_correction_says_what_it_mends(
    at_figures: Client, place: Place
) -> None:
    first = make_edition(place)
    publish(first, "openDossiers", {"GM9999": 250})
    correct(
        make_edition(place, 2, corrects="In Oost stond een dossier dubbel"), "openDossiers", "GM9999", 245
    )
    now, then = (words_of(at_figures.get(f"/cijfers/{query}")) for query in ("", "?editie=1"))
    assert "Open dossiers 245" in now and "Open dossiers 250" in then
    assert "Editie 2 verbetert eerdere cijfers: In Oost stond een dossier dubbel" in now
    assert "editie 2, 23 november 2026; verbeterd: In Oost stond een dossier dubbel" in now
    assert (
        "Je kijkt naar editie 1" in then
        and "dubbel" not in then.partition("Wat is dit?")[0].partition("Toon")[2]
    )


def test_a_correction_that_hides_a_number_hides_it(at_figures: Client, place: Place) -> None:
    publish(make_edition(place), "openDossiers", {"GM9999": 250})
    correct(make_edition(place, 2, corrects="Verhuisd"), "openDossiers", "GM9999", None)
    assert "Open dossiers afgeschermd" in words_of(at_figures.get("/cijfers/"))


def test_a_decision_is_named_beside_what_it_did_and_one_that_touched_few_is_not(
    at_figures: Client, place: Place
) -> None:
    known, small = (
        Decision.objects.create(
            municipality=place.municipality,
            title=title,
            decided_by="Het college",
            decided_on=THROUGH,
            created_at=dt.datetime.now(dt.UTC),
        )
        for title in ("Minder huisbezoek in 2026", "Besluit over de familie Jansen")
    )
    edition = make_edition(place)
    for decision, value in ((known, 45), (small, None)):
        for code in ("besluitAfspraken", "besluitPunten", "besluitSignaleringen"):
            publish(edition, code, {"GM9999": value}, part=str(decision.pk))
    said = words_of(at_figures.get("/cijfers/"))
    assert "Minder huisbezoek in 2026, 23 november 2026 45 45" in said
    assert "familie Jansen" not in said and "een ander besluit afgeschermd" in said


def test_what_another_municipality_published_is_seen_by_no_parameter(
    at_figures: Client, edition: Edition, elsewhere: Place
) -> None:
    for query in ("gebied=GM9998", "gebied=WK999800", "naast=WK999800", "gebied=BU99980001"):
        for path in PAGES[:4]:
            assert "Buurstad" not in words_of(at_figures.get(f"{path}?{query}"))


def test_in_a_town_of_two_thousand_buurten_areas_are_searched_and_the_list_stays_short(
    at_figures: Client, place: Place
) -> None:
    more_areas(place, wijken=50, buurten=40)
    publish(make_edition(place), "openDossiers", dict.fromkeys(codes_of(place.municipality), 40))
    for path in PAGES[:4]:
        html = at_figures.get(path).content.decode()
        assert html.count("<option") + html.count('type="checkbox"') < 250
    answer = at_figures.get("/cijfers/?zoek=buurt+07.11")
    assert "gebied=BU99990711" in answer.content.decode() and "Gevonden bij “buurt 07.11”" in words_of(answer)
    assert "Geen wijk of buurt heet zo." in words_of(at_figures.get("/cijfers/?zoek=xyzzy"))
    assert "Bladzijde 84 van 84" in words_of(at_figures.get("/cijfers/?niveau=buurt&blad=9000"))


@pytest.mark.parametrize("path", [*PAGES, "/cijfers/overzicht.xlsx", "/cijfers/plakjes.xlsx"])
def test_what_is_true_is_read_by_no_page(at_figures: Client, edition: Edition, path: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert at_figures.get(path).status_code == 200
    said = " ".join(query["sql"] for query in asked)
    assert "municipalities_edition" in said, "this is where a fact would be asked for"
    for table in ("municipalities_fact", "cases_case", "residents_resident", "cases_contact", "cases_flag"):
        assert f'"{table}"' not in said


def test_only_looking_is_allowed(at_figures: Client, edition: Edition) -> None:
    for path in (*PAGES, "/cijfers/overzicht.pdf"):
        assert at_figures.post(path).status_code == 405
