"""What a volunteer reads: in Dutch and in English, in short sentences, with no word of the trade."""

from __future__ import annotations

import ast
import gettext
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation.template import templatize

from tests.cases.screens import words_of
from tests.volunteers.conftest import NOW, Ask, at, days
from tests.volunteers.phone.conftest import START, TASKS, WEEK, asked, taken
from volunteers import offering
from volunteers.models import Offer, Task, Volunteer
from wijkzorg.tenancy.plain_dutch import forbidden, too_long

pytestmark = pytest.mark.django_db
ROOT = settings.BASE_DIR
CATALOG = ROOT / "volunteers/locale/en/LC_MESSAGES"
TEMPLATES = sorted((ROOT / "templates/volunteers/phone").glob("*.html"))
MODULES = [
    *sorted((ROOT / "volunteers/phone").glob("*.py")),
    ROOT / "volunteers/feeds.py",
    ROOT / "volunteers/held.py",
    ROOT / "volunteers/often.py",
]
_GETTEXT = re.compile(r"""(?<![a-z])(?:gettext|_)\(\s*u?(["'])((?:\\.|(?!\1).)*)\1""")
_ENDS = re.compile(r"</(?:p|h\d|label|legend|li|option|a|button|dt|dd|div|span)>|<br>")


def texts() -> Iterator[str]:
    """Return every text of the pages, as the source has it."""
    for path in TEMPLATES:
        source = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        yield from (found[2].replace("\\'", "'") for found in _GETTEXT.finditer(source))
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                number = {"_": 1, "gettext_lazy": 1, "ngettext": 2}.get(node.func.id, 0)
                yield from (str(one.value) for one in node.args[:number] if isinstance(one, ast.Constant))


def catalog() -> dict[Any, str]:
    with (CATALOG / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined,no-any-return]


def test_every_text_is_there_in_english_with_the_same_places_to_fill_in() -> None:
    compiled = catalog()
    known = {key[0] if isinstance(key, tuple) else key for key in compiled}
    known |= set(
        re.findall(r'^msgid_plural "(.*)"$', (CATALOG / "django.po").read_text(encoding="utf-8"), re.M)
    )
    found = set(texts())
    assert len(found) > 150
    assert sorted(found - known) == []
    for key, value in compiled.items():
        if source := key[0] if isinstance(key, tuple) else key:
            assert set(re.findall(r"%\(\w+\)[sd]", value)) == set(
                re.findall(r"%\(\w+\)[sd]", source)
            ) or isinstance(key, tuple), source


def test_what_is_compiled_is_what_is_written() -> None:
    written = re.findall(
        r'^msgid (".+")\nmsgstr (".+")$', (CATALOG / "django.po").read_text(encoding="utf-8"), re.M
    )
    compiled = catalog()
    assert len(written) > 150
    for key, value in written:
        assert compiled.get(ast.literal_eval(key)) == ast.literal_eval(value), "msgfmt -o django.mo django.po"


def _full(me: Volunteer, stored: Ask) -> list[Task]:
    """Give the volunteer each kind of question and task."""
    asked(stored(rrule="FREQ=WEEKLY;BYDAY=MO,TH", needs_vog=True, urgent=True, first_on=days(2)), me)
    asked(stored(starts_at=None, day_part="any"), me, state="expired", answered_at=NOW)
    asked(stored(), me, state="declined", answered_at=NOW)
    asked(stored(state="withdrawn", closed_at=NOW), me, state="void", answered_at=NOW)
    begun = taken(stored(state="accepted", first_on=days(0)), me, at(days(0), 9, 30))
    series = offering.accept(
        actor=me.user, offer=_of(stored(rrule="FREQ=WEEKLY", first_on=days(1)), me), now=NOW
    )
    ended = [
        taken(stored(state="accepted"), me, at(days(n), 15), state=state, ended_at=NOW)
        for n, state in enumerate(("done", "cancelled", "handed_back", "no_show"), 3)
    ]
    me.too_much.create(municipality=me.municipality, at=NOW)
    me.away.create(municipality=me.municipality, first_day=days(20), last_day=days(21))
    return [begun, series[0], *ended]


def _of(request: Any, me: Volunteer) -> Offer:
    return asked(request, me)


def pages(phone: Client, tasks: list[Task], language: str) -> Iterator[tuple[str, Any]]:
    query = {"taal": language}
    for path in (
        START,
        TASKS,
        WEEK,
        f"{WEEK}kan/",
        f"{WEEK}weg/",
        f"{WEEK}gegevens/",
        f"{WEEK}stoppen/",
        "/vrijwilliger/agenda/",
    ):
        yield path, phone.get(path, query)
    for task in tasks:
        for more in ("", "terug/", "zorgen/"):
            yield f"{task.state} {more}", phone.get(f"{TASKS}{task.pk}/{more}", query)
    yield "gives refused", phone.post(f"{WEEK}kan/", {"postcode": "x", "phone": "x"})
    yield (
        "away refused",
        phone.post(f"{WEEK}weg/", {"first_day": days(0).isoformat(), "last_day": days(30).isoformat()}),
    )
    yield "112", phone.post(f"{TASKS}{tasks[0].pk}/zorgen/", {"danger": "on", "token": "x" * 3})
    for path in ("te-veel/", "gaat-weer/", "weg/terug/"):
        yield path, phone.post(f"{WEEK}{path}", follow=True)
    yield "done", phone.post(f"{TASKS}{tasks[0].pk}/gedaan/", follow=True)
    yield "handed back", phone.post(f"{TASKS}{tasks[1].pk}/terug/", follow=True)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_a_volunteer_reads_is_in_short_sentences_without_words_of_the_trade(
    phone: Client, me: Volunteer, stored: Ask, language: str
) -> None:
    for name, page in pages(phone, _full(me, stored), language):
        assert page.status_code in {200, 422}, name
        assert f'<html lang="{language}"' in page.content.decode(), name
        said = page.content.decode().partition("<main")[2]
        said = re.sub(r"<(style|svg|script|select)\b.*?</\1>", " ", said, flags=re.DOTALL)
        said = html.unescape(re.sub(r"<[^>]*>", " ", _ENDS.sub(". ", said)))
        said = " ".join(said.split())
        assert too_long(said) == [], name
        assert forbidden(said) == [], name


def test_in_english_no_dutch_is_left(phone: Client, me: Volunteer, stored: Ask) -> None:
    dutch = re.compile(r"\b(je|jij|het|een|niet|van|wij|ook|voor|dat|met)\b", re.I)
    for name, page in pages(phone, _full(me, stored), "en"):
        said = page.content.decode().partition("<main")[2]
        said = re.sub(r">Mevrouw de Wit<|at Mevrouw de Wit, Lindenhof|Nederlands", " ", said)
        words = " ".join(
            html.unescape(re.sub(r"<(svg|script)\b.*?</\1>|<[^>]*>", " ", said, flags=re.DOTALL)).split()
        )
        assert not dutch.findall(words), f"{name}: {words}"


def test_the_language_that_was_chosen_is_remembered(phone: Client, me: Volunteer) -> None:
    assert "Questions near me" in words_of(phone.get(START, {"taal": "en"}))
    assert "My week" in words_of(phone.get(WEEK))
    assert "Mijn week" in words_of(phone.get(WEEK, {"taal": "nl"}))
