"""How many of DfE's codes have a fault that proves the rule fires."""

from __future__ import annotations

from xl903.s903.registered_rules import all_rules
from xl903.synthetic.faults.registry import all_faults


def coverage() -> tuple[int, int]:
    """How many of DfE's codes in force in some year have a fault, and how many codes there are."""
    codes = {rule.code for rule in all_rules() if rule.is_dfe}
    return len(codes & {fault.code for fault in all_faults()}), len(codes)


def coverage_in_words() -> str:
    """One sentence on the share of codes with a fault."""
    having, codes = coverage()
    return (
        f"{having} of {codes} codes ({having / codes:.1%}) have a named fault: a small mistake in a clean made-up "
        "return for which the rule fires, on the right row, and no rule fires that need not."
    )
