"""Social workers: how one follows another, and whether a child in care has one all the time."""

import pandas as pd

from xl903 import rule
from xl903.s903.episode_vocabulary import BEFORE_ANY

FIRST_CONTACT = "FCONTA"
"""Reason of a social worker episode that begins anew, without a handover."""

HANDOVER = pd.Timedelta(days=7)
"""How far apart, either way, the end of one social worker episode and the start of the next may be."""

HANDOVER_2024 = pd.Timedelta(days=5)
"""The same in SW11aSTG2 of 2024."""

LAST_DAYS = pd.Timedelta(days=5)
"""An end this long before the year's end, or later, falls in the last days of March."""

# The end of the one before


@rule(
    "SW08STG2",
    "Earlier social worker episode has no end",
    years="2024-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def earlier_left_open(ret):
    """A later social worker episode follows, but this one has no end that can be read.

    Fix: enter SW_DEC, the day on which the next social worker took over.
    """
    sw = ret.sw_episodes
    return sw.sw_decom.notna() & ~sw.filled("SW_DEC") & sw.in_order("sw_decom").next.exists


@rule(
    "SW14STG2",
    "Only the last social worker episode may be open",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def open_but_not_the_last(ret):
    """The social worker episode has no end that can be read, and is not the child's last one. Rows without a
    start count as the last ones.

    Fix: enter SW_DEC, and SW_DECOM if it is missing.
    """
    sw = ret.sw_episodes
    return ~sw.filled("SW_DEC") & sw.in_order("sw_decom").next.exists


@rule(
    "SW19STG2",
    "Two social worker episodes start on the same day",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC", "SW_DECOM"]},
)
def start_repeated(ret):
    """A row further up has the same child and the same SW_DECOM.

    Fix: correct SW_DECOM of one of the two, or delete the row that is there twice.
    """
    sw = ret.sw_episodes
    return sw.dated_in_order("sw_decom").previous.sw_decom == sw.sw_decom


def _not_handed_over(sw):
    """Rows that start more than HANDOVER before or after the end of the child's row before."""
    ended = sw.in_order("sw_decom", "sw_dec").previous.sw_dec
    return (sw.sw_decom < ended - HANDOVER) | (sw.sw_decom > ended + HANDOVER)


@rule(
    "SW10STG2",
    "Social worker episode starts over 7 days from the end of the one before",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def not_handed_over(ret):
    """One social worker takes over from another within 7 days. This social worker episode starts longer
    before or after the child's previous one ended.

    Fix: correct SW_DECOM, or SW_DEC of the row before; or add the social worker in between.
    """
    return _not_handed_over(ret.sw_episodes)


@rule(
    "SW10STG2",
    "Social worker episode starts over 7 days from the end of the one before",
    years="2025-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def not_handed_over_nor_first_contact(ret):
    """One social worker takes over from another within 7 days, unless it is a first contact. This social
    worker episode starts longer before or after the child's previous one ended.

    Fix: correct SW_DECOM, or SW_DEC of the row before; or add the social worker in between.
    """
    sw = ret.sw_episodes
    return _not_handed_over(sw) & (sw.sw_reason != FIRST_CONTACT)


@rule(
    "SW10aSTG2",
    "New social worker did not take over within 7 days",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def new_social_worker_not_handed_over(ret):
    """The social worker episode is no first contact, and starts more than 7 days before or after the child's
    previous one ended. SW10STG2 finds the same rows.

    Fix: correct SW_DECOM, or SW_DEC of the row before; or add the social worker in between.
    """
    sw = ret.sw_episodes
    return _not_handed_over(sw) & (sw.sw_reason != FIRST_CONTACT)


@rule(
    "SW10bSTG2",
    "First contact before the previous social worker episode is over",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_REASON"]},
)
def first_contact_too_early(ret):
    """The reason is first contact, so the child had no social worker then; but the previous social worker
    episode ended later than this one starts, or on the same day.

    Fix: check SW_REASON and SW_DECOM, and SW_DEC of the row before.
    """
    sw = ret.sw_episodes
    before = sw.in_order("sw_decom", "sw_dec").previous
    return (sw.sw_reason == FIRST_CONTACT) & (sw.sw_decom <= before.sw_dec)


# The one after


@rule(
    "SW11aSTG2",
    "Social worker episode ended by 26 March, and no other began within 5 days",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def not_taken_over(ret):
    """A social worker episode ended 5 days or more before the year did, but the next one does not start
    within 5 days of that end (then the next row is marked), or there is none.

    Fix: add the social worker who took over; or correct SW_DEC of the one or SW_DECOM of the other.
    """
    sw, by = ret.sw_episodes, ret.year_end - LAST_DAYS
    order = sw.in_order("sw_decom")
    ended, final = order.previous.sw_dec, sw.row_of_child_in(sw, order.last).sw_dec
    late = (ended <= by) & ~sw.sw_decom.between(ended - HANDOVER_2024, ended + HANDOVER_2024)
    fits = ~order.last & sw.sw_decom.between(final - HANDOVER_2024, final + HANDOVER_2024)
    return late | (order.last & (sw.sw_dec <= by) & ~sw.any_of_child(fits))


@rule(
    "SW11bSTG2",
    "Social worker episode ended in the last days of March, and no other began",
    years="2024-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def not_taken_over_at_year_end(ret):
    """A social worker episode ended from 26 to 31 March, but no other starts after it: the next row has no
    SW_DECOM (then that row is marked), or there is none.

    Fix: add the social worker who took over, or clear SW_DEC if nobody had by 31 March.
    """
    sw, since = ret.sw_episodes, ret.year_end - LAST_DAYS
    order = sw.in_order("sw_decom")
    unknown = order.previous.sw_dec.between(since, ret.year_end) & sw.sw_decom.isna()
    final = sw.row_of_child_in(sw, order.last).sw_dec
    follows = ~order.last & (sw.sw_decom >= final)
    ended = order.last & sw.sw_dec.between(since, ret.year_end)
    return unknown | (ended & ~sw.any_of_child(follows))


@rule(
    "SW17STG2",
    "No social worker at the end of the year",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC", "SW_DECOM"]},
)
def nobody_at_year_end(ret):
    """The child's last social worker episode has ended, so nobody had the case on 31 March.

    Fix: clear SW_DEC if the social worker still had the case, or add the one who took over.
    """
    sw = ret.sw_episodes
    start = sw.sw_decom.fillna(BEFORE_ANY)
    latest = sw.latest(start)
    as_late = start == sw.row_of_child_in(sw, latest).of(start)
    return latest & ~sw.any_of_child(as_late & ~sw.filled("SW_DEC"))


# Beside the episodes of care


@rule(
    "SW01STG1",
    "Child in care at the end of the year has no social worker",
    years="2024-2024",
    group="social-worker",
    marks={"Episodes": ["DEC"]},
    needs=["SWEpisodes", "Episodes"],
)
def in_care_without_social_worker(ret):
    """The episode is open, so the child was in care on 31 March; but there is no social worker for the child,
    or id, start or reason is missing.

    Fix: add the child's social worker with SW_ID, SW_DECOM and SW_REASON; or enter the end of the episode.
    """
    ep, sw = ret.episodes, ret.sw_episodes
    told = (
        ep.child_in(sw, sw.filled("SW_ID"))
        & ep.child_in(sw, sw.filled("SW_DECOM"))
        & ep.child_in(sw, sw.filled("SW_REASON"))
    )
    return ep.is_open & ~ep.short_break & ~told


def _without_social_worker(ret):
    """Episodes with which care begins, ends or may go on, and no social worker episode whose start fits."""
    ep = ret.episodes
    begins, may_end = ep.rne == "S", ep.rec != "X1"
    pair = ep.pairs(ret.sw_episodes)
    start = pair.right.sw_decom
    fits = (
        (pair.left.of(begins) & (start >= pair.left.decom))
        | (pair.left.of(may_end) & (start <= pair.left.dec))
        | (pair.left.of(~begins & ep.is_open) & start.notna())
        | pair.right.no_date("SW_DECOM")
    )
    unknown = ep.no_date("DECOM") | ep.no_date("DEC")
    return (begins | may_end) & ~ep.short_break & ~unknown & ~pair.left_rows(fits)


@rule(
    "SW12STG2",
    "No social worker for a time in care",
    years="2024-2024",
    group="social-worker",
    marks={"Episodes": ["DECOM", "DEC"]},
    needs=["SWEpisodes", "Episodes"],
)
def care_without_social_worker(ret):
    """Care begins, ends or goes on with this episode, but no social worker of the child starts at a time that
    fits: from DECOM on where care begins, by DEC where it ends.

    Fix: add the child's social workers, or correct SW_DECOM or the episode's dates.
    """
    return _without_social_worker(ret)


@rule(
    "SW12STG2",
    "No social worker for a time in care",
    years="2025-",
    group="social-worker",
    marks={"Episodes": ["DECOM", "DEC"]},
    needs=["SWEpisodes", "Episodes"],
)
def care_in_two_years_without_social_worker(ret):
    """Care begins, ends or goes on with this episode, but no social worker of the child starts at a time that
    fits: from DECOM on where care begins, by DEC where it ends. Episodes count that are open, or ended in the
    year or the one before.

    Fix: add the child's social workers, or correct SW_DECOM or the episode's dates.
    """
    ep = ret.episodes
    counts = ep.is_open | ep.dec.between(ret.last_year.year_start, ret.year_end)
    return counts & _without_social_worker(ret)
