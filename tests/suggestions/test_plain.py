"""Corrections that need no register."""

from __future__ import annotations

import pandas as pd
import pytest

import xl903
from tests.suggestions.returns import EPISODE, OTHER_HOME, offered, report

FOSTER = {"PLACE": "U6", "PL_POST": OTHER_HOME, "URN": "2600999"}


@pytest.mark.parametrize(
    "written", ["01/06/25", "2025-06-01", "01/06/2025 00:00:00", "2025-06-01 00:00:00", "1/6/25"]
)
def test_a_date_written_otherwise_is_offered_as_dfe_reads_it(written: str) -> None:
    assert offered(report({"DECOM": written})) == [(0, "DECOM", "01/06/2025", "likely")]


def test_a_two_digit_year_after_the_collection_year_is_left_alone() -> None:
    assert offered(report({"DECOM": "01/06/31"})) == []


def test_a_month_that_does_not_exist_swaps_with_the_day() -> None:
    assert offered(report({"DECOM": "06/25/2025"})) == [(0, "DECOM", "25/06/2025", "likely")]


def test_a_swapped_day_and_month_is_possible_where_it_makes_dates_agree() -> None:
    """The second episode began on 7 August, but is written as of 8 July, before the first one ended."""
    first = FOSTER | {"DEC": "07/08/2025", "REC": "X1"}
    second = FOSTER | {"DECOM": "08/07/2025", "RNE": "L", "LS": "E1"}
    # that care goes on from the day on which the first one ended speaks for it too
    assert (1, "DECOM", "07/08/2025", "likely") in offered(report(first, second))


@pytest.mark.parametrize(
    ("field", "written", "right"),
    [("RNE", "5", "S"), ("PLACE", "K2.", "K2"), ("PLACE_PROVIDER", "PR 4", "PR4"), ("CIN", "NI", "N1")],
)
def test_a_code_with_a_look_alike_or_a_stray_sign_is_put_right(field: str, written: str, right: str) -> None:
    assert (field, right) in {(name, value) for _, name, value, _ in offered(report({field: written}))}


def test_a_postcode_with_a_look_alike_is_put_right_without_a_list() -> None:
    found = report(FOSTER | {"PL_POST": "M8 OPS"}, providers=None)
    assert offered(found) == [(0, "PL_POST", "M8 0PS", "likely")]


def test_nothing_is_suggested_for_who_the_child_is() -> None:
    header = pd.DataFrame({"CHILD": ["1"], "SEX": ["M"], "DOB": ["15/06/12"], "UPN": ["A1234567890I2"]})
    found = report({}, Header=header)
    assert {"101"} <= set(found.findings["code"]) or {"102"} <= set(found.findings["code"])
    suggestions = found.suggestions
    assert suggestions[suggestions["field"].isin(["CHILD", "DOB", "UPN"])].empty


def test_other_tables_are_corrected_too() -> None:
    reviews = pd.DataFrame(
        {"CHILD": ["1"], "DOB": ["15/06/2012"], "REVIEW": ["01/09/25"], "REVIEW_CODE": ["PN1"]}
    )
    suggestions = report({}, Reviews=reviews).suggestions
    assert suggestions[["table", "row", "field", "value"]].to_numpy().tolist() == [
        ["Reviews", 0, "REVIEW", "01/09/2025"]
    ]


def test_the_same_mistake_all_over_a_childs_rows_is_mended_together() -> None:
    rows = [
        EPISODE | FOSTER | {"DEC": "01/08/25", "REC": "X1"},
        EPISODE | FOSTER | {"DECOM": "01/08/25", "RNE": "L", "LS": "E1", "DEC": "01/10/25", "REC": "E7"},
    ]
    ret = xl903.Return({"Episodes": pd.DataFrame(rows, dtype=object)}, year=2026, authority="E08000003")
    assert {(row, field, value) for row, field, value, _ in offered(xl903.validate(ret))} == {
        (0, "DEC", "01/08/2025"),
        (1, "DEC", "01/10/2025"),
        (1, "DECOM", "01/08/2025"),
    }
