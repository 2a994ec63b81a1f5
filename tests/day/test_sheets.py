"""What single sheets of a checked workbook do, and what is said of those that are broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters, SortCondition, SortState

from tests.day.conftest import Run
from tests.day.week_files import (
    at,
    edited,
    everything_shown_is_right,
    join_names,
    opened,
    row_of,
)
from workbook import read_tables


def test_what_is_broken_is_said_and_nothing_is_changed(run: Run, book: Path, tmp_path: Path) -> None:
    def breaks(change: Callable[[openpyxl.Workbook], None], *said: str) -> None:
        broken = tmp_path / "broken.xlsx"
        shutil.copy(book, broken)
        with edited(broken) as workbook:
            change(workbook)
        before = broken.read_bytes()
        status, _, err = run("check", broken)
        assert status == 2
        assert all(part in err for part in said)
        assert err.strip().endswith(".")
        assert broken.read_bytes() == before

    breaks(lambda b: b["Episodes"].delete_cols(4), "Episodes", "DECOM", "Ctrl+Z")
    breaks(lambda b: b.remove(b["Header"]), "Header", "--restore")
    breaks(lambda b: b["Episodes"].delete_rows(1), "Episodes", "column names")
    breaks(lambda b: setattr(b["Header"]["D1"], "value", "CHILD"), "Header")
    breaks(lambda b: b.remove(b["xl903 memory"]), "Make a new one")


def test_a_deleted_sheet_is_made_again_where_it_was_as_last_checked(run: Run, book: Path) -> None:
    names = opened(book).sheetnames
    with edited(book) as workbook:
        header = workbook["Header"]
        at(header, "SEX", row_of(header, "8")).value = "F"
    assert run("check", book)[0] == 0
    with edited(book) as workbook:
        workbook.remove(workbook["Header"])
    assert run("check", book, "--restore")[0] == 0
    everything_shown_is_right(book)
    assert read_tables(book)["Header"]["SEX"].tolist() == ["M", "F", "F"]
    assert opened(book).sheetnames == names


def test_the_sheet_history_of_an_earlier_version_is_brought_over(run: Run, book: Path) -> None:
    assert run("check", book)[0] == 0
    runs = join_names(book, "Runs", "When")
    with edited(book) as workbook:
        workbook["Runs"].title = "History"
        workbook["History"]["AZ1"] = "mine"
        workbook.create_sheet("Mine")
    assert run("check", book)[0] == 0
    names = opened(book).sheetnames
    assert "History" not in names
    assert join_names(book, "Runs", "When")[: len(runs)] == runs
    assert len(join_names(book, "Runs", "When")) == len(runs) + 1
    everything_shown_is_right(book)

    # the analyst's own sheet of that name stays
    with edited(book) as workbook:
        workbook["Mine"].title = "History"
    assert run("check", book)[0] == 0
    assert {"History", "Runs"} <= set(opened(book).sheetnames)


def test_rules_ticked_on_their_sheet_are_the_ones_that_check_runs(run: Run, book: Path) -> None:
    with edited(book) as workbook:
        sheet = workbook.create_sheet("Choose rules")
        for row in (("Run", "Code", "Rule"), ("x", "103", ""), (None, "101", "")):
            sheet.append(row)
    assert run("check", book)[0] == 0
    assert {code for (code,) in join_names(book, "Errors", "Code")} <= {"103"}
    with edited(book) as workbook:
        workbook["Choose rules"]["B2"] = "9999"
    status, _, err = run("check", book)
    assert status == 2
    assert '"9999"' in err


def test_lists_keep_sort_order_and_filters(run: Run, book: Path) -> None:
    with edited(book) as workbook:
        header = workbook["Header"]
        at(header, "SEX", row_of(header, "8")).value = "F"
        errors = workbook["Errors"]
        in_table = [cell.value for cell in errors[1]].index("Table")
        (table,) = errors.tables.values()
        table.autoFilter = AutoFilter(ref=table.ref)
        table.autoFilter.filterColumn.append(FilterColumn(colId=in_table, filters=Filters(filter=["Header"])))
        table.sortState = SortState(
            ref=table.ref, sortCondition=[SortCondition(ref="B2:B99", descending=True)]
        )
    assert run("check", book)[0] == 0
    ws = openpyxl.load_workbook(book)["Errors"]
    rows = [row for row in range(2, ws.max_row + 1) if ws.cell(row, 2).value]
    codes = [str(ws.cell(row, 2).value).casefold() for row in rows]
    assert codes == sorted(codes, reverse=True)
    tables = [ws.cell(row, in_table + 1).value for row in rows]
    assert "Header" in tables
    assert [ws.row_dimensions[row].hidden for row in rows] == [table != "Header" for table in tables]
    everything_shown_is_right(book)


def test_a_child_is_shown_with_what_is_wrong_below_its_rows(run: Run, book: Path) -> None:
    assert run("check", book, "--child", "9")[0] == 0
    ws = openpyxl.load_workbook(book, data_only=True)["Child"]
    text = [str(cell.value) for row in ws.iter_rows() for cell in row if cell.value is not None]
    assert text[0] == "Child 9"
    assert any(line.startswith("103  ") for line in text)
    with edited(book) as workbook:
        sheet = workbook["Child"]
        cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "9")
        cell.value = 8
    assert run("check", book)[0] == 0
    assert openpyxl.load_workbook(book, data_only=True)["Child"]["A1"].value == "Child 8"


def test_codes_are_offered_with_their_meanings_and_never_insisted_on(book: Path) -> None:
    episodes = openpyxl.load_workbook(book)["Episodes"]
    rules = {str(rule.sqref).split("2:")[0]: rule for rule in episodes.data_validations.dataValidation}
    letter = at(episodes, "LS", 1).column_letter
    rule = rules[letter]
    assert rule.formula1.startswith('"C1,C2,')
    assert rule.errorStyle == "warning"
    assert "C2 full care order" in rule.prompt
    for one in rules.values():
        assert len(one.prompt) <= 255
        assert len(one.formula1) <= 257


def test_a_workbook_that_excel_has_open_is_left_alone(run: Run, book: Path) -> None:
    book.with_name(f"~${book.name}").write_bytes(b"")
    before = book.read_bytes()
    status, _, said = run("check", book)
    assert status == 2
    assert "open in another program" in said
    assert book.read_bytes() == before
