"""How live sheets are printed, set up by the add-in's macro in one call for all sheets that were made."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL
from workbook.excel.macros import NoMacroError, call_macro
from workbook.plan import appearance
from workbook.plan.sheet_model import Sheet
from xl903.engine.messages import UserError

SET_PAGES = "'xl903.xlam'!SetPages"
"""The macro of the add-in that sets pages up (addin/ribbon/vba/Printing.bas)."""


def set_pages(app: xw.App, sheets: Sequence[Sheet]) -> None:
    """Set up how sheets that were made are printed, as in files.

    It is only for looks: without the macro it is left out, since Excel takes ten calls a sheet for it, and on a
    Mac too.
    """
    if not sheets or not HAS_OBJECT_MODEL:
        return
    blocks = [sheet.block for sheet in sheets]
    columns = (
        [sheet.name for sheet in sheets],
        [
            "" if block is None else appearance.printed_cells(sheet, block)
            for sheet, block in zip(sheets, blocks, strict=True)
        ],
        ["" if block is None else appearance.printed_titles(block) for block in blocks],
    )
    with suppress(NoMacroError, UserError):
        call_macro(app, SET_PAGES, *columns, *appearance.PAGE_FOOTER)
