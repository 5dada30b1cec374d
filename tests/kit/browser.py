"""A real browser: headless Chromium, its network log, its screenshots."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

if TYPE_CHECKING:
    from tests.kit.instance import Instance

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
AXE = {"resultTypes": ["violations"]}


def program() -> str | None:
    """Where a Chromium is on this machine, if there is one."""
    named = os.environ.get("AVOW_CHROMIUM")
    if named:
        return named
    usual = Path("/usr/bin/chromium")
    return str(usual) if usual.exists() else next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser for as long as the block lasts."""
    found = program()
    assert found, "no Chromium on this machine: install one, or name it in AVOW_CHROMIUM"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """One tab with its network log."""

    instance: Instance
    context: BrowserContext
    page: Page
    requests: list[Request] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the instance."""
        self.page.goto(self.instance.url + path, wait_until="networkidle")
        return self.page

    @property
    def foreign(self) -> list[str]:
        """Requests that went to another host."""
        inside = {"", self.instance.host}
        return [
            one.url
            for one in self.requests
            if urlsplit(one.url).scheme != "data" and urlsplit(one.url).netloc not in inside
        ]

    def faults(self) -> list[str]:
        """What axe finds serious or critical on the page as it is."""
        found = Axe().run(self.page, options=AXE).response["violations"]
        return [
            f"{one['impact']} {one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:3]]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]


@contextmanager
def window(
    browser: Browser,
    instance: Instance,
    *,
    script: bool = True,
    size: tuple[int, int] = (1280, 900),
    dark: bool = False,
) -> Iterator[Window]:
    """A fresh browser session on the instance."""
    context = browser.new_context(
        ignore_https_errors=True,
        java_script_enabled=script,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    made = Window(instance, context, page)
    # the driver cannot take a method of a list itself
    page.on("request", lambda request: made.requests.append(request))  # noqa: PLW0108
    page.on("pageerror", lambda error: made.errors.append(str(error)))
    try:
        yield made
    finally:
        context.close()
