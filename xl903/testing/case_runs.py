"""Runs rules on their YAML cases, and says in plain words what is not as a case expects it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from xl903.engine.messages import UserError
from xl903.s903.registered_rules import all_rules
from xl903.testing.rule_cases import Case, read_cases
from xl903.validation import validate

LONGEST_TITLE = 60
"""The most characters that a title should have, so that it can be read at a glance wherever it shows."""


@dataclass(frozen=True)
class Failure:
    """A case that a rule does not meet. ``problems``: what was expected and what came, a sentence each."""

    case: Case
    problems: tuple[str, ...]

    def __str__(self) -> str:
        place = f'{self.case.file}, "{self.case.name}" ({self.case.year}):'
        return "\n".join((place, *(f"  {problem}" for problem in self.problems)))


@dataclass(frozen=True)
class TestedCases:
    """What running cases gave. ``remarks``: what the cases do not show of a rule, a sentence each."""

    cases: int
    failures: tuple[Failure, ...]
    remarks: tuple[str, ...]


def run_cases(file_or_folder: str | Path) -> TestedCases:
    """Run every case of a YAML file, or of a folder's YAML files, by the rules that are installed.

    Raises UserError where there are no cases, or a file cannot be read as cases.
    """
    cases = [case for path in _files(Path(file_or_folder)) for case in read_cases(path)]
    failures = tuple(
        Failure(case, problems) for case, problems in ((case, run_case(case)) for case in cases) if problems
    )
    return TestedCases(len(cases), failures, (*_too_long(cases), *_not_shown(cases)))


def run_case(case: Case) -> tuple[str, ...]:
    """What is not as the case expects it, a sentence each; nothing where all is."""
    if case.code not in {rule.code for rule in all_rules()}:
        return (f"There is no rule {case.code}; if it is in a file of its own, name that: --with FILE.py.",)
    report = validate(case.to_return(), codes=[case.code])
    if case.code in report.failed:
        return (f"The rule failed: {report.failed[case.code]}",)
    if case.code in report.skipped:
        why = report.skipped[case.code]
        return () if case.skipped else (f"The rule should have run, but was skipped: {why}",)
    if case.skipped:
        return ("The rule should have been skipped, but ran.",)
    findings = report.findings
    found = dict(zip(zip(findings["table"], findings["row"], strict=True), findings["fields"], strict=True))
    order = {name: place for place, name in enumerate(case.tables)}
    wrong = sorted(found.keys() ^ case.flagged, key=lambda place: (order.get(place[0], 0), place[1]))
    cells = [at for at, columns in case.columns.items() if at in found and set(found[at]) != columns]
    return (
        *(_one_row(case, table, row) for table, row in wrong),
        *(_one_mark(table, row, case.columns[table, row], found[table, row]) for table, row in cells),
    )


def _one_row(case: Case, table: str, row: int) -> str:
    frame = case.tables[table]
    cells = " | ".join("" if pd.isna(cell) else str(cell) for cell in frame.iloc[row])
    expected, got = ("flagged", "not flagged") if (table, row) in case.flagged else ("not flagged", "flagged")
    return f"{table}, row {row + 1}: expected {expected}, got {got}  ({cells})"


def _one_mark(table: str, row: int, expected: Collection[str], got: Collection[str]) -> str:
    wanted, marked = (", ".join(sorted(columns)) for columns in (expected, got))
    return f"{table}, row {row + 1}: expected the marks on {wanted}, got them on {marked}"


def _files(path: Path) -> Sequence[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UserError(f"{path} does not exist; name a file of cases or a folder of such files.")
    files = sorted(path.glob("*.yaml"))
    if not files:
        raise UserError(f"{path} has no file of cases; their names end in .yaml.")
    return files


def _too_long(cases: Sequence[Case]) -> Iterator[str]:
    """The rules whose titles are too long for a note or a column of a sheet."""
    codes = {case.code for case in cases}
    for code, title in dict.fromkeys((rule.code, rule.title) for rule in all_rules() if rule.code in codes):
        if len(title) > LONGEST_TITLE:
            yield f"The title of {code} has {len(title)} characters; shorten it to {LONGEST_TITLE} or fewer."


def _not_shown(cases: Sequence[Case]) -> Iterator[str]:
    """Which versions of the rules have no case in which a row is flagged, or none in which a row passes."""
    codes = {case.code for case in cases}
    for rule in all_rules():
        if rule.code in codes:
            own = [case for case in cases if case.code == rule.code and case.year in rule.years]
            if not any(case.flagged for case in own):
                yield f"No case of {rule.code} ({rule.years}) has a row that is flagged; add one."
            if not any(case.rows - case.flagged for case in own if not case.skipped):
                yield f"No case of {rule.code} ({rule.years}) has a row that is right; add one."
