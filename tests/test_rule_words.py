"""The words of the rules: every rule has all of them in every year, and a docstring is read as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import xl903
from xl903.engine.rule_register import RuleRegister
from xl903.engine.rule_words import words_by_year
from xl903.engine.schema import YearSpan
from xl903.s903.registered_rules import REGISTER, all_rules
from xl903.s903.schema import SSDA903, TABLES
from xl903.testing import run_cases
from xl903.testing.case_runs import LONGEST_TITLE

RULES = [rule for rule in all_rules() if rule.group != "local"]
COLUMNS = {column.name for table in TABLES.values() for column in table.columns} - {"SEX", "CHILD"}

DATED = """DOB is blank.

Fix: enter the date
of birth.

Fix 2023-2024: enter 1.

Fix 2026-: enter 3.

Why: nobody asked.

Ask: When was the child born?
"""

OWN_CASE = """code: OWN1
cases:
  - name: a blank
    years: 2026-
    Header: |
      CHILD | SEX | !
      1     | F   |
      2     |     | x
"""


def test_dfes_rules_have_all_their_words_in_every_year() -> None:
    assert [
        rule.code
        for rule in RULES
        if not (rule.meaning and rule.fix and rule.why) or len(rule.title) > LONGEST_TITLE
    ] == []


def test_a_question_for_a_social_worker_names_no_column() -> None:
    asked = [rule for rule in RULES if rule.ask]
    assert len(asked) > 100
    assert [rule.code for rule in asked if COLUMNS & set(re.findall(r"[A-Z_0-9]{3,}", rule.ask))] == []


def test_a_dated_paragraph_is_for_its_years_alone() -> None:
    words = words_by_year(DATED, YearSpan.parse("2023-"))
    assert [(str(years), one.fix) for years, one in words] == [
        ("2023 to 2024", "Enter 1."),
        ("2025", "Enter the date of birth."),
        ("2026 and later", "Enter 3."),
    ]
    assert {(one.meaning, one.why, one.ask) for _, one in words} == {
        ("DOB is blank.", "Nobody asked.", "When was the child born?")
    }


def test_a_rule_with_dated_words_has_a_version_for_each() -> None:
    register = RuleRegister(SSDA903)

    def born(ret: xl903.Return) -> None: ...

    born.__doc__ = DATED
    register.rule("1", "Date of birth missing", group="format", marks={"Header": ["DOB"]}, years="2024-")(
        born
    )
    assert [(str(rule.years), rule.owner) for rule in register.installed["1"]] == [
        ("2024", "team"),
        ("2025", "team"),
        ("2026 and later", "team"),
    ]


@pytest.mark.parametrize(
    ("docstring", "said"),
    [
        ("A.\n\nFix: b.\n\nFix: c.", '"Fix:" twice'),
        ("A.\n\nFix: b.\n\nFix 2019-2020: c.", "2019 to 2020"),
    ],
)
def test_words_that_cannot_be_read_are_said(docstring: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        words_by_year(docstring, YearSpan.parse("2023-"))


def test_a_long_title_of_a_councils_own_rule_is_only_remarked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own(ret: xl903.Return) -> object:
        """It is wrong.

        Fix: correct it.
        """
        return ret.header.sex.isna()

    monkeypatch.setattr(REGISTER, "installed", dict(REGISTER.installed))
    REGISTER.rule("OWN1", "W" * 61, group="local", marks={"Header": ["SEX"]})(own)
    cases = tmp_path / "OWN1.yaml"
    cases.write_text(OWN_CASE, encoding="utf-8")
    tested = run_cases(cases)
    assert not tested.failures
    assert any("61 characters" in remark for remark in tested.remarks)
