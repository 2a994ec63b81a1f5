"""What rows of a clean return are picked by: their cells, and facts about the row and its child."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from xl903.s903.schema import SHORT_BREAKS, TABLES
from xl903.synthetic.council import Council

_DATE = "date"


class Suiting:
    """The rows of a clean return's tables, both years, as frames to pick rows from.

    Each holds DfE's columns as text (blank is NaN) and, in lower case, the date columns as dates (``decom``,
    ``review``; blank NaT) and facts of the child:

    - ``dob``, ``sex`` (M or F in every year), ``uasc`` (has a UASC row in either year), ``last_year`` (named in
      last year's Header)
    - ``episodes``: number of episodes this year (0 for a care leaver only); ``last_episodes``: last year
    - ``began``: first day of care in this year's Episodes (NaT without); ``left``: last DEC, where care ended
    - ``short_breaks``: some episode this year is of short breaks
    - ``all_year`` (has an OC2 row), ``care_leaver`` (OC3), ``adopted`` (AD1), ``for_adoption``
      (PlacedAdoption), ``missing`` (Missing), ``new`` (PrevPerm), ``dolo``, ``reviews`` (number of them)

    Episodes have besides:

    - ``first``, ``last``: the child's earliest and latest episode this year
    - ``open``: no DEC; ``starts`` and ``ends``: of the year's episodes it is the first or last of a period of
      care; ``carried``: began before 1 April
    - ``prior`` and ``next``: label of the child's episode before and after, -1 without; ``next_decom``,
      ``prior_dec``, ``prior_place``, ``prior_ls``, ``prior_rne``, ``next_place``
    - ``days``: from DECOM to DEC, or to 31 March
    - ``plain``: the child's one episode this year, begun this year, neither short break nor adoption, of nobody
      who is an asylum seeker or a care leaver: what is changed in it touches little else
    """

    def __init__(self, council: Council) -> None:
        self._council = council
        self._start = pd.Timestamp(council.year - 1, 4, 1)
        self._rows: dict[str, pd.DataFrame] = {}

    def rows(self, table: str) -> pd.DataFrame:
        """The rows of ``Episodes`` or ``Episodes_last``; none where the year does not collect the table."""
        if table not in self._rows:
            self._rows[table] = self._make(table)
        return self._rows[table]

    def _make(self, table: str) -> pd.DataFrame:
        name, last_year = table.removesuffix("_last"), table.endswith("_last")
        of = self._council.last_year if last_year else self._council.tables
        collected = of[name] if name in of else pd.DataFrame(columns=list(TABLES[name].column_names))
        cells = collected.astype(object).reset_index(drop=True)
        cells = cells.where(cells.notna())
        rows = _with_dates(name, cells)
        if name == "Episodes":
            rows = _with_neighbours(rows, self._start - pd.DateOffset(years=1) if last_year else self._start)
        facts = self._of_children
        rows = rows[[column for column in rows.columns if column not in facts.columns]]
        rows = rows.join(facts, on="CHILD")
        return rows.assign(plain=_plain(rows)) if name == "Episodes" else rows

    @property
    def _of_children(self) -> pd.DataFrame:
        if "children" not in self._rows:
            self._rows["children"] = self._children()
        return self._rows["children"]

    def _children(self) -> pd.DataFrame:
        now, before = self._council.tables, self._council.last_year
        both = pd.concat([now["Header"], before["Header"]]).drop_duplicates("CHILD").set_index("CHILD")
        facts = pd.DataFrame(index=both.index.astype(object))
        facts["dob"] = pd.to_datetime(both["DOB"], format="%d/%m/%Y")
        facts["sex"] = both["SEX"].astype(object).replace({"1": "M", "2": "F"})
        of_uasc = set(now["UASC"]["CHILD"]) | set(before["UASC"]["CHILD"])
        facts["uasc"] = facts.index.isin(of_uasc)
        facts["last_year"] = facts.index.isin(list(before["Header"]["CHILD"]))
        episodes = _with_neighbours(_with_dates("Episodes", now["Episodes"].astype(object)), self._start)
        of_child = episodes.groupby("CHILD")
        facts["began"] = of_child["decom"].min().reindex(facts.index)
        left = episodes.loc[episodes["last"]].set_index("CHILD")["dec"]
        facts["left"] = left.reindex(facts.index)
        short = set(episodes.loc[episodes["LS"].isin(list(SHORT_BREAKS)), "CHILD"])
        facts["short_breaks"] = facts.index.isin(short)
        facts["episodes"] = _count(now, "Episodes", facts.index)
        facts["last_episodes"] = _count(before, "Episodes", facts.index)
        facts["reviews"] = _count(now, "Reviews", facts.index)
        for fact, name in _HAS_ROWS.items():
            facts[fact] = _count(now, name, facts.index) > 0
        return facts


_HAS_ROWS = {
    "all_year": "OC2",
    "care_leaver": "OC3",
    "adopted": "AD1",
    "for_adoption": "PlacedAdoption",
    "missing": "Missing",
    "new": "PrevPerm",
    "dolo": "DoLo",
}


def _count(tables: Mapping[str, pd.DataFrame], name: str, children: pd.Index) -> pd.Series:
    if name not in tables:
        return pd.Series(0, index=children)
    return tables[name]["CHILD"].astype(object).value_counts().reindex(children).fillna(0).astype(int)


def _with_dates(name: str, cells: pd.DataFrame) -> pd.DataFrame:
    dates = [column.name for column in TABLES[name].columns if column.type == _DATE]
    return cells.assign(
        **{
            column.lower(): pd.to_datetime(cells[column], format="%d/%m/%Y", errors="coerce")
            for column in dates
        }
    )


def _with_neighbours(episodes: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    """Episodes with the facts that order of time gives."""
    ordered = episodes.sort_values(["CHILD", "decom"], kind="stable")
    of_child = ordered.groupby("CHILD", sort=False)
    label = pd.Series(ordered.index, index=ordered.index)
    by_child = label.groupby(ordered["CHILD"], sort=False)
    ordered["prior"] = by_child.shift(1).fillna(-1).astype(int)
    ordered["next"] = by_child.shift(-1).fillna(-1).astype(int)
    ordered["first"], ordered["last"] = ordered["prior"] == -1, ordered["next"] == -1
    ordered["next_decom"], ordered["prior_dec"] = of_child["decom"].shift(-1), of_child["dec"].shift(1)
    for name in ("place", "ls", "rne"):
        ordered[f"prior_{name}"] = of_child[name.upper()].shift(1)
    ordered["next_place"] = of_child["PLACE"].shift(-1)
    ordered["open"] = ordered["DEC"].isna()
    ordered["starts"] = ordered["RNE"] == "S"
    ordered["ends"] = ~ordered["open"] & (ordered["REC"] != "X1")
    ordered["carried"] = ordered["decom"] < start
    until = ordered["dec"].fillna(start + pd.DateOffset(years=1) - pd.Timedelta(days=1))
    ordered["days"] = (until - ordered["decom"]).dt.days
    return ordered.sort_index()


def _plain(episodes: pd.DataFrame) -> pd.Series:
    complicated = ["uasc", "short_breaks", "adopted", "for_adoption", "care_leaver"]
    single = episodes["first"] & episodes["last"] & episodes["starts"] & ~episodes["carried"]
    return single & ~episodes[complicated].fillna(False).astype(bool).any(axis=1)
