"""x"""


def prove() -> int:
    """Do."""
    return 0
