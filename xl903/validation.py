"""Checking a return: its rules run, and what is suggested for what they find."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from xl903.engine import report as reports
from xl903.engine.report import Suggestions
from xl903.engine.running import Progress, run_rules
from xl903.s903.registered_rules import REGISTER
from xl903.s903.returns import Return
from xl903.s903.which_year import require_year
from xl903.suggestions import suggest

Report = reports.Report[Return]
"""The outcome of checking an SSDA903 return."""


def validate(
    ret: Return,
    *,
    ruleset: int | None = None,
    codes: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a return by the rules of a collection year.

    ruleset: the collection year whose rules judge the return; left out, the return's own, or the nearest
    that exists. codes: only these rules, in any case. progress: called with (done, total, code) after
    each rule.

    A rule whose tables or references are not loaded is in ``report.skipped``; one that raises is in
    ``report.failed``, and the others still run. Raises UserError for a code that no rule has,
    and for a ruleset that does not exist.
    """
    if ruleset is not None:
        require_year(ruleset)
    return run_rules(REGISTER, ret, ruleset=ruleset, codes=codes, progress=progress, suggester=suggest_values)


def suggest_values(ret: Return, findings: pd.DataFrame) -> Suggestions:
    """Suggest values for the cells that findings mark, each tried against the rules."""
    return suggest(ret, findings, _findings)


def _findings(ret: Return, rules_year: int, codes: Iterable[str]) -> pd.DataFrame:
    return run_rules(REGISTER, ret, ruleset=rules_year, codes=codes).findings
