"""What a child's own episodes say of one another: one ends as the next begins, and its reason says what is new.

Of rows in a period of care that are next to each other, one tells what the other should be.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from xl903.s903.episode_vocabulary import Episodes
from xl903.s903.returns import Return
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact
from xl903.suggestions.from_provider_list import as_text
from xl903.suggestions.neighbours import Neighbours, in_error_or_beside

GOES_ON = "X1"
"""The reason for an end after which care goes on."""

_SAME_STATUS = ("P", "T")
"""Reasons for a new episode by which the legal status stays the same."""

_PLACEMENT = ("PLACE", "PL_POST", "URN", "PLACE_PROVIDER")
_TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
_IN_PAIRS = ("V3", "V4")


def own_episodes_candidates(ret: Return, findings: pd.DataFrame) -> list[Candidates]:
    """Values that follow from the episode before or after, for rows with an error and those next to them."""
    found: list[Candidates] = []
    if (findings["table"] == "Episodes").any():
        found += _of_episodes(ret.episodes, _rows(findings, "Episodes"))
    return found


def _rows(findings: pd.DataFrame, table: str) -> np.ndarray:
    rows: np.ndarray = np.sort(findings.loc[findings["table"] == table, "row"].unique()).astype(np.int64)
    return rows


def _of_episodes(ep: Episodes, in_error: np.ndarray) -> Iterator[Candidates]:
    """Candidates for episodes that are in error, or are next to one that is."""
    rows = in_error_or_beside(ep, in_error, ep.previous, ep.next)
    n = Neighbours(ep, rows, ep.previous, ep.next)
    dec = ep.dec.to_numpy().astype("M8[D]")
    decom = ep.decom.to_numpy().astype("M8[D]")
    before_dec = ep.previous.dec.to_numpy().astype("M8[D]")[n.rows]
    after_decom = ep.next.decom.to_numpy().astype("M8[D]")[n.rows]
    touches = n.has_before & ((before_dec == decom[n.rows]) | (n.before("REC") == GOES_ON))
    followed = n.has_after & ~np.isin(n.after("RNE"), ("S", ""))
    yield from _dates_and_ends(n, dec[n.rows], after_decom, followed)
    yield from _what_stays(n, followed)
    yield from _reasons(ep, n, touches)
    yield from _back_from_temporary(ep, n)
    yield from _unreadable_starts(ep, in_error)


def _dates_and_ends(
    n: Neighbours, dec: np.ndarray, after_decom: np.ndarray, followed: np.ndarray
) -> Iterator[Candidates]:
    next_starts = "the child's next episode starts on that day"
    goes_on = f"the child's next episode starts on the day this one ends, so REC is {GOES_ON}"
    is_open = (n.own("DEC") == "") & (n.own("REC") == "")
    known = followed & ~np.isnat(after_decom)
    group = np.where(is_open, n.rows, -1)
    yield n.candidate(known, "DEC", n.after("DECOM"), next_starts, Fact.INDICATED, group)
    yield n.candidate(
        known & (is_open | (dec == after_decom)), "REC", GOES_ON, goes_on, Fact.INDICATED, group
    )
    sure = n.has_before & (n.before("REC") == GOES_ON) & (n.own("RNE") != "S")
    yield n.candidate(
        sure, "DECOM", n.before("DEC"), "the child's previous episode ends on that day, and care goes on"
    )


def _what_stays(n: Neighbours, followed: np.ndarray) -> Iterator[Candidates]:
    continued = n.has_before & ~np.isin(n.own("RNE"), ("S", ""))
    both = continued & followed & (n.before("CIN") == n.after("CIN"))
    said = "CIN of the child's {} episode in this period of care"
    yield n.candidate(both, "CIN", n.before("CIN"), said.format("previous and next"), Fact.DETERMINED)
    yield n.candidate(continued, "CIN", n.before("CIN"), said.format("previous"))
    yield n.candidate(followed & ~continued, "CIN", n.after("CIN"), said.format("next"))
    same = n.has_before & np.isin(n.own("RNE"), _SAME_STATUS)
    yield n.candidate(same, "LS", n.before("LS"), "RNE says that the legal status is the one before")
    same = n.has_after & np.isin(n.after("RNE"), _SAME_STATUS)
    yield n.candidate(same, "LS", n.after("LS"), "the next episode's RNE says that the legal status stays")
    breaks = np.isin(n.own("LS"), _IN_PAIRS)
    for other, there in ((n.before("LS"), n.has_before), (n.after("LS"), n.has_after)):
        said = "LS of the child's other short breaks"
        yield n.candidate(breaks & there & np.isin(other, _IN_PAIRS), "LS", other, said)
    for look, there in ((n.before, n.has_before), (n.after, n.has_after)):
        again = there & breaks & np.isin(look("LS"), _IN_PAIRS)
        two = (look("PLACE") != n.own("PLACE")) & (look("PLACE_PROVIDER") != n.own("PLACE_PROVIDER"))
        for field in ("PLACE", "PLACE_PROVIDER"):
            said = f"{field} of the child's other short breaks"
            group = np.where(again & two, n.rows, -1)
            yield n.candidate(again, field, look(field), said, Fact.INDICATED, group)
    # the carers' household is the same
    same = n.has_before & (n.own("RNE") == "L")
    for field in _PLACEMENT:
        said = f"RNE says that only the legal status is new, so {field} is the one before"
        yield n.candidate(same, field, n.before(field), said)
    for where, look in ((continued, n.before), (followed, n.after)):
        said = "HOME_POST of the child's neighbouring episode in this period of care"
        yield n.candidate(where, "HOME_POST", look("HOME_POST"), said)


def _reasons(ep: Episodes, n: Neighbours, touches: np.ndarray) -> Iterator[Candidates]:
    """RNE from what really changed."""
    status = n.own("LS") != n.before("LS")
    # a blank says nothing of a move
    place = np.zeros(len(n.rows), dtype=bool)
    unknown = place.copy()
    for field in _PLACEMENT:
        differs = n.own(field) != n.before(field)
        filled = (n.own(field) != "") & (n.before(field) != "")
        place |= differs & filled
        unknown |= differs & ~filled
    touches = touches & (place | ~unknown)
    own = n.own("RNE")
    # T and U say that the carers stay; whether they do is not known from the episodes, unless they do now
    carers_stay = np.isin(own, ("T", "U"))
    moved = np.where(carers_stay, np.where(status, "U", "T"), np.where(status, "B", "P"))
    real = np.where(place, moved, np.where(status, "L", "")).astype(object)
    valid = np.isin(own, ("L", "P", "T", "B", "U"))
    for mask, fact in ((valid, Fact.CONCEIVABLE), (~valid, Fact.INDICATED)):
        yield n.candidate(
            touches & mask, "RNE", real, "what changed since the child's previous episode", fact
        )
    last = ep.year.last_year.episodes
    in_last_year = ep.child_in(last).to_numpy()[n.rows]
    first = ~n.has_before & ~in_last_year & ep.decom.notna().to_numpy()[n.rows]
    yield n.candidate(first, "RNE", "S", "the child has no earlier episode in either year")
    ended = n.has_before & ~np.isin(n.before("REC"), (GOES_ON, "")) & (n.before("DEC") != n.own("DECOM"))
    yield n.candidate(ended, "RNE", "S", "care ended with the child's previous episode")
    adopters = np.isin(n.own("PLACE"), ("A3", "A5")) & np.isin(own, ("P", "B"))
    stays = np.where(own == "B", "U", "T").astype(object)
    yield n.candidate(
        adopters, "RNE", stays, "PLACE says that the foster carers adopt the child, so the carers stay"
    )
    away = np.isin(n.own("PLACE"), _TEMPORARY) & np.isin(own, ("T", "U"))
    leaves = np.where(own == "U", "B", "P").astype(object)
    yield n.candidate(away, "RNE", leaves, "a temporary placement is with other carers")


def _back_from_temporary(ep: Episodes, n: Neighbours) -> Iterator[Candidates]:
    """After a temporary placement the child goes back to where it was before it."""
    before, two_before = ep.previous, {}
    for field in _PLACEMENT:
        two_before[field] = as_text(before.of(before.of(ep.text(field))).take(n.rows))
    back = n.has_before & np.isin(n.before("PLACE"), _TEMPORARY) & ~np.isin(n.own("PLACE"), _TEMPORARY)
    agree = sum((two_before[field] == n.own(field)).astype(int) for field in _PLACEMENT)
    for field in _PLACEMENT:
        said = f"{field} of the placement before the temporary one; the rest of the placement is the same"
        yield n.candidate(back & (agree == len(_PLACEMENT) - 1), field, two_before[field], said)


def _unreadable_starts(ep: Episodes, rows: np.ndarray) -> Iterator[Candidates]:
    """A start that is not a date, where one episode of the child ends with care going on and none starts then."""
    odd = rows[ep.no_date("DECOM").to_numpy()[rows] | ~ep.filled("DECOM").to_numpy()[rows]]
    child = ep.child_codes.astype(np.int64)
    odd = odd[child[odd] >= 0]
    ends = np.flatnonzero(
        np.isin(child, child[odd]) & (ep.rec == GOES_ON).to_numpy() & ep.dec.notna().to_numpy()
    )
    days = ep.dec.to_numpy().astype("M8[D]").astype(np.int64)
    starts = ep.decom.to_numpy().astype("M8[D]").astype(np.int64)
    free = ends[~np.isin(_child_and_day(child[ends], days[ends]), _child_and_day(child, starts))]
    once = pd.Series(free, index=child[free])
    once = once[~once.index.duplicated(keep=False)]
    single = pd.Series(child[odd])
    chosen = odd[~single.duplicated(keep=False).to_numpy() & np.isin(child[odd], once.index.to_numpy())]
    value = as_text(ep.text("DEC").take(once.reindex(child[chosen]).to_numpy(dtype=np.int64)))
    said = "an episode of the child ends on that day with care going on, and no other starts then"
    yield candidates_for("Episodes", chosen, "DECOM", value, int(Fact.INDICATED), said=said)


def _child_and_day(child: np.ndarray, day: np.ndarray) -> np.ndarray:
    real = np.where(np.abs(day) > 10_000_000, 0, day)
    return np.asarray(child * 40_000_000 + real + 10_000_000)
