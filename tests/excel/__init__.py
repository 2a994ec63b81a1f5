"""Tests of the ribbon's commands in a simulated Excel."""

import pytest

pytest.register_assert_rewrite("tests.excel.expected")
