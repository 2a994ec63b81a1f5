"""Counting small whole numbers, on 32-bit platforms too, as the web page is one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def tally(
    numbers: npt.ArrayLike, weights: npt.ArrayLike | None = None, minlength: int = 0
) -> npt.NDArray[Any]:
    """How often each number from 0 on is there, or the sum of its weights; as ``numpy.bincount``.

    That takes only integers of the platform's own size; numbers from pandas have 64 bits everywhere.
    """
    return np.bincount(np.asarray(numbers).astype(np.intp, copy=False), weights, minlength)
