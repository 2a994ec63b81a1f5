"""Which year a return is of: its dates first, names second, and what speaks against a year that is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import xl903
from xl903.s903.which_year import (
    guess_year,
    told_year,
    what_speaks_against,
    what_speaks_against_last_year,
    year_in_name,
)

Tables = dict[str, pd.DataFrame]


def episodes(starts: list[str | None], ends: list[str | None]) -> Tables:
    ids = [str(n) for n in range(len(starts))]
    return {"Episodes": pd.DataFrame({"CHILD": ids, "DECOM": starts, "DEC": ends}, dtype=object)}


def of(year: int, number: int = 10, *, ended: bool = True) -> Tables:
    starts = [f"01/06/{year - 2}", f"12/05/{year - 1}"] * (number // 2)
    return episodes(starts, [f"01/08/{year - 1}" if ended else None] * len(starts))


FEW = of(2026, 2)


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2025-26", 2026),
        ("2025_2026", 2026),
        ("2025/26", 2026),
        ("SSDA903 2025 to 2026", 2026),
        ("903_2526", 2026),
        ("2526", 2026),
        ("25-26", 2026),
        ("return 2025-2026 final", 2026),
        ("20252026", 2026),
        ("ssda903-2026-csv-2026-04-12-1", 2026),
        ("2526 v2", 2026),
        ("2026", None),
        ("archive_2023", None),
        ("extract 2026-04-12", None),
        ("extract 20260412", None),
        ("2025-27", None),
        ("2021", None),
        ("12-04-2026", None),
        ("2024-25 and 2025-26", None),
        ("header.csv", None),
    ],
)
def test_a_name_says_a_year_only_where_it_can_be_read_in_one_way(name: str, year: int | None) -> None:
    assert year_in_name(name) == year


@pytest.mark.parametrize(
    ("path", "year"),
    [
        ("extract 2026-04-12", None),
        ("archive_2023/903_2526", 2026),
        ("SSDA903 2025 to 2026", 2026),
        ("2526", 2026),
        ("2025-26/extract 2026-04-12", 2026),
        ("2024-25", None),  # a date lies after it
        ("2026-27", None),  # no date lies in it
    ],
)
def test_with_few_dates_the_nearest_folder_that_they_do_not_contradict_counts(
    path: str, year: int | None
) -> None:
    assert guess_year(FEW, [Path(path)]) == year


@pytest.mark.parametrize("path", ["2024-25", "1999-00", "2030-31", "x"])
def test_dates_outrank_names(path: str) -> None:
    assert guess_year(of(2026), [Path(path)]) == 2026


def test_dates_in_another_form_tell_too() -> None:
    iso = episodes(["2025-05-01"] * 6, ["2025-08-01"] * 6)
    assert told_year(iso) == 2026


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2027])
def test_another_year_than_that_of_the_dates_is_contradicted(year: int) -> None:
    against = what_speaks_against(of(2026), year)
    assert against is not None
    assert "2025-26" in against


@pytest.mark.parametrize(
    "tables",
    [
        of(2026),
        of(2026, ended=False),
        FEW,
        {},
        episodes(["01/06/2019"] * 9, [None] * 8 + ["01/06/2025"]),
        episodes(["01/06/2025"] * 9, [None] * 8 + ["01/06/2052"]),  # one slip of the keyboard
        episodes(["01/06/2021", "01/06/2022", "01/06/2023", "01/06/2024"] * 2, [None] * 8),
    ],
)
def test_a_year_that_may_be_right_is_not_contradicted(tables: Tables) -> None:
    assert what_speaks_against(tables, 2026) is None


def test_most_and_not_all_dates_are_said_as_a_share() -> None:
    mixed = episodes([None] * 50, ["01/08/2025"] * 49 + ["01/08/2024"])
    assert what_speaks_against(mixed, 2025) == "98% of the 50 dates that tell the year fall in 2025-26"


def test_last_year_is_held_against_this_year() -> None:
    this, last = of(2026), of(2025)
    assert what_speaks_against_last_year(this, last, 2026) is None
    same = what_speaks_against_last_year(this, of(2026), 2026)
    assert same == "Last year's files hold the same episodes as this year's"
    for wrong in (2024, 2027, 2023):
        said = what_speaks_against_last_year(this, of(wrong), 2026)
        assert said is not None
        assert "not of 2024-25" in said
    swapped = what_speaks_against_last_year(last, of(2026, 8), 2026)
    assert swapped is not None
    assert "swapped" in swapped
    assert what_speaks_against_last_year(this, of(2024, 2), 2026) is None


def write(folder: Path, tables: Tables) -> Path:
    folder.mkdir()
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return folder


def test_load_says_it_and_goes_on(tmp_path: Path) -> None:
    this = write(tmp_path / "this", of(2026))
    ret = xl903.load(this, this, year=2025, authority=None)
    assert "fall in 2025-26, not in 2024-25" in ret.messages[0].text
    assert "same files" in ret.messages[1].text


@pytest.mark.parametrize("year", [26, 0, -5, 99999, 1999])
def test_a_number_that_is_no_year_is_refused(tmp_path: Path, year: int) -> None:
    with pytest.raises(xl903.UserError, match="not a collection year"):
        xl903.load(write(tmp_path / "this", of(2026)), year=year, authority=None)


def test_a_ruleset_that_does_not_exist_is_refused() -> None:
    ret = xl903.Return(of(2026), year=2026, authority=None)
    with pytest.raises(xl903.UserError, match="2023 to 2027"):
        xl903.validate(ret, ruleset=1990)
