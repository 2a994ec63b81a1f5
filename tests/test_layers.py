"""How the house is built: who may import whom, no import circle, and no two modules of one name."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = [
    name
    for name in ("xl903", "rules", "workbook", "addin", "simulated_excel", "page")
    if (ROOT / name).is_dir()
]

KNOWN_CIRCLES: frozenset[frozenset[str]] = frozenset()
"""Circles that are still to be undone. This list only ever gets shorter."""

_PYTHONS_OWN_NAMES = frozenset({"__init__", "__main__"})
_THE_SAME_THING = {
    "schema": {"xl903.engine.schema", "xl903.s903.schema"},  # what a schema is, and the one of this return
}


@cache
def graph() -> grimp.ImportGraph:
    """Every import between the project's modules, those for types included."""
    return grimp.build_graph(
        *PACKAGES, include_external_packages=False, exclude_type_checking_imports=False, cache_dir=None
    )


def circles_of(imports: Mapping[str, Iterable[str]]) -> set[frozenset[str]]:
    """One circle after another, each cut open once it is found."""
    left = {module: set(imported) for module, imported in imports.items()}
    found = set()
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            around = error.args[1]
            found.add(frozenset(around))
            left[around[1]].discard(around[0])
        else:
            return found


def test_a_circle_is_found_wherever_it_begins() -> None:
    imports = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": ["e"], "e": ["d"], "f": ["a"]}
    assert circles_of(imports) == {frozenset("abc"), frozenset("de")}


def test_no_module_imports_itself_round_a_corner_not_even_for_types() -> None:
    imports = {module: graph().find_modules_directly_imported_by(module) for module in graph().modules}
    circles = circles_of(imports)
    assert not circles - KNOWN_CIRCLES, [" -> ".join(sorted(circle)) for circle in circles - KNOWN_CIRCLES]
    assert not KNOWN_CIRCLES - circles, "undone, so take it out of KNOWN_CIRCLES"


def test_the_layers_of_pyproject_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    if not lint_imports.exists() and not lint_imports.with_suffix(".exe").exists():
        pytest.fail("import-linter is not installed: pip install -e .[dev]")
    outcome = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_no_two_modules_have_the_same_name() -> None:
    modules: defaultdict[str, set[str]] = defaultdict(set)
    for module in graph().modules:
        modules[module.rpartition(".")[2]].add(module)
    alike = {
        name: sorted(those)
        for name, those in modules.items()
        if len(those) > 1 and name not in _PYTHONS_OWN_NAMES and not _mean_the_same(name, those)
    }
    assert not alike


def _mean_the_same(name: str, modules: set[str]) -> bool:
    """Whether they are a subject's rules and its planted faults, or are known to be two sides of one thing."""
    return modules in (_THE_SAME_THING.get(name), {f"rules.{name}", f"xl903.synthetic.faults.{name}"})
