"""Many who listen share one task: nobody waits long for another's receiver."""

from __future__ import annotations

import datetime as dt
import socket
import time

import pytest

from tests.conftest import Place
from tests.events.making import NOW, subscribe
from tests.events.receivers import Receiver
from tests.events.servers import serving
from tests.events.test_delivering import MINUTE, SUBJECTS, happen
from wijkzorg.events import sending, tasks

pytestmark = pytest.mark.django_db


def test_a_receiver_that_is_slow_or_hangs_holds_up_nobody_for_longer_than_its_turn(
    place: Place, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backlog of one receiver that takes its time, one that hangs, and one event for a third, which came last."""
    monkeypatch.setattr(tasks, "TURN", dt.timedelta(seconds=0.4))
    monkeypatch.setattr(sending, "USUAL", sending.Limits(connect=1, total=1))
    order: list[str] = []

    def slow(connected: socket.socket, _request: bytes) -> None:
        order.append("slow")
        time.sleep(0.15)
        connected.sendall(b"HTTP/1.1 204 Zo\r\nContent-Length: 0\r\n\r\n")

    def hang(_connected: socket.socket, _request: bytes) -> None:
        order.append("hangs")
        time.sleep(3)

    def quick(_event: object) -> int:
        order.append("quick")
        return 204

    receiver.answer = quick
    with serving(slow) as first, serving(hang) as second:
        subscribe(place, address=second.address, failures=1, next_at=NOW - 3 * MINUTE)
        subscribe(place, address=first.address, next_at=NOW - 2 * MINUTE)
        subscribe(place, address=receiver.address, next_at=NOW - MINUTE)
        for number in range(9):
            happen(place, SUBJECTS[number % 5])
        tasks.send_events()
    assert order.count("slow") == 9 and order.count("quick") == 9, "in one run everything arrived"
    assert order.index("quick") <= 5, "the quick one waited for one turn of the slow one"
    assert order[0] == "slow" and order.count("hangs") == 1
    assert order.index("hangs") > order.index("quick"), "who did not answer before comes after who did"
