"""The details of a resident: who they are, where they live, how they are called; changed by who has a case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.changing import version_of
from cases.models import Case, EmergencyAccess
from neighbourhoods.models import Neighbourhood
from residents.models import Resident
from rights import content
from tests.agreements.forms import opening
from tests.cases.screens import words_of
from tests.conftest import ZONE, Place, make_case
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

OPENED = dt.date(2026, 1, 5)
HOME = {"street": "Molenweg", "house_number": "12-b", "postcode": "1234 AB", "phone": "06-00000012"}


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case of Dennis Hoekstra, of whom no address is known."""
    return make_case(place, worker, OPENED)


def url(case: Case) -> str:
    return reverse("resident-details", args=[case.pk])


def form(case: Case, **changed: Any) -> dict[str, Any]:
    """What the form sends: what is there, with the home that was told."""
    resident = Resident.objects.get(pk=case.resident_id)
    return {
        "first_name": resident.first_name,
        "last_name": resident.last_name,
        "birth_date": resident.birth_date.isoformat(),
        "neighbourhood": str(resident.neighbourhood_id),
        **HOME,
        "reason": "",
        "seen": str(version_of(resident)),
    } | changed


def home_of(case: Case) -> dict[str, str]:
    return dict(Resident.objects.filter(pk=case.resident_id).values(*HOME).get())


@pytest.mark.parametrize("who", ["worker", "team_lead"])
def test_worker_and_lead_write_down_where_somebody_lives_and_read_it_at_the_case(
    request: pytest.FixtureRequest, client: Client, case: Case, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("case", args=[case.pk]))
    assert url(case) in page.content.decode() and "tel:" not in page.content.decode()
    assert client.get(url(case)).context["form"]["last_name"].value() == "Hoekstra"
    answer = client.post(url(case), form(case, postcode="1234ab", phone=" 06-00000012 "), follow=True)
    assert "De gegevens zijn bewaard" in words_of(answer)
    assert home_of(case) == HOME
    assert "Molenweg 12-b, 1234 AB · 06-00000012" in words_of(answer)
    assert 'href="tel:0600000012"' in answer.content.decode()


def test_all_that_is_wrong_is_told_at_once_and_what_was_typed_stays(
    client: Client, case: Case, worker: User
) -> None:
    client.force_login(worker)
    wrong = {
        "last_name": "",
        "birth_date": "31-02-2003",
        "neighbourhood": "0",
        "street": "x" * 201,
        "house_number": "twaalf",
        "postcode": "0123 AB",
        "phone": "bel maar aan",
    }
    answer = client.post(url(case), form(case, **wrong))
    page = words_of(answer)
    assert answer.status_code == 422
    for words in (
        "Vul de achternaam in",
        "Vul een datum in",
        "Kies een van de buurten",
        "hoogstens 200 tekens",
        "Een huisnummer begint met een cijfer",
        "vier cijfers en twee letters",
        "Vul een heel telefoonnummer in",
    ):
        assert words in page
    for typed in ("31-02-2003", "twaalf", "0123 AB", "bel maar aan"):
        assert f'value="{typed}"' in answer.content.decode()
    assert home_of(case) == dict.fromkeys(HOME, "")
    lonely = client.post(url(case), form(case, street="", postcode=""))
    assert "Vul ook de straat in, of de postcode" in words_of(lonely)


@pytest.mark.parametrize(
    ("birth_date", "told"),
    [
        ("1899-12-31", "Deze geboortedatum kan niet"),
        ("2999-01-01", "Deze geboortedatum kan niet"),
        ("2026-01-06", "Dit is na het openen van een dossier"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused_at_its_field(
    client: Client, case: Case, worker: User, birth_date: str, told: str
) -> None:
    client.force_login(worker)
    answer = client.post(url(case), form(case, birth_date=birth_date))
    assert answer.status_code == 422 and told in words_of(answer)
    assert answer.context["form"].errors["birth_date"]
    assert client.post(url(case), form(case, birth_date="2026-01-05")).status_code == 302


def test_who_saves_second_overwrites_nothing_reads_what_is_there_and_may_then_save(
    client: Client, case: Case, worker: User, team_lead: User
) -> None:
    client.force_login(worker)
    both_saw = form(case)
    assert client.post(url(case), both_saw).status_code == 302
    client.force_login(team_lead)
    late = {**both_saw, "street": "Havenkade", "house_number": "3"}
    told = client.post(url(case), late)
    assert told.status_code == 422
    assert "Iemand anders heeft dit veranderd" in words_of(told)
    assert "Er staat nu: Molenweg." in words_of(told) and 'value="Havenkade"' in told.content.decode()
    assert home_of(case) == HOME
    again = {**late, "seen": told.context["form"].data["seen"]}
    assert client.post(url(case), again).status_code == 302
    assert home_of(case)["street"] == "Havenkade"


def test_the_same_form_sent_twice_is_one_change(client: Client, case: Case, worker: User) -> None:
    client.force_login(worker)
    sent = form(case)
    assert [client.post(url(case), sent).status_code for _ in range(2)] == [302, 302]
    assert Resident.objects.get(pk=case.resident_id).events.count() == 1  # type: ignore[attr-defined]
    assert AccessEntry.objects.filter(action="write", case_id=case.pk).count() == 1


def test_looking_and_changing_are_logged_and_the_history_says_who_changed_what(
    client: Client, case: Case, worker: User
) -> None:
    client.force_login(worker)
    client.get(url(case))
    client.post(url(case), form(case, reason="net verhuisd"))
    lines = AccessEntry.objects.filter(user_id=worker.pk, resident_id=case.resident_id)
    assert set(lines.values_list("action", flat=True)) >= {"read", "write"}
    told = words_of(client.get(reverse("case-history", args=[case.pk])))
    assert "Farida “straat” veranderd: van niets naar Molenweg. Reden: net verhuisd." in told
    assert "“telefoon” veranderd: van niets naar 06-00000012" in told
    assert "“postcode” veranderd: van niets naar 1234 AB" in told


def test_for_others_the_page_is_not_there_even_through_broken_glass(
    client: Client, case: Case, outsider: User, stranger: User
) -> None:
    now = timezone.now()
    EmergencyAccess.objects.create(
        municipality=case.municipality,
        case=case,
        team=case.team,
        user=outsider,
        reason="Brand in de flat van deze bewoner.",
        starts_at=now,
        ends_at=now + dt.timedelta(hours=24),
    )
    sent = form(case)
    Resident.objects.filter(pk=case.resident_id).update(**HOME)
    for who in (outsider, stranger):
        client.force_login(who)
        assert client.get(url(case)).status_code == client.post(url(case), sent).status_code == 404
    client.force_login(outsider)
    page = client.get(reverse("case", args=[case.pk]))
    assert "Molenweg 12-b" in words_of(page) and url(case) not in page.content.decode()


def test_a_neighbourhood_of_another_municipality_is_no_choice(
    client: Client, case: Case, worker: User, elsewhere: Place
) -> None:
    client.force_login(worker)
    answer = client.post(url(case), form(case, neighbourhood=str(elsewhere.neighbourhood.pk)))
    assert answer.status_code == 422 and "Kies een van de buurten" in words_of(answer)


def test_opening_a_case_for_somebody_new_asks_where_they_live_and_it_may_be_left_open(
    client: Client, place: Place, worker: User
) -> None:
    client.force_login(worker)
    today = place.municipality.day_of(timezone.now())
    sent = opening(today, neighbourhood=str(place.neighbourhood.pk), team=str(place.team.pk))
    assert client.post(reverse("open-case"), sent | HOME | {"postcode": "1234ab"}).status_code == 302
    assert Resident.objects.filter(last_name="de Wit").values(*HOME).get() == HOME
    wrong = client.post(reverse("open-case"), sent | HOME | {"postcode": "12 AB", "last_name": "Bos"})
    assert wrong.status_code == 422 and "vier cijfers en twee letters" in words_of(wrong)
    assert 'value="12 AB"' in wrong.content.decode()
    assert client.post(reverse("open-case"), sent | {"last_name": "Bos"}).status_code == 302
    assert Resident.objects.get(last_name="Bos").address == ""


def test_an_access_request_tells_the_address_and_those_before_it(
    client: Client, place: Place, case: Case, worker: User
) -> None:
    client.force_login(worker)
    other = Neighbourhood.objects.create(
        municipality=place.municipality,
        district=place.neighbourhood.district,
        code="BU99990002",
        name="Havenkwartier",
        reference_year=2026,
    )
    client.post(url(case), form(case))
    moved = form(case, street="Havenkade", house_number="3", postcode="", neighbourhood=str(other.pk))
    assert client.post(url(case), moved).status_code == 302
    resident = Resident.objects.select_related("neighbourhood").get(pk=case.resident_id)
    said = content.of_resident(resident, "", ZONE)
    assert ("Adres", "Havenkade 3") in said and ("Telefoon", "06-00000012") in said
    assert [value for what, value in said if what.startswith("Adres tot")] == ["Molenweg 12-b, 1234 AB"]
    assert [value for what, value in said if what.startswith("Buurt tot")] == ["Lindenhof"]
    assert not [what for what, _value in said if what.startswith(("Naam tot", "Telefoon tot"))]
