"""Links that still lead to the right cell after the analyst sorted, inserted or deleted rows.

A link is a formula that looks for its row by the row's hidden id each time Excel calculates.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from workbook.excel.excel_calls import sheet_position
from workbook.excel.new_sheets import LinkFormula
from workbook.plan.addresses import column_letter
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import Value
from workbook.plan.table_sheets import ROW_ID

_ROOM_BELOW = 100
"""Rows below the last that a link looks through too, for rows the analyst moves down."""

_LONGEST_LITERAL = 255
"""Characters of a text inside a formula."""


def links_into(tables: Mapping[str, tuple[np.ndarray, TablePosition]]) -> LinkFormula:
    """What makes links into these tables: sheet to the ids of its rows, and where they stand.

    A cell of another sheet is linked to as it stands.
    """
    ids_at = {
        sheet: dict(zip(places.rows.tolist(), ids.tolist(), strict=True))
        for sheet, (ids, places) in tables.items()
    }

    def formula(sheet: str, cell: str, shown: Value) -> str | None:
        row, column = sheet_position(cell)
        said = str(shown).replace('"', '""')
        if len(said) > _LONGEST_LITERAL or shown is None:
            return None
        literal = f'"{said}"' if isinstance(shown, str) else said
        if sheet not in tables or ROW_ID not in tables[sheet][1].columns or row not in ids_at[sheet]:
            return f"=HYPERLINK(\"#'{sheet}'!{cell}\",{literal})"
        places = tables[sheet][1]
        letter = column_letter(places.columns[ROW_ID])
        first, last = places.header + 1, int(places.rows.max()) + _ROOM_BELOW
        ids = f"'{sheet}'!${letter}${first}:${letter}${last}"
        found = f"MATCH({ids_at[sheet][row]},{ids},0)+{places.header}"
        if not isinstance(shown, str):
            literal = found
        return f"=HYPERLINK(\"#'{sheet}'!{column_letter(column - 1)}\"&({found}),{literal})"

    return formula
