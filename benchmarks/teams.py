"""How long error sheets for teams take: python benchmarks/teams.py [CHILDREN] [REPLIES].

Prints seconds for the packs of a made-up council with 20 teams, and for trying replies against the rules, for 2,700
children and 100 replies where no numbers are given. One of fifty codes and dates is spoilt.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from check_again import WHEN, timed
from councils import made_up, spoilt, to_return

import xl903
from workbook import make_plan, write_workbook
from workbook.check import as_left
from workbook.file import as_bytes, read_seen
from workbook.packs import make_packs, pack_plan
from workbook.protection import protected
from workbook.replies import proposals
from workbook.reply_trial import tried
from workbook.sent import Sent, with_pack
from workbook.teams import TEAM_COLUMNS

TEAMS = 20


def main() -> None:
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 2_700
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    ret = to_return(spoilt(made_up(children)))
    report = xl903.validate(ret)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        write_workbook(make_plan(report, when=WHEN), path)
        left = as_left(read_seen(path))
    report = timed("validate", lambda: xl903.validate(left.ret))
    timed("suggestions", lambda: report.best_suggestions)
    ids = {name: frame.index for name, frame in left.tables.items()}
    workers = sorted(ret.sw_episodes.sw_id.dropna().astype(str).unique())
    teams = pd.DataFrame(
        [(who, None, who, f"Team {at % TEAMS}", None, at) for at, who in enumerate(workers)],
        columns=list(TEAM_COLUMNS),
        dtype=object,
    )
    day = dt.date(2026, 4, 20)
    packs = timed("packs", lambda: make_packs(report, ids, teams, made=day, reply_by=day))
    files = timed("their files", lambda: [as_bytes(pack_plan(pack)) for pack in packs])
    timed("a password on each", lambda: [protected(data, "benchmark") for data in files])
    print(f"{len(packs)} packs, {len(report.findings):,} errors, {sum(map(len, files)) / 1e6:.1f} MB")
    sent = Sent()
    for pack in packs:
        sent = with_pack(sent, pack.id, pack.lines, left.tables, name=pack.name, team=pack.name, made=day)
    lines = sent.lines[sent.lines["field"].isin(["RNE", "LS", "PLACE", "CIN", "DEC"])]
    lines = lines.iloc[np.random.default_rng(1).permutation(len(lines))[:count]]
    came = lines[["pack", "line", "child"]].assign(file="reply.xlsx", value="C2", comment=None)
    came = came.reset_index(drop=True)
    proposed = timed("replies", lambda: proposals(left.seen.memory.loaded, left.tables, sent, came))
    timed("trying them", lambda: tried(left, report, proposed))
    print(f"{len(proposed):,} replies, {proposed['child'].nunique():,} children")


if __name__ == "__main__":
    main()
