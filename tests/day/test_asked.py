"""What asks something of a worker: in which order it stands on Vandaag, and in which words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.loader import render_to_string

from cases.agenda import Item
from day import asked

WEDNESDAY = dt.date(2026, 11, 25)


def _item(name: str, due: int | None = None, **more: Any) -> Item:
    due_on = None if due is None else WEDNESDAY + dt.timedelta(days=due)
    words = {"code": "test", "tone": "is-warn", "icon": "message", "word": "Melding", "why": "Waarom."}
    words |= {"url": f"/{name}/", "act": "Bekijken", "key": f"test-{name}"}
    return Item(**{**words, "name": name, "since": WEDNESDAY, "due_on": due_on, **more})


def _names(*items: Item) -> list[str]:
    return [ask.item.name for ask in asked.make(items, WEDNESDAY).asks]


def test_duty_and_alarm_come_first_then_what_is_due_first_and_what_has_no_day_last() -> None:
    found = _names(
        _item("ooit"),
        _item("vrijdag", 2),
        _item("te-laat", -1),
        _item("wil-iemand-zien", 6, tone="is-alarm"),
        _item("dienst", 5, on_duty=True),
        _item("nu", 0),
    )
    assert found == ["dienst", "wil-iemand-zien", "te-laat", "nu", "vrijdag", "ooit"]


def test_the_day_is_said_as_one_says_it_and_a_day_that_is_past_is_late() -> None:
    asks = asked.make(
        [_item("a", -2), _item("b", -1), _item("c", 0), _item("d", 2), _item("e")], WEDNESDAY
    ).asks
    said = [(ask.when, ask.late) for ask in asks]
    assert said == [
        ("2 dagen over tijd", True),
        ("1 dag over tijd", True),
        ("vandaag", False),
        ("uiterlijk vrijdag 27 november", False),
        ("", False),
    ]


def test_a_line_has_its_word_its_reason_and_a_button_that_says_of_whom() -> None:
    page = render_to_string(
        "day/_asked.html", {"asked": asked.make([_item("Kade", 0, on_duty=True)], WEDNESDAY)}
    )
    assert "Vraagt vandaag iets van je" in page
    assert '<b class="wz-word is-warn">Melding</b> Waarom.' in page
    assert 'href="/Kade/">Bekijken<span class="wz-hidden">: Kade</span></a>' in page
    assert "dienst" in page and "vandaag" in page


def test_whose_names_are_shown_is_known_for_the_log() -> None:
    found = asked.make(
        [_item("a", case_id=3, resident_id=8), _item("b", resident_id=9), _item("c")], WEDNESDAY
    )
    assert (found.cases, found.residents) == ({3}, {8, 9})


def test_nothing_asks_anything() -> None:
    assert asked.make([], WEDNESDAY) == asked.Asked(())
