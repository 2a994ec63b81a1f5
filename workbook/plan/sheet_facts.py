"""What each sheet's module states of it: its name, what a row is known by, how long it lasts, how it is made.

A sheet's module holds all there is to know of it: these facts, its columns, what makes it and what reads it
back. ``workbook.plan.sheet_list`` lists every sheet in the order of the workbook; everything else asks there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

import numpy as np
import pandas as pd

from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import Sheet, SheetKind
from xl903 import Report, Return
from xl903.causes import Causes, find_causes
from xl903.portal.comparing import PortalComparison
from xl903.portal.portal_reports import PortalReport
from xl903.tracking.checked_findings import CHECKED_AND_RIGHT, leave_out_checked, no_marks
from xl903.tracking.comparison import Comparison
from xl903.tracking.corrections_to_key import no_corrections


class Lifetime(Enum):
    """How long a sheet lasts, and what becomes of it when a return is checked or loaded."""

    RETURN = "shows what is loaded; made when that is loaded, and brought up to date by every check"
    CHECK = "says what a check found; goes when a newer extract or another return is loaded"
    ROWS = (
        "is about rows of the return; goes when another return is loaded, a newer extract still has the rows"
    )
    WORKBOOK = "lasts as long as the workbook, and every check adds to it"
    ANALYST = "is made once, for the analyst to fill in, and then left alone"


@dataclass(frozen=True)
class PortalToShow:
    """The reports of DfE's portal that were loaded last, and how they compare with this run."""

    reports: PortalReport
    compared: PortalComparison


@dataclass(frozen=True)
class ToShow:
    """Everything that a workbook shows of a return, as plain data.

    ``ids``: for each table the ids of its rows, in the report's order. ``positions``: where they are on the sheets.
    ``files``: table to the name of the file it came from. ``when``: the moment of the check; None for a return
    that is loaded and not checked yet. ``comparison``: what is fixed and new since the last run. ``log``: every
    change since loading (``xl903.tracking.changes.LOG_COLUMNS``). ``runs``: the log of runs
    (``xl903.tracking.comparison.RUN_COLUMNS``), the oldest first. ``child``: the child to show, None for the
    one with most errors. ``teams``: the rows of the sheet Teams. ``owners``: who owns each child's errors
    (``workbook.session.ownership.find_owners``); None where Teams is empty. ``portal``: DfE's portal; None where
    no report of it was loaded. ``wording``: DfE's own message of each code, as far as known. ``corrections``: what
    is to be keyed at its source (``xl903.tracking.corrections_to_key.CORRECTION_COLUMNS``). ``checked``: findings
    that were checked and are right (``xl903.tracking.checked_findings.CHECKED_COLUMNS``).
    """

    ret: Return
    report: Report
    ids: Mapping[str, pd.Index]
    positions: Mapping[str, TablePosition]
    files: Mapping[str, str]
    when: dt.datetime | None
    comparison: Comparison
    log: pd.DataFrame
    runs: pd.DataFrame
    child: str | None
    teams: pd.DataFrame
    owners: pd.DataFrame | None
    portal: PortalToShow | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    corrections: pd.DataFrame = field(default_factory=no_corrections)
    checked: pd.DataFrame = field(default_factory=no_marks)

    @cached_property
    def to_do(self) -> Report:
        """The report without the findings that were checked and are right."""
        return leave_out_checked(self.report, self.ids, self.checked)

    @cached_property
    def causes(self) -> Causes:
        """What the findings that are still to be dealt with come from, the best to deal with first."""
        return find_causes(self.to_do)

    @cached_property
    def cause_names(self) -> np.ndarray:
        """The name of the cause of each of ``report.findings``; what was checked and is right has that for one."""
        key = ["code", "table", "row"]
        known = self.to_do.findings[key].assign(cause=self.causes.names())
        names = self.report.findings[key].merge(known, how="left", on=key)["cause"]
        return names.where(names.notna(), CHECKED_AND_RIGHT.capitalize()).to_numpy(dtype=object)


@dataclass(frozen=True)
class SheetFacts:
    """What holds of a sheet, whatever is on it.

    ``name``: the sheet's, or what a group of sheets is called. ``kind``: as in ``Sheet``. ``key``: the columns by
    which a row is the same row after another run, so that the analyst's own columns go with it; none where
    nobody's columns are moved. ``make``: what makes it of a run; None where something else than a check makes
    it. ``is_one``: for a group, whether a sheet of that name belongs to it. ``comes_later``: a new workbook lacks
    it, so that a sheet of that name may be the analyst's own.
    """

    name: str
    kind: SheetKind
    key: tuple[str, ...]
    lifetime: Lifetime
    make: Callable[[ToShow], Iterable[Sheet]] | None = None
    is_one: Callable[[str], bool] | None = None
    comes_later: bool = False

    def describes(self, name: str) -> bool:
        """Whether these are the facts of the sheet of that name."""
        return name == self.name if self.is_one is None else self.is_one(name)
