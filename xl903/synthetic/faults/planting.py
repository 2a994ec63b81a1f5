"""Plants faults in a clean council."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl903.engine.messages import UserError
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.returns import Return, Source
from xl903.synthetic.council import Council
from xl903.synthetic.faults.editing import Alteration, Edit, NothingSuits, Row
from xl903.synthetic.faults.registry import Fault, faults_in_force


@dataclass(frozen=True)
class Altered:
    """One thing that a fault did: ``change`` (as ``Alteration.kind``) in a row of a table, and what stood there.

    ``table``: last year's with ``_last``. ``row``: 0-based in the table as it is now, None for a row that was taken
    out. ``field`` and ``was``: a column and its true value, None for a blank and for a row that was added.
    """

    change: str
    table: str
    row: int | None
    field: str | None
    was: str | None


@dataclass(frozen=True)
class Faulty:
    """A council with one fault, and where the rule has to fire.

    ``table``, ``row``: the intended row, 0-based. ``child``: CHILD as it stands there. ``fields``: the
    columns that the rule marks there. ``code``, ``also``, ``name``: the fault's. ``children``: all children
    that it touches. ``source``: the format of return in which it shows. ``altered``: what it did to the clean
    return, as ``Planted.truth`` tells it.
    """

    council: Council
    table: str
    row: int
    child: str | None
    fields: tuple[str, ...]
    code: str
    also: frozenset[str]
    name: str
    children: frozenset[str | None]
    source: Source = "csv"
    altered: tuple[Altered, ...] = ()

    def to_return(self) -> Return:
        """Both years with the register, ready to validate."""
        council = self.council
        return Return(
            council.tables,
            council.last_year,
            year=council.year,
            authority=council.authority,
            providers=council.providers,
            source=self.source,
        )


@dataclass(frozen=True)
class Planted:
    """A council with several faults on different children.

    ``left``: the faults that could not be made; ``reasons``: why, by the fault's name.
    """

    council: Council
    faults: tuple[Faulty, ...]
    left: tuple[Fault, ...]
    reasons: Mapping[str, str]

    def truth(self) -> pd.DataFrame:
        """A row for each thing that a fault did to the clean return.

        Columns: fault (its number), code, table, row (0-based), child, field (names joined by ", "), name:
        where the rule fires, the same in all rows of a fault. change: "cell", "row added" or "row removed";
        changed_table (last year's with _last), changed_row (blank for a row that was taken out), changed_field,
        and was: the true value, blank where the cell was blank. A row that was taken out has one line for each
        filled cell of it.
        """
        rows = []
        for number, one in enumerate(self.faults, 1):
            fault = (number, one.code, one.table, one.row, one.child, ", ".join(one.fields), one.name)
            for did in one.altered or (Altered("", "", None, None, None),):
                rows.append((*fault, did.change, did.table, did.row, did.field, did.was))
        truth = pd.DataFrame(rows, columns=list(TRUTH_COLUMNS))
        return truth.astype({"changed_row": "Int64"})


TRUTH_COLUMNS = (
    *("fault", "code", "table", "row", "child", "field", "name"),
    *("change", "changed_table", "changed_row", "changed_field", "was"),
)
"""Columns of ``Planted.truth``."""


def plant(
    council: Council,
    faults: Iterable[Fault],
    rng: np.random.Generator | None = None,
    *,
    into: Source | None = None,
) -> Planted:
    """Make each of the faults in a copy of the council, on different children.

    A fault may be given several times. rng: picks among the rows that suit; left out, the first. into: the
    format of the files that the council is to be written to; faults that these cannot hold are left. Without
    it, faults of an XML return and others are not made together: the first decides.
    """
    edit = Edit(council, rng, into)
    made: list[tuple[Fault, Row, frozenset[str | None], tuple[Alteration, ...]]] = []
    left: list[Fault] = []
    reasons: dict[str, str] = {}
    source = into
    for fault in faults:
        source = source or fault.source
        if fault.source != source and not (fault.source == "csv" and into == "xml"):
            left.append(fault)
            reasons[fault.name] = (
                f"it shows in {fault.source.upper()} returns only; ask for that kind of return."
            )
            continue
        edit.begin()
        try:
            row = fault.function(edit)
            edit.need_in_header(row)
        except NothingSuits as reason:
            edit.undo()
            left.append(fault)
            reasons[fault.name] = str(reason)
            continue
        made.append((fault, row, edit.end_of_fault(), edit.alterations()))
    if into == "xml":
        edit.order_by_header()
    changed = edit.council_now()
    marks = {rule.code: rule.marks for rule in rules_in_force(council.year)}
    planted = tuple(
        Faulty(
            council=changed,
            table=row.table,
            row=edit.position(row),
            child=edit.cell(row, "CHILD"),
            fields=tuple(marks.get(fault.code, {}).get(row.table, ())),
            code=fault.code,
            also=fault.also.intersection(marks),
            name=fault.name,
            children=children,
            source=source or "csv",
            altered=tuple(
                Altered(one.kind, one.table, edit.position_of(one), one.field, one.was) for one in altered
            ),
        )
        for fault, row, children, altered in made
    )
    return Planted(changed, planted, tuple(left), reasons)


def apply_fault(council: Council, code: str, rng: np.random.Generator | None = None) -> Faulty:
    """Make one mistake for which this rule fires; the first of the code's faults that the council allows.

    Raises UserError for a code without a fault in the council's year, or a council without a row that suits.
    """
    faults = faults_in_force(code, council.year)
    if not faults:
        raise UserError(f"No fault is known for rule {code} in collection year {council.year}.")
    for fault in faults:
        planted = plant(council, [fault], rng)
        if planted.faults:
            return planted.faults[0]
    raise UserError(
        f"No child of the made-up council can have a fault of rule {code}; make a council of more children."
    )
