"""The rules that a person chooses by typing their codes."""

from __future__ import annotations

from xl903.engine.messages import UserError
from xl903.s903.registered_rules import all_rules


def read_codes(text: str | None) -> list[str]:
    """The codes that were typed with commas or semicolons between them, as the register spells them.

    Empty where none was typed. Raises UserError for a code that no rule has.
    """
    typed = [code.strip() for code in (text or "").replace(";", ",").split(",") if code.strip()]
    known = {rule.code.upper(): rule.code for rule in all_rules()}
    if unknown := [code for code in typed if code.upper() not in known]:
        raise UserError(f'There is no rule "{unknown[0]}"; "xl903 rules" and the sheet Checks list them.')
    return [known[code.upper()] for code in typed]
