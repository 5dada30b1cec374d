"""The terms themselves: what is asked is used, what is used is asked, consent is no price, everything has a period."""

from avow.statement.diagnostics import Collector
from avow.statement.kinds import EVENTS, STATEMENT_RULES
from avow.statement.model import Point, Purpose, Recipient, Span, Statement
from avow.statement.resolver import Resolver

_NEEDED = {"employer": "grant", "purchaser": "grant", "authority": "case"}


def check(statement: Statement, resolver: Resolver, problems: Collector) -> None:
    """A307, A403, A501–A503, A506–A513, A514, and what `rule` and `attestation` blocks must satisfy."""
    for point in statement.points.values():
        _point(statement, point, problems)
    _categories(statement, problems)
    for purpose in statement.purposes.values():
        _purpose(statement, purpose, problems)
    for recipient in statement.recipients.values():
        _recipient(statement, recipient, problems)
    _events(statement, problems)
    _rules(statement, resolver, problems)
    for one in statement.attestations.values():
        if (one.until - one.dated).days > 731 or one.until < one.dated:
            problems.add(
                "A214", one.span, f"attestation `{one.id}` runs longer than two years", "write an earlier `until`"
            )


def _point(statement: Statement, point: Point, problems: Collector) -> None:
    used = {name for one in point.purposes if one in statement.purposes for name in statement.purposes[one].uses}
    legal = {name for one in statement.purposes.values() if one.basis == "legal" for name in one.uses}
    for asked in point.asked:
        if asked.category not in used | legal:
            message = f"`{point.id}` asks for `{asked.category}`, which none of its purposes uses"
            problems.add("A502", point.span, message, "do not ask, or add it to the `uses` of a purpose")
        elif asked.demand == "required" and point.kind == "collection":
            bases = {
                statement.purposes[one].basis
                for one in point.purposes
                if one in statement.purposes and asked.category in statement.purposes[one].uses
            }
            if bases == {"opt-in"} and any(
                statement.purposes[one].basis != "opt-in" for one in point.purposes if one in statement.purposes
            ):
                message = f"`{point.id}` requires `{asked.category}`, which only opt-in purposes use"
                problems.add(
                    "A506", point.span, message, "make it `optional`: consent may not be the price of a service"
                )
        category = statement.categories.get(asked.category)
        if category and category.about in {"friend", "contacts"} and asked.period.kind != "none":
            message = f"category `{category.id}` is about someone who is not asked, yet it is kept"
            problems.add("A511", point.span, message, "write `retention: none`")
    asks = {asked.category for asked in point.asked}
    for name in point.purposes:
        purpose = statement.purposes.get(name)
        if purpose and not asks & set(purpose.uses):
            problems.add(
                "A503", point.span, f"`{name}` uses nothing that `{point.id}` asks for", "take it out of `for`"
            )


def _categories(statement: Statement, problems: Collector) -> None:
    asked = {one.category for point in statement.points.values() for one in point.asked}
    for category in statement.categories.values():
        if category.asked == "somewhere" and category.id not in asked:
            advice = "ask for it at a point, write `asked: nowhere`, or remove it"
            problems.add("A513", category.span, f"category `{category.id}` is asked for nowhere", advice)
        if category.asked == "nowhere" and category.id in asked:
            message = f"category `{category.id}` is marked `asked: nowhere`, yet a point asks for it"
            problems.add("A513", category.span, message, "take out `asked: nowhere`, or do not ask")


def _purpose(statement: Statement, purpose: Purpose, problems: Collector) -> None:
    points = [point for point in statement.points.values() if purpose.id in point.purposes]
    if not points and purpose.basis != "legal":
        problems.add(
            "A512", purpose.span, f"purpose `{purpose.id}` has no collection point", "remove it, or name it in a `for`"
        )
    if purpose.nature == "promotional" and purpose.basis == "service":
        problems.add(
            "A507",
            purpose.span,
            f"promotional purpose `{purpose.id}` has basis `service`",
            "write `opt-in` or `opt-out`",
        )
    closed = {name for right in statement.rights.values() for name in right.closes}
    if purpose.basis in {"opt-in", "opt-out"} and purpose.id not in closed:
        problems.add(
            "A508",
            purpose.span,
            f"no right closes `{purpose.id}`",
            "add it to `closes` of `leave`, `withdraw` or `object`",
        )
    if purpose.basis == "opt-out" and any(
        statement.categories[name].sensitive for name in purpose.uses if name in statement.categories
    ):
        problems.add(
            "A507",
            purpose.span,
            f"purpose `{purpose.id}` uses something sensitive and has basis `opt-out`",
            "write `opt-in`",
        )


def _recipient(statement: Statement, recipient: Recipient, problems: Collector) -> None:
    for name, categories in recipient.gets.items():
        purpose = statement.purposes.get(name)
        for category in categories:
            if purpose and category not in purpose.uses:
                message = f"`{recipient.id}` would get `{category}`, which `{name}` does not use"
                problems.add("A501", recipient.span, message, "add it to the purpose's `uses`, or take it away here")
    needed = _NEEDED.get(recipient.kind)
    if needed and recipient.needs != needed:
        article = "an" if recipient.kind[0] in "ae" else "a"
        message = f"recipient `{recipient.id}` is {article} {recipient.kind} and needs no {needed}"
        problems.add("A509", recipient.span, message, f"write `needs: {needed}`")


def _events(statement: Statement, problems: Collector) -> None:
    for point in statement.points.values():
        service = statement.services.get(point.service)
        if service is None:
            advice = f"declare it: `service: {point.service}`"
            problems.add("A308", point.span, f"`{point.id}` belongs to no service", advice)
            continue
        known = {*EVENTS, *service.events}
        for asked in point.asked:
            if asked.period.kind != "none" and asked.period.event not in known:
                message = f"`{asked.period.event}` is no event of `{service.id}`"
                problems.add(
                    "A307", point.span, message, f"write one of {', '.join(f'`{one}`' for one in sorted(known))}"
                )


def _rules(statement: Statement, resolver: Resolver, problems: Collector) -> None:
    for name, rule in statement.rules.items():
        if name not in (*STATEMENT_RULES, "transfer"):
            problems.add(
                "A303",
                rule.span,
                f"`{name}` is no decision rule",
                f"write one of {', '.join(f'`{one}`' for one in STATEMENT_RULES)}",
            )
    if resolver.broken() or not statement.purposes:
        return
    at = next((one.span for one in statement.rules.values()), Span(resolver.entities[0].span.file, 1, 1, 1))
    for name in STATEMENT_RULES:
        if name not in statement.rules:
            problems.add("A403", at, f"the rule `{name}` is bound to no clause", "add it to a `rule` block")
