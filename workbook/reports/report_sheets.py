"""The sheets of reports: a title, what it is about, and a list, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from workbook.plan.sheet_model import Block, Column, Kind, Line, Sheet, Value

Shape = tuple[float, Kind]
"""How wide a column is, in characters, and how its cells are shown."""

_SHAPES: Mapping[str, Shape] = {
    "LA Child ID": (14, "text"),
    "Sex": (6, "text"),
    "Date Of Birth": (14, "text"),
    "Error Codes": (60, "wrapped"),
    "Error Code": (12, "text"),
    "Error message": (60, "wrapped"),
    "Count": (10, "number"),
    "Children in error": (18, "number"),
    "Code": (12, "text"),
    "What is wrong": (60, "wrapped"),
    "Errors": (10, "number"),
    "Table": (16, "text"),
    "Record": (30, "wrapped"),
    "Row": (8, "number"),
    "Columns": (20, "wrapped"),
    "Value": (26, "wrapped"),
    "Field": (26, "wrapped"),
    "Checked and right": (40, "wrapped"),
    "Reason": (50, "wrapped"),
    "Old value": (24, "wrapped"),
    "New value": (24, "wrapped"),
    "In the extract": (40, "wrapped"),
    "Beside the others": (26, "wrapped"),
}
_OTHER: Shape = (18, "text")


def list_sheet(name: str, title: str, lines: Sequence[str], frame: pd.DataFrame, *, frozen: int = 0) -> Sheet:
    """A sheet with a title, some lines of text and a list.

    frame: the list, its columns named as people read them; cells are text, numbers or dates, None for blank.
    """
    above = [Line(1, 1, title, "title"), *(Line(row, 1, text) for row, text in enumerate(lines, start=2))]
    columns = tuple(Column(str(column), *_shape(frame, str(column))) for column in frame.columns)
    cells = frame.astype(object).where(frame.notna(), None)
    rows: list[Sequence[Value]] = [tuple(row) for row in cells.to_numpy(dtype=object).tolist()]
    block = Block(
        "".join(part for part in f"{name}_list" if part.isalnum() or part == "_"),
        columns,
        rows,
        len(above) + 2,
    )
    return Sheet(name, "list", tuple(above), block, frozen=frozen)


def _shape(frame: pd.DataFrame, column: str) -> Shape:
    if column in _SHAPES:
        return _SHAPES[column]
    return (14, "number") if pd.api.types.is_numeric_dtype(frame[column]) else _OTHER
