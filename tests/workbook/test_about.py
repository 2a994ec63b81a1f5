"""What a workbook keeps of its return where nobody types: year, authority, source, and what hangs on them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import xl903
from workbook import make_plan, read_last_year, read_return_id_of, read_tables, write_workbook
from workbook.plan.sheet_model import Plan, ReturnId
from xl903.s903.returns import Source


def test_year_authority_and_source_are_read_back(plan: Plan, tmp_path: Path) -> None:
    write_workbook(plan, tmp_path / "out.xlsx")
    assert read_return_id_of(tmp_path / "out.xlsx") == ReturnId(2026, "E08000003", "csv")
    nobodys = xl903.Return(
        {"Header": pd.DataFrame({"CHILD": ["1"]})}, year=2025, authority=None, source="xml"
    )
    write_workbook(make_plan(xl903.validate(nobodys, codes=["101"])), tmp_path / "nobodys.xlsx")
    assert read_return_id_of(tmp_path / "nobodys.xlsx") == ReturnId(2025, None, "xml")


def test_a_workbook_of_other_origin_says_nothing(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert read_return_id_of(tmp_path / "other.xlsx") is None
    assert read_last_year(tmp_path / "other.xlsx") == {}


def test_last_year_is_read_back(plan: Plan, tmp_path: Path) -> None:
    write_workbook(plan, tmp_path / "out.xlsx")
    (header,) = read_last_year(tmp_path / "out.xlsx").values()
    assert header.dropna(axis="columns").to_dict("records") == [
        {"CHILD": "007", "SEX": "M", "DOB": "15/06/2012"}
    ]


@pytest.mark.parametrize(("source", "uasc"), [("xml", ["0", None]), ("csv", None)])
def test_uasc_is_read_back_where_the_return_submitted_it(
    source: Source, uasc: list[str | None] | None, tmp_path: Path
) -> None:
    header = pd.DataFrame({"CHILD": ["1", "2"], "UASC": ["0", None]}, dtype=object)
    ret = xl903.Return({"Header": header}, year=2026, authority=None, source=source)
    write_workbook(make_plan(xl903.validate(ret, codes=["101"])), tmp_path / "out.xlsx")
    back = read_tables(tmp_path / "out.xlsx")["Header"]
    assert (back["UASC"].tolist() if "UASC" in back else None) == uasc
