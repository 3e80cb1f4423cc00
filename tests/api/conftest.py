"""Systems that ask over REST, each with a token, and what they see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.conftest import Place
from wijkzorg.accounts.models import Organisation
from wijkzorg.clients import actions
from wijkzorg.clients.models import Access, Credential
from wijkzorg.clients.scopes import Scope
from wijkzorg.tenancy.wall import inside

TOKEN = "/api/oauth/token"
BASE = "/api/v1"


class System(Client):
    """A system with a secret, which asks as systems do."""

    access: Access
    credential: Credential
    secret: str

    def sign_in(self, **asked: str) -> Any:
        """Ask for a token, and show it from here on."""
        told = {
            "grant_type": "client_credentials",
            "client_id": self.credential.oauth_id,
            "client_secret": self.secret,
        }
        answer = self.post(TOKEN, told | asked)
        if answer.status_code == 200:
            self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {answer.json()['access_token']}"
        return answer

    def ask(self, path: str, query: Any = None, **headers: str) -> Any:
        """Get a resource."""
        return self.get(f"{BASE}/{path}", query, headers=headers)


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    """Count nothing of another test."""
    cache.clear()


MakeSystem = Callable[..., System]


@pytest.fixture
def make_system(db: None) -> MakeSystem:
    """Make a system that may do some things in some municipalities, and has a token for all of it."""

    def make(
        *places: Place,
        scopes: Sequence[str] = (Scope.FIGURES,),
        ground: str = "Wmo 2015, artikel 5.2.1",
        bound_to: Organisation | None = None,
    ) -> System:
        first, *others = places
        told: Any = {"scopes": scopes, "legal_ground": ground, "actor": None, "now": timezone.now()}
        with inside(first.municipality.pk):
            access = actions.let_in(
                municipality_id=first.municipality.pk,
                name="Zaaksysteem",
                organisation="Voorbeeldstad",
                bound_to=bound_to,
                **told,
            )
            credential, secret = actions.make_secret(
                client=access.client, municipality_id=first.municipality.pk, actor=None, now=timezone.now()
            )
        for other in others:
            with inside(other.municipality.pk):
                actions.let_in_too(municipality_id=other.municipality.pk, client=access.client, **told)
        system = System()
        system.access, system.credential, system.secret = access, credential, secret
        assert system.sign_in().status_code == 200
        return system

    return make


@pytest.fixture
def system(place: Place, make_system: MakeSystem) -> System:
    """A system of the municipality that reads figures."""
    return make_system(place)
