"""What the engine asks of a return in order to judge it by rules and to report on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, Self

import pandas as pd

from xl903.engine.schema import Dataset
from xl903.engine.table import Table


class OneYear(Protocol):
    """The tables of one collection year."""

    year: int

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables as loaded, cells as the text that came in, rows counted from 0."""
        raise NotImplementedError

    def table(self, name: str) -> Table:
        """The table of that name as rules see it; without rows where it is not loaded."""
        raise NotImplementedError


class Judged(OneYear, Protocol):
    """A return: this year's tables, and last year's beside them.

    ``source``: the format it came in. ``rules_year``: the collection year whose rules judge it.
    """

    dataset: Dataset
    rules_year: int

    @property
    def source(self) -> str:
        """The format it came in."""
        raise NotImplementedError

    @property
    def last_year(self) -> OneYear:
        """The tables of the collection year before."""
        raise NotImplementedError

    def judged_by(self, rules_year: int) -> Self:
        """The same return, to be judged by the rules and code sets of that collection year."""
        raise NotImplementedError
