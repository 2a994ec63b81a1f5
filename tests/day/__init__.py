"""Tests of the analyst's day: what is corrected in a workbook, and what a check makes of it."""

import pytest

pytest.register_assert_rewrite("tests.day.week_files")
