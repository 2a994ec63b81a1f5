"""Prints the share of DfE's codes that have a fault: ``python -m xl903.synthetic.faults``."""

from __future__ import annotations

from xl903.synthetic.faults import WITHOUT_FAULT
from xl903.synthetic.faults.coverage import coverage_in_words

if __name__ == "__main__":
    print(coverage_in_words())
    for code, why in WITHOUT_FAULT.items():
        print(f"{code}: {why}")
