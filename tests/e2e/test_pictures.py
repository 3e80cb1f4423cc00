"""The pictures of the README: which there are, and that a browser takes them of the pages that they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from tests.cases.screens import days_ago
from tests.conftest import PASSWORD, Place, make_case
from wijkzorg.accounts.models import User
from wijkzorg.demo_pictures import take_one
from wijkzorg.demo_town import Town
from wijkzorg.demo_visit import DemoError, Scene

LARGEST = 250_000


@pytest.fixture
def town(live_server: LiveServer, place: Place, worker: User, team_lead: User, settings: Settings) -> Town:
    """The demo as its command knows it, here with one case of its first worker."""
    cache.clear()
    settings.WIJKZORG_DEMO = True
    now = timezone.now()
    today = place.municipality.day_of(now)
    with transaction.atomic():  # a case and its first need are checked together, at the end
        case = make_case(place, worker, days_ago(today, 60))
        assessment.refresh(case_ids=[case.pk], on=today, now=now, cause=None)
    people = {"worker": worker, "team_lead": team_lead}
    return Town([{"email": user.email, "role": role, "password": PASSWORD} for role, user in people.items()])


def size_of(picture: Path) -> tuple[int, int]:
    """Return how wide and high a PNG is."""
    head = picture.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def test_every_picture_of_the_readme_is_taken_by_the_command_and_has_its_size(
    town: Town, live_server: LiveServer, browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    taken = [take_one(browser, live_server.url, scene, tmp_path) for scene in town.scenes()]
    assert [(picture.name, size_of(picture)[0]) for picture in taken] == [
        ("vandaag.png", 1280), ("dossier.png", 1280), ("team.png", 1280), ("telefoon.png", 780),
    ]  # fmt: skip
    shown = re.findall(r"\(docs/pictures/(.+?)\)", (settings.BASE_DIR / "README.md").read_text())
    stored = sorted((settings.BASE_DIR / "docs/pictures").iterdir())
    assert sorted(shown) == sorted(picture.name for picture in taken) == [picture.name for picture in stored]
    for picture in stored:
        assert picture.stat().st_size <= LARGEST, f"{picture.name} is heavy for who opens the README"
        assert size_of(picture) == size_of(tmp_path / picture.name), "run ./run pictures"


def test_a_page_that_is_not_there_is_no_picture(
    town: Town, live_server: LiveServer, browser: Browser, worker: User, tmp_path: Path
) -> None:
    scene = Scene("weg", worker.email, PASSWORD, "/dossiers/0/")
    with pytest.raises(DemoError, match="/dossiers/0/ answered 404"):
        take_one(browser, live_server.url, scene, tmp_path)
    assert list(tmp_path.iterdir()) == []
