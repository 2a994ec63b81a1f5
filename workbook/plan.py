"""Turns a return and its report into a plan of a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from workbook.lists import checks_sheet, children_sheet, errors_sheet, start_sheet, summary_sheet
from workbook.parts import Plan
from workbook.tables import last_year_sheets, table_sheets
from xl903 import Report


def make_plan(
    report: Report, *, files: Mapping[str, str] | None = None, when: dt.datetime | None = None
) -> Plan:
    """Everything a workbook shows of a validated return.

    files: table to the name of the file that it came from. when: the moment of validation; now, if left
    out. The same report, files and moment give the same plan.
    """
    ret = report.ret
    return Plan(
        (
            start_sheet(ret, report, files or {}, when or dt.datetime.now()),
            summary_sheet(ret, report),
            children_sheet(ret, report),
            errors_sheet(ret, report),
            *table_sheets(ret, report),
            *last_year_sheets(ret),
            checks_sheet(report),
        )
    )
