"""Three sources agree on random returns with what row by row code, written separately, finds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest

import xl903
from tests.suggestions import row_by_row
from xl903.suggestions.candidates import Candidates, merged
from xl903.suggestions.deletions import deletion_candidates
from xl903.suggestions.last_year import last_year_candidates
from xl903.suggestions.other_files import other_files_candidates

SEEDS = range(25)
DAYS = ("01/04/2024", "15/09/2024", "02/01/2025", "30/03/2025", "04/07/2025")
Frames = dict[str, pd.DataFrame]


def random_return(seed: int) -> tuple[Frames, Frames]:
    """Two years' tables of a few children, with blanks, repeated rows and disagreement between files."""
    rng = np.random.default_rng(seed)

    def column(*texts: str | None, size: int) -> np.ndarray:
        return rng.choice(np.array(texts, dtype=object), size=size)

    def episodes(children: Iterable[str]) -> pd.DataFrame:
        rows = []
        for child in children:
            days = rng.choice(DAYS, size=int(rng.integers(1, 4)), replace=False)
            for day in days:
                rows.append({"CHILD": child, "DECOM": day, "DEC": rng.choice([None, "31/03/2025"])})
        frame = pd.DataFrame(rows, dtype=object)
        size = len(frame)
        frame["RNE"] = column("S", "P", "L", size=size)
        frame["LS"] = column("C1", "C2", None, size=size)
        frame["CIN"] = column("N1", "N5", size=size)
        frame["PLACE"] = column("K2", "U6", size=size)
        frame["PLACE_PROVIDER"] = column("PR1", None, size=size)
        frame["URN"] = column("SC123456", None, size=size)
        frame["PL_POST"] = column("M1 1AE", "M2 1NB", size=size)
        frame["HOME_POST"] = column("M14 5TQ", None, size=size)
        return frame

    children = [str(number) for number in range(1, 9)]
    header = pd.DataFrame({"CHILD": column(*children, size=9)}, dtype=object)
    header["SEX"], header["DOB"] = column("M", "F", None, size=9), column("15/06/2012", "16/06/2012", size=9)
    reviews = pd.DataFrame({"CHILD": column(*children, None, size=12)}, dtype=object)
    reviews["DOB"] = column("15/06/2012", "16/06/2012", None, size=12)
    reviews["REVIEW"], reviews["REVIEW_CODE"] = column(*DAYS[:2], size=12), column("PN1", size=12)
    uasc = pd.DataFrame({"CHILD": column(*children, size=3)}, dtype=object)
    uasc["SEX"], uasc["DOB"] = column("M", None, size=3), column("15/06/2012", size=3)
    now = {"Header": header, "Episodes": episodes(children), "UASC": uasc, "Reviews": reviews}
    return now, {"Episodes": episodes(rng.choice(children, size=6, replace=False))}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sources_find_what_is_found_row_by_row(seed: int) -> None:
    now, then = random_return(seed)
    ret = xl903.Return(now, then, year=2026, authority="E08000003")
    every_row = pd.DataFrame(
        [(name, row, "XL00") for name, frame in now.items() for row in range(len(frame))],
        columns=["table", "row", "code"],
    )
    rows = {name: row_by_row.rows_of(frame) for name, frame in now.items()}
    assert _found(deletion_candidates(ret, every_row)) == row_by_row.duplicates(rows)
    in_other_files = {
        one for one in _found(other_files_candidates(ret, every_row)) if one[2] in ("DOB", "SEX")
    }
    assert in_other_files == row_by_row.from_header(rows)
    last = {one for one in _found(last_year_candidates(ret, every_row)) if one[0] == "Episodes"}
    assert last == row_by_row.open_last_year(rows["Episodes"], row_by_row.rows_of(then["Episodes"]))


def _found(candidates: list[Candidates]) -> set[row_by_row.Candidate]:
    return {(one.table, int(one.row), one.field, one.value) for one in merged(candidates).itertuples()}
