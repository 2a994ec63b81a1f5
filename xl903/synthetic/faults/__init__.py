"""Faults for a made-up council: for each rule a small, named mistake that makes it fire on a known row.

A fault is one function of a subject's module::

    @fault("144")
    def legal_status_that_does_not_exist(edit: Edit) -> Row:
        \"\"\"The legal status was typed with a code that does not exist.\"\"\"
        return edit.set(edit.pick("Episodes"), LS="X9")

``apply_fault(council, "144", rng)`` plants one in a clean council, ``plant`` several on different children.
"""

import importlib
import pkgutil

from xl903.synthetic.faults.asking import TYPICAL, plant_asked_for
from xl903.synthetic.faults.coverage import coverage, coverage_in_words
from xl903.synthetic.faults.editing import NothingSuits
from xl903.synthetic.faults.planting import Faulty, Planted, apply_fault, plant
from xl903.synthetic.faults.registry import WITHOUT_FAULT, Fault, all_faults, faults_in_force

# Importing a module registers its faults; __main__ is the command, which imports this package.
for _module in pkgutil.iter_modules(__path__):
    if _module.name != "__main__":
        importlib.import_module(f"{__name__}.{_module.name}")

__all__ = [
    "TYPICAL",
    "WITHOUT_FAULT",
    "Fault",
    "Faulty",
    "NothingSuits",
    "Planted",
    "all_faults",
    "apply_fault",
    "coverage",
    "coverage_in_words",
    "faults_in_force",
    "plant",
    "plant_asked_for",
]
