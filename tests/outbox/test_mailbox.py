"""The demo's post: what it would have mailed stands on a page, which is nowhere but in the demo."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.test import Client
from pytest_django import Settings

from tests.cases.screens import words_of
from tests.conftest import Place
from wijkzorg.accounts.models import User
from wijkzorg.outbox import actions

PAGE = "/demo/post/"
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where letters become files, in a demo."""
    settings.WIJKZORG_DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


@pytest.mark.django_db
def test_a_letter_that_was_sent_is_read_there_and_its_link_leads_somewhere(
    client: Client, folder: Path, settings: Settings, place: Place, worker: User
) -> None:
    settings.WIJKZORG_URL = "http://localhost:8010"
    actions.post(
        municipality_id=place.municipality.pk,
        recipients=[worker.pk],
        template="morning_worker",
        numbers={"new": 2, "flagged": 7, "soon": 4, "due": 3, "asked": 1},
        now=NOW,
    )
    for municipality, pk in actions.due(now=NOW):
        assert actions.deliver(municipality_id=municipality, letter_id=pk, now=NOW)
    client.force_login(worker)
    answer = client.get(PAGE)
    assert f"aan {worker.email}" in words_of(answer)
    assert "- nu aandacht nodig: 7" in words_of(answer)
    links = re.findall(r'<a href="http://testserver(/[^"]*)"', answer.content.decode())
    assert [client.get(link).status_code for link in links] == [200, 200]
    assert "localhost:8010" not in answer.content.decode(), "that demo is over"


@pytest.mark.django_db
def test_who_is_not_signed_in_finds_it_in_the_banner_and_reads_the_newest_first(
    client: Client, folder: Path
) -> None:
    assert f'href="{PAGE}"' in client.get("/inloggen/").content.decode()
    assert "Er is nog geen brief verstuurd." in words_of(client.get(PAGE))
    letter = ("Goedendag,\n\n<b>Łukasz</b> & co", None, ["buur@voorbeeldstad.example"])
    send_mail("Brief 1", *letter)
    # Two that are sent in one second may come into one file.
    first = next(folder.iterdir()).rename(folder / "20261125-090000-1.log")
    send_mail("Brief 2", *letter)
    [last] = [file for file in folder.iterdir() if file != first]
    first.write_bytes(re.sub(rb"Date: .*", b"Date: Wed, 25 Nov 2026 08:00:00 -0000", first.read_bytes()))
    last.write_bytes(re.sub(rb"Date: .*", b"Date: Wed, 25 Nov 2026 08:00:01 -0000", last.read_bytes()))
    words = words_of(client.get(PAGE))
    assert words.index("Brief 2") < words.index("Brief 1")
    assert "aan buur@voorbeeldstad.example · woensdag 25 november, 09:00" in words
    assert "&lt;b&gt;Łukasz&lt;/b&gt; &amp; co" in words


@pytest.mark.django_db
def test_a_letter_that_is_still_being_written_waits(client: Client, folder: Path) -> None:
    send_mail("Brief", "Goedendag", None, ["buur@voorbeeldstad.example"])
    [file] = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-40])
    assert "Er is nog geen brief verstuurd." in words_of(client.get(PAGE))


@pytest.mark.django_db
def test_outside_the_demo_there_is_no_such_page(
    client: Client, folder: Path, settings: Settings, worker: User
) -> None:
    send_mail("Brief", "Goedendag", None, ["buur@voorbeeldstad.example"])
    settings.WIJKZORG_DEMO = False
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/inloggen/").content.decode()
    client.force_login(worker)
    assert client.get(PAGE).status_code == 404
