"""DfE's codes offered in live cells: a list to choose from, and what the codes mean once a cell is selected."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL, Undo
from workbook.excel.macros import NoMacroError, call_macro
from workbook.plan.addresses import LAST_ROW, column_letter
from workbook.plan.codes_sheet import LONGEST_LIST, NO_SUCH_CODE
from workbook.update.edits import Offer
from xl903.engine.messages import UserError

OFFER_CODES = "'xl903.xlam'!OfferCodes"
"""The macro of the add-in that offers codes on every sheet in one call (addin/vba/Codes.bas)."""

_LIST, _WARNING, _BETWEEN = 3, 2, 1


def offer_codes(book: xw.Book, asked: Sequence[tuple[str, Offer]], undo: Undo) -> None:
    """Offer codes in cells of sheets: by the add-in's macro, or column by column where the macro is not there.

    Lists are a help and no data, so Excel's refusal of one stops nothing.
    """
    if not asked or not HAS_OBJECT_MODEL:
        return
    listed = []
    for _, one in asked:
        codes = ",".join(one.codes)
        if len(codes) > LONGEST_LIST:
            codes = f"=xl903_{one.name}"
            named = book.api.Names.Add(codes.removeprefix("="), f"={one.cells}")
            undo.add(named.Delete)
        listed.append(codes)
    cells = [_cells(one) for _, one in asked]
    columns = (
        [sheet for sheet, _ in asked],
        cells,
        listed,
        [one.help_title for _, one in asked],
        [one.help_text for _, one in asked],
    )
    try:
        with suppress(UserError):
            call_macro(book.app, OFFER_CODES, *columns)
    except NoMacroError:
        for (sheet, one), where, codes in zip(asked, cells, listed, strict=True):
            with suppress(Exception):
                _offer(book.sheets[sheet], one, where, codes)


def _cells(one: Offer) -> str:
    letter = column_letter(one.column - 1)
    return f"{letter}{one.first_row}:{letter}{LAST_ROW}"


def _offer(sheet: xw.Sheet, one: Offer, cells: str, listed: str) -> None:
    rule = sheet.range(cells).api.Validation
    rule.Delete()
    rule.Add(_LIST, _WARNING, _BETWEEN, listed)
    rule.IgnoreBlank = True
    rule.InputTitle = one.help_title
    rule.InputMessage = one.help_text
    rule.ErrorTitle = one.help_title
    rule.ErrorMessage = NO_SUCH_CODE
