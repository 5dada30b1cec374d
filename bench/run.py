"""`make bench`: every bench in turn, one table, one file."""

import sys

from bench import choose, decide, footprint, read
from bench.figures import Figure, kept, table


def main() -> int:
    """Measure everything; timings are figures, never a reason to fail."""
    found: list[Figure] = []
    for one in (decide, read, choose, footprint):
        print(f"measuring: {(one.__doc__ or '').partition(':')[0].partition(',')[0].lower()}", file=sys.stderr)
        found += one.figures()
    kept(found)
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
