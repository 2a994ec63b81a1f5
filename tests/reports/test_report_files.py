"""The reports as files: what xl903 reports writes, and that the portal's two are read like the portal's own."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

import xl903
from tests.day.conftest import Run
from tests.day.week_files import join_names
from xl903.portal.our_reports import list_children_in_error, list_errors, summarise_failures
from xl903.portal.portal_reports import read_portal_reports
from xl903.writers.readable_csv import write_readable_csv


def test_the_list_has_each_childs_codes_ascending_and_the_summary_is_sorted_by_message(
    report: xl903.Report,
) -> None:
    children = list_children_in_error(report)
    assert children.loc[1].tolist() == ["8", "X", "1/2/2013", "101 103 144 145 147 168"]
    assert children["LA Child ID"].tolist() == ["007", "8"]
    summary = summarise_failures(report, {"218": "  as DfE says it"})
    assert summary["Error message"].tolist() == sorted(summary["Error message"], key=str.casefold)
    of_urn = summary.set_index("Error Code").loc["218"]
    assert (of_urn["Error message"], of_urn["Count"], of_urn["Children in error"]) == (
        "  as DfE says it",
        2,
        1,
    )


def test_there_is_a_line_per_error_and_every_line_says_where_it_is(report: xl903.Report) -> None:
    errors = list_errors(report, {})
    assert len(errors) == len(report.findings)
    urn = errors[errors["Error Code"] == "218"]
    assert urn["Record"].tolist() == ["Episode start 01/05/2025", "Episode start 01/08/2025"]
    assert urn["Columns"].unique().tolist() == ["URN"]


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"a": ["=1+1", "@x", "-5", "plain, with a comma"], "b": [-5, 0, 1, None]}, dtype=object
    )
    write_readable_csv(frame, tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_bytes() == (
        b"\xef\xbb\xbfa,b\r\n'=1+1,-5\r\n'@x,0\r\n'-5,1\r\n\"plain, with a comma\",\r\n"
    )


def test_the_reports_of_a_workbook_are_files_in_a_new_folder_and_the_workbook_stays(
    run: Run, book: Path, tmp_path: Path
) -> None:
    before = book.read_bytes()
    status, _, said = run("reports", book, "-o", tmp_path / "out", "--anonymous")
    assert (status, book.read_bytes()) == (0, before)
    (folder,) = (tmp_path / "out").iterdir()
    assert re.fullmatch(r"reports \d{4}-\d\d-\d\d", folder.name)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert names == {
        *("903 check failures.xlsx", "903 check failures.csv", "903 children in error.xlsx"),
        *("903 children in error.csv", "903 errors one per line.csv"),
        *("anonymous/903 anonymous counts.xlsx", "anonymous/903 anonymous counts.csv"),
    }
    assert all(name in said for name in names)
    # the portal's own reports are read by their content, and ours have it
    for ending in ("xlsx", "csv"):
        files = [folder / f"903 check failures.{ending}", folder / f"903 children in error.{ending}"]
        read = read_portal_reports(files, ["007", "8", "9"])
        assert read.listed is not None
        assert read.counts is not None
        errors = join_names(book, "Errors", "CHILD", "Code")
        dfe = {(child, code) for child, code in errors if not str(code).startswith("XL")}
        assert set(zip(read.listed["child"], read.listed["code"], strict=True)) == dfe
        assert read.counts["count"].sum() == sum(not str(code).startswith("XL") for _, code in errors)
    assert (read_portal_reports([folder / "903 check failures.xlsx"], []).year) == 2026
    anonymous = (folder / "anonymous" / "903 anonymous counts.csv").read_text(encoding="utf-8-sig")
    assert "Manchester" not in anonymous

    # another council's counts: here this one's own, so nothing differs
    theirs = folder / "anonymous" / "903 anonymous counts.xlsx"
    status, _, said = run("reports", book, "-o", tmp_path / "out", "--others", theirs, "--others", theirs)
    assert status == 0
    assert "same counts" in said
    (compared,) = (tmp_path / "out").glob("*/903 shares compared.csv")
    assert {row.split(",")[-2] for row in compared.read_text().splitlines()[1:]} == {"as in the others"}


def test_what_cannot_be_compared_is_said_and_nothing_is_written(run: Run, book: Path, tmp_path: Path) -> None:
    status, _, said = run(
        "reports", book, "-o", tmp_path / "out", "--others", tmp_path / "april" / "header.csv"
    )
    assert status == 2
    assert "header.csv does not hold anonymous counts" in said
    assert run("reports", book, "-o", tmp_path / "out", "--with-authority")[0] == 2
    assert not (tmp_path / "out").exists()
