"""How many errors have an answer, and how often the first one is the truth, with faults that were planted.

    python benchmarks/suggestions.py                              typical faults, 3,000 children, three seeds
    python benchmarks/suggestions.py --children 500 --seeds 4     a quick look
    python benchmarks/suggestions.py --faults every               every fault that is known, once
    python benchmarks/suggestions.py --by-code                    and a line for each code

The truth is what ``synthesise`` writes into truth.csv. An answer is true where it puts back the value that a fault
changed, clears a cell that was blank before it, or deletes a row that it added (of two equal rows, either). Whether
the true value can be known is worked out here, without the code that suggests: it is in the same column of
another row of the child, in this year's or last year's return, or, if it is a date, in any other row of the
child, or the provider list has it for the episode's URN or postcode. An error is the fault's of its child,
since no two faults share one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable

import numpy as np
import pandas as pd
from figures import Clock, Row, Size

import xl903
from xl903.engine.report import CLEAR, DELETE
from xl903.s903.schema import TABLES
from xl903.synthetic import Council, make_council
from xl903.synthetic.faults import TYPICAL, Planted, all_faults, plant, plant_asked_for
from xl903.synthetic.faults.editing import ADDED, CELL

YEAR = 2026
EVERY = "every"
IN_PROVIDER_LIST = {
    "URN": "URN",
    "PL_POST": "POSTCODE",
    "PLACE": "PLACE_CODES",
    "PLACE_PROVIDER": "PROVIDER_CODES",
}
Cell = tuple[str, int, str]


def planted(faults: str, children: int, seed: int) -> Planted:
    """A made-up council with the faults that were asked for."""
    council = make_council(children=children, year=YEAR, seed=seed)
    rng = np.random.default_rng(seed)
    if faults != EVERY:
        return plant_asked_for(council, faults, rng, into="csv")
    return plant(council, [one for one in all_faults() if YEAR in one.years], rng, into="csv")


# What can be known


class Known:
    """Where the true values of a council with faults can be read, by what stands in its files."""

    def __init__(self, council: Council) -> None:
        self._rows: dict[str, list[tuple[str, int, dict[str, str]]]] = {}
        for suffix, tables in (("", council.tables), ("_last", council.last_year)):
            for name, frame in tables.items():
                texts = frame.astype(object).where(frame.notna(), "")
                for row, cells in enumerate(texts.to_dict("records")):
                    self._rows.setdefault(cells["CHILD"], []).append((f"{name}{suffix}", row, cells))
        listed = council.providers.astype(object).where(council.providers.notna(), "").to_dict("records")
        self._by_urn: dict[str, list[dict[str, str]]] = {}
        self._by_postcode: dict[str, list[dict[str, str]]] = {}
        for provider in listed:
            self._by_urn.setdefault(provider["URN"], []).append(provider)
            self._by_postcode.setdefault(provider["POSTCODE"].replace(" ", ""), []).append(provider)

    def holds(self, child: str, cell: Cell, value: str) -> bool:
        """Whether the true value of a cell stands somewhere else, where it may be read."""
        table, row, field = cell
        own = next((cells for name, at, cells in self._rows[child] if (name, at) == (table, row)), {})
        is_date = TABLES[table].column(field).type == "date"
        for name, at, cells in self._rows[child]:
            if (name, at) != (table, row):
                columns = _dates(name) if is_date else [field]
                if any(cells.get(column, "") == value for column in columns):
                    return True
        return self._listed(own, field, value)

    def _listed(self, episode: dict[str, str], field: str, value: str) -> bool:
        column = IN_PROVIDER_LIST.get(field)
        if column is None or "URN" not in episode:
            return False
        providers = self._by_urn.get(episode["URN"], []) if field != "URN" else []
        providers = providers + self._by_postcode.get(episode["PL_POST"].replace(" ", ""), [])
        return any(
            value in provider[column].replace(",", " ").split() or value == provider[column]
            for provider in providers
        )


def _dates(table: str) -> list[str]:
    return [column.name for column in TABLES[table.removesuffix("_last")].columns if column.type == "date"]


# The figures


def measured(made: Planted) -> tuple[pd.DataFrame, float]:
    """A row per error: fault, code, and 0 or 1 for each figure; and how many seconds the answers took."""
    council, truth = made.council, made.truth()
    report = xl903.validate(council.to_return())
    findings = report.findings
    started = time.perf_counter()
    best = report.best_suggestions
    seconds = time.perf_counter() - started
    cells, added, by_child, names = _truths(council, truth)
    known = Known(council)
    knowable = {
        child: any(
            was and known.holds(child, cell, was) for cell, was in own if not cell[0].endswith("_last")
        )
        for child, own in by_child.items()
    }
    answers = {(one.table, one.row, one.code): one for one in best.itertuples()}
    rows = []
    for error in findings.itertuples():
        answer = answers.get((error.table, error.row, error.code))
        right = answer is not None and _is_true(answer, cells, added, council)
        rows.append(
            (
                names.get(error.child, ""),
                error.code,
                1,
                int(answer is not None),
                int(right),
                int(answer is not None and knowable.get(error.child, False)),
                int(right and knowable.get(error.child, False)),
                int(answer is not None and answer.confidence == "certain"),
                int(answer is not None and answer.confidence == "certain" and not right),
            )
        )
    columns = ["fault", "code", "errors", "answered", "true", "knowable", "known", "certain", "wrong"]
    return pd.DataFrame(rows, columns=columns), seconds


def _truths(
    council: Council, truth: pd.DataFrame
) -> tuple[dict[Cell, str], set[tuple[str, int]], dict[str, list[tuple[Cell, str]]], dict[str, str]]:
    """What stood in each changed cell; the rows added; the changed cells, and the fault, of each child."""
    cells: dict[Cell, str] = {}
    added: set[tuple[str, int]] = set()
    by_child: dict[str, list[tuple[Cell, str]]] = {}
    names = {}
    for one in truth.itertuples():
        names[one.child] = one.name
        if one.change == CELL:
            cell = (one.changed_table, int(one.changed_row), one.changed_field)
            cells[cell] = one.was if isinstance(one.was, str) else ""
            by_child.setdefault(one.child, []).append((cell, cells[cell]))
        elif one.change == ADDED:
            added.add((one.changed_table, int(one.changed_row)))
    return cells, added, by_child, names


def _is_true(
    answer: object, cells: dict[Cell, str], added: Iterable[tuple[str, int]], council: Council
) -> bool:
    """Whether an answer, a row of ``Report.best_suggestions``, takes a fault back."""
    table, row, kind = str(answer.at_table), int(answer.at_row), str(answer.kind)  # type: ignore[attr-defined]
    if kind == DELETE:
        frame = council.tables[table].astype(object).fillna("")
        same = frame.iloc[row].tolist()
        return any(name == table and frame.iloc[at].tolist() == same for name, at in added)
    value = "" if kind == CLEAR else str(answer.value)  # type: ignore[attr-defined]
    return cells.get((table, row, str(answer.field))) == value  # type: ignore[attr-defined]


def _in_words(errors: pd.DataFrame) -> str:
    total = errors[["errors", "answered", "true", "knowable", "known", "certain", "wrong"]].sum()
    share = lambda part, of: f"{part:,} of {of:,} ({100 * part / max(of, 1):.1f}%)"  # noqa: E731
    return "; ".join(
        (
            f"errors with an answer {share(total['answered'], total['errors'])}",
            f"first one true {share(total['true'], total['answered'])}",
            f"where the true value can be read {share(total['known'], total['knowable'])}",
            f"certain but wrong {share(total['wrong'], total['certain'])}",
        )
    )


def measure(size: Size) -> list[Row]:
    """Rows of asking for every suggestion, beside the rules by themselves."""
    children = 100 if size.quick else 3_000
    council, clock, errors = planted(TYPICAL, children, 41).council, Clock(), 0
    xl903.validate(council.to_return()).best_suggestions  # opens the postcodes  # noqa: B018
    for _ in range(size.runs):
        ret = council.to_return()
        reports: list[xl903.Report] = []
        clock.time("validate", lambda ret=ret, reports=reports: reports.append(xl903.validate(ret)))
        clock.time("suggestions", lambda reports=reports: reports[0].best_suggestions)
        errors = len(reports[0].findings)
    of = f", {children:,} children, {errors:,} errors"
    return [clock.row("validate", more=of), clock.row("suggestions", "validate", more=of)]


def main() -> None:
    """Make the councils, ask for answers and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--children", type=int, default=3_000)
    parser.add_argument("--seeds", default="41,42,43", help="one council for each")
    parser.add_argument("--faults", default=TYPICAL, help=f"as for synthesise, or {EVERY}")
    parser.add_argument("--by-code", action="store_true")
    asked = parser.parse_args()
    parts = []
    for seed in asked.seeds.split(","):
        errors, seconds = measured(planted(asked.faults, asked.children, int(seed)))
        print(f"seed {seed}: {_in_words(errors)}; {len(errors):,} errors in {seconds:.1f} s", flush=True)
        parts.append(errors)
    every = pd.concat(parts, ignore_index=True)
    print(f"together: {_in_words(every)}")
    if asked.faults == EVERY:
        by_fault = every.groupby("fault")[["answered", "true"]].max()
        print(f"faults with an answer: {int(by_fault['answered'].sum())} of {len(by_fault)}")
        print("without: " + ", ".join(by_fault.index[by_fault["answered"] == 0]))
    if asked.by_code:
        print(every.groupby("code").sum(numeric_only=True).sort_values("errors", ascending=False).to_string())


if __name__ == "__main__":
    main()
