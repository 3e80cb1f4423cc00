"""An administrator is held to one municipality: of another nothing is seen or changed, by whatever they send."""

# ruff: noqa: F811  (a fixture that is imported is also the name of an argument)

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from cases.models import Policy
from centres.models import Closure
from municipalities.models import Strictness
from reaching.models import OnlyHere
from reports.models import CallInstead
from residents.citizen_number import CitizenNumberGround, CitizenNumberRight
from roster.models import MediumMinutes
from tests.administrators import MEMBERSHIPS, USERS, Role, administrator, at_work, no_waits, operator  # noqa: F401
from tests.cases.screens import words_of
from tests.centres.conftest import employ, make_centre
from tests.conftest import PASSWORD, START, Place, make_case, make_member
from volunteers.models import VolunteerPolicy
from wijkzorg.accounts.models import Invitation, Membership, SingleSignOn, Team, User
from wijkzorg.accounts.work_admin import WorkAdmin
from wijkzorg.audit.models import AccessEntry
from wijkzorg.clients.actions import let_in, make_secret
from wijkzorg.clients.scopes import Scope
from wijkzorg.events.actions import announce
from wijkzorg.events.kinds import PUBLISHED
from wijkzorg.events.models import Delivery, Subscription
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.admin import SetUpAdmin
from wijkzorg.tenancy.wall import inside


@pytest.fixture
def both(place: Place, elsewhere: Place) -> User:
    """Somebody who works here and for the neighbours."""
    user = make_member(place, "tweeplaatsen@voorbeeldstad.example", Role.WORKER, place.team)
    with inside(elsewhere.municipality.pk):
        Membership.objects.create(
            municipality=elsewhere.municipality,
            user=user,
            team=elsewhere.team,
            role=Role.WORKER,
            starts_on=START,
        )
    return user


def refused(user: User) -> set[tuple[str, str]]:
    """Return what the log says that somebody was refused."""
    lines = AccessEntry.objects.filter(user_id=user.pk, result="refused")
    return set(lines.values_list("object_kind", "object_id"))


@pytest.fixture
def rows(elsewhere: Place, stranger: User) -> dict[str, Model]:
    """A row of the neighbours for each page of the set-up."""
    town, now = elsewhere.municipality, timezone.now()
    boss = make_member(elsewhere, "beheer@buurstad.example", Role.ADMINISTRATOR)
    centre = make_centre(elsewhere, "Buurstads huis")
    with inside(town.pk):
        membership = stranger.memberships.get()
        ground = CitizenNumberGround.objects.create(
            municipality=town, law="wmo", text="Buurstads grondslag", recorded_by=boss, recorded_at=now
        )
        access = let_in(
            municipality_id=town.pk, name="Buurstads systeem", organisation="Buurstad", scopes=[Scope.FIGURES],
            legal_ground="", actor=None, now=now,
        )  # fmt: skip
        credential, _secret = make_secret(client=access.client, municipality_id=town.pk, actor=None, now=now)
        subscription = Subscription.objects.create(
            municipality=town, client=access.client.uuid, name="Buurstad luistert", made_at=now, next_at=now,
            address="https://in.buurstad.example/hook", types=[PUBLISHED.type], secret_encrypted="x",
        )  # fmt: skip
        event = announce(
            municipality_id=town.pk, type=PUBLISHED.type, subject=town.code, now=now, data={"editie": 1}
        )
        delivery, _made = Delivery.objects.get_or_create(
            municipality=town,
            subscription=subscription,
            event=event,
            defaults={"subject": town.code, "next_at": now},
        )
        made: list[Model] = [
            access,
            credential,
            subscription,
            delivery,
            town,
            stranger,
            elsewhere.team,
            elsewhere.team.organisation,
            elsewhere.neighbourhood,
            elsewhere.neighbourhood.district,
            membership,
            ground,
            CitizenNumberRight.objects.create(
                municipality=town, membership=membership, starts_on=START, granted_by=boss
            ),
            SingleSignOn.objects.create(municipality=town, issuer="https://in.buurstad.example", client_id="x"),
            Invitation.objects.create(
                municipality=town, email="straks@buurstad.example", role=Role.VOLUNTEER, starts_on=START,
                invited_by=boss, created_at=now, expires_at=now, token_hash="0",
            ),
            Letter.objects.create(
                municipality=town, recipient=stranger, template="digest", created_at=now, next_at=now
            ),
            MediumMinutes.objects.create(
                municipality=town, valid_from=START, reason="Buurstad mat het", changed_at=now
            ),
            CallInstead.objects.create(municipality=town, name="Buurstad belt", phone="010"),
            centre,
            employ(centre, stranger, Role.CENTRE_STAFF),
            Policy.objects.create(municipality=town, valid_from=START, reason="Buurstads raad"),
            Closure.objects.create(
                municipality=town, centre=centre, starts_at=now, reason="Buurstad bouwt",
                decided_by="Buurstads raad", instead_elsewhere="Buurstads school", announced_at=now,
            ),
            apps.get_model("accounts", "MembershipEvent")._default_manager.filter(user=stranger).get(),
            VolunteerPolicy.objects.create(
                municipality=town, valid_from=START, reason="Buurstad wil het", changed_at=now
            ),
            Strictness.objects.create(municipality=town, least=20),
            OnlyHere.objects.create(
                municipality=town, centre=centre, noted_at=now,
                resident=make_case(elsewhere, None, START, last_name="Buurstads").resident,
            ),
        ]  # fmt: skip
    return {row._meta.label_lower.replace(".", "/"): row for row in made}


def test_every_page_of_the_set_up_is_held_and_has_a_row_of_the_neighbours(rows: dict[str, Model]) -> None:
    pages = {model._meta.label_lower.replace(".", "/"): page for model, page in admin.site._registry.items()}
    # Lists of daily work are not the administrator's: tests/workplace/test_lists.py.
    assert {path for path, page in pages.items() if not isinstance(page, WorkAdmin)} == set(rows)
    assert [path for path, page in pages.items() if not isinstance(page, SetUpAdmin)] == []


@pytest.mark.parametrize("asked", ["change/", "delete/", "history/", "password/"])
def test_no_address_opens_a_row_of_the_neighbours(
    at_work: Client, administrator: User, place: Place, rows: dict[str, Model], asked: str
) -> None:
    for path, row in rows.items():
        if asked == "password/" and path != "accounts/user":
            continue
        read = at_work.get(f"/beheer/{path}/{row.pk}/{asked}")
        sent = at_work.post(f"/beheer/{path}/{row.pk}/{asked}", {"name": "Gekaapt", "email": "x@y.example"})
        # What nobody may do with any row is refused before the row is looked for.
        assert read.status_code in ({403, 404} if asked == "delete/" else {404}), path
        assert sent.status_code in {403, 404}, path
        assert "buurstad" not in f"{words_of(read)} {words_of(sent)}".lower()
        assert str(row.pk) in {number for _kind, number in refused(administrator)}, path


def test_no_list_search_filter_or_order_shows_the_neighbours(
    at_work: Client, place: Place, elsewhere: Place, rows: dict[str, Model], stranger: User
) -> None:
    neighbour = elsewhere.municipality.pk
    for path, row in rows.items():
        if path in ("tenancy/municipality", "reaching/onlyhere"):
            assert at_work.get(f"/beheer/{path}/").status_code == 404
            continue
        for query in (
            {},
            {"q": "buurstad"},
            {"q": "vreemd"},
            {"o": "1.-2.99"},
            {"municipality__id__exact": neighbour},
            {"municipality__name__startswith": "B"},
            {"user__id__exact": stranger.pk},
            {"user__password__startswith": "m"},
            {"memberships__municipality": neighbour},
            {"password__startswith": "m"},
            {"id__exact": row.pk},
            {"pk__in": f"{row.pk}"},
            {"all": ""},
            {"_popup": "1", "_to_field": "password"},
        ):
            answer = at_work.get(f"/beheer/{path}/", query, follow=True)
            assert answer.status_code in {200, 400}, (path, query)
            if answer.status_code == 200 and "cl" in (answer.context or {}):
                assert row.pk not in {found.pk for found in answer.context["cl"].result_list}, (path, query)


def test_what_looks_up_while_one_types_finds_nobody_of_the_neighbours(
    at_work: Client, worker: User, stranger: User, rows: dict[str, Model], operator: User
) -> None:
    def found(model: str, field: str, term: str, app: str = "accounts") -> Any:
        asked = {"app_label": app, "model_name": model, "field_name": field, "term": term}
        answer = at_work.get("/beheer/autocomplete/", asked)
        return answer.json()["results"] if answer.status_code == 200 else answer.status_code

    assert [row["id"] for row in found("membership", "user", "farida")] == [str(worker.pk)]
    for app, model, field in (
        ("accounts", "membership", "user"),
        ("accounts", "invitation", "invited_by"),
        ("cases", "case", "worker"),
        ("residents", "citizennumberright", "membership"),
    ):
        for term in ("vreemd", "buurstad", "alles"):
            assert found(model, field, term, app) == [], (model, field, term)
    assert found("team", "municipality", "buur") == 403
    assert found("case", "resident", "hoek", "cases") == 403


def test_a_form_that_names_a_row_of_the_neighbours_is_refused_logged_and_changes_nothing(
    at_work: Client, administrator: User, place: Place, worker: User, rows: dict[str, Model], stranger: User
) -> None:
    membership = worker.memberships.get()
    good = {"user": worker.pk, "team": place.team.pk, "role": Role.WORKER, "starts_on": "2026-01-05"}
    form: Any
    for path, form, field in (
        (f"{MEMBERSHIPS}add/", good | {"user": stranger.pk}, "user"),
        (f"{MEMBERSHIPS}add/", good | {"team": rows["accounts/team"].pk}, "team"),
        (f"{MEMBERSHIPS}{membership.pk}/change/", good | {"user": stranger.pk}, "user"),
        (
            f"/beheer/accounts/team/{place.team.pk}/change/",
            {"name": "Gekaapt", "organisation": rows["accounts/organisation"].pk},
            "organisation",
        ),
        (
            f"/beheer/neighbourhoods/neighbourhood/{place.neighbourhood.pk}/change/",
            {
                "code": "BU99990001",
                "name": "Gekaapt",
                "reference_year": 2026,
                "district": rows["neighbourhoods/district"].pk,
            },
            "district",
        ),
        (
            "/beheer/accounts/invitation/add/",
            {
                "email": "a@b.example",
                "role": "worker",
                "team": rows["accounts/team"].pk,
                "starts_on": "2026-01-05",
            },
            "team",
        ),
        (
            "/beheer/residents/citizennumberright/add/",
            {"membership": rows["accounts/membership"].pk, "starts_on": "2026-01-05"},
            "membership",
        ),
    ):
        answer = at_work.post(path, form)
        assert answer.status_code == 200, path
        assert field in answer.context["adminform"].form.errors, path
        assert "buurstad" not in words_of(answer).lower() and stranger.name not in words_of(answer)
        assert str(form[field]) in {number for _kind, number in refused(administrator)}, path
    for nonsense in ("x", "9" * 30, "-1", "1.5"):
        assert at_work.post(f"{MEMBERSHIPS}add/", good | {"user": nonsense}).status_code == 404
        assert at_work.get(f"{MEMBERSHIPS}add/", {"user": nonsense}).status_code == 404
    assert stranger.name not in words_of(at_work.get(f"{MEMBERSHIPS}add/", {"user": stranger.pk}))
    assert ("admin:accounts_membership_add.user", str(stranger.pk)) in refused(administrator)
    assert Membership.objects.count() == 2 and Invitation.objects.count() == 0
    assert Team.objects.get().name == "Team Oost"
    assert at_work.post(f"{MEMBERSHIPS}add/", good).status_code == 302, "one's own are no trouble"


def test_an_action_on_rows_of_the_neighbours_does_nothing_and_is_logged(
    at_work: Client, administrator: User, rows: dict[str, Model], stranger: User, elsewhere: Place
) -> None:
    TOTP.activate(stranger, generate_totp_secret())
    SocialAccount.objects.create(user=stranger, provider="GM9998", uid="1")
    for path, action in (
        ("accounts/user", "take_factor_away"),
        ("accounts/user", "end_links"),
        ("accounts/invitation", "revoke"),
        ("residents/citizennumberground", "end"),
    ):
        row = rows[path]
        chosen = {"action": action, "_selected_action": [row.pk]}
        at_work.post(f"/beheer/{path}/", chosen)
        at_work.post(f"/beheer/{path}/?id__exact={row.pk}", chosen | {"select_across": "1"})
        view = f"admin:{path.replace('/', '_')}_changelist"
        assert (view, str(row.pk)) in refused(administrator), path
        assert at_work.post(f"/beheer/{path}/", chosen | {"_selected_action": ["x"]}).status_code == 404
        assert at_work.post(f"/beheer/{path}/", chosen | {"_selected_action": ["9" * 40]}).status_code == 404
    assert Authenticator.objects.filter(user=stranger).exists()
    assert SocialAccount.objects.filter(user=stranger).exists()
    with inside(elsewhere.municipality.pk):
        assert Invitation.objects.get().revoked_at is None
        assert CitizenNumberGround.objects.get().ended_at is None


@pytest.mark.parametrize("who", ["both", "operator"])
def test_the_account_of_who_works_elsewhere_too_or_operates_all_is_read_and_not_changed(
    at_work: Client, administrator: User, request: pytest.FixtureRequest, place: Place, who: str
) -> None:
    user: User = request.getfixturevalue(who)
    if who == "operator":
        Membership.objects.create(
            municipality=place.municipality, user=user, role=Role.PRIVACY_OFFICER, starts_on=START
        )
    TOTP.activate(user, generate_totp_secret())
    SocialAccount.objects.create(user=user, provider="GM9998", uid="1")
    before = User.objects.filter(pk=user.pk).values().get()
    page = at_work.get(f"{USERS}{user.pk}/change/")
    assert page.status_code == 200 and user.email in words_of(page)
    assert 'name="email"' not in page.content.decode()
    button = f"{USERS}{user.pk}/history/" in page.content.decode()
    assert button is (who != "both"), "no button leads to a page that is not there"
    assert "achtwoord opnieuw" not in words_of(page) and "hash" not in words_of(page)
    form = {"email": "gekaapt@voorbeeldstad.example", "name": "Gekaapt"}
    assert at_work.post(f"{USERS}{user.pk}/change/", form).status_code == 403
    words = {"password1": f"{PASSWORD}-2", "password2": f"{PASSWORD}-2", "usable_password": "true"}
    assert at_work.get(f"{USERS}{user.pk}/password/").status_code == 403
    assert at_work.post(f"{USERS}{user.pk}/password/", words).status_code == 403
    assert at_work.get(f"{USERS}{user.pk}/history/").status_code == (404 if who == "both" else 200)
    for action in ("take_factor_away", "end_links"):
        said = at_work.post(USERS, {"action": action, "_selected_action": [user.pk]}, follow=True)
        assert "Niets veranderd" in words_of(said)
    assert User.objects.filter(pk=user.pk).values().get() == before
    assert Authenticator.objects.filter(user=user).exists()
    assert SocialAccount.objects.filter(user=user).exists()
    assert ("admin:accounts_user_action", str(user.pk)) in refused(administrator)


def test_who_left_the_neighbours_is_the_administrator_s_own(
    at_work: Client, both: User, elsewhere: Place
) -> None:
    with inside(elsewhere.municipality.pk):
        both.memberships.update(ends_on="2021-01-01")
    form = {"email": both.email, "name": "Nieuwe naam", "is_active": "on"}
    assert at_work.post(f"{USERS}{both.pk}/change/", form).status_code == 302
    both.refresh_from_db()
    assert both.name == "Nieuwe naam"
    assert at_work.get(f"{USERS}{both.pk}/history/").status_code == 404, "it tells what was done there"
    assert "/history/" not in at_work.get(f"{USERS}{both.pk}/change/").content.decode()
