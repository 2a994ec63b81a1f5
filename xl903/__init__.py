"""The engine: reads an SSDA903 return, runs the rules on it, and reports what they found.

::

    import xl903

    ret = xl903.load("this-year", "last-year", year=2026, authority="E08000003")
    report = xl903.validate(ret)
    report.findings
"""

from xl903.cells import birthday, differs
from xl903.engine import validate
from xl903.loading import load
from xl903.messages import Message, UserError
from xl903.places import find_authority
from xl903.report import Report
from xl903.returns import Return
from xl903.rulebook import Rule, rule
from xl903.table import Unavailable

__all__ = [
    "Message",
    "Report",
    "Return",
    "Rule",
    "Unavailable",
    "UserError",
    "birthday",
    "differs",
    "find_authority",
    "load",
    "rule",
    "validate",
]
