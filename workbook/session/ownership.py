"""Who owns a child's errors: the social worker of SWEpisodes, or what the sheet Teams says of the child."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xl903 import Return

OWNER_COLUMNS = ("sw_id", "worker", "team")


def find_owners(ret: Return, rows: pd.DataFrame) -> pd.DataFrame:
    """For each child of the return who is in charge: indexed by child, with OWNER_COLUMNS, None where unknown.

    A row of Teams about the child comes first, then one about the child's latest social worker. Without
    either there is no team, and ``worker`` is None too.
    """
    children = ret.all_children
    sw_id = _texts(ret.social_workers.reindex(children))
    about_child = rows[rows["child"].notna()].drop_duplicates("child").set_index("child")
    about_worker = rows[rows["child"].isna() & rows["sw_id"].notna()]
    about_worker = about_worker.drop_duplicates("sw_id").set_index("sw_id")
    own = children.isin(about_child.index)
    known = _texts(about_child["sw_id"].reindex(children))
    # a child's own row that names another worker and leaves out the number is not about that of SWEpisodes
    another = own & ~pd.isna(_texts(about_child["worker"].reindex(children)))
    found = {"sw_id": np.where(pd.isna(known) & ~another, sw_id, known)}
    for column in ("worker", "team"):
        of_child = _texts(about_child[column].reindex(children))
        of_worker = _texts(about_worker[column].reindex(pd.Index(sw_id, dtype=object)))
        found[column] = np.where(own, of_child, of_worker)
    return pd.DataFrame(found, index=children, columns=list(OWNER_COLUMNS), dtype=object)


def _texts(values: pd.Series) -> np.ndarray:
    values = values.astype(object)
    return values.where(values.notna(), None).to_numpy(dtype=object)
