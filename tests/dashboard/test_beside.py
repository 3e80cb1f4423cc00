"""Areas beside each other, one figure on a map, and what went off in slices; and what each page costs."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from municipalities.models import Edition
from tests.conftest import Place
from tests.dashboard.conftest import (
    bound,
    codes_of,
    fill,
    make_edition,
    more_areas,
    publish,
    words_of,
)

WAY = r'<a href="([^"]+)"(?: aria-current="true")?>(Per (?:wijk|buurt))</a>'
MAY, JUNE, JULY = (dt.date(2026, month, 1) for month in (5, 6, 7))


def test_two_wijken_and_two_periods_stand_beside_each_other_with_what_rounding_allows(
    at_figures: Client, place: Place
) -> None:
    more_areas(place, wijken=1, buurten=1)
    edition = make_edition(place)
    for begins, ends, one, other in ((MAY, JUNE, 40, 100), (JUNE, JULY, 45, None)):
        publish(edition, "hulpvragenBinnen", {"WK999900": one, "WK999901": other}, begins=begins, ends=ends)
        publish(edition, "contactmomenten", {"WK999900": 400, "WK999901": 400}, begins=begins, ends=ends)
    answer = at_figures.get(
        "/cijfers/vergelijken/?naast=WK999900&naast=WK999901&van=2026-05-01&met=2026-06-01"
    )
    said = words_of(answer)
    assert answer.status_code == 200
    assert (
        "Hulpvragen binnengekomen 40 → 45 1 tot 9 meer: kan bijna niets zijn 100 → afgeschermd verschil niet te zeggen"
        in said
    )
    assert "Gelukte contacten 400 → 400 geen verschil te zien" in said


def test_shares_of_the_need_are_compared_by_what_their_rounding_leaves_open(
    at_figures: Client, place: Place
) -> None:
    edition = make_edition(place)
    for begins, ends, given in ((MAY, JUNE, 900), (JUNE, JULY, 600)):
        publish(edition, "contactmomenten", {"WK999900": 50}, begins=begins, ends=ends)
        for part, value in (("nodig", 1000), ("afgesproken", 950), ("gegeven", given)):
            publish(edition, "punten", {"WK999900": value}, part=part, begins=begins, ends=ends)
    said = words_of(at_figures.get("/cijfers/vergelijken/?naast=WK999900"))
    assert "Gegeven 90 % → 60 % 30 procentpunt minder (28 tot 32)" in said
    assert "Afgesproken 95 % → 95 % geen verschil te zien" in said


def test_a_stock_is_that_of_the_last_monday_in_the_period(at_figures: Client, place: Place) -> None:
    edition = make_edition(place)
    publish(edition, "contactmomenten", {"WK999900": 50}, begins=JUNE, ends=JULY)
    for day, value in ((dt.date(2026, 6, 22), 60), (dt.date(2026, 6, 29), 70), (dt.date(2026, 7, 6), 80)):
        publish(edition, "openDossiers", {"WK999900": value}, begins=day)
    assert "Open dossiers 70" in words_of(
        at_figures.get("/cijfers/vergelijken/?naast=WK999900&met=2026-06-01")
    )


def test_areas_of_two_kinds_too_many_or_unknown_are_refused_and_the_rest_is_shown(
    at_figures: Client, place: Place
) -> None:
    more_areas(place, wijken=8, buurten=1)
    fill(make_edition(place), codes_of(place.municipality), weeks=8)
    for query, words in (
        ("naast=WK999901&naast=BU99990101", "staan niet naast elkaar"),
        ("&".join(f"naast=WK99990{nth}" for nth in range(1, 9)), "Kies hoogstens 6 gebieden."),
        ("naast=WK999901&naast=WK123456", "Dit is hier geen gebied: WK123456."),
        ("naast=WK999901&van=2020-01-01", "Van deze periode is er niets."),
    ):
        answer = at_figures.get(f"/cijfers/vergelijken/?{query}")
        assert answer.status_code == 422 and words in words_of(answer)
        assert "Wijk 1" in words_of(answer) and "Open dossiers" in words_of(answer)


def test_the_map_shades_what_is_shown_hatches_what_is_hidden_and_leaves_blank_what_was_never_published(
    at_figures: Client, place: Place
) -> None:
    more_areas(place, wijken=1, buurten=4)
    bound(place)
    values = {"BU99990001": 20, "BU99990101": 40, "BU99990102": None, "BU99990103": 60}
    publish(make_edition(place), "openDossiers", values)
    answer = at_figures.get("/cijfers/kaart/?cijfer=openDossiers&niveau=buurt")
    looks = dict(re.findall(r'<path class="([^"]+)"[^>]*><title>([^:<]+)', answer.content.decode()))
    drawn = {name: look for look, name in looks.items()}
    assert drawn == {
        "Lindenhof": "is-1",
        "Buurt 01.1": "is-2",
        "Buurt 01.2": "is-hidden",
        "Buurt 01.3": "is-3",
        "Buurt 01.4": "is-none",
    }
    assert "van 5 gebieden zijn er 3 te zien" in words_of(answer)
    # Every number of the map stands in the table too.
    assert "Buurt 01.1 40" in words_of(answer) and "Buurt 01.2 afgeschermd" in words_of(answer)


def test_a_wijk_is_drawn_by_its_buurten_in_one_shade(at_figures: Client, place: Place) -> None:
    more_areas(place, wijken=1, buurten=3)
    bound(place)
    publish(make_edition(place), "openDossiers", {"WK999900": 20, "WK999901": 90})
    html = at_figures.get("/cijfers/kaart/?cijfer=openDossiers&niveau=wijk").content.decode()
    assert re.findall(r'<path class="([^"]+)"[^>]*><title>([^:<]+)', html) == [
        ("is-2", "Wijk 1"),
        ("is-2", "Wijk 1"),
        ("is-2", "Wijk 1"),
        ("is-1", "Oost"),
    ]


def test_a_period_that_the_figure_does_not_have_is_said_beside_the_field(
    at_figures: Client, edition: Edition
) -> None:
    answer = at_figures.get("/cijfers/kaart/?cijfer=openDossiers&op=2026-11-20")
    assert answer.status_code == 422
    assert 'id="id_op_fout"' in answer.content.decode() and "Open dossiers" in words_of(answer)


def test_the_salami_says_how_much_went_off_since_the_first_need(at_figures: Client, place: Place) -> None:
    edition = make_edition(place)
    for part, value in (("eerstNodig", 2000), ("nodig", 1800), ("afgesproken", 1200)):
        publish(edition, "puntenPerWeek", {"GM9999": value}, part=part)
        publish(edition, "puntenPerWeek", {"WK999900": None}, part=part)
    said = words_of(at_figures.get("/cijfers/plakjes/"))
    assert "Van elke 100 punten die eerst nodig waren, zijn er nu 60 afgesproken." in said
    assert "Samen: afgesproken tegen wat eerst nodig was 800 punten minder (796 tot 804)" in said
    assert "Oost afgeschermd afgeschermd afgeschermd" in said


@pytest.mark.parametrize(
    "path",
    ["/cijfers/", "/cijfers/kaart/", "/cijfers/vergelijken/", "/cijfers/plakjes/", "/cijfers/overzicht.xlsx"],
)
def test_a_page_costs_as_many_queries_for_sixty_areas_as_for_one(
    at_figures: Client, place: Place, path: str
) -> None:
    edition = make_edition(place)
    first = codes_of(place.municipality)
    fill(edition, first, weeks=6)
    bound(place)
    at_figures.get(path)  # what is read once in a process
    with CaptureQueriesContext(connection) as few:
        assert at_figures.get(path).status_code == 200
    more_areas(place, wijken=6, buurten=9)
    fill(edition, sorted(set(codes_of(place.municipality)) - set(first)), weeks=6)
    assert len(codes_of(place.municipality)) == 63
    with CaptureQueriesContext(connection) as many:
        assert at_figures.get(path).status_code == 200
    assert len(many) == len(few), [query["sql"][:120] for query in many]
    assert len(few) < 45


def test_all_that_cannot_stand_beside_each_other_is_said_at_once(at_figures: Client, place: Place) -> None:
    fill(make_edition(place), codes_of(place.municipality), weeks=8)
    answer = at_figures.get("/cijfers/vergelijken/?naast=WK999900&naast=BU99990001&naast=XX")
    assert answer.status_code == 422
    said = words_of(answer)
    assert "Dit is hier geen gebied: XX." in said
    assert "Een wijk en een buurt staan niet naast elkaar" in said


def test_from_the_wijken_there_is_a_way_to_the_buurten_and_back(at_figures: Client, place: Place) -> None:
    more_areas(place, wijken=1, buurten=4)
    fill(make_edition(place), codes_of(place.municipality), weeks=26)
    page = at_figures.get("/cijfers/vergelijken/?naast=WK999901&editie=1")
    ways = {said: unescape(query) for query, said in re.findall(WAY, page.content.decode())}
    assert ways["Per buurt"] == "?naast=BU99990101&naast=BU99990102&naast=BU99990103&editie=1"
    page = at_figures.get(f"/cijfers/vergelijken/{ways['Per buurt']}")
    assert "Buurten naast elkaar, hoogstens zes" in words_of(page)
    ways = {said: unescape(query) for query, said in re.findall(WAY, page.content.decode())}
    assert "Wijken naast elkaar" in words_of(at_figures.get(f"/cijfers/vergelijken/{ways['Per wijk']}"))


def test_where_all_are_shown_the_map_does_not_count_them_twice(at_figures: Client, place: Place) -> None:
    where = "/cijfers/kaart/?cijfer=openDossiers&niveau=wijk"
    publish(make_edition(place), "openDossiers", {"WK999900": 20})
    assert "het enige gebied is te zien." in words_of(at_figures.get(where))
    more_areas(place, wijken=1, buurten=1)
    assert "van 2 gebieden zijn er 1 te zien." in words_of(at_figures.get(where))
    publish(make_edition(place, 2), "openDossiers", {"WK999900": 20, "WK999901": 40})
    assert "alle 2 gebieden zijn te zien." in words_of(at_figures.get(where))
