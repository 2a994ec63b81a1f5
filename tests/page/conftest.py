"""A made-up council, and the page as it is built of its real parts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from page.build import write_page
from xl903.places import load_postcodes
from xl903.synthetic import make_council
from xl903.synthetic.faults import TYPICAL, plant_asked_for

PARTS, NODE = "XL903_PAGE_PARTS", "XL903_PAGE_NODE"
"""Variables that name the folder of the page's parts, and one with node_modules: playwright-core and axe-core."""


@pytest.fixture(scope="session")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    load_postcodes()  # the index is built before it is needed
    made = make_council(children=40, year=2026, seed=1, authority="E08000003")
    plant_asked_for(made, TYPICAL, np.random.default_rng(1), into="csv").council.write(folder)
    return folder


@pytest.fixture(scope="session")
def parts() -> Path:
    return Path(_needed(os.environ.get(PARTS), f"The page's parts are not here; {PARTS} names their folder."))


@pytest.fixture(scope="session")
def page(parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("page") / "xl903.html"
    write_page(parts, out)
    return out


@pytest.fixture(scope="session")
def node() -> str:
    _needed(
        os.environ.get(NODE), f"playwright-core is not here; {NODE} names a folder with its node_modules."
    )
    _needed(shutil.which(os.environ.get("XL903_CHROMIUM", "chromium")), "Chromium is not installed.")
    return _needed(shutil.which("node"), "Node is not installed.")


def _needed(found: str | None, why: str) -> str:
    """What a test needs: without it the test is skipped, but never in CI."""
    if not found:
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return found
