"""Moving many cases at once and giving one that nobody has: all of them or none, and never over a change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from cases.moving import versions_of
from teams.actions import offer_transfer
from teams.models import Transfer
from tests.cases.screens import words_of
from tests.conftest import Place, make_member, moment
from tests.teams.conftest import another_team, case_of
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry, Action

pytestmark = pytest.mark.django_db
WHY = "Farida gaat weg; lees eerst de afspraak."


@pytest.fixture
def cases(place: Place, worker: User, today: dt.date) -> list[Case]:
    """Three cases of the worker."""
    return [case_of(place, worker, today, name) for name in ("Aalbers", "Brand", "Claus")]


def chosen(cases: list[Case]) -> str:
    """Say cases with their versions as the form carries them."""
    return " ".join(f"{pk}:{version}" for pk, version in versions_of([case.pk for case in cases]).items())


def move(lead: Client, place: Place, **sent: Any) -> Any:
    """Send the second look."""
    return lead.post(f"/team/{place.team.pk}/verplaatsen/", {"stap": "doen", "reason": WHY} | sent)


def owners(cases: list[Case]) -> set[User | None]:
    """Return whose the cases are now."""
    return {case.worker for case in Case.objects.filter(pk__in=[case.pk for case in cases])}


def test_cases_are_chosen_looked_at_again_and_moved_together(
    lead: Client, place: Place, cases: list[Case], worker: User, colleague: User, team_lead: User
) -> None:
    path = f"/team/{place.team.pk}/verplaatsen/"
    page = lead.get(f"{path}?van={worker.pk}")
    assert all(case.resident.last_name in words_of(page) for case in cases)
    page = lead.post(path, {"stap": "kiezen", "van": str(worker.pk), "dossier": chosen(cases[:2]).split()})
    words = words_of(page)
    assert "2 dossiers verplaatsen" in words and "Claus" not in words
    assert owners(cases) == {worker}, "looking moves nothing"
    sent = {"gekozen": page.context["chosen"], "worker": f"{place.team.pk}-{colleague.pk}"}
    page = move(lead, place, **sent)
    assert page.headers["Location"] == f"/team/{place.team.pk}/"
    assert "2 dossiers zijn nu van Pim." in words_of(lead.get(page.headers["Location"]))
    assert (owners(cases[:2]), owners(cases[2:])) == ({colleague}, {worker})
    line = AccessEntry.objects.filter(user_id=team_lead.pk, action=Action.WRITE).latest("id")
    assert sorted(line.case_ids or []) == sorted(case.pk for case in cases[:2])
    assert WHY in words_of(lead.get(f"/dossiers/{cases[0].pk}/geschiedenis/"))


def test_all_that_is_filtered_can_be_chosen_at_once(
    lead: Client, place: Place, cases: list[Case], worker: User, today: dt.date
) -> None:
    case_of(place, None, today, "Zonder")
    page = lead.post(
        f"/team/{place.team.pk}/verplaatsen/", {"stap": "kiezen", "van": str(worker.pk), "alles": "1"}
    )
    assert page.context["number"] == 3


def test_where_one_was_changed_meanwhile_none_is_moved_and_what_was_typed_stays(
    lead: Client, place: Place, cases: list[Case], worker: User, colleague: User, today: dt.date
) -> None:
    sent = {"gekozen": chosen(cases), "worker": f"{place.team.pk}-{colleague.pk}"}
    Case.objects.filter(pk=cases[1].pk).update(closed_on=today + dt.timedelta(days=30))
    page = move(lead, place, **sent)
    words = words_of(page)
    assert page.status_code == 422 and owners(cases) == {worker}
    assert "Er is niets verplaatst" in words and cases[1].ref in words and WHY in words
    assert f'value="{place.team.pk}-{colleague.pk}" selected' in page.content.decode()


def test_where_one_is_of_another_team_by_now_none_is_moved(
    lead: Client, place: Place, cases: list[Case], worker: User, colleague: User
) -> None:
    sent = {"gekozen": chosen(cases), "worker": f"{place.team.pk}-{colleague.pk}"}
    Case.objects.filter(pk=cases[2].pk).update(team=another_team(place))
    page = move(lead, place, **sent)
    assert page.status_code == 422 and "intussen niet meer van dit team" in words_of(page)
    assert owners(cases) == {worker}


def test_nothing_chosen_and_nobody_chosen_are_said_at_once(
    lead: Client, place: Place, cases: list[Case], worker: User
) -> None:
    path = f"/team/{place.team.pk}/verplaatsen/"
    page = lead.post(path, {"stap": "kiezen", "van": str(worker.pk)})
    assert page.status_code == 422 and "Kies minstens één dossier." in words_of(page)
    page = move(lead, place, gekozen=chosen(cases), worker="", reason="")
    words = words_of(page)
    assert page.status_code == 422
    assert "Kies iemand." in words and "Schrijf in een paar woorden waarom." in words
    assert page.context["chosen"] == chosen(cases), "what was chosen is kept"
    page = move(lead, place, gekozen="geen getal 5:x : 99999999999999999999:1", worker="")
    assert page.status_code == 422 and owners(cases) == {worker}


def test_cases_are_given_to_who_works_in_a_team_that_one_leads_and_to_nobody_else(
    lead: Client, place: Place, cases: list[Case], worker: User, outsider: User, team_lead: User
) -> None:
    west = Membership.objects.get(user=outsider).team
    assert west is not None
    sent = {"gekozen": chosen(cases), "worker": f"{west.pk}-{outsider.pk}"}
    assert move(lead, place, **sent).status_code == 422 and owners(cases) == {worker}
    Membership.objects.create(
        municipality=place.municipality, user=team_lead, team=west, role="team_lead",
        starts_on=dt.date(2020, 1, 1),
    )  # fmt: skip
    assert move(lead, place, **sent).status_code == 302
    assert owners(cases) == {outsider} and {c.team for c in Case.objects.all()} == {west}


def test_an_offer_that_waited_is_taken_back_by_the_move(
    lead: Client, place: Place, cases: list[Case], worker: User, colleague: User, today: dt.date
) -> None:
    offer_transfer(
        actor=worker, case=cases[0], to_team=place.team, to_worker=colleague, note="x", now=moment(today)
    )
    move(lead, place, gekozen=chosen(cases), worker=f"{place.team.pk}-{colleague.pk}")
    assert Transfer.objects.get().state == "withdrawn" and owners(cases) == {colleague}


def test_a_case_without_a_worker_is_given_from_the_alarm_once(
    lead: Client, board: str, place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    case = case_of(place, None, today)
    seen = versions_of([case.pk])[case.pk]
    page = lead.post(f"{board}toewijzen/", {"case": case.pk, "seen": seen, "worker": ""}, follow=True)
    assert "Kies eerst een medewerker." in words_of(page) and owners([case]) == {None}
    page = lead.post(f"{board}toewijzen/", {"case": case.pk, "seen": seen, "worker": worker.pk}, follow=True)
    words = words_of(page)
    assert "1 dossier is nu van Farida." in words and "geen medewerker" not in words
    # A lead who still looks at the old board does not give it to another over that.
    page = lead.post(
        f"{board}toewijzen/", {"case": case.pk, "seen": seen, "worker": colleague.pk}, follow=True
    )
    assert "Er is niets verplaatst" in words_of(page) and owners([case]) == {worker}
    assert lead.get(f"{board}wie/0/").status_code == 200, "the list of who had nobody is empty, and there"


def test_a_case_of_another_team_is_not_there_to_give(
    lead: Client, board: str, place: Place, worker: User, today: dt.date
) -> None:
    case = case_of(place, None, today)
    Case.objects.filter(pk=case.pk).update(team=another_team(place))
    seen = versions_of([case.pk])[case.pk]
    page = lead.post(f"{board}toewijzen/", {"case": case.pk, "seen": seen, "worker": worker.pk})
    assert page.status_code == 404 and owners([case]) == {None}
    for nonsense in ("", "x", "9" * 30):
        sent = {"case": nonsense, "seen": "1", "worker": worker.pk}
        assert lead.post(f"{board}toewijzen/", sent).status_code == 404


def test_a_lead_of_another_team_moves_nothing_here(
    client: Client, place: Place, cases: list[Case], worker: User, colleague: User
) -> None:
    head = make_member(place, "hennie@voorbeeldstad.example", Membership.Role.TEAM_LEAD, another_team(place))
    client.force_login(head)
    page = move(client, place, gekozen=chosen(cases), worker=f"{place.team.pk}-{colleague.pk}")
    assert page.status_code == 404 and owners(cases) == {worker}
