"""Choice slots: which acts of choosing must have a bit, and where the bit is (statement language, section 5)."""

from collections.abc import Sequence
from typing import Final

from avow.policy.history import History
from avow.statement.model import Statement

FIRST: Final = 55
WORD: Final = 63


def bit(number: int) -> int:
    """The mask of a choice slot in the joined words: 55 slots in word 0, 63 in each further one."""
    if number < FIRST:
        return 1 << number
    word, place = divmod(number - FIRST, WORD)
    return 1 << (WORD * (word + 1) + place)


def needed(revisions: Sequence[Statement]) -> list[str]:
    """Ids of every slot that some revision of a history needs: `yes PURPOSE REVISION` and `no PURPOSE`."""
    found: dict[str, None] = {}
    for end in range(1, len(revisions) + 1):
        history = History(revisions[:end])
        for cell in history.open_cells():
            since = history.since(cell)
            for terms in history.revisions_asking(cell):
                bases = history.bases(cell.purpose, terms)
                if terms < since or "opt-in" in bases:
                    found[f"yes {cell.purpose} {since}"] = None
                    found[f"no {cell.purpose}"] = None
                elif "opt-out" in bases:
                    found[f"no {cell.purpose}"] = None
        for purpose in revisions[end - 1].purposes.values():
            if purpose.basis in {"opt-in", "opt-out"}:
                found[f"no {purpose.id}"] = None
    return list(found)
