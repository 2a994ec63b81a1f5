"""The page as it is built, opened from a file by Chromium without a network, through a person's whole way.

One session of the browser serves all, and all is one test: the session is the dear part, and processes that share
out tests would each have their own.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

import xl903
from page.build import MOST_BYTES, policy_of
from tests.page.correct_and_check import REASON
from workbook import make_plan, write_workbook
from workbook.file.xlsx_files import values_of
from xl903.loading import read

ROOT = Path(__file__).parents[2]
TIMES = {("Start", 5, 1), ("Runs", 1, 0)}
"""Cells that say when it was."""


@dataclass(frozen=True)
class Way:
    """The way through the page. said: what the browser saw; out: what it downloaded; book: CPython's workbook."""

    said: dict[str, Any]
    out: Path
    book: Path
    report: xl903.Report

    def rows(self, book: str, sheet: str, *titles: str) -> list[tuple[object, ...]]:
        """Some columns of a sheet of a workbook that was downloaded."""
        grid = [list(row) for row in values_of(self.out / book)[sheet]]
        header = next(at for at, row in enumerate(grid) if set(titles) <= set(row))
        places = [grid[header].index(title) for title in titles]
        return [tuple(row[place] for place in places) for row in grid[header + 1 :] if any(row)]


def found_pairs(report: xl903.Report) -> list[tuple[str, str]]:
    """Child and code of what DfE's rules found."""
    found = report.findings.dropna(subset=["child"])
    return sorted(
        {
            (child, code)
            for child, code in zip(found["child"], found["code"], strict=True)
            if report.rules[code].is_dfe
        }
    )


@pytest.fixture
def way(page: Path, council: Path, node: str, tmp_path_factory: pytest.TempPathFactory) -> Way:
    out = tmp_path_factory.mktemp("way")
    files = read(council / "this-year", council / "last-year", [council / "ofsted.xlsx"])
    report = xl903.validate(files.to_return(year=2026, authority="Manchester"))
    write_workbook(make_plan(report, files=files.names, who="Web page"), out / "book.xlsx")
    (council / "notes.txt").write_text("nothing of a return", encoding="utf-8")
    (council / "damaged.xlsx").write_bytes((out / "book.xlsx").read_bytes()[:2000])
    openpyxl.Workbook().save(council / "another.xlsx")
    (child, _), *others = found_pairs(report)
    lines = [f"{one},{code}" for one, code in others] + [f"{child},999"]
    (council / "portal.csv").write_text("\n".join(["LA Child ID,Error Codes", *lines]), encoding="utf-8")
    with (council / "this-year" / "sw_episodes.csv").open(encoding="utf-8-sig") as opened:
        workers = sorted({row["SW_ID"] for row in csv.DictReader(opened) if row["SW_ID"]})
    teams = [
        f"{one},Worker {at},{'South' if at % 2 else 'North'},{'south' if at % 2 else 'north'}@example.gov.uk"
        for at, one in enumerate(workers)
    ]
    (council / "teams.csv").write_text("\n".join(["SW_ID,Worker,Team,E-mail", *teams]), encoding="utf-8")

    drive = str(Path(__file__).with_name("drive.mjs"))
    correct = json.dumps([sys.executable, "-m", "tests.page.correct_and_check"])
    done = subprocess.run(
        [node, drive, str(page), str(council), str(out), correct],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    print(said["seconds"])
    assert "failed" not in said, said
    return Way(said, out, out / "book.xlsx", report)


def test_a_persons_whole_way_through_the_page(way: Way, page: Path, subtests: pytest.Subtests) -> None:
    for check in (
        every_cell_is_as_python_writes_it,
        no_connection_is_opened_or_possible,
        everybody_can_use_it,
        what_is_dropped_is_read,
        a_filter_shows_the_children_of_a_rule,
        what_is_downloaded_is_what_is_named,
        the_portal_is_compared,
        each_team_gets_its_error_sheet,
        a_week_passes_between_page_and_command_line,
        bad_luck_is_said_in_a_sentence,
    ):
        with subtests.test(check.__name__.replace("_", " ")):
            check(way)
    with subtests.test("the page is one small file with a policy"):
        is_one_small_file_with_a_policy(page)
        assert way.said["requests"] == [page.as_uri()] * 2  # once more for the browser that is too old


def every_cell_is_as_python_writes_it(way: Way) -> None:
    ours, theirs = values_of(way.book), values_of(way.out / "first.xlsx")
    assert list(ours) == list(theirs)
    differ = {
        (sheet, row, column)
        for sheet in ours
        for row, (one, other) in enumerate(zip(ours[sheet], theirs[sheet], strict=True))
        for column, (ours_is, theirs_is) in enumerate(zip(one, other, strict=True))
        if ours_is != theirs_is
    }
    assert differ <= TIMES
    assert dict(way.said["figures"])["Children in error"] == str(way.report.findings["child"].nunique())
    assert way.said["first"]


def no_connection_is_opened_or_possible(way: Way) -> None:
    assert way.said["refused"] == ["connect-src", "connect-src"]
    assert way.said["kept"] == ["", 0, 0]
    assert way.said["errors"] == []


def everybody_can_use_it(way: Way) -> None:
    assert way.said["violations"] == []
    assert way.said["tabs_move"] and way.said["wrong"] and way.said["child"].startswith("Child ")


def what_is_dropped_is_read(way: Way) -> None:
    chosen = " ".join(way.said["chosen"])
    assert "this-year/episodes.csv" in chosen and "ofsted.xlsx" in chosen and " header.csv" in chosen
    assert (way.said["year"], way.said["authority"]) == ("2026", "Manchester")


def a_filter_shows_the_children_of_a_rule(way: Way) -> None:
    code, shown = way.said["filtered"]
    found = way.report.findings
    assert sorted(shown) == sorted(set(found.loc[found["code"] == code, "child"].dropna()))


def what_is_downloaded_is_what_is_named(way: Way) -> None:
    names = {
        what: ZipFile(way.out / f"{what}.zip").namelist() for what in ("export-csv", "export-xml", "reports")
    }
    assert any(name.endswith("episodes.csv") for name in names["export-csv"])
    assert any(name.endswith(".xml") for name in names["export-xml"])
    assert sum(name.endswith(".xlsx") for name in names["reports"]) >= 2


def the_portal_is_compared(way: Way) -> None:
    pairs = found_pairs(way.report)
    said = dict(way.said["compared"])["The portal's reports"]
    assert said.startswith(
        f"Compared with the portal: {len(pairs) - 1:,} agree, 1 only in the portal, 1 only here."
    )
    assert "Portal" in values_of(way.out / "sent.xlsx")


def each_team_gets_its_error_sheet(way: Way) -> None:
    packs = ZipFile(way.out / "packs.zip").namelist()
    assert [
        team for team in ("North", "South") if any(team in name and name.endswith(".xlsx") for name in packs)
    ] == [
        "North",
        "South",
    ]
    teams = way.rows("sent.xlsx", "Teams", "Team")
    assert set(teams) == {("North",), ("South",)}


def a_week_passes_between_page_and_command_line(way: Way) -> None:
    """Two corrections and a mark: one checked on the command line, one in the page; neither loses the other's."""
    assert (
        "Since the last run" in way.said["since"]
        and "1 error marked as checked and right." in way.said["since"]
    )
    assert dict(way.said["again"])["Checked and right"] == "1 error"
    changes = way.rows("second.xlsx", "Changes", "Field", "What", "Evidence")
    assert sum(field == "SEX" for field, _, _ in changes) == 2
    assert [what for _, what, evidence in changes if evidence == REASON] == ["checked and right"]
    runs = way.rows("second.xlsx", "Runs", "Who", "What")
    assert runs[0][0] == "Web page" and "Ann" in [who for who, _ in runs]
    assert len(runs) == 5  # checked, compared, packed, checked on the command line, checked again
    marks = way.rows("second.xlsx", "Errors", "Checked and right", "Reason")
    assert [reason for tick, reason in marks if tick] == [REASON]


def bad_luck_is_said_in_a_sentence(way: Way) -> None:
    notes, another, damaged = way.said["not_ours"]
    assert "notes.txt" in notes and "not made by this version" in another and "damaged.xlsx" in damaged
    assert way.said["leaving"] == "beforeunload"
    died, is_disabled = way.said["died"]
    assert died.startswith("The check stopped") and is_disabled
    assert way.said["too_old"].startswith("This browser is too old")


def is_one_small_file_with_a_policy(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES
    script = text.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy_of(text) and "connect-src 'none'" in policy_of(text)
    assert "xl903 0." in text.partition("<title>")[2].partition("</title>")[0]
