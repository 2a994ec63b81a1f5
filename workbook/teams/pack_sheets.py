"""The workbook that a team gets: what is asked and by when, its children, and a line per question to fill in."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbook.plan.codes_sheet import LONGEST_LIST, LONGEST_TITLE, input_help
from workbook.plan.replies_sheet import BLANK, REFERENCE
from workbook.plan.sheet_model import Block, Choice, Column, Line, Plan, Sheet, Value
from workbook.teams.questions import NO, WHOLE_RECORD, YES, label_of
from workbook.teams.team_packs import Pack, reference
from xl903.engine.wording import count
from xl903.s903.schema import TABLES

CORRECT_VALUE, COMMENT = "Correct value", "Comment"
"""Columns of a pack that the team fills in; they and REFERENCE are read when it comes back."""

PACK_CHILD = "Child"
PACK_ERRORS = "Errors"

_ERROR_COLUMNS = (
    Column(PACK_CHILD, 11),
    Column("Worker", 16, "wrapped"),
    Column("Question", 42, "wrapped"),
    Column("Record", 16, "wrapped"),
    Column("Which record", 16, "wrapped"),
    Column("Field", 18, "wrapped"),
    Column("Value now", 30, "wrapped"),
    Column(CORRECT_VALUE, 20, "answer"),
    Column(COMMENT, 26, "answer"),
    Column("What is wrong", 32, "wrapped"),
    Column(REFERENCE, 14),
)


def pack_plan(pack: Pack) -> Plan:
    """The workbook of a pack: Summary, Children and Errors."""
    return Plan((_summary(pack), _children(pack), _errors(pack)))


def asked_in_words(pack: Pack) -> str:
    """How much is asked, such as "12 questions about 5 children"."""
    about = count(pack.children, "child", "children")
    return f"{count(pack.questions, 'question')} about {about}"


def _summary(pack: Pack) -> Sheet:
    lines = [
        Line(1, 1, f"Questions for {pack.name}", "title"),
        Line(2, 1, f"{asked_in_words(pack)}. Please reply by {pack.reply_by:%d/%m/%Y}.", "heading"),
    ]
    how_to = (
        f'1. On the sheet {PACK_ERRORS}, answer each question in the shaded column "{CORRECT_VALUE}". '
        "Type dates like this: 31/01/2026.",
        f'2. If the field should be empty, type: {BLANK}. If the value is right as it is, say why in "{COMMENT}".',
        "3. Correct the child's record in your own system too. Otherwise the error will come back.",
        "4. Save the workbook and reply with it. It is about children, so do not share it with anybody else.",
        f"Made on {pack.made:%d/%m/%Y}.",
    )
    lines += [Line(4 + offset, 1, sentence) for offset, sentence in enumerate(how_to)]
    wrong = pack.lines.groupby("title", sort=False)
    rules = wrong.agg(questions=("question", "size"), children=("child", "nunique")).reset_index()
    rules = rules.sort_values(["questions", "title"], ascending=[False, True])
    columns = (
        Column("What is wrong", 88, "wrapped"),
        Column("Questions", 13, "number"),
        Column("Children", 12, "number"),
    )
    rows = [tuple(one) for one in rules.astype(object).to_numpy(dtype=object).tolist()]
    return Sheet("Summary", "list", tuple(lines), Block("Rules", columns, rows, top=5 + len(how_to)))


def _children(pack: Pack) -> Sheet:
    questions = pack.lines.groupby("child", sort=False, dropna=False).size()
    workers = pack.lines.drop_duplicates("child")["worker"].to_numpy(dtype=object)
    rows: Sequence[Sequence[Value]] = [
        (str(child) if isinstance(child, str) else None, int(number), worker)
        for child, number, worker in zip(questions.index, questions, workers, strict=True)
    ]
    columns = (Column(PACK_CHILD, 14), Column("Questions", 13, "number"), Column("Worker", 30))
    return Sheet("Children", "list", block=Block("Children_list", columns, rows), frozen=1)


def _errors(pack: Pack) -> Sheet:
    return Sheet(
        PACK_ERRORS,
        "list",
        block=Block("Errors_list", _ERROR_COLUMNS, _rows(pack)),
        choices=_choices(pack),
        frozen=1,
        prints_all=True,
    )


def _rows(pack: Pack) -> list[Sequence[Value]]:
    lines = pack.lines
    shown = {
        PACK_CHILD: lines["child"],
        "Worker": lines["worker"],
        "Question": lines["ask"],
        "Record": lines["table"].map({name: table.label for name, table in TABLES.items()}),
        "Which record": lines["which"].where(lines["which"] != "", None),
        "Field": lines["field"].map(label_of),
        "Value now": lines["value"],
        CORRECT_VALUE: pd.Series(None, index=lines.index, dtype=object),
        COMMENT: pd.Series(None, index=lines.index, dtype=object),
        "What is wrong": lines["title"],
        REFERENCE: pd.Series([reference(pack.id, line) for line in lines["line"]], dtype=object),
    }
    cells = pd.DataFrame(shown, dtype=object)[[column.title for column in _ERROR_COLUMNS]]
    return [tuple(row) for row in cells.where(cells.notna(), None).to_numpy(dtype=object)]


def _choices(pack: Pack) -> list[Choice]:
    """The codes that may be the answer, with their meanings, and yes and no for whether a record should go."""
    column = next(at for at, one in enumerate(_ERROR_COLUMNS) if one.title == CORRECT_VALUE)
    whole = tuple(pack.lines.index[pack.lines["field"] == WHOLE_RECORD].tolist())
    found = []
    if whole:
        found.append(Choice(column, (YES, NO), "", label_of(WHOLE_RECORD), "Should it be deleted?", whole))
    for name, part in pack.lines.groupby("codes"):
        codes = pack.codes[str(name)]
        if len(",".join(codes)) > LONGEST_LIST:
            continue
        label = label_of(str(part["field"].iloc[0]))
        said = input_help(label, codes)
        found.append(
            Choice(column, tuple(codes), "", label[:LONGEST_TITLE], said, tuple(part.index.tolist()))
        )
    return found
