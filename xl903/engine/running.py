"""Runs the rules of a collection year on a return."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from xl903.engine.messages import UserError
from xl903.engine.report import Report, RuleFindings
from xl903.engine.rule_register import Rule, all_rules, rules_in_force
from xl903.engine.table import Unavailable
from xl903.s903.returns import Return
from xl903.s903.schema import TABLES, nearest_rules_year
from xl903.s903.which_year import require_year

Progress = Callable[[int, int, str], Any]


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
    ``report.failed``, and the others still run. Rows that hold nothing are no finding of any rule. Raises
    UserError for a code that no rule has, and for a ruleset that does not exist.
    """
    rules_year = nearest_rules_year(ret.year) if ruleset is None else require_year(ruleset, "year")
    judged = ret.judged_by(rules_year)
    chosen, not_in_force = _chosen(rules_year, codes)
    report = Report(judged, rules_year, chosen, skipped=not_in_force)
    for done, rule in enumerate(chosen, start=1):
        _run(rule, judged, report)
        if progress is not None:
            progress(done, len(chosen), rule.code)
    return report


def _chosen(rules_year: int, codes: Iterable[str] | None) -> tuple[list[Rule], dict[str, str]]:
    in_force = rules_in_force(rules_year)
    if codes is None:
        return in_force, {}
    known = {rule.code.upper(): rule.code for rule in all_rules()}
    wanted = set()
    for code in codes:
        if str(code).strip().upper() not in known:
            raise UserError(f'There is no rule "{code}"; "xl903 rules" lists the rules there are.')
        wanted.add(known[str(code).strip().upper()])
    chosen = [rule for rule in in_force if rule.code in wanted]
    absent = wanted - {rule.code for rule in chosen}
    return chosen, dict.fromkeys(sorted(absent), f"Not in force in collection year {rules_year}.")


def _run(rule: Rule, ret: Return, report: Report) -> None:
    reason = _why_skipped(rule, ret)
    if reason is not None:
        report.skipped[rule.code] = reason
        return
    try:
        with np.errstate(invalid="ignore"):
            masks = rule(ret)
        found = [
            _findings(rule, ret, table, _without_blank_rows(ret.table(table), mask))
            for table, mask in _by_table(rule, masks).items()
        ]
    except Unavailable as unavailable:
        report.skipped[rule.code] = str(unavailable)
    except Exception as error:  # a faulty rule, ours or a council's own, must not stop the others
        report.failed[rule.code] = _where_it_failed(error)
    else:
        report.add(rule, found)


def _why_skipped(rule: Rule, ret: Return) -> str | None:
    if rule.source and rule.source != ret.source:
        return f"Judges {rule.source.upper()} returns only; this one came as {ret.source.upper()}."
    needed = rule.needs + (rule.xml_needs if ret.source == "xml" else ())
    for name in needed:
        if not _table(ret, name).loaded:
            return f"Needs {_described(name)}."
        if rule.needs_rows and not len(_table(ret, name)):
            return f"Needs rows in {_described(name)}."
    if rule.needs_one_of and not any(_table(ret, name).loaded for name in rule.needs_one_of):
        return f"Needs at least one of {', '.join(rule.needs_one_of)}."
    return None


def _table(ret: Return, name: str) -> Any:
    year = ret.last_year if name.endswith("_last") else ret
    return year.table(name.removesuffix("_last"))


def _described(name: str) -> str:
    table = TABLES[name.removesuffix("_last")]
    if name.endswith("_last"):
        return f"last year's {table.name}: load last year's {table.file_name}"
    return f"{table.name}: load {table.file_name}"


def _by_table(rule: Rule, masks: Any) -> dict[str, Any]:
    if isinstance(masks, dict):
        return masks
    (table,) = rule.marks
    return {table: masks}


def _without_blank_rows(table: Any, mask: Any) -> Any:
    """The mask without rows that hold nothing: they keep their positions, and are no data."""
    blank = table.blank_rows
    if not blank.any() or len(blank) != len(mask):
        return mask
    kept = ~blank.to_numpy()
    if isinstance(mask, pd.DataFrame):
        return mask & kept[:, None]
    return np.asarray(pd.Series(mask).fillna(value=False), dtype=bool) & kept


def _findings(rule: Rule, ret: Return, table: str, mask: Any) -> RuleFindings:
    """Turn a mask into rows. A mask of several columns says for each cell whether it is wrong."""
    size = len(ret.table(table))
    if len(mask) != size:
        raise ValueError("The mask has not one value for each row of the table that it marks.")
    if isinstance(mask, pd.DataFrame):
        cells = mask.to_numpy(dtype=bool)
        rows = np.flatnonzero(cells.any(axis=1))
        patterns, of_row = np.unique(cells[rows], axis=0, return_inverse=True)
        fields = [tuple(mask.columns[pattern]) for pattern in patterns]
        return RuleFindings(table, rows, [fields[pattern] for pattern in of_row.ravel()])
    if isinstance(mask, pd.Series) and mask.isna().any():
        mask = mask.fillna(False)
    return RuleFindings(table, np.flatnonzero(np.asarray(mask, dtype=bool)), rule.marks[table])


def _where_it_failed(error: Exception) -> str:
    """What a rule raised and where, without the error's own text, which may hold a child's data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}."
