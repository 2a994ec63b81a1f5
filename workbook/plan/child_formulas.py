"""Formulas by which the sheet Child of a file shows whatever child is chosen there, without a check.

Excel 2016 and LibreOffice know them. They look for columns by their titles, so that sheets may be sorted and their
columns moved, and for each row of the child below the one before it. No formula holds data of the return: a child's
id is always read from its cell.
"""

from __future__ import annotations

from workbook.plan.addresses import column_letter

DEEPEST = 200_000
"""The last row that is looked at; blank rows cost nothing."""

_LAST_COLUMN = "CZ"


class Looked:
    """A sheet in which formulas look something up. header: the row of its column names."""

    def __init__(self, sheet: str, header: int = 1) -> None:
        self._name = "'" + sheet.replace("'", "''") + "'!"
        self.header = header
        self._cells = f"{self._name}$A$1:${_LAST_COLUMN}${DEEPEST}"
        self._titles = f"{self._name}${header}:${header}"

    def next_row(self, child: str, before: str, title: str = "CHILD") -> str:
        """The sheet's row of the child that comes after the row ``before``; empty text after the last one.

        child, before: the cells that hold the id and the row before; ``before`` may be a number.
        """
        column = f'MATCH("{title}",{self._titles},0)'
        below = f"INDEX({self._cells},{before}+1,{column}):INDEX({self._cells},{DEEPEST},{column})"
        return f'IFERROR(MATCH({child}&"",{below},0)+{before},"")'

    def row_of(self, child: str) -> str:
        """The sheet's first row of the child; an error for an unknown id. child: the cell that holds the id."""
        return f'MATCH({child}&"",INDEX({self._cells},0,MATCH({_CHILD},{self._titles},0)),0)'

    def value(self, row: str, title: str) -> str:
        """What the column with that title holds in a row; an error where there is no such column.

        row: the cell that holds the row's number. title: a text in quotation marks, or the cell that holds it.
        """
        return f"INDEX({self._cells},{row},MATCH({title},{self._titles},0))"

    def shown(self, row: str, title: str) -> str:
        """The same as a cell shows it: empty text for a blank cell, and where there is no row or column."""
        value = self.value(row, title)
        return f'IF({row}="","",IFERROR(IF({value}="","",{value}),""))'


def fixed(row: int, column: int) -> str:
    """The address of a cell that stays the same wherever a formula goes."""
    return f"${column_letter(column - 1)}${row}"


def error_in_words(errors: Looked, row: str) -> str:
    """An error in words: code, what is wrong, where, the value, what is suggested, what to do."""

    def part(title: str) -> str:
        return errors.value(row, f'"{title}"')

    said = [
        part("Code"),
        '"  "',
        part("What is wrong"),
        '": "',
        part("Table"),
        '" row "',
        part("Row"),
        '", "',
        part("Field"),
        f'IF({part("Value")}="",""," = "&{part("Value")})',
        f'IF({part("Suggestion")}="","",". Suggestion: "&{part("Suggestion")}&" ("&{part("Confidence")}&")")',
        '". "',
        part("How to fix"),
        f'IF(OR({part("Suggestion")}<>"",{part("Evidence")}=""),""," "&{part("Evidence")})',
    ]
    return f'IF({row}="","",{"&".join(said)})'


def errors_of_child(children: Looked, child: str) -> str:
    """How many errors the child has, in words."""
    row = children.row_of(child)
    errors = children.value(row, '"Errors"')
    said = f'IF({errors}=0,"Valid: no errors",IF({errors}=1,"1 error",{errors}&" errors"))'
    return f'IFERROR({said},"{UNKNOWN}")'


def children_beside(children: Looked, child: str) -> str:
    """The children in error before and after this one on the sheet Children."""
    row = children.row_of(child)
    before = f'IF({row}>{children.header + 1},{children.value(f"({row}-1)", _CHILD)},"none")'
    errors_after = f"N({children.value(f'({row}+1)', _ERRORS)})"
    after = f'IF({errors_after}>0,{children.value(f"({row}+1)", _CHILD)},"none")'
    return f'IFERROR("{BESIDE[0]}"&{before}&"{BESIDE[1]}"&{after},"")'


UNKNOWN = "This id is not in this year's return. Choose one from the list."
BESIDE = ("Children with errors, most errors first: before this one ", ", after it ")
_CHILD, _ERRORS = '"CHILD"', '"Errors"'
