"""Which faults to plant: so many of these rules, or spread as councils see errors."""

from __future__ import annotations

import numpy as np

from xl903.engine.messages import UserError
from xl903.s903.registered_rules import all_rules, rules_in_force
from xl903.s903.returns import Source
from xl903.s903.schema import LOCAL_GROUP
from xl903.synthetic.council import Council
from xl903.synthetic.faults.planting import Planted, plant
from xl903.synthetic.faults.registry import Fault, faults_in_force

TYPICAL = "typical"
"""The word that asks for errors spread as councils see them."""

ERRORS_PER_CHILD = 0.2
"""Typical faults for each child in Header."""

OFTEN = {
    "502": 6,
    "562": 4,
    "503A": 1,
    "503C": 1,
    "503D": 2,
    "503E": 2,
    "503F": 2,
    "503H": 1,
    "392a": 1,
    "392b": 3,
    "392c": 3,
    "454": 2,
    "218": 6,
    "XL04": 3,
    "224": 3,
    "229": 2,
    "186": 3,
    "197B": 2,
    "169": 2,
    "452": 1,
}
"""Shares, in hundredths, of the codes that make half of a council's errors: the first episode not matching
last year's, distance, URN, two reviews on one day, provider code, SDQ, authority of the placement. Written
down from memory of what councils tell, not from a count. All other codes share what is left evenly."""


def plant_asked_for(
    council: Council, asked: str, rng: np.random.Generator, *, into: Source | None = None
) -> Planted:
    """Plant what ``--faults`` asks for: ``164:5,218:3`` (code and how many; one without a number) or ``typical``.

    rng: picks the rows. into: the format of the files that the council is to be written to.

    Raises UserError for an unknown code, a number that is none, a code without a fault in the council's year,
    or where the council has too few rows for the faults that were asked for by code.
    """
    if asked.strip().lower() == TYPICAL:
        return plant(council, _typical(council, rng), rng, into=into)
    faults = [fault for part in asked.split(",") for fault in _of_part(part, council.year)]
    planted = plant(council, faults, rng, into=into)
    if planted.left:
        code = planted.left[0].code
        wanted = sum(fault.code == code for fault in faults)
        missing = sum(fault.code == code for fault in planted.left)
        raise UserError(
            f"Only {wanted - missing} of {wanted} faults of rule {code} can be made in this council: "
            f"{planted.reasons[planted.left[0].name]}"
        )
    return planted


def _of_part(part: str, year: int) -> list[Fault]:
    code, _, number = (piece.strip() for piece in part.partition(":"))
    known = {rule.code.upper(): rule.code for rule in all_rules()}
    if code.upper() not in known:
        raise UserError(
            f'"{part.strip()}" does not name a fault. Write codes and numbers, as in 218:3,502:2, or {TYPICAL}.'
        )
    if not (number or "1").isdigit():
        raise UserError(f'"{number}" is not a number of faults. Write {known[code.upper()]}:3 for three.')
    faults = faults_in_force(known[code.upper()], year)
    if not faults:
        raise UserError(f"No fault is known for rule {known[code.upper()]} in collection year {year}.")
    return [faults[one % len(faults)] for one in range(int(number or "1"))]


def _typical(council: Council, rng: np.random.Generator) -> list[Fault]:
    """As many faults as the council's size asks for, half of them of few codes."""
    own = [rule.code for rule in rules_in_force(council.year) if rule.group != LOCAL_GROUP]
    faults = {code: faults_in_force(code, council.year) for code in own}
    codes = [code for code, known in faults.items() if known]
    often = np.array([OFTEN.get(code, 0) for code in codes], dtype=float)
    seldom = (often == 0) * (100 - sum(OFTEN.values())) / max(1, np.count_nonzero(often == 0))
    shares = often + seldom
    number = max(1, round(ERRORS_PER_CHILD * len(council.tables["Header"])))
    drawn = rng.choice(len(codes), size=number, p=shares / shares.sum())
    return [faults[codes[one]][rng.integers(len(faults[codes[one]]))] for one in drawn]
