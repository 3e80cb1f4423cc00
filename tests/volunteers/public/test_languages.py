"""What anybody reads: in Dutch and in English, in short sentences, with no word of the trade, and light to load."""

from __future__ import annotations

import ast
import gettext
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation.template import templatize

from centres.models import Centre
from tests.conftest import Place
from tests.volunteers.public.conftest import ASK, FOLLOW, OFFER, TOWN, WIJK, asking, get, offering, send
from wijkzorg.tenancy.plain_dutch import forbidden, too_long

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("postcode")]
ROOT = settings.BASE_DIR
WORRY = "/zorgen/GM9999/"
# What a reader without an account meets, and what a reader of the letters does.
TEMPLATES = (
    "public.html",
    *(f"public/{path.name}" for path in sorted((ROOT / "templates/public").glob("*.html"))),
    *(
        f"volunteers/public/{path.name}"
        for path in sorted((ROOT / "templates/volunteers/public").glob("*.html"))
    ),
    "reports/public.html",
    "reports/thanks.html",
    *(f"reports/_{name}.html" for name in ("call", "check", "choice", "faults", "field")),
    "outreach/_public.html",
    *(f"outreach/see{name}.html" for name in ("", "_gone", "_thanks")),
)
MODULES = (
    *(path.relative_to(ROOT) for path in sorted((ROOT / "volunteers/public").glob("*.py"))),
    Path("volunteers/models/words.py"),
    Path("wijkzorg/shell/form_fields.py"),
    Path("wijkzorg/shell/guarded_forms.py"),
    Path("reports/public.py"),
)
# Names of columns and the words of staff, in modules that have both.
_BLOCK_ENDS = re.compile(r"</(?:p|h\d|label|legend|li|option|a|button|summary|dt|dd|div)>|<br>")
_GETTEXT = re.compile(r"""(?<![a-z])(?:gettext|_)\(\s*u?(["'])((?:\\.|(?!\1).)*)\1""")


def said_in_templates() -> Iterator[tuple[str, str]]:
    for name in TEMPLATES:
        text = templatize((ROOT / "templates" / name).read_text(encoding="utf-8"), origin=name)
        for found in _GETTEXT.finditer(text):
            yield name, found[2].replace("\\'", "'")
        for one, many in re.findall(r"ngettext\(u'([^']*)', u'([^']*)'", text):
            yield name, one
            yield name, many


def said_in_modules() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "gettext_lazy"}
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(path), str(node.args[0].value)


def catalog() -> dict[Any, str]:
    path = ROOT / "locale/en/LC_MESSAGES/django.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined,no-any-return]


def test_every_text_of_the_public_pages_is_there_in_english() -> None:
    known = {key[0] if isinstance(key, tuple) else key for key in catalog()}
    plurals = set(re.findall(r'^msgid_plural "(.*)"$', _po(), re.M))
    texts = [*said_in_templates(), *said_in_modules()]
    assert len(texts) > 200
    missing = sorted({(where, text) for where, text in texts if text not in known | plurals})
    assert missing == []


def _po() -> str:
    return (ROOT / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")


def test_what_is_compiled_is_what_is_written() -> None:
    written = {
        ast.literal_eval(key): ast.literal_eval(value)
        for key, value in re.findall(r'^msgid (".+")\nmsgstr (".+")$', _po(), re.M)
    }
    compiled = catalog()
    assert len(written) > 200
    assert {key: compiled.get(key) for key in written} == written, "msgfmt -o django.mo django.po"


def test_the_placeholders_are_the_same_in_both_languages() -> None:
    for key, value in catalog().items():
        source = key[0] if isinstance(key, tuple) else key
        if source:
            assert set(re.findall(r"%\(\w+\)[sd]", value)) <= set(re.findall(r"%\(\w+\)[sd]", source)), source


def pages(client: Client, language: str) -> list[tuple[str, Any]]:
    """Return every public page as somebody meets it: fresh, refused, and done."""
    query = f"?taal={language}"
    found = [(address, get(client, address + query)) for address in (WIJK, TOWN, ASK, OFFER, FOLLOW, WORRY)]
    found += [
        (f"{address} refused", send(client, address, {"danger": "on"}))
        for address in (ASK, OFFER, FOLLOW, WORRY)
    ]
    found.append(("asked", send(client, ASK, asking())))
    found.append(("112", send(client, ASK, asking(danger="on"))))
    found.append(("offered", send(client, OFFER, offering())))
    return found


def texts_of(page: Any) -> str:
    """Return a page as it is read aloud: each part a sentence of its own."""
    body = re.sub(r"<(style|svg|script|head|select)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    ended = _BLOCK_ENDS.sub(". ", body)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", ended)).split())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_anybody_reads_is_in_short_sentences_without_words_of_the_trade(
    client: Client,
    place: Place,
    linde: Centre,
    dok: Centre,
    language: str,
) -> None:
    for name, page in pages(client, language):
        text = texts_of(page)
        assert too_long(text) == [], name
        assert forbidden(text) == [], name
        assert f'<html lang="{language}"' in page.content.decode(), name


def test_an_english_page_has_no_dutch_left_but_names(
    client: Client,
    place: Place,
    linde: Centre,
    dok: Centre,
) -> None:
    for name, page in pages(client, "en"):
        text = texts_of(page)
        assert not re.search(r"\b(?:niet|wij|uw|een|het|vandaag|hulp|voor)\b", text), (name, text)


def test_a_choice_of_language_is_remembered_and_staff_pages_stay_dutch(
    client: Client, place: Place, worker: Any
) -> None:
    assert "Closed now" not in texts_of(get(client, WIJK))
    for address in (WIJK, ASK):  # the first is a page that is kept for a minute
        assert get(Client(), address + "?taal=en").cookies["taal"].value == "en"
    get(client, ASK + "?taal=en")
    assert "Ask for help" in texts_of(get(client, ASK))
    assert "Hulp vragen" in texts_of(get(client, ASK + "?taal=nl"))
    get(client, ASK + "?taal=en")
    assert "Ask for help" in texts_of(get(client, ASK + "?taal=xx"))
    client.force_login(worker)
    assert "Vandaag" in texts_of(client.get("/")) and '<html lang="nl"' in client.get("/").content.decode()


@pytest.mark.parametrize("address", [WIJK, TOWN, ASK, OFFER, FOLLOW, WORRY])
def test_a_public_page_loads_nothing_from_elsewhere_needs_no_script_and_is_light(
    client: Client,
    place: Place,
    linde: Centre,
    dok: Centre,
    address: str,
) -> None:
    page = get(client, address)
    content = page.content.decode()
    assert "<script" not in content and not re.search(r'(?:src|href|action)="https?://', content)
    assert len(page.content) < 30_000
