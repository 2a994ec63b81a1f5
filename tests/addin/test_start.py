"""The command line answers at once: what its help does not need is not imported for it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from addin.cli.app import Commands
from addin.cli.lazy_commands import first_line, load_command

HEAVY = {"pandas", "numpy", "xl903", "workbook", "rules", "openpyxl", "lxml", "xlwings", "importlib.metadata"}
LIST = f"""
import json, sys
from addin.cli.app import app
try:
    app(["--help"])
except SystemExit:
    print(json.dumps(sorted(set(sys.modules) & {HEAVY!r})))
"""


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    assert json.loads(said[-1]) == []
    listed = [line.strip("│ ").split(" ")[0] for line in said]
    assert set(Commands.places) <= set(listed)


@pytest.mark.parametrize("name", Commands.places)
def test_the_list_says_of_a_command_what_its_own_help_says(name: str) -> None:
    command = load_command(name, Commands.places[name])
    assert command.name == name
    assert first_line(Commands.places[name]) == command.help.partition("\n\n")[0].replace("\n", " ") != ""
