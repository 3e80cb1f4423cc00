"""The way in, as a volunteer reads it: in both languages, in short sentences, with no word of the trade."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.conftest import Place
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.plain_dutch import forbidden, too_long

pytestmark = pytest.mark.django_db
DUTCH = re.compile(r"\b(?:je|een|het|niet|van|wij|ook|voor|dat|met|inloggen)\b", re.I)
IN, CODE, FILL = "/inloggen/", "/inloggen/code/", "/inloggen/code/invullen/"


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    cache.clear()


def _said(page: Any) -> str:
    body = page.content.decode().partition("<main")[2]
    body = re.sub(r"<(svg|script|template)\b.*?</\1>|lang=\"nl\"[^>]*>[^<]*<", " ", body, flags=re.DOTALL)
    ended = re.sub(r"</(?:p|h\d|label|li|a|button|div|dt|dd)>", ". ", body)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", ended)).split())


def _pages(language: str, volunteer: User) -> list[tuple[str, Any]]:
    phone = Client()
    phone.get(IN, {"taal": language})
    found = [(IN, phone.get(IN)), (CODE, phone.get(CODE))]
    found.append(("no address", phone.post(CODE, {"email": ""})))
    phone.post(CODE, {"email": volunteer.email})
    found.append((FILL, phone.get(FILL)))
    found.append(("wrong code", phone.post(FILL, {"code": "XXXXXX"})))
    found.append(("/uitnodiging/", phone.get("/uitnodiging/")))
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_signing_in_is_plain_in_both_languages(place: Place, volunteer: User, language: str) -> None:
    for name, page in _pages(language, volunteer):
        said = _said(page)
        assert f'<html lang="{language}"' in page.content.decode(), name
        assert too_long(said) == [] and forbidden(said) == [], (name, said)
        if language == "en":
            assert not DUTCH.findall(said), (name, said)


def test_the_code_is_mailed_in_the_language_of_the_page(place: Place, volunteer: User) -> None:
    phone = Client()
    phone.get(IN, {"taal": "en", "next": "/vrijwilliger/"})
    phone.post(CODE, {"email": volunteer.email})
    (letter,) = mail.outbox
    assert "Your code to sign in" in letter.subject and "Give it to nobody." in letter.body


def test_the_way_to_another_language_keeps_where_one_goes(client: Client) -> None:
    page = client.get(IN, {"next": "/vrijwilliger/taken/"}).content.decode()
    assert 'href="?next=%2Fvrijwilliger%2Ftaken%2F&amp;taal=en"' in page
