"""The ``@rule`` decorator, and the register of every rule that is installed.

A rule is one function: it takes a ``Return`` and gives the rows that are wrong, as a boolean mask over the
table it marks, or ``{table: mask}`` where it marks several. Its docstring says what an error means and,
after ``Fix:``, what to do about it. A change of the rule in a later year is a second function under the
same code with its own ``years``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Literal

from xl903.s903.schema import TABLES, YearSpan

Masks = Any
"""What a rule returns: a boolean mask over its one marked table, or a mask for each marked table by name."""

RuleFunction = Callable[[Any], Masks]
Reference = Literal["postcodes", "providers", "authority"]

FAMILIES: Mapping[str, str] = {
    "format": "Codes and formats",
    "identity": "Who the child is",
    "cross-file": "Across the files",
    "episode": "Episodes",
    "placement": "Placements",
    "legal-status": "Legal status",
    "adoption": "Adoption",
    "care-leaver": "Care leavers",
    "health": "Health and offending",
    "missing": "Missing",
    "review": "Reviews",
    "uasc": "Unaccompanied asylum seekers",
    "previous-permanence": "Previous permanence",
    "social-worker": "Social workers",
    "dolo": "Deprivation of liberty",
    "year-on-year": "Against last year",
    "loader": "Would not load",
    "local": "Local checks",
}
"""Families of rules, as reports name them."""

LOADER_FAMILY = "loader"
"""The family of our own checks of what DfE's loader would refuse."""


@dataclass(frozen=True)
class Rule:
    """One version of a rule: what it is called, when it holds, what it needs, and the function that finds.

    marks: table to the columns that a finding marks. needs: tables without which the rule is skipped,
    ``Episodes_last`` for last year's. uses: tables it looks at where they are loaded. needs_one_of: at
    least one of these has to be loaded. needs_rows: a needed table without rows skips the rule too.
    reference: what it takes beside the tables. source: the only format of return it judges.
    xml_needs: tables it needs besides in an XML return.
    conflicts_with: DfE's own rules that ask for the opposite in some case; ``fix`` ends with what to expect.
    """

    code: str
    title: str
    years: YearSpan
    group: str
    marks: Mapping[str, tuple[str, ...]]
    function: RuleFunction
    meaning: str
    fix: str
    needs: tuple[str, ...]
    uses: tuple[str, ...] = ()
    needs_one_of: tuple[str, ...] = ()
    needs_rows: bool = False
    reference: tuple[Reference, ...] = ()
    source: Literal["csv", "xml"] | None = None
    xml_needs: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    order: tuple[int, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", code_order(self.code))

    @property
    def family(self) -> str:
        """The rule's family as reports name it."""
        return FAMILIES[self.group]

    @property
    def is_dfe(self) -> bool:
        """Whether the code is DfE's; the loader checks and local checks are not."""
        return self.group not in (LOADER_FAMILY, "local")

    def __call__(self, ret: Any) -> Masks:
        """The rows of a return that are wrong."""
        return self.function(ret)


_INSTALLED: dict[str, list[Rule]] = {}


def rule(
    code: str,
    title: str,
    *,
    years: str = "2023-",
    group: str,
    marks: Mapping[str, Iterable[str]],
    needs: Iterable[str] | None = None,
    uses: Iterable[str] = (),
    needs_one_of: Iterable[str] = (),
    needs_rows: bool = False,
    reference: Reference | tuple[Reference, ...] = (),
    source: Literal["csv", "xml"] | None = None,
    xml_needs: Iterable[str] = (),
    conflicts_with: Iterable[str] = (),
    expect: str = "",
) -> Callable[[RuleFunction], Rule]:
    """Make a function a rule and register it.

    ``years`` is a span of collection years, both ends included: "2023-2024", "2025-2025", "2026-".
    ``marks`` names the columns that a finding marks, by table. ``needs`` are the tables without which the
    rule is skipped (last year's as ``Episodes_last``); left out, they are the marked tables. ``expect`` says
    what to do where ``conflicts_with`` names rules. The other arguments are as in ``Rule``.

    Raises ValueError, naming the rule, for a span that overlaps another version's, an unknown family,
    table or column, a docstring without a ``Fix:``, or a conflict that says not what to expect.
    """

    def register(function: RuleFunction) -> Rule:
        meaning, fix = _meaning_and_fix(code, function)
        opposed = tuple(conflicts_with)
        if bool(opposed) != bool(expect):
            raise ValueError(f"Rule {code}: a conflict needs both conflicts_with and expect.")
        if opposed:
            fix = f"{fix} {_conflict(opposed)} {expect}"
        marked = {table: tuple(columns) for table, columns in marks.items()}
        needed = tuple(marked if needs is None else needs)
        new = Rule(
            code=code,
            title=title,
            years=YearSpan.parse(years),
            group=group,
            marks=marked,
            function=function,
            meaning=meaning,
            fix=fix,
            needs=needed,
            uses=tuple(uses),
            needs_one_of=tuple(needs_one_of),
            needs_rows=needs_rows,
            reference=(reference,) if isinstance(reference, str) else reference,
            source=source,
            xml_needs=tuple(xml_needs),
            conflicts_with=opposed,
        )
        _check(new)
        _INSTALLED.setdefault(code, []).append(new)
        return new

    return register


def _conflict(codes: tuple[str, ...]) -> str:
    *others, last = codes
    named = f"rules {', '.join(others)} and {last}" if others else f"rule {last}"
    return f"DfE's {named} can ask for the opposite."


def _meaning_and_fix(code: str, function: RuleFunction) -> tuple[str, str]:
    meaning, found, fix = (function.__doc__ or "").partition("Fix:")
    if not (found and meaning.strip() and fix.strip()):
        raise ValueError(
            f'Rule {code}: its docstring has to say what an error means and, after "Fix:", what to do.'
        )
    sentence = _one_line(fix)
    return _one_line(meaning), sentence[0].upper() + sentence[1:]


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _check(new: Rule) -> None:
    if new.group not in FAMILIES:
        raise ValueError(
            f"Rule {new.code}: no family is called {new.group}; see xl903.engine.rule_register.FAMILIES."
        )
    for table, columns in new.marks.items():
        known = (*TABLES[table].column_names, *TABLES[table].derived_names) if table in TABLES else ()
        unknown = [column for column in columns if column not in known]
        if unknown or not known:
            raise ValueError(f"Rule {new.code}: marks {table} {unknown}, which the return does not have.")
    for table in (*new.needs, *new.uses, *new.needs_one_of, *new.xml_needs):
        if table.removesuffix("_last") not in TABLES:
            raise ValueError(f"Rule {new.code}: needs {table}, which is no table of the return.")
    for other in _INSTALLED.get(new.code, ()):
        if other.years.overlaps(new.years):
            raise ValueError(
                f"Rule {new.code}: two versions hold in the same year ({other.years}; {new.years})."
            )


def code_order(code: str) -> tuple[int, str]:
    """A sort key that puts codes in DfE's order: by leading number, then those that begin with letters."""
    digits = re.match(r"\d+", code)
    return (int(digits.group()) if digits else 10**9, code)


@cache
def _load_installed() -> None:
    for entry in entry_points(group="xl903.rules"):
        entry.load()


def all_rules() -> list[Rule]:
    """Every version of every installed rule, in order of code and year."""
    _load_installed()
    versions = [version for versions in _INSTALLED.values() for version in versions]
    return sorted(versions, key=lambda version: (version.order, version.years.first))


def rules_in_force(year: int) -> list[Rule]:
    """The rules that hold in a collection year, one version of each code, in order of code."""
    return [version for version in all_rules() if year in version.years]
