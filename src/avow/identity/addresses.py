"""E-mail addresses as people type them: what is refused, and in which words."""

import re
import unicodedata
from typing import Final

_LOCAL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}")
_LABEL: Final = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")


def problem(address: str) -> str | None:
    """What is wrong with an address, for its person, or None. Nothing is sent to find out."""
    text = unicodedata.normalize("NFC", address.strip())
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        return "write an address such as name@example.org"
    if any(unicodedata.category(sign)[0] in "CZ" for sign in text):
        return "take out the spaces and hidden signs"
    if len(text) > 254 or not _LOCAL.fullmatch(local) or ".." in text or local.startswith(".") or local.endswith("."):
        return "check the part before the @"
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return "check the part after the @"
    try:
        domain.encode("idna")
    except UnicodeError:
        return "check the part after the @"
    return None
