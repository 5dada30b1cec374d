"""The script of `/receipt`: a receipt is checked in the page, step by step, by the browser alone."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "src" / "avow" / "web" / "static" / "receipt.js"
VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "unit" / "ledger" / "vectors.json").read_text())
PAGE = """<!doctype html><html lang="en"><title>check a receipt</title><textarea id="receipt"></textarea>
<input type="file" id="receipt-file"><ol id="steps"{key}></ol><script src="/receipt.js" defer></script></html>"""


class Handler(BaseHTTPRequestHandler):
    """The page under the policy that the product uses: scripts of its own host alone, nothing inline."""

    def do_GET(self) -> None:
        """The page, or the script."""
        script = self.path == "/receipt.js"
        key = f' data-verifier="{VECTORS["verifier"]}"' if self.path == "/trusted" else ""
        body = SCRIPT.read_bytes() if script else PAGE.format(key=key).encode()
        self.send_response(200)
        self.send_header("content-type", "text/javascript" if script else "text/html; charset=utf-8")
        self.send_header("content-security-policy", "default-src 'none'; script-src 'self'")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context()
    made = context.new_page()
    made.goto(site + "/")
    yield made
    context.close()


def steps(page: Page, text: str) -> list[tuple[str, str]]:
    """What the page says of each step once a receipt was pasted: (class, words)."""
    page.evaluate("document.getElementById('steps').replaceChildren()")
    page.fill("#receipt", text)
    page.wait_for_selector("#steps li:nth-child(4)")
    return [(one.get_attribute("class") or "", one.inner_text()) for one in page.query_selector_all("#steps li")]


def test_the_script_is_small():
    """What the page loads to check a receipt is at most 5 kB."""
    assert len(SCRIPT.read_bytes()) <= 5_000


def test_every_receipt_of_the_vectors_holds(page: Page):
    """Each step of each published receipt turns true in the page."""
    for receipt in VECTORS["receipts"]:
        found = steps(page, json.dumps(receipt))
        assert [state for state, _ in found] == ["true"] * 4, found
        assert all(": true (" in words for _, words in found)
        assert "the key in the receipt" in found[1][1]


def test_the_page_holds_it_against_the_published_key(page: Page, site: str):
    """Where the page names the log's key, a receipt that brings another is false."""
    page.goto(site + "/trusted")
    assert [state for state, _ in steps(page, json.dumps(VECTORS["receipts"][3]))] == ["true"] * 4
    forged = VECTORS["receipts"][3] | {
        "checkpoint": VECTORS["checkpoints"][-1].replace(VECTORS["origin"], "other.example")
    }
    assert [state for state, _ in steps(page, json.dumps(forged))][:2] == ["true", "false"]


def swapped(text: str, at: int) -> str:
    """The text with one letter of it exchanged."""
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


@pytest.mark.parametrize(
    ("member", "falls"),
    [("leaf", 4), ("index", 4), ("proof", 4), ("checkpoint", 2), ("verifier", 2)],
)
def test_a_changed_receipt_turns_false_where_it_was_changed(page: Page, member: str, falls: int):
    """The first step that does not hold turns false, and those behind it are not claimed."""
    receipt = json.loads(json.dumps(VECTORS["receipts"][2]))
    if member == "index":
        receipt["index"] = 5
    elif member == "proof":
        receipt["proof"][1] = swapped(receipt["proof"][1], 5)
    elif member == "leaf":
        receipt["leaf"] = receipt["leaf"].replace('"refuse"', '"allow"')
    else:
        receipt[member] = swapped(receipt[member], 30)
    found = [state for state, _ in steps(page, json.dumps(receipt))]
    assert found == ["true"] * (falls - 1) + ["false"] + ["not-reached"] * (4 - falls)


@pytest.mark.parametrize("text", ["hello", "{}", "null", "[1]", '{"leaf": 1}'])
def test_what_is_no_receipt_is_said_to_be_none(page: Page, text: str):
    """Anything else fails at the first step, in words."""
    assert [state for state, _ in steps(page, text)] == ["false", "not-reached", "not-reached", "not-reached"]


def test_a_receipt_may_be_loaded_from_a_file(page: Page, tmp_path: Path):
    """A receipt kept as a file is checked like a pasted one."""
    kept = tmp_path / "receipt.json"
    kept.write_text(json.dumps(VECTORS["receipts"][0]))
    page.set_input_files("#receipt-file", str(kept))
    page.wait_for_selector("#steps li.true:nth-child(4)")
