"""Carries edits out in a workbook file's parts. What is to change was decided by ``workbook.update``.

Parts that no edit names are copied as they are, whatever they are.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbook.file.file_charts import draw_chart
from workbook.file.opened_file import OpenedFile
from workbook.file.package import explain_damage
from workbook.file.patched_book import PatchedBook
from workbook.file.patched_sheet import PatchedSheet
from workbook.file.saving import save
from workbook.file.sheet_cells import in_main
from workbook.file.sheet_writing import hyperlink, offer_rules
from workbook.file.uncollected import without_garbage_collection
from workbook.plan.addresses import Cell, cell_address
from workbook.update.edits import (
    AddSheet,
    CellEdit,
    ChangeNotes,
    ColourTab,
    DrawChart,
    FilterRows,
    FitRows,
    FormatRows,
    MoveRows,
    OfferCodes,
    Recolour,
    RemoveSheet,
    ReplaceSheet,
    ResizeTable,
    SheetEdits,
    WriteCells,
)
from workbook.update.notes import note_after
from xl903.readers.xlsx_values import MAIN
from xl903.xml_trees import etree, parse_xml


def carry_out(file: OpenedFile, edits: Iterable[SheetEdits]) -> None:
    """Carry edits out in the workbook that was read, and save it in place, all or nothing.

    Raises UserError where the file was saved by someone else since it was read, or cannot be written; it is then as
    it was.
    """
    with without_garbage_collection(), explain_damage(file.path.name):
        for one in edits:
            for edit in one.edits:
                match edit:
                    case AddSheet():
                        file.book.add(edit.sheet, edit.after, marked=edit.marked)
                    case ReplaceSheet():
                        file.book.replace(edit.sheet, marked=edit.marked)
                    case RemoveSheet():
                        file.book.remove(edit.sheet)
                    case _:
                        _change(file.book, file.book.sheet(one.sheet), edit)
        file.book.put()
        file.refuse_if_saved_since()
        save(file.book.package, file.path)


def _change(  # noqa: PLR0912  a branch for each kind of edit
    book: PatchedBook, sheet: PatchedSheet, edit: CellEdit
) -> None:
    match edit:
        case WriteCells():
            _write_cells(book, sheet, edit)
        case FormatRows():
            _format_rows(book, sheet, edit)
        case MoveRows():
            sheet.move_rows(edit.left, edit.right, edit.top, edit.sources)
        case Recolour():
            for cell in edit.cells:
                style = sheet.cells.style(cell) or 0
                sheet.give_style(cell, book.parts.styles.recoloured(style, edit.part, edit.colour))
        case ChangeNotes():
            _change_notes(sheet, edit)
        case ResizeTable():
            table = sheet.table(edit.before.top)
            if table is not None:
                table.resize(edit.after)
                sheet.changed = True  # its columns are called as the header says
        case FilterRows():
            _filter_rows(sheet, edit)
        case FitRows():
            for row, height in enumerate(edit.heights, start=edit.top):
                tall = height is not None
                sheet.cells.set_row(
                    row, ht=f"{height:g}" if tall else None, customHeight="1" if tall else None
                )
        case OfferCodes():
            _offer_codes(sheet, edit)
        case DrawChart():
            draw_chart(sheet, edit.chart, edit.block)
        case ColourTab():
            _colour_tab(sheet, edit.colour)


def _colour_tab(sheet: PatchedSheet, colour: str | None) -> None:
    about = sheet.child("sheetPr")
    for found in about.findall(in_main("tabColor")):
        about.remove(found)
    if colour is not None:
        about.insert(0, etree.Element(in_main("tabColor"), rgb=f"00{colour}"))


def _write_cells(book: PatchedBook, sheet: PatchedSheet, edit: WriteCells) -> None:
    for row, values in enumerate(edit.rows, start=edit.top):
        for column, value in enumerate(values, start=edit.left):
            sheet.write((row, column), value)
    links = {(link.row, link.column): link for link in edit.links}
    styles = book.parts.styles
    for column in edit.linked:
        kind = edit.kinds[column]
        for row in range(len(edit.rows)):
            cell, link = (edit.top + row, edit.left + column), links.get((row, column))
            element = None if link is None else hyperlink(cell_address(*cell), link.sheet, link.cell)
            if sheet.link(cell, element):
                look = kind if link is None else "link number" if kind == "number" else "link"
                style = sheet.cells.style(cell)
                sheet.give_style(cell, styles.cell(look) if style is None else styles.with_look(style, look))


def _format_rows(book: PatchedBook, sheet: PatchedSheet, edit: FormatRows) -> None:
    styles = book.parts.styles
    for row in range(edit.top, edit.top + edit.count):
        for column, kind in enumerate(edit.kinds, start=edit.left):
            style = sheet.cells.style((row, column))
            new = styles.cell(kind) if style is None else styles.with_format(style, kind)
            sheet.give_style((row, column), new)


def _change_notes(sheet: PatchedSheet, edit: ChangeNotes) -> None:
    ours: dict[Cell, str] = {}
    mixed: dict[Cell, str] = {}
    for change in edit.changes:
        cell = change.row, change.column
        if sheet.notes.is_conversation(cell):
            continue  # Excel shows the conversation, and would write such a note anew
        before = sheet.notes.text(cell)
        after = note_after(before.replace("\r\n", "\n").replace("\r", "\n"), change.earlier, change.now)
        if after != before:
            (ours if after == change.now else mixed)[cell] = after
    sheet.notes.write(ours)
    sheet.notes.write(mixed, ours=False)


def _filter_rows(sheet: PatchedSheet, edit: FilterRows) -> None:
    table = sheet.table(edit.top - 1)
    if table is not None and edit.lifted:
        table.lift(edit.lifted)
    for row, hidden in enumerate(edit.hidden, start=edit.top):
        if hidden != sheet.cells.is_hidden(row):
            sheet.cells.set_row(row, hidden="1" if hidden else None)


def _offer_codes(sheet: PatchedSheet, edit: OfferCodes) -> None:
    rules = parse_xml(f'<all xmlns="{MAIN}">{"".join(offer_rules(edit.offers))}</all>'.encode())
    offered = sheet.child("dataValidations")
    new = {rule.get("sqref") for rule in rules}
    for rule in list(offered):
        if rule.get("sqref") in new:
            offered.remove(rule)
    offered.extend(rules)
    offered.set("count", str(len(offered)))
