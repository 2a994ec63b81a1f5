"""A workbook file that is read once: it holds what reading it twice gives, and nobody's work is written over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

import xl903
from workbook import make_plan, write_workbook
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import open_file
from workbook.file.xlsx_files import read_found_workbook
from workbook.session.checking import Checked, begin_check
from workbook.session.next_run import continue_from
from workbook.update.whole_workbook import update_workbook
from xl903.engine.messages import UserError
from xl903.tracking.row_ids import plain

ODD_TEXTS = (
    "a  b",
    " led by a space",
    "two\nlines",
    "<&>",
    "=1+1",
    "_x000D_",
    "x005F_",
    "'quoted",
    "€ ü 漢",
    "007",
)


@pytest.fixture
def book(two_children: Path) -> Path:
    return two_children


def worked_out(path: Path, cell: str, formula: str, value: str) -> None:
    """Put a formula into a cell of the first table, with what Excel worked out for it."""
    workbook = openpyxl.load_workbook(path)
    workbook["Header"][cell] = formula
    workbook.save(path)
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    said, known = f"<f>{formula[1:]}</f><v></v>".encode(), f"<f>{formula[1:]}</f><v>{value}</v>".encode()
    assert sum(said in data for data in parts.values()) == 1
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(said, known))


def assert_same(path: Path) -> None:
    once, twice = open_file(path).read(), read_found_workbook(path)
    assert once.about == twice.about
    assert once.tables.keys() == twice.tables.keys()
    for name, frame in once.tables.items():
        assert plain(frame).tolist() == plain(twice.tables[name]).tolist()
        assert once.places[name].columns == twice.places[name].columns
        assert once.places[name].rows.tolist() == twice.places[name].rows.tolist()


def test_it_holds_what_reading_again_would_give(book: Path) -> None:
    assert_same(book)
    workbook = openpyxl.load_workbook(book)
    workbook["Header"]["D2"] = CellRichText("F", TextBlock(InlineFont(b=True), "!"))
    workbook["Header"]["F4"] = "a row below"
    workbook.save(book)
    assert_same(book)
    assert open_file(book).read().tables["Header"]["SEX"].tolist()[0] == "F!"


def test_text_that_looks_like_an_escaped_character_stays_what_it_was(tmp_path: Path) -> None:
    upn = ["a_x000D_b", "_x005F_"]
    header = pd.DataFrame({"CHILD": ["1", "2"], "UPN": upn}, dtype=object)
    path = tmp_path / "book.xlsx"
    ret = xl903.Return({"Header": header}, year=2026, authority=None)
    write_workbook(make_plan(xl903.validate(ret, codes=["101"])), path)
    assert open_file(path).read().tables["Header"]["UPN"].tolist() == upn
    assert_same(path)


def test_a_formula_counts_by_what_it_comes_to(book: Path) -> None:
    worked_out(book, "C3", "=1+6", "7")
    assert_same(book)
    assert open_file(book).read().tables["Header"]["CHILD"].tolist() == ["1", "7"]


def run_again(path: Path) -> Checked:
    checking = begin_check(
        continue_from(open_file(path).read()), lambda one: xl903.validate(one.ret, codes=["101", "102"])
    )
    return checking.finish(when=pd.Timestamp(2026, 5, 1).to_pydatetime(), who="Ann")


def test_a_file_that_was_saved_meanwhile_is_left_alone(book: Path) -> None:
    opened = open_file(book)
    checked = run_again(book)
    workbook = openpyxl.load_workbook(book)
    workbook["Header"]["D3"] = "F"
    workbook.save(book)
    before = book.read_bytes()
    with pytest.raises(UserError, match="was saved by somebody else while it was being checked"):
        carry_out(opened, update_workbook(opened.found, checked.plan(), checked))
    assert book.read_bytes() == before


def test_links_to_what_to_do_first_look_as_before_once_they_lead_elsewhere(book: Path) -> None:
    def links() -> list[tuple[str, str | None, str | None, str]]:
        cells = [openpyxl.load_workbook(book)["Summary"][at] for at in ("A5", "A7")]
        return [
            (cell.hyperlink.location, cell.alignment.horizontal, cell.font.underline, cell.font.color.rgb)
            for cell in cells
        ]

    before = links()
    opened = open_file(book)  # and check it with all rules: it was made with two of them
    checked = begin_check(continue_from(opened.read())).finish(when=dt.datetime(2026, 5, 1, 9), who="Ann")
    carry_out(opened, update_workbook(opened.found, checked.plan(), checked))
    after = links()
    assert [location for location, *_ in after] != [location for location, *_ in before]
    assert [looks for _, *looks in after] == [looks for _, *looks in before]
