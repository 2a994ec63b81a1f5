"""Texts joined group by group, as the codes of a row's errors."""

from __future__ import annotations

import numpy as np


def join_texts(groups: np.ndarray, texts: np.ndarray, separator: str) -> tuple[np.ndarray, np.ndarray]:
    """The texts of each group as one text, in the order in which they are given.

    groups: the number of each text's group. Returns the numbers of the groups, ascending, and their texts.
    """
    order = np.argsort(groups, kind="stable")
    numbers, starts = np.unique(groups[order], return_index=True)
    ends = np.append(starts[1:], len(order)).tolist()
    ordered = texts[order].tolist()
    joined = np.empty(len(numbers), dtype=object)
    joined[:] = [
        separator.join(ordered[start:end]) for start, end in zip(starts.tolist(), ends, strict=False)
    ]
    return numbers, joined
