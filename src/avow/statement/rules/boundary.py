"""Statement and code: controls that are declared and registered, supplements that stay within their service."""

from collections.abc import Mapping

from avow.statement.diagnostics import Collector, did_you_mean
from avow.statement.model import Span, Statement
from avow.statement.resolver import Resolver


def check(
    statement: Statement, resolver: Resolver, registered: Mapping[str, frozenset[str]] | None, problems: Collector
) -> None:
    """A406, A407, A601–A603."""
    if registered is not None:
        _controls(statement, registered, problems)
    for override in statement.overrides:
        if not override.service:
            problems.add("A601", override.span, "an override stands outside a supplement", "move it to `supplements/`")
        elif override.entity in statement.rules or override.entity in statement.rights:
            advice = "consent, children, security, leaving and correction hold in every service"
            problems.add("A602", override.span, f"a supplement may not change the rule `{override.entity}`", advice)
    _ = resolver


def _controls(statement: Statement, registered: Mapping[str, frozenset[str]], problems: Collector) -> None:
    known = {name for names in registered.values() for name in names}
    for control in statement.controls.values():
        if control.id not in known:
            advice = did_you_mean(control.id, known, "check the name, or switch its service on")
            problems.add("A407", control.span, f"control `{control.id}` is registered by no code", advice)
    first = next(iter(statement.sections), None)
    at = (
        next((one.span for one in statement.controls.values()), Span("statement.md", 1, 1, 1))
        if first
        else Span("statement.md", 1, 1, 1)
    )
    for name in sorted(known - set(statement.controls)):
        problems.add(
            "A406", Span(at.file, 1, 1, len(name)), f"the code registers `{name}`, which no block declares",
            "add a `control` block, or remove it from the code",
        )  # fmt: skip
