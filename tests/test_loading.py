"""From files to a return, the whole way."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import xl903

SMALL = Path(__file__).parent / "small_return"


@pytest.fixture
def provider_list(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    ws = book.worksheets[0]
    ws.title = "Providers"
    ws.append(
        [
            "URN",
            "Provider type",
            "Setting name",
            "Placement code",
            "Placement provider code",
            "Setting address postcode",
            "Deregistration date",
            "Registration date",
        ]
    )
    ws.append([1234567, "Children's home", "The Elms", "K2", "PR4", "M1 1AE", None, "01/04/2019"])
    path = tmp_path / "providers.xlsx"
    book.save(path)
    return path


def test_a_return_is_loaded_with_last_year_and_providers(provider_list: Path) -> None:
    ret = xl903.load(
        SMALL / "this-year", SMALL / "last-year", year=2026, authority="Manchester", providers=[provider_list]
    )
    assert ret.authority_code == "E08000003"
    assert ret.source == "csv"
    assert len(ret.episodes) == len(pd.read_csv(SMALL / "this-year" / "episodes.csv"))
    assert len(ret.last_year.episodes) == len(pd.read_csv(SMALL / "last-year" / "episodes.csv"))
    report = xl903.validate(ret)
    assert report.failed == {}
    assert not {"219", "221", "224", "227", "228", "229", "241", "1008"} & set(report.skipped)
    assert "1008" in set(report.findings["code"])


def test_one_provider_list_may_be_given_by_itself(provider_list: Path) -> None:
    ret = xl903.load(SMALL / "this-year", year=2026, authority="E08000003", providers=str(provider_list))
    assert ret.has_providers


def test_a_list_of_files_is_a_return_and_what_is_wrong_with_them_is_said(tmp_path: Path) -> None:
    strange = tmp_path / "letters.csv"
    strange.write_text("Dear,Sir\n1,2\n")
    ret = xl903.load([SMALL / "this-year" / "header.csv", strange], year=2026, authority=None)
    assert list(ret.tables) == ["Header"]
    assert any(message.file == "letters.csv" and message.level == "error" for message in ret.messages)


def test_a_path_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(xl903.UserError, match="nowhere"):
        xl903.load(tmp_path / "nowhere", year=2026, authority=None)
