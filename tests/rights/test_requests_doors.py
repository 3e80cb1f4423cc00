"""Who reaches the pages of requests and periods, and who finds nothing there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from rights import destruction
from rights.models import SubjectRequest
from tests.cases.screens import words_of
from tests.conftest import Place, make_case, make_member
from tests.rights.asking import as_user, released, started
from tests.rights.conftest import old_case
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case."""
    return make_case(place, worker, dt.date(2026, 1, 5))


PAGES = (
    "/rechten/",
    "/rechten/verzoeken/nieuw/",
    "/rechten/verzoeken/{request}/",
    "/rechten/verzoeken/{request}/gegevens.json",
    "/rechten/verzoeken/{request}/gegevens.pdf",
    "/rechten/verzoeken/{request}/brief.pdf",
    "/rechten/beoordelen/{review}/",
    "/rechten/vernietigen/{list}/",
    "/rechten/vernietigen/{list}/bewijs.pdf",
    "/rechten/termijnen/",
)


@pytest.fixture
def everything(
    place: Place, case: Case, worker: User, privacy_officer: User, second_officer: User, team_lead: User
) -> dict[str, int]:
    """A released request and a list that was carried out."""
    made = released(privacy_officer, team_lead, case)
    old_case(place, worker, dt.date(2000, 1, 1), dt.date(2001, 1, 1), ref="D00002")
    now = timezone.now()
    one = destruction.propose(municipality=place.municipality, now=now)
    assert one is not None
    destruction.review(actor=privacy_officer, destruction=one, now=now)
    destruction.approve(actor=second_officer, destruction=one, now=now)
    destruction.carry_out(destruction=one, now=now)
    return {"request": made.pk, "review": made.reviews.get().pk, "list": one.pk}


@pytest.mark.parametrize(
    "who", ["worker", "outsider", "stranger", "volunteer", "other_lead", "other_officer"]
)
def test_whom_it_does_not_concern_gets_404(
    place: Place,
    elsewhere: Place,
    everything: dict[str, int],
    request: pytest.FixtureRequest,
    who: str,
) -> None:
    if who == "other_lead":
        user = make_member(elsewhere, "lead@buurstad.example", Membership.Role.TEAM_LEAD, elsewhere.team)
    elif who == "other_officer":
        user = make_member(elsewhere, "fg@buurstad.example", Membership.Role.PRIVACY_OFFICER)
    else:
        user = request.getfixturevalue(who)
    client = as_user(user)
    for path in PAGES:
        if who in ("other_lead", "other_officer") and "{" not in path:
            continue  # their own
        assert client.get(path.format(**everything)).status_code == 404, path
        if path.endswith("/"):
            assert client.post(path.format(**everything), {"do": "approve"}).status_code in (404, 405), path


def test_the_team_lead_sees_no_request_and_the_officer_no_review(
    everything: dict[str, int], privacy_officer: User, team_lead: User
) -> None:
    lead, officer = as_user(team_lead), as_user(privacy_officer)
    for path in PAGES[1:6]:
        assert lead.get(path.format(**everything)).status_code == 404, path
    assert officer.get(PAGES[6].format(**everything)).status_code == 404
    for path in (*PAGES[:5], *PAGES[7:]):
        assert officer.get(path.format(**everything)).status_code == 200, path


@pytest.mark.parametrize("path", [page for page in PAGES if page.endswith("/")])
def test_a_wrong_method_is_refused(
    everything: dict[str, int], privacy_officer: User, team_lead: User, path: str
) -> None:
    user = team_lead if "beoordelen" in path else privacy_officer
    assert as_user(user).put(path.format(**everything)).status_code == 405


def test_a_signed_out_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/rechten/")["Location"].startswith("/inloggen/")


def test_the_page_of_requests_costs_as_many_queries_for_thirty_as_for_one(
    place: Place, case: Case, privacy_officer: User, django_assert_max_num_queries: Any
) -> None:
    client = as_user(privacy_officer)
    for count in (1, 30):
        while SubjectRequest.objects.count() < count:
            started(privacy_officer, case)
        with django_assert_max_num_queries(12):
            client.get("/rechten/")


def test_the_periods_are_changed_with_a_reason_and_shown_with_who_did_it(
    place: Place, privacy_officer: User, team_lead: User
) -> None:
    form = {
        "wmo": 20,
        "jeugdwet": 20,
        "none_granted": 5,
        "requests": 2,
        "log": 5,
        "roster": 3,
        "reason": "Collegebesluit 7",
    }
    assert as_user(privacy_officer).post("/rechten/termijnen/", form).status_code == 302
    assert "Collegebesluit 7" in words_of(as_user(team_lead).get("/rechten/termijnen/"))
    assert as_user(team_lead).post("/rechten/termijnen/", form).status_code == 404
    assert as_user(privacy_officer).post("/rechten/termijnen/", form | {"wmo": 14}).status_code == 422
