"""What tests of several folders need."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture
def office() -> str:
    """LibreOffice's program; a test that needs it is skipped where there is none, but never in CI."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed.")
        pytest.skip("LibreOffice is not installed.")
    return found
