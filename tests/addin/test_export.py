"""``xl903 export``: from a workbook or files to what DfE takes."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from addin.cli.app import main
from workbook import make_plan, write_workbook
from xl903 import Return, validate
from xl903.readers import read_return


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run ``xl903 export``; gives its exit status and what it said."""

    def command(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["xl903", "export", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out + printed.err

    return command


def exports(out: Path) -> dict[str, Path]:
    """The folders of the exports in a folder, by format."""
    found = {path.name.split("-")[2]: path for path in sorted(out.iterdir())}
    assert len(found) == len(list(out.iterdir()))
    return found


def header(*ids: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "CHILD": ids,
            "SEX": "F",
            "DOB": "01/02/2010",
            "ETHNIC": "WBRI",
            "UPN": "UN1",
            "MOTHER": "0",
            "MC_DOB": None,
        },
        dtype=object,
    )


def episodes(*starts: str) -> pd.DataFrame:
    columns = ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC"]
    rows = [["007", start, "S", "QQ", "N1", "U6", "PR1", "01/06/2025", "E4A"] for start in starts]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.assign(REASON_PLACE_CHANGE=None, HOME_POST=None, PL_POST="M1 1AE", URN=None).astype(object)


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """A return with one thing wrong that the workbook can tell, and some that only the text keeps."""
    uasc = pd.DataFrame(columns=["CHILD", "SEX", "DOB", "DUC"], dtype=object)
    return {"Header": header("007", "8"), "Episodes": episodes("1/5/2025"), "UASC": uasc}


@pytest.fixture
def book(tables: dict[str, pd.DataFrame], tmp_path: Path) -> Path:
    """A workbook of 2026, with last year's sheets."""
    last = {"Header": header("007").assign(SEX="M")}
    path = tmp_path / "checked.xlsx"
    ret = Return(tables, last, year=2026, authority="E08000003")
    write_workbook(make_plan(validate(ret, codes=["144"])), path)
    return path


def assert_same(loaded: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame]) -> None:
    for name, frame in tables.items():
        given = loaded[name].drop(columns="UASC", errors="ignore")
        assert given.columns.tolist() == frame.columns.tolist()
        assert given.to_numpy().tolist() == frame.to_numpy().tolist()


def test_a_workbook_goes_out_as_csv_and_xml_and_reads_back_the_same(run, book, tables, tmp_path) -> None:  # type: ignore[no-untyped-def]
    status, said = run(book, "-o", tmp_path / "out")
    assert status == 0
    folders = exports(tmp_path / "out")
    assert set(folders) == {"csv", "xml"}
    assert all(path.name.startswith("ssda903-2026-") for path in folders.values())
    for folder in folders.values():
        assert str(folder) in said
        assert (folder / "manifest.txt").exists()
        assert_same(dict(read_return(folder).tables), tables)
    assert (folders["xml"] / "ssda903-2026.xml").exists()


@pytest.mark.parametrize("format_", ["csv", "xml"])
def test_only_the_format_that_is_named(run, book, tmp_path, format_) -> None:  # type: ignore[no-untyped-def]
    status, _ = run(book, "-o", tmp_path / "out", f"--{format_}")
    assert status == 0
    assert set(exports(tmp_path / "out")) == {format_}


def test_what_was_typed_into_the_workbook_is_handed_in(run, book, tmp_path) -> None:  # type: ignore[no-untyped-def]
    typed = openpyxl.load_workbook(book)
    titles = [cell.value for cell in typed["Episodes"][1]]
    typed["Episodes"].cell(2, titles.index("LS") + 1).value = "C2"
    typed.save(book)
    assert run(book, "-o", tmp_path / "out", "--csv")[0] == 0
    assert read_return(exports(tmp_path / "out")["csv"]).tables["Episodes"]["LS"].tolist() == ["C2"]


def test_how_many_errors_remain_is_what_validating_finds(run, book, tables, tmp_path) -> None:  # type: ignore[no-untyped-def]
    last = {"Header": header("007").assign(SEX="M")}
    report = validate(Return(tables, last, year=2026, authority="E08000003"))
    assert {"202", "144"} <= set(report.findings["code"])
    _, said = run(book, "-o", tmp_path / "out", "--csv")
    assert f"{len(report.findings)} errors remain, in 2 children, by the rules of 2026" in said


def test_a_csv_return_becomes_xml_and_back(run, book, tables, tmp_path) -> None:  # type: ignore[no-untyped-def]
    run(book, "-o", tmp_path / "one", "--csv")
    first = exports(tmp_path / "one")["csv"]
    run(first, "-o", tmp_path / "two", "--xml")
    (xml,) = exports(tmp_path / "two")["xml"].glob("*.xml")
    run(xml, "-o", tmp_path / "three", "--csv")
    last = exports(tmp_path / "three")["csv"]
    for name in ("header.csv", "episodes.csv", "uasc.csv"):
        assert (last / name).read_bytes() == (first / name).read_bytes()


def test_uasc_of_an_xml_return_goes_through_the_workbook_as_it_came(run, tables, tmp_path) -> None:  # type: ignore[no-untyped-def]
    came = {**tables, "Header": tables["Header"].assign(UASC=["1", None])}
    ret = Return(came, year=2026, authority=None, source="xml")
    write_workbook(make_plan(validate(ret, codes=["144"])), tmp_path / "checked.xlsx")
    run(tmp_path / "checked.xlsx", "-o", tmp_path / "out", "--xml")
    (xml,) = exports(tmp_path / "out")["xml"].glob("*.xml")
    assert read_return(xml).tables["Header"]["UASC"].tolist() == ["1", None]


def test_what_is_ours_is_said_and_can_be_left_out(run, tables, tmp_path) -> None:  # type: ignore[no-untyped-def]
    orders = pd.DataFrame({"CHILD": ["8"], "DOB": ["01/02/2010"], "DOLO_START": ["01/05/2025"]})
    ret = Return({**tables, "DoLo": orders}, year=2026, authority=None)
    write_workbook(make_plan(validate(ret, codes=["144"])), tmp_path / "checked.xlsx")
    status, said = run(tmp_path / "checked.xlsx", "-o", tmp_path / "with", "--xml")
    assert status == 0
    assert "--leave-out-ours" in said
    status, said = run(tmp_path / "checked.xlsx", "-o", tmp_path / "without", "--xml", "--leave-out-ours")
    assert status == 0
    assert "DoLo was left out as asked" in said
    (xml,) = exports(tmp_path / "without")["xml"].glob("*.xml")
    assert "DOLO" not in xml.read_text()


def test_exporting_again_writes_over_nothing(run, book, tmp_path) -> None:  # type: ignore[no-untyped-def]
    run(book, "-o", tmp_path / "out", "--csv")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.*") if path.is_file()}
    run(book, "-o", tmp_path / "out", "--csv")
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert all(path.read_bytes() == content for path, content in before.items())


def test_a_workbook_that_does_not_say_its_year_is_exported_all_the_same(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    book.active.title = "Header"
    for row in (header("007").columns.tolist(), ["007", "F"]):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    status, said = run(tmp_path / "book.xlsx", "-o", tmp_path / "out", "--csv")
    assert status == 0
    assert "How many errors remain is not known" in said
    (folder,) = (tmp_path / "out").iterdir()
    assert re.fullmatch(r"ssda903-csv-\d{8}-\d{6}", folder.name)
    assert (folder / "header.csv").read_text().splitlines()[1] == "007,F,,,,,"


def test_a_return_that_xml_cannot_hold_leaves_nothing_behind(run, tables, tmp_path) -> None:  # type: ignore[no-untyped-def]
    twice = pd.DataFrame({"CHILD": ["8", "8"], "SEX": "F", "DOB": "01/02/2010"})
    ret = Return({**tables, "UASC": twice}, year=2026, authority=None)
    write_workbook(make_plan(validate(ret, codes=["144"])), tmp_path / "checked.xlsx")
    status, said = run(tmp_path / "checked.xlsx", "-o", tmp_path / "out")
    assert status == 2
    assert "UASC (child 8)" in said
    assert not (tmp_path / "out").exists()


def test_bad_input_gives_one_sentence_and_status_2(run, book, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "letter.xlsx").write_bytes(b"Dear analyst")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    for source, out, expected in (
        (tmp_path / "nowhere.xlsx", tmp_path / "out", "nowhere.xlsx"),
        (tmp_path / "nowhere", tmp_path / "out", "nowhere"),
        (tmp_path / "letter.xlsx", tmp_path / "out", "letter.xlsx"),
        (tmp_path / "empty.xlsx", tmp_path / "out", "empty.xlsx"),
        (book, book, "checked.xlsx"),
    ):
        status, said = run(source, "-o", out)
        assert status == 2
        assert expected in said
        assert "Traceback" not in said
        assert said.strip().endswith(".")
    assert not (tmp_path / "out").exists()


def test_the_workbooks_provider_list_counts_in_what_remains(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    listed = pd.DataFrame(
        {"URN": ["SC000001"], "POSTCODE": ["M1 1AE"], "PROVIDER_CODES": ["PR4"]}, dtype=object
    )
    placed = episodes("01/05/2025").assign(LS="V2", URN="SC999999")
    ret = Return(
        {"Header": header("007"), "Episodes": placed}, year=2026, authority="E08000003", providers=listed
    )
    report = validate(ret)
    without = validate(
        Return({"Header": header("007"), "Episodes": placed}, year=2026, authority="E08000003")
    )
    assert len(report.findings) > len(without.findings)
    write_workbook(make_plan(report), tmp_path / "book.xlsx")
    status, said = run(tmp_path / "book.xlsx", "-o", tmp_path / "out", "--csv")
    assert status == 0
    assert f"{len(report.findings)} errors remain" in said
