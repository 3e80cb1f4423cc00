"""Lines that stand on a page sixty times: a template is rendered once for each shape of a line, then only filled in.

The template engine looks up each of the forty places of a line anew, which was half of the time of Vandaag. A line is
an ordinary template still; it is rendered with marks where words come, and cut at the marks. What decides which parts
a line has (is there a flag, is it late) is its shape, and stands in the template as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Hashable, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.template.loader import get_template
from django.utils.translation import get_language

from cases.lines import Line

_MARK = re.compile(
    "\ue000(\\w+)\ue001"
)  # no keyboard makes these; what is typed is filled in, never searched


class Stencil:
    """The template of a line, cut for each shape in which lines came by. Keeps no word of any line."""

    def __init__(self, template: str) -> None:
        self._name = template
        self._cut: dict[Hashable, list[str]] = {}

    @cached_property
    def _template(self) -> Any:
        return get_template(self._name)

    def lines(self, lines: Iterable[Line], say: Mapping[str, str]) -> str:
        """Render lines one after the other; `say` has the words that are the same on each."""
        language = get_language()
        made: list[str] = []
        for line in lines:
            shape = (language, *_shape(line))
            pieces = self._cut.get(shape)
            if pieces is None:
                marked = self._template.render({"line": _marked(line), "say": say})
                pieces = self._cut.setdefault(shape, _MARK.split(marked))
            words = _words(line)
            # Every second piece is the name of what comes there.
            filled = pieces.copy()
            filled[1::2] = [words[name] for name in pieces[1::2]]
            made += filled
        return "".join(made)


def _shape(line: Line) -> tuple[Hashable, ...]:
    """Say what a template may ask of a line, and what it takes as it is."""
    return (
        line.tone,
        line.icon,
        bool(line.term),
        len(line.flags),
        bool(line.follow_up),
        line.plan and bool(line.plan.url),
        bool(line.for_whom),
        line.seen_late,
        line.reached_late,
    )


_SAID = (
    "anchor",
    "url",
    "record_url",
    "name",
    "about",
    "needed",
    "word",
    "why",
    "seen",
    "reached",
    "next_contact",
)
_IF_ANY = ("term", "for_whom")


def _marked(line: Line) -> dict[str, Any]:
    """Return a line of the same shape, with a mark in the place of every word."""
    marked: dict[str, Any] = {name: _mark(name) for name in _SAID}
    marked |= {name: getattr(line, name) and _mark(name) for name in _IF_ANY}
    marked |= {name: getattr(line, name) for name in ("tone", "icon", "seen_late", "reached_late")}
    marked |= {"case": {"pk": _mark("pk"), "ref": _mark("ref")}, "bar": _mark("bar")}
    flags = [
        {part: _mark(f"{part}_{number}") for part in ("code", "day", "words")}
        for number in range(len(line.flags))
    ]
    marked |= {"flags": flags, "others": flags[1:]}
    if line.follow_up:
        marked["follow_up"] = {"words": _mark("chosen")}
    if line.plan:
        marked["plan"] = {"words": _mark("plan"), "url": line.plan.url and _mark("plan_url")}
        marked["plan"]["act"] = _mark("plan_act")
    return marked


def _words(line: Line) -> dict[str, str]:
    """Return what comes at each mark, safe to stand in a page."""
    words = {name: getattr(line, name) for name in (*_SAID, *_IF_ANY)}
    words["pk"], words["ref"] = str(line.case.pk), line.case.ref
    for number, flag in enumerate(line.flags):
        words[f"code_{number}"], words[f"day_{number}"] = flag.code, flag.day
        words[f"words_{number}"] = flag.words
    if line.follow_up:
        words["chosen"] = line.follow_up.words
    if line.plan:
        words["plan"], words["plan_url"], words["plan_act"] = line.plan.words, line.plan.url, line.plan.act
    safe = {name: html.escape(word) for name, word in words.items()}
    safe["bar"] = line.bar  # a drawing, in which every word was escaped
    return safe


def _mark(name: str) -> str:
    return f"\ue000{name}\ue001"


LINES = Stencil("cases/_line.html")
CALM = Stencil("cases/_calm_line.html")
