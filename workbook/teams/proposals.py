"""What comes back from teams: what each reply proposes, and what speaks against it.

Pure: what was read goes in, a table comes out. ``workbook.plan.replies_sheet`` shows it to the analyst and
``workbook.teams.ticked_replies`` takes what is ticked there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

import numpy as np
import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import records
from workbook.plan.replies_sheet import (
    BLANK,
    COMMENT_ONLY,
    CONFLICT,
    LOOK,
    NOT_POSSIBLE,
    READY,
    REFERENCE,
    SAME,
)
from workbook.session.next_run import NextRun
from workbook.teams.pack_sheets import COMMENT, CORRECT_VALUE, PACK_CHILD, PACK_ERRORS
from workbook.teams.questions import DELETE_ROW, NO, WHOLE_RECORD, YES
from workbook.teams.sent_packs import REPLY_COLUMNS, SentPacks
from workbook.teams.team_packs import reference
from xl903.engine.messages import UserError
from xl903.readers.xlsx_values import XlsxValues
from xl903.s903.schema import DERIVED_COLUMNS, TABLES
from xl903.s903.value_forms import objections
from xl903.tracking.changes import Tables, understood
from xl903.tracking.row_ids import plain

PROPOSAL_COLUMNS = (
    *("file", "team", "reference", "child", "table", "row_id", "field", "codes"),
    *("before", "after", "status", "why", "clears", "breaks", "comment"),
)

_REFERENCE = re.compile(r"([0-9A-F]{6})-([0-9]{1,7})")
_BLANK_WORDS = frozenset({BLANK, f"({BLANK})", "empty"})
TRIED = (READY, LOOK, CONFLICT)
"""What the analyst may tick, and is tried against the rules before."""


def read_reply(data: bytes, name: str) -> pd.DataFrame:
    """The rows of a pack that came back and say something: REPLY_COLUMNS.

    data: the bytes of the file, decrypted. name: its name. value: what was typed, None where nothing was; pack
    and line: None and 0 where the reference is gone. Raises UserError where it is no pack.
    """
    grid = XlsxValues(data, name).get(PACK_ERRORS, ())
    found = records(grid, (REFERENCE, PACK_CHILD, CORRECT_VALUE, COMMENT))
    titles = {str(cell).strip() for row in grid[:30] for cell in row if cell is not None}
    if missing := [title for title in (REFERENCE, CORRECT_VALUE) if title not in titles]:
        raise UserError(
            f"{name} is not an error sheet for a team: its sheet {PACK_ERRORS} has no column {missing[0]}; "
            "ask the team to fill in the workbook they were sent."
        )
    rows = []
    for row in found:
        value, comment = from_sheet(row[CORRECT_VALUE]), from_sheet(row[COMMENT])
        if value is None and comment is None:
            continue
        known = _REFERENCE.fullmatch((from_sheet(row[REFERENCE]) or "").upper())
        pack, line = (known.group(1), int(known.group(2))) if known else (None, 0)
        rows.append((name, pack, line, from_sheet(row[PACK_CHILD]), value, comment))
    return pd.DataFrame(rows, columns=list(REPLY_COLUMNS), dtype=object).astype({"line": np.int64})


def proposals(next_run: NextRun, sent: SentPacks, replies: pd.DataFrame) -> pd.DataFrame:
    """What the replies propose, a row each, PROPOSAL_COLUMNS; clears and breaks are empty until tried.

    next_run: the return as it is now. sent: what references stand for. before and after are the cell now and as the
    team wants it, None for blank. Raises UserError where a file answers packs of another workbook alone.
    """
    _refuse_another_workbooks(sent, replies)
    tables = next_run.tables
    known = replies.merge(sent.lines, "left", on=["pack", "line"], suffixes=("", "_sent"))
    known = known.astype(object).where(known.notna(), None)
    texts = {pack: about["team"] for pack, about in sent.packs.items()}
    result = pd.DataFrame(
        {
            "file": known["file"],
            "team": known["pack"].map(texts),
            "reference": [
                reference(pack, line) if pack else None
                for pack, line in zip(known["pack"], known["line"], strict=True)
            ],
            **{column: known[column] for column in ("child", "table", "row_id", "field")},
            "codes": known["code"],
            "comment": known["comment"],
        }
    ).astype(object)
    result["before"] = _present(tables, result)
    result["after"] = _as_dfe_writes(tables, result, known["value"])
    _answer_about_records(result, known["value"])
    for column in ("clears", "breaks", "why"):
        result[column] = ""
    result["status"] = READY
    _judge(result, known, next_run, sent)
    result = result.astype(object).where(result.notna(), None)
    return result[list(PROPOSAL_COLUMNS)]


def _at(tables: Tables, proposed: pd.DataFrame, table: str) -> tuple[np.ndarray, np.ndarray]:
    """The positions of rows and columns of cells in their table; -1 where there is none."""
    frame = tables[table]
    rows = frame.index.get_indexer(pd.Index(proposed["row_id"].astype(np.int64)))
    return rows, frame.columns.get_indexer(pd.Index(proposed["field"], dtype=object))


def _present(tables: Tables, proposed: pd.DataFrame) -> np.ndarray:
    values = np.full(len(proposed), None, dtype=object)
    for table, part in proposed.reset_index(drop=True).groupby("table"):
        if table in tables:
            rows, columns = _at(tables, part, str(table))
            there = (rows >= 0) & (columns >= 0)
            values[part.index[there]] = plain(tables[str(table)])[rows[there], columns[there]]
    return values


def _as_dfe_writes(tables: Tables, proposed: pd.DataFrame, typed: pd.Series) -> np.ndarray:
    """What was typed, dates and codes written DfE's way, and None for the word that stands for a blank."""
    blank = _in_small_letters(typed).isin(_BLANK_WORDS).to_numpy(dtype=bool)
    values = typed.astype(object).where(typed.notna() & ~blank, None).to_numpy(dtype=object, copy=True)
    for (table, field), part in proposed.reset_index(drop=True).groupby(["table", "field"]):
        if table in tables and field in TABLES[str(table)].column_names:
            cells = pd.DataFrame({field: values[part.index]}, dtype=object)
            values[part.index] = plain(understood({}, {str(table): cells})[str(table)])[:, 0]
    return values


def _in_small_letters(typed: pd.Series) -> pd.Series:
    """What was typed, without spaces round it and in small letters; empty where nothing was."""
    return typed.astype("string").str.strip().str.lower().fillna("")


def _answer_about_records(result: pd.DataFrame, typed: pd.Series) -> None:
    """What a yes to deleting a record proposes, in words."""
    yes = (_in_small_letters(typed) == YES).to_numpy(dtype=bool)
    which = (result["field"] == WHOLE_RECORD) & yes
    result.loc[which, ["before", "after"]] = ["", DELETE_ROW]


def _refuse_another_workbooks(sent: SentPacks, replies: pd.DataFrame) -> None:
    for name, packs in replies.dropna(subset=["pack"]).groupby("file")["pack"]:
        if not packs.isin(list(sent.packs)).any():
            raise UserError(
                f"{name} answers error sheets that were made from another workbook; "
                "load it into the workbook they were made from."
            )


def _judge(result: pd.DataFrame, known: pd.DataFrame, next_run: NextRun, sent: SentPacks) -> None:
    """Set status and why of each reply; the first objection that holds counts."""
    tables = next_run.tables

    def say(which: pd.Series | np.ndarray, status: str, why: str | pd.Series) -> None:
        open_ones = np.asarray(which, dtype=bool) & (result["status"] == READY).to_numpy()
        result.loc[open_ones, "status"] = status
        result.loc[open_ones, "why"] = why if isinstance(why, str) else why[open_ones]

    unknown = known["field"].isna()
    say(known["value"].isna(), COMMENT_ONLY, "")
    whole = known["field"] == WHOLE_RECORD
    said = _in_small_letters(known["value"])
    say(whole & (said == NO), COMMENT_ONLY, "The team says that the record is right.")
    say(whole & (said != YES), NOT_POSSIBLE, f"The question was whether to delete the record: {YES} or {NO}.")
    say(
        unknown,
        NOT_POSSIBLE,
        "The reference is missing or is not from a pack of this workbook. Find the cell by hand.",
    )
    same_child = _ids(known["child"]) == _ids(known["child_sent"])
    say(
        ~same_child,
        NOT_POSSIBLE,
        "The reference belongs to another child, so the rows of the file were mixed up. Find the cell by hand.",
    )
    derived = [
        field in DERIVED_COLUMNS.get(str(table), ())
        for table, field in zip(result["table"], result["field"], strict=True)
    ]
    say(
        np.array(derived, dtype=bool),
        NOT_POSSIBLE,
        "This value is worked out from other fields. Correct those.",
    )
    say(~_exists(result, tables), NOT_POSSIBLE, "The row is no longer in the workbook.")
    equal = result["before"].fillna("").to_numpy() == result["after"].fillna("").to_numpy()
    say(equal, SAME, "")
    changed = _changed_since(result, known, tables, sent)
    say(changed != "", CONFLICT, changed)
    say(*_disagreements(result))
    say(*_repeated(result))
    say(whole, LOOK, "It deletes the whole record; tick it if that is right.")
    wrong = _no_values(result, next_run)
    say(wrong != "", LOOK, wrong)
    say(result["field"] == "CHILD", LOOK, "It would give the row to another child; tick it if that is right.")


def _no_values(result: pd.DataFrame, next_run: NextRun) -> pd.Series:
    """Why what each reply wants is no value of its column; empty where it may be one."""
    why = pd.Series("", index=result.index, dtype=object)
    for (table, field), part in result[result["status"] == READY].groupby(["table", "field"]):
        column = TABLES[str(table)].column(str(field))
        codes = next_run.ret.codes(column.codes) if column.codes else None
        why[part.index] = objections(column, part["after"], codes, next_run.ret.year)
    return why


def _ids(ids: pd.Series) -> np.ndarray:
    return ids.astype("string").str.strip().str.upper().fillna("").to_numpy(dtype=object)


def _exists(result: pd.DataFrame, tables: Tables) -> np.ndarray:
    there = np.zeros(len(result), dtype=bool)
    for table, part in result.reset_index(drop=True).groupby("table"):
        if table in tables:
            rows, columns = _at(tables, part, str(table))
            whole = (part["field"] == WHOLE_RECORD).to_numpy()
            there[part.index] = (rows >= 0) & ((columns >= 0) | whole)
    return there


def _changed_since(result: pd.DataFrame, known: pd.DataFrame, tables: Tables, sent: SentPacks) -> pd.Series:
    """What has changed in the row of each reply since its pack was made, in words; empty where nothing has."""
    said = []
    rows = _present_rows(tables, result)
    for pack, table, row_id in zip(known["pack"], known["table"], known["row_id"], strict=True):
        was = sent.rows.get((pack, table, row_id), {})
        now = rows.get((table, row_id), {})
        fields = [field for field in {**was, **now} if was.get(field) != now.get(field)]
        changes = [
            f"{field} was {was.get(field) or BLANK} and is {now.get(field) or BLANK}" for field in fields
        ]
        said.append("Since the pack was made, " + "; ".join(changes) + "." if changes else "")
    return pd.Series(said, index=result.index, dtype=object)


def _present_rows(tables: Tables, result: pd.DataFrame) -> dict[tuple[str, int], dict[str, str | None]]:
    rows = {}
    for table, part in result.groupby("table"):
        if table in tables:
            frame = tables[str(table)]
            ids = frame.index.intersection(pd.Index(part["row_id"].unique()))
            for row_id, cells in zip(ids, plain(frame.loc[ids]).tolist(), strict=True):
                rows[str(table), int(row_id)] = dict(zip(frame.columns, cells, strict=True))
    return rows


CELL = ["table", "row_id", "field"]
"""What a cell is known by."""


def _disagreements(result: pd.DataFrame) -> tuple[np.ndarray, str, str]:
    """Replies that want different values in one cell."""
    ready = result[result["status"] == READY]
    values = ready["after"].fillna("").groupby([ready[column] for column in CELL])
    several = values.transform("nunique") > 1
    which = result.index.isin(several.index[several])
    return which, CONFLICT, "Another reply has a different value for this cell. Tick the right one."


def _repeated(result: pd.DataFrame) -> tuple[np.ndarray, str, str]:
    ready = result[result["status"] == READY]
    again = ready.index[ready.duplicated(CELL)]
    return result.index.isin(again), SAME, "This is the same as a reply above."


def with_outcome(
    proposed: pd.DataFrame, clears: Mapping[int, str], breaks: Mapping[int, str]
) -> pd.DataFrame:
    """The proposals with the codes that each clears and breaks, by their index."""
    return proposed.assign(
        clears=[clears.get(cast("int", at), "") for at in proposed.index],
        breaks=[breaks.get(cast("int", at), "") for at in proposed.index],
    )
