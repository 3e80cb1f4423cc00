"""A receiver on this machine, which only the demo may send to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.events.receivers import Receiver, receiving


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A receiver that takes everything."""
    settings.WIJKZORG_DEMO, settings.PRODUCTION = True, False
    settings.WIJKZORG_URL = "http://localhost:8000"
    with receiving() as made:
        yield made
