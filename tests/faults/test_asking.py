"""What ``xl903 synthesise --faults`` plants, and what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import xl903
from addin.cli.app import app
from xl903.s903.schema import COLLECTION_YEARS
from xl903.synthetic import make_council
from xl903.synthetic.faults import all_faults, apply_fault, plant, plant_asked_for


def ask(asked: str, children: int = 300, year: int = 2026) -> pd.DataFrame:
    council = make_council(children=children, year=year, seed=4)
    truth = plant_asked_for(council, asked, np.random.default_rng(4), into="csv").truth()
    return truth.drop_duplicates("fault")


def validated(folder: Path, this_year: str = "this-year", last_year: str = "last-year") -> pd.DataFrame:
    ret = xl903.load(
        folder / this_year,
        folder / last_year,
        year=2026,
        authority="Manchester",
        providers=[folder / "ofsted.xlsx"],
    )
    return xl903.validate(ret).findings


@pytest.mark.parametrize("asked", ["218:3,502:2,186,XL04:2", "typical"])
@pytest.mark.parametrize("xml", [False, True])
def test_the_rules_find_in_the_files_what_truth_csv_names(tmp_path: Path, asked: str, xml: bool) -> None:
    folder = tmp_path / "council"
    options = ["--xml"] if xml else []
    result = CliRunner().invoke(app, ["synthesise", str(folder), "--faults", asked, *options])
    assert result.exit_code == 0, result.output
    truth = pd.read_csv(folder / "truth.csv", dtype={"child": str, "code": str})
    assert len(truth) > 5
    found = validated(folder)
    named = truth[["code", "table", "row", "child"]].merge(found, "left", indicator=True)
    assert set(truth["change"]) <= {"cell", "row added", "row removed"}
    missed = named[named["_merge"] == "left_only"]
    assert missed.empty, missed[["code", "table", "row"]]
    assert set(found["child"]) == set(truth["child"])


def test_truth_says_what_stood_there_before() -> None:
    council = make_council(children=120, seed=4)
    planted = plant_asked_for(council, "218,XL04,NoE", np.random.default_rng(4), into="csv")
    truth = planted.truth()
    (cell,) = truth[truth["change"] == "cell"].itertuples()
    assert (cell.code, cell.changed_table, cell.changed_field) == ("218", "Episodes", "URN")
    assert cell.was == council.tables["Episodes"]["URN"].iloc[cell.changed_row]
    assert planted.council.tables["Episodes"]["URN"].iloc[cell.changed_row] is None
    (added,) = truth[truth["change"] == "row added"].itertuples()
    assert len(planted.council.tables["Reviews"]) == len(council.tables["Reviews"]) + 1
    assert planted.council.tables["Reviews"]["CHILD"].iloc[added.changed_row] == added.child
    removed = truth[truth["change"] == "row removed"].set_index("changed_field")["was"]
    last = council.last_year["Episodes"]
    assert removed["DECOM"] in set(last.loc[last["CHILD"] == removed["CHILD"], "DECOM"])


def test_asked_for_by_code_gives_so_many_of_each() -> None:
    truth = ask("218:3, 502:2 ,186")
    assert truth["code"].value_counts().to_dict() == {"218": 3, "502": 2, "186": 1}
    assert truth["child"].is_unique


def test_typical_faults_are_half_of_few_kinds() -> None:
    truth = ask("typical", children=2000)
    assert 300 < len(truth) <= 400
    counts = truth["code"].value_counts()
    assert counts.head(20).sum() > 0.4 * len(truth)
    assert len(counts) > 100
    assert {"218", "502"} <= set(counts.head(12).index)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("999:2", "asks for no fault"),
        ("218:many", "is not a number"),
        ("230", "No fault is known for rule 230 in collection year 2026"),
        ("164:5", "PL_DISTANCE is worked out"),
        ("105", "XML returns only"),
        ("218:5000", "ask for fewer"),
        ("", "asks for no fault"),
    ],
)
def test_what_cannot_be_planted_is_said(asked: str, says: str) -> None:
    with pytest.raises(xl903.UserError, match=says):
        ask(asked)


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_a_small_council_leaves_out_what_it_has_no_row_for(year: int) -> None:
    for children in (1, 12):
        council = make_council(children=children, year=year)
        faults = [fault for fault in all_faults() if year in fault.years]
        planted = plant(council, faults, np.random.default_rng(1))
        assert len(planted.faults) + len(planted.left) == len(faults)
        assert len(planted.faults) <= children + 12


def test_the_clean_council_stays_as_it_was() -> None:
    council = make_council(children=120)
    before = {name: table.copy() for name, table in council.tables.items()}
    apply_fault(council, "191")
    for name, table in council.tables.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_a_fault_says_where_it_lies() -> None:
    faulty = apply_fault(make_council(children=200), "144")
    assert (faulty.table, faulty.fields, faulty.name) == (
        "Episodes",
        ("LS",),
        "legal_status_that_does_not_exist",
    )
    assert faulty.council.tables["Episodes"].loc[faulty.row, "LS"] == "X9"
    assert faulty.council.tables["Episodes"].loc[faulty.row, "CHILD"] == faulty.child
