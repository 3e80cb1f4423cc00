"""The hands of whoever uses a page: a mouse, a finger, or the keyboard alone with the eyes on what has the focus."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Locator, Page

MOST_TABS = 150
# What has the focus shows it: on itself, or (a radio as a big button) on what stands beside it.
_FOCUS_SHOWS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return true;
  const shows = (part) => {
    if (!part || !part.getClientRects().length) return false;
    const look = getComputedStyle(part);
    return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  };
  return shows(one) || shows(one.nextElementSibling);
}"""
_WHERE = "() => { const one = document.activeElement; return `${location.pathname}: ${one.outerHTML.slice(0, 160)}`; }"


class Pointer:
    """A mouse, or a finger where there is one."""

    def __init__(self, page: Page, *, touch: bool) -> None:
        self.page, self.touch = page, touch

    def press(self, what: Locator) -> None:
        """Press a button or a link."""
        if self.touch:
            what.tap()
        else:
            what.click()

    def write(self, where: Locator, words: str) -> None:
        """Write in a field."""
        where.fill(words)

    def choose(self, where: Locator, value: str, label: str) -> None:
        """Choose from a list."""
        where.select_option(value)

    def date(self, where: Locator, day: dt.date) -> None:
        """Fill in a day."""
        where.fill(day.isoformat())


class Keyboard:
    """Keys alone: Tab from one stop to the next, each of which has to show that it is there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0

    def press(self, what: Locator) -> None:
        """Go to a button or a link and press Enter."""
        self._go(what)
        self.page.keyboard.press("Enter")

    def write(self, where: Locator, words: str) -> None:
        """Go to a field and type."""
        self._go(where)
        self.page.keyboard.type(words)
        assert where.input_value() == words

    def choose(self, where: Locator, value: str, label: str) -> None:
        """Go to a list and type the beginning of a choice."""
        self._go(where)
        self.page.keyboard.type(label)
        assert where.input_value() == value, where.input_value()

    def date(self, where: Locator, day: dt.date) -> None:
        """Go to a day and type it in the order in which this browser asks for it."""
        self._go(where)
        for order in ("%d%m%Y", "%m%d%Y"):
            for _part in range(3):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(day.strftime(order))
            if where.input_value() == day.isoformat():
                return
        raise AssertionError(f"{where.input_value()} is not {day}")

    def _go(self, where: Locator) -> None:
        where.wait_for()
        for _tab in range(MOST_TABS):
            if where.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            self.stops += 1
            assert self.page.evaluate(_FOCUS_SHOWS), f"no visible focus on {self.page.evaluate(_WHERE)}"
        raise AssertionError(f"Tab never comes to {where} on {self.page.url}")
