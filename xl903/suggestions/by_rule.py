"""What a rule itself leaves: cells that have to be blank, the only code that fits, rows that may not be there.

Each line names its codes, what has to hold in the row, and the sentence that says so; a correction is offered only
where the row's other cells say that it is likely, never because it would pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from xl903.engine.report import CLEAR, DELETE, VALUE
from xl903.engine.table import Table
from xl903.s903.returns import Return
from xl903.s903.schema import SHORT_BREAKS
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact
from xl903.suggestions.from_provider_list import as_text

ANY = frozenset({"*"})
"""Any text, but not a blank."""

_BLANK = frozenset({""})
_TEMPORARY = frozenset({"T0", "T1", "T2", "T3"})


@dataclass(frozen=True)
class Left:
    """What some rules leave for the cells of a row that they find.

    codes: the rules. table: the one of the row. cells: what each column should hold, "" for blank; several are one
    correction. said: what speaks for it. where: what other cells of the row have to hold. delete: the row may
    not be there at all, and ``cells`` is empty. unlikely: something else may as well be
    wrong. unless: rules that say that something else is. and_header: where no other file has a row of the child,
    Header's row goes with it.
    """

    codes: tuple[str, ...]
    table: str
    cells: Mapping[str, str]
    said: str
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    delete: bool = False
    unlikely: bool = False
    unless: tuple[str, ...] = ()
    and_header: bool = False


def _one_of(*codes: str) -> frozenset[str]:
    return frozenset(codes)


_SHORT_BREAK = "LS says that this is a short break, which has no {}"
_COUPLES = {"both sexes": _one_of("MF"), "one sex": _one_of("MM", "FF")}

LEAVES = (
    Left(("398",), "Episodes", {"HOME_POST": ""}, _SHORT_BREAK.format("home postcode"), {"LS": SHORT_BREAKS}),
    Left(
        ("214", "398", "420"),
        "Episodes",
        {"PL_POST": ""},
        _SHORT_BREAK.format("placement postcode"),
        {"LS": SHORT_BREAKS},
    ),
    Left(("214",), "Episodes", {"URN": ""}, _SHORT_BREAK.format("URN"), {"LS": SHORT_BREAKS}),
    Left(
        ("406",),
        "Episodes",
        {"HOME_POST": ""},
        "the child is unaccompanied and seeks asylum, so has no home postcode",
    ),
    Left(
        *(("178", "213"), "Episodes", {"PLACE_PROVIDER": ""}),
        *("PLACE says that this is a temporary placement, which has no provider", {"PLACE": _TEMPORARY}),
    ),
    Left(
        *(("222", "219"), "Episodes", {"URN": ""}),
        *("PLACE says that the child lives with parents, who have no URN", {"PLACE": _one_of("P1")}),
    ),
    Left(
        ("243",), "Episodes", {"URN": ""}, "the placement is outside England, where Ofsted registers nobody"
    ),
    Left(
        *(("226",), "Episodes", {"REASON_PLACE_CHANGE": ""}),
        *(
            "the move is to or from a temporary placement, which needs no reason",
            {"PLACE": _TEMPORARY | {"T4"}},
        ),
    ),
    Left(
        *(("233",), "Episodes", {"REASON_PLACE_CHANGE": ""}),
        *("the episode has no DEC, so the child has not moved", {"DEC": _BLANK}),
    ),
    Left(
        *(("530", "531"), "Episodes", {"PLACE_PROVIDER": "PR0"}),
        *(
            "PLACE says that the child lives with parents, and PR0 is their only code",
            {"PLACE": _one_of("P1")},
        ),
    ),
    Left(
        *(("158",), "OC2", {"INTERVENTION_OFFERED": ""}),
        *("INTERVENTION_RECEIVED says that help was received", {"INTERVENTION_RECEIVED": _one_of("1")}),
    ),
    Left(
        *(("193",), "OC2", {"INTERVENTION_RECEIVED": ""}),
        "SUBSTANCE_MISUSE says that there is no problem",
        {"SUBSTANCE_MISUSE": _one_of("0"), "INTERVENTION_OFFERED": _BLANK},
    ),
    Left(
        *(("193",), "OC2", {"INTERVENTION_OFFERED": ""}),
        "SUBSTANCE_MISUSE says that there is no problem",
        {"SUBSTANCE_MISUSE": _one_of("0"), "INTERVENTION_RECEIVED": _BLANK},
    ),
    Left(
        ("188", "189"),
        "OC2",
        {"SDQ_SCORE": ""},
        "by DOB the child has no SDQ score at this age",
        {"SDQ_REASON": _BLANK},
    ),
    Left(
        ("188", "189"),
        "OC2",
        {"SDQ_REASON": ""},
        "by DOB the child has no SDQ score at this age",
        {"SDQ_SCORE": _BLANK},
    ),
    Left(
        ("197A", "197a"),
        "OC2",
        {"SDQ_REASON": ""},
        "there is a score, so no reason is needed for a missing one",
        {"SDQ_SCORE": ANY},
    ),
    Left(
        ("542",),
        "OC2",
        {"CONVICTED": ""},
        "by DOB the child was under 10, the age of criminal responsibility",
    ),
    Left(("546",), "OC2", {"HEALTH_CHECK": ""}, "by DOB the child was over 5, so has no development check"),
    Left(
        ("165", "628"),
        "Header",
        {"MOTHER": ""},
        "SEX says that the child is a boy",
        {"SEX": _one_of("M", "1")},
    ),
    Left(("174",), "Header", {"MC_DOB": ""}, "SEX says that the child is a boy", {"SEX": _one_of("M", "1")}),
    Left(("628",), "Header", {"MOTHER": ""}, "the child had no episode in the year"),
    Left(
        ("612",),
        "Header",
        {"MC_DOB": ""},
        "MOTHER says that the child is not a mother",
        {"MOTHER": _one_of("0")},
    ),
    Left(
        *(("344",), "OC3", {"ACTIV": "0", "ACCOM": "0"}),
        *("IN_TOUCH says that nothing more is known", {"IN_TOUCH": _one_of("DIED", "RHOM")}),
    ),
    Left(
        *(("440", "441", "XL00"), "Reviews", {"REVIEW_CODE": "PN0"}),
        *(
            "by DOB the child was under 4 at the review",
            {"REVIEW_CODE": _one_of(*(f"PN{n}" for n in range(1, 8)))},
        ),
    ),
    Left(
        *(("525", "553"), "PlacedAdoption", {"DATE_PLACED_CEASED": "", "REASON_PLACED_CEASED": ""}),
        *(
            "the adoption, or the placement for it, continued",
            {"DATE_PLACED_CEASED": ANY, "REASON_PLACED_CEASED": ANY},
        ),
    ),
    Left(
        ("511", "175"),
        "AD1",
        {"NB_ADOPTR": "1"},
        "SEX_ADOPTR names one adopter",
        {"SEX_ADOPTR": _one_of("M1", "F1")},
    ),
    Left(
        ("511", "175"),
        "AD1",
        {"NB_ADOPTR": "2"},
        "SEX_ADOPTR names two adopters",
        {"SEX_ADOPTR": _one_of("MM", "FF", "MF")},
    ),
    Left(
        ("519",),
        "AD1",
        {"LS_ADOPTR": "L0"},
        "SEX_ADOPTR names one adopter",
        {"SEX_ADOPTR": _one_of("M1", "F1")},
    ),
    Left(
        *(("520",), "AD1", {"LS_ADOPTR": "L12"}),
        *(
            "SEX_ADOPTR names a couple of the same sex",
            {"SEX_ADOPTR": _COUPLES["one sex"], "LS_ADOPTR": _one_of("L11")},
        ),
    ),
    Left(
        *(("524",), "AD1", {"LS_ADOPTR": "L11"}),
        *(
            "SEX_ADOPTR names a man and a woman",
            {"SEX_ADOPTR": _COUPLES["both sexes"], "LS_ADOPTR": _one_of("L12")},
        ),
    ),
    Left(
        *(("517",), "AD1", {"LS_ADOPTR": "L4"}),
        *(
            "SEX_ADOPTR names a couple of the same sex",
            {"SEX_ADOPTR": _COUPLES["one sex"], "LS_ADOPTR": _one_of("L3")},
        ),
    ),
    Left(
        *(("518",), "AD1", {"LS_ADOPTR": "L3"}),
        *(
            "SEX_ADOPTR names a man and a woman",
            {"SEX_ADOPTR": _COUPLES["both sexes"], "LS_ADOPTR": _one_of("L4")},
        ),
    ),
    Left(
        *(
            ("185", "190", "198"),
            "OC2",
            {},
            "the child's episodes show a break in the year, and OC2 is for a whole year in care",
        ),
        delete=True,
    ),
    Left(
        *(("187",), "OC3", {}, "the child's episodes show a whole year in care, and OC3 is for care leavers"),
        delete=True,
    ),
    Left(
        ("391", "1007", "1016"),
        "OC3",
        {},
        "by DOB and the child's episodes this is not a care leaver of the year",
        delete=True,
    ),
    *(
        Left(
            ("1012",),
            table,
            {},
            "the child has no episode in the year, so belongs in no file but OC3",
            delete=True,
        )
        for table in ("UASC", "Reviews", "OC2", "AD1", "PlacedAdoption", "PrevPerm", "Missing", "SWEpisodes")
    ),
    Left(("1014",), "UASC", {}, "the child has no episode in the year", delete=True),
    Left(
        ("399",), "Reviews", {}, "by LS the child had only short breaks, which are not reviewed", delete=True
    ),
    Left(
        *(("578", "581"), "Missing", {}, "by the child's episodes it was not in care on that day"),
        delete=True,
        unless=("586",),
        unlikely=True,
    ),
    Left(
        *(("620",), "Header", {"MOTHER": "0", "MC_DOB": ""}),
        *("by DOB the child is under 11", {"MC_DOB": ANY}),
    ),
    Left(
        *(("165", "393"), "Header", {"MOTHER": "0"}, "MC_DOB is blank, so no child of hers is known"),
        {"MOTHER": _BLANK, "MC_DOB": _BLANK, "SEX": _one_of("F", "2")},
        unlikely=True,
    ),
    Left(
        *(("561", "584"), "PlacedAdoption", {}, "last year's return has the decision as given up"),
        delete=True,
        unlikely=True,
    ),
    Left(
        *(("SW07STG2",), "SWEpisodes", {}, "SW_DEC is before the time that the return asks about"),
        delete=True,
        unlikely=True,
    ),
    Left(("1000",), "OC3", {}, "by REC the child died in care", delete=True, and_header=True),
    Left(
        *(
            ("1001", "1002", "1010"),
            "OC3",
            {},
            "by both years' episodes this is not a care leaver of the year",
        ),
        delete=True,
        unlikely=True,
        and_header=True,
    ),
    Left(("1011",), "OC3", {}, "by REC, care continued with another authority", delete=True),
    Left(("348",), "OC3", {}, "by last year's IN_TOUCH the child had died", delete=True, and_header=True),
    Left(("570",), "Missing", {}, "MIS_START is after the end of the year", delete=True),
    Left(
        ("571",),
        "Missing",
        {"MIS_END": ""},
        "MIS_END is after the end of the year, when the child was still missing",
    ),
    Left(
        *(("385",), "Episodes", {"DEC": "", "REC": ""}),
        *("DEC is after the end of the year, when the episode was still open", {"REC": ANY}),
    ),
    Left(("602",), "AD1", {}, "no episode of the child ends with an adoption in the year", delete=True),
)
"""What rules leave; the first that applies is as good as a later one."""


def by_rule_candidates(ret: Return, findings: pd.DataFrame) -> list[Candidates]:
    """Corrections that follow from a rule and the row's other cells."""
    found: list[Candidates] = []
    rows = {key: part["row"].unique() for key, part in findings.groupby(["table", "code"])}
    for number, left in enumerate(LEAVES):
        of_rule = [rows[left.table, code] for code in left.codes if (left.table, code) in rows]
        if of_rule and ret.has(left.table):
            chosen = np.unique(np.concatenate(of_rule)).astype(np.int64)
            for code in left.unless:
                chosen = np.setdiff1d(chosen, rows.get((left.table, code), ()))
            found += _corrections(ret.table(left.table), left, number, chosen)
            if left.and_header:
                found += _with_header(ret, left, number, chosen)
    return found


def _with_header(ret: Return, left: Left, number: int, rows: np.ndarray) -> Iterator[Candidates]:
    """Deleting rows together with Header's, of children of whom no other file of the year has a row."""
    if not ret.has("Header"):
        return
    others = [ret.table(name).child_codes for name in ret.tables if name not in ("Header", left.table)]
    child = ret.table(left.table).child_codes[rows]
    alone = (child >= 0) & ~np.isin(child, np.concatenate([*others, np.zeros(0, dtype=np.int64)]))
    header = ret.header.child_codes
    in_header = np.flatnonzero(np.isin(header, child[alone]))
    for name, chosen, of in (
        (left.table, rows[alone], child[alone]),
        ("Header", in_header, header[in_header]),
    ):
        yield candidates_for(
            *(name, chosen, "", "", int(Fact.CONCEIVABLE)),
            kind=DELETE,
            said=f"{left.said}, and no other file has a row of the child",
            group=_PAIRS + of.astype(np.int64) * len(LEAVES) + number,
        )


_PAIRS = 1 << 40
"""Groups from here on are of rows in two tables."""


def _corrections(table: Table, left: Left, number: int, rows: np.ndarray) -> Iterator[Candidates]:
    for column, wanted in left.where.items():
        own = as_text(table.text(column).take(rows))
        fits = own != "" if wanted is ANY else np.isin(own, list(wanted))
        rows = rows[fits]
    fact = int(Fact.CONCEIVABLE if left.unlikely else Fact.INDICATED)
    if left.delete:
        yield candidates_for(left.table, rows, "", "", fact, kind=DELETE, said=left.said)
    for column, value in left.cells.items():
        own = as_text(table.text(column).take(rows))
        changed = rows[own != value]
        group = changed * len(LEAVES) + number if len(left.cells) > 1 else -1
        kind = VALUE if value else CLEAR
        yield candidates_for(left.table, changed, column, value, fact, kind=kind, said=left.said, group=group)
