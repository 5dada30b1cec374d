"""Notice tokens: proof that the notice of a point and revision was shown before anything was asked (C09)."""

import base64
import hmac

_LIFE_MS = 24 * 3_600_000


def issue(key: bytes, terms: int, now_ms: int) -> str:
    """A token that says: the notice of these terms was shown at this moment."""
    body = terms.to_bytes(4, "big") + now_ms.to_bytes(8, "big")
    return base64.urlsafe_b64encode(body + _seal(key, body)).decode()


def check(key: bytes, token: str, now_ms: int) -> int:
    """The terms number of a token of ours that is at most a day old, else 0."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        return 0
    body, seal = raw[:12], raw[12:]
    if len(raw) != 28 or not hmac.compare_digest(seal, _seal(key, body)):
        return 0
    shown = int.from_bytes(body[4:], "big")
    return int.from_bytes(body[:4], "big") if 0 <= now_ms - shown <= _LIFE_MS else 0


def _seal(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"notice" + body, "sha256")[:16]
