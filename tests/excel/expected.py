"""What a checked workbook has to show, written down by hand, and the comparison with a live one.

An expectation is a table of wrong cells, a line each, which anyone who knows the return can write and check::

    Header   | 8             | SEX | 101 | X
    Episodes | 10 02/07/2025 | LS  | 144 | C 2

The second column says which row it is: a child, in Episodes with the start of the episode.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import xlwings as xw

BAD = (0xFF, 0xC7, 0xCE)
BAD_TEXT = (0x9C, 0x00, 0x06)
FIRST = "this is the first run"
KEYS = {"Header": ("CHILD",), "Episodes": ("CHILD", "DECOM")}
NOTES = {
    "101": "101  Sex missing or not a valid code\n{value} is not a valid code this year.\n"
    "Enter M (male), F (female) or U (not known). Codes 1 and 2 were used until 2023/24.",
    "103": "103  Ethnic group missing or not a valid code\n{value} is not a valid code.\n"
    "Enter the four-letter code for the child's ethnic group. Use REFU if the child or family would "
    "not say, or NOBT if they have not been asked yet.",
    "143": "143  Reason episode began is not a valid code\n{value} is not a valid code.\n"
    "Enter S (care starts), L (new legal status), P (new carers) or B (new legal status and carers). "
    "If the carers are the same, enter T (new placement record) or U (new legal status and placement "
    "record).",
    "144": "144  Legal status is not a valid code\n{value} is not a valid code.\n"
    "Enter C1, C2, D1, E1, V2, V3, V4, J1, J2, J3, L1, L2 or L3. If the child was not looked after on "
    "these days, remove or correct the episode.",
    "145": "145  Category of need is not a valid code\n{value} is not a valid code.\n"
    "Enter the code from N1 to N8 for the child's main need when care began.",
    "147": "147  Episode end date is not valid\n{value} is not a valid date.\n"
    "Enter the day the episode ended, as dd/mm/yyyy. If the episode is still open, clear DEC and REC.",
    "224": "224  Provider type does not match the URN\nPLACE_PROVIDER is {value}.\n"
    "Look up the URN in Ofsted's list. If it is the right provider, correct PLACE_PROVIDER. If not, "
    "correct URN.",
}  # fmt: skip


class Wrong(NamedTuple):
    """A wrong cell: its table, its row (see above), its column, the rule's code, and what stands there."""

    table: str
    row: str
    field: str
    code: str
    value: str

    @property
    def child(self) -> str:
        return self.row.split()[0]


def wrong(lines: str) -> set[Wrong]:
    """The wrong cells of a table as above."""
    found = {Wrong(*(cell.strip() for cell in line.split("|"))) for line in lines.strip().splitlines()}
    assert len(found) == len(lines.strip().splitlines())
    return found


def join_names(book: xw.Book, name: str, *wanted: str) -> list[tuple[Any, ...]]:
    """The rows of a list, the wanted columns; rows that hold nothing there are left out."""
    rows = book.sheets[name].used_range.options(ndim=2).value
    header = next(at for at, row in enumerate(rows) if set(wanted) <= set(row))
    places = [rows[header].index(title) for title in wanted]
    found = [tuple(as_text(row[place]) for place in places) for row in rows[header + 1 :]]
    return [row for row in found if any(row)]


def as_text(value: Any) -> str:
    """A cell's value as a person reads it."""
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def rows_of(sheet: xw.Sheet) -> tuple[dict[str, int], dict[int, str]]:
    """A table's columns by title, and which row of the return stands in which row of the sheet."""
    block = sheet.used_range.value
    at = {title: column for column, title in enumerate(block[0]) if title}
    named = {
        place: " ".join(as_text(row[at[key]]) for key in KEYS[sheet.name])
        for place, row in enumerate(block[1:], start=2)
    }
    return at, {place: name for place, name in named.items() if name.strip()}


def assert_shows(
    book: xw.Book,
    expected: set[Wrong],
    *,
    since: str,
    new: Iterable[tuple[str, str]] = (),
    changes: Iterable[tuple[str, ...]] = (),
    suggested: dict[tuple[str, str], str] | None = None,
) -> None:
    """Every count, mark, note, list and change of a workbook that was just checked is as expected.

    since: what Summary says of the last run. new: child and code of the errors that are new. changes: table,
    CHILD, field, before, after, what and how. suggested: what a note adds, by row and field.
    """
    places = {}
    for name in KEYS:
        places[name] = _assert_marks(
            book.sheets[name], {one for one in expected if one.table == name}, suggested or {}
        )
    _assert_counts(book, expected, since)
    # Each error once, and its row is where the cell stands now.
    assert sorted(join_names(book, "Errors", "CHILD", "Code", "Table", "Field", "Value", "Row")) == sorted(
        (one.child, one.code, one.table, one.field, one.value, str(places[one.table][one.row]))
        for one in expected
    )
    news = Counter(
        (child, code) for child, code, told in join_names(book, "Errors", "CHILD", "Code", "New") if told
    )
    assert news == Counter(new)
    shown = []
    if "Changes" in [sheet.name for sheet in book.sheets]:
        shown = join_names(book, "Changes", "Table", "CHILD", "Field", "Before", "After", "What", "How")
    assert Counter(shown) == Counter(changes)


def _assert_marks(
    sheet: xw.Sheet, expected: set[Wrong], suggested: dict[tuple[str, str], str]
) -> dict[str, int]:
    """Red cells, their notes, Status and Codes; gives where each row of the return stands."""
    at, named = rows_of(sheet)
    assert len(set(named.values())) == len(named)
    titles = {column + 1: title for title, column in at.items()}
    marked = {(one.row, one.field) for one in expected}
    cells = [(row, column) for row in range(2, max(named) + 3) for column in titles]
    for look, colour in (("color", BAD), ("text", BAD_TEXT)):
        red = [
            (row, column)
            for row, column in cells
            if (
                sheet.range((row, column)).color if look == "color" else sheet.range((row, column)).font.color
            )
            == colour
        ]
        assert {(named.get(row, str(row)), titles[column]) for row, column in red} == marked, look
    notes = {
        (named.get(note.location.row, ""), titles[note.location.column]): note.text.replace("\r", "")
        for note in sheet.notes
    }
    said: dict[tuple[str, str], list[str]] = {}
    for one in sorted(expected, key=lambda one: one.code):
        text = NOTES[one.code]
        if not one.value:
            text = text.replace("{value} is not a valid code", f"{one.field} is blank")
        said.setdefault((one.row, one.field), []).append(text.format(value=one.value))
    assert notes == {
        cell: "\n\n".join([*found, *([suggested[cell]] if cell in suggested else [])])
        for cell, found in said.items()
    }
    for place, name in named.items():
        here = sorted(one.code for one in expected if one.row == name)
        shown = sheet.range((place, at["Status"] + 1)).value, sheet.range((place, at["Codes"] + 1)).value
        assert shown == (("Error", ", ".join(here)) if here else ("Valid", None)), name
    return {name: place for place, name in named.items()}


def figures(book: xw.Book) -> dict[str, object]:
    """What Summary says beside its labels, from the children to what changed since the last run."""
    rows = book.sheets["Summary"].range("A1:B40").value
    told = {row[0]: row[1] for row in rows}
    labels = ("Children", "Children in error", "Errors as DfE counts them", "Rules with errors")
    return {label: told[label] for label in (*labels, "Since the last run")}


def _assert_counts(book: xw.Book, expected: set[Wrong], since: str) -> None:
    """Summary, Children and the last line of Runs."""
    in_error = {one.child for one in expected}
    children = set(rows_of(book.sheets["Header"])[1].values())
    assert figures(book) == {
        "Children": len(children),
        "Children in error": len(in_error),
        "Errors as DfE counts them": len(expected),
        "Rules with errors": len({one.code for one in expected}),
        "Since the last run": since,
    }
    by_rule = {
        code: (errors, some)
        for code, errors, some in join_names(book, "Summary", "Code", "Errors", "Children")
    }
    assert {code: told for code, told in by_rule.items() if told[0] != "0"} == {
        code: (
            str(sum(one.code == code for one in expected)),
            str(len({one.child for one in expected if one.code == code})),
        )
        for code in {one.code for one in expected}
    }
    shown = join_names(book, "Children", "CHILD", "Status", "Errors", "Codes")
    assert {row for row in shown if row[1] == "Error"} == {
        (
            child,
            "Error",
            str(sum(one.child == child for one in expected)),
            ", ".join(sorted({one.code for one in expected if one.child == child})),
        )
        for child in in_error
    }
    assert {row[0] for row in shown} == children
    last = join_names(book, "Runs", "Children", "Children in error", "Errors")[-1]
    assert last == (str(len(children)), str(len(in_error)), str(len(expected)))
