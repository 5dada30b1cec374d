"""The story in a real browser: register, confirm, choose, see it, check the receipt, correct, export, erase, nothing left."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.kit.browser import window
from tests.kit.fixtures import Make
from tests.kit.folder import Folder
from tests.kit.instance import ROOT
from tests.kit.person import address
from tests.kit.traces import canary, nothing_left

PURPOSE = "research.survey"


def press(page: Page, words: str) -> None:
    """Press the button that says so, and wait for the next page."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_registering_to_nothing_left(  # noqa: PLR0915  # one story, told in one go
    script: bool, fresh_instance: Make, chromium: Browser, tmp_path: Path
) -> None:
    """A stranger registers, chooses, looks, checks a receipt, corrects, takes a copy and erases; then nothing is left."""
    product = fresh_instance()
    email, password, name, new = address(), canary("Pw7-"), "Canary " + canary(), "Canary " + canary()
    label = Folder().purposes()[PURPOSE]["label"]
    with window(chromium, product, script=script) as tab:
        page = tab.open("/")
        page.get_by_role("link", name="open an account").click()
        page.fill("[name='age.years']", "36")
        press(page, "go on")
        page.fill("[name='contact.email']", email)
        page.fill("[name='account.password']", password)
        page.fill("[name='person.name']", name)
        assert page.locator("input:checked").count() == 0
        press(page, "ask for the account")
        assert email in page.inner_text("main")

        page = tab.open(product.sink.wait(email).link("/confirm/"))
        press(page, "yes, it is mine")
        page.get_by_role("link", name="sign in").first.click()
        page.fill("[name='contact.email']", email)
        page.fill("[name='account.password']", password)
        press(page, "sign in")
        assert page.url.endswith("/me")
        assert name in page.inner_text("main")

        page = tab.open("/me/preferences")
        page.get_by_label("yes").nth(page.locator("legend").all_inner_texts().index(label)).check()
        press(page, "keep these answers")
        assert f"you said yes to: {label}" in tab.open("/me/uses").inner_text("main")
        assert product.use(email, "contact.email", PURPOSE).status_code == 200
        assert label in tab.open("/me/uses").inner_text("main")

        page = tab.open("/me/consents")
        page.get_by_role("link", name="receipt").first.click()
        page.wait_for_selector("#steps")
        if script:
            page.wait_for_selector("#steps li.true >> nth=3")
            assert page.locator("#steps li.false").count() == 0
        address_of = page.get_by_role("link", name="take the receipt").get_attribute("href")
        cookies = {one["name"]: one["value"] for one in tab.context.cookies()}
        with product.visitor() as keeper:
            keeper.client.cookies.update(cookies)
            receipt = tmp_path / "receipt.json"
            receipt.write_text(keeper.get(str(address_of)).body)
        assert json.loads(receipt.read_text())["proof"] is not None
        verified(receipt)

        page = tab.open("/me")
        page.get_by_role("link", name="correct name").click()
        page.fill("[name='person.name']", new)
        press(page, "correct it")
        assert new in page.inner_text("main")
        assert name not in page.inner_text("main")

        page = tab.open("/me/export")
        with page.expect_download() as taken:
            page.get_by_role("button", name="take the copy").click()
        with zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes())) as archive:
            assert sorted(archive.namelist()) == ["me.html", "me.json"]
            copy = json.loads(archive.read("me.json"))
            assert new in str(copy["held"])
            assert email in archive.read("me.html").decode()

        page = tab.open("/me/deactivate")
        page.get_by_role("link", name="see what happens").click()
        press(page, "erase everything")
        assert "Everything is erased" in page.inner_text("main")
        assert tab.context.cookies() == []
        assert tab.foreign == []
        assert tab.errors == []
        assert "sign in" in tab.open("/me").inner_text("main").lower()
    nothing_left(product, email, name, new, password)
    product.avow("ledger", "verify")


def verified(receipt: Path) -> None:
    """`avow verify` needs no server, and notices one changed letter."""
    command = [sys.executable, "-m", "avow", "verify", str(receipt)]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(receipt.read_text())
    told["leaf"] = told["leaf"].replace('"allow"', '"refuse"')
    receipt.write_text(json.dumps(told))
    assert subprocess.run(command, capture_output=True, env=environment, check=False).returncode == 1


def test_a_receipt_with_one_changed_letter_is_shown_as_false(fresh_instance: Make, chromium: Browser) -> None:
    """The page that checks receipts turns a step false for a receipt that was changed."""
    product = fresh_instance()
    from tests.kit.person import register

    person = register(product, choices=[PURPOSE])
    link = next(link for link, _ in person.visitor.get("/me/consents").links if "/me/receipts/" in link)
    raw = person.visitor.get(link + "?download").body
    with window(chromium, product) as tab:
        page = tab.open("/receipt")
        before = len(tab.requests)
        page.fill("#receipt", raw)
        page.wait_for_selector("#steps li.true >> nth=3")
        page.fill("#receipt", raw.replace("consent", "confirm"))
        page.wait_for_selector("#steps li.false")
        assert len(tab.requests) == before, "the page sends nothing"
