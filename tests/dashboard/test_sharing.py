"""An address is shared inside the municipality: another officer reads the same, whoever is outside finds nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from municipalities.models import Edition
from tests.conftest import Place, make_member, signed_in
from tests.dashboard.conftest import bound, codes_of, make_edition, publish, words_of
from wijkzorg.accounts.models import Membership, User

SHARED = (
    "/cijfers/?gebied=BU99990001&weken=104&editie=1",
    "/cijfers/kaart/?cijfer=openDossiers&niveau=buurt&editie=1",
    "/cijfers/vergelijken/?naast=WK999900&editie=1",
    "/cijfers/plakjes/?gebied=WK999900&editie=1",
    "/cijfers/overzicht.pdf?gebied=WK999900&editie=1",
)


@pytest.mark.parametrize("address", SHARED)
def test_another_officer_opens_it_and_whoever_is_outside_finds_nothing(
    at_figures: Client, place: Place, edition: Edition, worker: User, stranger: User, address: str
) -> None:
    codes = codes_of(place.municipality)
    address = address.replace("WK999900", codes[1]).replace("BU99990001", codes[2])
    colleague = make_member(place, "an@voorbeeldstad.example", Membership.Role.POLICY_OFFICER)
    other = signed_in(Client(), colleague)
    mine, theirs = at_figures.get(address), other.get(address)
    assert mine.status_code == theirs.status_code == 200
    if not address.startswith("/cijfers/overzicht.pdf"):
        assert words_of(mine) == words_of(theirs)
    for user in (worker, stranger):
        assert signed_in(Client(), user).get(address).status_code == 404
    assert Client().get(address).status_code == 302, "who is not signed in signs in first"


def test_whoever_reads_an_earlier_edition_stays_in_it_on_every_way_down(
    at_figures: Client, place: Place, edition: Edition
) -> None:
    bound(place)
    publish(make_edition(place, 2), "openDossiers", {place.municipality.code: 40}, part="later")
    for path in ("/cijfers/", "/cijfers/kaart/?niveau=buurt&", "/cijfers/vergelijken/", "/cijfers/plakjes/"):
        page = at_figures.get(f"{path}{'' if path.endswith('&') else '?'}editie=1").content.decode()
        links = map(unescape, re.findall(r'href="([^"]*(?:gebied|naast)=[^"]*)"', page.partition("<main")[2]))
        assert [link for link in links if "editie=1" not in link] == []
    page = at_figures.get("/cijfers/kaart/?niveau=buurt&cijfer=openDossiers&editie=1").content.decode()
    newest = re.search(r'href="([^"]+)">Naar de nieuwste cijfers', page)
    assert newest and unescape(newest[1]) == "?cijfer=openDossiers&niveau=buurt"


def test_what_was_not_published_looks_as_little_like_a_number_as_what_is_hidden(
    at_figures: Client, place: Place
) -> None:
    publish(make_edition(place), "openDossiers", {place.municipality.code: None})
    page = at_figures.get("/cijfers/").content.decode()
    assert re.findall(r'class="wz-figure">(?!\d)', page) == []
    said = words_of(at_figures.get("/cijfers/"))
    assert "Staat er ‘niet gepubliceerd’" in said and "daar staat ‘afgeschermd’" in said
    assert "komt voor een gemeente elke week" in said
