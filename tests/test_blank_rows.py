"""A row of a return that holds nothing keeps its position and is no finding of any rule."""

from __future__ import annotations

import pandas as pd

import xl903


def test_a_row_that_holds_nothing_is_flagged_by_no_rule_and_the_others_keep_their_positions() -> None:
    columns = ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "HOME_POST", "PL_POST"]
    good = ["1", "01/05/2025", "S", "QQ", "N1", "U4", "PR1", None, "M14 5PP", "M14 5PP"]
    rows = [[None] * 10, good, [" ", "\u00a0", '""', "'", *[""] * 6], good, [None] * 9 + ["M14 5PP"]]
    tables = {
        "Episodes": pd.DataFrame(rows, columns=columns, dtype=object),
        "Header": pd.DataFrame([["1", "M"], [None, None]], columns=["CHILD", "SEX"], dtype=object),
    }
    report = xl903.validate(xl903.Return(tables, year=2026, authority="E08000003"))
    assert report.failed == {}
    found = report.findings.groupby("table")["row"].agg(set)
    assert found["Episodes"] == {1, 3, 4}
    assert 1 not in found["Header"]
