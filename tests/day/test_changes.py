"""What changed against what was loaded, and the way back."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl903.s903.schema import TABLES
from xl903.tracking.changes import compare, logged, no_log, put_back, replay, understood
from xl903.tracking.row_ids import matched, next_id, numbered, plain, with_ids

MONDAY, TUESDAY = dt.datetime(2026, 4, 20, 9), dt.datetime(2026, 4, 21, 9)


def episodes(*rows: tuple[str | None, ...]) -> pd.DataFrame:
    return numbered(pd.DataFrame(rows, columns=["CHILD", "DECOM", "LS", "PLACE"], dtype=object))


@pytest.fixture
def loaded() -> dict[str, pd.DataFrame]:
    return {
        "Episodes": episodes(
            ("1", "01/04/2025", "C2", "U6"), ("2", "05/05/2025", "V2", None), ("3", None, "C2", "P1")
        )
    }


def lines(changes: pd.DataFrame) -> list[tuple[object, ...]]:
    shown = changes[["row_id", "child", "field", "before", "after", "kind"]].astype(object)
    return list(shown.where(shown.notna(), None).itertuples(index=False, name=None))


def test_nothing_changed_gives_no_lines(loaded: dict[str, pd.DataFrame]) -> None:
    assert compare(loaded, loaded).empty
    shuffled = {"Episodes": loaded["Episodes"].loc[[3, 1, 2]]}
    assert compare(loaded, shuffled).empty


def test_cells_rows_added_and_rows_deleted_have_their_lines(loaded: dict[str, pd.DataFrame]) -> None:
    now = loaded["Episodes"].copy()
    now.loc[1, "LS"] = "E1"
    now.loc[2, "PLACE"] = "U4"
    now.loc[7] = ["9", "01/06/2025", None, "U1"]
    now = now.drop(index=3)
    changes = compare(loaded, {"Episodes": now})
    assert lines(changes) == [
        (1, "1", "LS", "C2", "E1", "changed"),
        (2, "2", "PLACE", None, "U4", "changed"),
        (7, "9", "CHILD", None, "9", "row added"),
        (7, "9", "DECOM", None, "01/06/2025", "row added"),
        (7, "9", "PLACE", None, "U1", "row added"),
        (3, "3", None, "CHILD 3, DECOM blank", None, "row deleted"),
    ]
    undone = changes["kind"] != "changed"
    back = put_back(loaded, changes, undone)["Episodes"]
    assert list(back.index) == [1, 2, 3]
    assert back.loc[1, "LS"] == "E1"


def test_a_line_keeps_when_and_who_until_it_changes_again(loaded: dict[str, pd.DataFrame]) -> None:
    now = loaded["Episodes"].copy()
    now.loc[1, "LS"] = "E1"
    now.loc[2, "LS"] = "C1"
    monday = logged(compare(loaded, {"Episodes": now}), no_log(), when=MONDAY, who="Ann")
    now.loc[2, "LS"] = "D1"
    tuesday = logged(compare(loaded, {"Episodes": now}), monday, when=TUESDAY, who="Bob", how="pasted")
    said = [(row.after, row.when, row.how, row.who) for row in tuesday.itertuples()]
    assert said == [("E1", MONDAY, "typed or pasted", "Ann"), ("D1", TUESDAY, "pasted", "Bob")]


def test_what_was_typed_is_written_dfes_way_and_what_was_loaded_is_not() -> None:
    loaded = {"Episodes": episodes(*[("1", "2025-05-01", "c2", "U6")] * 9)}
    now = loaded["Episodes"].copy()
    typed = ["1 May 2025", "1.5.2025", "1-5-2025", "1st may 2025", "01-MAY-2025", "2025-05-01 00:00:00"]
    for row, text in enumerate(typed, start=1):
        now.loc[row, "DECOM"] = text
    now.loc[7, "DECOM"] = "1/5/25"
    now.loc[8, ["DECOM", "LS"]] = ["31/4/2025", "e1"]
    read = understood(loaded, {"Episodes": now})["Episodes"]
    assert read["DECOM"].tolist() == ["01/05/2025"] * 6 + ["1/5/25", "31/4/2025", "2025-05-01"]
    assert read["LS"].tolist() == ["c2"] * 7 + ["E1", "c2"]


def test_a_copied_row_is_new_and_the_original_keeps_its_id(loaded: dict[str, pd.DataFrame]) -> None:
    frame = loaded["Episodes"]
    sheet = pd.concat([frame.iloc[[1]], frame]).reset_index(drop=True)
    sheet.loc[0, "DECOM"] = "06/06/2025"
    now = with_ids(sheet, [2.0, 1, "2", 3], frame, following=4)
    assert list(now.index) == [4, 1, 2, 3]


def test_ids_that_were_never_given_are_new(loaded: dict[str, pd.DataFrame]) -> None:
    frame = pd.concat([loaded["Episodes"]] * 2).reset_index(drop=True)
    now = with_ids(frame, [1, 2, 3, None, "x", 99], loaded["Episodes"], following=4)
    assert list(now.index) == [1, 2, 3, 4, 5, 6]


def test_a_number_that_was_typed_over_or_cleared_is_given_back_to_its_row(
    loaded: dict[str, pd.DataFrame],
) -> None:
    frame = loaded["Episodes"]
    for typed in (None, "abc", 99):
        assert list(with_ids(frame, [1, typed, 3], frame, following=4).index) == [1, 2, 3]
    corrected = frame.assign(DECOM=["06/06/2025", *frame["DECOM"].iloc[1:]])
    assert list(with_ids(corrected, [None, None, 3], frame, following=4).index) == [4, 2, 3]


def test_rows_without_an_id_column_are_told_by_what_they_hold(loaded: dict[str, pd.DataFrame]) -> None:
    sheet = loaded["Episodes"].loc[[3, 1]].reset_index(drop=True)
    assert list(with_ids(sheet, None, loaded["Episodes"], following=4).index) == [3, 1]


def test_a_newer_extract_keeps_the_ids_of_rows_it_still_has(loaded: dict[str, pd.DataFrame]) -> None:
    newer = pd.DataFrame(
        [
            ("2", "05/05/2025", "C1", "U4"),
            ("1", "01/04/2025", "C2", "U6"),
            ("8", "01/01/2026", "C2", "U6"),
            ("1", "01/04/2025", "C2", "U6"),
        ],
        columns=["CHILD", "DECOM", "LS", "PLACE"],
        dtype=object,
    )
    assert list(matched(newer, loaded["Episodes"], 10, "Episodes").index) == [2, 1, 10, 11]


# Any sequence of edits

TEXTS = st.one_of(st.none(), st.sampled_from(["1", "2", "3", "C2", "c2", "01/05/2025", "1 May 2025", "=1+1"]))
COLUMNS = TABLES["Episodes"].column_names
ROWS = st.lists(st.lists(TEXTS, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=5)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.integers(0, 9), st.sampled_from(COLUMNS), TEXTS),
        st.tuples(st.just("insert"), st.integers(0, 9), st.sampled_from(COLUMNS), TEXTS),
        st.tuples(st.just("copy"), st.integers(0, 9), st.sampled_from(COLUMNS), TEXTS),
        st.tuples(st.just("delete"), st.integers(0, 9), st.none(), st.none()),
        st.tuples(st.just("sort"), st.just(0), st.sampled_from(COLUMNS), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(ROWS, EDITS)
def test_changes_replayed_on_what_was_loaded_give_the_edited_tables(
    rows: list[list[str | None]], edits: list[tuple[str, int, str | None, str | None]]
) -> None:
    loaded = {"Episodes": numbered(pd.DataFrame(rows, columns=list(COLUMNS), dtype=object))}
    sheet = [[number, *row] for number, row in zip(loaded["Episodes"].index, rows, strict=True)]
    for what, at, column, text in edits:
        place = min(at, len(sheet) - 1)
        position = COLUMNS.index(column) + 1 if column else 0
        if what == "insert":
            sheet.insert(max(place, 0), [None] * (len(COLUMNS) + 1))
            sheet[max(place, 0)][position] = text
        elif not sheet:
            continue
        elif what == "type":
            sheet[place][position] = text
        elif what == "copy":
            sheet.insert(place, [*sheet[place]])
            sheet[place][position] = text
        elif what == "delete":
            del sheet[place]
        else:
            sheet.sort(key=lambda row: str(row[position]))
    frame = pd.DataFrame([row[1:] for row in sheet], columns=list(COLUMNS), dtype=object)
    filled = frame.notna().any(axis=1)
    ids = pd.Series([row[0] for row in sheet], dtype=object)[filled.to_numpy(dtype=bool)]
    now = with_ids(frame[filled].reset_index(drop=True), list(ids), loaded["Episodes"], next_id(range(1, 6)))
    assert now.index.is_unique
    kept = {"Episodes": now.loc[[*loaded["Episodes"].index.intersection(now.index)]]}
    added = now.loc[sorted(set(now.index) - set(loaded["Episodes"].index))]
    replayed = replay(loaded, compare(loaded, {"Episodes": now}))["Episodes"]
    expected = pd.concat([kept["Episodes"], added])
    assert list(replayed.index) == list(expected.index)
    assert plain(replayed).tolist() == plain(expected).tolist()
