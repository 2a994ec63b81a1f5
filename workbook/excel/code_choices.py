"""DfE's codes offered in live cells: a list to choose from, and what the codes mean once a cell is selected."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL, Undo
from workbook.excel.macros import NoMacroError, call_macro
from workbook.plan.addresses import LAST_ROW
from workbook.plan.codes_sheet import LONGEST_LIST, NO_SUCH_CODE
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import Choice, column_letter
from xl903.engine.messages import UserError

OFFER_CODES = "'xl903.xlam'!OfferCodes"
"""The macro of the add-in that offers codes on every sheet in one call (addin/vba/Codes.bas)."""

_LIST, _WARNING, _BETWEEN = 3, 2, 1


@dataclass(frozen=True)
class Offer:
    """Codes offered in the cells of a sheet.

    listed: the codes by commas, or the name of where they stand, which is ``stand_at``.
    """

    sheet: str
    cells: str
    listed: str
    title: str
    text: str
    stand_at: str | None = None


def offers(
    sheet: str, choices: Sequence[Choice], titles: Sequence[str], places: TablePosition
) -> list[Offer]:
    """What to offer in the columns of a table as they stand. titles: those of the columns that choices count."""
    at = places.columns
    found = []
    for choice in choices:
        if (title := titles[choice.column]) in at:
            letter = column_letter(at[title])
            cells = f"{letter}{places.header + 1}:{letter}{LAST_ROW}"
            listed, said = ",".join(choice.codes), (choice.help_title, choice.help_text)
            if len(listed) <= LONGEST_LIST:
                found.append(Offer(sheet, cells, listed, *said))
            else:
                found.append(Offer(sheet, cells, f"=xl903_{title}", *said, stand_at=choice.cells))
    return found


def offer_codes(book: xw.Book, asked: Sequence[Offer], undo: Undo) -> None:
    """Offer codes in cells: by the add-in's macro, or column by column where the macro is not there.

    Lists are a help and no data, so Excel's refusal of one stops nothing.
    """
    if not asked or not HAS_OBJECT_MODEL:
        return
    for one in asked:
        if one.stand_at is not None:
            named = book.api.Names.Add(one.listed.removeprefix("="), f"={one.stand_at}")
            undo.add(named.Delete)
    columns = (
        [one.sheet for one in asked],
        [one.cells for one in asked],
        [one.listed for one in asked],
        [one.title for one in asked],
        [one.text for one in asked],
    )
    try:
        with suppress(UserError):
            call_macro(book.app, OFFER_CODES, *columns)
    except NoMacroError:
        for one in asked:
            with suppress(Exception):
                _offer(book.sheets[one.sheet], one)


def _offer(sheet: xw.Sheet, one: Offer) -> None:
    rule = sheet.range(one.cells).api.Validation
    rule.Delete()
    rule.Add(_LIST, _WARNING, _BETWEEN, one.listed)
    rule.IgnoreBlank = True
    rule.InputTitle = one.title
    rule.InputMessage = one.text
    rule.ErrorTitle = one.title
    rule.ErrorMessage = NO_SUCH_CODE
