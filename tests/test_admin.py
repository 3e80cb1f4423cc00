"""The set-up as the operator of the installation has it: accounts and set-up, and nothing of residents or cases."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from cases.models import Case
from centres.actions import announce_closure
from reports.models import CallInstead
from residents.actions import end_ground, grant_right, record_ground
from roster.models import MediumMinutes
from tests.cases.screens import words_of
from tests.centres.conftest import employ, make_centre
from tests.conftest import PASSWORD, Place, make_case, make_member
from volunteers.models import VolunteerPolicy
from wijkzorg.accounts.models import Membership, Team, User

LISTS = {
    "accounts/user",
    "accounts/organisation",
    "accounts/team",
    "accounts/membership",
    "tenancy/municipality",
    "neighbourhoods/district",
    "neighbourhoods/neighbourhood",
    "residents/citizennumberground",
    "residents/citizennumberright",
    "roster/mediumminutes",
    "reports/callinstead",
    "centres/centre",
    "centres/closure",
    "centres/centrestaff",
    "volunteers/volunteerpolicy",
}
READ_ONLY = {"outbox/letter", "events/subscription", "events/delivery"}
# What is recorded there is looked at first: tests/cases/test_policy_screen.py.
PREVIEWED = {"cases/policy"}
# How people come in has its own tests: tests/test_entrance_admin.py.
# So have the systems that come in: tests/api/test_admin.py.
SYSTEMS = {"clients/access", "clients/credential"}
# And how much is hidden in figures: tests/municipalities/test_limits_of.py.
STRICTNESS = {"municipalities/strictness"}
ENTRANCE = {"accounts/invitation", "accounts/membershipevent", "accounts/singlesignon"}


@pytest.fixture
def administrator(db: None) -> User:
    """The operator of the installation; a municipality's own is in tests/test_admin_held.py."""
    return User.objects.create_superuser("beheer@voorbeeldstad.example", PASSWORD)


@pytest.fixture
def at_work(client: Client, administrator: User) -> Client:
    """A browser in which the administrator is signed in."""
    client.force_login(administrator)
    return client


def test_the_menu_has_the_set_up_and_nothing_else(at_work: Client, place: Place, worker: User) -> None:
    make_case(place, worker, dt.date(2026, 1, 5))
    page = at_work.get("/beheer/")
    words = words_of(page)
    assert "Inrichting" in words
    assert {model["admin_url"] for app in page.context["app_list"] for model in app["models"]} == {
        f"/beheer/{path}/" for path in LISTS | READ_ONLY | PREVIEWED | ENTRANCE | SYSTEMS | STRICTNESS
    }
    assert "Hoekstra" not in words


@pytest.mark.parametrize("path", sorted(LISTS))
def test_every_list_can_be_searched_and_every_form_opens(
    at_work: Client, administrator: User, worker: User, place: Place, path: str
) -> None:
    app, model = path.split("/")
    now = timezone.now()
    ground = record_ground(
        actor=administrator, municipality=place.municipality, law="wmo", text="toegang", now=now
    )
    end_ground(actor=administrator, ground=ground, now=now)
    grant_right(
        actor=administrator, membership=Membership.objects.get(user=worker), starts_on=dt.date(2026, 1, 5)
    )
    MediumMinutes.objects.create(
        municipality=place.municipality, valid_from=dt.date(2026, 1, 5), reason="gemeten", changed_at=now
    )
    VolunteerPolicy.objects.create(
        municipality=place.municipality, valid_from=dt.date(2026, 1, 5), reason="afgesproken", changed_at=now
    )
    CallInstead.objects.create(
        municipality=place.municipality, name="Wijkteam", phone="0999 120010", hours="overdag"
    )
    centre = make_centre(place)
    employ(centre, worker, "coordinator")
    announce_closure(
        actor=worker,
        centre=centre,
        starts_at=now,
        ends_at=None,
        reason="Er is een lek.",
        decided_by="de beheerder",
        instead=None,
        now=now,
    )
    assert at_work.get(f"/beheer/{path}/", {"q": "oost"}).status_code == 200
    assert at_work.get(f"/beheer/{path}/add/").status_code == 200
    page = at_work.get(f"/beheer/{path}/")
    row = page.context["cl"].queryset.first()
    if row is None:
        pytest.fail(f"there is no {app} {model} to open")
    # On a telephone a row stands below itself: each cell but the one that names it bears the heading of its column.
    _heads, rows = page.content.decode().split("<tbody>", 1)
    cells = [cell for cell in re.findall(r"<td[^>]*>", rows) if "action-checkbox" not in cell]
    assert cells == [cell for cell in cells if re.search(r'data-label="[^"<]+"', cell)]
    assert "Selecteer" not in words_of(page)
    assert at_work.get(f"/beheer/{path}/{row.pk}/change/").status_code == 200
    assert at_work.post(f"/beheer/{path}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_while_a_municipality_hides_no_more_than_the_norm_the_page_says_which_that_is(
    client: Client, place: Place
) -> None:
    client.force_login(make_member(place, "streng@voorbeeldstad.example", Membership.Role.ADMINISTRATOR))
    where = "/beheer/municipalities/strictness/"
    assert "De norm geldt: een aantal onder de 10 mensen staat er niet" in words_of(client.get(where))
    page = client.get(f"{where}add/").content.decode()
    assert 'name="_save"' in page and 'name="_addanother"' not in page, "there is one"
    stricter = {"least": 20, "base": 20, "step": 5, "width": 5}
    assert client.post(f"{where}add/", stricter).status_code == 302
    words = words_of(client.get(where))
    assert "De norm geldt" not in words and "1 regel" in words


def test_who_is_not_signed_in_comes_in_through_the_one_door(client: Client, db: None) -> None:
    answer = client.get("/beheer/")
    assert answer.status_code == 302
    final = client.get("/beheer/", follow=True)
    assert final.redirect_chain[-1][0] == "/inloggen/?next=%2Fbeheer%2F"


@pytest.mark.parametrize("who", ["worker", "team_lead", "volunteer"])
def test_people_at_work_do_not_come_in(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/beheer/").status_code == 404


def test_an_account_is_made_without_a_password_and_chooses_one_by_mail(
    at_work: Client, client: Client
) -> None:
    made = at_work.post(
        "/beheer/accounts/user/add/",
        {"email": "Nieuw@Voorbeeldstad.example", "name": "Nieuw", "usable_password": "false"},
    )
    assert made.status_code == 302, made.content.decode()
    user = User.objects.get(email="nieuw@voorbeeldstad.example")
    assert not user.has_usable_password()
    Client().post("/account/password/reset/", {"email": user.email})
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert letter.subject == "Wijkzorg: Kies een nieuw wachtwoord"
    assert "/account/password/reset/key/" in letter.body


def test_a_letter_to_an_address_without_an_account_says_so(db: None, client: Client) -> None:
    client.post("/account/password/reset/", {"email": "niemand@voorbeeldstad.example"})
    (letter,) = mail.outbox
    assert "Bij dit adres hoort geen account" in letter.body
    assert "http" not in letter.body


def test_an_address_that_was_changed_opens_the_door_no_longer(at_work: Client, worker: User) -> None:
    old = worker.email
    # As choosing a password by mail leaves it.
    EmailAddress.objects.create(user=worker, email=old, verified=True, primary=True)
    assert Client().post("/inloggen/", {"login": old, "password": PASSWORD}).status_code == 302
    at_work.post(
        f"/beheer/accounts/user/{worker.pk}/change/",
        {"email": "Ander@voorbeeldstad.example", "name": worker.name, "is_active": "on"},
    )
    assert Client().post("/inloggen/", {"login": old, "password": PASSWORD}).status_code == 200
    answer = Client().post("/inloggen/", {"login": "ander@voorbeeldstad.example", "password": PASSWORD})
    assert answer.status_code == 302


@pytest.fixture
def in_place(at_work: Client, place: Place) -> Client:
    """The same browser, at work in the municipality of the tests although it is not the first by name."""
    session = at_work.session
    session["municipality"] = place.municipality.pk
    session.save()
    return at_work


def test_a_membership_in_a_team_of_another_municipality_is_refused(
    in_place: Client, place: Place, elsewhere: Place, worker: User
) -> None:
    form = {
        "municipality": elsewhere.municipality.pk,
        "user": worker.pk,
        "team": elsewhere.team.pk,
        "role": Membership.Role.WORKER,
        "starts_on": "2026-01-05",
    }
    answer = in_place.post("/beheer/accounts/membership/add/", form)
    assert answer.status_code == 200
    assert "team" in answer.context["adminform"].form.errors
    assert (
        in_place.post("/beheer/accounts/membership/add/", form | {"team": place.team.pk}).status_code == 302
    )
    assert (
        Membership.objects.get(user=worker, starts_on=dt.date(2026, 1, 5)).municipality == place.municipality
    )
    twice = in_place.post("/beheer/accounts/membership/add/", form | {"team": place.team.pk})
    assert twice.status_code == 200, "the same membership is refused in words and not by the database"


def test_a_team_stays_in_its_municipality(in_place: Client, place: Place, elsewhere: Place) -> None:
    path = f"/beheer/accounts/team/{place.team.pk}/change/"
    form = {"municipality": elsewhere.municipality.pk, "name": "Team Nieuw"}
    refused = in_place.post(path, form | {"organisation": elsewhere.team.organisation_id})
    assert "organisation" in refused.context["adminform"].form.errors
    assert in_place.get(f"/beheer/accounts/team/{elsewhere.team.pk}/change/").status_code == 404
    assert in_place.post(path, form | {"organisation": place.team.organisation_id}).status_code == 302
    changed = Team.objects.get(pk=place.team.pk)
    assert (changed.name, changed.municipality) == ("Team Nieuw", place.municipality)


def test_no_page_of_the_set_up_names_a_resident(at_work: Client, place: Place, worker: User) -> None:
    make_case(place, worker, dt.date(2026, 1, 5))
    assert Case.objects.count() == 1
    for path in (
        f"accounts/user/{worker.pk}/change/",
        f"accounts/team/{place.team.pk}/change/",
        f"neighbourhoods/neighbourhood/{place.neighbourhood.pk}/change/",
        f"tenancy/municipality/{place.municipality.pk}/change/",
    ):
        page = at_work.get(f"/beheer/{path}")
        assert page.status_code == 200
        assert "Hoekstra" not in words_of(page)
