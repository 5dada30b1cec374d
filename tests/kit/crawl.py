"""Walking through every page that can be reached by links."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit

from tests.kit.page import Page
from tests.kit.visitor import Visitor

LIMIT = 300


def crawl(visitor: Visitor, *starts: str, leave: str = r"^/(test|log)/") -> dict[str, Page]:
    """Pages of this host by path, reached with GET alone, answered with whatever status. `leave` is a pattern of paths."""
    base = urlsplit(visitor.url)
    waiting = [visitor.url + path for path in starts or ("/",)]
    found: dict[str, Page] = {}
    while waiting and len(found) < LIMIT:
        address, _ = urldefrag(waiting.pop(0))
        parts = urlsplit(address)
        key = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.netloc != base.netloc or key in found or re.search(leave, parts.path):
            continue
        page = visitor.get(address)
        found[key] = page
        if "html" in page.type and urlsplit(page.url).netloc == base.netloc:
            waiting += [link for link, _ in page.links]
    return found


def documents(pages: dict[str, Page]) -> dict[str, Page]:
    """Those that are HTML."""
    return {path: page for path, page in pages.items() if "html" in page.type}
