"""What changed, for a system that keeps a copy: from the beginning, and on from where it was."""

from __future__ import annotations

import pytest

from neighbourhoods.models import Neighbourhood
from tests.api.conftest import BASE, MakeSystem, System
from tests.api.test_figures import MONDAY, figures, pages, publish, shown  # noqa: F401  (a fixture)
from tests.api.test_frame import problem
from tests.conftest import Place
from wijkzorg.tenancy.models import Municipality


@pytest.mark.usefixtures("figures")
def test_changes_begin_at_the_beginning_and_go_on_where_one_was(system: System, place: Place) -> None:
    whole = system.ask("wijzigingen").json()
    kinds = [(one["soort"], one["bewerking"]) for one in whole["wijzigingen"]]
    assert kinds == [("gebied", "bijgewerkt")] * 3 + [("statistiek", "bijgewerkt")] * 12
    assert pages(system, f"{BASE}/wijzigingen?limit=1", "wijzigingen") == whole["wijzigingen"]
    # The corrected figure comes again, under the same key.
    keys = [one["sleutel"] for one in whole["wijzigingen"]]
    assert keys.count(f"{place.municipality.code}/openDossiers//2026-09-07/2026-09-07") == 2
    # Nothing new; then an area that is called otherwise, one that went, and an edition.
    cursor = whole["cursor"]
    assert system.ask("wijzigingen", {"cursor": cursor}).json()["wijzigingen"] == []
    Neighbourhood.objects.filter(pk=place.neighbourhood.pk).update(name="De Lindenhof", ended_year=2027)
    publish(place, 3, [("WK999900", "openDossiers", "", MONDAY, MONDAY, 20)])
    new = system.ask("wijzigingen", {"cursor": cursor}).json()
    area, figure = new["wijzigingen"]
    assert [one["sleutel"] for one in whole["wijzigingen"][:3]] == ["GM9999", "WK999900", "BU99990001"]
    assert (area["gebied"]["naam"], area["gebied"]["vervallenJaar"]) == ("De Lindenhof", 2027)
    assert (figure["statistiek"]["waarde"], figure["statistiek"]["editie"]) == (20, 3)
    Neighbourhood.objects.filter(pk=place.neighbourhood.pk).delete()
    (gone,) = system.ask("wijzigingen", {"cursor": new["cursor"]}).json()["wijzigingen"]
    assert (gone["bewerking"], gone["sleutel"], "gebied" in gone) == ("verwijderd", "BU99990001", False)
    # The municipality is an area as well.
    now = next_cursor(system, new["cursor"])
    Municipality.objects.filter(pk=place.municipality.pk).update(name="Voorbeeldstad-Oost")
    (renamed,) = system.ask("wijzigingen", {"cursor": now}).json()["wijzigingen"]
    assert renamed["gebied"]["naam"] == "Voorbeeldstad-Oost"


def test_a_cursor_of_the_changes_is_of_no_other_list_and_none_of_theirs_is_of_them(system: System) -> None:
    since = system.ask("wijzigingen").json()["cursor"]
    page = system.ask("gebieden", {"limit": 1})["Link"].partition("cursor=")[2].partition(">")[0]
    for path, cursor in (("gebieden", since), ("wijzigingen", page)):
        said = problem(system.ask(path, {"cursor": cursor}), 400)
        assert [one["name"] for one in said["invalidParams"]] == ["cursor"]
    assert problem(system.ask("wijzigingen", {"cursor": "sinds." + "A" * 80}), 404)


def next_cursor(system: System, cursor: str) -> str:
    """Return the cursor after all that there is since another."""
    found: str = system.ask("wijzigingen", {"cursor": cursor}).json()["cursor"]
    return found


@pytest.mark.usefixtures("figures")
def test_what_is_of_another_municipality_is_no_change_here(elsewhere: Place, make_system: MakeSystem) -> None:
    other = make_system(elsewhere)
    found = other.ask("wijzigingen").json()["wijzigingen"]
    assert {one["sleutel"][2:6] for one in found} == {elsewhere.municipality.code[2:]}
    assert shown(other.ask("statistieken", {"gebiedCode": "GM9999"})) == []
