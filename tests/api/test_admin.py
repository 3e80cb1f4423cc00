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
from tests.cases.screens import words_of
from tests.conftest import Place, make_member, stay_inside
from tests.events.making import subscribe
from wijkzorg.accounts.models import Membership
from wijkzorg.audit.models import AccessEntry
from wijkzorg.clients.known import Systems, role_of
from wijkzorg.clients.models import Access, Credential
from wijkzorg.events.models import Subscription

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


def look(at_work: Client, where: str, *numbers: int) -> Any:
    """Choose rows of a list to be ended; what that does is shown."""
    return at_work.post(where, {"action": "end", "_selected_action": numbers})


def end(at_work: Client, where: str, *numbers: int) -> Any:
    """Choose rows of a list to be ended, and confirm what was shown."""
    return at_work.post(where, {"action": "end", "_selected_action": numbers, "bevestigd": "1"})


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
    assert end(at_work, CREDENTIAL, credential.pk).status_code == 302
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
    assert end(at_work, ACCESS, system.access.pk).status_code == 302
    problem(system.ask("gebieden"), 401)
    assert 'name="scopes"' not in at_work.get(where).content.decode()


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
    end(at_work, CREDENTIAL, theirs.credential.pk)
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
    end(at_work, ACCESS, theirs.access.pk)
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


def test_ending_an_access_says_first_what_stops_and_is_done_once_confirmed(
    at_work: Client, place: Place, system: System
) -> None:
    heard = subscribe(place, client=system.access.client.uuid)
    subscribe(place)  # of another system
    said = words_of(look(at_work, ACCESS, system.access.pk))
    assert "Zaaksysteem (Voorbeeldstad)" in said
    assert "komt er hier meteen niet meer in" in said
    assert "1 abonnement wordt opgezegd" in said
    assert "niet ongedaan" in said
    assert system.ask("gebieden").status_code == 200, "nothing was ended by looking"
    assert end(at_work, ACCESS, system.access.pk).status_code == 302
    problem(system.ask("gebieden"), 401)
    assert list(Subscription.objects.exclude(ended_at=None)) == [heard]
    # Of what is over nothing can be ended: there is no button, only the way back.
    again = look(at_work, ACCESS, system.access.pk)
    assert "Al beëindigd op" in words_of(again) and "Terug naar de lijst" in words_of(again)
    assert 'type="submit" class="default"' not in again.content.decode()
    assert AccessEntry.objects.filter(object_kind="clients.end_access").count() == 1
    end(at_work, ACCESS, system.access.pk)
    assert AccessEntry.objects.filter(object_kind="clients.end_access").count() == 1


def test_letting_a_system_in_leads_on_to_its_secret(at_work: Client, place: Place) -> None:
    answer = at_work.post(f"{ACCESS}add/", NEW, follow=True)
    access = Access.objects.get()
    assert answer.redirect_chain[-1][0] == f"{CREDENTIAL}add/?client={access.client_id}"
    assert "Het komt binnen zodra het een geheim of sleutel heeft" in words_of(answer)
    assert answer.context["adminform"].form["client"].value() == str(access.client_id)


def test_the_page_of_one_offers_what_its_list_does(at_work: Client, system: System) -> None:
    for where, number in ((ACCESS, system.access.pk), (CREDENTIAL, system.credential.pk)):
        page = at_work.get(f"{where}{number}/change/").content.decode()
        assert f'method="post" action="{where}"' in page
        assert 'name="action" value="end"' in page
        end(at_work, where, number)
        page = at_work.get(f"{where}{number}/change/").content.decode()
        assert 'name="action" value="end"' not in page
    # What is over stays as it was.
    over = {"scopes": ["exports.aanmaken"], "legal_ground": ""}
    assert at_work.post(f"{ACCESS}{system.access.pk}/change/", over).status_code == 403
    assert Access.objects.get().scopes == system.access.scopes


def test_ending_a_secret_says_whether_the_system_keeps_another(
    at_work: Client, place: Place, system: System
) -> None:
    first = system.credential
    alone = words_of(look(at_work, CREDENTIAL, first.pk))
    assert "Het systeem heeft dan niets meer" in alone and "Maak eerst een nieuw geheim" in alone
    at_work.post(f"{CREDENTIAL}add/", {"client": system.access.client_id, "kind": "secret", "keys": ""})
    second = Credential.objects.exclude(pk=first.pk).get()
    beside = words_of(look(at_work, CREDENTIAL, first.pk))
    assert "Het houdt nog 1 ander geheim of sleutel." in beside
    assert "Het systeem heeft dan niets meer" in words_of(look(at_work, CREDENTIAL, first.pk, second.pk))
    assert Credential.objects.open().count() == 2, "nothing was ended by looking"
    assert system.ask("gebieden").status_code == 200
    end(at_work, CREDENTIAL, first.pk)
    assert list(Credential.objects.open()) == [second]
    problem(system.ask("gebieden"), 401)


def test_what_runs_stands_before_what_was_ended(at_work: Client, place: Place, system: System) -> None:
    ended = system.credential
    assert end(at_work, CREDENTIAL, ended.pk).status_code == 302
    answer = at_work.post(
        f"{CREDENTIAL}add/", {"client": system.access.client_id, "kind": "secret", "keys": ""}
    )
    assert answer.status_code == 200
    listed = list(at_work.get(CREDENTIAL).context["cl"].result_list)
    assert [row.pk for row in listed] == [Credential.objects.exclude(pk=ended.pk).get().pk, ended.pk]
    made(at_work, name="Aardewerk")
    other = Access.objects.get(client__name="Aardewerk")
    assert end(at_work, ACCESS, other.pk).status_code == 302
    names = [row.client.name for row in at_work.get(ACCESS).context["cl"].result_list]
    assert names == ["Zaaksysteem", "Aardewerk"]
