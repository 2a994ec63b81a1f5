"""Sheets that had another name in earlier versions, given their present one where they are."""

from __future__ import annotations

from dataclasses import replace

from workbook.excel.excel_calls import Undo
from workbook.excel.live_book import LiveBook, LiveSheets
from workbook.plan.runs_sheet import EARLIER_NAME, RUNS_SHEET, under_present_name


def bring_over(live: LiveBook, undo: Undo) -> LiveBook:
    """The workbook with its log of runs under the present name, with all that the analyst did to the sheet."""
    grids = under_present_name(live.grids)
    if grids is live.grids:
        return live
    sheet = live.sheets[EARLIER_NAME]
    undo.add(lambda: setattr(sheet, "name", EARLIER_NAME))
    sheet.name = RUNS_SHEET
    sheets = LiveSheets(live.book, list(grids), {RUNS_SHEET: sheet})
    return replace(
        live,
        sheets=sheets,
        grids=grids,
        filtered=None if live.filtered is None else frozenset(map(_present_name, live.filtered)),
        tables=None if live.tables is None else {_present_name(name): at for name, at in live.tables.items()},
    )


def _present_name(name: str) -> str:
    return RUNS_SHEET if name == EARLIER_NAME else name
