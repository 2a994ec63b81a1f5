"""Answers that fill, clear and delete are carried out alike by both drivers, logged, and put back from Changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from tests.update import two_drivers as do
from workbook.file.opened_file import open_file
from workbook.session.next_run import NextRun, continue_from
from workbook.session.using_answers import (
    agreed_in_bulk,
    agreed_one_by_one,
    certain_suggestions,
    use_suggestions,
)
from xl903.engine.report import CLEAR, DELETE, SUGGESTION_COLUMNS, VALUE

ANSWERS = pd.DataFrame(
    [
        ("Episodes", 2, "LS", "C2", "certain", "last year", "", VALUE),
        ("Episodes", 0, "REASON_PLACE_CHANGE", "", "certain", "no move", "", CLEAR),
        ("Header", 1, "", "", "certain", "the same as another row", "", DELETE),
    ],
    columns=list(SUGGESTION_COLUMNS),
)


def use(next_run: NextRun) -> NextRun:
    return use_suggestions(next_run, ANSWERS)


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    path = tmp_path_factory.mktemp("answers") / "book.xlsx"
    do.write_new(path)
    openpyxl.load_workbook(path).save(path)
    return do.check_both_ways(path, use)


@pytest.mark.parametrize("name", ["Header", "Episodes"])
def test_both_drivers_leave_the_same_tables(ways: tuple[Path, Path], name: str) -> None:
    first, second = (openpyxl.load_workbook(way)[name] for way in ways)
    assert do.shown(first) == do.shown(second)


def test_the_return_has_the_value_and_neither_the_cell_nor_the_row(ways: tuple[Path, Path]) -> None:
    tables = open_file(ways[0]).read().tables
    assert list(tables["Header"]["CHILD"]) == ["007", "9"]
    assert tables["Episodes"]["LS"].iloc[2] == "C2"
    assert pd.isna(tables["Episodes"]["REASON_PLACE_CHANGE"].iloc[0])


def test_changes_say_what_was_done_and_put_it_back(ways: tuple[Path, Path]) -> None:
    log = open_file(ways[0]).read().log
    assert set(log["how"]) == {"suggestion"}
    assert set(log["evidence"]) == set(ANSWERS["evidence"])
    assert (log["kind"] == "row deleted").sum() == 1
    book = openpyxl.load_workbook(ways[0])
    sheet = book["Changes"]
    column = do.columns(sheet)["Put back"]
    for row in range(2, 2 + len(log)):
        sheet.cell(row, column).value = "yes"
    book.save(ways[0])
    do.check_in_file(ways[0])
    tables = open_file(ways[0]).read().tables
    assert sorted(tables["Header"]["CHILD"]) == ["007", "8", "9"]
    assert "CARPL" in set(tables["Episodes"]["REASON_PLACE_CHANGE"])
    assert "QQ" in set(tables["Episodes"]["LS"])


def test_of_certain_suggestions_those_count_that_there_is_a_cell_for(ways: tuple[Path, Path]) -> None:
    next_run = continue_from(open_file(ways[0]).read())
    tables = {**next_run.tables, "Episodes": next_run.tables["Episodes"].drop(columns="LS")}
    report = SimpleNamespace(
        suggestions=pd.concat([ANSWERS, ANSWERS, ANSWERS.assign(confidence="likely", row=3)])
    )
    found = certain_suggestions(replace(next_run, tables=tables), report)  # type: ignore[arg-type]
    assert found["kind"].tolist() == [CLEAR, DELETE]


def test_clearing_and_deleting_in_bulk_have_a_question_of_their_own() -> None:
    asked: list[str] = []

    def only_values(question: str) -> bool:
        asked.append(question)
        return question.startswith("Use")

    kept = agreed_in_bulk(pd.concat([ANSWERS, ANSWERS.assign(row=5)]), only_values)
    assert [question.split("?")[0] for question in asked] == [
        "Use the certain suggestions in 2 cells",
        "Clear 2 cells, as the certain suggestions say",
        "Delete 2 rows, as the certain suggestions say",
    ]
    assert set(kept["kind"]) == {VALUE}


def test_one_that_was_chosen_alone_needs_no_question() -> None:
    assert len(agreed_one_by_one(ANSWERS, lambda question: False)) == 3
    several = pd.concat([ANSWERS, ANSWERS.assign(row=5)])
    assert set(agreed_one_by_one(several, lambda question: False)["kind"]) == {VALUE}
