"""The reference of all rules, docs/rules.md, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable

from xl903 import Rule
from xl903.s903.schema import GROUPS
from xl903.synthetic.faults import coverage_in_words

LOCAL_GROUP = "local"
"""The group of a council's own rules."""

_INTRODUCTION = """# The rules

Made by `xl903 rules --markdown` from the rules themselves; do not edit. Each rule is a function in `rules/`,
found by searching for its code, with its tests in `tests/rules/CODE.yaml`. Years are collection years, named
by the year they end in. Where a rule or its words changed, each version has an entry of its own.
"""


def as_markdown(rules: Iterable[Rule]) -> str:
    """Every version of the rules, group by group, as one Markdown page; a council's own are left out."""
    by_group: dict[str, list[Rule]] = {}
    for rule in (rule for rule in rules if rule.group != LOCAL_GROUP):
        by_group.setdefault(rule.group, []).append(rule)
    parts = [_INTRODUCTION]
    for group, title in GROUPS.items():
        if group in by_group:
            parts.append(f"## {title}\n")
            parts.extend(_one_rule(rule) for rule in by_group[group])
    parts.append(f"## How far the rules are proven\n\n{coverage_in_words()}\n")
    return "\n".join(parts)


def _one_rule(rule: Rule) -> str:
    marks = "; ".join(f"{table}: {', '.join(columns)}" for table, columns in rule.marks.items())
    needs = ", ".join(rule.needs + rule.reference) or "any table"
    return "\n".join(
        (
            f"### {rule.code} {rule.title}\n",
            f"{rule.meaning}\n",
            f"- To fix: {rule.fix}",
            *((f"- Why it happens: {rule.why}",) if rule.why else ()),
            *((f"- Ask the social worker: {rule.ask}",) if rule.ask else ()),
            f"- Years: {rule.years}",
            f"- Marks {marks}",
            f"- Needs {needs}\n",
        )
    )
