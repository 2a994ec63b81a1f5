"""What xl903 writes itself, cell by cell against openpyxl's plain writing of the same plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbook.plain_writing import write_with_openpyxl
from workbook import write_workbook
from workbook.plan.sheet_model import Block, Choice, Column, Line, Link, Note, Plan, Sheet

ODD_TEXTS = (
    "",
    "a  b",
    " led by a space",
    "two\nlines",
    "tab\tand\rreturn",
    "<&>'\"",
    "=1+1",
    "@SUM(A1)",
    "_x000D_",
    "x005F_",
    "_x005F_x0041_",
    "'quoted",
    "€ ü 漢 \U0001f600",
    "\x01 control \x1f",
    "007",
    "]]>",
)
NOTES = tuple(text for text in ODD_TEXTS if text.isprintable() and text and "_x" not in text)
NUMBERS = (0, -1, 123456789012345, 0.1 + 0.2, 1e300, -2.5, 1.0, True, False, None)
DAYS = (
    dt.date(1900, 3, 1),
    dt.date(2026, 4, 30),
    dt.datetime(2026, 4, 30, 9, 30, 5),
    dt.date(9999, 12, 31),
    None,
)


@pytest.fixture(scope="module")
def odd_plan() -> Plan:
    """A plan with everything that a cell, a note, a link and a line may be."""
    kinds = ("text", "wrapped", "number", "date", "moment")
    columns = tuple(Column(f"{kind} & <more>", 12.5, kind, hidden=kind == "moment") for kind in kinds)
    rows = [
        (text, text, NUMBERS[row % len(NUMBERS)], DAYS[row % len(DAYS)], DAYS[(row + 2) % len(DAYS)])
        for row, text in enumerate(ODD_TEXTS * 3)
    ]
    marks = [(row, row % (len(kinds) - 1)) for row in range(len(rows))]
    odd = Sheet(
        "It's odd",
        "list",
        (Line(1, 1, "Title", "title"), Line(2, 7, 4.5, "figure"), Line(6, 8, dt.date(2026, 4, 1), "wrong")),
        Block("odd", columns, rows, top=4),
        marks,
        [Note(row, column, NOTES[row % len(NOTES)]) for row, column in marks],
        [Link(row, (row + 1) % len(kinds), "Plain", f"A{row + 1}") for row in range(0, len(rows), 3)],
        choices=[
            Choice(0, ("A", "B&C"), "Codes!$D$2:$D$3", 'Title "q"', "Help\nwith <lines>"),
            Choice(2, tuple(f"CODE{n}" for n in range(99)), "Codes!$D$4:$D$99", "Long", "Long"),
        ],
        frozen=2,
    )
    return Plan(
        (
            odd,
            Sheet("Plain", "this year", block=Block("empty", columns, ())),
            Sheet("Lines", "theirs", (Line(3, 2, "=text", "text"),), widths=(30.0, 12.25)),
            Sheet(
                "memory",
                "memory",
                block=Block("memory", columns[:2], [("row", f'["{text}"]') for text in ODD_TEXTS]),
            ),
        )
    )


@pytest.fixture(params=["odd", "return"])
def both(
    request: pytest.FixtureRequest, odd_plan: Plan, plan: Plan, tmp_path: Path
) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
    """The plan as xl903 writes it and as openpyxl does, each read by openpyxl."""
    shown = odd_plan if request.param == "odd" else plan
    write_workbook(shown, tmp_path / "ours.xlsx")
    write_with_openpyxl(shown, tmp_path / "plain.xlsx")
    ours, plain = (openpyxl.load_workbook(tmp_path / name) for name in ("ours.xlsx", "plain.xlsx"))
    return ours, plain


def _look(cell: Cell) -> tuple[Any, ...]:
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type else None
    font = cell.font
    shown = (
        font.name,
        font.sz,
        font.b,
        font.u,
        font.color.rgb if font.color and font.color.type == "rgb" else None,
    )
    align = cell.alignment
    placed = align.horizontal, align.vertical, bool(align.wrap_text), align.indent
    return cell.number_format, fill, shown, placed, bool(cell.quotePrefix), cell.style


def _cells(ws: Worksheet) -> dict[str, tuple[Any, ...]]:
    found = {}
    for cell in (cell for row in ws.iter_rows() for cell in row):
        note = (cell.comment.text, cell.comment.author) if cell.comment else None
        link = (cell.hyperlink.ref, cell.hyperlink.location) if cell.hyperlink else None
        kind = "n" if cell.value in (None, "") else cell.data_type
        said = cell.value or None if isinstance(cell.value, str) else cell.value
        found[cell.coordinate] = (said, type(said), kind, *_look(cell), note, link)
    return found


def _pairs(both: tuple[openpyxl.Workbook, openpyxl.Workbook]) -> Iterator[tuple[Worksheet, Worksheet]]:
    ours, plain = both
    assert ours.sheetnames == plain.sheetnames
    return zip(ours.worksheets, plain.worksheets, strict=True)


def test_every_cell_has_the_same_value_format_look_note_and_link(
    both: tuple[openpyxl.Workbook, openpyxl.Workbook],
) -> None:
    for ours, plain in _pairs(both):
        cells, expected = _cells(ours), _cells(plain)
        assert cells.keys() == expected.keys()
        assert [(at, one, expected[at]) for at, one in cells.items() if one != expected[at]] == []


def test_tables_filters_panes_widths_heights_choices_and_pages_are_the_same(
    both: tuple[openpyxl.Workbook, openpyxl.Workbook],
) -> None:
    def rest(ws: Worksheet) -> dict[str, Any]:
        return {
            "state": ws.sheet_state,
            "tables": {
                name: (one.ref, one.autoFilter.ref, one.column_names, one.tableStyleInfo.name)
                for name, one in ((one.name, one) for one in ws.tables.values())
            },
            "panes": ws.freeze_panes,
            "grid": ws.sheet_view.showGridLines is not False,
            "widths": {letter: (one.width, one.hidden) for letter, one in ws.column_dimensions.items()},
            "heights": {row: one.height for row, one in ws.row_dimensions.items() if one.height},
            "choices": [
                (
                    str(one.sqref),
                    one.formula1,
                    one.type,
                    one.errorStyle,
                    one.error,
                    one.errorTitle,
                    one.prompt,
                    one.promptTitle,
                    one.allow_blank,
                    one.showErrorMessage,
                    one.showInputMessage,
                )
                for one in ws.data_validations.dataValidation
            ],
        }

    def page(ws: Worksheet) -> tuple[Any, ...]:
        setup = ws.page_setup
        return (
            setup.orientation, str(setup.paperSize), setup.fitToHeight, ws.sheet_properties.pageSetUpPr.fitToPage,
            ws.print_title_rows, ws.oddFooter.left.text, ws.oddFooter.right.text,
            ws.sheet_properties.tabColor and ws.sheet_properties.tabColor.rgb,
        )  # fmt: skip

    for ours, plain in _pairs(both):
        assert rest(ours) == rest(plain)
        if ours.sheet_state == "visible":
            assert page(ours) == page(plain)
