"""Every sheet states its own facts and is in the one list; what was forgotten for a new sheet is named here."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

import workbook.plan
import xl903
from tests.workbook.conftest import VALIDATED
from workbook import make_plan
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_list import SHEETS, key_of, names_of
from workbook.plan.sheet_model import Plan
from workbook.session.planning import plan_before_checking

MODULES = [
    found.name
    for found in pkgutil.iter_modules(workbook.plan.__path__)
    if found.name.endswith(("_sheet", "_sheets"))
]


def stated_in(module: str) -> list[SheetFacts]:
    names = vars(import_module(f"workbook.plan.{module}"))
    return [value for value in names.values() if isinstance(value, SheetFacts)]


@pytest.mark.parametrize("module", MODULES)
def test_a_sheets_module_states_its_facts_and_is_in_the_list(module: str) -> None:
    own = stated_in(module)
    assert own, f"workbook/plan/{module}.py does not say what its sheet is; add FACTS = SheetFacts(...)."
    for facts in own:
        assert facts in SHEETS, (
            f'workbook/plan/sheet_list.py does not list the sheet "{facts.name}" of workbook/plan/{module}.py.'
        )


def test_no_two_sheets_have_one_name() -> None:
    names = [facts.name for facts in SHEETS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("facts", SHEETS, ids=lambda facts: facts.name)
def test_a_list_says_what_a_row_is_known_by(facts: SheetFacts, plan: Plan, report: xl903.Report) -> None:
    for sheet in plan.sheets:
        if facts.describes(sheet.name) and sheet.kind in ("list", "this year") and sheet.block is not None:
            titles = [column.title for column in sheet.block.columns]
            assert facts.key, f'The sheet "{sheet.name}" has a list, but its facts name no key.'
            assert set(facts.key) <= set(titles), (
                f'The key of the sheet "{sheet.name}" names columns that it does not have.'
            )


def test_every_sheet_of_a_plan_has_facts_of_its_own_kind(plan: Plan) -> None:
    for sheet in plan.sheets:
        described = [facts for facts in SHEETS if facts.describes(sheet.name)]
        assert len(described) == 1, (
            f'workbook/plan/sheet_list.py has no facts, or several, for "{sheet.name}".'
        )
        assert described[0].kind == sheet.kind


def test_rows_are_known_by_the_columns_that_the_sheet_states() -> None:
    assert key_of("Errors") == ("Code", "Table", "xl903 row")
    assert key_of("Episodes") == ("xl903 row",)
    assert key_of("Episodes 2025") == ()
    assert key_of("My notes") == ()


def test_what_a_check_said_goes_with_a_newer_extract_and_the_log_of_runs_and_teams_stay() -> None:
    newer = names_of(Lifetime.CHECK)
    assert newer >= {
        *("Summary", "Children", "Errors", "Portal", "Portal children", "Child", "Changes", "Checks"),
        *("Codes", "Unassigned"),
    }
    stays_with_the_rows = {"Replies", "xl903 sent"}
    assert not newer & stays_with_the_rows
    another_return = names_of(Lifetime.CHECK, Lifetime.ROWS)
    assert another_return >= newer | stays_with_the_rows
    assert not another_return & {"Start", "Runs", "Teams", "xl903 memory"}


def test_before_the_first_check_a_workbook_shows_what_is_loaded_and_says_of_no_row_that_it_is_valid(
    report: xl903.Report,
) -> None:
    loaded = plan_before_checking(report.ret)
    assert [sheet.name for sheet in loaded.sheets] == [
        *("Start", "Header", "Episodes", "AD1", "SWEpisodes", "Header 2025", "xl903 memory"),
    ]
    episodes = loaded.sheet("Episodes").block
    assert episodes is not None
    shown = {row[episodes.position("Status")] for row in episodes.rows}
    assert shown == {None}
    checked = make_plan(report, when=VALIDATED).sheet("Episodes").block
    assert checked is not None
    assert {row[checked.position("Status")] for row in checked.rows} == {"Error"}
