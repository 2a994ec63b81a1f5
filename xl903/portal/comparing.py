"""What the portal reported beside what was found here: agreed, only there, only here, by child and by code."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from xl903.engine.messages import UserError
from xl903.engine.report import Report
from xl903.engine.rule_register import code_order
from xl903.places.authorities import find_authority
from xl903.portal.codes_in_cells import family_of
from xl903.portal.portal_reports import PortalReport
from xl903.portal.reasons import Situation, why_count_differs, why_only_here, why_only_there

BOTH, ONLY_THERE, ONLY_HERE = "Both", "Only in the portal", "Only here"

PAIR_COLUMNS = ("child", "code", "where", "errors", "reason")
CODE_COLUMNS = ("code", "both", "only_there", "only_here", "errors", "children", "count", "fits", "reason")
_CHILDREN, _ERRORS, _EITHER = "children", "errors", "children and errors"
NEITHER = "neither"
"""What a count of the portal fits where it is neither our children nor our errors."""
_NAMED = 5


@dataclass(frozen=True)
class PortalComparison:
    """A report of ours beside the portal's.

    pairs: PAIR_COLUMNS, a row per child and code that either has; child as the return has it, or as the portal
    writes it where the return does not have it; errors: how many were found here; reason: why it is on one side
    only, None where both have it. None where the portal's list was not given. codes: CODE_COLUMNS, a row per
    code, children counted in both, only_there and only_here (None without the list), count: the portal's own,
    None without its summary; fits: what the count is equal to. notes: sentences on what to know first.
    """

    pairs: pd.DataFrame | None
    codes: pd.DataFrame
    notes: tuple[str, ...]

    def count(self, where: str) -> int:
        """How many pairs of child and code are BOTH, ONLY_THERE or ONLY_HERE; 0 without the portal's list."""
        return 0 if self.pairs is None else int((self.pairs["where"] == where).sum())

    @property
    def differing_codes(self) -> int:
        """How many codes are not the same on both sides."""
        if self.pairs is None:
            return int((self.codes["fits"] == NEITHER).sum())
        return int(((self.codes["only_there"] > 0) | (self.codes["only_here"] > 0)).sum())


def compare_with_portal(
    report: Report, portal: PortalReport, children: Collection[str], changed: Collection[str] = ()
) -> PortalComparison:
    """Set the portal's reports beside ours.

    children: every child id of the loaded return. changed: the children with rows changed since it was loaded.
    Our own checks and rows without a child id have no counterpart in the portal; they are left out and counted.
    """
    found = report.findings
    dfe = found["code"].map({code: rule.is_dfe for code, rule in report.rules.items()}).astype(bool)
    ours = found[dfe.to_numpy(dtype=bool) & found["child"].notna().to_numpy()]
    notes = [*_about_the_return(report, portal), *portal.notes]
    if portal.listed is not None:
        listed, unmatched = _matched(portal.listed, children)
        portal = replace(portal, listed=listed)
        notes += [*unmatched, *_dates_of_birth(report, listed)]
    situation = Situation(report, portal, frozenset(children), frozenset(changed))
    pairs = None if portal.listed is None else _pairs(ours, portal.listed, situation)
    codes = _codes(ours, pairs, portal, situation)
    notes += [*_what_counts_are_of(codes), *_left_out(found, dfe)]
    return PortalComparison(pairs, codes, tuple(notes))


def _pairs(ours: pd.DataFrame, theirs: pd.DataFrame, situation: Situation) -> pd.DataFrame:
    both_keys = ["child", "code"]
    counted = ours.groupby(both_keys, sort=False).size().rename("errors").reset_index()
    counted["family"] = counted["code"].map(family_of)
    # A code that is not in force, such as 503, may stand for its whole family.
    exact = theirs["code"].isin(list(situation.in_force)).to_numpy(dtype=bool)
    families = theirs.loc[~exact, both_keys].rename(columns={"code": "family"})
    found = counted.merge(families.assign(agreed=True), how="left", on=["child", "family"])
    matched = families.merge(counted[["child", "family"]].drop_duplicates(), how="left", indicator=True)
    alone = families[(matched["_merge"] != "both").to_numpy()].rename(columns={"family": "code"})
    their_rows = pd.concat([theirs.loc[exact, both_keys], alone])
    pairs = found.merge(their_rows, how="outer", on=both_keys, indicator=True)
    side = (
        pairs["_merge"].astype(object).map({"both": BOTH, "left_only": ONLY_HERE, "right_only": ONLY_THERE})
    )
    pairs = pairs[both_keys].assign(
        where=side.mask(pairs["agreed"].notna(), BOTH), errors=pairs["errors"].fillna(0).astype(int)
    )
    pairs["reason"] = None
    for where, why in ((ONLY_THERE, why_only_there), (ONLY_HERE, why_only_here)):
        here = (pairs["where"] == where).to_numpy()
        pairs.loc[here, "reason"] = why(pairs[here], situation)
    order = pairs["where"].map({ONLY_THERE: 0, ONLY_HERE: 1, BOTH: 2}).to_numpy()
    ranks = {code: rank for rank, code in enumerate(sorted(set(pairs["code"]), key=code_order))}
    keys = pairs.assign(_order=order, _rank=pairs["code"].map(ranks), _child=pairs["child"].astype(str))
    place = keys.sort_values(["_order", "_rank", "_child"], kind="stable").index
    return pairs.loc[place, list(PAIR_COLUMNS)].reset_index(drop=True)


def _codes(
    ours: pd.DataFrame, pairs: pd.DataFrame | None, portal: PortalReport, situation: Situation
) -> pd.DataFrame:
    everywhere = {*ours["code"], *portal.codes}
    codes = pd.DataFrame({"code": sorted(everywhere, key=code_order)}, dtype=object)
    of_family = ours.assign(code=ours["code"].map(family_of))
    of_family = of_family[~of_family["code"].isin(list(situation.in_force))]
    tallied = pd.concat([ours, of_family]).groupby("code")["child"].agg(["size", "nunique"])
    tallied = tallied.reindex(codes["code"]).fillna(0).astype(int)
    codes["errors"], codes["children"] = tallied["size"].to_numpy(), tallied["nunique"].to_numpy()
    counts = {} if portal.counts is None else dict(portal.counts.itertuples(index=False, name=None))
    codes["count"] = pd.Series([counts.get(code) for code in codes["code"]], dtype=object)
    if portal.counts is not None:
        # A code that the summary does not have is a count of none; one that cannot be read stays unknown.
        absent = ~codes["code"].isin(list(counts)) & ~codes["code"].map(family_of).isin(list(counts))
        codes["count"] = codes["count"].mask(absent.to_numpy(dtype=bool), 0)
    codes["fits"] = _fits(codes)
    for column, where in (("both", BOTH), ("only_there", ONLY_THERE), ("only_here", ONLY_HERE)):
        codes[column] = None
        if pairs is not None:
            tally = pairs.loc[pairs["where"] == where, "code"].value_counts()
            codes[column] = codes["code"].map(tally).fillna(0).astype(int)
    said = _counts_explained(codes, situation) if pairs is None else _most_usual_reasons(pairs)
    codes["reason"] = pd.Series([said.get(code) for code in codes["code"]], dtype=object)
    told = ["errors", "count"] if pairs is None else ["both", "only_there", "only_here", "count"]
    something = codes[told].fillna(0).astype(int).sum(axis=1).gt(0).to_numpy(dtype=bool)
    return codes.loc[something, list(CODE_COLUMNS)].reset_index(drop=True)


def _counts_explained(codes: pd.DataFrame, situation: Situation) -> dict[str, str]:
    differing = codes[(codes["fits"] == NEITHER).to_numpy()]
    return dict(zip(differing["code"], why_count_differs(differing, situation), strict=True))


def _most_usual_reasons(pairs: pd.DataFrame) -> dict[str, str]:
    reasons = pairs[pairs["where"] != BOTH].groupby("code")["reason"]
    return {str(code): str(texts.value_counts().index[0]) for code, texts in reasons}


def _fits(codes: pd.DataFrame) -> pd.Series:
    known = codes["count"].notna().to_numpy()
    count = codes["count"].fillna(-1).astype(int)
    children, errors = (count == codes[column] for column in ("children", "errors"))
    said = np.select(
        [~known, children & errors, children, errors], [NEITHER, _EITHER, _CHILDREN, _ERRORS], NEITHER
    )
    return pd.Series([text if told else None for text, told in zip(said, known, strict=True)], codes.index)


def _what_counts_are_of(codes: pd.DataFrame) -> Iterator[str]:
    """Whether the summary counts children or errors, by which of them fits more codes."""
    told = codes["fits"].value_counts()
    children, errors = int(told.get(_CHILDREN, 0)), int(told.get(_ERRORS, 0))
    if children or errors:
        what, more, less = (
            ("children", children, errors) if children >= errors else ("errors", errors, children)
        )
        if more > less:
            yield (
                f"The portal's counts seem to be of {what}. Where the two differ, they fit {what} for "
                f"{_codes_counted(more)}, and {'errors' if what == 'children' else 'children'} for {less:,}."
            )


# Whose report it is


def _about_the_return(report: Report, portal: PortalReport) -> Iterator[str]:
    ret = report.ret
    if portal.year is not None and portal.year != ret.year:
        yield (
            f"Please check: the portal's report is for the year ending 31 March {portal.year}, "
            f"and this workbook is for {ret.year}."
        )
    if portal.authority is not None and ret.authority is not None:
        try:
            named = find_authority(portal.authority).code
        except UserError:
            yield f"Please check: the portal's report names the authority {portal.authority}."
        else:
            if named != ret.authority.code:
                yield (
                    f"Please check: the portal's report is for {portal.authority}, and this workbook is for "
                    f"{ret.authority.name}."
                )


def _left_out(found: pd.DataFrame, dfe: pd.Series) -> Iterator[str]:
    own = int((~dfe.to_numpy(dtype=bool)).sum())
    if own:
        yield f"{_errors(own)} of checks that are not DfE's cannot be in the portal and {_is(own)} left out."
    nobody = int((dfe.to_numpy(dtype=bool) & found["child"].isna().to_numpy()).sum())
    if nobody:
        yield f"{_errors(nobody)} in rows without a child id cannot be compared and {_is(nobody)} left out."


def _codes_counted(count: int) -> str:
    return "1 code" if count == 1 else f"{count:,} codes"


def _errors(count: int) -> str:
    return "1 error" if count == 1 else f"{count:,} errors"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


# Which child is meant


def _matched(listed: pd.DataFrame, children: Collection[str]) -> tuple[pd.DataFrame, list[str]]:
    """The portal's list with child ids as the return has them: the exact text first, then without leading zeros."""
    exact = {one.upper(): one for one in children}
    bare: dict[str, list[str]] = {}
    for one in children:
        bare.setdefault(one.upper().lstrip("0"), []).append(one)
    texts = pd.Series(listed["child"].unique(), dtype=object)
    keys = texts.str.upper()
    alone = {key: ids[0] for key, ids in bare.items() if len(ids) == 1}
    ours = keys.map(exact)
    ours = ours.where(ours.notna(), keys.str.lstrip("0").map(alone))
    ours = ours.where(ours.notna(), texts)
    named = dict(zip(texts, ours, strict=True))
    matched = listed.assign(child=listed["child"].map(named).astype(object))
    matched = matched.drop_duplicates(["child", "code"], ignore_index=True)
    missing = sorted(set(matched["child"]) - set(children))
    notes = []
    if missing:
        verb = "child of the portal's list is" if len(missing) == 1 else "children of the portal's list are"
        notes.append(f"{len(missing):,} {verb} not in this workbook: {_some(missing)}.")
    return matched, notes


def _dates_of_birth(report: Report, theirs: pd.DataFrame) -> Iterator[str]:
    """Children whose date of birth the portal has otherwise; it checks who is meant and identifies nobody."""
    header = report.ret.table("Header")
    if not header.loaded or not len(theirs):
        return
    ours = pd.DataFrame({"child": header.child.astype(object), "dob": header.dob}).dropna()
    said = theirs.loc[theirs["birth"] != "", ["child", "birth"]].drop_duplicates("child")
    both = said.merge(ours.drop_duplicates("child"), on="child")
    long, short = both["dob"].dt.strftime("%d/%m/%Y"), both["dob"].dt.strftime("%d/%m/%y")
    other = sorted(both.loc[(both["birth"] != long) & (both["birth"] != short), "child"])
    if other:
        have = "1 child has" if len(other) == 1 else f"{len(other):,} children have"
        yield f"Please check: {have} another date of birth in the portal's list: {_some(other)}."


def _some(ids: list[str]) -> str:
    more = f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
    return f"{', '.join(ids[:_NAMED])}{more}"
