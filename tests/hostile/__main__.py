"""Tries many hostile inputs: ``python -m tests.hostile 100000``; those of CI are others each time."""

from __future__ import annotations

import sys
import time

from tests.hostile.inputs import KINDS
from tests.hostile.test_hostile import try_many


def main() -> None:
    """Try as many inputs as the command line says, of every kind its share, and say how many ran clean."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    every = sum(share for _, share in KINDS.values())
    began = time.monotonic()
    for kind, (_, share) in KINDS.items():
        number = max(1, wanted * share // every)
        try_many(kind, number, derandomize=False)
        print(f"{kind}: {number:,} inputs ran clean ({time.monotonic() - began:,.0f} s).", flush=True)


if __name__ == "__main__":
    main()
