"""Anonymous counts: no small number is in them, and none can be worked out of the others."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl903
from xl903.anonymous.error_counts import (
    ALL_MONTHS,
    HIDDEN,
    AnonymousCounts,
    as_table,
    count_without_children,
    read_counts,
)
from xl903.anonymous.other_councils import LESS, MORE, WITHIN, compare_shares
from xl903.anonymous.small_numbers import SMALLEST, find_shown

CHILDREN = st.lists(st.sets(st.integers(1, 12), min_size=1, max_size=8), min_size=1, max_size=5)
"""The children with errors of a code in each month, an error each."""
EXTRA = st.lists(st.integers(0, 6), min_size=5, max_size=5)
"""Second and further errors of a child, by month."""


def tallied(code: str, months: list[set[int]], extra: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    errors = [len(children) + more for children, more in zip(months, extra, strict=False)]
    by_month = pd.DataFrame(
        {
            "code": code,
            "month": [f"2026-{number:02d}" for number in range(1, len(months) + 1)],
            "errors": errors,
            "children": [len(children) for children in months],
        }
    )
    total = pd.DataFrame({"code": [code], "errors": [sum(errors)], "children": [len(set().union(*months))]})
    return by_month, total


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CHILDREN, EXTRA), min_size=1, max_size=3))
def test_no_hidden_number_can_be_worked_out(codes: list[tuple[list[set[int]], list[int]]]) -> None:
    parts = [tallied(str(101 + place), *code) for place, code in enumerate(codes)]
    months, totals = (pd.concat(some, ignore_index=True) for some in zip(*parts, strict=True))
    shown = find_shown(months, totals)
    assert (months.loc[shown.months, "children"] >= SMALLEST).all()
    assert (totals.loc[shown.totals, "children"] >= SMALLEST).all()
    for row in totals.itertuples():
        mine = (months["code"] == row.code).to_numpy()
        hidden = months[mine & ~shown.months.to_numpy()]
        if not shown.totals[row.Index]:
            assert len(hidden) == mine.sum()  # nothing of the code is told
            continue
        rest = int(row.errors - months.loc[mine & shown.months.to_numpy(), "errors"].sum())
        if len(hidden):
            # what one hidden month may be, the others each being at least 1: five as well as one
            possible = range(1, rest - (len(hidden) - 1) + 1)
            assert len(hidden) > 1
            assert SMALLEST in possible


def test_a_month_in_sight_is_hidden_beside_one_small_one_and_the_others_are_not() -> None:
    months = [set(range(9)), {1, 2}, set(range(7)), set(range(6))]
    by_month, total = tallied("101", months, [0] * 4)
    shown = find_shown(by_month, total)
    assert shown.months.tolist() == [True, False, False, True]
    assert shown.totals.tolist() == [True]
    by_month, total = tallied("101", [{1}, {2}, {3}, {4}, {5}], [0] * 5)
    assert not find_shown(by_month, total).totals.any()  # five ones add up to five, and to nothing else


def counts(year: int = 2026, **errors: int | None) -> AnonymousCounts:
    rows = [(code.removeprefix("c"), "a title", ALL_MONTHS, number) for code, number in errors.items()]
    frame = pd.DataFrame(rows, columns=["code", "title", "month", "errors"], dtype=object)
    return AnonymousCounts(year, year, None, frame)


def test_counts_name_no_child_and_the_authority_only_if_asked(report: xl903.Report) -> None:
    days = pd.Series([dt.date(2026, 4, 20)] * len(report.findings))
    anonymous = count_without_children(report, days)
    table = as_table(anonymous)
    assert set(table["Code"]) == set(report.rules) - set(report.skipped)
    found = set(report.findings["code"])
    assert set(table.loc[table["Errors"] == HIDDEN, "Code"]) == found  # each is of one child or two
    assert (table.loc[~table["Code"].isin(found), "Errors"] == 0).all()
    said = table.to_csv()
    assert not [child for child in report.ret.all_children if f",{child}," in said]
    assert "Authority" not in table and "Manchester" not in said
    named = as_table(count_without_children(report, days, authority="Manchester"))
    assert set(named["Authority"]) == {"Manchester"}


def test_counts_are_read_as_they_were_written() -> None:
    written = counts(c101=120, c102=None, c103=0)
    table = as_table(written)
    rows = [list(table.columns), *table.astype(str).to_numpy().tolist()]
    again = read_counts("other.csv", [[["a title"], *rows]])
    assert again.totals.astype(object).where(again.totals.notna(), None).tolist() == [120, None, 0]
    assert (again.year, again.authority) == (2026, None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"Errors": "-3"}, "code 101"),
        ({"First seen in": "April"}, "code 101"),
        ({"Collection year": "1"}, "code 101"),
    ],
)
def test_counts_that_were_changed_are_refused(wrong: dict[str, str], said: str) -> None:
    table = as_table(counts(c101=120)).astype(str).assign(**wrong)
    with pytest.raises(xl903.UserError, match=said):
        read_counts("other.csv", [[list(table.columns), *table.to_numpy().tolist()]])
    with pytest.raises(xl903.UserError, match="does not hold anonymous counts"):
        read_counts("other.csv", [[["CHILD", "SEX"]]])


def test_shares_are_compared_over_the_rules_that_every_council_ran() -> None:
    here = counts(c101=50, c102=50, c103=0, c104=900)
    others = [
        counts(c101=10, c102=90, c103=0),
        counts(c101=20, c102=None, c103=80),
        counts(c101=15, c102=85, c103=0),
    ]
    compared = compare_shares(here, others)
    assert compared.left_out == ("104",)
    shares = compared.shares.set_index("code")
    assert shares["share"].to_dict() == {"101": 50, "102": 50, "103": 0}
    assert shares.loc["101", ["median", "lowest", "highest"]].tolist() == [15, 10, 20]
    assert shares["beside"].to_dict() == {"101": MORE, "102": WITHIN, "103": WITHIN}
    assert list(shares.index) == ["101", "102", "103"]  # 35 points apart, 35, then none
    assert shares.loc["102", "hidden"] == 1
    less = compare_shares(counts(c101=10, c102=90, c103=0), [here]).shares.set_index("code")
    assert less["beside"].to_dict() == {"101": LESS, "102": MORE}
