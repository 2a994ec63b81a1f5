"""The calls that the live workbook makes of Excel, each behind a name.

On Windows a call crosses from Python to Excel and costs about a millisecond, so these take the shortest way
through ``.api``, Excel's own object model. On macOS, where ``.api`` is AppleScript, they take xlwings'
portable way, and what is only for looks is left out.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import xlwings as xw

from workbook.plan import appearance
from workbook.plan.addresses import LAST_COLUMN, LAST_ROW, block_address, cell_address
from workbook.plan.appearance import LineLook

HAS_OBJECT_MODEL = sys.platform != "darwin"
"""Whether ``.api`` is Excel's object model, as on Windows."""

FIRST_DAY = dt.date(1899, 12, 30)
"""Day 0 of Excel's calendar, as it counts from 1 March 1900 on."""

DAYS_FROM_1900_TO_1904 = 1462
"""What a workbook that counts days from 1904, as old Macs did, counts less."""

_AS_RANGE, _HAS_HEADERS = 1, 1
_VISIBLE, _VERY_HIDDEN = -1, 2
_LEFT, _TOP, _UNDERLINED = -4131, -4160, 2
_HEADER_ROW = 1
_ASIDE = "_old"
"""What begins the names of sheets that are put aside, and of those that hold what was put aside."""
_ERROR_VALUES = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
}

Rows = Sequence[Sequence[Any]]


@dataclass
class Undo:
    """What would take the steps back that were taken so far; the last step is taken back first.

    at_the_end: what is done once every step was taken, such as deleting what steps were to be taken back to.
    """

    steps: list[Callable[[], object]] = field(default_factory=list)
    at_the_end: list[Callable[[], object]] = field(default_factory=list)

    def add(self, step: Callable[[], object]) -> None:
        """Remember how to take back what is about to be done."""
        self.steps.append(step)

    def take_back(self) -> None:
        """Take every step back. A step that cannot be is passed over, since the rest still can."""
        while self.steps:
            with suppress(Exception):
                self.steps.pop()()


@contextmanager
def all_or_nothing(app: xw.App) -> Iterator[Undo]:
    """Excel kept quiet and quick, and the workbook put back as it was if anything raises.

    Screen updating, events and calculation are off inside, and as they were afterwards, whatever happens.
    """
    undo = Undo()
    with app.properties(screen_updating=False, enable_events=False, calculation="manual"):
        try:
            yield undo
            for step in undo.at_the_end:
                step()
        except BaseException:
            undo.take_back()
            raise


def day_number(day: dt.date, *, from_1904: bool) -> float:
    """A day, or a moment, as Excel counts it."""
    if isinstance(day, dt.datetime):
        days = (day - dt.datetime.combine(FIRST_DAY, dt.time())) / dt.timedelta(days=1)
    else:
        days = float((day - FIRST_DAY).days)
    return days - (DAYS_FROM_1900_TO_1904 if from_1904 else 0)


def counts_from_1904(book: xw.Book) -> bool:
    """Whether the workbook counts its days from 1904."""
    return bool(HAS_OBJECT_MODEL and book.api.Date1904)


def as_text_cell(text: str) -> str:
    """A text as it is entered in a cell of text format; Excel takes a first apostrophe away."""
    return f"'{text}" if text.startswith("'") else text


def as_entered_text(text: str) -> str:
    """A text as it is entered in a cell of any format so that it stays text: no date, number or formula."""
    return f"'{text}"


# Reading and writing


@dataclass(frozen=True)
class Used:
    """What a sheet holds: the sheet's row and column of the first value, from 1, and rows of values."""

    top: int
    left: int
    rows: tuple[tuple[Any, ...], ...]


def read_used(sheet: xw.Sheet) -> Used:
    """All that a sheet holds. Values as Excel gives them; error values as their names, such as #N/A.

    A format far below or right of what is filled in does not count.
    """
    if HAS_OBJECT_MODEL:
        used = _filled_cells(sheet.api)
        values, address = used.Value, str(used.Address)
    else:
        values, address = sheet.used_range.raw_value, str(sheet.used_range.address)
    return used_from(values, address)


_MANY_CELLS = 200_000
"""Cells of a used range from which on it is asked how far something is in them."""


def _filled_cells(sheet: Any) -> Any:
    """The used cells of a sheet, as ``Reading.bas`` finds them."""
    used = sheet.UsedRange
    if used.CountLarge <= _MANY_CELLS:
        return used
    bottom = _last_filled(sheet, LAST_ROW, lambda row: sheet.Cells(row, 1))
    right = _last_filled(sheet, LAST_COLUMN, lambda column: sheet.Cells(1, column))
    return sheet.Range(sheet.Cells(1, 1), sheet.Cells(bottom, right))


def _last_filled(sheet: Any, last: int, cell: Callable[[int], Any]) -> int:
    """The last row or column that something is in, found by halves; 1 where nothing is anywhere."""
    counts, corner = sheet.Application.WorksheetFunction, sheet.Cells(LAST_ROW, LAST_COLUMN)
    low, high = 1, last
    while low < high:
        middle = (low + high) // 2
        if counts.CountA(sheet.Range(cell(middle + 1), corner)):
            low = middle + 1
        else:
            high = middle
    return low


def used_from(values: Any, address: str) -> Used:
    """What a sheet holds, from the values of its used range, one or rows of them, and the range's address."""
    first = sheet_position(address.partition(":")[0])
    if not isinstance(values, (tuple, list)):
        values = ((values,),)
    rows = tuple(tuple(_named_error(value) for value in row) for row in values)
    return Used(first[0], first[1], rows)


def _named_error(value: Any) -> Any:
    return _ERROR_VALUES.get(value, value) if type(value) is int else value


def sheet_position(address: str) -> tuple[int, int]:
    """Row and column, from 1, of a cell's address such as $F$12 or F12; of a whole column its first cell."""
    letters = "".join(sign for sign in address if sign.isalpha())
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    return int("".join(sign for sign in address if sign.isdigit()) or 1), column


def write_rows(sheet: xw.Sheet, top: int, left: int, rows: Rows) -> Any:
    """Write a block of values in one call; gives the range that was written."""
    target = sheet.range(block_address(top, left, len(rows), len(rows[0])))
    target.raw_value = tuple(map(tuple, rows))
    return target


def writer(sheet: xw.Sheet, top: int, left: int, rows: Rows) -> Callable[[], object]:
    """What writes a block of values when it is called, as to put back what stood there."""
    return lambda: write_rows(sheet, top, left, rows)


# Sheets and their looks


class Maker:
    """Makes sheets at the end of a workbook; what Excel need be asked once is asked once."""

    def __init__(self, book: xw.Book, app: xw.App) -> None:
        self._book = book
        self._app = app.api
        self._last: xw.Sheet | None = None
        self._has_style = False

    @cached_property
    def _sheets(self) -> Any:
        return self._book.api.Sheets

    @cached_property
    def _window(self) -> Any:
        return self._app.ActiveWindow

    def add(self, name: str, undo: Undo, after: xw.Sheet | None = None) -> xw.Sheet:
        """Add a sheet after another one, or after the one that was added last."""
        after = after or self._last or self._book.sheets[-1]
        if HAS_OBJECT_MODEL:
            # pywin32 heeds the second argument, After, only where the first is there too
            added = self._sheets.Add(None, after.api)
            self._last = xw.Sheet(impl=type(after.impl)(xl=added))
            undo.add(deleter(self._last))
            added.Name = name
        else:
            self._last = self._book.sheets.add(name, after=after)
            undo.add(self._last.delete)
        return self._last

    def add_aside(self, undo: Undo) -> xw.Sheet:
        """Add a sheet behind all others that is there until everything is done, or taken back."""
        last, name = self._last, f"{_ASIDE}{len(undo.at_the_end)}"
        made = self.add(name, undo, self._book.sheets[-1])
        self._last = last
        undo.at_the_end.append(deleter(made))
        return made

    def add_table(self, sheet: xw.Sheet, target: Any, name: str) -> None:
        """Make a range with a header row into an Excel table with filter buttons, in xl903's look."""
        if not HAS_OBJECT_MODEL:
            sheet.tables.add(target, name=name, table_style_name=appearance.STRIPE_STYLE)
            target[0, :].color = f"#{appearance.HEADER_FILL}"
            target[0, :].font.color = f"#{appearance.HEADER_TEXT}"
            return
        self._make_style()
        table = sheet.api.ListObjects.Add(
            _AS_RANGE, target.api, None, _HAS_HEADERS, None, appearance.TABLE_STYLE
        )
        # Another table of the workbook may have the name; then Excel's own name serves as well.
        with suppress(Exception):
            table.Name = name

    def _make_style(self) -> None:
        """Give the workbook the look of xl903's tables, which every table then has by one name."""
        if self._has_style:
            return
        self._has_style = True
        styles = self._book.api.TableStyles
        with suppress(Exception):
            styles(appearance.TABLE_STYLE)
            return
        header = styles.Add(appearance.TABLE_STYLE).TableStyleElements(_HEADER_ROW)
        header.Interior.Color = colour_number(appearance.HEADER_FILL)
        header.Font.Color = colour_number(appearance.HEADER_TEXT)
        header.Font.Bold = True

    def freeze(self, name: str, row: int, column: int) -> None:
        """Keep what is above and left of a cell in sight while scrolling; brings the sheet to the front."""
        if HAS_OBJECT_MODEL:
            self._app.Goto(f"'{name}'!R{row}C{column}")
            self._window.FreezePanes = True


def activate(sheet: xw.Sheet) -> None:
    """Bring a sheet to the front of its workbook, without pulling Excel in front of other programs."""
    if HAS_OBJECT_MODEL:
        sheet.api.Activate()
    else:
        sheet.select()


def selected_cell(book: xw.Book) -> tuple[str, int, int]:
    """The sheet in front of a workbook, and the row and column, from 1, of the cell that is selected there."""
    if HAS_OBJECT_MODEL:
        address = str(book.app.api.ActiveCell.Address)
        return (str(book.api.ActiveSheet.Name), *sheet_position(address))
    selection = book.selection
    if selection is None:
        return (book.sheets.active.name, 1, 1)
    return (selection.sheet.name, *sheet_position(selection.address.partition(":")[0]))


def show_cell(sheet: xw.Sheet, row: int, column: int) -> None:
    """Select a cell and bring it into sight."""
    cell = sheet.range(cell_address(row, column))
    if HAS_OBJECT_MODEL:
        sheet.book.app.api.Goto(cell.api)
    else:
        sheet.select()
        cell.select()


def user_name(app: xw.App) -> str:
    """The person's name as Excel knows it; empty where it does not say."""
    return str(app.api.UserName) if HAS_OBJECT_MODEL else ""


def set_aside(sheet: xw.Sheet, undo: Undo) -> None:
    """Free the names of a sheet that is to be deleted and of its tables, so that another can have them."""
    name = sheet.name
    undo.add(lambda: setattr(sheet, "name", name))
    sheet.name = f"{_ASIDE}{name}"[:31]
    for table in sheet.tables:
        undo.add(_renamer(table, table.name))
        table.name = f"{table.name}{_ASIDE}"


def _renamer(table: Any, name: str) -> Callable[[], object]:
    return lambda: setattr(table, "name", name)


def hide_deeply(sheet: xw.Sheet) -> None:
    """Hide a sheet so that only the macro editor can bring it back; simply hide it on macOS."""
    if HAS_OBJECT_MODEL:
        sheet.api.Visible = _VERY_HIDDEN
    else:
        sheet.visible = False


def deleter(sheet: xw.Sheet) -> Callable[[], object]:
    """What deletes a sheet when called, a deeply hidden one too, which Excel deletes only once it is shown."""

    def delete() -> None:
        if HAS_OBJECT_MODEL:
            sheet.api.Visible = _VISIBLE
        sheet.delete()

    return delete


def format_cells(sheet: xw.Sheet, address: str, number_format: str) -> None:
    """Give cells a number format."""
    if address:
        sheet.range(address).number_format = number_format


def copy_cells(source: xw.Sheet, cells: str, target: xw.Sheet, to: str) -> None:
    """Copy cells with everything that is on them."""
    source.range(cells).copy(target.range(to))


def clear_cells(sheet: xw.Sheet, cells: str) -> None:
    """Empty cells, and take their looks and notes away."""
    sheet.range(cells).clear()


def has_links(sheet: xw.Sheet) -> bool:
    """Whether a sheet has links that are no formulas, as sheets have that were written into a file."""
    return bool(HAS_OBJECT_MODEL and sheet.api.Hyperlinks.Count)


def clear_links(sheet: xw.Sheet, cells: str) -> None:
    """Take links off cells, which keep their looks."""
    if HAS_OBJECT_MODEL:
        sheet.range(cells).api.ClearHyperlinks()


def set_column_width(sheet: xw.Sheet, address: str, width: float) -> None:
    """Give whole columns a width in characters; 0 hides them."""
    if HAS_OBJECT_MODEL:
        sheet.api.Range(address).ColumnWidth = width
    else:
        sheet.range(address).column_width = width


def set_usual_width(sheet: xw.Sheet, width: float) -> None:
    """Give every column that has no width of its own a width in characters."""
    if HAS_OBJECT_MODEL:
        sheet.api.StandardWidth = width


def wrap(sheet: xw.Sheet, address: str, beside: str) -> None:
    """Let texts of whole columns run over several lines, and columns beside them begin at the top too."""
    if address:
        sheet.range(address).wrap_text = True
        if HAS_OBJECT_MODEL:
            sheet.api.Range(beside).VerticalAlignment = _TOP


def colour_tab(sheet: xw.Sheet, colour: str | None) -> None:
    """Colour a sheet's tab; without a colour it stays plain."""
    if HAS_OBJECT_MODEL and colour is not None:
        sheet.api.Tab.Color = colour_number(colour)


def colour_number(colour: str) -> int:
    """A colour such as FFC7CE as Excel counts it: blue, green, red."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    return red + green * 256 + blue * 65536


def style_cells(sheet: xw.Sheet, address: str, wanted: LineLook) -> None:
    """Give cells a look; what it leaves to Excel stays as it is."""
    if wanted == LineLook():
        return
    target = sheet.range(address)
    if wanted.format is not None:
        target.number_format = wanted.format
    if wanted.fill is not None:
        target.color = f"#{wanted.fill}"
    if wanted.left and HAS_OBJECT_MODEL:
        target.api.HorizontalAlignment = _LEFT
    if wanted.colour is None:
        return
    font = target.font
    font.color = f"#{wanted.colour}"
    if wanted.size != appearance.LineLook.size:
        font.size = wanted.size
    if wanted.bold:
        font.bold = True
    if wanted.underlined and HAS_OBJECT_MODEL:
        font.api.Underline = _UNDERLINED


# Tables


def resize_table(sheet: xw.Sheet, address: str) -> None:
    """Let a sheet's table span another range with the same header; nothing where there is no table."""
    if not HAS_OBJECT_MODEL:
        if len(sheet.tables):
            sheet.tables[0].resize(sheet.range(address))
        return
    try:
        table = sheet.api.ListObjects(1)
    except Exception:  # pywin32 and the simulation each have their own error for "no such table"
        return
    table.Resize(sheet.range(address).api)
