"""The page docs/fidelity.md, which says of every code how far it is proven.

``python -m addin.cli.fidelity_reference`` makes it, in the project's own folder, since it counts the cases there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import wrap

import yaml

from xl903 import Rule
from xl903.s903.doubts import Doubt, all_doubts, doubts_about
from xl903.s903.registered_rules import all_rules
from xl903.s903.schema import COLLECTION_YEARS
from xl903.s903.stages import ends_checking
from xl903.synthetic.faults import coverage_in_words
from xl903.synthetic.faults.registry import all_faults
from xl903.synthetic.faults.without_answer import NOT_TRIED, WITHOUT_ANSWER

PAGE = Path("docs", "fidelity.md")
CASES = Path("tests", "rules")

_INTRODUCTION = """# True to DfE

Made by `python -m addin.cli.fidelity_reference` from the rules, their cases and the data; do not edit.

What each check does is in [the rules](rules.md). This page says how far each is proven, and where DfE's own text
leaves a question open. Years are collection years, named by the year they end in.

- **Stage**: at which of DfE's two stages the code is checked (`xl903/s903/data/stages.toml`). Only a record that
  passes every stage-1 check goes on to stage 2. *Record* is read as everything that is returned about one child, in
  all files: one stage-1 error of a child hides all of the child's stage-2 errors in the portal. After EPI, DfE
  checks nothing more of the child. A dash means that the stage is not known: whether the portal shows an
  error, or one beside it, is then "maybe".
- **Versions**: the years of each version of the rule.
- **Cases**: how many cases `tests/rules/CODE.yaml` has. A case may run in several years.
- **Fault**: a small mistake that, made in a clean made-up return, sets off this rule, and no rule that it need not.
- **Conflicts**: rules of DfE's that can ask for the opposite. The rule's fix says what to expect.
- **Doubts**: the open questions below, by number.
"""


def fidelity_as_markdown(rules: Iterable[Rule], cases: Mapping[str, int]) -> str:
    """The page. cases: code to how many cases test it."""
    dfes = [rule for rule in rules if rule.is_dfe]
    parts = [
        _INTRODUCTION,
        f"## In force, year by year\n\n{_years(dfes)}",
        f"## Code by code\n\n{coverage_in_words()}\n\n{_codes(dfes, cases)}",
        f"## Errors without an answer\n\n{_without_answer()}",
        f"## Doubts, and how they are read here\n\n{_doubts(all_doubts())}",
    ]
    return "\n".join(parts)


def count_cases(folder: Path) -> dict[str, int]:
    """How many cases each code has in a folder of YAML files."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[str(document["code"])] = len(document["cases"])
    return found


def _years(rules: list[Rule]) -> str:
    """The codes in force in the first year, and what is new and gone in each later one."""
    lines = []
    before: list[str] = []
    for year in COLLECTION_YEARS:
        codes = [rule.code for rule in rules if year in rule.years]
        lines.append(f"**{year}**: {len(codes)} codes{'.' if before else ':'}")
        if not before:
            lines += ["", *wrap(" ".join(codes), 116)]
        else:
            new = [code for code in codes if code not in before]
            gone = [code for code in before if code not in codes]
            lines += wrap(f"New: {', '.join(new) or 'none'}. Gone: {', '.join(gone) or 'none'}.", 116)
        lines.append("")
        before = codes
    return "\n".join(lines)


def _codes(rules: list[Rule], cases: Mapping[str, int]) -> str:
    versions: dict[str, list[Rule]] = {}
    for rule in rules:
        versions.setdefault(rule.code, []).append(rule)
    faults: dict[str, list[str]] = {}
    for fault in all_faults():
        faults.setdefault(fault.code, []).append(fault.name)
    rows = [
        "| Code | Title | Stage | Versions | Cases | Fault | Conflicts | Doubts |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for code, of_code in versions.items():
        cells = (
            code,
            of_code[-1].title,
            _stage(of_code[-1]),
            "; ".join(str(rule.years) for rule in of_code),
            str(cases.get(code, 0)),
            ", ".join(dict.fromkeys(name.replace("_", " ") for name in faults.get(code, ()))) or "none",
            ", ".join(of_code[-1].conflicts_with),
            ", ".join(str(all_doubts().index(doubt) + 1) for doubt in doubts_about(code)),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _without_answer() -> str:
    """The kinds of fault for which nothing is suggested, by the reason."""
    names = {fault.name for fault in all_faults()} - set(NOT_TRIED)
    without = sum(len(kinds) for kinds in WITHOUT_ANSWER.values())
    said = (
        f"For {len(names) - without} of {len(names)} kinds of fault an answer is suggested: a value, a cell to "
        "clear or a row to delete. Each has been tried against the rules and says what it is based on. For the "
        "others nothing is suggested, since a value that only satisfies the rule may still be wrong."
    )
    rows = ["| Why not | Kinds |", "| --- | --- |"]
    rows += [
        f"| {reason} | {', '.join(f'`{name}`' for name in kinds)} |"
        for reason, kinds in WITHOUT_ANSWER.items()
    ]
    return "\n".join([*wrap(said, 116), "", *rows]) + "\n"


def _stage(rule: Rule) -> str:
    return "ends checking" if ends_checking(rule.code, rule.years.first) else str(rule.stage or "–")


def _doubts(doubts: Iterable[Doubt]) -> str:
    rows = ["| | Codes | What is open | How it is read here |", "| --- | --- | --- | --- |"]
    rows += [
        f"| {number} | {', '.join(doubt.codes)} | {doubt.doubt} | {doubt.reading} |"
        for number, doubt in enumerate(doubts, start=1)
    ]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(fidelity_as_markdown(all_rules(), count_cases(CASES)), encoding="utf-8", newline="\n")
