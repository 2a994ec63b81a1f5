"""Rows of delimited text, also where stray quotation marks would swallow cells or whole lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from xl903.readers.loaded import Notes
from xl903.readers.text_files import cells_of_line

_TO_THE_END = ("unexpected end of data", "field larger than field limit")


class Rows:
    """The rows of delimited text, each with the line it begins on; lines that are blank are passed over.

    Iterating gives ``(line, cells)``: line counted from 1, cells as they came. A quotation mark that swallows
    line ends or cells counts as an ordinary character, each of its lines is a row, and that is noted.

    lines: the file's lines. delimiter: what stands between cells. first: position of the line to begin with.
    notes: what there is to say goes there.
    """

    def __init__(self, lines: Sequence[str], delimiter: str, first: int, notes: Notes) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._first = first
        self._notes = notes
        self._width = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        at = self._first
        while at < len(self._lines):
            reader = csv.reader(self._from(at), delimiter=self._delimiter, skipinitialspace=True, strict=True)
            begin = at
            try:
                for cells in reader:
                    end = at + reader.line_num
                    if '"' in self._lines[begin] and self._is_damaged(begin, end, cells):
                        break
                    if cells:
                        self._width = self._width or len(cells)
                        if end - begin > 1:
                            self._note_long_cell(begin, end)
                        yield begin + 1, cells
                    begin = end
                else:
                    return
            except csv.Error as error:
                end = at + reader.line_num
                if str(error).startswith(_TO_THE_END):
                    end = len(self._lines)
                    self._note_unclosed(begin)
                else:
                    self._note_damaged(begin, end)
            else:
                self._note_damaged(begin, end)
            yield from self._one_by_one(begin, end)
            at = end

    def _from(self, at: int) -> Iterator[str]:
        for position in range(at, len(self._lines)):
            yield self._lines[position]

    def _one_by_one(self, begin: int, end: int) -> Iterator[tuple[int, list[str]]]:
        for position in range(begin, end):
            if cells := self._plain(position):
                self._width = self._width or len(cells)
                yield position + 1, cells

    def _plain(self, position: int) -> list[str]:
        """The cells of one line by itself: by its quotation marks where that makes a whole row."""
        cells = cells_of_line(self._lines[position], self._delimiter)
        if len(cells) == self._width:
            return cells
        line = self._lines[position].rstrip("\r\n")
        split = line.split(self._delimiter) if line else []
        return split if len(split) == self._width else cells

    def _is_damaged(self, begin: int, end: int, cells: Sequence[str]) -> bool:
        """Whether a row's quotation marks hide cells or rows: its lines make whole rows without them."""
        if not self._width:
            return False
        counts = [self._lines[position].count(self._delimiter) + 1 for position in range(begin, end)]
        if end - begin == 1:
            return len(cells) < self._width == counts[0]
        if len(cells) == self._width:
            return all(count == self._width for count in counts)
        return any(count == self._width for count in counts)

    def _note_unclosed(self, begin: int) -> None:
        self._notes.add(
            "warning",
            "opens a quotation mark that is never closed, so from here on every line was read as a row; "
            "close the mark or take it out.",
            line=begin + 1,
        )

    def _note_damaged(self, begin: int, end: int) -> None:
        if end - begin > 1:
            text = (
                f"opens a quotation mark that runs on to line {end:,}, so each of these lines was read as a "
                "row with its marks; take the marks out and check these rows."
            )
        else:
            text = (
                "has a stray quotation mark, so the line was read with its marks as they are; take them out "
                "and check this row."
            )
        self._notes.add("warning", text, line=begin + 1, kind="stray quotation marks")

    def _note_long_cell(self, begin: int, end: int) -> None:
        self._notes.add(
            "warning",
            f"has a cell that runs on to line {end:,}, which no cell of the return should; check this row and "
            "its quotation marks.",
            line=begin + 1,
            kind="cells of several lines",
        )
