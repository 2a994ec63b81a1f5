"""Causes name what is wrong with a return, and clearing one clears what it promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

import xl903
from xl903.causes import Cause, Causes, find_causes
from xl903.causes.one_event import EVENTS
from xl903.suggestions.waiting import count_answers
from xl903.synthetic import Council, make_council
from xl903.synthetic.faults import plant_asked_for

Tables = Mapping[str, pd.DataFrame]

NOWHERE = "Q{}9 9QQ"
"""No area of the Post Office's begins with a lone Q."""


@dataclass(frozen=True)
class Case:
    """A council without faults, with single ones, and with three faults of its export on top.

    Last year's return has faults as well: an episode that this year does not continue.
    """

    council: Council
    faulty: Council
    truth: pd.DataFrame
    exported: Tables

    def check(self, tables: Tables, last_year: Tables) -> xl903.Report:
        council = self.council
        return xl903.validate(
            xl903.Return(
                dict(tables),
                dict(last_year),
                year=council.year,
                authority=council.authority,
                providers=council.providers,
            )
        )


@pytest.fixture(scope="module")
def case() -> Case:
    council = make_council(children=220, year=2026, seed=3)
    planted = plant_asked_for(council, "typical", np.random.default_rng(4))
    faulty = planted.council

    header, episodes = faulty.tables["Header"], faulty.tables["Episodes"]
    old_sex = header["SEX"].replace({"M": "1", "F": "2"})
    two_digits = episodes["DEC"].str.replace(r"/20(\d\d)$", r"/\1", regex=True)
    nowhere = pd.Series([NOWHERE.format(row % 9) for row in range(len(episodes))])
    postcodes = {
        name: episodes[name].where(episodes[name].isna(), nowhere) for name in ("HOME_POST", "PL_POST")
    }
    exported = {
        **faulty.tables,
        "Header": header.assign(SEX=old_sex),
        "Episodes": episodes.assign(DEC=two_digits, **postcodes),
    }
    return Case(council, faulty, planted.truth(), exported)


@pytest.fixture(scope="module")
def single(case: Case) -> tuple[xl903.Report, Causes]:
    report = case.check(case.faulty.tables, case.faulty.last_year)
    return report, find_causes(report)


@pytest.fixture(scope="module")
def exported(case: Case) -> tuple[xl903.Report, Causes]:
    report = case.check(case.exported, case.faulty.last_year)
    return report, find_causes(report)


def test_faults_of_the_export_come_first_with_their_figures(
    case: Case, exported: tuple[xl903.Report, Causes]
) -> None:
    report, causes = exported
    of_column = {row.field: row for row in causes.best() if row.kind == "export"}
    assert set(of_column) == {"SEX", "DEC", "HOME_POST"}
    header, episodes = case.exported["Header"], case.exported["Episodes"]
    sex, dec, post = of_column["SEX"], of_column["DEC"], of_column["HOME_POST"]
    assert f"old codes 1 and 2 on all {len(header)} rows" in sex.sentence
    assert "1 is now M, 2 is now F" in sex.advice
    ended = int(episodes["DEC"].notna().sum())
    assert f"two-digit years on all {ended} rows" in dec.sentence
    cells = int(episodes[["HOME_POST", "PL_POST"]].notna().sum().sum())
    assert f"{cells:,} postcodes do not exist" in post.sentence
    assert {"392c", "169", "179"} <= set(post.codes.split(", "))
    assert (sex.actions, dec.actions, post.actions) == (1, 1, 1)
    found = report.findings
    in_header = found[found["table"] == "Header"]
    assert sex.errors == (in_header["fields"] == ("SEX",)).sum() >= len(header)
    assert sex.children == len(header)
    assert dec.errors == (found["code"] == "147").sum() == ended, "XL01 says the same again"


def test_single_faults_are_named_by_the_event_behind_them(single: tuple[xl903.Report, Causes]) -> None:
    report, causes = single
    found = report.findings
    named = causes.frame.set_index("name")
    for event in EVENTS:
        signs = found[found["code"].isin(event.signs)]
        if event.name in named.index and signs["child"].notna().all():
            assert named.loc[event.name, "children"] <= signs["child"].nunique()
    seen_most = found["code"].isin(["502", "562"])
    assert set(causes.names()[seen_most]) == {"Last year's episode not continued", "Certain suggestions"}
    not_continued = found[seen_most & (causes.names() == "Last year's episode not continued")]
    told = named.loc["Last year's episode not continued"]
    assert told["actions"] == not_continued["child"].nunique() > 1
    assert f"{told['actions']} children" in told["sentence"]


def test_do_this_first_names_the_families_that_were_planted_most(
    case: Case, single: tuple[xl903.Report, Causes]
) -> None:
    """Whoever reads the first five causes reads of what went wrong most often, by the truth of the council."""
    report, causes = single
    faults = case.truth.drop_duplicates("fault")
    families = faults["code"].map({code: rule.group for code, rule in report.rules.items()})
    most = families.value_counts().index[:3]
    first = causes.best()
    named = {code for cause in first for code in cause.codes.split(", ")}
    said = " ".join(cause.sentence for cause in first)
    for family in most:
        planted = faults["code"][families == family]
        assert planted.isin(named).mean() > 0.5, (family, set(planted) - named)
        assert any(told in said for code in set(planted) for told in told_of(report, code)), (family, said)


def test_certain_suggestions_are_as_many_as_summary_counts(single: tuple[xl903.Report, Causes]) -> None:
    report, causes = single
    (waiting,) = (cause for cause in causes.best(100) if cause.kind == "suggestions")
    assert waiting.sentence.startswith(f"{count_answers(report).certain} certain suggestions clear ")


def told_of(report: xl903.Report, code: str) -> tuple[str, str]:
    rule = report.rules[code]
    return rule.title, rule.group_title


@pytest.mark.parametrize("which", ["single", "exported"])
def test_every_finding_has_one_cause_and_dfes_are_counted_once(
    which: str, request: pytest.FixtureRequest
) -> None:
    report, causes = request.getfixturevalue(which)
    assert len(causes.of_finding) == len(report.findings)
    assert set(causes.of_finding) == set(range(len(causes.frame)))
    assert causes.frame["name"].is_unique
    is_dfe = np.array([report.rules[code].is_dfe for code in report.findings["code"]])
    assert is_dfe.sum() <= causes.frame["errors"].sum() <= len(report.findings)
    worth = causes.frame["errors"] / (causes.frame["actions"] + 5)
    assert worth.is_monotonic_decreasing


@pytest.mark.parametrize("which", ["single", "exported"])
def test_clearing_the_first_five_clears_what_they_promise(
    which: str, case: Case, request: pytest.FixtureRequest
) -> None:
    report, causes = request.getfixturevalue(which)
    tables = dict(case.exported if which == "exported" else case.faulty.tables)
    last_year = dict(case.faulty.last_year)
    for number, cause in enumerate(causes.best()):
        concerned = report.findings[causes.of_finding == number]
        if cause.kind == "export":
            tables[cause.table] = put_column_right(
                tables[cause.table], case.faulty.tables[cause.table], cause
            )
        else:
            children = set(concerned["child"])
            tables = put_children_right(tables, case.council.tables, children)
            last_year = put_children_right(last_year, case.council.last_year, children)
    left = find_causes(case.check(tables, last_year)).frame
    cleared = causes.frame["errors"].sum() - left["errors"].sum()
    assert cleared >= sum(cause.errors for cause in causes.best()) > 0


def put_column_right(wrong: pd.DataFrame, right: pd.DataFrame, cause: Cause) -> pd.DataFrame:
    columns = ["HOME_POST", "PL_POST"] if cause.field == "HOME_POST" else [cause.field]
    return wrong.assign(**{column: right[column] for column in columns})


def put_children_right(wrong: Tables, right: Tables, children: set[str]) -> dict[str, pd.DataFrame]:
    return {
        name: pd.concat(
            [table[~table["CHILD"].isin(children)], right[name][right[name]["CHILD"].isin(children)]],
            ignore_index=True,
        )
        for name, table in wrong.items()
    }


def test_nothing_found_has_no_causes() -> None:
    header = pd.DataFrame({"CHILD": ["1"], "SEX": ["F"]})
    ret = xl903.Return({"Header": header}, year=2026, authority="E08000003")
    causes = find_causes(xl903.validate(ret, codes=["101"]))
    assert causes.frame.empty
    assert not causes.best()
    assert not len(causes.of_finding)


def test_one_wrong_value_on_many_rows_is_one_correction() -> None:
    rows = range(8)
    episodes = pd.DataFrame(
        {
            "CHILD": [str(100 + row) for row in rows],
            "DECOM": ["01/05/2025"] * 8,
            "PLACE": ["Z9", "Z9", "Z9", "U4", "U4", "U4", "U4", "QQ"],
        }
    )
    ret = xl903.Return({"Episodes": episodes}, year=2026, authority="E08000003")
    causes = find_causes(xl903.validate(ret, codes=["146"]))
    first = causes.frame.iloc[0]
    assert (first["kind"], first["errors"], first["children"], first["actions"]) == ("one value", 3, 3, 1)
    assert "PLACE Z9 is on 3 rows" in first["sentence"]
    assert list(causes.of_finding) == [0, 0, 0, 1]


def test_one_cell_that_several_rules_mark_is_one_correction() -> None:
    episodes = pd.DataFrame(
        {
            "CHILD": ["1", "2"],
            "DECOM": ["01/05/2025", "01/05/2025"],
            "LS": ["C2", "C2"],
            "PLACE": ["U4", "U4"],
            "PL_POST": ["Q19 9QQ", "M1 1AE"],
            "HOME_POST": ["M1 1AE", "M1 1AF"],
        }
    )
    ret = xl903.Return({"Episodes": episodes}, year=2026, authority="E08000003")
    report = xl903.validate(ret, codes=["169", "179", "392a", "392c"])
    of_first_child = report.findings["child"] == "1"
    assert of_first_child.sum() == 3
    causes = find_causes(report)
    first = causes.frame.iloc[0]
    assert (first["kind"], first["errors"], first["actions"], first["field"]) == ("one cell", 3, 1, "PL_LA")


def test_ids_written_in_two_ways_are_one_cause() -> None:
    ids = [f"00{number}" for number in range(100, 106)]
    header = pd.DataFrame({"CHILD": ids, "SEX": "F"})
    episodes = pd.DataFrame({"CHILD": [one.lstrip("0") for one in ids], "DECOM": "01/05/2025"})
    ret = xl903.Return({"Header": header, "Episodes": episodes}, year=2026, authority="E08000003")
    causes = find_causes(xl903.validate(ret, codes=["INT03", "EPI", "XL05"]))
    (cause,) = causes.best()
    assert (cause.kind, cause.errors, cause.actions) == ("ids", 12, 1)
    assert "6 ids in Episodes" in cause.sentence
    assert "leading zeros" in cause.sentence
