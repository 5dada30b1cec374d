"""A decision: never a bare boolean, always with the rule that decided and the clauses behind it."""

from typing import Literal

import msgspec


class Decision(msgspec.Struct, frozen=True, gc=False):
    """`words` is a plain sentence without any value; `obligations` are among notify, expire, minimise."""

    outcome: Literal["allow", "refuse"]
    rule: str
    clauses: tuple[str, ...]
    obligations: tuple[str, ...]
    words: str

    @property
    def allowed(self) -> bool:
        """Whether the request may be carried out."""
        return self.outcome == "allow"
