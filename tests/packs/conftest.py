"""The small return, checked, and the error sheets that made-up teams get of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

import xl903
from addin.cli.app import app
from xl903.s903.schema import TABLES

SMALL = Path(__file__).parent.parent / "small_return"
TEAMS = """Social worker,Team,SW_ID,child,E-mail
Ann Lee,North,SW093311,,north@example.gov.uk
Ben Cole,north ,sw104223,,NORTH@example.gov.uk; ben@example.gov.uk
Cy Dent,South/East,SW118750,,south@example.gov.uk
Di Ford,Leaving care,SW121904,,
Eve Gray,Leaving care,,10061,
"""
"""TBC is nobody's number, and nobody has the children without a social worker. Leaving care has no address."""

RULES = (
    "101,103,141,144,147,148,166,167,168,169,179,180,182,197a,202,203,204,205B,208,209,218,233,344,345,351,352,359,"
    "371,392a,392b,392c,399,442,452,453,503D,503F,503G,503H,503J,547,550,567,INT14,INT16,INT17,SW02STG1,SW13STG1,"
    "SW17STG2,XL01,XL04"
)
"""Those that find something in the small return, and 442, which a reply brings; each command runs them all."""

LABELS = {column.name: column.label for table in TABLES.values() for column in table.columns}
LABELS[""] = "This record"
"""A column to the words that a pack has for it."""

Run = Callable[..., str]


def run(*arguments: object, answers: str | None = None) -> str:
    """Give a command; returns everything it printed. Raises UserError as the command did."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=answers)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@dataclass(frozen=True)
class Made:
    """A workbook, and the folder of the packs that were made from it."""

    book: Path
    folder: Path

    def pack(self, name: str) -> Path:
        (path,) = self.folder.glob(f"903 errors {name} *.xlsx")
        return path

    def copied_to(self, folder: Path) -> Made:
        """The same, to be changed by one test."""
        shutil.copy2(self.book, folder / self.book.name)
        shutil.copytree(self.folder, folder / self.folder.name)
        return Made(folder / self.book.name, folder / self.folder.name)


@pytest.fixture(scope="session")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checked") / "checked.xlsx"
    years = (SMALL / "this-year", "--last-year", SMALL / "last-year")
    run("validate", *years, "--year", 2026, "--authority", "E08000003", "--rules", RULES, "-o", path)
    return path


@pytest.fixture(scope="session")
def teams_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("teams") / "teams.csv"
    path.write_text(TEAMS)
    return path


@pytest.fixture(scope="session")
def made_once(checked: Path, teams_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    book = Path(shutil.copy2(checked, folder / "work.xlsx"))
    run(
        "packs",
        book,
        "--teams",
        teams_csv,
        "-o",
        folder / "out",
        "--drafts",
        "--reply-by",
        "01/02/2030",
        "--everything",
    )
    (packs,) = (folder / "out").iterdir()
    return Made(book, packs)


@pytest.fixture
def made(made_once: Made, tmp_path: Path) -> Made:
    return made_once.copied_to(tmp_path)


@pytest.fixture(scope="session")
def report() -> xl903.Report:
    ret = xl903.load(SMALL / "this-year", SMALL / "last-year", year=2026, authority="E08000003")
    return xl903.validate(ret)


def join_names(path: Path, sheet: str, *titles: str) -> list[tuple[object, ...]]:
    """The rows of a list sheet, these columns of them."""
    ws = openpyxl.load_workbook(path)[sheet]
    header, at = header_of(ws, titles)
    return [
        tuple(ws.cell(row, at[title]).value for title in titles)
        for row in range(header + 1, ws.max_row + 1)
        if any(ws.cell(row, column).value is not None for column in at.values())
    ]


def header_of(ws: Worksheet, titles: tuple[str, ...]) -> tuple[int, dict[str, int]]:
    """The row of the column names, and the column of each title."""
    for row in ws.iter_rows():
        columns = {str(cell.value): cell.column for cell in row if cell.value is not None}
        if set(titles) <= set(columns):
            return row[0].row, columns
    raise AssertionError(f"{ws.title} has no {titles}")


def fill_in(pack: Path, fields: dict[tuple[str, str], str], comment: str | None = None) -> Path:
    """Type into "Correct value" of the first row of a child's field, as a team does; returns the pack."""
    book = openpyxl.load_workbook(pack)
    ws = book["Errors"]
    header, at = header_of(ws, ("Child", "Field", "Correct value"))
    left = dict(fields)
    for row in range(header + 1, ws.max_row + 1):
        child, field = ws.cell(row, at["Child"]).value, str(ws.cell(row, at["Field"]).value)
        for key in [key for key in left if key[0] == child and LABELS[key[1]] == field]:
            ws.cell(row, at["Correct value"]).value = left.pop(key)
            ws.cell(row, at["Comment"]).value = comment
    assert not left
    book.save(pack)
    return pack


def change(book: Path, sheet: str, child: str, field: str, value: str | None) -> None:
    """Type over the field of a child's first row, as an analyst does."""
    opened = openpyxl.load_workbook(book)
    ws = opened[sheet]
    header, at = header_of(ws, ("CHILD", field))
    row = next(row for row in range(header + 1, ws.max_row + 1) if ws.cell(row, at["CHILD"]).value == child)
    ws.cell(row, at[field]).value = value
    opened.save(book)
