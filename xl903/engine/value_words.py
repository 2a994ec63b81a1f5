"""What is wrong with the value of a marked cell, in a sentence that names the value."""

from __future__ import annotations

import numpy as np

from xl903.engine.joined_texts import join_texts
from xl903.engine.report import Report
from xl903.engine.tallies import tally

_VALUE = "{value}"


def values_in_words(report: Report) -> np.ndarray:
    """A sentence for each of ``report.marked``: "ZZ9 9ZZ is not a UK postcode.", or what its row's cells hold.

    A rule's own words for a value are used where it has some and the cell is filled. Otherwise every cell that the
    finding marks is named with what it holds.
    """
    marked = report.marked
    field, value = (marked[name].to_numpy(dtype=object) for name in ("field", "value"))
    finding, blank = marked["finding"].to_numpy(), np.asarray(value == "", dtype=bool)
    holds = field + np.where(blank, " is blank", " is " + value)
    known = [code for code, rule in report.rules.items() if rule.value]
    own = marked["code"].isin(known).to_numpy(dtype=bool)
    said = (_listed(finding, holds) + ".")[finding]
    words = {code: (report.rules[code].value or "").split(_VALUE) for code in known}
    parts = [words[code] for code in marked["code"][own]]
    before, after = (np.array([part[at] for part in parts], dtype=object) for at in (0, 1))
    said[own] = np.where(blank[own], holds[own] + ".", before + value[own] + after)
    return said


def _listed(finding: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """The parts of each finding, which follow one another: "a", "a and b", "a, b and c"."""
    size = tally(finding)
    place = np.arange(len(finding)) - (np.cumsum(size) - size)[finding]
    comma = np.where(place == 0, "", np.where(place == size[finding] - 1, " and ", ", ")).astype(object)
    listed = np.full(len(size), "", dtype=object)
    numbers, texts = join_texts(finding, comma + parts, "")
    listed[numbers] = texts
    return listed
