"""Records in words, by the dates that tell a child's records of a table apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xl903.s903.schema import TABLES


def describe_records(table: str, frame: pd.DataFrame, *, with_child: bool = False) -> np.ndarray:
    """Each row of a table by its key: "Episode start 01/05/2025"; empty text where the child alone is the key.

    frame: cells as text, blanks as missing values or empty text; a column may be missing. with_child: begin with
    the child's id: "Child id 7, Episode start 01/05/2025".
    """
    text = np.full(len(frame), "", dtype=object)
    for name in TABLES[table].key:
        if name == "CHILD" and not with_child:
            continue
        cells = (
            frame[name].astype(object) if name in frame else pd.Series(None, index=frame.index, dtype=object)
        )
        shown = cells.where(cells.notna() & cells.ne(""), "blank").astype(str)
        label = f"{TABLES[table].column(name).label} "
        text = text + np.where(text == "", "", ", ") + (label + shown).to_numpy(dtype=object)
    return text
