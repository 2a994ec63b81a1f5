"""Corrections to key: what is to be entered at its source, ticks that last, and what an extract has of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from tests.day.conftest import Run
from tests.day.week_files import EPISODES, HEADER, at, edited, join_names, row_of
from xl903.tracking.changes import compare
from xl903.tracking.corrections_to_key import (
    as_lines,
    corrections_to_key,
    from_lines,
    is_open,
    judge_arrival,
    judged_on,
    no_corrections,
    with_ticks,
)
from xl903.tracking.row_ids import matched, numbered

Tables = dict[str, pd.DataFrame]


def episodes(*rows: tuple[str | None, ...]) -> Tables:
    frame = pd.DataFrame(rows, columns=["CHILD", "DECOM", "LS", "PLACE"], dtype=object)
    return {"Episodes": numbered(frame)}


LOADED = [
    *(("1", "01/04/2025", "C2", "U6"), ("2", "05/05/2025", "V2", None), ("3", "06/06/2025", "C2", "P1")),
    ("4", "07/07/2025", "C2", "P1"),
]


@pytest.fixture
def corrected() -> tuple[Tables, Tables, pd.DataFrame]:
    """A return with a cell, a cell of a key, a new row and a deleted one corrected."""
    loaded = episodes(*LOADED)
    now = {"Episodes": loaded["Episodes"].copy()}
    now["Episodes"].loc[1, "LS"] = "E1"
    now["Episodes"].loc[2, "DECOM"] = "06/05/2025"
    now["Episodes"].loc[5] = ["9", "01/06/2025", None, "U1"]
    now["Episodes"] = now["Episodes"].drop(index=4)
    return loaded, now, corrections_to_key(compare(loaded, now), loaded, now, no_corrections())


def newer(now: Tables, *rows: tuple[str | None, ...]) -> Tables:
    return {
        "Episodes": matched(
            episodes(*rows)["Episodes"].reset_index(drop=True), now["Episodes"], 6, "Episodes"
        )
    }


def arrived(corrections: pd.DataFrame) -> dict[tuple[str, str | None], bool]:
    keys = zip(corrections["child"], corrections["field"].fillna(""), strict=True)
    return dict(zip(keys, corrections["arrived"].astype(bool), strict=True))


def test_a_record_is_known_by_its_key_in_words(corrected: tuple[Tables, Tables, pd.DataFrame]) -> None:
    _, _, found = corrected
    of_key = found[found["field"] == "DECOM"].iloc[0]
    assert of_key["record"].endswith("06/05/2025")
    assert of_key["was"].endswith("05/05/2025")
    assert found["number"].tolist() == [1, 2, 3, 4, 5, 6]
    assert found.loc[found["kind"] == "row deleted", "record"].iloc[0].endswith("07/07/2025")


def test_an_extract_has_what_was_keyed_and_not_the_rest(
    corrected: tuple[Tables, Tables, pd.DataFrame],
) -> None:
    _, now, found = corrected
    nothing_keyed = judge_arrival(found, now, newer(now, *LOADED))
    assert not any(arrived(nothing_keyed).values())
    all_keyed = [
        ("1", "01/04/2025", "E1", "U6"),
        ("2", "06/05/2025", "V2", None),
        ("9", "01/06/2025", "S", "U1"),
    ]
    last = judge_arrival(found, now, newer(now, *all_keyed, LOADED[2]))
    assert all(arrived(last).values())
    some = [("1", "01/04/2025", "D1", "U6"), ("2", "06/05/2025", "V2", "U1"), LOADED[2], LOADED[3]]
    assert arrived(judge_arrival(found, now, newer(now, *some))) == {
        ("1", "LS"): False,
        ("2", "DECOM"): True,
        **dict.fromkeys([("9", "CHILD"), ("9", "DECOM"), ("9", "PLACE")], False),
        ("4", ""): False,
    }


def test_what_did_not_arrive_waits_for_the_next_extract(
    corrected: tuple[Tables, Tables, pd.DataFrame],
) -> None:
    _, now, found = corrected
    may = newer(now, *LOADED)
    waits = judged_on(judge_arrival(found, now, may), dt.date(2026, 5, 1))
    assert set(waits["judged"]) == {dt.date(2026, 5, 1)}
    # the next check, nothing corrected again: all of it is still listed
    still = corrections_to_key(compare(may, may), may, may, waits)
    assert still["number"].tolist() == [1, 2, 3, 4, 5, 6]
    june = newer(may, ("1", "01/04/2025", "E1", "U6"), ("2", "06/05/2025", "V2", None), *LOADED[2:3])
    assert arrived(judge_arrival(still, may, june)) == {
        ("1", "LS"): True,
        ("2", "DECOM"): True,
        **dict.fromkeys([("9", "CHILD"), ("9", "DECOM"), ("9", "PLACE")], False),
        ("4", ""): True,
    }
    # and the extract after that lists only what has not arrived
    july = judge_arrival(judge_arrival(still, may, june), june, newer(june, *LOADED[:1]))
    assert set(july["child"]) == {"9"}


def test_a_tick_is_for_the_value_that_was_keyed(corrected: tuple[Tables, Tables, pd.DataFrame]) -> None:
    loaded, now, found = corrected
    ticked = with_ticks(found, {1: "yes"})
    assert corrections_to_key(compare(loaded, now), loaded, now, ticked)["done"].tolist() == [
        "yes",
        *[None] * 5,
    ]
    now["Episodes"].loc[1, "LS"] = "D1"
    again = corrections_to_key(compare(loaded, now), loaded, now, ticked)
    assert again["done"].isna().all()
    assert again["number"].tolist() == [7, 2, 3, 4, 5, 6]
    kept = from_lines(
        [json.loads(json.dumps(line)) for line in as_lines(judged_on(ticked, dt.date(2026, 5, 1)))]
    )
    assert list(as_lines(kept)) == list(as_lines(ticked))
    assert is_open(kept).tolist() == [False, *[True] * 5]


def test_a_workbook_lists_what_to_key_keeps_ticks_and_says_what_the_next_extract_has(
    run: Run, book: Path, tmp_path: Path
) -> None:
    with edited(book) as workbook:
        for child, sex in (("007", "F"), ("8", "F"), ("9", "M")):
            at(workbook["Header"], "SEX", row_of(workbook["Header"], child)).value = sex
    assert run("check", book)[0] == 0

    def listed() -> dict[object, tuple[object, ...]]:
        rows = join_names(book, "Corrections to key", "CHILD", "Field", "New value", "Done", "In the extract")
        return {row[0]: row[1:] for row in rows}

    assert {row[0] for row in listed().values()} == {"Sex"}
    assert str(listed()["8"][1]).startswith("F")
    with edited(book) as workbook:
        sheet = workbook["Corrections to key"]
        titles = {cell.value: cell.column for cell in sheet[5]}
        for row in range(6, sheet.max_row + 1):
            if sheet.cell(row, titles["CHILD"]).value in ("8", "9"):
                sheet.cell(row, titles["Done"]).value = "yes"
    assert run("check", book)[0] == 0
    assert {child: row[2] for child, row in listed().items()} == {"007": None, "8": "yes", "9": "yes"}

    may = tmp_path / "may"
    may.mkdir()
    (may / "header.csv").write_text(HEADER.replace("8,X", "8,F").replace("007,M", "007,F"))
    (may / "episodes.csv").write_text(EPISODES)
    status, _, said = run("check", book, "--load", may)
    assert status == 0
    assert "1 correction" in said
    assert "2 corrections" in said
    today = f"{dt.date.today():%d/%m/%Y}"
    assert {child: row[2:] for child, row in listed().items()} == {
        "007": ("yes", f"Yes, in the extract of {today}"),
        "8": ("yes", f"Yes, in the extract of {today}"),
        "9": ("yes", f"No, not in the extract of {today}"),
    }
    status, _, said = run("reports", book, "-o", tmp_path / "out")
    assert status == 0
    (keyed,) = (tmp_path / "out").glob("*/903 corrections to key.csv")
    assert [line.split(",")[2] for line in keyed.read_text(encoding="utf-8-sig").splitlines()[1:]] == [
        "007",
        "8",
        "9",
    ]
