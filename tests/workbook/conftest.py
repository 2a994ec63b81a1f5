"""A small return with errors of every kind that a workbook has to show."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pytest

import xl903
from tests.day.conftest import run  # noqa: F401  the command, as a fixture
from workbook import make_plan, write_workbook
from workbook.plan.sheet_model import Plan

VALIDATED = dt.datetime(2026, 4, 20, 9, 30)


@pytest.fixture(scope="session")
def report() -> xl903.Report:
    header = pd.DataFrame(
        {
            "CHILD": ["007", "8", "9"],
            "SEX": ["M", "X", "F"],
            "DOB": ["15/06/2012", "1/2/2013", "05/06/12"],
            "ETHNIC": ["WBRI", "=1+1", "WBRI"],
            "UPN": ["A12345678901B", "-5", "UN1"],
            "MOTHER": [None, None, "0"],
        }
    )
    episodes = pd.DataFrame(
        {
            "CHILD": ["007", "007", "8"],
            "DECOM": ["01/05/2025", "01/08/2025", "01/01/1899"],
            "RNE": ["S", "P", "S"],
            "LS": ["C2", "C2", "QQ"],
            "CIN": ["N1", "N1", "N9"],
            "PLACE": ["U6", "U4", "P1"],
            "DEC": ["01/08/2025", None, "31/04/2025"],
            "REC": ["X1", None, "E4A"],
            "PL_POST": ["M1 1AE", "M1 1AE", "M1 1AE"],
        }
    )
    last_header = pd.DataFrame({"CHILD": ["007"], "SEX": ["M"], "DOB": ["15/06/2012"]})
    social = pd.DataFrame({"CHILD": ["007"], "SW_ID": ["SW1234"], "SW_DECOM": ["01/05/2025"]})
    ret = xl903.Return(
        {"Header": header, "Episodes": episodes, "SWEpisodes": social, "AD1": pd.DataFrame({"CHILD": []})},
        {"Header": last_header},
        year=2026,
        authority="E08000003",
    )
    return xl903.validate(ret, codes=["101", "144", "145", "147", "103", "168", "355", "218", "331"])


@pytest.fixture(scope="session")
def plan(report: xl903.Report) -> Plan:
    return make_plan(report, files={"Header": "header.csv"}, when=VALIDATED)


@pytest.fixture(scope="session")
def two_children_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    header = pd.DataFrame(
        {"CHILD": ["1", "2"], "SEX": ["M", "X"], "DOB": ["01/02/2010", "soon"]}, dtype=object
    )
    ret = xl903.Return({"Header": header}, year=2026, authority="E08000003")
    path = tmp_path_factory.mktemp("two children") / "book.xlsx"
    write_workbook(make_plan(xl903.validate(ret, codes=["101", "102"])), path)
    return path


@pytest.fixture
def two_children(two_children_once: Path, tmp_path: Path) -> Path:
    """A workbook of a Header alone, two children with two errors."""
    return Path(shutil.copy(two_children_once, tmp_path))
