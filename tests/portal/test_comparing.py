"""A made-up portal report, in whatever shape, is compared exactly with what was found here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import xl903
from tests.portal.made_up_report import SHAPES, MadeUp, Shape, line_rows, list_rows, save, summary_rows
from xl903.portal.comparing import BOTH, ONLY_HERE, ONLY_THERE, PortalComparison, compare_with_portal
from xl903.portal.portal_reports import PortalReport, read_portal_reports

ROWS = {"a row per child": list_rows, "a row per error": line_rows}


def _pairs(compared: PortalComparison, where: str) -> set[tuple[str, str]]:
    assert compared.pairs is not None
    part = compared.pairs[compared.pairs["where"] == where]
    return set(zip(part["child"], part["code"], strict=True))


@pytest.mark.parametrize("rows", ROWS.values(), ids=list(ROWS))
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape[0])
def test_every_dropped_added_and_recoded_row_is_found(
    report: xl903.Report,
    made: MadeUp,
    children: Collection[str],
    tmp_path: Path,
    shape: Shape,
    rows: object,
) -> None:
    path = save(tmp_path, shape, rows(made))
    portal = read_portal_reports([path], children)
    assert (portal.year, (portal.authority or "").upper()) in {(2026, "MANCHESTER"), (None, "")}
    compared = compare_with_portal(report, portal, children)
    assert _pairs(compared, ONLY_HERE) == made.only_here
    assert _pairs(compared, ONLY_THERE) == made.only_there
    assert _pairs(compared, BOTH) == made.pairs - made.only_there
    assert not [note for note in compared.notes if "Please check" in note]
    assert not [note for note in portal.notes if "left out" in note]
    assert compared.pairs["reason"].notna().equals(compared.pairs["where"] != BOTH)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape[0])
def test_the_summary_gives_counts_and_dfes_wording(
    report: xl903.Report, made: MadeUp, children: Collection[str], tmp_path: Path, shape: Shape
) -> None:
    portal = read_portal_reports([save(tmp_path, shape, summary_rows(made))], children)
    assert portal.listed is None
    assert dict(zip(portal.counts["code"], portal.counts["count"], strict=True)) == made.counts
    assert portal.wording == {code: f"DfE’s own message of {code} – in words" for code in made.counts}
    compared = compare_with_portal(report, portal, children)
    codes = compared.codes.set_index("code")
    for code, row in codes.iterrows():
        theirs = made.counts.get(code, 0)
        assert row["count"] == theirs
        assert (row["fits"] == "neither") == (theirs not in (row["errors"], row["children"]))
        assert (row["reason"] is not None) == (row["fits"] == "neither")


def test_both_reports_are_read_together(
    report: xl903.Report, made: MadeUp, children: Collection[str], tmp_path: Path
) -> None:
    paths = [save(tmp_path, SHAPES[0], list_rows(made)), save(tmp_path, SHAPES[4], summary_rows(made))]
    compared = compare_with_portal(report, read_portal_reports(paths, children), children)
    assert _pairs(compared, ONLY_HERE) == made.only_here
    told = compared.codes.set_index("code")
    assert told["count"].to_dict() == {code: made.counts.get(code, 0) for code in told.index}
    for column, found in (("only_here", made.only_here), ("only_there", made.only_there)):
        assert told[column].to_dict() == {code: sum(one == code for _, one in found) for code in told.index}


@pytest.mark.parametrize("what", ["children", "errors"])
def test_it_is_said_what_the_counts_are_of(
    report: xl903.Report, children: Collection[str], what: str
) -> None:
    told = report.summary()
    told = told[[report.rules[code].is_dfe for code in told["code"]]].reset_index(drop=True)
    counts = pd.DataFrame({"code": told["code"], "count": told[what]}, dtype=object)
    compared = compare_with_portal(report, PortalReport(None, counts, {}, ("s.csv",)), children)
    assert f"counts seem to be of {what}." in " ".join(compared.notes)
    assert set(compared.codes["fits"]) <= {what, "children and errors"}
    assert compared.differing_codes == 0


# Likely reasons


def _portal(pairs: list[tuple[str, str]], **more: object) -> PortalReport:
    listed = pd.DataFrame([(*pair, "") for pair in pairs], columns=["child", "code", "birth"], dtype=object)
    return replace(PortalReport(listed, None, {}, ("list.csv",)), **more)


def _reason(compared: PortalComparison, child: str, code: str) -> str:
    row = compared.pairs[(compared.pairs["child"] == child) & (compared.pairs["code"] == code)]
    return str(row["reason"].item())


@pytest.fixture
def small() -> xl903.Report:
    """007 has a SEX that is not a code (101, stage 1); 8 has MC_DOB without MOTHER (612, stage 2)."""
    header = pd.DataFrame(
        {
            "CHILD": ["007", "8", "9"],
            "SEX": ["X", "F", "M"],
            "DOB": ["15/06/2012", "01/02/2013", "05/06/2012"],
            "ETHNIC": ["WBRI"] * 3,
            "UPN": ["A12345678901B"] * 3,
            "MOTHER": [None, None, None],
            "MC_DOB": [None, "01/01/2025", "01/01/2025"],
        }
    )
    return xl903.validate(xl903.Return({"Header": header}, year=2026, authority="E08000003"))


SMALL = ("007", "8", "9")


def test_what_is_only_in_the_portal_says_why(small: xl903.Report) -> None:
    portal = _portal([("9", "301"), ("77", "101"), ("9", "700"), ("9", "999"), ("9", "218")])
    compared = compare_with_portal(small, portal, SMALL)
    assert "not in this workbook" in _reason(compared, "77", "101")
    assert "in force: 2027 and later" in _reason(compared, "9", "700")
    assert _reason(compared, "9", "999") == "xl903 does not have this check."
    assert "episodes.csv" in _reason(compared, "9", "218")
    changed = compare_with_portal(small, _portal([("9", "101")]), SMALL, changed=["9"])
    assert "changed in this workbook" in _reason(changed, "9", "101")


def test_stage_1_errors_in_the_portal_hide_stage_2_errors_there(small: xl903.Report) -> None:
    found = set(zip(small.findings["child"], small.findings["code"], strict=True))
    assert ("8", "612") in found
    compared = compare_with_portal(small, _portal([("8", "101")]), SMALL)
    assert _reason(compared, "8", "612").startswith("Stage 2: hidden in the portal until")
    assert "(101)" in _reason(compared, "8", "612")
    ended = compare_with_portal(small, _portal([("8", "EPI")]), SMALL)
    assert "EPI" in _reason(ended, "8", "612")
    unsure = compare_with_portal(small, _portal([("8", "NoE")]), SMALL)
    assert _reason(unsure, "8", "612").startswith("Possibly hidden")
    open_ = compare_with_portal(small, _portal([("8", "611")]), SMALL)
    assert "hidden" not in _reason(open_, "8", "612")


def test_ids_are_matched_without_leading_zeros_where_that_is_unique(small: xl903.Report) -> None:
    compared = compare_with_portal(small, _portal([("7", "101"), ("008", "612")]), SMALL)
    assert {("007", "101"), ("8", "612")} <= _pairs(compared, BOTH)
    assert not _pairs(compared, ONLY_THERE)
    twice = compare_with_portal(small, _portal([("7", "101")]), ("007", "07", "8", "9"))
    assert ("7", "101") in _pairs(twice, ONLY_THERE)


def test_a_family_stands_for_its_codes(report: xl903.Report, children: Collection[str]) -> None:
    ours = report.findings
    child = ours.loc[ours["code"].str.startswith("503"), "child"].iloc[0]
    compared = compare_with_portal(report, _portal([(child, "503")]), children)
    assert not _pairs(compared, ONLY_THERE)
    assert {code[:3] for _, code in _pairs(compared, BOTH)} == {"503"}
    other = next(one for one in sorted(children) if one not in set(ours["child"]))
    alone = compare_with_portal(report, _portal([(other, "503")]), children)
    assert _pairs(alone, ONLY_THERE) == {(other, "503")}


def test_another_year_authority_or_birth_is_said(small: xl903.Report) -> None:
    portal = _portal([("8", "101"), ("9", "101")], year=2025, authority="STOCKPORT")
    portal = replace(portal, listed=portal.listed.assign(birth=["01/02/13", "31/12/13"]))
    notes = " ".join(compare_with_portal(small, portal, SMALL).notes)
    assert "31 March 2025" in notes
    assert "STOCKPORT" in notes
    assert "another date of birth in the portal's list: 9." in notes
