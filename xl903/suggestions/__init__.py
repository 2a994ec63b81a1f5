"""Suggestions: for a wrong cell the value that is probably right, with what speaks for it.

Placement errors are compared with Ofsted's register and with the child's other episodes; wrongly written
dates, codes and postcodes are put right without either. A suggestion fills one cell with one value, has
been tried against the rules, and is never applied unasked.
"""

from xl903.suggestions.search import CONFIDENCES, suggest

__all__ = ["CONFIDENCES", "suggest"]
