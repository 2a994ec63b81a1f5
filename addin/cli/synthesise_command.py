"""The command ``xl903 synthesise``: write the returns of a made-up council."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from addin.cli import printing
from addin.cli.typed_year import year_option
from xl903 import find_authority
from xl903.s903.which_year import require_year
from xl903.synthetic import make_council
from xl903.synthetic.faults import plant_asked_for
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR, TRUTH, require_empty
from xl903.writers.safe_files import write_whole

_says = printing.for_people()


def synthesise(
    folder: Annotated[Path, typer.Argument(help="Where to put it; a new folder or an empty one.")],
    children: Annotated[int, typer.Option(help="Children in this year's Header.")] = 300,
    year: Annotated[
        int,
        year_option("The year the collection ends in: 2026 is April 2025 to March 2026."),
    ] = 2026,
    seed: Annotated[int, typer.Option(help="Another seed gives another council.")] = 1,
    authority: Annotated[str, typer.Option(help="The council's name or ONS code.")] = "Manchester",
    xml: Annotated[bool, typer.Option("--xml", help="Write each year as one XML file.")] = False,
    ofsted: Annotated[bool, typer.Option(help="Write a provider list like Ofsted's.")] = True,
    faults: Annotated[
        str | None,
        typer.Option(help="Plant errors: 218:3,502:2 for three of rule 218 and two of 502, or typical."),
    ] = None,
) -> None:
    """Make up a council: this year's return, last year's, and a provider list, all without an error.

    No child and no provider in it is real, so it can be shown to anybody. With --faults there are errors in
    it, each on another child, and truth.csv names each: the rule, the table, the row (the first is 0), what went
    wrong, and what stood in each changed cell before, or that a row was added or taken out.
    """
    require_year(year)
    require_empty(folder)
    council = make_council(children=children, year=year, seed=seed, authority=authority)
    planted = None
    if faults is not None:
        rng = np.random.default_rng(seed)
        planted = plant_asked_for(council, faults, rng, into="xml" if xml else "csv")
        council = planted.council
    council.write(folder, xml=xml, ofsted=ofsted)
    name = find_authority(council.authority).name
    _says.print(f"Made up {children:,} children of {name} for {year - 1}-{year % 100:02d} in {folder}.")
    if planted is not None:
        with write_whole(folder / TRUTH) as beside:
            planted.truth().to_csv(beside, index=False, encoding="utf-8")
        _says.print(f"{len(planted.faults):,} faults are in it; {folder / TRUTH} names each.")
    command = f'xl903 validate "{folder / THIS_YEAR}" --last-year "{folder / LAST_YEAR}"'
    if ofsted:
        command += f' --ofsted "{folder / REGISTER}"'
    _says.print(f"Check it: {command} --year {year} --authority {council.authority}", soft_wrap=True)
