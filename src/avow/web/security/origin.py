"""Whether a request that changes something comes from a page of ours."""

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request


def same_origin(request: Request, *, has_session: bool) -> bool:
    """True for a form of our own. Without any sign of an origin only who carries no session may go on: no browser does that."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    if origin is not None:
        parts = urlsplit(origin)
        return parts.scheme == request.url.scheme and parts.netloc == request.headers.get("host", "")
    return site is not None or not has_session


def source_of(request: Request, trusted: tuple[str, ...]) -> str:
    """The network address that guesses are counted by; a proxy is believed only when the configuration trusts it."""
    address = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "")
    if not forwarded or not trusted:
        return address
    try:
        peer = ipaddress.ip_address(address)
        if any(peer in ipaddress.ip_network(one, strict=False) for one in trusted):
            return str(ipaddress.ip_address(forwarded.rpartition(",")[2].strip()))
    except ValueError:
        return address
    return address
