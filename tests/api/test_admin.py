"""The administrator lets systems in, gives them secrets, and ends both."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import ECKey

from tests.administrators import *  # noqa: F403  (fixtures)
from tests.api.conftest import BASE, TOKEN, MakeSystem, System
from tests.api.test_frame import problem
from tests.conftest import Place, make_member, stay_inside
from wijkzorg.accounts.models import Membership
from wijkzorg.clients.known import Systems, role_of
from wijkzorg.clients.models import Access, Credential

ACCESS, CREDENTIAL = "/beheer/clients/access/", "/beheer/clients/credential/"
NEW = {
    "name": "Zaaksysteem",
    "organisation": "Voorbeeldstad",
    "scopes": ["statistieken.lezen"],
    "legal_ground": "",
}


def made(at_work: Client, **other: Any) -> Any:
    """Let a system in by the form."""
    return at_work.post(f"{ACCESS}add/", NEW | other)


def faults(answer: Any) -> set[str]:
    """Return the fields at which something is wrong."""
    assert answer.status_code == 200
    return set(answer.context["adminform"].form.errors)


def test_a_system_is_let_in_gets_a_secret_and_reads(at_work: Client, place: Place) -> None:
    assert made(at_work).status_code == 302
    access = Access.objects.get()
    assert (access.municipality, access.keeps, access.scopes) == (
        place.municipality,
        True,
        ["statistieken.lezen"],
    )
    answer = at_work.post(f"{CREDENTIAL}add/", {"client": access.client_id, "kind": "secret", "keys": ""})
    page = answer.content.decode()
    credential = Credential.objects.get()
    (secret,) = re.findall(r"<code>([\w-]{43})</code>", page)
    assert credential.oauth_id in page
    assert "no-store" in answer["Cache-Control"]
    # It is shown once, and what is kept is no secret.
    assert secret not in at_work.get(CREDENTIAL).content.decode()
    assert secret not in credential.oauth.secret
    told = {"grant_type": "client_credentials", "client_id": credential.oauth_id, "client_secret": secret}
    token = Client().post(TOKEN, told).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().get(f"{BASE}/gebieden", headers=headers).status_code == 200
    shown = at_work.get(f"{CREDENTIAL}{credential.pk}/change/").content.decode()
    assert credential.oauth_id in shown and "Gemaakt op" in shown
    assert "None" not in shown and secret not in shown
    ended = at_work.post(CREDENTIAL, {"action": "end", "_selected_action": [credential.pk]})
    assert ended.status_code == 302
    problem(Client().get(f"{BASE}/gebieden", headers=headers), 401)


def test_who_reads_of_persons_needs_a_ground_and_a_new_system_a_name(
    at_work: Client, place: Place, elsewhere: Place
) -> None:
    assert faults(made(at_work, name="", organisation="", scopes=["dossiers.lezen"])) == {
        "name", "organisation", "legal_ground", "bound_to",
    }  # fmt: skip
    assert faults(made(at_work, scopes=[])) == {"scopes"}
    assert faults(made(at_work, scopes=["alles"])) == {"scopes"}
    told = {"scopes": ["dossiers.lezen"], "legal_ground": "Wmo 2015, artikel 5.1.1"}
    theirs, ours = elsewhere.team.organisation_id, place.team.organisation_id
    assert faults(made(at_work, **told, bound_to=theirs)) == {"bound_to"}
    assert made(at_work, **told, bound_to=ours).status_code == 302
    access = Access.objects.get()
    assert access.bound_to_id == ours
    # Flags and help requests go with dossiers.lezen alone; of the whole municipality where it is bound to none.
    live = ["signaleringen.lezen", "hulpvragen.lezen"]
    told |= {"scopes": live, "bound_to": ""}
    refused = at_work.post(f"{ACCESS}{access.pk}/change/", told)
    assert faults(refused) == {"scopes"}
    assert "signaleringen.lezen kan alleen samen met dossiers.lezen" in refused.content.decode()
    told["scopes"] = [*live, "dossiers.lezen"]
    assert at_work.post(f"{ACCESS}{access.pk}/change/", told).status_code == 302
    assert Access.objects.filter(bound_to=None, scopes__contains=live).exists()
    told["scopes"] = [*live, "dossiers.lezen", "contactmomenten.schrijven"]
    assert faults(at_work.post(f"{ACCESS}{access.pk}/change/", told)) == {"bound_to"}


def test_a_change_holds_at_once(at_work: Client, system: System) -> None:
    where = f"{ACCESS}{system.access.pk}/change/"
    assert at_work.get(where).status_code == 200
    assert at_work.post(where, {"scopes": ["exports.aanmaken"], "legal_ground": ""}).status_code == 302
    problem(system.ask("gebieden"), 403)
    assert at_work.post(ACCESS, {"action": "end", "_selected_action": [system.access.pk]}).status_code == 302
    problem(system.ask("gebieden"), 401)
    assert "scopes" not in at_work.get(where).context["adminform"].form.fields


def test_a_system_of_another_municipality_is_let_in_by_its_reference(
    at_work: Client, place: Place, elsewhere: Place, make_system: MakeSystem
) -> None:
    theirs = make_system(elsewhere)
    assert at_work.get(CREDENTIAL).context["cl"].queryset.count() == 0
    assert faults(made(at_work, known="5f1e4c1e-0000-4000-8000-000000000000")) == {"known"}
    assert made(at_work, name="", organisation="", known=str(theirs.access.client.uuid)).status_code == 302
    assert faults(made(at_work, known=str(theirs.access.client.uuid))) == {"known"}
    access = Access.objects.get()
    assert (access.client, access.keeps) == (theirs.access.client, False)
    theirs.sign_in()
    assert theirs.ask("gebieden", {"gemeenteCode": "GM9999"}).status_code == 200
    # Its secrets stay with who made it.
    assert at_work.get(CREDENTIAL).context["cl"].queryset.count() == 0
    answer = at_work.post(f"{CREDENTIAL}add/", {"client": access.client_id, "kind": "secret", "keys": ""})
    assert faults(answer) == {"client"}
    at_work.post(CREDENTIAL, {"action": "end", "_selected_action": [theirs.credential.pk]})
    assert Credential.objects.open().count() == 1


def test_only_public_keys_are_taken(at_work: Client, system: System) -> None:
    def take(keys: str, kind: str = "key") -> Any:
        told = {"client": system.access.client_id, "kind": kind, "keys": keys}
        return at_work.post(f"{CREDENTIAL}add/", told)

    key = ECKey.generate_key("P-256")
    for wrong in ("", "{}", json.dumps({"keys": [key.as_dict(private=True)]})):
        assert faults(take(wrong)) == {"keys"}
    public = json.dumps({"keys": [key.as_dict(private=False)]})
    assert faults(take(public, "secret")) == {"keys"}
    page = take(public)
    assert page.status_code == 200
    assert "client_secret" not in page.content.decode()
    assert Credential.objects.get(kind="key").jwks == json.loads(public)


@pytest.mark.parametrize(
    "role", [Membership.Role.TEAM_LEAD, Membership.Role.CENTRE_STAFF, Membership.Role.POLICY_OFFICER]
)
def test_nobody_else_lets_systems_in(role: str, client: Client, place: Place, system: System) -> None:
    client.force_login(make_member(place, "iemand@voorbeeldstad.example", role))
    for where in (
        ACCESS,
        f"{ACCESS}add/",
        f"{ACCESS}{system.access.pk}/change/",
        CREDENTIAL,
        f"{CREDENTIAL}add/",
    ):
        assert client.get(where).status_code == 404


def test_another_municipalitys_administrator_finds_nothing(
    at_work: Client, elsewhere: Place, make_system: MakeSystem
) -> None:
    theirs = make_system(elsewhere)
    assert at_work.get(ACCESS).context["cl"].queryset.count() == 0
    assert at_work.get(f"{ACCESS}{theirs.access.pk}/change/").status_code == 404
    at_work.post(ACCESS, {"action": "end", "_selected_action": [theirs.access.pk]})
    stay_inside(elsewhere.municipality.pk)
    assert Access.objects.open().count() == 1


def test_the_privacy_officer_reads_which_system_asked_for_whom(
    client: Client, place: Place, system: System
) -> None:
    role = role_of(system.access.client.uuid, "j.jansen")
    known = Systems([role, "worker"])
    assert known.of(role) == "Zaaksysteem (Voorbeeldstad)"
    assert known.behalf(role) == "koppeling, voor j.jansen"
    assert (known.of("worker"), known.behalf("worker")) == ("", "")


def test_what_runs_stands_before_what_was_ended(at_work: Client, place: Place, system: System) -> None:
    ended = system.credential
    assert at_work.post(CREDENTIAL, {"action": "end", "_selected_action": [ended.pk]}).status_code == 302
    answer = at_work.post(
        f"{CREDENTIAL}add/", {"client": system.access.client_id, "kind": "secret", "keys": ""}
    )
    assert answer.status_code == 200
    listed = list(at_work.get(CREDENTIAL).context["cl"].result_list)
    assert [row.pk for row in listed] == [Credential.objects.exclude(pk=ended.pk).get().pk, ended.pk]
    made(at_work, name="Aardewerk")
    other = Access.objects.get(client__name="Aardewerk")
    assert at_work.post(ACCESS, {"action": "end", "_selected_action": [other.pk]}).status_code == 302
    names = [row.client.name for row in at_work.get(ACCESS).context["cl"].result_list]
    assert names == ["Zaaksysteem", "Aardewerk"]
