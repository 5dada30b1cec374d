"""A visitor: a browser without script, with or without cookies."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from typing import Any, Self
from urllib.parse import urlencode, urljoin

import httpx2

from tests.kit.page import Form, Page

HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
Pairs = Mapping[str, Any] | Sequence[tuple[str, str]]


def anyone() -> ssl.SSLContext:
    """TLS that accepts the certificate which the product made for itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Visitor:
    """One browser session at one address. With `cookies=False` it never keeps nor sends a cookie."""

    def __init__(
        self, url: str, *, cookies: bool = True, headers: Mapping[str, str] | None = None, source: str | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self.cookies = cookies
        self.set_cookies: list[str] = []
        # no connection outlives its answer: nobody has to remember to close a window
        once = httpx2.Limits(max_keepalive_connections=0)
        transport = httpx2.HTTPTransport(verify=anyone(), local_address=source, retries=1, limits=once)
        self.client = httpx2.Client(
            base_url=self.url,
            transport=transport,
            trust_env=False,
            timeout=30,
            headers={"accept": HTML, "user-agent": "stranger", **(headers or {})},
            event_hooks={"response": [self._heard]},
        )

    def _heard(self, response: httpx2.Response) -> None:
        self.set_cookies += response.headers.get_list("set-cookie")
        if not self.cookies:
            self.client.cookies.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the window."""
        self.client.close()

    def get(self, path: str, *, follow: bool = True, params: Mapping[str, str] | None = None) -> Page:
        """Open a page."""
        address = urljoin(self.url + "/", path)
        return self._read(self.client.get(address, params=params, follow_redirects=follow))

    def post(
        self, path: str, values: Pairs = (), *, follow: bool = True, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Send a form to `path` as a browser on a page of this site would."""
        pairs = list(values.items()) if isinstance(values, Mapping) else list(values)
        said = {
            "origin": self.url,
            "sec-fetch-site": "same-origin",
            "content-type": "application/x-www-form-urlencoded",
            **(headers or {}),
        }
        address = urljoin(self.url + "/", path)
        return self._read(self.client.post(address, content=urlencode(pairs), headers=said, follow_redirects=follow))

    def _read(self, response: httpx2.Response) -> Page:
        if not self.cookies:
            self.client.cookies.clear()
        return Page(response)

    def submit(self, form: Form, values: Mapping[str, Any] | None = None, *, follow: bool = True) -> Page:
        """Fill in a form and send it; a value of None leaves the control out."""
        sent: dict[str, Any] = {**form.untouched(), **(values or {})}
        sent = {name: value for name, value in sent.items() if value is not None}
        if form.method == "get":
            return self.get(form.action, params=sent, follow=follow)
        return self.post(form.action, sent, follow=follow)

    def clone(self) -> Visitor:
        """Another window that sends the same cookies."""
        other = Visitor(self.url)
        for cookie in self.client.cookies.jar:
            other.client.cookies.jar.set_cookie(cookie)
        return other

    @property
    def jar(self) -> dict[str, str]:
        """Cookies that it holds."""
        return {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}
