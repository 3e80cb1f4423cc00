"""A week of duty: on a laptop a table of days, on a phone one day that is chosen with the finger or the keys."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from roster.models import DutyShift
from tests.conftest import Place, moment
from tests.e2e.conftest import PHONE, come_in, press
from wijkzorg.accounts.models import User


@pytest.fixture
def today(live_server: LiveServer, place: Place, worker: User, colleague: User) -> dt.date:
    """Today, on which the worker has duty; on the other days of this week it is the colleague."""
    cache.clear()
    today = place.municipality.day_of(timezone.now())
    monday = today - dt.timedelta(days=today.weekday())
    for number in range(7):
        day = monday + dt.timedelta(days=number)
        DutyShift.objects.create(
            municipality=place.municipality, neighbourhood=place.neighbourhood, kind="social",
            worker=worker if day == today else colleague, starts_at=moment(day, 9), ends_at=moment(day, 17),
            changed_at=moment(day),
        )  # fmt: skip
    return today


def test_on_a_phone_today_is_shown_and_another_day_or_the_week_is_one_tap_away(
    page: Page, live_server: LiveServer, today: dt.date, worker: User, team_lead: User
) -> None:
    come_in(page, live_server, team_lead)
    page.goto(f"{live_server.url}/dienst/")
    own = page.get_by_role("link", name=worker.name)
    expect(own).to_be_visible()
    # Days after each other that look the same stand in one cell.
    runs = (today.weekday() > 0) + 1 + (today.weekday() < 6)
    expect(page.locator(".wz-duty td")).to_have_count(runs)
    assert sum(int(cell.get_attribute("colspan") or 0) for cell in page.locator(".wz-duty td").all()) == 7
    if page.viewport_size != PHONE:
        expect(page.locator(".wz-days")).to_be_hidden()
        part = page.locator(".wz-duty details").first
        press(part.locator("summary"))
        assert part.get_by_role("link").count() > 1
        press(part.get_by_role("link").first)
        expect(page.get_by_role("heading", level=1)).to_have_text("Dienst wijzigen")
        expect(page.get_by_label("Wie")).to_have_value(str(User.objects.get(name="Pim").pk))
        return
    shown = page.locator(".wz-duty td:visible")
    expect(shown).to_have_count(1)
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    other = today + dt.timedelta(days=-1 if today.weekday() else 1)
    press(page.locator(f'.wz-days label:has([value="{other.weekday() + 1}"])'))
    expect(own).to_be_hidden()
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Pim")
    page.keyboard.press("ArrowRight")
    page.locator(".wz-days").get_by_label("hele week").focus()
    page.keyboard.press("Space")
    expect(shown).to_have_count(runs)
    expect(own).to_be_visible()
