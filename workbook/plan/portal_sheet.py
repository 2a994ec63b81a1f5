"""The sheets Portal and Portal children: what DfE's portal reported beside what was found here.

Portal has a row per code and the figures; Portal children has a row per child and code, to work through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pandas as pd

from workbook.plan.sheet_model import Block, Column, Line, Sheet, Value
from xl903 import Report
from xl903.engine.rule_register import all_rules
from xl903.portal.comparing import BOTH, ONLY_HERE, ONLY_THERE, PortalComparison
from xl903.portal.portal_reports import PortalReport
from xl903.portal.shown_now import count_shown
from xl903.s903.stages import stage_of

PORTAL_SHEET, PORTAL_CHILDREN_SHEET = "Portal", "Portal children"

DFES_WORDING = "DfE's wording"
STAGES_EXPLAINED = (
    "DfE checks in two stages. While a child's record has a stage-1 error, the portal shows none of its stage-2 "
    "errors. A record is read here as everything about one child, in all files."
)

_CODE_COLUMNS: Mapping[str, Column] = {
    "code": Column("Code", 12),
    "title": Column("What is wrong", 40, "wrapped"),
    "both": Column(BOTH, 9, "number"),
    "only_there": Column(ONLY_THERE, 19, "number"),
    "only_here": Column(ONLY_HERE, 13, "number"),
    "reason": Column("Likely reason", 56, "wrapped"),
    "stage": Column("Stage", 11),
    "count": Column("Portal's count", 17, "number"),
    "children": Column("Children here", 17, "number"),
    "errors": Column("Errors here", 15, "number"),
    "fits": Column("Count fits", 22),
    "wording": Column(DFES_WORDING, 60, "wrapped"),
}
_CHILD_COLUMNS: Mapping[str, Column] = {
    "child": Column("CHILD", 14),
    "code": Column("Code", 12),
    "where": Column("Where", 20),
    "title": Column("What is wrong", 40, "wrapped"),
    "reason": Column("Likely reason", 56, "wrapped"),
    "errors": Column("Errors here", 15, "number"),
    "stage": Column("Stage", 11),
    "wording": Column(DFES_WORDING, 60, "wrapped"),
}


def portal_sheets(
    compared: PortalComparison, portal: PortalReport, report: Report, wording: Mapping[str, str]
) -> tuple[Sheet, ...]:
    """The sheet Portal and, where the portal's list of children was loaded, Portal children.

    wording: DfE's own message of each code, as far as known.
    """
    codes = _described(compared.codes, report, wording)
    differs = codes["only_there"].fillna(0) + codes["only_here"].fillna(0)
    if compared.pairs is None:
        differs = (codes["count"].fillna(0) - codes["children"]).abs().where(codes["fits"] == "neither", 0)
    codes = codes.iloc[(-differs.astype(int)).argsort(kind="stable")]
    lines = list(_lines(compared, portal, report))
    shown = {name: column for name, column in _CODE_COLUMNS.items() if _has(compared, portal, name)}
    sheets = [
        Sheet(
            PORTAL_SHEET,
            "list",
            tuple(lines),
            Block("Portal_list", tuple(shown.values()), _rows(codes, list(shown)), top=lines[-1].row + 2),
            frozen=1,
        )
    ]
    if compared.pairs is not None:
        pairs = _described(compared.pairs, report, wording)
        columns = {name: column for name, column in _CHILD_COLUMNS.items() if name != "wording" or wording}
        block = Block("Portal_children_list", tuple(columns.values()), _rows(pairs, list(columns)))
        sheets.append(Sheet(PORTAL_CHILDREN_SHEET, "list", block=block, frozen=2))
    return tuple(sheets)


def compared_in_words(compared: PortalComparison) -> str:
    """The outcome in one sentence, for Summary and for who runs a command."""
    if compared.pairs is None:
        differing = compared.differing_codes
        codes = "1 code" if differing == 1 else f"{differing:,} codes"
        return f"Compared with the portal by its counts: {codes} of {len(compared.codes):,} differ."
    both, there, here = (compared.count(where) for where in (BOTH, ONLY_THERE, ONLY_HERE))
    return f"Compared with the portal: {both:,} agree, {there:,} only in the portal, {here:,} only here."


def _has(compared: PortalComparison, portal: PortalReport, name: str) -> bool:
    """Whether a column of the codes says anything: some need the portal's list, some its summary."""
    if name in ("both", "only_there", "only_here"):
        return compared.pairs is not None
    return name not in ("count", "fits") or portal.counts is not None


def _lines(compared: PortalComparison, portal: PortalReport, report: Report) -> Iterator[Line]:
    yield Line(1, 1, "Portal", "title")
    row = 3
    if compared.pairs is not None:
        for where in (BOTH, ONLY_THERE, ONLY_HERE):
            yield Line(row, 1, where, "label")
            yield Line(row, 3, compared.count(where), "figure")
            row += 1
    yield Line(row, 1, "Codes that differ", "label")
    yield Line(row, 3, compared.differing_codes, "figure")
    row += 1
    yield Line(row, 1, "Portal's reports", "label")
    yield Line(row, 3, "; ".join(portal.sources))
    row += 2
    if compared.pairs is not None:
        yield Line(row, 1, "A child with a code counts once. Portal children lists each of them; filter its column Where.")
        row += 1
    yield Line(row, 1, str(count_shown(report)))
    yield Line(row + 1, 1, STAGES_EXPLAINED)
    for row, note in enumerate(compared.notes, start=row + 2):  # noqa: B007, B020, PLR1704
        yield Line(row, 1, note)


def _described(rows: pd.DataFrame, report: Report, wording: Mapping[str, str]) -> pd.DataFrame:
    return rows.assign(
        title=[_title(code, report) for code in rows["code"]],
        wording=pd.Series([_wording(code, wording) for code in rows["code"]], dtype=object),
        stage=[str(stage_of(code, report.rules_year) or "not known") for code in rows["code"]],
    )


def _title(code: str, report: Report) -> str | None:
    rule = report.rules.get(code)
    return rule.title if rule is not None else _titles().get(code)


@cache
def _titles() -> Mapping[str, str]:
    """The latest title of every rule of any year."""
    return {rule.code: rule.title for rule in all_rules()}


def _wording(code: str, wording: Mapping[str, str]) -> str | None:
    return wording.get(code)


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[Value, ...]]:
    shown = frame[list(names)].astype(object)
    return list(shown.where(shown.notna(), None).itertuples(index=False, name=None))
