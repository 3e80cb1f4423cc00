"""How often somebody may try, whichever process answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory

from tests.cases.screens import words_of
from tests.conftest import Place, signed_in
from wijkzorg.accounts.models import User
from wijkzorg.shell import throttle


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _tried(limits: tuple[throttle.Limit, ...], times: int, user: User | None = None) -> None:
    """Count so many tries, as their pages would in a longer time; early enough in a minute for those that follow."""
    if time.time() % 60 > 40:
        time.sleep(61 - time.time() % 60)
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    for _ in range(times):
        throttle.seconds_to_wait(request, limits, time.time())


def test_of_a_thousand_sign_ins_a_minute_thirty_are_looked_at(client: Client, db: None) -> None:
    _tried(throttle.SIGN_IN, 28)
    statuses = [
        client.post("/inloggen/", {"login": f"x{number}@y.example", "password": "z"}).status_code
        for number in range(5)
    ]
    assert 429 not in statuses[:2]
    assert statuses[2:] == [429] * 3


def test_who_must_wait_reads_how_long_in_dutch(client: Client, worker: User, place: Place) -> None:
    client.force_login(worker)
    _tried(throttle.SEARCH, 59, worker)
    assert client.get("/dossiers/", {"q": "Hoekstra"}).status_code == 200
    answer = client.get("/dossiers/", {"q": "Hoekstra"})
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "Wacht 1 minuut" in words_of(answer)
    assert client.get("/dossiers/").status_code == 200


def test_a_colleague_at_the_same_address_goes_on(
    client: Client, worker: User, colleague: User, place: Place
) -> None:
    client.force_login(worker)
    _tried(throttle.SEARCH, 60, worker)
    assert client.get("/dossiers/", {"q": "x"}).status_code == 429
    other = signed_in(Client(), colleague)
    assert other.get("/dossiers/", {"q": "x"}).status_code == 200


def test_no_two_that_try_at_once_are_counted_as_one() -> None:
    limit = throttle.Limit("proef", 100, 3600, throttle.address)
    waits: list[int] = []

    def tries() -> None:
        request = RequestFactory().post("/")
        waits.extend(throttle.seconds_to_wait(request, [limit], 7200.0) for _ in range(50))

    threads = [threading.Thread(target=tries) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(wait == 0 for wait in waits) == 100
    assert set(waits) == {0, 3600}


def test_after_the_time_is_over_one_may_try_again() -> None:
    limit = throttle.Limit("proef", 1, 60, throttle.address)
    request = RequestFactory().post("/")
    assert [throttle.seconds_to_wait(request, [limit], 600.0 + passed) for passed in (0, 10, 60)] == [
        0,
        50,
        0,
    ]


def test_a_counter_does_not_tell_whose_it_is() -> None:
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.77")
    throttle.seconds_to_wait(request, [throttle.Limit("proef", 1, 60, throttle.address)], 0.0)
    keys = cache._cache.get_client(None).keys("*")  # type: ignore[attr-defined]
    assert keys and not [key for key in keys if b"203.0" in key]
