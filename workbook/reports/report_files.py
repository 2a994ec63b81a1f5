"""Reports as small workbooks and CSV files in a new folder: what is in them, and how they are written.

What may be given to anybody has a folder of its own inside, so that it is not sent with lists of children.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbook.plan.children_sheet import workers_and_teams
from workbook.plan.corrections_sheet import CORRECTIONS_SHEET, HOW_TO, corrections_shown
from workbook.plan.sheet_model import Plan, Sheet
from workbook.plan.table_sheets import ROW_ID
from workbook.reports.report_sheets import list_sheet
from workbook.session.checking import Checked
from workbook.session.ownership import find_owners
from xl903 import UserError
from xl903.anonymous.error_counts import (
    EXPLAINED,
    AnonymousCounts,
    as_table,
    count_without_children,
    read_counts,
)
from xl903.anonymous.other_councils import SharesCompared, compare_shares
from xl903.engine.wording import count, plural
from xl903.portal.our_reports import (
    CHILD,
    list_children_in_error,
    list_errors,
    not_in_the_portal,
    summarise_failures,
)
from xl903.portal.table_files import read_tables
from xl903.tracking.checked_findings import in_force
from xl903.writers.folders import whole_or_not_at_all
from xl903.writers.readable_csv import write_readable_csv
from xl903.writers.safe_files import free_path, write_whole

ANONYMOUS_FOLDER = "anonymous"
"""The folder, among the reports, of what names no child."""


@dataclass(frozen=True)
class ReportFile:
    """A report: a workbook, and each of its lists as CSV.

    ``name``: that of the files, without an ending. ``sheets``: the workbook's. ``lists``: file name without ending
    to the list. ``anonymous``: whether it names no child.
    """

    name: str
    sheets: tuple[Sheet, ...]
    lists: Mapping[str, pd.DataFrame]
    anonymous: bool = False


@dataclass(frozen=True)
class WrittenReports:
    """What was written: the ``folder``, its ``files``, and ``notes``: sentences on what to know."""

    folder: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...]

    def in_words(self) -> list[str]:
        """What was written and where, a line each."""
        names = ", ".join(path.relative_to(self.folder).as_posix() for path in self.files)
        return [f"Wrote {count(len(self.files), 'file')} to {self.folder}: {names}.", *self.notes]


def portal_reports(checked: Checked) -> list[ReportFile]:
    """The two reports of DfE's portal as it would make them of this return, whatever stage its checks are in."""
    report, session = checked.report, checked.session
    wording = session.memory.wording
    summary = summarise_failures(report, wording)
    children = list_children_in_error(report)
    reasons = _checked_and_right(checked).rename(columns={"Reason": "Checked and right"})
    errors = list_errors(report, wording).merge(
        reasons[["Error Code", "Table", "row", "Checked and right"]],
        how="left",
        on=["Error Code", "Table", "row"],
    )
    rows = pd.Series(0, index=errors.index)
    for table, part in errors.groupby("Table"):
        rows[part.index] = session.places[str(table)].rows[part["row"].to_numpy()]
    errors = errors.rename(columns={"row": "Row"}).assign(Row=rows.to_numpy())
    owners = find_owners(report.ret, session.teams) if len(session.teams) else None
    workers, teams = workers_and_teams(report.ret, pd.Index(errors[CHILD], dtype=object), owners)
    errors["Social worker"], errors["Team"] = workers, teams
    about = about_the_return(checked)
    return [
        ReportFile(
            "check failures",
            (
                list_sheet(
                    "Check failures",
                    f"Summary of validation check failures, {_year(checked)}",
                    about,
                    summary,
                ),
            ),
            {"check failures": summary},
        ),
        ReportFile(
            "children in error",
            (
                list_sheet(
                    "Children in error",
                    f"List of child records in error, {_year(checked)}",
                    about,
                    children,
                    frozen=1,
                ),
                list_sheet(
                    "One line per error",
                    f"Child records in error, one line per error, {_year(checked)}",
                    about,
                    errors,
                    frozen=1,
                ),
            ),
            {"children in error": children, "errors one per line": errors},
        ),
    ]


def _year(checked: Checked) -> str:
    return f"year ending 31 March {checked.report.ret.year}"


def about_the_return(checked: Checked) -> list[str]:
    """Whose report it is and of what day."""
    authority = checked.report.ret.authority
    made = f"Made on {checked.session.when:%d/%m/%Y} by the rules of {checked.report.rules_year}"
    return [*([f"Local Authority: {authority.name}"] if authority else []), made]


def corrections_report(checked: Checked) -> list[ReportFile]:
    """What is to be keyed in the case system, per social worker and child; no file where nothing is."""
    session, ret = checked.session, checked.report.ret
    corrections = session.memory.corrections
    if corrections.empty:
        return []
    owners = find_owners(ret, session.teams) if len(session.teams) else None
    shown = corrections_shown(ret, corrections, owners).drop(columns=ROW_ID)
    sheet = list_sheet(
        CORRECTIONS_SHEET, CORRECTIONS_SHEET, [*about_the_return(checked), HOW_TO], shown, frozen=3
    )
    return [ReportFile("corrections to key", (sheet,), {"corrections to key": shown})]


def bypass_report(checked: Checked) -> list[ReportFile]:
    """What was checked and is right, as a list for requests to DfE to bypass it; no file where nothing is."""
    reasons = _checked_and_right(checked)
    errors = list_errors(checked.report, checked.session.memory.wording)
    marked = errors.merge(reasons, on=["Error Code", "Table", "row"])
    if marked.empty:
        return []
    columns = [
        *(CHILD, "Error Code", "Error message", "Table", "Record", "Columns", "Value"),
        *_OF_MARKS.values(),
    ]
    shown = marked[columns]
    title = f"Errors that were checked and are right, {_year(checked)}"
    sheet = list_sheet("Bypass requests", title, about_the_return(checked), shown, frozen=2)
    return [ReportFile("bypass requests", (sheet,), {"bypass requests": shown})]


_OF_MARKS = {"reason": "Reason", "who": "Checked by", "day": "Checked on"}


def _checked_and_right(checked: Checked) -> pd.DataFrame:
    """What was said of each error that was checked and is right, by code, table and row of the report."""
    marks = in_force(checked.session.memory.checked)
    rows = pd.Series(-1, index=marks.index)
    for table, part in marks.groupby("table"):
        if table in checked.session.ids:
            rows[part.index] = checked.session.ids[str(table)].get_indexer(pd.Index(part["row_id"]))
    days = pd.Series([f"{when:%d/%m/%Y}" for when in marks["when"]], index=marks.index, dtype=object)
    told = marks.assign(day=days, row=rows).rename(
        columns={"code": "Error Code", "table": "Table", **_OF_MARKS}
    )
    return told[["Error Code", "Table", "row", *_OF_MARKS.values()]]


def anonymous_counts(checked: Checked, *, with_authority: bool) -> AnonymousCounts:
    """The counts of a return that others may see. with_authority: whether they say whose they are."""
    authority = checked.report.ret.authority if with_authority else None
    if with_authority and authority is None:
        raise UserError("The workbook does not know the authority, so it cannot be named; leave that out.")
    findings = checked.session.run.findings
    return count_without_children(
        checked.report, findings["first_seen"], authority=authority.name if authority else None
    )


def anonymous_report(counts: AnonymousCounts) -> ReportFile:
    """The counts as files."""
    table = as_table(counts)
    title = f"Errors by code and month, year ending 31 March {counts.year}"
    lines = [*([f"Local Authority: {counts.authority}"] if counts.authority else []), *EXPLAINED]
    return ReportFile(
        "anonymous counts",
        (list_sheet("Anonymous counts", title, lines, table, frozen=1),),
        {"anonymous counts": table},
        anonymous=True,
    )


def read_others(paths: Sequence[Path], year: int) -> tuple[list[AnonymousCounts], list[str]]:
    """Other councils' counts from files, and what to know of them.

    year: the collection year of this return. Raises UserError for a file that holds no such counts.
    """
    found: list[tuple[Path, AnonymousCounts]] = []
    notes = []
    for path in paths:
        one = read_counts(path.name, [table.rows for table in read_tables(path)])
        twin = next((other for other, known in found if known.counts.equals(one.counts)), None)
        if twin is not None:
            notes.append(
                f"Please check: {path.name} holds the same counts as {twin.name}, so it was left out."
            )
            continue
        if one.year != year:
            notes.append(
                f"Please check: {path.name} is of the collection year {one.year}, and this return of {year}."
            )
        found.append((path, one))
    return [one for _, one in found], notes


def shares_report(ours: AnonymousCounts, others: Sequence[AnonymousCounts]) -> tuple[ReportFile, list[str]]:
    """Where this council's shares differ from the others', as files, and what to know of it."""
    compared = compare_shares(ours, others)
    table = _shares_shown(compared)
    lines = [
        f"Compared with {count(compared.others, 'other council')}. A share is what percentage of a council's "
        "errors have the code.",
        "c stands for a small number that is not published; it counts as 0.",
    ]
    notes = []
    if compared.left_out:
        number = len(compared.left_out)
        notes.append(
            f"Left out {count(number, 'rule')} that {plural(number, 'was', 'were')} not run by every council."
        )
    sheet = list_sheet(
        "Shares compared", "Where this council's errors differ from others'", [*lines, *notes], table
    )
    return ReportFile("shares compared", (sheet,), {"shares compared": table}), notes


def _shares_shown(compared: SharesCompared) -> pd.DataFrame:
    shares = compared.shares
    percent = {
        "Share here (%)": "share",
        "Median of the others (%)": "median",
        "Lowest of the others (%)": "lowest",
        "Highest of the others (%)": "highest",
        "Difference (points)": "difference",
    }
    return pd.DataFrame(
        {
            "Code": shares["code"],
            "What is wrong": shares["title"],
            "Errors": shares["errors"].where(shares["errors"].notna(), "c"),
            **{title: shares[column].round(1) for title, column in percent.items()},
            "Beside the others": shares["beside"],
            "Others not published": shares["hidden"],
        }
    )


def make_reports(
    checked: Checked,
    *,
    anonymous: bool = False,
    with_authority: bool = False,
    others: Sequence[AnonymousCounts] = (),
) -> tuple[list[ReportFile], list[str]]:
    """The reports of a return that was just checked, and what to know of them.

    anonymous, with_authority: also counts to give to others, and whether they name the authority. others: councils
    to compare with.
    """
    made = [*portal_reports(checked), *corrections_report(checked), *bypass_report(checked)]
    notes = left_out_of_the_portals(checked)
    if anonymous:
        made.append(anonymous_report(anonymous_counts(checked, with_authority=with_authority)))
    if others:
        shares, more = shares_report(anonymous_counts(checked, with_authority=False), others)
        made.append(shares)
        notes += more
    return made, notes


def write_reports(
    reports: Sequence[ReportFile],
    out: Path,
    when: dt.datetime,
    *,
    as_file: Callable[[Plan], bytes],
    notes: Sequence[str] = (),
) -> WrittenReports:
    """Write reports into a new folder in ``out``, all of them or none.

    as_file: the workbook file of a plan. Raises UserError where the folder cannot be written to.
    """
    folder = free_path(out / f"reports {when:%Y-%m-%d}")
    files: list[Path] = []
    with whole_or_not_at_all(folder) as staging:
        for report in reports:
            into = staging / ANONYMOUS_FOLDER if report.anonymous else staging
            into.mkdir(exist_ok=True)
            book = into / f"903 {report.name}.xlsx"
            with write_whole(book) as beside:
                beside.write_bytes(as_file(Plan(report.sheets)))
            files.append(book)
            for name, frame in report.lists.items():
                files.append(into / f"903 {name}.csv")
                write_readable_csv(frame, files[-1])
        written = tuple(folder / path.relative_to(staging) for path in files)
    return WrittenReports(folder, written, tuple(notes))


def left_out_of_the_portals(checked: Checked) -> list[str]:
    """What the two reports of the portal leave out, in a sentence; nothing where they leave nothing out."""
    ours = not_in_the_portal(checked.report)
    if not ours:
        return []
    are = plural(ours, "is", "are")
    return [
        f"{count(ours, 'error')} of checks that are not DfE's {are} not in the reports; the sheet Errors has them."
    ]
