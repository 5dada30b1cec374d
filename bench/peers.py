"""Runs in a process of its own: the same questions to other policy engines. Reads JSON, writes JSON."""

import json
import logging
import sys
import time
from collections.abc import Callable
from typing import Any

sys.path.insert(0, sys.argv[1])
logging.disable(logging.CRITICAL)


def seconds(call: Callable[[int], object], count: int) -> float:
    """The best mean of three rounds."""
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        for number in range(count):
            call(number)
        best = min(best, (time.perf_counter() - begun) / count)
    return best


def vakt(rules: dict[str, Any], asked: list[Any]) -> dict[str, Any]:
    """A Python port of ladon."""
    import vakt as engine
    from vakt import rules as rule

    store = engine.MemoryStorage()
    for number, (name, one) in enumerate(rules.items()):
        context = {"agreed": rule.Eq(True)} if one["basis"] == "opt-in" else {}
        store.add(
            engine.Policy(
                str(number),
                effect=engine.ALLOW_ACCESS,
                subjects=[rule.Any()],
                actions=[rule.Eq(name)],
                resources=[rule.In(*one["uses"])],
                context=context,
            )
        )
    guard = engine.Guard(store, engine.RulesChecker())
    inquiries = [
        engine.Inquiry(subject="us", action=purpose, resource=category, context={"agreed": agreed})
        for category, purpose, agreed in asked
    ]
    count = len(inquiries)
    return {
        "answers": [guard.is_allowed(one) for one in inquiries],
        "seconds": seconds(lambda n: guard.is_allowed(inquiries[n % count]), 3000),
    }


def casbin(rules: dict[str, Any], asked: list[Any]) -> dict[str, Any]:
    """Casbin with one line for each purpose and category."""
    import casbin as engine

    model = engine.Model()
    model.load_model_from_text(
        "[request_definition]\nr = agreed, purpose, category\n[policy_definition]\np = basis, purpose, category\n"
        "[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\n"
        'm = r.purpose == p.purpose && r.category == p.category && (p.basis == "service" || r.agreed == "yes")\n'
    )
    made = engine.Enforcer(model)
    for name, one in rules.items():
        for category in one["uses"]:
            made.add_policy("opt-in" if one["basis"] == "opt-in" else "service", name, category)
    told = [("yes" if agreed else "no", purpose, category) for category, purpose, agreed in asked]
    count = len(told)
    return {
        "answers": [made.enforce(*one) for one in told],
        "seconds": seconds(lambda n: made.enforce(*told[n % count]), 500),
    }


def cedar(rules: dict[str, Any], asked: list[Any]) -> dict[str, Any]:
    """Cedar, by its Python binding."""
    import cedarpy as engine

    lines = []
    for name, one in rules.items():
        uses = ", ".join(f'"{category}"' for category in one["uses"])
        when = f"[{uses}].contains(context.category)" + (" && context.agreed" if one["basis"] == "opt-in" else "")
        lines.append(f'permit (principal, action == Action::"{name}", resource) when {{ {when} }};')
    policies = "\n".join(lines)
    told = [
        {
            "principal": 'User::"us"',
            "action": f'Action::"{purpose}"',
            "resource": 'Data::"it"',
            "context": {"category": category, "agreed": agreed},
        }
        for category, purpose, agreed in asked
    ]
    count = len(told)

    def ask(number: int) -> bool:
        return bool(engine.is_authorized(told[number % count], policies, []).allowed)

    return {"answers": [ask(number) for number in range(count)], "seconds": seconds(ask, 1000)}


if __name__ == "__main__":
    given = json.load(sys.stdin)
    found = {}
    for engine_of in (vakt, casbin, cedar):
        try:
            found[engine_of.__name__] = engine_of(given["rules"], given["asked"])
        except Exception as error:  # noqa: BLE001  # a peer that fails is left out, and said so
            print(f"{engine_of.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
    json.dump(found, sys.stdout)
