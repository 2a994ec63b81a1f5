"""DfE's own error reports as data: which codes the portal has for which children, and how many of each.

Two reports are known: the summary (a row per code, its message and a count) and the list (a row per child, or per
error, with the codes). They are recognised by what stands in them, since their column names change.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from xl903.engine.messages import UserError
from xl903.portal.codes_in_cells import in_order, is_known
from xl903.portal.report_tables import CLOSING, ReportColumns, find_columns, module_of
from xl903.portal.table_files import TextTable, read_tables

LISTED_COLUMNS = ("child", "code", "birth")
COUNT_COLUMNS = ("code", "count")

_YEAR_ENDING = re.compile(r"(?:year ending|31 march|31/0?3/)\D{0,20}(20\d\d)", re.IGNORECASE)
_TWO_YEARS = re.compile(r"\b(20\d\d)\s?[-/]\s?(?:20)?(\d\d)\b")
_AUTHORITY = re.compile(
    r"(?:local )?authority(?: name)?\s*:?\s*(?:\d{3}\s+)?([A-Za-z][^|;:]{2,60})", re.IGNORECASE
)
_OTHER_TOOL = frozenset({"affected table", "affected fields"})
_OURS = "xl903 row"
_ROWS_NAMED = 5


@dataclass(frozen=True)
class PortalReport:
    """What one or more of the portal's reports say.

    listed: LISTED_COLUMNS, a row per child and code as the report writes the child, birth as written or empty
    text; None where no list was given. counts: COUNT_COLUMNS, a row per code of the summary, count None where it
    cannot be read; None where no summary was given. wording: code to DfE's own message. sources: where it was
    read. year, authority: as its titles say, None where they do not. notes: what the person should know.
    """

    listed: pd.DataFrame | None
    counts: pd.DataFrame | None
    wording: dict[str, str]
    sources: tuple[str, ...]
    year: int | None = None
    authority: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def codes(self) -> list[str]:
        """Every code that the reports have, in DfE's order."""
        frames = [frame["code"] for frame in (self.listed, self.counts) if frame is not None]
        return in_order({code for codes in frames for code in codes})


def read_portal_reports(paths: Sequence[Path], ids: Collection[str]) -> PortalReport:
    """Read the portal's reports from files: web pages, workbooks or CSV.

    ids: the child ids of the loaded return. Raises UserError, one sentence, for a file that cannot be opened or
    has no report.
    """
    return together([reports_in(read_tables(path), path.name, ids) for path in paths])


def reports_in(tables: Iterable[TextTable], name: str, ids: Collection[str]) -> PortalReport:
    """The reports among the tables of a file. Raises UserError where there is none."""
    known = frozenset(one.upper() for one in ids)
    tables = list(tables)
    found = [columns for table in tables if (columns := _columns(table, known)) is not None]
    if not found:
        raise UserError(_why_none(tables, name))
    return together([_report(columns) for columns in found])


def is_report(table: TextTable, ids: Collection[str]) -> bool:
    """Whether a table is one of the portal's reports."""
    return _columns(table, frozenset(one.upper() for one in ids)) is not None


def together(reports: Sequence[PortalReport]) -> PortalReport:
    """Several reports as one; what two of them say is said once."""
    listed, counts = (
        [frame for report in reports if (frame := getattr(report, name)) is not None]
        for name in ("listed", "counts")
    )
    wording: dict[str, str] = {}
    for report in reports:
        wording = report.wording | wording
    return PortalReport(
        pd.concat(listed).drop_duplicates(["child", "code"], ignore_index=True) if listed else None,
        pd.concat(counts).drop_duplicates("code", ignore_index=True) if counts else None,
        wording,
        tuple(dict.fromkeys(source for report in reports for source in report.sources)),
        next((report.year for report in reports if report.year is not None), None),
        next((report.authority for report in reports if report.authority is not None), None),
        tuple(dict.fromkeys(note for report in reports for note in report.notes)),
    )


def _columns(table: TextTable, ids: Collection[str]) -> ReportColumns | None:
    if module_of(table) is not None or _is_ours(table):
        return None
    found = find_columns(table, ids)
    if found is None or (found.ids is None and found.messages is None and found.counts is None):
        return None
    several = any(len(cell.codes) > 1 for cell in found.cells)
    return None if found.ids is None and several else found


def _is_ours(table: TextTable) -> bool:
    return any(_OURS in row for row in table.rows[:_ROWS_NAMED])


def _why_none(tables: Sequence[TextTable], name: str) -> str:
    if not tables:
        return f"{name} has no table in it; save the portal's report as a web page, a workbook or CSV."
    module = next((found for table in tables if (found := module_of(table))), None)
    if module is not None:
        return f"{name} is a table of the return ({module}), not a report of the portal; choose the report."
    if any(_is_ours(table) for table in tables):
        return f"{name} was made by xl903 and is not a report of the portal; choose the report."
    return (
        f"{name} is not one of the portal's error reports: it has no column of error codes next to child ids or "
        "messages. Save the portal's list of child records in error, or its summary of failures, and choose "
        "that."
    )


def _report(found: ReportColumns) -> PortalReport:
    titles = " | ".join(found.titles)
    report = PortalReport(
        listed=_listed(found) if found.ids is not None else None,
        counts=_counts(found) if found.ids is None else None,
        wording=_wording(found),
        sources=(found.table.place,),
        year=_year(titles),
        authority=match.group(1).strip() if (match := _AUTHORITY.search(titles)) else None,
    )
    return replace(report, notes=tuple(_notes(found, report)))


def _listed(found: ReportColumns) -> pd.DataFrame:
    rows = [
        (child, code, birth)
        for child, cell, birth in zip(
            found.column(found.ids), found.cells, found.column(found.birth), strict=True
        )
        if child
        for code in cell.codes
    ]
    return pd.DataFrame(rows, columns=list(LISTED_COLUMNS), dtype=object).drop_duplicates(
        ["child", "code"], ignore_index=True
    )


def _counts(found: ReportColumns) -> pd.DataFrame:
    numbers = [text.replace(",", "") for text in found.column(found.counts)]
    rows = [
        (cell.codes[0], int(number) if number.isascii() and number.isdigit() else None)
        for cell, number in zip(found.cells, numbers, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COUNT_COLUMNS), dtype=object).drop_duplicates(
        "code", ignore_index=True
    )


def _wording(found: ReportColumns) -> dict[str, str]:
    """DfE's message of each code. In a list only where it is the same for all rows of a code."""
    if found.messages is None:
        return {}
    said: dict[str, set[str]] = {}
    for cell, text in zip(found.cells, found.column(found.messages), strict=True):
        if text and len(cell.codes) == 1:
            said.setdefault(cell.codes[0], set()).add(text)
    sure = {code: texts.pop() for code, texts in said.items() if len(texts) == 1}
    if found.ids is not None and len(sure) < len(said):
        return {}
    return sure


def _year(titles: str) -> int | None:
    if match := _YEAR_ENDING.search(titles):
        return int(match.group(1))
    if match := _TWO_YEARS.search(titles):
        first, last = int(match.group(1)), int(match.group(1)[:2] + match.group(2))
        return last if last == first + 1 else None
    return None


def _notes(found: ReportColumns, report: PortalReport) -> Iterable[str]:
    place = found.table.place
    if _OTHER_TOOL & set(found.headers):
        yield f"{place} has the columns of another tool's export (Affected Table), so it is not DfE's own report."
    if any(cell.run_together for cell in found.cells):
        yield (
            f"{place} has codes without a space between them, such as 164169. They were read as the only known "
            "codes that they can be."
        )
    unknown = in_order({code for code in report.codes if not is_known(code)})
    if unknown:
        yield f"{place} has codes that xl903 does not know: {', '.join(unknown)}."
    aside = [row for row in found.left_aside if not any(map(CLOSING.search, found.table.rows[row]))]
    if aside:
        rows = f"{_rows_named(aside)} of {place} {_has(aside)}"
        yield f"{rows} no readable code and {_was(aside)} left out."
    without_id = [row for row, child in zip(found.rows, found.column(found.ids), strict=True) if not child]
    if found.ids is not None and without_id:
        rows = f"{_rows_named(without_id)} of {place} {_has(without_id)}"
        yield f"{rows} no child id and {_was(without_id)} left out."
    if found.counts is not None and report.counts is not None and report.counts["count"].isna().any():
        unread = in_order(set(report.counts.loc[report.counts["count"].isna(), "code"]))
        yield f"{place} has no readable count for {', '.join(unread)}."
    if not found.rows:
        yield f"{place} has column names and no rows, so it reports no errors."


def _rows_named(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row + 1) for row in rows[:_ROWS_NAMED])
    more = f" and {len(rows) - _ROWS_NAMED:,} more" if len(rows) > _ROWS_NAMED else ""
    return f"{'Row' if len(rows) == 1 else 'Rows'} {shown}{more}"


def _has(rows: Sequence[int]) -> str:
    return "has" if len(rows) == 1 else "have"


def _was(rows: Sequence[int]) -> str:
    return "was" if len(rows) == 1 else "were"
