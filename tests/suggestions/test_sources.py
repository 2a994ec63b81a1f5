"""Answers from last year's return, other rows, other files and the rule itself, of all three kinds."""

from __future__ import annotations

import pandas as pd
import pytest

import xl903
from tests.suggestions.returns import EPISODE, report, table

Answer = tuple[str, str, str, str]


def answers(found: xl903.Report, code: str) -> list[Answer]:
    """Kind, table, field and value of the best suggestion for each error of a code."""
    best = found.best_suggestions
    best = best[best["code"] == code]
    return list(best[["kind", "at_table", "field", "value"]].itertuples(index=False, name=None))


def last_year(**cells: str | None) -> dict[str, pd.DataFrame]:
    return {"Episodes": pd.DataFrame([EPISODE | {"DECOM": "01/06/2024"} | cells], dtype=object)}


@pytest.mark.parametrize(
    ("code", "field", "wrong", "right"),
    [
        ("502", "DECOM", "02/06/2024", "01/06/2024"),
        ("562", "DECOM", "02/06/2024", "01/06/2024"),
        ("503A", "RNE", "P", "S"),
        ("503B", "LS", "C1", "C2"),
        ("503C", "CIN", "N5", "N1"),
    ],
)
def test_the_open_episode_repeats_last_years_return(code: str, field: str, wrong: str, right: str) -> None:
    found = report({"DECOM": "01/06/2024"} | {field: wrong}, last_year=last_year())
    assert answers(found, code) == [("value", "Episodes", field, right)]
    evidence = found.errors().set_index("code").loc[code, "evidence"]
    assert str(evidence).startswith(f"last year's return has this {field}")


def test_the_same_row_twice_may_be_deleted_once() -> None:
    reviews = table(
        """
        CHILD | DOB        | REVIEW     | REVIEW_CODE
        1     | 15/06/2012 | 01/09/2025 | PN1
        1     | 15/06/2012 | 01/09/2025 | PN1
        """
    )
    found = report({}, Reviews=reviews)
    assert answers(found, "XL04") == [("delete", "Reviews", "", "")] * 2
    assert set(found.best_suggestions["at_row"]) == {1}
    errors = found.errors()
    said = errors[errors["code"] == "XL04"].set_index("row")["suggestion"]
    assert said.to_dict() == {0: "delete the row of Reviews", 1: "delete this row"}


def test_reviews_that_differ_are_not_to_be_deleted() -> None:
    reviews = table(
        """
        CHILD | DOB        | REVIEW     | REVIEW_CODE
        1     | 15/06/2012 | 15/09/2025 | PN1
        1     | 15/06/2012 | 15/09/2025 | PN3
        """
    )
    assert answers(report({}, Reviews=reviews), "XL04") == []


def test_a_birthday_in_another_file_is_headers() -> None:
    reviews = table(
        """
        CHILD | DOB        | REVIEW     | REVIEW_CODE
        1     | 16/06/2012 | 01/09/2025 | PN1
        """
    )
    found = report({}, Reviews=reviews)
    assert answers(found, "INT17") == [("value", "Reviews", "DOB", "15/06/2012")]
    assert not ((found.suggestions["table"] == "Header") & (found.suggestions["field"] == "DOB")).any()


def test_a_cell_that_has_to_be_blank_may_be_cleared() -> None:
    found = report({"PLACE": "T2", "RNE": "S", "PLACE_PROVIDER": "PR4", "URN": None, "PL_POST": "M1 1AE"})
    assert ("clear", "Episodes", "PLACE_PROVIDER", "") in answers(found, "213")
    assert found.errors().set_index("code").loc["213", "suggestion"] == "clear PLACE_PROVIDER"


def test_an_episode_left_open_ends_as_the_next_begins() -> None:
    found = report({"DECOM": "01/06/2025"}, {"DECOM": "01/09/2025", "RNE": "L", "LS": "C1"})
    (answer,) = answers(found, "142")
    assert answer in [("value", "Episodes", "DEC", "01/09/2025"), ("value", "Episodes", "REC", "X1")]
    both = found.suggestions[["field", "value"]].itertuples(index=False, name=None)
    assert {("DEC", "01/09/2025"), ("REC", "X1")} <= set(both)


def test_the_need_stays_through_a_period_of_care() -> None:
    found = report(
        {"DEC": "01/09/2025", "REC": "X1"},
        {"DECOM": "01/09/2025", "RNE": "L", "LS": "C1", "CIN": "N5"},
    )
    assert answers(found, "504") == [("value", "Episodes", "CIN", "N1")]


def test_nothing_is_offered_that_breaks_another_rule() -> None:
    # last year's DECOM would be after the end
    found = report(
        {"DECOM": "01/05/2024", "DEC": "20/05/2024", "REC": "X1"},
        {"DECOM": "20/05/2024", "RNE": "L", "LS": "C1"},
        last_year=last_year(),
    )
    assert answers(found, "502") == []


def test_care_began_in_the_year_in_which_the_first_social_worker_did() -> None:
    workers = table(
        """
        CHILD | SW_ID        | SW_DECOM   | SW_DEC | SW_REASON
        1     | AB1234567890 | 01/06/2025 |        | FCONTA
        """
    )
    found = report({"DECOM": "01/06/2035"}, SWEpisodes=workers)
    assert answers(found, "354") == [("value", "Episodes", "DECOM", "01/06/2025")]
    other_day = workers.assign(SW_DECOM="02/06/2025")
    assert answers(report({"DECOM": "01/06/2035"}, SWEpisodes=other_day), "354") == []
