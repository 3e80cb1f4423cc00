"""What is kept of one municipality is never given to another."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import caches

ROOT = Path(__file__).resolve().parents[2]
# Sessions, counters, codes, locks, a restore: of people and addresses, of no municipality.
OF_NO_TENANT = {"accounts", "shell", "management"}


@pytest.fixture(autouse=True)
def _empty() -> None:
    caches["tenant"].clear()


def test_the_same_name_is_another_key_for_another_municipality() -> None:
    tenant = caches["tenant"]
    tenant.set((1, "figures"), "ours")
    tenant.set((2, "figures"), "theirs")
    assert tenant.get_many([(1, "figures"), (2, "figures")]) == {
        (1, "figures"): "ours",
        (2, "figures"): "theirs",
    }
    assert tenant.get((3, "figures")) is None


@pytest.mark.parametrize(
    "key", ["figures", "1", 1, (1,), ("1", "figures"), (None, "figures"), (0, "x"), (True, "x")]
)
def test_a_key_without_a_municipality_is_refused(key: object) -> None:
    with pytest.raises(ValueError, match="municipality"):
        caches["tenant"].set(key, "anybody's")


def test_no_room_that_knows_residents_uses_the_cache_of_all() -> None:
    rooms = ("wijkzorg", "rights", "cases", "residents", "neighbourhoods")
    using = {
        path.relative_to(ROOT).parts[:2]
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if "cache import cache" in path.read_text(encoding="utf-8")
    }
    assert {parts[1] for parts in using} <= OF_NO_TENANT
    assert {parts[0] for parts in using} == {"wijkzorg"}
