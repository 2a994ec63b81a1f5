"""Runs the rules of a register on a return."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from xl903.engine.judged import Judged
from xl903.engine.messages import UserError
from xl903.engine.mistakes import Mistake, failure
from xl903.engine.report import Report, ReturnT, RuleFindings, Suggestions
from xl903.engine.rule_register import Rule, RuleRegister
from xl903.engine.table import Table, Unavailable
from xl903.engine.text_columns import TextColumn
from xl903.engine.thin_columns import Cells, Column
from xl903.engine.wording import count

Progress = Callable[[int, int, str], Any]


def run_rules(
    register: RuleRegister,
    ret: ReturnT,
    *,
    ruleset: int | None = None,
    codes: Iterable[str] | None = None,
    progress: Progress | None = None,
    suggester: Callable[[ReturnT, pd.DataFrame], Suggestions] | None = None,
) -> Report[ReturnT]:
    """Check a return by the register's rules of a collection year.

    ruleset: the collection year whose rules judge the return; left out, the return's own, or the nearest
    that exists. codes: only these rules, in any case. progress: called with (done, total, code) after
    each rule. suggester: as ``Report`` takes it.

    A rule whose tables or references are not loaded is in ``report.skipped``; one that raises is in
    ``report.failed``, and the others still run. Rows that hold nothing are no finding of any rule. Raises
    UserError for a code that no rule has, and for a ruleset that does not exist.
    """
    rules_year = ret.dataset.nearest_rules_year(ret.year if ruleset is None else ruleset)
    judged = ret.judged_by(rules_year)
    chosen, not_in_force = _chosen(register, rules_year, codes)
    report = Report(judged, rules_year, chosen, skipped=not_in_force, suggester=suggester)
    for done, rule in enumerate(chosen, start=1):
        _run(rule, judged, report)
        if progress is not None:
            progress(done, len(chosen), rule.code)
    return report


def _chosen(
    register: RuleRegister, rules_year: int, codes: Iterable[str] | None
) -> tuple[list[Rule], dict[str, str]]:
    in_force = register.rules_in_force(rules_year)
    if codes is None:
        return in_force, {}
    known = {rule.code.upper(): rule.code for rule in register.all_rules()}
    wanted = set()
    for code in codes:
        if str(code).strip().upper() not in known:
            raise UserError(f'There is no rule "{code}". "xl903 rules" lists all rules.')
        wanted.add(known[str(code).strip().upper()])
    chosen = [rule for rule in in_force if rule.code in wanted]
    absent = wanted - {rule.code for rule in chosen}
    return chosen, dict.fromkeys(sorted(absent), f"Not in force in collection year {rules_year}.")


def _run(rule: Rule, ret: Judged, report: Report[Any]) -> None:
    reason = _why_skipped(rule, ret)
    if reason is not None:
        report.skipped[rule.code] = reason
        return
    try:
        with np.errstate(invalid="ignore"):
            masks = rule(ret)
        found = [_findings(rule, ret, table, mask) for table, mask in _by_table(rule, masks).items()]
    except Unavailable as unavailable:
        report.skipped[rule.code] = str(unavailable)
    except Exception as error:  # a faulty rule, ours or a council's own, must not stop the others
        report.failed[rule.code] = failure(error, rule.code, rule.function)
    else:
        report.add(rule, found)


def _why_skipped(rule: Rule, ret: Judged) -> str | None:
    if rule.source and rule.source != ret.source:
        return f"Applies to {rule.source.upper()} returns only. This return is {ret.source.upper()}."
    needed = rule.needs + (rule.xml_needs if ret.source == "xml" else ())
    for name in needed:
        if not _table(ret, name).loaded:
            return f"Needs {_described(ret, name)}."
        if rule.needs_rows and not len(_table(ret, name)):
            return f"Needs rows in {_described(ret, name)}."
    if rule.needs_one_of and not any(_table(ret, name).loaded for name in rule.needs_one_of):
        return f"Needs at least one of {', '.join(rule.needs_one_of)}."
    return _why_out_of_season(rule, ret)


def _why_out_of_season(rule: Rule, ret: Judged) -> str | None:
    """Why a rule judges nothing: the return's year has none of the columns that it marks."""
    for name, columns in rule.marks.items():
        schema = ret.dataset.tables[name]
        known = {*schema.in_year(ret.year).column_names, *schema.derived_names}
        if not known.isdisjoint(columns):
            return None
    not_there = [f"{column} of {name}" for name, columns in rule.marks.items() for column in columns]
    return f"Checks {', '.join(not_there)}, which the return of {ret.year} does not have."


def _table(ret: Judged, name: str) -> Table:
    year = ret.last_year if name.endswith("_last") else ret
    return year.table(name.removesuffix("_last"))


def _described(ret: Judged, name: str) -> str:
    table = ret.dataset.tables[name.removesuffix("_last")]
    if name.endswith("_last"):
        return f"last year's {table.name}: load last year's {table.file_name}"
    return f"{table.name}: load {table.file_name}"


def _by_table(rule: Rule, masks: Any) -> dict[str, Any]:
    if isinstance(masks, dict):
        return masks
    if len(rule.marks) != 1:
        raise Mistake(f"The rule marks {', '.join(rule.marks)} and has to return a mask for each, by name")
    (table,) = rule.marks
    return {table: masks}


def _truth_values(mask: Any) -> np.ndarray:
    """A mask of one value a row as an array; what is neither true nor false counts as false."""
    if isinstance(mask, pd.Series) and mask.isna().any():
        mask = mask.fillna(False)
    return np.asarray(mask, dtype=bool)


def _findings(rule: Rule, ret: Judged, table: str, mask: Any) -> RuleFindings:
    """Turn a mask, or the masks of several columns, into rows."""
    if table not in rule.marks:
        raise Mistake(f"The rule returns a mask for {table}, which it does not mark")
    if isinstance(mask, pd.DataFrame):
        mask = Cells({str(column): mask[column] for column in mask})
    if not isinstance(mask, (Column, Cells, pd.Series, np.ndarray)) or isinstance(mask, TextColumn):
        raise Mistake(f"The rule returns no mask for {table} but {type(mask).__name__}")
    size = len(ret.table(table))
    if len(mask) != size:
        raise Mistake(f"The mask has {count(len(mask), 'value')} and {table} has {count(size, 'row')}")
    columns = mask.columns if isinstance(mask, Cells) else rule.marks[table]
    wrong = mask.values if isinstance(mask, Cells) else _truth_values(mask)
    blank = ret.table(table).blank_rows.values
    if blank.any():
        wrong = wrong & ~blank
    if wrong.ndim == 1:
        return RuleFindings(table, np.flatnonzero(wrong), columns)
    rows = np.flatnonzero(wrong.any(axis=0))
    patterns, of_row = np.unique(wrong[:, rows], axis=1, return_inverse=True)
    fields = [tuple(compress(columns, pattern)) for pattern in patterns.T]
    return RuleFindings(table, rows, [fields[pattern] for pattern in of_row.ravel()])
