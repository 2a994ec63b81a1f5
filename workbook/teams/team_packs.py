"""Error sheets for social work teams: one workbook each, with its own children's errors and nothing else.

A pack is made of few, chosen values and never cut out of the analyst's workbook, so that nothing of another
team can be left in it: no hidden sheet, row id, property or name.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from workbook.plan.unassigned_sheet import UNASSIGNED
from workbook.session.ownership import find_owners
from workbook.teams.questions import find_questions
from workbook.teams.team_lists import addresses_in
from xl903 import Report

By = Literal["team", "worker"]

_NEVER_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Pack:
    """What one team, or one social worker, gets.

    ``id``: six hexadecimal digits that begin its references. ``name``: whom it is for. ``team``: None for the
    children whom Teams gives to nobody. ``addresses``: from the rows of Teams of this very team (or worker).
    ``lines``: a row per question, in order of child: line (from 1), worker, and the columns of
    ``workbook.teams.questions.find_questions``. ``codes``: the codes of each set that a line names, with their
    meanings. ``made``, ``reply_by``: days.
    """

    id: str
    name: str
    team: str | None
    addresses: tuple[str, ...]
    lines: pd.DataFrame
    made: dt.date
    reply_by: dt.date
    codes: Mapping[str, Mapping[str, str]]

    @property
    def questions(self) -> int:
        """How many questions it asks."""
        return len(self.lines)

    @property
    def errors(self) -> int:
        """How many findings they are about."""
        return len({finding for findings in self.lines["findings"] for finding in findings})

    @property
    def children(self) -> int:
        """How many children it is about."""
        return int(self.lines["child"].nunique())

    @property
    def file_name(self) -> str:
        """The name of its file: whom it is for and the day, such as ``903 errors North 2026-04-20.xlsx``."""
        return f"903 errors {file_name_part(self.name)} {self.made.isoformat()}.xlsx"


def file_name_part(name: str) -> str:
    """A name as Windows takes it in the name of a file."""
    return _NEVER_IN_FILE_NAMES.sub(" ", name)[:_LONGEST_NAME].strip(" .") or "team"


def make_packs(
    report: Report,
    ids: Mapping[str, pd.Index],
    teams: pd.DataFrame,
    *,
    made: dt.date,
    reply_by: dt.date,
    by: By = "team",
    everything: bool = False,
    taken: Collection[str] = (),
    new_id: Callable[[], str] = lambda: secrets.token_hex(3).upper(),
) -> list[Pack]:
    """The packs of a validated return: every question is in exactly one of them.

    everything: ask about what only an analyst can correct too, so that every finding is in a pack.
    ids: for each table the ids of its rows, in the report's order. teams: rows of the sheet Teams. by: a pack
    for each team, or for each social worker. Children without a team are in a pack of their own, the last,
    which has no address. taken: ids of earlier packs. new_id: gives another six hexadecimal digits each time.
    """
    whose = find_owners(report.ret, teams)
    lines = find_questions(report, ids, everything=everything)
    codes = {name: report.ret.codes(name) for name in lines["codes"].dropna().unique()}
    of_child = whose.reindex(pd.Index(lines["child"], dtype=object))
    team = of_child["team"].to_numpy(dtype=object)
    worker = _worker_names(of_child)
    lines["worker"] = worker
    assigned = ~pd.isna(team)
    names = team.copy()
    if by == "worker":
        named = assigned & ~pd.isna(worker)
        names[named] = _team_and_worker(of_child[named], worker[named])
    packs: list[Pack] = []
    used = set(taken)
    for name in [*sorted({str(one) for one in names[assigned]}, key=str.casefold), None]:
        mine = ~assigned if name is None else assigned & (names == name)
        if not mine.any():
            continue
        part = lines[mine].sort_values(["child", "question"], kind="stable", ignore_index=True)
        part.insert(0, "line", np.arange(1, len(part) + 1))
        pack = next(one for one in iter(new_id, None) if one not in used)
        used.add(pack)
        of_team = None if name is None else str(team[mine][0])
        to = () if of_team is None else _addresses(teams, of_team, part, whose if by == "worker" else None)
        packs.append(Pack(pack, name or UNASSIGNED, of_team, to, part, made, reply_by, codes))
    return packs


def _worker_names(of_child: pd.DataFrame) -> np.ndarray:
    named = of_child["worker"].where(of_child["worker"].notna(), of_child["sw_id"])
    return named.astype(object).where(named.notna(), None).to_numpy(dtype=object)


def _team_and_worker(of_child: pd.DataFrame, worker: np.ndarray) -> np.ndarray:
    """The team and the worker's name; where two of a team have one name, the number too."""
    who = pd.DataFrame(
        {"team": of_child["team"].to_numpy(), "worker": worker, "id": of_child["sw_id"].to_numpy()}
    )
    name = who["team"].astype(object) + ", " + who["worker"].astype(object)
    namesakes = who.fillna({"id": ""}).groupby(["team", "worker"])["id"].transform("nunique") > 1
    return name.where(~namesakes, name + " (" + who["id"].fillna("no number") + ")").to_numpy(dtype=object)


def _addresses(
    teams: pd.DataFrame, team: str, lines: pd.DataFrame, whose: pd.DataFrame | None
) -> tuple[str, ...]:
    """The addresses of a team's rows; with ``whose`` only of the rows about the worker whose lines these are."""
    rows = teams[teams["team"] == team]
    if whose is not None:
        mine = whose.loc[whose.index.isin(lines["child"])]
        about = rows["child"].isin(mine.index) | (
            rows["child"].isna() & rows["sw_id"].isin(mine["sw_id"].dropna())
        )
        rows = rows[about]
    found = [address for text in rows["email"] for address in addresses_in(text)]
    return tuple({address.casefold(): address for address in reversed(found)}.values())[::-1]


def reference(pack: str, line: int) -> str:
    """The reference beside a line of a pack: "3F9A0C-12"."""
    return f"{pack}-{line}"
