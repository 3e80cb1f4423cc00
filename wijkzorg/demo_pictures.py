"""Take the pictures of the README from a running demo, in a real browser. Playwright comes with the tests' parts."""

import os
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from wijkzorg.demo_visit import DemoError, Scene


def take(address: str, scenes: Iterable[Scene], folder: Path) -> list[Path]:
    """Write a PNG of each scene; return where they are. Raises DemoError when a page cannot be had."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("WIJKZORG_CHROMIUM"),
                args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
            )
            try:
                return [take_one(browser, address, scene, folder) for scene in scenes]
            finally:
                browser.close()
    except Error as error:
        raise DemoError(f"the browser took no picture: {error.message.splitlines()[0]}") from error


def take_one(browser: Browser, address: str, scene: Scene, folder: Path) -> Path:
    """Sign in as somebody who has seen nothing yet, open the page of a scene and take its upper part."""
    context = browser.new_context(
        viewport={"width": scene.width, "height": scene.height},
        device_scale_factor=scene.sharpness,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    try:
        _sign_in(context.new_page(), address, scene)
        page = context.new_page()  # in the one before, a place on the same page would be no visit
        answer = page.goto(f"{address}{scene.path}", wait_until="networkidle")
        if answer is None or answer.status != 200:
            raise DemoError(
                f"{scene.path} answered {answer and answer.status}, so there is no picture of it."
            )
        page.evaluate("document.fonts.ready")
        picture = folder / f"{scene.name}.png"
        page.screenshot(path=picture)
        return picture
    finally:
        context.close()


def _sign_in(page: Page, address: str, scene: Scene) -> None:
    page.goto(f"{address}/inloggen/")
    page.locator("input[name=login]").fill(scene.email)
    page.locator("input[name=password]").fill(scene.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/inloggen/" not in url)
