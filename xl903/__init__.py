"""The engine: reads an SSDA903 return, runs the rules on it, and reports what they found.

::

    import xl903

    ret = xl903.load("this-year", "last-year", year=2026, authority="E08000003")
    report = xl903.validate(ret)
    report.findings
"""

from xl903.engine.messages import Message, UserError
from xl903.engine.rule_register import Rule
from xl903.engine.table import Unavailable
from xl903.engine.texts import birthday, differs
from xl903.engine.thin_columns import Cells
from xl903.loading import load
from xl903.places import find_authority
from xl903.s903.registered_rules import rule
from xl903.s903.returns import Return
from xl903.validation import Report, validate

__all__ = [
    "Cells",
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
