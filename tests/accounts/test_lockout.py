"""Whoever guesses waits; a colleague does not wait with them; and the server does not suffer."""

from __future__ import annotations

import logging

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.cases.screens import words_of
from tests.conftest import PASSWORD
from wijkzorg.accounts.lockout import FIRST_WAIT, LONGEST_WAIT
from wijkzorg.accounts.models import User

HERE, THERE = "192.0.2.1", "192.0.2.2"


def _try(user: User, password: str, address: str = HERE) -> int:
    browser = Client(REMOTE_ADDR=address)
    return browser.post("/inloggen/", {"login": user.email, "password": password}).status_code


def _wait(seconds: float) -> None:
    """Let the server's clock for waiting run out: the cache has a clock of its own."""
    server = cache._cache.get_client()  # type: ignore[attr-defined]
    for key in server.keys("*lockout:until:*"):
        left = server.ttl(key)
        server.delete(key) if left <= seconds else server.expire(key, int(left - seconds))


def _seconds_left() -> int:
    server = cache._cache.get_client()  # type: ignore[attr-defined]
    return max((server.ttl(key) for key in server.keys("*lockout:until:*")), default=0)


def test_five_wrong_passwords_make_one_wait_even_with_the_right_one(worker: User) -> None:
    assert [_try(worker, "fout") for _ in range(5)] == [200, 200, 200, 200, 429]
    assert _try(worker, PASSWORD) == 429
    _wait(FIRST_WAIT)
    assert _try(worker, PASSWORD) == 302


def test_the_wait_is_said_in_plain_dutch(worker: User) -> None:
    for _ in range(5):
        answer = Client().post("/inloggen/", {"login": worker.email, "password": "fout"})
    assert answer.status_code == 429
    assert "Wacht 1 minuut" in words_of(answer)
    assert answer["Retry-After"] == "60"


def test_each_wait_is_longer_up_to_a_quarter_of_an_hour(worker: User) -> None:
    for _ in range(4):
        _try(worker, "fout")
    waits = []
    for minute in range(7):
        with time_machine.travel(1_800_000_000 + 3600 * minute, tick=True):
            assert _try(worker, "fout") == 429
            waits.append(_seconds_left())
        _wait(LONGEST_WAIT)
    assert [round(wait / 60) for wait in waits] == [1, 2, 4, 8, 15, 15, 15]


def test_nobody_can_lock_a_colleague_out_from_elsewhere(worker: User) -> None:
    for _ in range(20):
        _try(worker, "fout", THERE)
    assert _try(worker, PASSWORD, THERE) != 302
    assert _try(worker, PASSWORD, HERE) == 302


def test_others_at_the_same_address_do_not_wait(worker: User, colleague: User) -> None:
    for _ in range(6):
        _try(worker, "fout")
    assert _try(colleague, PASSWORD) == 302


def test_capitals_and_spaces_are_no_way_round(worker: User) -> None:
    for _ in range(5):
        _try(worker, "fout")
    worker.email = f"  {worker.email.upper()} "
    assert _try(worker, PASSWORD) == 429


def test_the_right_password_begins_the_count_anew(volunteer: User) -> None:
    for _ in range(4):
        _try(volunteer, "fout")
    assert _try(volunteer, PASSWORD) == 302
    assert [_try(volunteer, "fout") for _ in range(4)] == [200] * 4


def test_behind_a_proxy_it_is_the_visitor_who_waits(worker: User, settings: Settings) -> None:
    settings.WIJKZORG_BEHIND_PROXY = True

    def attempt(password: str, forwarded: str) -> int:
        browser = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
        return browser.post("/inloggen/", {"login": worker.email, "password": password}).status_code

    # What the visitor puts before the proxy's own word is not believed.
    for number in range(5):
        attempt("fout", f"198.51.100.{number}, {THERE}")
    assert attempt(PASSWORD, THERE) == 429
    assert attempt(PASSWORD, HERE) == 302


def test_no_log_or_table_holds_who_was_guessed(worker: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(6):
            _try(worker, "geheim-maar-fout")
    assert worker.email not in caplog.text and "geheim" not in caplog.text
    with connection.cursor() as cursor:
        for table in ("axes_accessattempt", "axes_accesslog", "axes_accessfailurelog"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
    server = cache._cache.get_client()  # type: ignore[attr-defined]
    assert not any(worker.email.encode() in key for key in server.keys("*"))
