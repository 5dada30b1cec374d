"""Recording one preference over HTTP: 16 clients, each somebody of their own, yes and no in turn; durable before the answer."""

import asyncio
import http.client
import json
import re
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.figures import Figure
from bench.world import Running, avow, installation

_CLIENTS = 16
_SECONDS = 6.0
_PURPOSE = "research.survey"


def _signed_in(host: str, person: dict[str, Any]) -> tuple[str, str]:
    """(session cookie, notice token) of a person."""
    connection = http.client.HTTPConnection(host)
    body = urlencode({"contact.email": person["email"], "account.password": person["password"]})
    head = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://{host}"}
    connection.request("POST", "/signin", body, head)
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    connection.request("GET", "/me/preferences", headers={"cookie": cookie})
    page = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r'name="(notice\.[a-z.]+)" value="([^"]+)"', page)
    assert found is not None
    return cookie, urlencode({found[1]: found[2]})


def _request(host: str, cookie: str, notice: str, answer: str) -> bytes:
    body = f"{urlencode({f'choice.{_PURPOSE}': answer})}&{notice}".encode()
    head = (
        f"POST /me/preferences HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\naccept: application/json\r\ncookie: {cookie}\r\n"
        f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _client(host: str, requests: tuple[bytes, bytes], until: float, waits: list[float]) -> int:
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    done = 0
    while time.perf_counter() < until:
        begun = time.perf_counter()
        writer.write(requests[done % 2])
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        length = int(re.search(rb"content-length: (\d+)", head)[1])  # type: ignore[index]  # every answer has one
        await reader.readexactly(length)
        waits.append(time.perf_counter() - begun)
        done += 1
    writer.close()
    return done


async def _load(running: Running, people: list[tuple[str, str]]) -> tuple[float, float, list[float]]:
    """(per second, seconds of the service's processor time each, waits)."""
    host = urlsplit(running.url).netloc
    made = [(_request(host, cookie, notice, "yes"), _request(host, cookie, notice, "no")) for cookie, notice in people]
    waits: list[float] = []
    spent, begun = running.cpu, time.perf_counter()
    counts = await asyncio.gather(*(_client(host, one, begun + _SECONDS, waits) for one in made))
    took, cpu = time.perf_counter() - begun, running.cpu - spent
    return sum(counts) / took, cpu / sum(counts), sorted(waits)


def figures() -> list[Figure]:
    """The figures of this bench."""
    with installation() as running:
        people: list[dict[str, Any]] = []
        while len(people) < _CLIENTS:
            people += [
                one for one in json.loads(avow(running.data, "seed", "--json"))["people"] if one["role"] != "subscriber"
            ]
        host = urlsplit(running.url).netloc
        signed = [_signed_in(host, one) for one in people[:_CLIENTS]]
        rate, cpu, waits = asyncio.run(_load(running, signed))
    return [
        Figure("recording one preference over HTTP, 16 clients", rate, "/s", 2500, False),
        Figure(
            "processor time of one recorded preference",
            cpu * 1e3,
            "ms",
            0.5,
            True,
            "Fides 12 ms, published",
            cpu * 1e3 / 12,
        ),
        Figure("99 % of preferences recorded within", waits[int(len(waits) * 0.99)] * 1e3, "ms"),
    ]


if __name__ == "__main__":
    from bench.figures import table

    print(table(figures()))
