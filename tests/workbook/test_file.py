"""Plans as .xlsx files: opened again by openpyxl, and read back."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xl903
from workbook import make_plan, read_tables, write_workbook
from workbook.plan import appearance
from workbook.plan.cell_values import escape
from workbook.plan.sheet_model import Plan
from xl903.readers.xlsx_values import unescape


@pytest.fixture(scope="module")
def written(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "out.xlsx"
    write_workbook(plan, path)
    return path


@pytest.fixture(scope="module")
def book(written: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(written)


def test_marked_cells_are_painted_and_noted_and_no_others(book: openpyxl.Workbook, plan: Plan) -> None:
    for sheet in plan.sheets:
        ws = book[sheet.name]
        painted = {
            (cell.row, cell.column)
            for row in ws.iter_rows()
            for cell in row
            if cell.fill.fgColor.rgb.endswith(appearance.BAD_FILL)
        }
        noted = {
            (cell.row, cell.column): cell.comment.text
            for row in ws.iter_rows()
            for cell in row
            if cell.comment
        }
        wrong = {
            (line.row, line.column) for line in sheet.lines if line.style == "wrong" and not line.formula
        }
        assert painted == {(row + 2, column + 1) for row, column in sheet.marks} | wrong
        assert noted == {(note.row + 2, note.column + 1): note.text for note in sheet.notes}


def test_text_that_looks_like_a_formula_is_text(book: openpyxl.Workbook) -> None:
    header = book["Header"]
    for cell, shown in ((header["F3"], "=1+1"), (header["G3"], "-5")):
        assert (cell.value, cell.data_type) == (shown, "s")
        assert cell.quotePrefix


def test_no_cell_is_a_formula_but_on_child_and_none_holds_data(
    book: openpyxl.Workbook, report: xl903.Report
) -> None:
    formulas = {
        (ws.title, str(cell.value))
        for ws in book.worksheets
        for row in ws.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert {sheet for sheet, _ in formulas} <= {"Child"}
    ids = {str(child) for child in report.ret.header.child}
    assert not ids & {word for _, formula in formulas for word in re.findall(r"\w+", formula)}


def test_tables_have_filters_frozen_headers_and_a_hidden_row_id(book: openpyxl.Workbook) -> None:
    episodes = book["Episodes"]
    (table,) = episodes.tables.values()
    assert table.autoFilter is not None
    assert table.ref == f"A1:{episodes.cell(4, episodes.max_column).coordinate}"
    assert episodes.freeze_panes == "D2"
    assert episodes.column_dimensions[episodes.cell(1, episodes.max_column).column_letter].hidden


def test_a_table_without_rows_is_still_a_table(book: openpyxl.Workbook) -> None:
    (table,) = book["AD1"].tables.values()
    assert table.ref.startswith("A1:")


def test_links_lead_to_the_cell(book: openpyxl.Workbook, plan: Plan) -> None:
    errors = plan.sheet("Errors")
    for link in errors.links:
        cell = book["Errors"].cell(link.row + 2, link.column + 1)
        assert cell.hyperlink.location == f"'{link.sheet}'!{link.cell}"
        row, column = book[link.sheet][link.cell].row, book[link.sheet][link.cell].column
        assert (row - 2, column - 1) in set(plan.sheet(link.sheet).marks)


def test_the_chart_is_native_and_has_words_for_a_screen_reader(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        assert "xl/charts/chart1.xml" in archive.namelist()
        assert "Bar chart of the rules with most errors" in archive.read("xl/drawings/drawing1.xml").decode()


def test_digits_that_are_text_raise_no_warning_in_excel(written: Path, plan: Plan) -> None:
    place = 1 + [sheet.name for sheet in plan.sheets].index("Header")
    with zipfile.ZipFile(written) as archive:
        sheet = archive.read(f"xl/worksheets/sheet{place}.xml").decode()
    assert '<ignoredError sqref="A1:' in sheet
    assert 'numberStoredAsText="1"' in sheet
    assert sheet.index("<ignoredErrors") < sheet.index("<legacyDrawing") < sheet.index("<tableParts")


def test_what_was_loaded_is_read_back(written: Path, report: xl903.Report) -> None:
    back = read_tables(written)
    assert list(back) == list(report.ret.tables)
    for name, frame in report.ret.tables.items():
        for column in frame.columns:
            given = [None if pd.isna(value) else value for value in frame[column]]
            assert back[name][column].tolist() == given


def test_a_file_that_is_no_workbook_is_said(tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_bytes(b"Dear analyst")
    with pytest.raises(xl903.UserError, match=r"letter\.xlsx"):
        read_tables(path)


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(xl903.UserError, match="folder"):
        write_workbook(plan, tmp_path / "nowhere" / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_file_stays_as_it_was_where_writing_fails(plan: Plan, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(xl903.UserError, match="cannot be written"):
        write_workbook(plan, target, replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx"]
    assert (target / "mine.txt").read_text() == "mine"


@given(st.text())
def test_escaping_is_undone(text: str) -> None:
    assert unescape(escape(text)) == text


CELLS = st.one_of(
    st.dates().map(lambda day: f"{day:%d/%m/}{day.year:04d}"),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=20),
    st.sampled_from(
        ["=1+1", "+44", "-1", "@home", "007", "1E5", "TRUE", "1/2/2020", "_x0041_", "12345678901234567"]
    ),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=40))
def test_any_values_survive_the_sheet(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["CHILD", "DECOM", "URN"], dtype=object)
    frame = frame.map(lambda text: text.strip() or "x")
    ret = xl903.Return({"Episodes": frame}, year=2026, authority=None)
    path = tmp_path / "any.xlsx"
    write_workbook(make_plan(xl903.validate(ret, codes=["144"])), path)
    assert read_tables(path)["Episodes"][list(frame.columns)].to_numpy().tolist() == frame.to_numpy().tolist()
