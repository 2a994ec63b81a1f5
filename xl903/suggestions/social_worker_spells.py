"""What a child's social workers say of one another: one starts where the one before ended."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from xl903.engine.lookups import Order
from xl903.engine.report import CLEAR
from xl903.engine.table import Table
from xl903.engine.texts import parse_dates
from xl903.s903.returns import Return
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact
from xl903.suggestions.from_provider_list import as_text
from xl903.suggestions.neighbours import Neighbours, in_error_or_beside

_FEWEST_DIGITS = 4
"""An SW_ID that has lost its beginning is looked up if at least so many digits are left."""


def social_worker_candidates(ret: Return, findings: pd.DataFrame) -> list[Candidates]:
    """Values that follow from the social worker before or after, for rows with an error and those next to them."""
    in_error = findings.loc[findings["table"] == "SWEpisodes", "row"].unique().astype(np.int64)
    return list(_of_spells(ret.sw_episodes, in_error)) if len(in_error) else []


def _of_spells(sw: Table, in_error: np.ndarray) -> Iterator[Candidates]:
    order = sw.in_order("sw_decom")
    rows = in_error_or_beside(sw, in_error, order.previous, order.next)
    n = Neighbours(sw, rows, order.previous, order.next)
    nights = 1 if _hand_over_overnight(sw, order) else 0
    when = "the day after, as mostly in this return" if nights else "that day"
    last_day = _shifted(n.after("SW_DECOM"), -nights)
    yield n.candidate(n.has_after, "SW_DEC", last_day, f"the next social worker starts on {when}")
    first_day = _shifted(n.before("SW_DEC"), nights)
    when = "the day before, as mostly in this return" if nights else "that day"
    yield n.candidate(n.has_before, "SW_DECOM", first_day, f"the previous social worker ends on {when}")
    every = np.ones(len(rows), dtype=bool)
    yield n.candidate(every, "SW_ID", _whole_ids(sw, n), "the only SW_ID of the return that ends in this way")
    last = ~n.has_after & (n.own("SW_DEC") != "")
    yield candidates_for(
        *("SWEpisodes", rows[last], "SW_DEC", "", int(Fact.INDICATED)),
        kind=CLEAR,
        said="the child has no later social worker",
    )


def _hand_over_overnight(sw: Table, order: Order) -> bool:
    """Whether the return's social workers mostly start on the day after the one before ended, not on the same."""
    gap = (order.next.sw_decom - sw.sw_dec).dt.days
    return int((gap == 1).sum()) > int((gap == 0).sum())


def _shifted(texts: np.ndarray, days: int) -> np.ndarray:
    """Dates so many days later, as dd/mm/yyyy; "" where there is none."""
    dates = pd.Series(parse_dates(pd.Series(texts, dtype=object))) + pd.Timedelta(days=days)
    shifted = dates.dt.strftime("%d/%m/%Y").astype(object)
    result: np.ndarray = shifted.where(dates.notna(), "").to_numpy(dtype=object)
    return result


def _whole_ids(sw: Table, n: Neighbours) -> np.ndarray:
    """For an SW_ID that has lost its beginning, the one of the return that ends with it; "" for any other."""
    own = n.own("SW_ID")
    known = pd.Series(as_text(sw.text("SW_ID")), dtype=object).drop_duplicates()
    whole = np.full(len(own), "", dtype=object)
    for short in {text for text in own if text.isdigit() and len(text) >= _FEWEST_DIGITS}:
        longer = known[known.str.endswith(short) & (known != short)]
        if len(longer) == 1:
            whole[own == short] = longer.iloc[0]
    return whole
