"""Compares many random returns: ``python -m tests.reference 1000``; a second number is the first seed."""

from __future__ import annotations

import sys
from collections import Counter

from tests.reference.comparing import disagreements


def main() -> int:
    """Compare so many returns, and say where the two disagree."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    codes: Counter[str] = Counter()
    agreed = 0
    for seed in range(first, first + count):
        differ, both = disagreements(seed)
        agreed += both
        for code, sides in differ.items():
            codes[code] += 1
            if codes[code] <= 3:
                print(f"seed {seed}, rule {code}: {sides}", flush=True)
    print(
        f"{count} returns, {agreed:,} rows flagged by both, {sum(codes.values())} disagreements {dict(codes)}"
    )
    return 1 if codes else 0


if __name__ == "__main__":
    sys.exit(main())
