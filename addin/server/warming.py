"""What a click needs and takes long to have, got ready before the first one."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages

import pandas as pd

from xl903.places.postcodes import load_postcodes
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import nearest_rules_year

_ROOMS = ("xl903", "workbook", "addin.ribbon")
_NOT_FOR_CLICKS = ("xl903.testing", "xl903.synthetic")
_WHEN_NEEDED = (
    "python_calamine",
    "openpyxl",
    "msoffcrypto",
    "lxml.etree",
    "openpyxl.chart",
    "openpyxl.packaging.extended",
    "pandas.io.formats.csvs",
    "email.generator",
    "encodings.cp1252",
    "encodings.cp437",
    "encodings.utf_16",
    "encodings.utf_8_sig",
)
"""What some modules, or libraries, import only where they need it."""


def warm(year: int) -> None:
    """Import all that a click may need, and load the rules and the index of postcodes.

    year: the collection year that is now. What a library lacks is left for the click that needs it, which says so.
    """
    for room in _ROOMS:
        package = import_module(room)
        for found in walk_packages(package.__path__, f"{room}."):
            if not found.name.startswith(_NOT_FOR_CLICKS) and not found.name.endswith("__main__"):
                import_module(found.name)
    for name in _WHEN_NEEDED:
        with suppress(ModuleNotFoundError):
            import_module(name)
    pd.DataFrame({"a": [1]}).to_dict()  # pandas imports the code for it only then
    rules_in_force(nearest_rules_year(year))
    load_postcodes()
