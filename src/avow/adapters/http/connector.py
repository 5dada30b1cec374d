"""The way to recipients: one POST of JSON to each one's address, as the configuration's file names them."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

_SECONDS: Final = 10


class ConnectorError(Exception):
    """the file of recipients cannot be used"""


class NotTaken(OSError):
    """the recipient did not take it"""


def addresses(path: Path | None) -> dict[str, str]:
    """Recipient ids and their addresses from a JSON file. Raises ConnectorError."""
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConnectorError(
            f"`{path}` is no readable JSON: name a file such as {{'parent': 'https://…'}} in AVOW_RECIPIENTS"
        ) from error
    for name, address in told.items():
        if urlsplit(address).scheme not in {"http", "https"}:
            raise ConnectorError(f"the address of `{name}` is no web address: write one that begins with https://")
    return dict(told)


class HttpConnector:
    """Implements `disclosures.service.Connector`."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def reaches(self, recipient: str) -> bool:
        """Whether the file names this recipient."""
        return recipient in self._known

    async def call(self, recipient: str, document: dict[str, Any]) -> None:
        """POST the document. Raises NotTaken for an unknown address, no answer, or any answer but 2xx."""
        if recipient not in self._known:
            raise NotTaken
        await asyncio.to_thread(_post, self._known[recipient], json.dumps(document).encode())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A recipient that moves is not followed: the file names it, nobody else."""

    def redirect_request(self, *_: object) -> None:
        """Never."""


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def _post(address: str, body: bytes) -> None:
    request = urllib.request.Request(  # noqa: S310  # only http and https, checked when the file was read
        address, body, {"content-type": "application/json", "user-agent": "avow"}, method="POST"
    )
    try:
        with _opener.open(request, timeout=_SECONDS) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        # an answer, though not the wanted one: its connection is given back
        error.close()
        raise NotTaken from None
    except OSError as error:
        # its text may repeat what was sent
        raise NotTaken from error
