"""The answer to the neutral age question, carried from one page to the next; only `13 or older` is ever kept (C93)."""

import base64
import hmac

_LIFE_MS = 3 * 3_600_000


def issue(key: bytes, age: int, now_ms: int) -> str:
    """A token that carries an age for a few hours."""
    body = min(age, 150).to_bytes(1, "big") + now_ms.to_bytes(8, "big")
    return base64.urlsafe_b64encode(body + hmac.digest(key, b"age" + body, "sha256")[:16]).decode()


def read(key: bytes, token: str, now_ms: int) -> int | None:
    """The age that a token of ours carries, or None."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        return None
    body, seal = raw[:9], raw[9:]
    if len(raw) != 25 or not hmac.compare_digest(seal, hmac.digest(key, b"age" + body, "sha256")[:16]):
        return None
    return body[0] if 0 <= now_ms - int.from_bytes(body[1:], "big") <= _LIFE_MS else None
