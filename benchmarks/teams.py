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
from workbook.file.xlsx_files import as_bytes, read_found_workbook
from workbook.plan.teams_sheet import TEAM_COLUMNS
from workbook.session.next_run import continue_from
from workbook.teams.passwords import protect
from workbook.teams.proposals import proposals
from workbook.teams.reply_trial import try_replies
from workbook.teams.sent_packs import SentPacks, with_pack
from workbook.teams.team_packs import make_packs, pack_plan

TEAMS = 20


def main() -> None:
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 2_700
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    ret = to_return(spoilt(made_up(children)))
    report = xl903.validate(ret)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        write_workbook(make_plan(report, when=WHEN), path)
        next_run = continue_from(read_found_workbook(path))
    report = timed("validate", lambda: xl903.validate(next_run.ret))
    timed("suggestions", lambda: report.best_suggestions)
    ids = {name: frame.index for name, frame in next_run.tables.items()}
    workers = sorted(ret.sw_episodes.sw_id.dropna().astype(str).unique())
    teams = pd.DataFrame(
        [(who, None, who, f"Team {at % TEAMS}", None, at) for at, who in enumerate(workers)],
        columns=list(TEAM_COLUMNS),
        dtype=object,
    )
    day = dt.date(2026, 4, 20)
    packs = timed("packs", lambda: make_packs(report, ids, teams, made=day, reply_by=day))
    files = timed("their files", lambda: [as_bytes(pack_plan(pack)) for pack in packs])
    timed("a password on each", lambda: [protect(data, "benchmark") for data in files])
    print(f"{len(packs)} packs, {len(report.findings):,} errors, {sum(map(len, files)) / 1e6:.1f} MB")
    sent = SentPacks()
    for pack in packs:
        sent = with_pack(sent, pack.id, pack.lines, next_run.tables, name=pack.name, team=pack.name, made=day)
    lines = sent.lines[sent.lines["field"].isin(["RNE", "LS", "PLACE", "CIN", "DEC"])]
    lines = lines.iloc[np.random.default_rng(1).permutation(len(lines))[:count]]
    came = lines[["pack", "line", "child"]].assign(file="reply.xlsx", value="C2", comment=None)
    came = came.reset_index(drop=True)
    proposed = timed("replies", lambda: proposals(next_run, sent, came))
    timed("trying them", lambda: try_replies(next_run, report, proposed))
    print(f"{len(proposed):,} replies, {proposed['child'].nunique():,} children")


if __name__ == "__main__":
    main()
