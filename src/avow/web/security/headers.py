"""Headers of every answer. Nothing is loaded from another host, framed, sniffed or remembered."""

from collections.abc import Mapping
from typing import Final

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS: Final[Mapping[str, str]] = {
    "content-security-policy": _POLICY,
    # `no-referrer` would make browsers send `Origin: null` with our own forms
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()",
    "x-frame-options": "DENY",
}
TLS_ONLY: Final[Mapping[str, str]] = {"strict-transport-security": "max-age=31536000"}


def raw(*, tls: bool) -> list[tuple[bytes, bytes]]:
    """The headers as ASGI wants them."""
    wanted = {**ALWAYS, **(TLS_ONLY if tls else {})}
    return [(name.encode(), value.encode()) for name, value in wanted.items()]
