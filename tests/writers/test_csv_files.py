"""DfE's CSV files, as the portal and the next person get them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings

import xl903
from tests.writers.conftest import returns, table
from xl903.readers import read_return
from xl903.readers.blank_rows import holds_nothing
from xl903.s903.schema import TABLES
from xl903.writers import write_csv

HEADER_LINE = b"CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"


def test_a_file_is_exactly_what_dfe_takes(tmp_path: Path) -> None:
    header = table(
        "Header",
        {"CHILD": "007", "SEX": "F", "DOB": "1/2/2010", "UPN": 'a "b", c'},
        {"CHILD": "8", "ETHNIC": "one\ntwo", "MC_DOB": "née"},
    )
    manifest = write_csv({"Header": header}, tmp_path / "out", year=2026)
    assert manifest.files == (tmp_path / "out" / "header.csv",)
    assert manifest.files[0].read_bytes() == (
        HEADER_LINE + b'\r\n007,F,1/2/2010,,"a ""b"", c",,\r\n8,,,"one\ntwo",,,n\xc3\xa9e\r\n'
    )


def test_every_table_has_dfes_name_and_dfes_columns_in_dfes_order(tmp_path: Path) -> None:
    frames = {name: table(name)[list(reversed(schema.column_names))] for name, schema in TABLES.items()}
    manifest = write_csv(frames, tmp_path / "out", year=2026)
    assert [path.name for path in manifest.files] == [schema.file_name for schema in TABLES.values()]
    for name, path in zip(TABLES, manifest.files, strict=True):
        assert path.read_text().splitlines() == [",".join(TABLES[name].column_names)]


def test_dates_and_numbers_of_pandas_are_written_as_dfe_writes_them(tmp_path: Path) -> None:
    frame = pd.DataFrame({"child": [7.0], "dob": [pd.Timestamp(2010, 2, 1)], "MC_DOB": [pd.NaT]})
    manifest = write_csv({"Header": frame}, tmp_path / "out", year=2026)
    assert manifest.files[0].read_bytes() == HEADER_LINE + b"\r\n7,,01/02/2010,,,,\r\n"


def test_derived_and_unknown_columns_are_not_written_and_lacking_ones_are_blank(tmp_path: Path) -> None:
    frame = pd.DataFrame({"CHILD": ["1"], "DECOM": ["01/05/2025"], "PL_LA": ["E08000003"], "TEAM": ["North"]})
    manifest = write_csv({"Episodes": frame}, tmp_path / "out", year=2026)
    lines = manifest.files[0].read_text().splitlines()
    assert lines == [",".join(TABLES["Episodes"].column_names), "1,01/05/2025" + "," * 11]
    said = " ".join(map(str, manifest.messages))
    assert "TEAM" in said
    assert "RNE" in said
    assert "PL_LA" not in said


def test_a_column_given_twice_is_said_and_the_first_is_used(tmp_path: Path) -> None:
    frame = pd.DataFrame([["1", "F", "M"]], columns=["CHILD", "SEX", "sex"])
    manifest = write_csv({"Header": frame}, tmp_path / "out", year=2026)
    assert b"\r\n1,F," in manifest.files[0].read_bytes()
    assert any("SEX more than once" in str(message) for message in manifest.messages)


def test_uasc_of_an_xml_return_that_csv_cannot_keep_is_said(tmp_path: Path) -> None:
    header = table("Header", {"CHILD": "1"}, {"CHILD": "2"}, {"CHILD": "3"})
    header["UASC"] = ["1", "Y", None]
    frames = {"Header": header, "UASC": table("UASC", {"CHILD": "1"})}
    (message,) = write_csv(frames, tmp_path / "out", year=2026).messages
    assert "child 2," in str(message)


def test_the_manifest_counts_every_file_and_can_be_checked(tmp_path: Path) -> None:
    frames = {"Header": table("Header", {"CHILD": "1"}, {"CHILD": "2"}), "AD1": table("AD1")}
    manifest = write_csv(frames, tmp_path / "out", year=2026)
    lines = (tmp_path / "out" / "manifest.txt").read_text().splitlines()
    assert lines[0].split("\t") == ["file", "table", "rows", "sha256"]
    for line, path, name, rows in zip(lines[1:], manifest.files, ("Header", "AD1"), ("2", "0"), strict=True):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert line.split("\t") == [path.name, name, rows, digest]
    assert manifest.rows("Header") == 2
    assert manifest.rows("Episodes") == 0


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "header.csv").write_text("mine")
    with pytest.raises(xl903.UserError, match="new folder"):
        write_csv({"Header": table("Header")}, tmp_path, year=2026)
    with pytest.raises(xl903.UserError, match="is a file"):
        write_csv({"Header": table("Header")}, tmp_path / "header.csv", year=2026)
    with pytest.raises(xl903.UserError, match="another folder"):
        write_csv({"Header": table("Header")}, tmp_path / "header.csv" / "out", year=2026)
    assert [path.name for path in tmp_path.iterdir()] == ["header.csv"]
    assert (tmp_path / "header.csv").read_text() == "mine"


def test_an_empty_folder_is_taken_and_folders_above_are_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "b" / "c"):
        write_csv({"Header": table("Header")}, folder, year=2026)
        assert sorted(path.name for path in folder.iterdir()) == ["header.csv", "manifest.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "empty"]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            {"Header": table("Header", {"CHILD": "1"}, {"CHILD": "2", "UPN": "a\0b"})},
            "Header, row 3, column UPN",
        ),
        ({"Header": table("Header", {"CHILD": "\ud800"})}, r"U\+D800"),
        ({"Heder": table("Header")}, "Heder"),
        ({}, "no table"),
    ],
)
def test_what_cannot_be_written_gets_a_sentence_and_leaves_nothing(
    tmp_path: Path, tables: dict[str, pd.DataFrame], said: str
) -> None:
    with pytest.raises(xl903.UserError, match=said):
        write_csv(tables, tmp_path / "out", year=2026)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(returns(not_in={"\0"}))
def test_reading_back_gives_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, pd.DataFrame]
) -> None:
    back = read_return(write_csv(tables, tmp_path_factory.mktemp("csv") / "out", year=2026).folder)
    assume(not any("second line of column names" in said.text for said in back.messages))
    assert all("blank row" in said.text or "runs on to line" in said.text for said in back.messages)
    assert list(back.tables) == list(tables)
    for name, frame in tables.items():
        rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
        kept = frame.loc[[not holds_nothing(row) for row in rows]].reset_index(drop=True)
        pd.testing.assert_frame_equal(back.tables[name], kept)
