"""People with and without a second factor."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from tests.conftest import PASSWORD
from wijkzorg.accounts.models import User


@pytest.fixture(autouse=True)
def _nobody_was_here_before(db: None) -> None:
    """Sessions, counts and used codes live in the cache, which a rollback does not empty."""
    cache.clear()


@pytest.fixture
def secret(worker: User) -> str:
    """The secret of the worker's app."""
    made: str = generate_totp_secret()
    TOTP.activate(worker, made)
    RecoveryCodes.activate(worker)
    return made


def give_password(client: Client, user: User, **extra: str) -> str:
    """Sign in with the password; returns where that leads."""
    answer = client.post("/inloggen/", {"login": user.email, "password": PASSWORD, **extra})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])
