"""What a new collection year needs, each step with a look at whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import COLLECTION_YEARS, YearSpan

FIRST_STEPS = """The collection year {year}, as a checklist. Have DfE's guide to the return for {year} and
its list of validation rules ready, and those of {before} to compare them with.
"""

_SIGNS = {True: "x", False: " ", None: "?"}
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Step:
    """One thing to do. ``done``: None where only a person can tell."""

    what: str
    where: str
    done: bool | None

    @property
    def sign(self) -> str:
        """The mark in front of it: x for done, a blank for not done, ? for look yourself."""
        return _SIGNS[self.done]


def steps_for(year: int) -> list[Step]:
    """The steps for a collection year, in their order. What is done is looked up in this checkout."""
    listed = _codes_listed(year)
    in_force = {rule.code for rule in rules_in_force(year) if rule.is_dfe}
    return [
        Step(
            f"Add {year} to the collection years.",
            "xl903/s903/schema.py: COLLECTION_YEARS",
            year in COLLECTION_YEARS,
        ),
        Step(
            "Columns: add each new one with its years, and end each that is dropped.",
            f'xl903/s903/data/tables.toml: years = "{year}-" or years = "2023-{year - 1}"',
            None,
        ),
        Step(
            "Codes: end a withdrawn one by a list for each span of years, and add new ones.",
            f'xl903/s903/data/codes.toml: [SET."2023-{year - 1}"] and [SET."{year}-"]',
            None,
        ),
        Step(
            "Rules: end, change or add each, beside its earlier version and with its own years; then its cases.",
            f'rules/: years="{year}-"; tests/rules/CODE.yaml: year: {year}',
            None,
        ),
        Step(
            "List the codes that DfE's rules of the year have.",
            f'tests/codes_in_force.yaml: a line for "{year}-{year}", or longer spans',
            None if listed is None else bool(listed),
        ),
        Step(
            "Exactly those codes have a rule in force.",
            "xl903 rules --year " + str(year),
            None if listed is None else bool(listed) and listed == in_force,
        ),
        Step("Stages: name the stage of each new code.", "xl903/s903/data/stages.toml", None),
        Step("Doubts: write down what DfE's text leaves open.", "xl903/s903/data/doubts.toml", None),
        Step("Planted faults: one for each new rule.", "xl903/synthetic/faults/", None),
        Step(
            "Make the pages again that come from the rules.",
            "xl903 rules --markdown; xl903 rules --words; xl903 guidance --markdown; "
            "python -m addin.cli.fidelity_reference",
            _page_names(year),
        ),
        Step("Say what changed.", "CHANGELOG.md", _says(_ROOT / "CHANGELOG.md", f"{year}")),
        Step("Run everything that has to hold.", "bash .ci/run", None),
    ]


def _codes_listed(year: int) -> set[str] | None:
    """The codes that the tests' list has for a year; None outside of a checkout."""
    path = _ROOT / "tests" / "codes_in_force.yaml"
    if not path.is_file():
        return None
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        code for span, codes in listed.items() if year in YearSpan.parse(span) for code in str(codes).split()
    }


def _page_names(year: int) -> bool | None:
    return _says(_ROOT / "docs" / "rules.md", str(year))


def _says(path: Path, text: str) -> bool | None:
    """Whether a page of the checkout has this text; None where there is no such page."""
    return text in path.read_text(encoding="utf-8") if path.is_file() else None
