"""Tests rules by their YAML cases: small tables, and a mark on each row that the rule must flag.

::

    from xl903.testing import run_cases

    result = run_cases("tests/rules/218.yaml")
    assert not result.failures, result.failures[0]

tests/rules/README.md describes the cases. On the command line: ``xl903 rules --test tests/rules/218.yaml``.
"""

from xl903.testing.case_runs import Failure, TestedCases, run_case, run_cases
from xl903.testing.rule_cases import OWN_AUTHORITY, Case, read_cases

__all__ = ["OWN_AUTHORITY", "Case", "Failure", "TestedCases", "read_cases", "run_case", "run_cases"]
