"""A sheet of a plan as the parts of a workbook file: its cells, table, notes, links, choices and chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from workbook.file.book_parts import BookParts
from workbook.file.cell_rows import CellEnds, block_rows, number_text
from workbook.file.file_charts import chart_parts
from workbook.file.package import OF_SPREADSHEETS
from workbook.file.shared_texts import text_in_cell
from workbook.file.sheet_notes import SheetNotes
from workbook.plan import appearance
from workbook.plan.addresses import LAST_ROW, block_address, cell_address, column_letter, runs
from workbook.plan.cell_values import escape as escape_controls
from workbook.plan.codes_sheet import LONGEST_LIST, NO_SUCH_CODE
from workbook.plan.sheet_model import MOST_FROZEN_ROWS, Block, Line, LineStyle, Sheet, Value
from workbook.update.edits import Offer
from workbook.update.tables import new_offers
from xl903.readers.xlsx_values import MAIN, OFFICE

_TABLE = f"{OF_SPREADSHEETS}.table+xml"
_A4 = 9
_HIDDEN = ' hidden="1"'

_PAGE = (
    '<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/>'
    f'<pageSetup paperSize="{_A4}" fitToWidth="1" fitToHeight="0" orientation="landscape"/>'
    f"<headerFooter><oddFooter>{escape('&L{}&R{}'.format(*appearance.PAGE_FOOTER))}</oddFooter></headerFooter>"
)
"""Print landscape, as wide as one page, with its name and the page numbers below."""


def add_sheet(book: BookParts, sheet: Sheet, position: int, *, marked: bool = True) -> None:
    """Put a sheet of a plan into a workbook, at a place among its sheets.

    marked: whether its marks and notes are made. A sheet of kind "memory" is plain text, and very hidden.
    """
    if sheet.kind == "memory":
        part = book.add_sheet(sheet.name, position, "veryHidden")
        book.package.set(part, lambda: _memory_xml(book, sheet))
        return
    part = book.add_sheet(sheet.name, position)
    ending = _ending(book, sheet, part, marked=marked)
    book.package.set(part, lambda: _sheet_xml(book, sheet, ending, marked=marked))
    if sheet.block is not None:
        book.print_only(sheet.name, appearance.printed_cells(sheet, sheet.block))
        book.print_titles(sheet.name, appearance.printed_titles(sheet.block))


def _memory_xml(book: BookParts, sheet: Sheet) -> Iterator[bytes]:
    block = sheet.block
    rows = [] if block is None else [tuple(column.title for column in block.columns), *block.rows]
    columns = [
        CellEnds(text_in_cell, "", "", book.epoch) for _ in (block.columns if block is not None else ())
    ]
    extent = block_address(1, 1, max(len(rows), 1), max(len(columns), 1))
    yield f'<worksheet xmlns="{MAIN}"><dimension ref="{extent}"/><sheetData>'.encode()
    yield from block_rows(rows, 1, columns, {}, {}, {})
    yield b"</sheetData></worksheet>"


def _sheet_xml(book: BookParts, sheet: Sheet, ending: str, *, marked: bool) -> Iterator[bytes]:
    block = sheet.block
    colour = appearance.tab_colour(sheet.kind, wrong=bool(sheet.marks) and marked)
    tab = f'<tabColor rgb="00{colour}"/>' if colour else ""
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}"'.encode()
    yield f' xmlns:r="{OFFICE}"><sheetPr>{tab}'.encode()
    yield f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{_extent(sheet)}"/>'.encode()
    yield f'{_view(sheet)}<sheetFormatPr defaultRowHeight="15"/>{_widths(sheet)}<sheetData>'.encode()
    lines = _lines(book, sheet)
    above = {row: cells for row, cells in lines.items() if block is None or row < block.top}
    styles: dict[int, list[LineStyle]] = {}
    for line in sheet.lines:
        styles.setdefault(line.row, []).append(line.style)
    yield from (_row(row, above[row], appearance.height_of_line(styles[row])) for row in sorted(above))
    if block is not None:
        yield from _block(book, sheet, block, lines, marked=marked)
        yield from (
            _row(row, cells) for row, cells in sorted(lines.items()) if row > block.top + len(_body(block))
        )
    yield f"</sheetData>{ending}</worksheet>".encode()


def _row(row: int, cells: str, height: float = appearance.LINE_HEIGHT) -> bytes:
    tall = f' ht="{height:g}" customHeight="1"' if height > appearance.LINE_HEIGHT else ""
    return f'<row r="{row}"{tall}>{cells}</row>'.encode()


def _body(block: Block) -> Sequence[Sequence[Value]]:
    """A block's rows; an Excel table has at least one."""
    return block.rows or [(None,) * len(block.columns)]


def _extent(sheet: Sheet) -> str:
    """The cells from A1 on that a sheet fills."""
    rows, columns = [line.row for line in sheet.lines], [line.column for line in sheet.lines]
    if sheet.block is not None:
        rows.append(sheet.block.top + len(_body(sheet.block)))
        columns.append(len(sheet.block.columns))
    return block_address(1, 1, max(rows, default=1), max(columns, default=1))


# Cells


def _lines(book: BookParts, sheet: Sheet) -> dict[int, str]:
    """The cells of a sheet's lines as XML, by row; those that a block covers are left out."""
    block = sheet.block
    bottom, right = (0, 0) if block is None else (block.top + len(_body(block)), len(block.columns))
    top = 1 if block is None else block.top
    shown = {
        (line.row, line.column): line
        for line in sheet.lines
        if not (top <= line.row <= bottom and line.column <= right)
    }
    looks = {line.style: book.ends(f"line {line.style}") for line in shown.values()}
    cells = [
        (row, f'<c r="{cell_address(row, column)}{_line_end(book, line, looks[line.style])}')
        for (row, column), line in sorted(shown.items())
    ]
    return {row: "".join(cell for _, cell in found) for row, found in groupby(cells, key=lambda one: one[0])}


def _line_end(book: BookParts, line: Line, look: CellEnds) -> str:
    """The rest of a line's cell after its address; a formula with the value that it has until it is worked out."""
    if line.formula is None:
        return look[line.value]
    style = book.styles.cell(f"line {'cell' if line.style == 'wrong' else line.style}")
    said = f"<f>{escape(line.formula)}</f>"
    if line.value is None or isinstance(line.value, str):
        return f'" s="{style}" t="str">{said}<v>{escape(escape_controls(line.value or ""))}</v></c>'
    return f'" s="{style}">{said}<v>{number_text(line.value, book.epoch)}</v></c>'


def _block(
    book: BookParts, sheet: Sheet, block: Block, lines: dict[int, str], *, marked: bool
) -> Iterator[bytes]:
    header = [book.ends("header number" if column.kind == "number" else "header") for column in block.columns]
    titles = [column.title for column in block.columns]
    yield from block_rows([titles], block.top, header, {}, {}, lines)
    kinds = [column.kind for column in block.columns]
    special: dict[tuple[int, int], CellEnds] = {}
    if marked:
        bad = {
            kind: book.ends(f"bad {kind}")
            for kind in dict.fromkeys(kinds[column] for _, column in sheet.marks)
        }
        special = {(row, column): bad[kinds[column]] for row, column in sheet.marks}
    if sheet.links:
        link, number = book.ends("link"), book.ends("link number")
        special |= {
            (one.row, one.column): number if kinds[one.column] == "number" else link for one in sheet.links
        }
    columns = [book.ends(kind) for kind in kinds]
    yield from block_rows(_body(block), block.top + 1, columns, special, _heights(block), lines)


def _heights(block: Block) -> dict[int, str]:
    """What rows with wrapped text say of the height it takes, which not every program finds by itself."""
    return {
        row: f' ht="{height:g}" customHeight="1"'
        for row, height in enumerate(appearance.row_heights(block), start=block.top + 1)
        if height > appearance.LINE_HEIGHT
    }


# What comes before and after the cells


def _view(sheet: Sheet) -> str:
    grid = ' showGridLines="0"' if sheet.kind == "list" else ""
    if sheet.block is None or sheet.block.top > MOST_FROZEN_ROWS:
        return f'<sheetViews><sheetView{grid} workbookViewId="0"/></sheetViews>'
    below, right = sheet.block.top, sheet.frozen
    active = "bottomRight" if right else "bottomLeft"
    others = '<selection pane="topRight"/><selection pane="bottomLeft"/>' if right else ""
    at = cell_address(below + 1, right + 1)
    split = f' xSplit="{right}"' if right else ""
    return (
        f'<sheetViews><sheetView{grid} workbookViewId="0"><pane{split} ySplit="{below}" topLeftCell="{at}" '
        f'activePane="{active}" state="frozen"/>{others}<selection pane="{active}" activeCell="{at}" sqref="{at}"/>'
        "</sheetView></sheetViews>"
    )


def _widths(sheet: Sheet) -> str:
    columns = [] if sheet.block is None else [(one.width, one.hidden) for one in sheet.block.columns]
    for position, width in enumerate(sheet.widths):
        if position < len(columns):
            columns[position] = width, columns[position][1]
        else:
            columns.append((width, False))
    said = "".join(
        f'<col min="{place}" max="{place}" width="{width:g}"{_HIDDEN if hidden else ""} customWidth="1"/>'
        for place, (width, hidden) in enumerate(columns, start=1)
    )
    return f"<cols>{said}</cols>" if said else ""


def _ending(book: BookParts, sheet: Sheet, part: str, *, marked: bool) -> str:
    """What follows a sheet's cells, the parts that it names put into the package."""
    block = sheet.block
    if block is None:
        return _choice(sheet) + _links(sheet) + _PAGE + ignored_warnings(_extent(sheet))
    package = book.package
    drawing = ""
    if sheet.chart is not None:
        relation = package.relate(part, "drawing", chart_parts(package, sheet.name, sheet.chart, block))
        drawing = f'<drawing r:id="{relation}"/>'
    notes = ""
    if marked and sheet.notes:
        written = SheetNotes(package, part)
        texts = {(block.top + 1 + note.row, 1 + note.column): note.text for note in sheet.notes}
        written.write(dict(sorted(texts.items())))
        notes = f'<legacyDrawing r:id="{written.put()}"/>'
    table = package.relate(part, "table", _put_table(book, block))
    return (
        f"{_offered(sheet, block)}{_links(sheet)}{_PAGE}{ignored_warnings(_extent(sheet))}"
        f'{drawing}{notes}<tableParts count="1"><tablePart r:id="{table}"/></tableParts>'
    )


def ignored_warnings(cells: str) -> str:
    """Switches Excel's warnings of numbers that are text off: ids and codes of digits are text on purpose."""
    ignored = f'<ignoredError sqref="{cells}" twoDigitTextYear="1" numberStoredAsText="1"/>'
    return f"<ignoredErrors>{ignored}</ignoredErrors>"


def _choice(sheet: Sheet) -> str:
    one = sheet.cell_list
    if one is None:
        return ""
    return (
        '<dataValidations count="1"><dataValidation type="list" errorStyle="warning" allowBlank="1" '
        f'showErrorMessage="1" sqref="{cell_address(one.row, one.column)}">'
        f"<formula1>{escape(one.cells)}</formula1></dataValidation></dataValidations>"
    )


def _offered(sheet: Sheet, block: Block) -> str:
    rules = offer_rules(new_offers(sheet, block))
    return f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""


def offer_rules(offers: Iterable[Offer]) -> list[str]:
    """The elements that offer codes in columns of a sheet."""
    rules = []
    for one in offers:
        listed = ",".join(one.codes)
        formula = f'"{listed}"' if len(listed) <= LONGEST_LIST else one.cells
        title, text = quoteattr(one.help_title), quoteattr(one.help_text)
        rules.append(
            '<dataValidation type="list" errorStyle="warning" allowBlank="1" showInputMessage="1" '
            f'showErrorMessage="1" errorTitle={title} error={quoteattr(NO_SUCH_CODE)} promptTitle={title} '
            f'prompt={text} sqref="{_offered_in(one)}">'
            f"<formula1>{escape(formula)}</formula1>"
            "</dataValidation>"
        )
    return rules


def _offered_in(offer: Offer) -> str:
    letter = column_letter(offer.column - 1)
    if offer.rows is None:
        return f"{letter}{offer.first_row}:{letter}{LAST_ROW}"
    return " ".join(f"{letter}{run[0]}:{letter}{run[-1]}" for run in runs(offer.rows))


def _links(sheet: Sheet) -> str:
    top = 0 if sheet.block is None else sheet.block.top
    leading = {
        (top + 1 + link.row, 1 + link.column): (link.sheet, link.cell)
        for link in (sheet.links if sheet.block is not None else ())
    }
    leading |= {(line.row, line.column): line.leads_to for line in sheet.lines if line.leads_to is not None}
    said = "".join(hyperlink(cell_address(*at), *target) for at, target in sorted(leading.items()))
    return f"<hyperlinks>{said}</hyperlinks>" if said else ""


def hyperlink(at: str, sheet: str, cell: str) -> str:
    """The element of a link from a cell to a cell of a sheet."""
    place = "'" + sheet.replace("'", "''") + f"'!{cell}"
    return f'<hyperlink ref="{at}" location={quoteattr(place)}/>'


def _put_table(book: BookParts, block: Block) -> str:
    """Put the Excel table of a block into the package, and return its part's name."""
    package = book.package
    part = package.free_name("xl/tables/table{}.xml")
    cells = block_address(block.top, 1, len(_body(block)) + 1, len(block.columns))
    columns = "".join(
        f"<tableColumn id={quoteattr(str(place))} name={quoteattr(column.title)}/>"
        for place, column in enumerate(block.columns, start=1)
    )
    name = quoteattr(book.free_table_name(block.name))
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<table xmlns="{MAIN}" id="{book.next_table()}" '
        f'name={name} displayName={name} ref="{cells}" totalsRowShown="0"><autoFilter ref="{cells}"/>'
        f'<tableColumns count="{len(block.columns)}">{columns}</tableColumns><tableStyleInfo '
        f'name="{appearance.STRIPE_STYLE}" showFirstColumn="0" showLastColumn="0" showRowStripes="0" '
        'showColumnStripes="0"/></table>'
    )
    package.set(part, xml.encode(), _TABLE)
    return part
