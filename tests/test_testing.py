"""xl903.testing and ``xl903 rules --test``: what a rule's author is told of cases that do not hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from addin.cli.app import main
from xl903 import UserError
from xl903.engine.rule_files import load_rules
from xl903.testing import read_cases, run_cases

RULES = Path(__file__).parent / "rules"

CASES = """code: "144"
cases:
  - name: a legal status that is on the list
    year: 2026
    Episodes: |
      DECOM      | LS | !
      01/05/2025 | C2 |
      01/05/2025 | QQ | x
"""
LOCAL_RULE = '''"""A local check."""

from xl903 import rule


@rule("LOCAL1", "Far from home", group="local", marks={"Episodes": ["PL_DISTANCE"]})
def far_from_home(ret):
    """The child lives more than 50 miles from home.

    Fix: ask the placement team whether this is still right.
    """
    ep = ret.episodes
    return ep.open_in_year & (ep.pl_distance > 50)
'''
LOCAL_CASES = """code: LOCAL1
cases:
  - name: further than 50 miles
    year: 2026
    Episodes: |
      DECOM      | PL_DISTANCE | !
      01/05/2025 | 50.1        | x
      01/05/2025 | 50.0        |
"""


def cases_in(folder: Path, text: str = CASES, name: str = "144.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A command line in a process of its own: a local rule stays registered as long as the process runs."""
    command = [sys.executable, "-m", "addin.cli", *map(str, arguments)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )


def test_a_row_that_is_not_as_marked_is_named_with_its_case_and_its_cells(tmp_path: Path) -> None:
    marked_wrongly = CASES.replace("C2 |", "C2 | x").replace("QQ | x", "QQ |")
    result = run_cases(cases_in(tmp_path, marked_wrongly))
    assert result.cases == 1
    assert str(result.failures[0]).splitlines() == [
        '144.yaml, "a legal status that is on the list" (2026):',
        "  Episodes, row 1: expected flagged, got not flagged  (1 | 01/05/2025 | C2)",
        "  Episodes, row 2: expected not flagged, got flagged  (1 | 01/05/2025 | QQ)",
    ]


def test_a_rule_that_was_skipped_or_is_not_there_is_a_failure_too(tmp_path: Path) -> None:
    skipped = CASES.replace("Episodes:", "Episodes_last:").replace("QQ | x", "QQ |")
    (failure,) = run_cases(cases_in(tmp_path, skipped)).failures
    assert "should have run, but was skipped: Needs Episodes" in str(failure)
    (failure,) = run_cases(cases_in(tmp_path, CASES.replace("144", "NONE"))).failures
    assert "There is no rule NONE" in str(failure)


def test_cases_that_show_no_row_that_is_right_are_remarked_on(tmp_path: Path) -> None:
    only_flagged = CASES.replace("      01/05/2025 | C2 |\n", "")
    result = run_cases(cases_in(tmp_path, only_flagged))
    assert not result.failures
    assert len(result.remarks) == 1
    assert "has a row that is right" in result.remarks[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CASES.replace("| LS |", "| LSS |"), "there is no column LSS"),
        (CASES.replace("Episodes:", "Episode:"), "Episode is not a table of the return"),
        (CASES.replace("QQ | x", "QQ | y"), "column ! holds y"),
        (CASES.replace("QQ | x", "QQ"), "row 2 has 2 cells and the first line 3"),
        (CASES.replace("    year: 2026\n", ""), "the case needs a year"),
        (CASES.replace("cases:", "  cases:"), "this is not valid YAML"),
        ('code: "144"\n', "needs the rule's code and at least one case"),
    ],
)
def test_a_slip_in_a_file_of_cases_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        read_cases(cases_in(tmp_path, text))
    assert "144.yaml" in str(raised.value)
    assert said in str(raised.value)


def test_a_folder_runs_all_of_its_files_and_one_without_cases_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no file of cases"):
        run_cases(tmp_path)
    cases_in(tmp_path)
    cases_in(tmp_path, (RULES / "101.yaml").read_text(encoding="utf-8"), "101.yaml")
    result = run_cases(tmp_path)
    assert result.cases > 1
    assert not result.failures


def test_the_command_line_tests_a_rule_of_dfes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def in_this_process(path: Path) -> int:
        monkeypatch.setattr("sys.argv", ["xl903", "rules", "--test", str(path)])
        with pytest.raises(SystemExit) as stopped:
            main()
        return int(stopped.value.code or 0)

    assert in_this_process(RULES / "144.yaml") == 0
    assert "passed." in capsys.readouterr().err
    assert in_this_process(cases_in(tmp_path, CASES.replace("QQ | x", "QQ |"))) == 2
    said = capsys.readouterr()
    assert "Episodes, row 2: expected not flagged, got flagged" in said.out
    assert said.err.splitlines()[-1] == "1 of 1 case failed."


def test_a_local_rule_is_tried_from_its_file_alone(tmp_path: Path) -> None:
    rule = tmp_path / "local_rules.py"
    rule.write_text(LOCAL_RULE, encoding="utf-8")
    cases = cases_in(tmp_path, LOCAL_CASES, "LOCAL1.yaml")
    done = run("rules", "--test", cases, "--with", rule)
    assert (done.returncode, done.stderr.strip()) == (0, "1 case passed.")
    return_folder = tmp_path / "return"
    return_folder.mkdir()
    episodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
    (return_folder / "episodes.csv").write_text(
        f"{episodes}\n1,01/05/2025,S,C2,N1,U4,PR1,,,,M1 1AE,SW1A 1AA,\n", encoding="utf-8"
    )
    checked = run(
        "validate",
        return_folder,
        "--with",
        rule,
        "--rules",
        "LOCAL1",
        "--authority",
        "Manchester",
        "--year",
        2026,
    )
    assert "1 error of 1 rule, in 1 child" in checked.stdout
    refused = run("validate", return_folder, "--with", rule, "-o", tmp_path / "book.xlsx")
    assert refused.returncode == 2
    assert "leave out -o" in refused.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("Fix:", "Then:"),
            "what to do (rule LOCAL1, local_rules.py line 6)",
        ),
        (("return ep", "return (ep"), "this is not valid Python"),
        (("from xl903 import rule", "from xl904 import rule"), "line 3: No module named 'xl904'"),
    ],
)
def test_a_mistake_in_a_rules_file_is_said_with_its_line(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    rule = tmp_path / "local_rules.py"
    rule.write_text(LOCAL_RULE.replace(*change), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        load_rules(rule)
    assert "local_rules.py" in str(raised.value)
    assert said in str(raised.value)


def test_the_version_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["xl903", "--version"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert not stopped.value.code
    assert capsys.readouterr().out.startswith("xl903 ")
