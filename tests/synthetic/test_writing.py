"""A made-up council on disk, and the command that puts it there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import xl903
from addin.cli.app import main
from xl903.ofsted import read_ofsted_lists
from xl903.synthetic import make_council


def in_order(table: pd.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    return sorted(tuple(row) for row in table[columns].fillna("").astype(str).itertuples(index=False))


@pytest.mark.parametrize("xml", [False, True])
@pytest.mark.parametrize("year", [2024, 2027])
def test_what_is_written_reads_back_the_same_and_is_clean(tmp_path: Path, year: int, xml: bool) -> None:
    council = make_council(children=250, year=year, seed=2)
    folder = tmp_path / "council"
    council.write(folder, xml=xml)
    ret = xl903.load(
        folder / "this-year",
        folder / "last-year",
        year=year,
        authority=council.authority,
        providers=[folder / "ofsted.xlsx"],
    )
    assert not [message for message in ret.messages if message.level != "info"]
    for name, table in council.tables.items():
        columns = list(table.columns)
        assert in_order(ret.tables[name], columns) == in_order(table, columns), name
    assert xl903.validate(ret).findings.empty


@pytest.mark.parametrize("year", [2023, 2026])
def test_the_register_reads_back_as_ofsteds_lists_do(tmp_path: Path, year: int) -> None:
    council = make_council(children=100, year=year)
    council.write(tmp_path / "council")
    lists = read_ofsted_lists([tmp_path / "council" / "ofsted.xlsx"])
    assert not lists.messages
    read = lists.providers
    for column in ("URN", "NAME", "KIND", "LA_NAME", "PLACE_CODES", "PROVIDER_CODES", "POSTCODE"):
        assert sorted(read[column].fillna("")) == sorted(council.providers[column].fillna("")), column


def test_without_a_register_none_is_written(tmp_path: Path) -> None:
    make_council(children=5).write(tmp_path, ofsted=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["last-year", "this-year"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(xl903.UserError, match="not empty"):
        make_council(children=5).write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_writes_a_council_and_says_how_to_check_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "made up"
    arguments = ["synthesise", str(folder), "--children", "20", "--year", "2025", "--authority", "Kent"]
    monkeypatch.setattr("sys.argv", ["xl903", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert not stopped.value.code
    assert sorted(path.name for path in folder.iterdir()) == ["last-year", "ofsted.xlsx", "this-year"]
    said = capsys.readouterr().err
    assert "Kent" in said
    assert "xl903 validate" in said
