"""What people read of a cause: its name, a sentence that says what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from xl903.causes.forms import MOST, name_of_date_form
from xl903.causes.grouping import Group
from xl903.causes.marked_cells import MarkedCells
from xl903.engine.wording import count, plural
from xl903.s903.schema import TABLES

MOST_VALUES = 4
"""Different values up to which a sentence names them all."""


POSTCODE_DOES_NOT_EXIST = "392c"
"""The rule whose findings are best told as postcodes, not as rows."""


def name_of(group: Group, cells: MarkedCells) -> str:
    """A few words, by which people sort and filter."""
    match group.kind:
        case "export":
            return f"Export: {_columns(group)} {_fault_of_column(group, cells).name}"
        case "suggestions":
            return "Certain suggestions"
        case "one value":
            first = group.cells.iloc[0]
            return f"{first['field']} {first['value']} on several rows"
        case "one event":
            assert group.event is not None  # its kind says so  # noqa: S101
            return group.event.name
        case "one cell":
            return f"{_columns(group)} wrong by several rules"
        case _:
            return cells.report.rules[group.code].title


def sentence_of(group: Group, cells: MarkedCells) -> str:
    """What is wrong, with the figures that let it be found again."""
    rule = cells.report.rules[group.code] if group.code else None
    match group.kind:
        case "export":
            counted = group.findings[cells.repeats[group.findings] < 0]
            rules = cells.findings["code"].iloc[counted].nunique()
            broken = f" This breaks {count(rules, 'rule')}." if rules > 1 else ""
            return f"{_fault_of_column(group, cells).sentence}{broken}"
        case "suggestions":
            number = len(group.cells[["table", "row", "field"]].drop_duplicates())
            return f"{count(number, 'cell')} {plural(number, 'has', 'have')} a suggestion that is certain."
        case "one value":
            first, rows = group.cells.iloc[0], group.cells["cell"].nunique()
            assert rule is not None  # a group of a value has one  # noqa: S101
            return f"{first['field']} {first['value']} is on {count(rows, 'row')}: {_lower(rule.title)}."
        case "one event":
            assert group.event is not None  # its kind says so  # noqa: S101
            said = plural(group.actions, group.event.one, group.event.several)
            return f"{count(group.actions, 'child', 'children')} {said}."
        case "one cell":
            number = group.cells["cell"].nunique()
            said = plural(number, "breaks", "break")
            return f"{count(number, 'cell')} of {_columns(group)} {said} several rules each."
        case _:
            assert rule is not None  # a group of a rule has one  # noqa: S101
            return f"{rule.title} ({rule.code})."


def advice_of(group: Group, cells: MarkedCells, suggested: int) -> str:
    """What to do, in one to three sentences. suggested: how many of the errors a suggestion clears."""
    if group.kind == "suggestions":
        return "Press Use certain suggestions, or type yes beside them on Errors and check again."
    what = _what_to_do(group, cells)
    return f"{what} Errors has a suggestion for {suggested:,} of them." if suggested else what


def _what_to_do(group: Group, cells: MarkedCells) -> str:
    match group.kind:
        case "export":
            return _fault_of_column(group, cells).advice
        case "one value":
            first = group.cells.iloc[0]
            return f"Find the right {first['field']} once, then replace {first['value']} on every row."
        case "one event":
            assert group.event is not None  # its kind says so  # noqa: S101
            return group.event.advice
        case "one cell":
            return "Correct each cell once: that clears all its errors."
        case _:
            return cells.report.rules[group.code].fix


def _columns(group: Group) -> str:
    return " and ".join(dict.fromkeys(group.cells.sort_values("field")["field"]))


def _lower(title: str) -> str:
    """A title inside a sentence: its first word in small letters, unless it is a code or a name."""
    first = title.split(" ", 1)[0]
    return title if first[1:] != first[1:].lower() or first == "Ofsted" else title[:1].lower() + title[1:]


@dataclass(frozen=True)
class _Fault:
    """What is wrong with a column: in two or three words, in a sentence, and what to do about it."""

    name: str
    sentence: str
    advice: str


def _fault_of_column(group: Group, cells: MarkedCells) -> _Fault:
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
        return _Fault(
            "is empty",
            f"{where} is empty on {on}: {_lower(rule.title)}.",
            f"Check that the export fills in {_columns(group)}. {rule.fix}",
        )
    if schema is not None and schema.codes and (old := _old_codes(cells, schema.codes, values)):
        now = ", ".join(f"{code} is now {new}" if new else f"{code} is not used" for code, new in old.items())
        said = f"the old {plural(len(old), 'code')} {' and '.join(old)}"
        return _Fault(
            "holds old codes",
            f"{where} still holds {said} on {on}.",
            f"Correct the export or replace the whole column: {now}.",
        )
    if schema is not None and schema.type == "date" and (form := name_of_date_form(values)):
        return _Fault(
            f"has {form}",
            f"{where} has {form} on {on}, {such}.",
            f"Export {column} again as dd/mm/yyyy, with all four digits of the year.",
        )
    if group.code == POSTCODE_DOES_NOT_EXIST:
        number = len(values)
        return _Fault(
            "do not exist" if " and " in _columns(group) else "does not exist",
            f"{where}: {count(number, 'postcode')} {plural(number, 'does', 'do')} not exist, {such}.",
            "Check where the export takes the addresses from, and correct the export.",
        )
    shown = ", ".join(values.drop_duplicates().iloc[:MOST_VALUES])
    return _Fault(
        "is wrong",
        f"{where} is wrong on {on}, such as {shown}: {_lower(rule.title)}.",
        f"Check how the export fills {_columns(group)}. {rule.fix}",
    )


def _old_codes(cells: MarkedCells, code_set: str, values: pd.Series) -> dict[str, str | None]:
    """Codes of other years that nearly all of the values are, each with the code of the same meaning now."""
    dataset, year = cells.report.ret.dataset, cells.report.rules_year
    now = dataset.codes(code_set, year)
    by_meaning = {meaning: code for code, meaning in now.items()}
    other = {
        code: by_meaning.get(meaning)
        for _, codes in dataset.code_sets[code_set]
        for code, meaning in codes.items()
        if code not in now
    }
    counts = values.value_counts()
    old = [code for code in counts.index if code in other]
    if not len(counts) or counts[old].sum() < MOST * counts.sum():
        return {}
    return {code: other[code] for code in sorted(old)}
