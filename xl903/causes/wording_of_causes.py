"""What people read of a cause: its name, a sentence that says what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from xl903.causes.forms import MOST, name_of_date_form
from xl903.causes.grouping import Group, Kind
from xl903.causes.marked_cells import MarkedCells
from xl903.engine.wording import count, plural
from xl903.s903.code_forms import codes_of_other_years
from xl903.s903.id_forms import KINDS as WAYS_OF_IDS
from xl903.s903.schema import TABLES

MOST_VALUES = 4
"""Different values up to which a sentence names them all."""

MOST_FAMILIES = 6
"""Families of rules that the sentence on certain suggestions names."""

POSTCODE_DOES_NOT_EXIST = "392c"
"""The rule whose findings are best told as postcodes, not as rows."""


@dataclass(frozen=True)
class Words:
    """What people read of a cause.

    name: a few words, by which people sort and filter. sentence: what is wrong, with the figures that let it be
    found again. advice: what to do, in one to three sentences.
    """

    name: str
    sentence: str
    advice: str


def words_of(group: Group, cells: MarkedCells, suggested: int) -> Words:
    """The words of a group's cause. suggested: how many of its errors a suggestion clears."""
    words = _WORDS[group.kind](group, cells)
    if not suggested or group.kind == "suggestions":
        return words
    return replace(words, advice=f"{words.advice} Errors has a suggestion for {suggested:,} of these errors.")


def _ids(group: Group, cells: MarkedCells) -> Words:
    assert group.ids is not None  # its kind says so  # noqa: S101
    worst = max(group.ids.different, key=lambda one: one.ids)
    how, why = WAYS_OF_IDS[worst.kind]
    where, there = _of_year(worst.years_ago, worst.table), _of_year(*worst.other)
    said = f"{count(worst.ids, 'id')} in {where} {plural(worst.ids, 'is', 'are')} {how.format(other=there)}"
    return Words(
        "Ids that do not match",
        f"{said}, {why}.",
        "Export that file again, or load it again and accept the correction of the ids.",
    )


def _of_year(years_ago: int, table: str) -> str:
    return f"last year's {table}" if years_ago else table


def _export(group: Group, cells: MarkedCells) -> Words:
    fault = _column_fault(group, cells)
    counted = group.findings[cells.repeats[group.findings] < 0]
    rules = cells.findings["code"].iloc[counted].nunique()
    broken = f" This breaks {count(rules, 'rule')}." if rules > 1 else ""
    return replace(
        fault, name=f"Export: {_columns(group)} {fault.name}", sentence=f"{fault.sentence}{broken}"
    )


def _suggestions(group: Group, cells: MarkedCells) -> Words:
    cleared = group.findings[cells.repeats[group.findings] < 0]
    suggested = len(group.cells.drop_duplicates(["at_table", "at_row", "field"]))
    rules = cells.report.rules
    families = cells.findings["code"].iloc[cleared].map({code: rules[code].group_title for code in rules})
    most = [
        f"{family} ({number:,})" for family, number in families.value_counts().head(MOST_FAMILIES).items()
    ]
    return Words(
        "Certain suggestions",
        f"{count(suggested, 'certain suggestion')} {plural(suggested, 'clears', 'clear')} "
        f"{count(len(cleared), 'error')}, most in: {', '.join(most)}.",
        "Press Use all certain suggestions, or type yes beside them on Errors and check again.",
    )


def _value(group: Group, cells: MarkedCells) -> Words:
    first, rows = group.cells.iloc[0], group.cells["cell"].nunique()
    column, value = first["field"], first["value"]
    return Words(
        f"{column} {value} on several rows",
        f"{column} {value} is on {count(rows, 'row')}: {_lower(cells.report.rules[group.code].title)}.",
        f"Find the right {column} once, then replace {value} on every row.",
    )


def _event(group: Group, cells: MarkedCells) -> Words:
    assert group.event is not None  # its kind says so  # noqa: S101
    said = plural(group.actions, group.event.one, group.event.several)
    sentence = f"{count(group.actions, 'child', 'children')} {said}."
    return Words(group.event.name, sentence, group.event.advice)


def _cell(group: Group, cells: MarkedCells) -> Words:
    number = group.cells["cell"].nunique()
    most = cells.report.rules[str(group.cells["code"].value_counts().index[0])]
    return Words(
        f"{_columns(group)} wrong by several rules",
        f"{count(number, 'cell')} of {_columns(group)} {plural(number, 'breaks', 'break')} several rules each. "
        f"Most often: {most.title} ({most.code}).",
        "Correct each cell once: that clears all its errors.",
    )


def _rule(group: Group, cells: MarkedCells) -> Words:
    rule = cells.report.rules[group.code]
    return Words(rule.title, f"{rule.title} ({rule.code}).", rule.fix)


_WORDS: Mapping[Kind, Callable[[Group, MarkedCells], Words]] = {
    "ids": _ids,
    "export": _export,
    "suggestions": _suggestions,
    "one value": _value,
    "one event": _event,
    "one cell": _cell,
    "one rule": _rule,
}


def _columns(group: Group) -> str:
    return " and ".join(sorted(group.cells["field"].unique()))


def _lower(title: str) -> str:
    """A title inside a sentence: its first word in small letters, unless it is a code or a name."""
    first = title.split(" ", 1)[0]
    return title if first[1:] != first[1:].lower() or first == "Ofsted" else title[:1].lower() + title[1:]


def _column_fault(group: Group, cells: MarkedCells) -> Words:
    first = group.cells.iloc[0]
    table, column = str(first["table"]), str(first["field"])
    values = group.cells.drop_duplicates("cell")["value"]
    rule = cells.report.rules[group.code]
    schema = TABLES[table].column(column) if column in TABLES[table].column_names else None
    rows = len(group.cells[["table", "row"]].drop_duplicates())
    on = count(rows, "row")
    if group.share >= 1:
        on = f"all {on}" if rows == len(cells.report.ret.tables[table]) else f"all {on} that are filled in"
    where, such = f"{_columns(group)} in {table}", f"such as {values.iloc[0]}"
    if (values == "").all():
        return Words(
            "is empty",
            f"{where} is empty on {on}: {_lower(rule.title)}.",
            f"Check that the export fills in {_columns(group)}. {rule.fix}",
        )
    if schema is not None and schema.codes and (old := _old_codes(cells, schema.codes, values)):
        now = ", ".join(f"{code} is now {new}" if new else f"{code} is not used" for code, new in old.items())
        said = f"the old {plural(len(old), 'code')} {' and '.join(old)}"
        return Words(
            "holds old codes",
            f"{where} still holds {said} on {on}.",
            f"Correct the export or replace the whole column: {now}.",
        )
    if schema is not None and schema.type == "date" and (form := name_of_date_form(values)):
        return Words(
            f"has {form}",
            f"{where} has {form} on {on}, {such}.",
            f"Export {column} again as dd/mm/yyyy, with all four digits of the year.",
        )
    if group.code == POSTCODE_DOES_NOT_EXIST:
        number = len(values)
        return Words(
            "do not exist" if " and " in _columns(group) else "does not exist",
            f"{where}: {count(number, 'postcode')} {plural(number, 'does', 'do')} not exist, {such}.",
            "Check where the export takes the addresses from, and correct the export.",
        )
    shown = ", ".join(values.drop_duplicates().iloc[:MOST_VALUES])
    return Words(
        "is wrong",
        f"{where} is wrong on {on}, such as {shown}: {_lower(rule.title)}.",
        f"Check how the export fills {_columns(group)}. {rule.fix}",
    )


def _old_codes(cells: MarkedCells, code_set: str, values: pd.Series) -> dict[str, str | None]:
    """Codes of other years that nearly all of the values are, each with the code of the same meaning now."""
    other = codes_of_other_years(code_set, cells.report.rules_year)
    counts = values.value_counts()
    old = [code for code in counts.index if code in other]
    if not len(counts) or counts[old].sum() < MOST * counts.sum():
        return {}
    return {code: other[code] for code in sorted(old)}
