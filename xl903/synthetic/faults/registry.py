"""The ``@fault`` decorator, and the register of every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xl903.engine.rule_register import code_order
from xl903.s903.returns import Source
from xl903.s903.schema import YearSpan
from xl903.synthetic.faults.editing import Edit, Row

FaultFunction = Callable[[Edit], Row]
"""Makes the mistake in the tables it is given and returns the row on which the rule has to fire."""

WITHOUT_FAULT: dict[str, str] = {}
"""Codes in force that have no fault, and why: no clean return can be changed so that only they fire."""


@dataclass(frozen=True)
class Fault:
    """A named mistake for one code.

    ``also``: the other codes that must fire with it where they are in force. ``years``: collection years in
    which it can be made, as far as the rule is in force. ``source``: the format of return in which it
    shows; faults of CSV show in XML, too.
    """

    code: str
    name: str
    meaning: str
    also: frozenset[str]
    years: YearSpan
    source: Source
    function: FaultFunction


_REGISTERED: list[Fault] = []


def fault(
    code: str,
    also: Iterable[str] = (),
    years: str = "2023-",
    *,
    source: Source = "csv",
) -> Callable[[FaultFunction], FaultFunction]:
    """Register a function as a fault of a code, and leave the function as it is.

    Where the other codes differ by year, or one mistake breaks several rules, decorators are stacked, each
    with its own ``years``. The function's name is the fault's, its docstring says in one sentence what went
    wrong. Several faults of one code are told apart by name.

    Raises ValueError for a fault without a docstring, or one registered twice for the same year.
    """

    def register(function: FaultFunction) -> FaultFunction:
        meaning = " ".join((function.__doc__ or "").split())
        new = Fault(
            code=code,
            name=function.__name__,
            meaning=meaning,
            also=frozenset((also,) if isinstance(also, str) else also),
            years=YearSpan.parse(years),
            source=source,
            function=function,
        )
        if not meaning:
            raise ValueError(f"Fault {new.name}: its docstring must say what is wrong.")
        for other in _REGISTERED:
            if (other.code, other.name) == (code, new.name) and other.years.overlaps(new.years):
                raise ValueError(f"Fault {new.name} of {code} is registered twice for the same year.")
        _REGISTERED.append(new)
        return function

    return register


def all_faults() -> list[Fault]:
    """Every fault, in order of code, year and name."""
    return sorted(_REGISTERED, key=lambda known: (code_order(known.code), known.years.first, known.name))


def faults_in_force(code: str, year: int) -> list[Fault]:
    """The faults of a code that can be made in a collection year."""
    return [known for known in all_faults() if known.code == code and year in known.years]
