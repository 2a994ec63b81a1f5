"""The way of a suggestion: cells in doubt, candidates, an order, a trial against the rules, a confidence."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from xl903.engine.report import DELETE, SUGGESTION_COLUMNS, Suggestions
from xl903.s903.returns import Return
from xl903.suggestions import evidence
from xl903.suggestions.by_rule import by_rule_candidates
from xl903.suggestions.candidates import MOST_ALTERNATIVES, Candidates, Compared, merged
from xl903.suggestions.deletions import deletion_candidates
from xl903.suggestions.evidence import ANY_URN, HISTORY, OF_SOURCE, USED, Fact, holds
from xl903.suggestions.from_provider_list import Doubtful, Register, as_text
from xl903.suggestions.history import OtherEpisodes
from xl903.suggestions.last_year import last_year_candidates
from xl903.suggestions.not_listed import not_listed
from xl903.suggestions.other_files import other_files_candidates
from xl903.suggestions.own_episodes import own_episodes_candidates
from xl903.suggestions.plain import plain_corrections
from xl903.suggestions.social_worker_spells import social_worker_candidates
from xl903.suggestions.trial import FindErrors, try_candidates

CONFIDENCES = ("certain", "likely", "possible")
"""How sure a suggestion is, the surest first."""

PLACEMENT_FIELDS = frozenset(
    {"URN", "PL_POST", "HOME_POST", "PLACE_PROVIDER", "PLACE", "PL_LA", "PL_LOCATION", "PL_DISTANCE"}
)
"""Columns of Episodes whose errors Ofsted's register or the child's other episodes may help with."""

SOURCES = (
    last_year_candidates,
    own_episodes_candidates,
    social_worker_candidates,
    other_files_candidates,
    by_rule_candidates,
    deletion_candidates,
)
"""What else candidates come from: each takes the return and its findings, and gives frames of candidates."""

MOST_OFFERED = 3
"""Suggestions at most for the placement of a row, and for any other cell."""

_MOST_TRIED = 5


def suggest(ret: Return, findings: pd.DataFrame, find_errors: FindErrors) -> Suggestions:
    """Suggest values for the cells that findings mark.

    ret: the return as it was judged. findings: those of its report, with columns table, row and fields.
    find_errors: runs rules on a return in which suggestions are tried.

    A provider list, the postcodes and last year's return are used where they are loaded. Nothing is
    suggested for CHILD, UPN, or DOB of Header.
    """
    cells = _marked_cells(findings)
    found = [*_for_placements(ret, cells), *plain_corrections(ret, cells)]
    for source in SOURCES:
        found += source(ret, findings)
    candidates = merged(found)
    candidates = candidates[_differs(ret, candidates)].reset_index(drop=True)
    candidates = _best(candidates, _MOST_TRIED).reset_index(drop=True)
    codes = findings["code"].unique()
    outcome = try_candidates(ret, candidates, _made_together(ret, candidates), find_errors, codes)
    kept = np.flatnonzero(outcome.passed)
    mends = outcome.mended.assign(candidate=outcome.mended["candidate"].astype(np.int64))
    best = _best(candidates.iloc[kept], len(candidates))
    confidence, others = _confidence(best)
    best = best.assign(confidence=confidence, others=others)
    best["weight"] += _MENDS_ALL * (outcome.left[best.index] == 0)
    best = best[best.groupby(_rivals(best)).cumcount() < MOST_OFFERED]
    best = _in_order_of_tables(ret, best)
    position = pd.Series(np.arange(len(best)), index=best.index)
    mends = mends[mends["candidate"].isin(best.index)]
    mends = mends.assign(
        suggestion=mends["candidate"].map(position).astype(np.int64),
        weight=mends["candidate"].map(best["weight"]).astype(float),
        row=mends["row"].astype(np.int64),
    )
    best = best.assign(confidence=_uncontested(best, mends))
    return Suggestions(
        _frame(ret, best),
        mends[["suggestion", "table", "row", "code", "weight"]],
        PLACEMENT_FIELDS,
        not_listed(ret, findings),
    )


_MENDS_ALL = 1.0
"""How much it counts that nothing is wrong with the child any more."""


def _uncontested(best: pd.DataFrame, mends: pd.DataFrame) -> np.ndarray:
    """The confidence of each suggestion, lower where another cell's mends the same error and has more weight.

    Where it has as much, neither is certain. Those for a placement are compared with one another before.
    """
    rivals = _rivals(best)
    each = mends.assign(
        rivals=rivals[mends["suggestion"].to_numpy()],
        group=best["group"].to_numpy()[mends["suggestion"].to_numpy()],
    )
    # what is corrected together is one answer
    each["answer"] = np.where(each["group"] >= 0, -1 - each["group"], each["rivals"])
    error = ["table", "row", "code"]
    top = each.groupby([*error, "answer"], sort=False)["weight"].max().reset_index()
    top["rank"] = top.groupby(error)["weight"].rank(method="min", ascending=False)
    top["ties"] = top.groupby([*error, "weight"])["weight"].transform("size")
    each = each.merge(top[[*error, "answer", "rank", "ties"]], on=[*error, "answer"])
    beaten = np.zeros(len(best), dtype=bool)
    beaten[each.loc[each["rank"] > 1, "suggestion"]] = True
    tied = np.zeros(len(best), dtype=bool)
    tied[each.loc[each["ties"] > 1, "suggestion"]] = True
    confidence = best["confidence"].to_numpy(dtype=object)
    lower = np.where(confidence == "certain", "likely", confidence)
    return np.where(beaten, "possible", np.where(tied, lower, confidence)).astype(object)


def _marked_cells(findings: pd.DataFrame) -> pd.DataFrame:
    """Each marked cell once: table, row, field."""
    patterns = findings[["table", "row", "fields"]]
    cells = patterns.explode("fields").rename(columns={"fields": "field"})
    return cells.drop_duplicates(ignore_index=True)


def _for_placements(ret: Return, cells: pd.DataFrame) -> list[Candidates]:
    in_doubt = (cells["table"] == "Episodes") & cells["field"].isin(PLACEMENT_FIELDS)
    rows = np.sort(cells.loc[in_doubt, "row"].unique()).astype(np.int64)
    if not len(rows):
        return []
    others = OtherEpisodes(ret, rows)
    found = others.candidates()
    if ret.has_providers:
        compared = Compared(ret, Doubtful.of(ret, rows), Register(ret), others.providers())
        found += compared.candidates()
    return found


def _differs(ret: Return, candidates: pd.DataFrame) -> np.ndarray:
    """Whether each candidate is another value than the cell has."""
    return _present_values(ret, candidates) != candidates["value"].to_numpy(dtype=object)


def _present_values(ret: Return, candidates: pd.DataFrame) -> np.ndarray:
    values = np.full(len(candidates), "", dtype=object)
    for cell, part in candidates.reset_index(drop=True).groupby(["table", "field"]):
        table, field = cast("tuple[str, str]", cell)
        if not field:  # a row to be deleted has no one value
            values[part.index] = DELETE
            continue
        values[part.index] = as_text(ret.table(table).text(field).take(part["row"].to_numpy()))
    return values


def _rivals(candidates: pd.DataFrame) -> np.ndarray:
    """A number for each candidate, equal for those of which one at most is right.

    These are all for the placement of a row, where mending one field mends it, and all for any other cell.
    """
    about = candidates["field"].where(~candidates["field"].isin(PLACEMENT_FIELDS), "the placement")
    keys = [candidates["table"], candidates["row"], about]
    return candidates["row"].groupby(keys, sort=False).ngroup().to_numpy(dtype=np.int64)


def _best(candidates: pd.DataFrame, most: int) -> pd.DataFrame:
    """The candidates of most weight among rivals, best first, without those of which there are too many."""
    weight = evidence.weight(candidates["facts"].to_numpy(dtype=np.int64))
    ordered = candidates.assign(weight=weight)
    alike = ordered.groupby(["table", "row", "field", "weight"])["value"].transform("size")
    ordered = ordered[alike <= MOST_ALTERNATIVES]
    ordered = ordered.assign(_field=ordered["field"].map(_FIELD_ORDER).fillna(len(_FIELD_ORDER)))
    ordered = ordered.sort_values(
        ["table", "row", "weight", "_field", "value"], ascending=[True, True, False, True, True]
    ).drop(columns="_field")
    return ordered[ordered.groupby(_rivals(ordered)).cumcount() < most]


_FIELD_ORDER = {"PLACE_PROVIDER": 0, "URN": 1, "PL_POST": 2, "PLACE": 3, "HOME_POST": 4}
"""Of two suggestions with equal weight, the one that is for a field oftener wrong stands first."""


def _made_together(ret: Return, candidates: pd.DataFrame) -> np.ndarray:
    """A number for each candidate, equal where one mistake was made in several episodes.

    That is the same change in episodes of one placement (for HOME_POST, of one child), and the same sort
    of plain correction in all rows of a child.
    """
    ep = ret.episodes
    stays = ep.in_order("decom").runs(ep.rne != "L").to_numpy()
    facts = candidates["facts"].to_numpy(dtype=np.int64)
    rows = candidates["row"].to_numpy(dtype=np.int64)
    plain = holds(facts, Fact.SHORT_YEAR | Fact.OTHER_NOTATION | Fact.NO_SUCH_MONTH) | (
        (facts == int(Fact.LOOK_ALIKE)) & ~candidates["field"].isin(PLACEMENT_FIELDS).to_numpy()
    )
    single = holds(facts, Fact.DAY_MONTH)
    single |= holds(facts, OF_SOURCE) & ~holds(facts, HISTORY | USED | ANY_URN | Fact.POSTCODE)
    of_child = (candidates["field"] == "HOME_POST").to_numpy()
    in_episodes = (candidates["table"] == "Episodes").to_numpy()
    stay = np.full(len(candidates), -1)
    stay[in_episodes] = stays[rows[in_episodes]]
    stay = np.where(of_child, -1, stay)
    keys = pd.DataFrame(
        {
            "row": np.where(single | ((stay < 0) & ~of_child & ~plain), rows, -1),
            "stay": np.where(plain, -2, stay),
            "table": candidates["table"].mask(plain, ""),
            "field": candidates["field"].mask(plain, ""),
            "old": pd.Series(_present_values(ret, candidates), index=candidates.index).mask(plain, ""),
            "value": candidates["value"].mask(plain, ""),
            "facts": np.where(plain, facts, 0),
        }
    )
    # a correction of several cells of a row is one, and any other of a single cell stays alone
    group = candidates["group"].to_numpy(dtype=np.int64)
    keys["alone"] = np.where(group >= 0, -2 - group, np.where(single, np.arange(len(candidates)), -1))
    for column in ("row", "stay", "table", "field", "old", "value", "facts"):
        keys[column] = keys[column].mask(group >= 0, -1)
    return keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()


def _confidence(candidates: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The confidence of each candidate that passed, and how many others are as good.

    *Certain*: two independent facts single the value out, and whatever speaks for another value speaks for
    this one too. *Likely*: one fact does, and nothing else is as good. The rest is *possible*.
    """
    facts = candidates["facts"].to_numpy(dtype=np.int64)
    weight = candidates["weight"]
    rivals = _rivals(candidates)
    best = (weight == weight.groupby(rivals).transform("max")).to_numpy()
    as_good = pd.Series(best).groupby(rivals).transform("sum").to_numpy()
    first = best & (as_good == 1)
    comparable = evidence.comparable(facts)
    for_others = np.zeros(rivals.max(initial=-1) + 1, dtype=np.int64)
    np.bitwise_or.at(for_others, rivals, np.where(first, 0, comparable))
    contained = ((for_others[rivals] & ~comparable) == 0) & (for_others[rivals] != comparable)
    single_out = evidence.independent(facts)
    doubtful = holds(facts, Fact.LATE) | (holds(facts, Fact.REPLACES) & ~holds(facts, HISTORY))
    doubtful |= holds(facts, Fact.DISPUTED) & (candidates["provider"] < 0).to_numpy()
    certain = first & contained & (single_out >= 2) & ~doubtful
    certain |= first & holds(facts, Fact.DETERMINED)
    own = holds(facts, Fact.OWN_PROVISION) & ~holds(facts, Fact.REPLACES)
    known = (single_out >= 1) | holds(facts, _READ_OTHERWISE) | own
    known |= holds(facts, Fact.DETERMINED | Fact.INDICATED)
    likely = first & known & ~holds(facts, Fact.LATE)
    confidence = np.select([certain, likely], CONFIDENCES[:2], CONFIDENCES[2]).astype(object)
    return confidence, np.where(best, as_good - 1, 0)


_READ_OTHERWISE = Fact.SHORT_YEAR | Fact.OTHER_NOTATION | Fact.NO_SUCH_MONTH | Fact.LOOK_ALIKE


def _in_order_of_tables(ret: Return, best: pd.DataFrame) -> pd.DataFrame:
    tables = {name: position for position, name in enumerate(ret.tables)}
    order = best["table"].map(tables).to_numpy(dtype=np.int64)
    return best.iloc[np.lexsort([best["row"].to_numpy(dtype=np.int64), order])]


def _frame(ret: Return, best: pd.DataFrame) -> pd.DataFrame:
    """The suggestions as a report has them."""
    provider = best["provider"].to_numpy(dtype=np.int64)
    start = np.full(len(best), np.datetime64("NaT"), dtype="M8[D]")
    end = start.copy()
    names = np.full(len(best), "", dtype=object)
    if ret.has_providers:
        listed = np.flatnonzero(provider >= 0)
        register = Register(ret)
        start[listed] = register.start[provider[listed]]
        end[listed] = register.end[provider[listed]]
        names[listed] = register.name[provider[listed]]
    words = evidence.worded(
        best["facts"].to_numpy(dtype=np.int64), start, end, best["others"].to_numpy(dtype=np.int64)
    )
    said = best["said"].to_numpy(dtype=object)
    words = np.where(said == "", words, np.where(words == "", said, said + "; " + words))
    frame = best.assign(evidence=words, provider=pd.Series(names, index=best.index, dtype=object))
    frame["row"] = frame["row"].astype(np.int64)
    return frame[list(SUGGESTION_COLUMNS)].reset_index(drop=True)
