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
    "Earlier social worker episode has no end date",
    years="2024-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def earlier_left_open(ret):
    """SW_DEC is blank, but the child has a later social worker episode.

    Fix: Enter SW_DEC on this row. If the next row starts on the right date, it usually shows when this
    social worker stopped.

    Why: The next social worker was allocated without ending this one, or both are still on the case as
    main worker. End the old allocation when the case passes on.

    Ask: On what date did this social worker stop working with the child?
    """
    sw = ret.sw_episodes
    return sw.sw_decom.notna() & ~sw.filled("SW_DEC") & sw.in_order("sw_decom").next.exists


@rule(
    "SW14STG2",
    "Social worker episode has no end date",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def open_but_not_the_last(ret):
    """SW_DEC is blank, and this is not the child's last social worker episode by start date. Rows without
    a start date come last.

    Fix: Enter SW_DEC on this row. If the row is a duplicate or has no start date, remove it or complete
    SW_DECOM.

    Why: The next social worker was allocated without ending this one, or both are still on the case as
    main worker. End the old allocation when the case passes on.

    Ask: On what dates did this social worker start and stop working with the child?
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
    """The child has an earlier row in the SWEpisodes file with the same SW_DECOM. The first row is not
    marked.

    Fix: Remove the duplicate row, or correct SW_DECOM if the two social workers started on different
    days.

    Why: The case was allocated twice on one day, or the report includes a co-worker or manager as well.
    Report one social worker at a time.
    """
    sw = ret.sw_episodes
    return sw.dated_in_order("sw_decom").previous.sw_decom == sw.sw_decom


def _not_handed_over(sw):
    """Rows that start more than HANDOVER before or after the end of the child's row before."""
    ended = sw.in_order("sw_decom", "sw_dec").previous.sw_dec
    return (sw.sw_decom < ended - HANDOVER) | (sw.sw_decom > ended + HANDOVER)


@rule(
    "SW10STG2",
    "Gap or overlap of over 7 days between social workers",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def not_handed_over(ret):
    """This social worker episode starts more than 7 days before or after the end of the child's previous
    social worker episode.

    Fix: Check SW_DECOM on this row and SW_DEC on the previous one. Correct the wrong date, or add the
    social worker episode missing between them.

    Why: Allocations are often ended or started late on the system, or a duty or agency social worker in
    between was not recorded. Record the handover on the day it happens.

    Ask: On what date did the previous social worker stop, and on what date did this one start? Did
    another social worker have the case in between?
    """
    return _not_handed_over(ret.sw_episodes)


@rule(
    "SW10STG2",
    "Gap or overlap of over 7 days between social workers",
    years="2025-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def not_handed_over_nor_first_contact(ret):
    """This social worker episode starts more than 7 days before or after the end of the child's previous
    one. Episodes with SW_REASON FCONTA (first contact) are not checked.

    Fix: Check SW_DECOM on this row and SW_DEC on the previous one, or add the social worker episode
    missing between them. If this was a first contact, correct SW_REASON.

    Why: Allocations are often ended or started late on the system, or a duty or agency social worker in
    between was not recorded. Record the handover on the day it happens.

    Ask: On what date did the previous social worker stop, and on what date did this one start? Did
    another social worker have the case in between?
    """
    sw = ret.sw_episodes
    return _not_handed_over(sw) & (sw.sw_reason != FIRST_CONTACT)


@rule(
    "SW10aSTG2",
    "Next social worker not within 7 days of the previous one",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def new_social_worker_not_handed_over(ret):
    """This social worker episode starts more than 7 days before or after the end of the child's previous
    one. Episodes with SW_REASON FCONTA (first contact) are not checked.

    Fix: Check SW_DECOM on this row and SW_DEC on the previous one, or add the social worker episode
    missing between them. If this was a first contact, correct SW_REASON.

    Why: Handovers are often recorded late, or a duty or agency social worker in between was not recorded.
    Record the handover on the day it happens.

    Ask: On what date did the previous social worker stop, and on what date did this one start? Did
    another social worker have the case in between?
    """
    sw = ret.sw_episodes
    return _not_handed_over(sw) & (sw.sw_reason != FIRST_CONTACT)


@rule(
    "SW10bSTG2",
    "First contact overlaps the previous social worker",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_REASON"]},
)
def first_contact_too_early(ret):
    """SW_REASON is FCONTA (first contact), but this episode starts on or before the day the child's
    previous social worker episode ended.

    Fix: Check SW_REASON first, as a handover needs another code. If it was a first contact, correct
    SW_DECOM on this row or SW_DEC on the previous one.

    Why: FCONTA is often chosen for every new social worker. Use it only when the case is new or referred
    again, not when it passes from one social worker to another.

    Ask: Was the case new or referred again when this social worker started, or was it handed over, and
    why? When did they start, and when did the previous one stop?
    """
    sw = ret.sw_episodes
    before = sw.in_order("sw_decom", "sw_dec").previous
    return (sw.sw_reason == FIRST_CONTACT) & (sw.sw_decom <= before.sw_dec)


# The one after


@rule(
    "SW11aSTG2",
    "Next social worker missing or not within 5 days",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def not_taken_over(ret):
    """A social worker episode ended by 26 March. The next one is missing, has no start date, or starts
    more than 5 days before or after that end.

    Fix: Add the social worker episode that followed, or correct SW_DEC or SW_DECOM. If there is a next
    row, that row is marked. If care had ended, keep the dates and explain it to DfE.

    Why: The handover was recorded late or the next allocation is missing. The rule also marks children
    who left care earlier in the year, when their social worker ended too.

    Ask: Who were this child's social workers in the year, and on what dates did each of them start and
    stop? If the case closed, on what date?
    """
    sw, by = ret.sw_episodes, ret.year_end - LAST_DAYS
    order = sw.in_order("sw_decom")
    ended, final = order.previous.sw_dec, sw.row_of_child_in(sw, order.last).sw_dec
    late = (ended <= by) & ~sw.sw_decom.between(ended - HANDOVER_2024, ended + HANDOVER_2024)
    fits = ~order.last & sw.sw_decom.between(final - HANDOVER_2024, final + HANDOVER_2024)
    return late | (order.last & (sw.sw_dec <= by) & ~sw.any_of_child(fits))


@rule(
    "SW11bSTG2",
    "No social worker after one ended between 26 and 31 March",
    years="2024-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def not_taken_over_at_year_end(ret):
    """A social worker episode ended between 26 and 31 March. The next row has no start date, or no other
    episode starts on or after that end.

    Fix: Add the social worker episode that followed, or enter its SW_DECOM. If the social worker still
    had the case on 31 March, clear SW_DEC. If care ended in those days, keep the date and explain it to
    DfE.

    Why: The social worker changed at the end of March and the new one was not on the system when the
    report was run. Run it again once the handovers are recorded.

    Ask: Did this social worker still have the case on 31 March? If not, who took over and on what date?
    If the case closed, please say so.
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
    "Child's latest social worker episode is not open",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC", "SW_DECOM"]},
)
def nobody_at_year_end(ret):
    """The child's latest social worker episode, by start date, has an end date. It should be open. All
    children in the SWEpisodes file are checked, even if care has ended.

    Fix: If the social worker still had the case on 31 March, clear SW_DEC. If somebody else took over,
    add their social worker episode. If care had ended by then, keep the date and explain it to DfE.

    Why: The next allocation had not been recorded when the report was run, or episodes were closed at
    year end by mistake. It also marks children after their case has closed.

    Ask: Who was the child's social worker on 31 March, and on what date did they start? If the case had
    closed by then, on what date?
    """
    sw = ret.sw_episodes
    start = sw.sw_decom.fillna(BEFORE_ANY)
    latest = sw.latest(start)
    as_late = start == sw.row_of_child_in(sw, latest).of(start)
    return latest & ~sw.any_of_child(as_late & ~sw.filled("SW_DEC"))


# Beside the episodes of care


@rule(
    "SW01STG1",
    "Child in care has no complete social worker details",
    years="2024-2024",
    group="social-worker",
    marks={"Episodes": ["DEC"]},
    needs=["SWEpisodes", "Episodes"],
)
def in_care_without_social_worker(ret):
    """The child has an open episode (not V3 or V4). Their social worker rows are missing, or do not
    include an id, a start date and a reason.

    Fix: Add the child's social worker episode, or complete SW_ID, SW_DECOM and SW_REASON on it.

    Why: New or agency social workers may have no registration number on their staff record, so the report
    leaves them out. Enter it before the first case is allocated.

    Ask: Who is this child's social worker, and what is their registration number? When did they start
    with the child, and why did the case pass to them?
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
    "No social worker episode fits this episode of care",
    years="2024-2024",
    group="social-worker",
    marks={"Episodes": ["DECOM", "DEC"]},
    needs=["SWEpisodes", "Episodes"],
)
def care_without_social_worker(ret):
    """No SW_DECOM fits this episode. It should be on or after DECOM if RNE is S, or on or before DEC if
    care ended. For other open episodes any start date will do. Short breaks (V3, V4) are not checked.

    Fix: Add the missing social worker episodes, or correct SW_DECOM, DECOM or DEC. If the social worker
    already had the case when care began, keep the true date and note the reason.

    Why: The allocation is missing from the export. Or the social worker had the case before care began
    and nobody new has started since, so no start date fits.

    Ask: Who has been the child's social worker while in care, and on what dates did each of them start
    and stop? When did care begin and, if it has ended, when?
    """
    return _without_social_worker(ret)


@rule(
    "SW12STG2",
    "No social worker episode fits this episode of care",
    years="2025-",
    group="social-worker",
    marks={"Episodes": ["DECOM", "DEC"]},
    needs=["SWEpisodes", "Episodes"],
)
def care_in_two_years_without_social_worker(ret):
    """No SW_DECOM fits. It should be on or after DECOM if RNE is S, or by DEC if care ended; any will do
    for other open episodes. Short breaks and episodes that ended over a year before the collection year
    are not checked.

    Fix: Add the missing social worker episodes, or correct SW_DECOM, DECOM or DEC. If the social worker
    already had the case when care began, keep the true date and note the reason.

    Why: The allocation is missing from the export. Or the social worker had the case before care began
    and nobody new has started since, so no start date fits.

    Ask: Who has been the child's social worker while in care, and on what dates did each of them start
    and stop? When did care begin and, if it has ended, when?
    """
    ep = ret.episodes
    counts = ep.is_open | ep.dec.between(ret.last_year.year_start, ret.year_end)
    return counts & _without_social_worker(ret)
