"""The way to recipients: only stated web addresses, no redirects, nothing of the document in an error."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from avow.adapters.http.connector import ConnectorError, HttpConnector, NotTaken, addresses


@pytest.fixture
def elsewhere():
    """A host that answers as its path says."""
    seen: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            status = int(self.path.strip("/"))
            self.send_response(status)
            if status == 302:
                self.send_header("location", "/200")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    server.server_close()
    thread.join()


async def test_a_document_is_handed_over_as_json(elsewhere) -> None:
    """One POST, and 2xx means taken."""
    url, seen = elsewhere
    await HttpConnector({"parent": f"{url}/204"}).call("parent", {"act": "stop"})
    assert seen == [("/204", b'{"act": "stop"}')]


@pytest.mark.parametrize("status", [302, 400, 500, 503])
async def test_anything_else_is_not_taken_and_not_repeated_in_words(status: int, elsewhere) -> None:
    """Redirects are not followed; the error holds nothing of what was sent."""
    url, seen = elsewhere
    with pytest.raises(NotTaken) as failed:
        await HttpConnector({"parent": f"{url}/{status}"}).call("parent", {"value": "pat@people.example"})
    assert len(seen) == 1
    assert "pat" not in repr(failed.value)


async def test_who_has_no_address_gets_nothing() -> None:
    """A recipient that the file does not name is not reached."""
    connector = HttpConnector({})
    assert not connector.reaches("parent")
    with pytest.raises(NotTaken):
        await connector.call("parent", {})


@pytest.mark.parametrize("text", ["not json", '{"parent": "ftp://x.example"}', '{"parent": "file:///etc/passwd"}'])
def test_a_bad_file_of_recipients_is_said(text: str, tmp_path: Path) -> None:
    """What is no JSON, or no web address, stops the start with advice."""
    path = tmp_path / "recipients.json"
    path.write_text(text)
    with pytest.raises(ConnectorError):
        addresses(path)
    assert addresses(None) == {}
