"""What a service declares: its collection points, purposes, controls, tasks and listeners, by id.

At start the statement and the services must match exactly, both ways, or nothing starts (C02).
"""

from dataclasses import dataclass

from avow.statement.model import Statement


@dataclass(frozen=True, slots=True)
class Service:
    """One governed service as its code declares it."""

    id: str
    points: frozenset[str]
    controls: frozenset[str]
    tasks: frozenset[str] = frozenset()
    jobs: frozenset[str] = frozenset()
    listeners: frozenset[str] = frozenset()
    own_points: frozenset[str] = frozenset()
    """Points whose answers a person sees and changes on screens of their own (C45)."""


CORE = Service(
    id="avow",
    points=frozenset(),
    controls=frozenset(
        {
            "avow.dated", "avow.boundary", "avow.same_everywhere", "avow.linked_everywhere", "avow.notice_beside_field",
            "avow.catalogue", "avow.asked_again", "avow.unticked", "avow.cookie_scope", "avow.opaque_cookies",
        }
    ),
    jobs=frozenset({"clock", "retention", "what nobody confirmed", "epoch keys", "kept refusals", "checkpoint"}),
    tasks=frozenset({"home.erase", "recipient.correct", "recipient.delete", "recipient.stop", "recipient.deliver"}),
)  # fmt: skip
"""The product itself: no service of the company, always running."""


def registered(services: tuple[Service, ...]) -> dict[str, frozenset[str]]:
    """Control ids by service, as the statement's checker wants them."""
    return {service.id: service.controls for service in (CORE, *services)}


def differences(statement: Statement, services: tuple[Service, ...]) -> tuple[str, ...]:
    """Where statement and code do not match, in words for people: points and services, both ways."""
    found = []
    running = {service.id for service in services}
    for service in services:
        stated = {point.id for point in statement.points.values() if point.service == service.id}
        if service.id not in statement.services:
            found.append(
                f"service `{service.id}` is switched on and the statement does not name it (C02): take it out of AVOW_SERVICES, or state it"
            )
            continue
        found += [
            f"the code asks at `{point}`, which the statement does not name (C02)"
            for point in sorted(service.points - stated)
        ]
        found += [
            f"the statement names `{point}`, which no code asks at (C02)" for point in sorted(stated - service.points)
        ]
    found += [
        f"the statement names the service `{name}`, which is switched off (C02): add it to AVOW_SERVICES, or take it out of the statement"
        for name in statement.services
        if name not in running
    ]
    return tuple(found)
