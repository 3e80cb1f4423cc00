"""Lines that are filled in are the lines that their template writes: of every shape, and whatever people are called."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import translation

from cases import phrases, stencils, worklist
from cases.follow_ups import FollowUp
from cases.lines import Line, Plan
from cases.models import Case
from tests.cases.town import MONDAY
from tests.conftest import stay_inside
from wijkzorg.tenancy.models import Municipality

pytestmark = pytest.mark.django_db


def _town_lines() -> list[Line]:
    """Return all lines of the town of the demo."""
    call_command("load_demo", "--today", MONDAY.isoformat(), stdout=io.StringIO(), stderr=io.StringIO())
    stay_inside(Municipality.objects.get(code="GM9999").pk)
    return [line for part in worklist.of(Case.objects.all(), MONDAY).sections for line in part.lines]


def _with_more(lines: list[Line]) -> Iterator[Line]:
    """Put beside lines what may stand there, in turn with nothing, and give them names that no page may believe."""
    follow_ups = (None, FollowUp(1, MONDAY, MONDAY, "Volgende keer: <i>morgen</i>"))
    plans = (
        None,
        Plan("Plan tot vrijdag.", "", ""),
        Plan("Nog geen plan & 'laat'", "/plan/?a=1&b=2", "Maken"),
    )
    names = ("Jan & Jet <b>", 'Ali "de kok"', "\ue000why\ue001", "ar-Rahmān الرحمن")
    turn = itertools.cycle(itertools.product(follow_ups, plans, ("", "voor <Amira>"), names))
    for line, (chosen, plan, whom, name) in zip(lines, turn, strict=False):
        yield replace(line, follow_up=chosen, plan=plan if line.flags else None, for_whom=whom, name=name)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_line_that_is_filled_in_is_what_its_template_writes(language: str) -> None:
    plain = _town_lines()
    lines = [*plain, *_with_more(plain), *_with_more(plain[::-1])]
    assert len({line.tone for line in lines}) == 7 and len(lines) > 1000
    with translation.override(language):
        say = phrases.of_list()
        for template in ("cases/_line.html", "cases/_calm_line.html"):
            stencil = stencils.Stencil(template)
            for line in lines:
                assert stencil.lines([line], say) == render_to_string(template, {"line": line, "say": say})


def test_a_stencil_keeps_nothing_of_a_line() -> None:
    line = replace(
        _town_lines()[0], name="Zwaantje Zonderling", about="99 jaar · Nergens", why="Omdat het zo is."
    )
    stencil = stencils.Stencil("cases/_line.html")
    assert "Zwaantje Zonderling" in stencil.lines([line], phrases.of_list())
    kept = repr(vars(stencil))
    for words in ("Zwaantje", "99 jaar", "Omdat het", line.case.ref, line.url):
        assert words not in kept
