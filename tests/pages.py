"""Reading a page as somebody who looks at it: its parts by tag, class or attribute, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(slots=True)
class Part:
    """An element with what stands in it."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list[Part | str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All its words on one line."""
        found = [one if isinstance(one, str) else one.words for one in self.inside]
        return " ".join(" ".join(found).replace("\N{NO-BREAK SPACE}", " ").split())

    def every(self, tag: str = "", css: str = "", **attrs: str | None) -> Iterator[Part]:
        """Find the elements within by tag, class, and attributes (`data_ask`; None: any value)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        for one in self.inside:
            if isinstance(one, str):
                continue
            known = one.attrs
            if (
                (not tag or one.tag == tag)
                and (not css or css in known.get("class", "").split())
                and all(name in known and value in (None, known[name]) for name, value in wanted.items())
            ):
                yield one
            yield from one.every(tag, css, **attrs)

    def one(self, tag: str = "", css: str = "", **attrs: str | None) -> Part:
        """Find the only such element."""
        (found,) = self.every(tag, css, **attrs)
        return found

    def first(self, tag: str = "", css: str = "", **attrs: str | None) -> Part | None:
        """Find the first such element, if there is one."""
        return next(self.every(tag, css, **attrs), None)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.path = [Part("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = Part(tag, {name: value or "" for name, value in attrs})
        self.path[-1].inside.append(part)
        if tag not in _EMPTY:
            self.path.append(part)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            assert self.path.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.path[-1].inside.append(data)


def read(answer: Any) -> Part:
    """Read a page that was answered."""
    assert answer.status_code == 200, answer.status_code
    reader = _Reader()
    reader.feed(answer.content.decode())
    assert len(reader.path) == 1, f"{reader.path[-1].tag} stays open"
    return reader.path[0]
