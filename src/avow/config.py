"""The configuration of one installation: environment first, then what the command line overrides.

Nothing about data handling is configured here; that stands in the statement alone.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_CHECKOUT: Final = Path(__file__).resolve().parents[2]


class ConfigError(Exception):
    """the configuration cannot be used"""


@dataclass(frozen=True, slots=True)
class Config:
    """Where things are and what is switched on. Ports: 0 takes any free one, None switches the listener off."""

    data: Path
    statement: Path
    host: str = "127.0.0.1"
    port: int = 8080
    tls: bool = False
    services: tuple[str, ...] = ("site",)
    smtp_url: str | None = None
    sink: Path = field(default=Path("data-sink"))
    smtp_in_port: int | None = 8025
    test_mode: bool = False
    trusted_proxies: tuple[str, ...] = ()
    recipients: Path | None = None
    base_url: str | None = None

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the website."""
        return self.host in LOOPBACK or self.host.startswith("127.")

    def checked(self) -> "Config":
        """This configuration when it may be served. Raises ConfigError."""
        if not self.loopback and not self.tls:
            raise ConfigError(
                f"`{self.host}` is not this machine alone: add `--tls`, or put a proxy with TLS in front of 127.0.0.1"
            )
        if not self.statement.is_dir():
            raise ConfigError(
                f"there is no statement at `{self.statement}`: name its folder with `--statement` or AVOW_STATEMENT"
            )
        if self.sink.resolve().is_relative_to(self.data.resolve()):
            raise ConfigError("the mail sink lies inside the data folder: name another folder in AVOW_SINK")
        return self


def from_environment(environment: Mapping[str, str] = os.environ, **given: object) -> Config:
    """The configuration of the environment, overridden by what was `given` and is not None. Raises ConfigError."""
    data = Path(str(given.get("data") or environment.get("AVOW_DATA", "data")))
    read: dict[str, object] = {
        "data": data,
        "statement": Path(environment.get("AVOW_STATEMENT", str(_CHECKOUT / "statements" / "webex-2009"))),
        "host": environment.get("AVOW_HOST", "127.0.0.1"),
        "port": _port("AVOW_PORT", environment.get("AVOW_PORT", "8080")),
        "tls": _switch(environment.get("AVOW_TLS", "")),
        "services": _list(environment.get("AVOW_SERVICES", "site")),
        "smtp_url": environment.get("AVOW_SMTP_URL") or None,
        "sink": Path(environment.get("AVOW_SINK", f"{data}-sink")),
        "smtp_in_port": _listener(environment.get("AVOW_SMTP_IN_PORT", "8025")),
        "test_mode": _switch(environment.get("AVOW_TEST_MODE", "")),
        "trusted_proxies": _addresses(environment.get("AVOW_TRUSTED_PROXY", "")),
        "recipients": Path(environment["AVOW_RECIPIENTS"]) if environment.get("AVOW_RECIPIENTS") else None,
        "base_url": environment.get("AVOW_BASE_URL") or None,
    }
    read |= {name: value for name, value in given.items() if value is not None}
    read["data"], read["statement"] = Path(str(read["data"])), Path(str(read["statement"]))
    if isinstance(read["smtp_in_port"], str):
        read["smtp_in_port"] = _listener(read["smtp_in_port"])
    return Config(**read)  # type: ignore[arg-type]  # each value was made for its field above


def _port(name: str, text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise ConfigError(f"`{text}` is no port: write a number from 0 to 65535 in {name}")
    return int(text)


def _listener(text: str) -> int | None:
    return None if text == "off" else _port("AVOW_SMTP_IN_PORT", text)


def _switch(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on"}


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _addresses(text: str) -> tuple[str, ...]:
    for part in _list(text):
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError as error:
            raise ConfigError(
                f"`{part}` is no network address: write one such as `127.0.0.1` in AVOW_TRUSTED_PROXY"
            ) from error
    return _list(text)
