"""Reading pages as a browser without script does: a small tree, its links, its forms and what they would send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx2

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
UNSEEN = frozenset(["script", "style", "template", "head", "title", "noscript"])
SPACE = re.compile(r"\s+")


@dataclass
class Node:
    """An element: its attributes and, in order, the elements and texts in it."""

    tag: str
    attrs: dict[str, str | None] = field(default_factory=dict)
    parts: list[Node | str] = field(default_factory=list)
    parent: Node | None = None

    def __iter__(self) -> Iterator[Node]:
        for part in self.parts:
            if isinstance(part, Node):
                yield part
                yield from part

    def get(self, name: str, default: str = "") -> str:
        """The attribute `name`; an attribute without a value is the empty string."""
        return self.attrs.get(name, default) or ("" if name in self.attrs else default)

    def all(self, *tags: str) -> list[Node]:
        """Elements below this one with one of these names, in order."""
        return [node for node in self if node.tag in tags]

    def by_id(self, name: str) -> Node | None:
        """The element below this one that carries the id."""
        return next((node for node in self if node.attrs.get("id") == name), None)

    def within(self, *tags: str) -> Node | None:
        """The nearest element around this one with one of these names."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node

    @property
    def hidden(self) -> bool:
        """Whether this element or one around it is kept from sight by its markup."""
        node: Node | None = self
        while node is not None:
            if "hidden" in node.attrs or node.tag in UNSEEN:
                return True
            node = node.parent
        return False

    @property
    def text(self) -> str:
        """The words that are seen, each run of space as one."""
        return SPACE.sub(" ", " ".join(self._texts())).strip()

    def _texts(self) -> Iterator[str]:
        if self.tag in UNSEEN or "hidden" in self.attrs:
            return
        for part in self.parts:
            if isinstance(part, str):
                yield part
            else:
                yield from part._texts()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#root")
        self.open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs), parent=self.open)
        self.open.parts.append(node)
        if tag not in VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.parts.append(Node(tag, dict(attrs), parent=self.open))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.open
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.open = node.parent

    def handle_data(self, data: str) -> None:
        self.open.parts.append(data)


def read(text: str) -> Node:
    """The tree of an HTML document."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root


@dataclass
class Field:
    """One control of a form."""

    name: str
    kind: str
    value: str
    node: Node
    root: Node

    @property
    def visible(self) -> bool:
        """Whether a person meets it: neither hidden nor a button."""
        return self.kind not in ("hidden", "submit", "button", "reset", "image") and not self.node.hidden

    @property
    def required(self) -> bool:
        """Whether it must be filled in."""
        return "required" in self.node.attrs

    @property
    def checked(self) -> bool:
        """Whether the page brings it ticked or chosen."""
        return "checked" in self.node.attrs

    @property
    def described(self) -> str:
        """The visible words that `aria-describedby` refers to."""
        found = (self.root.by_id(name) for name in self.node.get("aria-describedby").split())
        return " ".join(node.text for node in found if node is not None and not node.hidden)

    @property
    def label(self) -> str:
        """The words of its label."""
        name = self.node.attrs.get("id")
        around = self.node.within("label")
        labels = [n for n in self.root.all("label") if name and n.attrs.get("for") == name] + (
            [around] if around else []
        )
        return " ".join(node.text for node in labels) or self.node.get("aria-label")


@dataclass
class Form:
    """A form: where it goes, how, and its controls."""

    action: str
    method: str
    fields: list[Field]
    node: Node

    @property
    def path(self) -> str:
        """Path of the address it goes to."""
        return urlsplit(self.action).path

    @property
    def visible(self) -> list[Field]:
        """Controls that a person meets."""
        return [one for one in self.fields if one.visible]

    @property
    def names(self) -> list[str]:
        """Names of all its controls."""
        return [one.name for one in self.fields]

    def untouched(self) -> dict[str, str]:
        """What it sends when nobody touches it."""
        sent: dict[str, str] = {}
        for one in self.fields:
            if not one.name or one.kind in ("submit", "button", "reset", "image"):
                continue
            if one.kind in ("checkbox", "radio") and not one.checked:
                continue
            sent[one.name] = one.value
        return sent


def _field(node: Node, root: Node) -> Field:
    kind = node.get("type", "text").lower() if node.tag == "input" else node.tag
    value = node.get("value", "on" if kind in ("checkbox", "radio") else "")
    if node.tag == "button":
        kind = node.get("type", "submit").lower()
    if node.tag == "textarea":
        value = "".join(part for part in node.parts if isinstance(part, str))
    if node.tag == "select":
        options = node.all("option")
        chosen = [one for one in options if "selected" in one.attrs] or options[:1]
        value = chosen[0].get("value", chosen[0].text) if chosen else ""
    return Field(node.get("name"), kind, value, node, root)


class Page:
    """An answer, read."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self.url = str(response.url)
        self.status = response.status_code
        self.type = response.headers.get("content-type", "")
        self.body = response.text if "text" in self.type or "json" in self.type or "xml" in self.type else ""
        self.root = read(self.body if "html" in self.type else "")

    def __repr__(self) -> str:
        return f"<page {self.status} {urlsplit(self.url).path}: {self.text[:400]}>"

    @property
    def path(self) -> str:
        """Path of its address."""
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """The words that are seen."""
        return self.root.text or self.body

    @property
    def title(self) -> str:
        """What the document calls itself."""
        found = self.root.all("title")
        return SPACE.sub(" ", "".join(p for p in found[0].parts if isinstance(p, str))).strip() if found else ""

    @property
    def links(self) -> list[tuple[str, str]]:
        """(absolute address, words) of each link."""
        found = (node for node in self.root.all("a", "area") if node.attrs.get("href"))
        return [(urljoin(self.url, node.get("href")), node.text or node.get("aria-label")) for node in found]

    @property
    def forms(self) -> list[Form]:
        """Its forms; a control outside a form that names one with `form=` belongs to it."""
        made = []
        for node in self.root.all("form"):
            own = [n for n in self.root.all("input", "textarea", "select", "button") if self._belongs(n, node)]
            action = urljoin(self.url, node.get("action") or self.url)
            made.append(Form(action, node.get("method", "get").lower(), [_field(n, self.root) for n in own], node))
        return made

    @staticmethod
    def _belongs(control: Node, form: Node) -> bool:
        named = control.attrs.get("form")
        return named == form.get("id") if named else control.within("form") is form

    def form(self, to: str = "", having: str = "") -> Form:
        """The one form that goes to a path beginning with `to` and has a control named `having`."""
        fits = [f for f in self.forms if f.path.startswith(to or "/") and (not having or having in f.names)]
        assert fits, f"no form to `{to}` with `{having}` on {self!r}; forms: {[(f.path, f.names) for f in self.forms]}"
        return fits[0]

    @property
    def outside(self) -> list[str]:
        """Addresses that the page makes a browser load by itself."""
        found = [n.get("src") for n in self.root.all("script", "img", "iframe", "video", "audio", "source", "embed")]
        found += [
            n.get("href") for n in self.root.all("link") if n.get("rel") not in ("canonical", "alternate", "author")
        ]
        found += re.findall(r"url\(\s*['\"]?([^'\")]+)", self.body)
        return [urljoin(self.url, address) for address in found if address and not address.startswith("data:")]
