"""The values of a workbook file's sheets, read by python-calamine or, where it cannot be had, by openpyxl.

Both give the same: text with Excel's escaped characters as they were, whole numbers as int, days and moments as
``datetime``, times and durations as Excel means them, true and false, errors as their text (``#N/A``), what a
formula comes to, and None for a blank cell. What neither can say of a cell is read from the sheet's XML.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from xl903.engine.messages import UserError
from xl903.readers.file_kinds import OLE_START
from xl903.xml_trees import etree, parse_xml

try:
    import python_calamine
except ImportError:  # it is not to be had on every platform
    python_calamine = None  # type: ignore[assignment]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK = "xl/workbook.xml"

MOST_CELLS = 50_000_000
"""Cells of the smallest rectangle around all values of a sheet, beyond which it is not read."""

_MIDNIGHT = dt.time()
_LONGEST_WHOLE = 1e15
"""Excel keeps fifteen digits of a number."""

_LAST_DAY = 2_958_465
"""31 December 9999 as Excel numbers days."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FORMULAS = (b"<f>", b"<f ", b":f>", b":f ")
_DOUBTFUL = (b't="e"', b"t='e'", b"<v>-", b":v>-")
"""What the XML of a sheet has where a cell holds an error, or a number that may be no day."""

_DIMENSION = re.compile(rb"""<dimension ref=["']([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)["']""")
_ROW = re.compile(rb"""<row [^>]*?\br=["']([0-9]+)""")
_TOP_OF_FILE = 4_096

_CELLS = f"{{{MAIN}}}sheetData/{{{MAIN}}}row/{{{MAIN}}}c"
_VALUE, _TEXT, _FORMULA = (f"{{{MAIN}}}{name}" for name in ("v", "is", "f"))


def _cells(root: etree._Element) -> Iterator[etree._Element]:
    return root.iterfind(_CELLS)


def _is_filled(cell: etree._Element) -> bool:
    return bool(cell.findtext(_VALUE)) or cell.find(_TEXT) is not None


def _is_number(cell: etree._Element) -> bool:
    return cell.get("t", "n") == "n" and cell.find(_VALUE) is not None


def _was_never_calculated(cell: etree._Element) -> bool:
    return cell.find(_FORMULA) is not None and not cell.findtext(_VALUE) and cell.get("t") != "str"


Values = list[list[Any]]


def unescape(text: str) -> str:
    """A text with Excel's own escapes for characters that XML cannot hold, such as ``_x001F_``, resolved."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


@dataclass(frozen=True)
class SheetPart:
    """A worksheet by its name and the part of the file that holds it. ``state``: visible, hidden or veryHidden."""

    name: str
    part: str
    state: str


def sheet_parts(workbook: etree._Element, relations: etree._Element) -> list[SheetPart]:
    """The worksheets of a workbook in order; sheets that are a chart only are left out.

    workbook, relations: the parts that name them, as trees.
    """
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for one in relations
        if one.get("Type", "").endswith("/worksheet")
    }
    return [
        SheetPart(one.get("name", ""), targets[relation], one.get("state", "visible"))
        for one in workbook.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
        if (relation := one.get(f"{{{OFFICE}}}id")) in targets
    ]


def epoch_of(workbook: etree._Element) -> dt.datetime:
    """The day from which a workbook counts its days: from 1904 where Excel for Macintosh once made it."""
    found = workbook.find(f"{{{MAIN}}}workbookPr")
    since_1904 = found is not None and found.get("date1904") in ("1", "true", "on")
    return MAC_EPOCH if since_1904 else WINDOWS_EPOCH


Reader = Callable[[bytes], Callable[[str], Values]]
"""Opens a file's bytes and gives what reads a sheet by name, from A1 on."""


def read_by_calamine(data: bytes) -> Callable[[str], Values]:
    """Read sheets by python-calamine, which passes blank cells over, errors too."""
    book = python_calamine.load_workbook(io.BytesIO(data))

    def values(name: str) -> Values:
        return [_plain(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]

    return values


def read_by_openpyxl(data: bytes) -> Callable[[str], Values]:
    """Read sheets by openpyxl."""
    book = load_workbook(io.BytesIO(_kept_from_openpyxl(data)), read_only=True, data_only=True)

    def values(name: str) -> Values:
        ws = book[name]
        # The stored size is wrong in files that other programs wrote; without it all cells are read.
        ws.reset_dimensions()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of formatting that it drops, and of days beyond the calendar
            rows = [_trimmed(row) for row in ws.iter_rows(values_only=True)]
        while rows and not rows[-1]:
            rows.pop()
        width = max(map(len, rows), default=0)
        return [
            [unescape(value) if isinstance(value, str) else value for value in _plain(row)]
            + [None] * (width - len(row))
            for row in rows
        ]

    return values


def default_reader() -> Reader:
    """The faster of the readers that can be had."""
    return read_by_openpyxl if python_calamine is None else read_by_calamine


IsNeeded = Callable[[str, Values, int, int], bool]
"""Whether a cell of a sheet, given with the sheet's values and its row and column from 1, will be read."""


class ValuesSince1904(Values):
    """Values of a sheet of a workbook whose days count from 1904; matters where a number means a day."""


class XlsxValues(Mapping[str, Values]):
    """The values of a workbook's worksheets by name. A sheet is read when it is first asked for."""

    def __init__(
        self, data: bytes, name: str, reader: Reader | None = None, *, is_needed: IsNeeded = lambda *_: True
    ) -> None:
        """data: the file's bytes. name: its name, for what is said.

        is_needed: whether a cell is one that will be read; a formula there that was never calculated is refused,
        and anywhere else is a blank cell.

        Raises UserError where it cannot be read as a workbook.
        """
        self.name = name
        self._is_needed = is_needed
        try:
            self._archive = ZipFile(io.BytesIO(data))
            self._workbook = parse_xml(self._archive.read(WORKBOOK))
            relations = parse_xml(self._archive.read("xl/_rels/workbook.xml.rels"))
            self._read = (reader or default_reader())(data)
            self.parts = {one.name: one for one in sheet_parts(self._workbook, relations)}
        except Exception as error:  # readers raise many kinds for files that are no workbooks
            raise UserError(f"{name} {_why_unreadable(data)}") from error
        self._values: dict[str, Values] = {}

    def __getitem__(self, sheet: str) -> Values:
        """A sheet's rows from A1 on, all as wide as the widest.

        Raises KeyError where there is none of that name, and UserError where it cannot be read, has a value far
        from all others, or a formula that was never calculated.
        """
        if sheet not in self._values:
            values = self._of(self.parts[sheet])
            self._values[sheet] = ValuesSince1904(values) if self.epoch == MAC_EPOCH else values
        return self._values[sheet]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    @cached_property
    def epoch(self) -> dt.datetime:
        """The day from which the workbook counts its days."""
        return epoch_of(self._workbook)

    def _of(self, sheet: SheetPart) -> Values:
        try:
            xml = self._archive.read(sheet.part)
            if not _is_small(xml):
                self._refuse_far_values(sheet.name, parse_xml(xml))
            values = self._read(sheet.name)
            if any(mark in xml for mark in _FORMULAS):
                self._refuse_formulas_without_value(sheet.name, parse_xml(xml), values)
            if any(mark in xml for mark in _DOUBTFUL) or any("#VALUE!" in row for row in values):
                _look_again(parse_xml(xml), values)
        except UserError:
            raise
        except Exception as error:  # as above
            raise UserError(
                f'The sheet "{sheet.name}" of {self.name} cannot be read; open the workbook in Excel, save it, '
                "and try again."
            ) from error
        return values

    def _refuse_far_values(self, sheet: str, root: etree._Element) -> None:
        places = [_place(cell) for cell in _cells(root) if _is_filled(cell)]
        bottom, right = (max((place[axis] for place in places), default=0) for axis in (0, 1))
        if bottom * right > MOST_CELLS:
            row, column = max(places, key=lambda place: place[0] / bottom + place[1] / right)
            raise UserError(
                f'The sheet "{sheet}" of {self.name} has a value in {get_column_letter(column)}{row}, far from '
                "all other cells. Clear that cell, save the workbook and try again."
            )

    def _refuse_formulas_without_value(self, sheet: str, root: etree._Element, values: Values) -> None:
        for cell in filter(_was_never_calculated, _cells(root)):
            row, column = _place(cell)
            if not self._is_needed(sheet, values, row, column):
                continue
            raise UserError(
                f'The sheet "{sheet}" of {self.name} has a formula in {get_column_letter(column)}{row} that was '
                "never calculated; open the workbook in Excel, save it, and try again."
            )


def _why_unreadable(data: bytes) -> str:
    """What to say of a file that is no workbook, after its name."""
    if not data.startswith(OLE_START):
        return "cannot be read as an Excel workbook."
    if _ENCRYPTED in data:
        return (
            "needs a password to open; open it in Excel, save it without one (File, Info, Protect Workbook, "
            "Encrypt with Password, leave it empty), and try again."
        )
    return "is in Excel's format of before 2007; open it in Excel, save it as .xlsx, and try again."


def _look_again(root: etree._Element, values: Values) -> None:
    """Put in errors, and numbers that are no days though they are shown as dates, from the sheet's XML."""
    for cell in _cells(root):
        if cell.get("t") == "e" and cell.find(_VALUE) is not None:
            _put(values, _place(cell), cell.findtext(_VALUE))
    for cell in filter(_is_number, _cells(root)):
        number, place = float(cell.findtext(_VALUE) or 0), _place(cell)
        if not 0 <= number <= _LAST_DAY and not isinstance(_at(values, place), (int, float)):
            _put(values, place, _number(number))


def _place(cell: etree._Element) -> tuple[int, int]:
    """The row and column of a cell, from 1; one that does not say it follows the cell or row before."""
    if at := cell.get("r"):
        return coordinate_to_tuple(at)
    before = cell.getprevious()
    row = cell.getparent()
    assert row is not None  # cells are in rows  # noqa: S101
    return _row_number(row), 1 if before is None else _place(before)[1] + 1


def _row_number(row: etree._Element) -> int:
    if number := row.get("r"):
        return int(number)
    before = row.getprevious()
    return 1 if before is None else _row_number(before) + 1


def _is_small(xml: bytes) -> bool:
    """Whether a sheet is surely not larger than can be read, formats counted in; a quick look at its XML."""
    found = _DIMENSION.search(xml, 0, _TOP_OF_FILE)
    if found is not None:
        _, _, right, bottom = range_boundaries(found[1].decode())
        if (right or 1) * (bottom or 1) <= MOST_CELLS:
            return True
    last = _ROW.match(xml, max(xml.rfind(b"<row "), 0))
    rows = int(last[1]) if last is not None else xml.count(b"<row")
    letters = next((number for number in (3, 2) if re.search(rb' r="[A-Z]{%d}' % number, xml)), 1)
    return rows * 27**letters <= MOST_CELLS


def _at(values: Values, place: tuple[int, int]) -> Any:
    row, column = place
    return values[row - 1][column - 1] if row <= len(values) and column <= len(values[row - 1]) else None


def _put(values: Values, place: tuple[int, int], value: Any) -> None:
    """Put a value in; the rows stay of one width."""
    row, column = place
    width = max(column, len(values[0]) if values else 0)
    if not values or width > len(values[0]):
        for one in values:
            one.extend([None] * (width - len(one)))
    while len(values) < row:
        values.append([None] * width)
    values[row - 1][column - 1] = value


def _plain(row: Sequence[Any]) -> list[Any]:
    """A row with blanks as None, whole numbers as int, and days as moments."""
    if row.count("") == len(row):
        return [None] * len(row)
    return [
        value
        if (kind := type(value)) is str and value
        else None
        if kind is str
        else _number(value)
        if kind is float
        else dt.datetime.combine(value, _MIDNIGHT)
        if kind is dt.date
        else value
        for value in row
    ]


def _number(value: float) -> float:
    return int(value) if value.is_integer() and abs(value) < _LONGEST_WHOLE else value


def _trimmed(row: Sequence[Any]) -> Sequence[Any]:
    """A row up to its last value."""
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    return row[:end]


def _kept_from_openpyxl(data: bytes) -> bytes:
    """A file whose texts openpyxl reads as they are: it takes ``x005F_`` out of those that are shared."""
    part = "xl/sharedStrings.xml"
    with ZipFile(io.BytesIO(data)) as archive:
        if part not in archive.namelist() or b"x005F_" not in archive.read(part):
            return data
        out = io.BytesIO()
        with ZipFile(out, "w") as kept:
            for name in archive.namelist():
                xml = archive.read(name)
                if name == part:
                    # The same escape in small letters, and the x escaped where there is no escape.
                    xml = xml.replace(b"_x005F_", b"_x005f_").replace(b"x005F_", b"_x0078_005F_")
                kept.writestr(name, xml)
    return out.getvalue()
