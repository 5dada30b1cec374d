"""Kinds of options that commands share."""

from pathlib import Path
from typing import Annotated, TypeAlias

from cyclopts import Parameter

Flag: TypeAlias = Annotated[bool, Parameter(negative=(), show_default=False)]
"""On when it is written; there is no opposite."""

Text: TypeAlias = Annotated[str, Parameter(allow_leading_hyphen=True)]
"""Any text, `-` too."""

Folder: TypeAlias = Path | None
"""A folder that the environment names unless it is given."""
