"""The register of a return's rules, with the decorator that makes a function one of them.

A rule is one function: it takes a return and gives the rows that are wrong, as a boolean mask over the
table it marks, or ``{table: mask}`` where it marks several. Its docstring holds its words
(``xl903.engine.rule_words``). A change of the rule in a later year is a second function under the same code with
its own ``years``; where only the words change, a paragraph of the docstring has the years.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, Literal

from xl903.engine.mistakes import RuleMistake, rule_mistake
from xl903.engine.rule_words import words_by_year
from xl903.engine.schema import Dataset, YearSpan

Masks = Any
"""What a rule returns: a boolean mask over its one marked table, or a mask for each marked table by name."""

RuleFunction = Callable[[Any], Masks]


@dataclass(frozen=True)
class Rule:
    """One version of a rule: what it is called, when it holds, what it needs, and the function that finds.

    group: its key; group_title: what people see the group called. is_dfe: whether the code is DfE's, and not
    a check that was added to them. marks: table to the columns that a finding marks. needs: tables without
    which the rule is skipped, ``Episodes_last`` for last year's. uses: tables it looks at where they are
    loaded. needs_one_of: at least one of these has to be loaded. needs_rows: a needed table without rows
    skips the rule too. reference: what it takes beside the tables. source: the only format of return it
    judges. xml_needs: tables it needs besides in an XML return.
    meaning, fix, why, ask, value: its words (``xl903.engine.rule_words``); all but the first two may be empty.
    conflicts_with: DfE's own rules that ask for the opposite in some case; ``fix`` ends with what to do then.
    stage: at which stage of DfE's checking it comes, 1 or 2; None where that is not known.
    """

    code: str
    title: str
    years: YearSpan
    group: str
    group_title: str
    is_dfe: bool
    marks: Mapping[str, tuple[str, ...]]
    function: RuleFunction
    meaning: str
    fix: str
    needs: tuple[str, ...]
    why: str = ""
    ask: str = ""
    value: str = ""
    uses: tuple[str, ...] = ()
    needs_one_of: tuple[str, ...] = ()
    needs_rows: bool = False
    reference: tuple[str, ...] = ()
    source: Literal["csv", "xml"] | None = None
    xml_needs: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    stage: int | None = None
    order: tuple[int, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", code_order(self.code))

    @property
    def owner(self) -> Literal["team", "analyst"]:
        """Who can put the error right: the team where somebody has to know what happened to the child."""
        return "team" if self.ask else "analyst"

    def __call__(self, ret: Any) -> Masks:
        """The rows of a return that are wrong."""
        return self.function(ret)


class RuleRegister:
    """Every version of every rule for one kind of return.

    ``dataset``: the return. Rules that packages offer as entry points are loaded when rules are first asked for.
    ``installed``: the versions of each code, as they were registered. ``stage_of``: the stage of a code in a
    collection year, None where it is not known.
    """

    def __init__(
        self, dataset: Dataset, stage_of: Callable[[str, int], int | None] = lambda code, year: None
    ) -> None:
        self.dataset = dataset
        self.stage_of = stage_of
        self.installed: dict[str, list[Rule]] = {}
        self._is_loaded = False

    def rule(
        self,
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
        reference: str | tuple[str, ...] = (),
        source: Literal["csv", "xml"] | None = None,
        xml_needs: Iterable[str] = (),
        conflicts_with: Iterable[str] = (),
        expect: str = "",
    ) -> Callable[[RuleFunction], Rule]:
        """Make a function a rule and register it.

        ``years`` is a span of collection years, both ends included: "2023-2024", "2025-2025", "2026-".
        ``marks`` names the columns that a finding marks, by table. ``needs`` are the tables without which the
        rule is skipped (last year's as ``Episodes_last``); left out, they are the marked tables. ``expect`` says
        what to do where rules of ``conflicts_with`` ask for the opposite, unless the fix says so already. The
        other arguments are as in ``Rule``. A docstring with dated paragraphs registers a version for each span
        of years that has its own words; the last one is returned.

        Raises RuleMistake, a ValueError that names the rule and its line, for a span that overlaps another
        version's, an unknown group, table or column, a column that none of the rule's years has, or a docstring
        without a ``Fix:``.
        """

        def register(function: RuleFunction) -> Rule:
            def mistake(what: str) -> RuleMistake:
                return rule_mistake(what, code, function)

            if text := next((name for name, columns in marks.items() if isinstance(columns, str)), None):
                raise mistake(f'The columns of {text} in marks must be a list, such as ["{marks[text]}"]')
            opposed = tuple(conflicts_with)
            if expect and not opposed:
                raise mistake("expect needs conflicts_with, the rules that ask for the opposite")
            if group not in self.dataset.groups:
                raise mistake(f"There is no group {group}. The groups are {', '.join(self.dataset.groups)}")
            try:
                versions = words_by_year(function.__doc__ or "", YearSpan.parse(years))
            except ValueError as error:
                raise mistake(str(error).removesuffix(".")) from error
            if not all(words.meaning and words.fix for _, words in versions):
                raise mistake('The docstring must say what an error means and, after "Fix:", what to do')
            marked = {table: tuple(columns) for table, columns in marks.items()}
            conflict = (_conflict(opposed), expect) if opposed else ()
            made = [
                Rule(
                    code=code,
                    title=title,
                    years=span,
                    group=group,
                    group_title=self.dataset.groups[group],
                    is_dfe=group not in self.dataset.added_groups,
                    marks=marked,
                    function=function,
                    meaning=words.meaning,
                    fix=" ".join(part for part in (words.fix, *conflict) if part),
                    needs=tuple(marked if needs is None else needs),
                    why=words.why,
                    ask=words.ask,
                    value=words.value,
                    uses=tuple(uses),
                    needs_one_of=tuple(needs_one_of),
                    needs_rows=needs_rows,
                    reference=(reference,) if isinstance(reference, str) else reference,
                    source=source,
                    xml_needs=tuple(xml_needs),
                    conflicts_with=opposed,
                    stage=self.stage_of(code, span.first),
                )
                for span, words in versions
            ]
            for new in made:
                if what := self._what_is_wrong(new):
                    raise mistake(what)
            self.installed.setdefault(code, []).extend(made)
            return made[-1]

        return register

    def _what_is_wrong(self, new: Rule) -> str | None:
        """What the return does not have, or another version of the rule has already; None where all is well."""
        tables = self.dataset.tables
        for table in (*new.marks, *new.needs, *new.uses, *new.needs_one_of, *new.xml_needs):
            if table.removesuffix("_last") not in tables:
                return f"There is no table {table}"
        for reference in new.reference:
            if reference not in self.dataset.references:
                known = ", ".join(sorted(self.dataset.references))
                return f"There is no reference {reference}. The references are {known}"
        for table, columns in new.marks.items():
            schema = tables[table]
            for column in columns:
                if column in schema.derived_names:
                    continue
                if column not in schema.column_names:
                    return f"{table} has no column {column}"
                if not schema.column(column).years.overlaps(new.years):
                    return (
                        f"{table} has the column {column} in {schema.column(column).years} only, but the rule "
                        f"applies to {new.years}"
                    )
        for other in self.installed.get(new.code, ()):
            if other.years.overlaps(new.years):
                return f"Two versions apply to the same year: {other.years} and {new.years}"
        return None

    def all_rules(self) -> list[Rule]:
        """Every version of every installed rule, in order of code and year."""
        if not self._is_loaded:
            for entry in entry_points(group=self.dataset.entry_points):
                entry.load()
            self._is_loaded = True
        versions = [version for versions in self.installed.values() for version in versions]
        return sorted(versions, key=lambda version: (version.order, version.years.first))

    def rules_in_force(self, year: int) -> list[Rule]:
        """The rules that hold in a collection year, one version of each code, in order of code."""
        return [version for version in self.all_rules() if year in version.years]


def _conflict(codes: tuple[str, ...]) -> str:
    *others, last = codes
    named = f"rules {', '.join(others)} and {last}" if others else f"rule {last}"
    return f"DfE's {named} can ask for the opposite."


def code_order(code: str) -> tuple[int, str]:
    """A sort key that puts codes in DfE's order: by leading number, then those that begin with letters."""
    digits = re.match(r"\d+", code)
    return (int(digits.group()) if digits else 10**9, code)
