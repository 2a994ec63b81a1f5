"""Reads the rules' YAML cases; tests/rules/README.md describes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

import xl903
from xl903.s903.schema import COLLECTION_YEARS, TABLES, YearSpan

FOLDER = Path(__file__).parent / "rules"
OWN_AUTHORITY = "E08000003"
_SETTINGS = {"name", "year", "years", "source", "authority", "skipped"}


@dataclass(frozen=True)
class Case:
    """One case in one collection year."""

    code: str
    name: str
    year: int
    tables: dict[str, pd.DataFrame]
    last_year: dict[str, pd.DataFrame]
    providers: pd.DataFrame | None
    flagged: set[tuple[str, int]]
    rows: set[tuple[str, int]]
    columns: dict[tuple[str, int], set[str]]
    source: str = "csv"
    authority: str | None = OWN_AUTHORITY
    skipped: bool = False
    settings: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}-{self.year}-{self.name}"

    def to_return(self) -> xl903.Return:
        return xl903.Return(
            self.tables,
            self.last_year,
            year=self.year,
            authority=self.authority,
            providers=self.providers,
            source=self.source,
        )


def read_cases(path: Path) -> Iterator[Case]:
    """Every case of a file, once for each collection year it names."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in document["cases"]:
        frames = {name: _table(text) for name, text in entry.items() if name not in _SETTINGS}
        unknown = {name.removesuffix("_last") for name in frames} - {*TABLES, "providers"}
        assert not unknown, f"{path.name}: {entry['name']}: unknown {unknown}"
        marks = {(name, row): mark for name, (_, rows) in frames.items() for row, mark in rows.items()}
        this_year = {name: frame for name, (frame, _) in frames.items() if name in TABLES}
        last_year = {
            name.removesuffix("_last"): frame for name, (frame, _) in frames.items() if name.endswith("_last")
        }
        for year in _years(entry):
            yield Case(
                code=document["code"],
                name=entry["name"],
                year=year,
                tables=this_year,
                last_year=last_year,
                providers=frames["providers"][0] if "providers" in frames else None,
                flagged=set(marks),
                columns={at: set(mark.split()) for at, mark in marks.items() if mark != "x"},
                rows={(name, row) for name, frame in this_year.items() for row in range(len(frame))},
                source=entry.get("source", "csv"),
                authority=entry.get("authority", OWN_AUTHORITY),
                skipped=entry.get("skipped", False),
            )


def _years(entry: dict[str, Any]) -> list[int]:
    if "year" in entry:
        return [entry["year"]]
    span = YearSpan.parse(str(entry["years"]))
    return [year for year in COLLECTION_YEARS if year in span]


def _table(text: str) -> tuple[pd.DataFrame, dict[int, str]]:
    """A table and the rows that are marked, each with its mark."""
    if text.strip() == "empty":
        return pd.DataFrame({"CHILD": []}, dtype=object), {}
    lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    names, rows = lines[0], lines[1:]
    ragged = [row for row in rows if len(row) != len(names)]
    assert not ragged, f"not {len(names)} cells: {ragged}"
    frame = pd.DataFrame(rows, columns=names, dtype=object).replace("", None)
    marked = frame.pop("!") if "!" in frame else pd.Series(None, index=frame.index, dtype=object)
    unknown = set(" ".join(marked.dropna()).split()) - {"x", *frame.columns}
    assert not unknown, f"marks other than x or a column: {unknown}"
    frame = frame.drop(columns="why", errors="ignore")
    if "CHILD" not in frame and "URN" not in names[:1]:
        frame.insert(0, "CHILD", "1")
    return frame, {int(row): str(mark) for row, mark in marked.dropna().items()}
