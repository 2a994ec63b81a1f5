"""Why an error is likely to be on one side only: in the portal and not here, or here and not in the portal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from xl903.engine.report import Report
from xl903.engine.rule_register import Rule
from xl903.portal.codes_in_cells import family_of, in_order, is_known
from xl903.portal.portal_reports import PortalReport
from xl903.s903.doubts import doubts_about
from xl903.s903.registered_rules import all_rules, rules_in_force
from xl903.s903.stages import ends_checking, stage_of

NOT_LOADED = "The child is not in this workbook. Check the id, or load a newer extract."
UNKNOWN_CODE = "xl903 does not have this check."
LEFT_OUT = "This check was left out here. Click Choose rules to run it."
FAILED = "This check could not run here. The sheet Checks says why."
CHANGED = (
    "The child's data were changed in this workbook after loading. The portal may have the earlier data."
)
UNEXPLAINED_THERE = "Not explained. Compare the child's data in the portal with this workbook."
UNEXPLAINED_HERE = "Corrected, explained or bypassed in the portal, or changed since its report."
NOT_REPORTED = "The portal reports this check for no child. DfE may run it differently, or later."

_REFERENCES: Mapping[str, str] = {
    "providers": "Ofsted's list",
    "postcodes": "postcodes",
    "authority": "the authority",
}
_MANY = 5
"""Children from which on it says something that the portal has a code for none of them."""


@dataclass(frozen=True)
class Situation:
    """What likely reasons depend on.

    children: those of the return. changed: those with rows changed since loading.
    """

    report: Report
    portal: PortalReport
    children: frozenset[str]
    changed: frozenset[str]

    @property
    def year(self) -> int:
        """The collection year whose rules judged the return here."""
        return self.report.rules_year

    @cached_property
    def in_force(self) -> Mapping[str, Rule]:
        """DfE's rules of that year, chosen for the run or not."""
        return {rule.code: rule for rule in rules_in_force(self.year) if rule.is_dfe}


Why = tuple[np.ndarray, pd.Series | str]
"""The rows that a reason fits, and the reason, one for all or one for each."""


def why_only_there(pairs: pd.DataFrame, about: Situation) -> np.ndarray:
    """The likely reason of each pair of child and code that the portal has and xl903 does not."""
    return _first_that_fits(
        pairs,
        [
            (~pairs["child"].isin(about.children).to_numpy(), NOT_LOADED),
            *_not_checked_here(pairs["code"], about),
            (pairs["child"].isin(about.changed).to_numpy(), CHANGED),
            *_another_reading(pairs["code"], about),
        ],
        UNEXPLAINED_THERE,
    )


def why_only_here(pairs: pd.DataFrame, about: Situation) -> np.ndarray:
    """The likely reason of each pair of child and code that xl903 has and the portal does not."""
    listed = about.portal.listed
    theirs = pd.Series(dtype=object) if listed is None else listed.groupby("child")["code"].agg(set)
    of_child = pairs["child"].map(theirs.to_dict())
    second = (pairs["code"].map(lambda code: stage_of(code, about.year)) != 1).to_numpy(dtype=bool)
    hiding = of_child.map(lambda codes: _named(codes, lambda code: stage_of(code, about.year) == 1))
    ending = of_child.map(lambda codes: _named(codes, lambda code: ends_checking(code, about.year)))
    unsure = of_child.map(lambda codes: _named(codes, lambda code: _of_unknown_stage(code, about)))
    known = (pairs["code"].map(lambda code: stage_of(code, about.year)) == 2).to_numpy(dtype=bool)
    many = pairs.groupby("code")["child"].transform("size") >= _MANY
    absent = (many & ~pairs["code"].isin(about.portal.codes)).to_numpy(dtype=bool)
    return _first_that_fits(
        pairs,
        [
            (
                (ending != "").to_numpy(dtype=bool),
                "The portal has "
                + ending
                + " for the child and checks nothing more until that is corrected.",
            ),
            (
                known & (hiding != "").to_numpy(dtype=bool),
                "Stage 2: hidden in the portal until the child's stage-1 errors ("
                + hiding
                + ") are corrected.",
            ),
            (
                second & (hiding + unsure != "").to_numpy(dtype=bool),
                "Possibly hidden in the portal: the stage of the check, or of the child's other errors there ("
                + (hiding.where(hiding != "", unsure))
                + "), is not known.",
            ),
            (pairs["child"].isin(about.changed).to_numpy(), CHANGED),
            *_another_year(about, len(pairs)),
            (absent, NOT_REPORTED),
            *_another_reading(pairs["code"], about),
        ],
        UNEXPLAINED_HERE,
    )


def why_count_differs(codes: pd.DataFrame, about: Situation) -> np.ndarray:
    """The likely reason why the portal's count of a code is not ours, where only its summary is known."""
    fewer = (codes["count"].astype(int) < codes["children"]).to_numpy(dtype=bool)
    hidden = fewer & (codes["code"].map(lambda code: stage_of(code, about.year)) != 1).to_numpy(dtype=bool)
    return _first_that_fits(
        codes,
        [
            *_not_checked_here(codes["code"], about),
            *_another_year(about, len(codes)),
            (
                hidden,
                "Stage-1 errors may hide some in the portal. Load the list of child records in error too.",
            ),
            *_another_reading(codes["code"], about),
        ],
        "Not explained. Load the list of child records in error too, to see which children differ.",
    )


def _first_that_fits(rows: pd.DataFrame, reasons: Iterable[Why], otherwise: str) -> np.ndarray:
    masks, texts = [], []
    for mask, text in reasons:
        masks.append(np.asarray(mask, dtype=bool))
        texts.append(
            np.full(len(rows), text, dtype=object) if isinstance(text, str) else text.to_numpy(dtype=object)
        )
    return np.select(masks, texts, np.full(len(rows), otherwise, dtype=object))


def _not_checked_here(codes: pd.Series, about: Situation) -> list[Why]:
    """Reasons why xl903 could not find a code at all."""
    report = about.report
    members = {family_of(code) for code in about.in_force}
    unknown = ~codes.map(is_known).to_numpy(dtype=bool)
    in_force = codes.isin(list(about.in_force)).to_numpy() | codes.isin(list(members)).to_numpy()
    years = {code: _years_of(code, about.year) for code in codes[~in_force]}
    skipped = codes.map(report.skipped)
    run = [family_of(code) for code in report.rules] + [*report.rules]
    return [
        (unknown, UNKNOWN_CODE),
        (~in_force, codes.map(years).astype(object)),
        (skipped.notna().to_numpy(), "Not checked here. " + skipped.astype(object).fillna("")),
        (codes.isin(list(report.failed)).to_numpy(), FAILED),
        (~codes.isin(run).to_numpy(), LEFT_OUT),
    ]


def _years_of(code: str, year: int) -> str:
    spans = ", ".join(str(rule.years) for rule in all_rules() if code in (rule.code, family_of(rule.code)))
    return f"Not a check of {year} (in force: {spans}). The portal's report may be of another year."


def _another_year(about: Situation, size: int) -> list[Why]:
    year = about.report.ret.year
    text = f"Checked here by the rules of {about.year}, although the return is of {year}."
    return [(np.full(size, year != about.year), text)]


def _another_reading(codes: pd.Series, about: Situation) -> list[Why]:
    """Reasons why DfE may judge the same data otherwise."""
    different = list(codes.unique())
    open_ones = {code: _doubt(code, about) for code in different}
    doubts = {code: text for code, text in open_ones.items() if text}
    sources = {
        code: " and ".join(_REFERENCES[one] for one in about.in_force[code].reference)
        for code in different
        if code in about.in_force and about.in_force[code].reference
    }
    of_source = codes.map(sources)
    return [
        (codes.isin(list(doubts)).to_numpy(), codes.map(doubts).astype(object)),
        (
            of_source.notna().to_numpy(),
            "Depends on "
            + of_source.astype(object).fillna("")
            + ", which may be of another date in the portal.",
        ),
    ]


def _doubt(code: str, about: Situation) -> str:
    """What is open about a code, empty where nothing is."""
    open_questions = [doubt.doubt for doubt in doubts_about(code)[:1]]
    rule = about.in_force.get(code)
    if rule is not None and (conflicts := rule.conflicts_with):
        rules = "rule" if len(conflicts) == 1 else "rules"
        open_questions.append(f"DfE's {rules} {', '.join(conflicts)} can ask for the opposite.")
    return " ".join(["There is a doubt about this check.", *open_questions]) if open_questions else ""


def _of_unknown_stage(code: str, about: Situation) -> bool:
    return stage_of(code, about.year) is None and not ends_checking(code, about.year)


def _named(codes: object, wanted: Callable[[str], bool]) -> str:
    return ", ".join(in_order({code for code in codes if wanted(code)})) if isinstance(codes, set) else ""
