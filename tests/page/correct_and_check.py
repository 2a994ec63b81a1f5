"""What a person does between two checks in the page: correct in Excel, check on the command line, correct again.

``python -m tests.page.correct_and_check FROM TO``.
"""

from __future__ import annotations

import subprocess
import sys
import warnings

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

REASON = "Seen on the birth certificate"


def columns(sheet: Worksheet) -> dict[object, int]:
    """Title to column of a list, wherever its header is among the first rows."""
    return {cell.value: cell.column for row in sheet.iter_rows(max_row=5) for cell in row if cell.value}


def swap_sex(book: openpyxl.Workbook, row: int) -> None:
    """Enter the other code of SEX in a row of Header."""
    cell = book["Header"].cell(row, columns(book["Header"])["SEX"])
    cell.value = "2" if cell.value == "1" else "1"


def mark_as_checked(book: openpyxl.Workbook) -> None:
    """Mark the first error as checked and right."""
    errors = book["Errors"]
    titles = columns(errors)
    first = next(row for row in range(2, 9) if errors.cell(row, titles["Code"]).value not in (None, "Code"))
    errors.cell(first, titles["Checked and right"]).value = "yes"
    errors.cell(first, titles["Reason"]).value = REASON


def main(given: str, out: str) -> None:
    """Correct a workbook, check it, correct it again."""
    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(given)
    swap_sex(book, 2)
    mark_as_checked(book)
    book.save(out)
    subprocess.run([sys.executable, "-m", "addin.cli", "check", out, "--who", "Ann"], check=True)
    book = openpyxl.load_workbook(out)
    swap_sex(book, 3)
    book.save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
