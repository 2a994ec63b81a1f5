"""Causes: the findings of a report grouped by what would clear them, the best first.

A return with thousands of errors seldom has thousands of faults. One column of an export has the wrong form, one
postcode is wrong on twenty rows, one episode that is missing breaks four rules. ``find_causes`` gives every finding
to exactly one cause, and says of each cause what it is, how much it clears, where it is and what to do.
"""

from xl903.causes.finding_causes import Cause, Causes, find_causes

__all__ = ["Cause", "Causes", "find_causes"]
