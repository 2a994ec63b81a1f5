"""The cells that findings are about: a row per finding and cell, worked-out columns led back to their sources."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd

from xl903.engine.report import Report
from xl903.engine.schema import TableSchema
from xl903.engine.tallies import tally
from xl903.s903.schema import TABLES

Fields = tuple[str, ...]

CHILD = "CHILD"
JUDGED_ALONE = "postcode"
"""The type of columns that a rule may mark together and still judge each alone, as 392c does."""

SAY_THE_SAME = {
    "XL04": frozenset({"INT31", "INT32", "INT33", "INT34", "INT35", "INT36"}),
    "XL05": frozenset({f"INT0{number}" for number in range(1, 10)}),
}
"""Checks of ours on whole rows, and the rules of DfE's that say the same of the same row."""

SAY_OF_A_CELL = frozenset({"XL01", "XL02"})
"""Checks of ours on single cells: they repeat whatever DfE says of the same cell alone."""


CELL_COLUMNS = ("finding", "code", "child", "table", "row", "field", "cell", "value", "alone")
"""Columns of ``MarkedCells.frame``."""


class MarkedCells:
    """The findings of a report and the submitted cells that each is about.

    ``frame``: a row per finding and cell: finding (its position in ``report.findings``), code, child, table, row,
    field, cell (a number for table, row and field), value ("" where it is blank), alone (whether the finding judges
    that cell by itself, whatever the rest of the row says).
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.findings = report.findings.reset_index(drop=True)
        self.frame = self._explode()

    def __len__(self) -> int:
        return len(self.findings)

    def _explode(self) -> pd.DataFrame:
        findings = self.findings
        if findings.empty:
            return pd.DataFrame(columns=list(CELL_COLUMNS)).astype(
                {"finding": int, "cell": int, "alone": bool}
            )
        kinds = list(zip(findings["table"].tolist(), findings["fields"].tolist(), strict=True))
        sources = {kind: self._sources(*kind) for kind in dict.fromkeys(kinds)}
        finding = np.repeat(np.arange(len(kinds)), [len(sources[kind][0]) for kind in kinds])
        alone = np.array([sources[kind][1] for kind in kinds], dtype=bool)[finding]
        fields = [field for kind in kinds for field in sources[kind][0]]
        about = findings[["code", "child", "table", "row"]].iloc[finding].reset_index(drop=True)
        frame = about.assign(finding=finding, field=fields, alone=alone)
        frame["cell"] = frame.groupby(["table", "row", "field"], sort=False).ngroup()
        frame["value"] = self._values(frame)
        return frame

    def _sources(self, table: str, fields: Fields) -> tuple[list[str], bool]:
        """The submitted columns behind the marked ones, and whether each is judged by itself."""
        schema, loaded = TABLES[table], self.report.ret.tables[table]
        cells: list[str] = []
        for field in fields:
            worked_out = [
                column.derived_from
                for column in schema.derived
                if column.name == field and field not in loaded
            ]
            cells += worked_out[0] if worked_out and worked_out[0] else [field]
        cells = list(dict.fromkeys(cells))
        alone = len(cells) == 1 or (
            len(fields) > 1 and all(type_of(schema, field) == JUDGED_ALONE for field in fields)
        )
        return cells, alone

    def _values(self, frame: pd.DataFrame) -> pd.Series:
        values = np.full(len(frame), "", dtype=object)
        for table, field, at in by_column(frame):
            shown = self.column(table, field).to_numpy(dtype=object)
            values[at] = shown[frame["row"].to_numpy()[at]]
        return pd.Series(values, index=frame.index, dtype=object)

    def column(self, table: str, field: str) -> pd.Series:
        """A column as people see it, in upper case as rules compare it; blank is empty text."""
        key = (table, field)
        if key not in self._columns:
            loaded = self.report.ret.table(table)
            if loaded.has_column(field):
                self._columns[key] = pd.Series(loaded.text(field).with_empty_texts(), dtype=object)
            else:
                self._columns[key] = self.report.shown(table, field).str.strip().str.upper()
        return self._columns[key]

    @cached_property
    def _columns(self) -> dict[tuple[str, str], pd.Series]:
        return {}

    def within(self, wrong: np.ndarray, left: np.ndarray) -> np.ndarray:
        """The findings that judge no other cells than these, each by itself.

        wrong: numbers of cells. left: for each finding whether it may be one of them.
        """
        cell, finding = self._cell, self._finding
        is_wrong = np.zeros(1 + int(cell.max(initial=-1)), dtype=bool)
        is_wrong[wrong] = True
        inside = tally(finding[is_wrong[cell]], minlength=len(self))
        return np.flatnonzero(left & self._alone & (inside > 0) & (inside == self._size))

    @cached_property
    def of_findings(self) -> dict[str, np.ndarray]:
        """The columns of ``findings``, by name."""
        return {str(name): column.to_numpy() for name, column in self.findings.items()}

    @cached_property
    def row_number(self) -> np.ndarray:
        """For each finding a number for its table and row, the same for the same row."""
        number: np.ndarray = self.findings.groupby(["table", "row"], sort=False).ngroup().to_numpy()
        return number

    @cached_property
    def child_number(self) -> np.ndarray:
        """For each finding a number for its child; -1 where it is of no child."""
        return pd.factorize(self.findings["child"])[0]

    @cached_property
    def _cell(self) -> np.ndarray:
        return self.frame["cell"].to_numpy()

    @cached_property
    def _finding(self) -> np.ndarray:
        return self.frame["finding"].to_numpy()

    @cached_property
    def _size(self) -> np.ndarray:
        return tally(self._finding, minlength=len(self))

    @cached_property
    def _alone(self) -> np.ndarray:
        alone = np.zeros(len(self), dtype=bool)
        alone[self._finding] = self.frame["alone"].to_numpy(dtype=bool)
        return alone

    @cached_property
    def repeats(self) -> np.ndarray:
        """For each finding the one of DfE's that it says again, by position; -1 where it is counted itself."""
        repeated = np.full(len(self), -1)
        frame = self.frame
        is_dfe = (
            frame["code"].map({code: rule.is_dfe for code, rule in self.report.rules.items()}).astype(bool)
        )
        alone = frame[is_dfe & frame["alone"] & (frame["field"] != CHILD)].drop_duplicates("cell")
        ours = frame[frame["code"].isin(SAY_OF_A_CELL)]
        both = ours.merge(alone[["cell", "finding"]], on="cell", suffixes=("", "_dfe"))
        repeated[both["finding"]] = both["finding_dfe"]
        found = set(self.of_findings["code"])
        for code, same in SAY_THE_SAME.items():
            if code not in found:
                continue
            rows = ["table", "row"]
            ours = frame.loc[frame["code"] == code, ["finding", *rows]].drop_duplicates("finding")
            dfes = frame.loc[frame["code"].isin(same), ["finding", *rows]].drop_duplicates(rows)
            both = ours.merge(dfes, on=rows, suffixes=("", "_dfe"))
            repeated[both["finding"]] = both["finding_dfe"]
        return repeated


def by_column(frame: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    """Each table and column of a frame of cells, with the positions of its rows."""
    for key, at in frame.groupby(["table", "field"], sort=False).indices.items():
        table, field = cast("tuple[str, str]", key)
        yield table, field, np.asarray(at)


def type_of(schema: TableSchema, field: str) -> str:
    """The type of a submitted column; "derived" for one that is worked out."""
    return schema.column(field).type if field in schema.column_names else "derived"
