"""What the browser tests stand on: the stranger's kit."""

from tests.kit.fixtures import (
    chromium,
    folder,
    fresh_instance,
    instance,
    not_applicable,
    own_recipients,
    recipients,
    rehearsal,
)

__all__ = [
    "chromium",
    "folder",
    "fresh_instance",
    "instance",
    "not_applicable",
    "own_recipients",
    "recipients",
    "rehearsal",
]
