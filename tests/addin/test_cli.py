"""The command line, as an analyst types it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from addin.cli import demo_command
from addin.cli.app import main

EPISODES = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
1,01/05/2025,S,QQ,N1,U6,PR1,05/06/2025,E4A,,M1 1AE,M14 5RG,SC123456
2,01/05/2025,S,C2,N1,U6,PR1,05/07/2025,E4A,,M1 1AE,M14 5RG,SC123456
3,01/05/2025,S,C2,N1,U6,PR1,05/08/2025,E4A,,M14 5RG,M1 1AE,SC123456
4,01/05/2025,S,C2,N1,U6,PR1,05/09/2025,E4A,,M14 5RG,M1 1AE,SC123456
5,01/05/2025,S,C2,N1,U6,PR1,05/10/2025,E4A,,M2 5DB,M1 1AE,SC123456
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run a command line; gives its exit status, what it printed, and what it said beside."""

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["xl903", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    this_year = tmp_path / "this year"
    this_year.mkdir()
    (this_year / "export.csv").write_text(EPISODES)
    return this_year


def test_validate_guesses_year_and_authority_and_says_so(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    status, out, err = run("validate", folder, "--rules", "144")
    assert status == 0
    assert "2025-26" in err
    assert "Manchester" in err
    assert "1 error of 1 rule, in 1 child" in out
    assert "144" in out


def test_validate_writes_a_workbook(run, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "out.xlsx"
    status, _, err = run("validate", folder, "--year", 2026, "--authority", "Leeds", "-o", book)
    assert status == 0
    assert str(book) in err.replace("\n", "")
    assert openpyxl.load_workbook(book)["Episodes"]["F2"].value == "QQ"


def test_validate_prints_json_for_machines(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    status, out, _ = run(
        "validate", folder, "--year", 2026, "--authority", "E08000003", "--json", "--rules", "144,102"
    )
    report = json.loads(out)
    assert status == 0
    assert report["findings"] == [
        {"code": "144", "table": "Episodes", "row": 0, "child": "1", "fields": ["LS"]}
    ]
    assert list(report["skipped"]) == ["102"]
    assert (report["year"], report["authority"]) == (2026, "E08000003")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["validate", "nowhere"], "nowhere"),
        (["validate", "{folder}", "--authority", "Atlantis"], "Atlantis"),
        (["validate", "{folder}", "--rules", "4711"], "4711"),
        (["validate", "{folder}", "-o", "out.pdf"], "out.pdf"),
        (["rules", "4711"], "4711"),
        (["rules", "--year", "1999"], "1999"),
    ],
)
def test_bad_input_gives_one_sentence_and_status_2(
    run, folder: Path, arguments: list[str], said: str
) -> None:  # type: ignore[no-untyped-def]
    status, out, err = run(*(argument.format(folder=folder) for argument in arguments))
    assert status == 2
    assert said in err
    assert "Traceback" not in out + err
    assert err.strip().splitlines()[-1].endswith((".", "?"))


def test_a_return_without_dates_asks_for_the_year(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "header.csv").write_text(
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,M,01/01/2015,WBRI,UN1,,\n"
    )
    status, _, err = run("validate", tmp_path / "header.csv")
    assert status == 2
    assert "--year" in err


def test_rules_lists_a_line_each_and_explains_one(run) -> None:  # type: ignore[no-untyped-def]
    status, out, _ = run("rules", "--year", 2026)
    assert status == 0
    codes = [line.split()[0] for line in out.splitlines()]
    assert len(codes) == len(set(codes))
    assert "218" in codes
    assert not any(code.startswith("XL") for code in codes)
    status, out, _ = run("rules", "218", "--year", 2025)
    assert out.count("218  ") == 1
    assert all(part in out for part in ("years: 2025.", "To fix:", "Why it happens:", "--all-years"))
    status, out, _ = run("rules", "218", "--year", 2025, "--all-years")
    assert out.count("218  ") == 3
    assert out.index("2025.") < out.index("2023 to 2024.")


def test_demo_writes_a_return_and_its_workbook_and_never_over_anything(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    status, out, err = run("demo", tmp_path / "demo")
    assert status == 0
    assert "errors of" in out
    # All it takes to run every rule is there; 105 judges XML.
    assert "Skipped 105:" in out
    assert f"Wrote {tmp_path / 'demo' / 'checked.xlsx'}" in err.replace("\n", "")
    written = [path.name for path in sorted((tmp_path / "demo").iterdir())]
    assert written == ["checked.xlsx", "last-year", "ofsted.xlsx", "this-year"]
    assert (tmp_path / "demo" / "this-year" / "episodes.csv").exists()
    assert openpyxl.load_workbook(tmp_path / "demo" / "checked.xlsx", read_only=True).sheetnames[0] == "Start"
    status, _, err = run("demo", tmp_path / "demo")
    assert status == 2
    assert "not empty" in err
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_demo_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), demo_command.all_or_nothing(tmp_path / "new" / "demo") as made:
        (made / "half.csv").write_text("half")
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_a_demo_may_go_into_a_folder_that_is_there_and_empty(tmp_path: Path) -> None:
    with demo_command.all_or_nothing(tmp_path / "empty") as made:
        (tmp_path / "empty").mkdir()
        (made / "this-year").mkdir()
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert (tmp_path / "empty" / "this-year").is_dir()
