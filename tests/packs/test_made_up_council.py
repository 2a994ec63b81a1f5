"""Error sheets of a made-up council, opened and searched: nothing is lost, and nothing is in the wrong hands."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO

import numpy as np
import pandas as pd
import pytest

import xl903
from workbook.file.xlsx_files import as_bytes
from workbook.plan.teams_sheet import TEAM_COLUMNS
from workbook.teams.pack_sheets import pack_plan
from workbook.teams.team_packs import By, Pack, make_packs
from xl903.synthetic import make_council
from xl903.synthetic.faults import plant_asked_for

TEAMS = 4
DAY = dt.date(2026, 4, 20)


@pytest.fixture(scope="module")
def report() -> xl903.Report:
    council = make_council(children=300, year=2026, seed=5)
    planted = plant_asked_for(council, "typical", np.random.default_rng(5), into="csv")
    return xl903.validate(planted.council.to_return())


@pytest.fixture(scope="module")
def teams(report: xl903.Report) -> pd.DataFrame:
    """Every third social worker is on no list, and one child is another team's."""
    workers = sorted(report.ret.sw_episodes.sw_id.dropna().astype(str).unique())
    rows = [
        (who, None, f"Worker {at}", f"Team {at % TEAMS}", None, at)
        for at, who in enumerate(workers)
        if at % 3
    ]
    child = str(report.findings["child"].dropna().iloc[0])
    rows.append((None, child, "Own Worker", "Team 1", None, len(rows)))
    return pd.DataFrame(rows, columns=list(TEAM_COLUMNS), dtype=object)


def packs_of(report: xl903.Report, teams: pd.DataFrame, by: By) -> list[Pack]:
    ids = {name: pd.RangeIndex(1, len(frame) + 1) for name, frame in report.ret.tables.items()}
    return make_packs(report, ids, teams, made=DAY, reply_by=DAY, by=by, everything=True)


@pytest.mark.parametrize("by", ["team", "worker"])
def test_every_finding_is_in_exactly_one_pack(report: xl903.Report, teams: pd.DataFrame, by: By) -> None:
    packs = packs_of(report, teams, by)
    assert len(packs) > TEAMS
    findings = [finding for pack in packs for of_line in pack.lines["findings"] for finding in of_line]
    assert sorted(findings) == list(range(len(report.findings)))


def test_there_is_one_line_for_a_question(report: xl903.Report, teams: pd.DataFrame) -> None:
    for pack in packs_of(report, teams, "team"):
        assert not pack.lines.duplicated(["table", "row_id", "field"]).any()
        assert pack.questions == len(pack.lines)
        assert pack.errors >= pack.questions


@pytest.mark.parametrize("by", ["team", "worker"])
def test_no_pack_holds_anybody_elses_child_or_worker_anywhere_in_the_file(
    report: xl903.Report, teams: pd.DataFrame, by: By
) -> None:
    ret = report.ret
    everyone = set(ret.header.child.astype(str)) | {str(child) for child in report.findings["child"].dropna()}
    workers = set(ret.sw_episodes.sw_id.dropna().astype(str)) | set(teams["worker"].dropna())
    upns = set(ret.tables["Header"]["UPN"].dropna()) - {"UN1", "UN2", "UN3", "UN4", "UN5", "UN7"}
    for pack in packs_of(report, teams, by):
        with zipfile.ZipFile(BytesIO(as_bytes(pack_plan(pack)))) as archive:
            inside = " ".join(archive.read(name).decode("utf-8") for name in archive.namelist())
        words = set(re.findall(r"[\w-]+", inside)) | set(re.findall(r"Worker \d+", inside))
        own = set(pack.lines["child"].dropna().astype(str))
        assert words & everyone <= own
        assert words & workers <= set(pack.lines["worker"].dropna()) | {
            str(value) for value in pack.lines["value"][pack.lines["field"] == "SW_ID"]
        }
        wrong = set(pack.lines["value"][pack.lines["field"] == "UPN"])
        assert words & upns <= wrong


@pytest.mark.parametrize("codes", [[], ["101"], ["143"]])
def test_there_may_be_nothing_to_ask_or_questions_of_one_field_only(
    report: xl903.Report, teams: pd.DataFrame, codes: list[str]
) -> None:
    few = xl903.validate(report.ret, codes=codes)
    packs = packs_of(few, teams, "team")
    assert sum(pack.errors for pack in packs) == len(few.findings)
    assert all(as_bytes(pack_plan(pack)) for pack in packs)
