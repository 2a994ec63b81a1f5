"""Carries edits out in live Excel. What is to change was decided before (``workbook.update``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any

import xlwings as xw

from workbook.excel import excel_calls
from workbook.excel.code_choices import offer_codes
from workbook.excel.excel_calls import Maker, Undo
from workbook.excel.live_book import LiveBook
from workbook.excel.live_colours import recolour
from workbook.excel.live_notes import paint_notes
from workbook.excel.live_pages import set_pages
from workbook.excel.live_rows import move_rows
from workbook.excel.new_sheets import FORMATS, LinkFormula, entered, make_sheet, no_links
from workbook.plan import appearance
from workbook.plan.addresses import block_address, named, runs
from workbook.plan.sheet_model import Kind, Sheet
from workbook.update.edits import (
    PLAIN,
    AddSheet,
    ChangeNotes,
    Edit,
    FormatRows,
    MoveRows,
    NoteChange,
    Offer,
    OfferCodes,
    Recolour,
    RemoveSheet,
    ReplaceSheet,
    ResizeTable,
    SheetEdits,
    WriteCells,
)
from workbook.update.marks import BAD


def carry_out(
    live: LiveBook, edits: Sequence[SheetEdits], undo: Undo, links: LinkFormula = no_links
) -> dict[str, xw.Sheet]:
    """Carry edits out in the workbook that was read; gives the sheets that were made, by name.

    undo: takes every step back if a later one fails. links: the formula of a link into a sheet.
    """
    driver = _Driver(live, undo, links)
    driver.set_aside(edits)
    for one in edits:
        driver.carry_out(one)
    driver.finish()
    return driver.made


class _Driver:
    """One workbook that edits are carried out in."""

    def __init__(self, live: LiveBook, undo: Undo, links: LinkFormula) -> None:
        self._live, self._undo, self._links = live, undo, links
        self._maker = Maker(live.book, live.app)
        self._from_1904 = excel_calls.counts_from_1904(live.book)
        self._old: dict[str, xw.Sheet] = {}
        self._offers: list[tuple[str, Offer]] = []
        self._new: list[Sheet] = []
        self.made: dict[str, xw.Sheet] = {}

    def set_aside(self, edits: Iterable[SheetEdits]) -> None:
        """Free the names of sheets that go, so that others can have them."""
        for one in edits:
            if any(isinstance(edit, ReplaceSheet) for edit in one.edits):
                self._old[one.sheet] = self._live.sheets[one.sheet]
                excel_calls.set_aside(self._old[one.sheet], self._undo)

    def carry_out(self, one: SheetEdits) -> None:
        """Carry out the edits of one sheet."""
        cells: list[Edit] = []
        for edit in one.edits:
            match edit:
                case AddSheet():
                    self._add(edit)
                case ReplaceSheet():
                    self._make(edit.sheet, self._old[one.sheet], marked=edit.marked)
                case RemoveSheet():
                    self._old.setdefault(edit.sheet, self._live.sheets[edit.sheet])
                case OfferCodes():
                    self._offers += [(one.sheet, offer) for offer in edit.offers]
                case _:
                    cells.append(edit)
        if cells:
            with self._live.unfiltered(one.sheet):
                for edit in cells:
                    self._change(one.sheet, edit)

    def finish(self) -> None:
        """What can only be done at the end: codes that stand on a sheet made since, pages, and sheets that go."""
        offer_codes(self._live.book, self._offers, self._undo)
        set_pages(self._live.app, self._new)
        self._undo.at_the_end += [excel_calls.deleter(old) for old in self._old.values()]

    def _sheet(self, name: str) -> xw.Sheet:
        return self.made[name] if name in self.made else self._live.sheets[name]

    def _add(self, edit: AddSheet) -> None:
        sheet = edit.sheet
        if sheet.kind != "memory":
            self._make(sheet, None if edit.after is None else self._sheet(edit.after), marked=edit.marked)
            return
        made = self._maker.add(sheet.name, self._undo)
        if sheet.block is not None:
            header = tuple(column.title for column in sheet.block.columns)
            rows = [self._entered(row, PLAIN * len(header)) for row in sheet.block.rows]
            excel_calls.write_rows(made, 1, 1, [header, *rows])
        excel_calls.hide_deeply(made)

    def _make(self, sheet: Sheet, after: xw.Sheet | None, *, marked: bool) -> None:
        made = make_sheet(self._maker, sheet, self._undo, self._links, from_1904=self._from_1904, after=after)
        self.made[sheet.name] = made
        self._new.append(sheet)
        if marked and sheet.block is not None and (sheet.marks or sheet.notes):
            top = sheet.block.top + 1
            cells = [(top + row, column + 1) for row, column in sheet.marks]
            paint = partial(recolour, made, app=self._live.app, name=sheet.name)
            paint("fill", cells, BAD.fill)
            paint("text", cells, BAD.text)
            notes = [NoteChange(top + n.row, n.column + 1, "", n.text) for n in sheet.notes]
            paint_notes(made, notes, app=self._live.app, name=sheet.name)

    def _change(self, name: str, edit: Edit) -> None:
        sheet, grid = self._live.sheets[name], self._live.grids[name]
        match edit:
            case WriteCells():
                self._write(sheet, grid, edit)
            case FormatRows():
                for run in runs([at for at, kind in enumerate(edit.kinds) if kind in FORMATS]):
                    self._format(sheet, edit, run)
            case MoveRows():
                move_rows(sheet, edit, self._maker, self._undo)
            case Recolour():
                self._recolour(sheet, name, edit)
            case ChangeNotes():
                back = [NoteChange(one.row, one.column, one.now, one.earlier) for one in edit.changes]
                paint = partial(paint_notes, sheet, app=self._live.app, name=name)
                self._undo.add(lambda: paint(back))
                paint(edit.changes)
            case ResizeTable():
                before, after = edit.before.address, edit.after.address
                excel_calls.resize_table(sheet, after)
                self._undo.add(lambda: excel_calls.resize_table(sheet, before))
            case _:
                pass  # Excel filters rows, fits their height and draws charts by itself

    def _entered(self, row: Sequence[Any], kinds: Sequence[Kind]) -> tuple[Any, ...]:
        return tuple(
            entered(value, kind, from_1904=self._from_1904) for value, kind in zip(row, kinds, strict=True)
        )

    def _write(self, sheet: xw.Sheet, grid: Any, edit: WriteCells) -> None:
        kinds: list[Kind] = ["number" if at in edit.linked else kind for at, kind in enumerate(edit.kinds)]
        rows = [list(self._entered(row, kinds)) for row in edit.rows]
        height, width = len(rows), len(kinds)
        for link in edit.links:
            formula = self._links(link.sheet, link.cell, edit.rows[link.row][link.column])
            if formula is not None:
                rows[link.row][link.column] = formula
        if edit.linked:
            target = sheet.range(block_address(edit.top, edit.left, height, width))
            formulas = target.formula
            self._undo.add(lambda: setattr(target, "formula", formulas))
            # A link of a live sheet is a formula; one that is none came with a file, and Excel is asked.
            if _holds_values(formulas, edit.linked) and excel_calls.has_links(sheet):
                for at in edit.linked:
                    self._make_room_for_links(sheet, edit, at)
            target.raw_value = tuple(map(tuple, rows))
        else:
            before = [self._entered(_part(grid, edit, row, width), PLAIN * width) for row in range(height)]
            self._undo.add(excel_calls.writer(sheet, edit.top, edit.left, before))
            excel_calls.write_rows(sheet, edit.top, edit.left, rows)
        for at in edit.linked:
            # a formula in a column that is empty otherwise fills it
            for run in runs([row for row, cells in enumerate(rows) if cells[at] is None]):
                if any(isinstance(cells[at], str) and cells[at].startswith("=") for cells in rows):
                    excel_calls.write_rows(sheet, edit.top + run[0], edit.left + at, [(None,)] * len(run))

    def _make_room_for_links(self, sheet: xw.Sheet, edit: WriteCells, at: int) -> None:
        """Take earlier links off a column, and let cells hold a formula where one is to come."""
        linked = {link.row for link in edit.links if link.column == at}
        excel_calls.clear_links(sheet, block_address(edit.top, edit.left + at, len(edit.rows), 1))
        formats = {True: appearance.PLAIN_FORMAT, False: FORMATS.get(edit.kinds[at], appearance.PLAIN_FORMAT)}
        for has_link, number_format in formats.items():
            rows = [row for row in range(len(edit.rows)) if (row in linked) == has_link]
            for part in named((edit.top + row, edit.left + at) for row in rows):
                excel_calls.format_cells(sheet, part.address, number_format)

    def _format(self, sheet: xw.Sheet, edit: FormatRows, run: Sequence[int]) -> None:
        for number_format in dict.fromkeys(FORMATS[edit.kinds[at]] for at in run):
            cells = [
                (edit.top + row, edit.left + at)
                for at in run
                if FORMATS[edit.kinds[at]] == number_format
                for row in range(edit.count)
            ]
            for part in named(cells):
                excel_calls.format_cells(sheet, part.address, number_format)

    def _recolour(self, sheet: xw.Sheet, name: str, edit: Recolour) -> None:
        paint = partial(recolour, sheet, edit.part, app=self._live.app, name=name)
        by_colour: dict[int | None, list[tuple[int, int]]] = {}
        for cell, before in zip(edit.cells, edit.before, strict=True):
            by_colour.setdefault(before, []).append(cell)
        for before, cells in by_colour.items():
            self._undo.add(partial(paint, cells, before))
        paint(edit.cells, edit.colour)


def _holds_values(formulas: Any, columns: Collection[int]) -> bool:
    """Whether a cell in some columns of a range holds anything but a formula. formulas: as Excel gives them."""
    rows = formulas if isinstance(formulas, (tuple, list)) else ((formulas,),)
    cells = (str(row[at]) for row in rows for at in columns if row[at] is not None)
    return any(cell and not cell.startswith("=") for cell in cells)


def _part(grid: Any, edit: WriteCells, row: int, width: int) -> list[Any]:
    cells = grid[edit.top - 1 + row] if edit.top - 1 + row < len(grid) else ()
    part = list(cells[edit.left - 1 : edit.left - 1 + width])
    return part + [None] * (width - len(part))
