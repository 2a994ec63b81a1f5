"""The sheet Choose rules: a row per rule, ticked where the next check is to run it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from workbook.plan.appearance import width_for
from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, header_of
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Line, Sheet
from xl903.engine.messages import UserError
from xl903.engine.rule_register import Rule
from xl903.s903.registered_rules import all_rules
from xl903.s903.schema import GROUPS

RULES_SHEET = "Choose rules"

TICK = "Run"
_CODE, _TITLE, _GROUP = "Code", "Rule", "Group"
_TICKED = "x"
_NOT_TICKED = frozenset({"", "no", "n", "0", "false"})
_ABOUT = "Type x next to each rule that Validate should run. If there is no x, it runs every rule."
_TOP = 3

FACTS = SheetFacts(name=RULES_SHEET, kind="list", key=(_CODE,), lifetime=Lifetime.ANALYST, comes_later=True)


def rules_sheet(rules: Iterable[Rule], chosen: Collection[str] | None) -> Sheet:
    """A row per rule. chosen: the codes that are ticked already; None for none, which means all rules."""
    rows = [
        (_TICKED if chosen and rule.code in chosen else None, rule.code, rule.title, GROUPS[rule.group])
        for rule in rules
    ]
    columns = (
        Column(TICK, width_for(TICK, ()), "text"),
        Column(_CODE, width_for(_CODE, (row[1] for row in rows)), "text"),
        Column(_TITLE, width_for(_TITLE, (row[2] for row in rows)), "text"),
        Column(_GROUP, width_for(_GROUP, (row[3] for row in rows)), "text"),
    )
    block = Block("Choose_rules", columns, rows, top=_TOP)
    return Sheet(FACTS.name, FACTS.kind, lines=(Line(1, 1, _ABOUT, "text"),), block=block, frozen=2)


def read_rules_chosen(grid: Grid) -> list[str] | None:
    """The codes that are ticked, none for all rules; None where there is no such sheet.

    Raises UserError where its columns are gone, or a ticked code is of no rule.
    """
    if not grid:
        return None
    header, titles = header_of(grid, (TICK, _CODE))
    if not {TICK, _CODE} <= set(titles):
        raise UserError(
            f"The sheet {RULES_SHEET} has lost a column. Delete the sheet and click Choose rules to make it again."
        )
    tick, code = titles.index(TICK), titles.index(_CODE)
    known = {rule.code.upper(): rule.code for rule in all_rules()}
    ticked = [
        (from_sheet(row[code]) or "").strip()
        for row in grid[header:]
        if (from_sheet(row[tick]) or "").strip().casefold() not in _NOT_TICKED
    ]
    if unknown := [one for one in ticked if one.upper() not in known]:
        raise UserError(f'There is no rule "{unknown[0]}". Correct its code on the sheet {RULES_SHEET}.')
    return [known[one.upper()] for one in ticked]
