"""What there is to say of a return's provider list: kinds of provider that it lacks, and its age."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from xl903.engine.messages import Message
from xl903.s903.provider_coverage import KINDS, PLACES, SUPPORTED, missing_kinds
from xl903.s903.returns import Return

_RULES = "rules 219 to 241 and 1008"
_WHOLE, _ENOUGH_ROWS = 1000, 20
"""Ofsted's whole list has thousands of providers and new ones each week. In a cutting the newest may be a year old,
and of fewer providers the dates say nothing about the list's age."""


def coverage_messages(ret: Return) -> list[Message]:
    """What there is to say where a return's provider list lacks a kind of provider that it needs, or is too old."""
    if not ret.has_providers:
        return []
    messages = []
    missing = missing_kinds(ret.providers.covers, ret.year)
    ep = ret.episodes
    unjudged = int((ep.has_urn & ~ep.provider_can_be_judged).sum()) if missing else 0
    if unjudged:
        names = " and no ".join(KINDS[kind] for kind in missing)
        which = ", ".join(sorted(frozenset().union(*(PLACES[kind] for kind in missing))))
        placements = "1 placement" if unjudged == 1 else f"{unjudged:,} placements"
        second = ": its second sheet" if missing == [SUPPORTED] else ""
        messages.append(
            Message(
                "warning",
                f"The provider list has no {names}, so {placements} ({which}) cannot be looked up and {_RULES} do "
                f"not check {'it' if unjudged == 1 else 'them'}; load Ofsted's list of these as well{second}.",
            )
        )
    newest = newest_date(ret.providers.frame)
    cutting = pd.DateOffset(years=0 if len(ret.providers.frame) >= _WHOLE else 1)
    if newest is not None and newest < ret.year_start - cutting:
        messages.append(
            Message(
                "warning",
                f"The newest date in the provider list is {newest:%d/%m/%Y}, before the return's year begins; load "
                "a newer list of Ofsted's.",
            )
        )
    return messages


def newest_date(providers: pd.DataFrame) -> pd.Timestamp | None:
    """The newest day of registration or closing that has come; None where the list is too short to tell."""
    if len(providers) < _ENOUGH_ROWS:
        return None
    days = pd.concat(
        [
            pd.to_datetime(providers[name], dayfirst=True, errors="coerce")
            for name in ("REG_START", "REG_END")
            if name in providers
        ]
        or [pd.Series(dtype="datetime64[s]")]
    )
    past = days[days <= pd.Timestamp(dt.date.today())]
    return past.max() if len(past) else None
