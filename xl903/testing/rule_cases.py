"""Reads the YAML cases of rules; tests/rules/README.md describes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from xl903.engine.messages import UserError
from xl903.s903.provider_list import PROVIDER_COLUMNS
from xl903.s903.returns import Return, Source
from xl903.s903.schema import COLLECTION_YEARS, TABLES, YearSpan

OWN_AUTHORITY = "E08000003"
"""The submitting council of a case that names none."""

_SETTINGS = frozenset({"name", "year", "years", "source", "authority", "skipped"})
_PROVIDERS = "providers"
_LAST = "_last"
_MARK, _WHY = "!", "why"
_FLAGGED = "x"
"""The mark of a row that must be flagged, whichever of its cells."""


@dataclass(frozen=True)
class Case:
    """One case in one collection year.

    ``file``: the name of its file. ``tables``, ``last_year``, ``providers``: as ``Return`` takes them. ``flagged``:
    the rows, as (table, 0-based row), that the rule must flag. ``columns``: of those whose mark names columns,
    exactly the columns that must be marked. ``rows``: every row of this year's tables. ``skipped``: whether the
    rule must be skipped instead.
    """

    file: str
    code: str
    name: str
    year: int
    tables: Mapping[str, pd.DataFrame]
    last_year: Mapping[str, pd.DataFrame]
    providers: pd.DataFrame | None
    flagged: frozenset[tuple[str, int]]
    rows: frozenset[tuple[str, int]]
    columns: Mapping[tuple[str, int], frozenset[str]]
    source: Source = "csv"
    authority: str | None = OWN_AUTHORITY
    skipped: bool = False

    def __str__(self) -> str:
        return f"{self.code}-{self.year}-{self.name}"

    def to_return(self) -> Return:
        """The return that the rule is run on."""
        return Return(
            self.tables,
            self.last_year,
            year=self.year,
            authority=self.authority,
            providers=self.providers,
            source=self.source,
        )


def read_cases(path: Path) -> list[Case]:
    """Every case of a file, once for each collection year it names.

    Raises UserError, which names the file and the case, where it cannot be read as cases.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be opened; check the path.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        raise UserError(f"{path.name}{line}: this is not valid YAML; check the indentation.") from error
    if not isinstance(document, dict) or not {"code", "cases"} <= document.keys() or not document["cases"]:
        raise UserError(f"{path.name}: a file of cases needs the rule's code and at least one case.")
    return [case for entry in document["cases"] for case in _cases(path.name, str(document["code"]), entry)]


def _cases(file: str, code: str, entry: Any) -> Iterator[Case]:
    if not isinstance(entry, dict) or "name" not in entry:
        raise UserError(f"{file}: each case needs a name.")
    place = f'{file}, "{entry["name"]}"'
    frames = {name: _table(f"{place}, {name}", name, str(text)) for name, text in _tables(place, entry)}
    this_year = {name: frame for name, (frame, _) in frames.items() if name in TABLES}
    last_year = {
        name.removesuffix(_LAST): frame for name, (frame, _) in frames.items() if name.endswith(_LAST)
    }
    marks = {(name, row): mark for name, (_, rows) in frames.items() for row, mark in rows.items()}
    for year in _years(place, entry):
        yield Case(
            file=file,
            code=code,
            name=str(entry["name"]),
            year=year,
            tables=this_year,
            last_year=last_year,
            providers=frames[_PROVIDERS][0] if _PROVIDERS in frames else None,
            flagged=frozenset(marks),
            rows=frozenset((name, row) for name, frame in this_year.items() for row in range(len(frame))),
            columns={at: frozenset(mark.split()) for at, mark in marks.items() if mark != _FLAGGED},
            source=entry.get("source", "csv"),
            authority=entry.get("authority", OWN_AUTHORITY),
            skipped=entry.get("skipped", False),
        )


def _tables(place: str, entry: dict[str, Any]) -> Iterator[tuple[str, object]]:
    for name, text in entry.items():
        if name in _SETTINGS:
            continue
        if name.removesuffix(_LAST) not in TABLES and name != _PROVIDERS:
            raise UserError(
                f"{place}: {name} is not a table of the return or a setting; the tables are {', '.join(TABLES)}."
            )
        yield name, text


def _years(place: str, entry: dict[str, Any]) -> list[int]:
    if "year" in entry:
        return [int(entry["year"])]
    if "years" not in entry:
        raise UserError(f"{place}: the case needs a year, such as year: {COLLECTION_YEARS[-2]}.")
    span = YearSpan.parse(str(entry["years"]))
    return [year for year in COLLECTION_YEARS if year in span]


def _table(place: str, name: str, text: str) -> tuple[pd.DataFrame, dict[int, str]]:
    """A table and the rows that are marked, each with its mark."""
    if text.strip() == "empty":
        return pd.DataFrame({"CHILD": []}, dtype=object), {}
    lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    names, rows = lines[0], lines[1:]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise UserError(f"{place}: row {number} has {len(row)} cells and the first line {len(names)}.")
    _require_known(place, name, names)
    frame = pd.DataFrame(rows, columns=names, dtype=object).replace("", None)
    marked = frame.pop(_MARK) if _MARK in frame else pd.Series(None, index=frame.index, dtype=object)
    if wrong := sorted(set(" ".join(marked.dropna()).split()) - {_FLAGGED, *frame.columns}):
        raise UserError(
            f"{place}: column {_MARK} holds {wrong[0]}; mark a row with {_FLAGGED} or the "
            "columns at fault, or leave it blank."
        )
    frame = frame.drop(columns=_WHY, errors="ignore")
    if "CHILD" not in frame and name != _PROVIDERS:
        frame.insert(0, "CHILD", "1")
    at = marked.dropna()
    return frame, dict(zip(at.index.tolist(), at.astype(str), strict=True))


def _require_known(place: str, name: str, columns: list[str]) -> None:
    """Raise UserError for a column that the table does not have: a slip would count as blank."""
    table = TABLES.get(name.removesuffix(_LAST))
    known = PROVIDER_COLUMNS if table is None else (*table.column_names, *table.derived_names)
    for column in columns:
        if column not in (*known, _MARK, _WHY):
            raise UserError(
                f"{place}: there is no column {column or 'without a name'}; there are {', '.join(known)}."
            )
