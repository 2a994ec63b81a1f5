"""Takes what DfE's portal reported, or DfE's wording, into a workbook, to be shown by its next run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from workbook.plan.sheet_list import is_ours
from workbook.session.found_workbook import FoundWorkbook, as_read
from xl903.portal.portal_reports import PortalReport, is_report, reports_in
from xl903.portal.table_files import TextTable
from xl903.s903.registered_rules import rules_in_force

REPORT_LOADED, WORDING_LOADED = "portal report loaded", "DfE's wording loaded"
"""What the log of runs calls a run that took them in."""


def with_portal_report(found: FoundWorkbook, portal: PortalReport) -> FoundWorkbook:
    """The workbook with these reports in place of those it knew; DfE's wording is added to what it knew."""
    memory = replace(
        found.memory,
        portal=replace(portal, wording={}),
        wording={**found.memory.wording, **portal.wording},
        happened=REPORT_LOADED,
    )
    return replace(found, memory=memory)


def with_wording(found: FoundWorkbook, messages: Mapping[str, str]) -> FoundWorkbook:
    """The workbook with DfE's wording of these codes, beside that of others."""
    wording = {**found.memory.wording, **messages}
    return replace(found, memory=replace(found.memory, wording=wording, happened=WORDING_LOADED))


def child_ids(found: FoundWorkbook) -> frozenset[str]:
    """The child ids of this year's tables, in upper case."""
    tables = as_read(found.tables)
    return frozenset(
        str(child).strip().upper()
        for frame in tables.values()
        if "CHILD" in frame
        for child in frame["CHILD"].dropna()
    )


def pasted_reports(tables: Iterable[TextTable], name: str, ids: Collection[str]) -> PortalReport | None:
    """The portal's reports among the sheets that are not xl903's own; None where nothing was pasted.

    tables: the workbook's sheets. name: the workbook's, for what is said.
    """
    pasted = [table for table in tables if not is_ours(table.sheet or "") and is_report(table, ids)]
    return reports_in(pasted, name, ids) if pasted else None


def wording_in_words(messages: Mapping[str, str], year: int) -> str:
    """How many of the codes in force in a collection year have one of these messages, in one sentence."""
    in_force = [rule.code for rule in rules_in_force(year) if rule.is_dfe]
    having = sum(code in messages for code in in_force)
    return f"Read DfE's wording of {having:,} of the {len(in_force):,} codes in force in {year}."
