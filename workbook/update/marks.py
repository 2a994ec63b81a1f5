"""The marks of a table: which cells xl903 marked, which are to be marked now, and the edits between the two.

A mark is Excel's "Bad" look and a note. It is remembered by the id of its row and the title of its column, with
what xl903 wrote and what the cell looked like before, so that it is removed exactly, wherever the row has moved to.
What is not remembered is the analyst's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbook.plan import appearance
from workbook.plan.addresses import Cell
from workbook.plan.cell_values import from_sheet
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import Look, Mark, MarkKey, Sheet
from workbook.plan.table_sheets import ROW_ID
from workbook.update.edits import ChangeNotes, Edit, NoteChange, Recolour
from workbook.update.found import FoundSheet


def count_colour(colour: str) -> int:
    """A colour such as FFC7CE as Excel counts it: blue, green, red."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    return red + green * 256 + blue * 65536


BAD = Look(count_colour(appearance.BAD_FILL), count_colour(appearance.BAD_TEXT))
"""The look of a marked cell."""


@dataclass(frozen=True)
class RowsOfTable:
    """Which row of a table is where on its sheet, as far as marks are concerned.

    ids: row of the sheet to the id of the row that it holds now. written: to the id that is written there as found,
    which is another where the analyst copied a row; rows that have gone are in it too.
    """

    ids: Mapping[int, str]
    written: Mapping[int, str]


def find_rows(found: FoundSheet, places: TablePosition, ids: Sequence[int]) -> RowsOfTable:
    """Where rows are. ids: those of the rows of ``places``, in the same order."""
    column = places.columns.get(ROW_ID)
    written = {}
    if column is not None:
        for row, cells in enumerate(found.grid[places.header :], start=places.header + 1):
            text = from_sheet(cells[column]) if column < len(cells) else None
            if text is not None:
                written[row] = text
    return RowsOfTable(dict(zip(places.rows.tolist(), map(str, ids), strict=True)), written)


def change_marks(
    found: FoundSheet,
    places: TablePosition,
    rows: RowsOfTable,
    earlier: Mapping[MarkKey, Mark],
    wanted: Mapping[MarkKey, str],
) -> tuple[list[Edit], dict[MarkKey, Mark]]:
    """The edits after which a sheet's marks are those wanted, and the marks. Other cells are not touched.

    earlier: the marks as remembered. wanted: to what the note of each is to say. A row that was copied has its
    marks copied with it, and a row that Excel inserted has the look of the row above: neither is the analyst's own.
    """
    titles = {column: title for title, column in places.columns.items()}
    known = _marks_by_row(earlier, places)
    asked = _columns_by_row(wanted, places)
    marks: dict[MarkKey, Mark] = {}
    new: list[tuple[Cell, MarkKey, Mark | None]] = []
    gone: list[tuple[Cell, Mark]] = []
    notes: list[NoteChange] = []
    above: Mapping[int, Mark] = {}
    for row in sorted({*rows.ids, *rows.written}):
        here, written = rows.ids.get(row, ""), rows.written.get(row)
        inserted = written is None and bool(rows.written)
        copied = not inserted and bool(here) and written not in (None, here)
        borne = {**known.get(written or here, {}), **(known.get(here, {}) if copied else {})}
        looks_like = above if inserted else borne
        for column in sorted({*asked.get(here, ()), *borne, *looks_like}):
            cell, key = (row, column + 1), (here, titles[column])
            mark, text = borne.get(column), wanted.get(key, "")
            said = mark.note if mark is not None else ""
            if said != text or (copied and text):
                notes.append(NoteChange(*cell, said, text))
            if text and mark is not None and not copied:
                marks[key] = Mark(text, mark.before)
            elif text:
                new.append((cell, key, looks_like.get(column)))
            elif column in looks_like:
                gone.append((cell, looks_like[column]))
        above = above if inserted else borne
    looks = found.looks([cell for cell, _, _ in new] + [cell for cell, _ in gone]) if new or gone else {}
    for cell, key, source in new:
        look = looks[cell]
        marks.setdefault(
            key, Mark(wanted[key], source.before if source is not None and look == BAD else look)
        )
    edits: list[Edit] = [
        *_recolour("fill", _fills_back(gone, looks)),
        *_recolour("text", _texts_back(gone, looks)),
        *_recolour("fill", ((cell, looks[cell].fill, BAD.fill) for cell, _, _ in new)),
        *_recolour("text", ((cell, looks[cell].text, BAD.text) for cell, _, _ in new)),
    ]
    if notes:
        edits.append(ChangeNotes(tuple(notes)))
    return edits, {key: marks[key] for key in wanted if key in marks}


def _columns_by_row(keys: Iterable[MarkKey], places: TablePosition) -> dict[str, list[int]]:
    """For each row id the columns, from 0, that are to be marked."""
    found: dict[str, list[int]] = {}
    for row_id, title in keys:
        if title in places.columns:
            found.setdefault(row_id, []).append(places.columns[title])
    return found


def _marks_by_row(earlier: Mapping[MarkKey, Mark], places: TablePosition) -> dict[str, dict[int, Mark]]:
    found: dict[str, dict[int, Mark]] = {}
    for (row_id, title), mark in earlier.items():
        if title in places.columns:
            found.setdefault(row_id, {})[places.columns[title]] = mark
    return found


def _fills_back(
    gone: Iterable[tuple[Cell, Mark]], looks: Mapping[Cell, Look]
) -> Iterator[tuple[Cell, int | None, int | None]]:
    """Cells that are marked no more, with their fill and the one they had; one coloured since keeps its colour."""
    return ((cell, looks[cell].fill, mark.before.fill) for cell, mark in gone if looks[cell].fill == BAD.fill)


def _texts_back(
    gone: Iterable[tuple[Cell, Mark]], looks: Mapping[Cell, Look]
) -> Iterator[tuple[Cell, int | None, int | None]]:
    return ((cell, looks[cell].text, mark.before.text) for cell, mark in gone if looks[cell].text == BAD.text)


def _recolour(
    part: Literal["fill", "text"], changes: Iterable[tuple[Cell, int | None, int | None]]
) -> Iterator[Recolour]:
    """An edit for each colour that is given. changes: the cell, what it has and what it is to have."""
    by_colour: dict[int | None, list[tuple[Cell, int | None]]] = {}
    for cell, before, after in changes:
        if before != after:
            by_colour.setdefault(after, []).append((cell, before))
    for colour, cells in by_colour.items():
        yield Recolour(part, tuple(cell for cell, _ in cells), colour, tuple(before for _, before in cells))


def notes_of(sheet: Sheet, ids: Sequence[int]) -> dict[MarkKey, str]:
    """What the notes of a table's sheet say, by row id and column. ids: those of the block's rows."""
    assert sheet.block is not None  # a table's sheet has one  # noqa: S101
    titles = [column.title for column in sheet.block.columns]
    return {(str(ids[note.row]), titles[note.column]): note.text for note in sheet.notes}
