"""Small returns to write, and returns of any text."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from xl903.readers.blank_rows import holds_nothing
from xl903.readers.lines_of_no_row import is_closing
from xl903.s903.schema import TABLES

NOT_IN_XML = {chr(code) for code in (*range(32), 0xFFFE, 0xFFFF)} - set("\t\n\r")
ONE_PER_CHILD = {"UASC", "AD1", "OC3", "OC2", "PrevPerm"}

Rows = list[dict[str, str | None]]


def table(name: str, *rows: dict[str, str | None]) -> pd.DataFrame:
    """A table with all of DfE's columns; what a row does not name is blank."""
    columns = TABLES[name].column_names
    return pd.DataFrame(
        [[row.get(column) for column in columns] for row in rows], columns=list(columns), dtype=object
    )


def records(frame: pd.DataFrame) -> Rows:
    """A table's rows, each with its filled cells only."""
    return [
        {column: cell for column, cell in row.items() if not pd.isna(cell)}
        for row in frame.to_dict("records")
    ]


def cells(*, not_in: set[str]) -> st.SearchStrategy[str | None]:
    """Any text that a cell can hold, trimmed as reading trims it, and the texts that go wrong most often."""
    anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=not_in), max_size=12)
    awkward = st.sampled_from(
        [
            "007",
            "ZZ/05/2020",
            "ZZ/ZZ/ZZZZ",
            "1/2/2020",
            "12345678901234567890",
            'say "no"',
            '"',
            "a,b",
            "a;b\tc",
            "one\ntwo",
            "one\r\ntwo",
            "one\rtwo",
            "=1+1",
            "NA",
            "None",
            "<&>]]>",
            "née",
        ]
    )
    cell = st.one_of(st.none(), awkward, anything).map(lambda text: (text or "").strip() or None)
    return cell.filter(lambda text: not is_closing(text or ""))


@st.composite
def returns(draw: st.DrawFn, *, not_in: set[str]) -> dict[str, pd.DataFrame]:
    """Some tables with some rows of any text."""
    names = draw(st.lists(st.sampled_from(list(TABLES)), unique=True, min_size=1, max_size=4))
    cell = cells(not_in=not_in)
    return {
        name: table(
            name,
            *draw(
                st.lists(st.fixed_dictionaries(dict.fromkeys(TABLES[name].column_names, cell)), max_size=4)
            ),
        )
        for name in TABLES
        if name in names
    }


@st.composite
def returns_that_xml_can_hold(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    """Every table of DfE's layout, each child once in Header, with copies that agree, children in one order."""
    cell = cells(not_in=NOT_IN_XML)
    child_id = cell.filter(lambda text: text is not None)
    ids = draw(st.lists(child_id, min_size=1, max_size=4, unique_by=lambda text: str(text).upper()))
    frames = {}
    header: Rows = []
    for name, schema in TABLES.items():
        rows: Rows = []
        own = [column for column in schema.column_names if column not in ("CHILD", "DOB", "SEX")]
        for number, child in enumerate(ids):
            if name == "Header":
                row = draw(st.fixed_dictionaries(dict.fromkeys(schema.column_names, cell)))
                rows.append({**row, "CHILD": child})
                continue
            most = 1 if name in ONE_PER_CHILD else 3
            for _ in range(draw(st.integers(0, most))):
                row = draw(st.fixed_dictionaries(dict.fromkeys(own, cell)))
                if name != "UASC" and holds_nothing(row.values()):
                    row[own[0]] = "1"
                rows.append({**row, **{column: header[number][column] for column in ("CHILD", "DOB", "SEX")}})
        if name == "Header":
            header = rows
        if rows or name not in ("SWEpisodes", "DoLo"):
            frames[name] = table(name, *rows)
    return frames
