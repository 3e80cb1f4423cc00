"""What docs/events.md tells a receiver is so: its code runs, and its tables are those of the code."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from wijkzorg.events import delivering, signing
from wijkzorg.events.kinds import ALL

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
MOMENT = 1764147600


@pytest.fixture
def check() -> Any:
    """The function of the page."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    known: dict[str, Any] = {}
    exec(code, known)
    return known["is_from_wijkzorg"]


def test_the_code_of_the_page_knows_our_messages_and_no_others(check: Any) -> None:
    body = '{"subject":"GM9999","naam":"één"}'.encode()
    old, new = signing.new_secret(), signing.new_secret()
    sent = signing.headers(id="f3dce042", timestamp=MOMENT, body=body, keys=[new, old])
    with time_machine.travel(MOMENT + 299, tick=False):
        assert check(sent, body, new) and check(sent, body, old)
        assert not check(sent, body + b" ", new)
        assert not check(sent, body, signing.new_secret())
        assert not check(sent | {"webhook-id": "ander"}, body, new)
        assert not check(sent | {"webhook-timestamp": str(MOMENT + 1)}, body, new)
    with time_machine.travel(MOMENT + 301, tick=False):
        assert not check(sent, body, new)


def test_the_code_of_the_page_is_short(check: Any) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    lines = [line for line in code.splitlines() if line and not line.startswith(("import", "def", '    """'))]
    assert len(lines) <= 10


def test_every_type_is_told_with_its_scope() -> None:
    rows = dict(re.findall(r"^\| `(nl\.wijkzorg\.[a-z-]+)` \|.*\| ([^|]+) \|$", PAGE, re.M))
    assert {name: tuple(re.findall(r"`([^`]+)`", scopes)) for name, scopes in rows.items()} == {
        kind.type: kind.scopes for kind in ALL.values()
    }


def test_the_pauses_are_those_of_the_page() -> None:
    minutes, hours = re.search(r"after ([\d, ]+and \d+) minutes,\s+([\d, ]+and \d+) hours", PAGE).groups()  # type: ignore[union-attr]  # the page says so, or the test fails
    told = [timedelta(minutes=int(each)) for each in re.findall(r"\d+", minutes)]
    told += [timedelta(hours=int(each)) for each in re.findall(r"\d+", hours)]
    assert tuple(told) == delivering.PAUSES
