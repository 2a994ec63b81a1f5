"""Missing: the times a child was missing or away without leave."""

from xl903 import birthday, rule


@rule(
    "564",
    "Missing or away, but not since when",
    group="missing",
    marks={"Missing": ["MISSING", "MIS_START"]},
)
def no_start(ret):
    """MISSING says that the child was missing (M) or away (A), but MIS_START gives no date.

    Fix: enter the day the child went missing in MIS_START.
    """
    missing = ret.missing
    return missing.in_codes("MISSING") & ~missing.filled("MIS_START")


@rule(
    "565",
    "Start given, but not whether missing or away",
    group="missing",
    marks={"Missing": ["MISSING", "MIS_START"]},
)
def start_without_kind(ret):
    """MIS_START gives a date, but MISSING does not say whether the child was missing or away.

    Fix: enter M or A in MISSING, or delete the date.
    """
    missing = ret.missing
    return missing.filled("MIS_START") & ~missing.filled("MISSING")


@rule(
    "566",
    "End given, but not whether missing or away",
    group="missing",
    marks={"Missing": ["MISSING", "MIS_END"]},
)
def end_without_kind(ret):
    """MIS_END gives a date, but MISSING does not say whether the child was missing or away.

    Fix: enter M or A in MISSING, or delete the date.
    """
    missing = ret.missing
    return missing.filled("MIS_END") & ~missing.filled("MISSING")


@rule(
    "567",
    "Came back before going missing",
    group="missing",
    marks={"Missing": ["MIS_START", "MIS_END"]},
)
def ends_before_it_starts(ret):
    """MIS_END is an earlier day than MIS_START.

    Fix: correct whichever of the two dates is wrong.
    """
    return ret.missing.mis_end < ret.missing.mis_start


@rule("570", "Went missing after the year", group="missing", marks={"Missing": ["MIS_START"]})
def starts_after_year(ret):
    """The child went missing after 31 March, the last day of the year that this return covers.

    Fix: correct MIS_START, or keep the row for next year's return.
    """
    return ret.missing.mis_start > ret.year_end


@rule("571", "Came back outside the year", group="missing", marks={"Missing": ["MIS_END"]})
def ends_outside_year(ret):
    """MIS_END is before the first or after the last day of the year that this return covers.

    Fix: correct MIS_END, or remove the row if it belongs to another year's return.
    """
    mis_end = ret.missing.mis_end
    return (mis_end < ret.year_start) | (mis_end > ret.year_end)


@rule(
    "574",
    "Missing again before coming back",
    group="missing",
    marks={"Missing": ["MIS_START", "MIS_END"]},
)
def overlaps_time_before(ret):
    """In the order in which they end, the child's time missing before this one is still open, or this one
    starts before that one ended. A child can go missing again only after coming back.

    Fix: enter the MIS_END that is missing, or correct the dates of the two.
    """
    missing = ret.missing
    before = missing.in_order_of(missing.mis_end.fillna(missing.mis_start), missing.mis_start).previous
    return before.exists & (~before.filled("MIS_END") | (missing.mis_start < before.mis_end))


@rule(
    "575",
    "Episode has ended, but the child is still missing from it",
    group="missing",
    marks={"Missing": ["MIS_END"]},
    needs=["Episodes", "Missing"],
)
def open_after_episode_ended(ret):
    """The child went missing during an episode that has ended since, but MIS_END gives no date.

    Fix: enter MIS_END, or correct the dates of the episode.
    """
    pair = ret.missing.pairs(ret.episodes)
    started = pair.left.mis_start
    within = (pair.right.decom <= started) & (started <= pair.right.dec)
    return ~ret.missing.filled("MIS_END") & pair.left_rows(within)


@rule(
    "577",
    "Missing at the end of care, or came back outside it",
    group="missing",
    marks={"Missing": ["MIS_END"]},
    needs=["Episodes", "Missing"],
)
def ends_outside_care(ret):
    """MIS_END is blank although the child has left care, or it is on a day when the child was not in care.

    Fix: enter a MIS_END within the child's time in care, at the latest the day care ended.
    """
    missing, times = ret.missing, ret.episodes.times_in_care
    pair = missing.pairs(times)
    started, ended = pair.left.mis_start, pair.left.mis_end
    cares_start, cares_end = pair.right.start, pair.right.end
    outside = (
        (~pair.left.filled("MIS_END") & (cares_end.notna() | (started < cares_start)))
        | (ended > cares_end)
        | (ended < cares_start)
    )
    return missing.filled("MIS_START") & missing.child_in(times) & ~pair.left_rows(~outside)


@rule(
    "578",
    "Went missing when not in care",
    group="missing",
    marks={"Missing": ["MIS_START"]},
    needs=["Episodes", "Missing"],
)
def starts_outside_care(ret):
    """The child went missing before care began, after it ended, or between two times in care.

    Fix: correct MIS_START or the dates of the episodes, or remove the row.
    """
    missing, times = ret.missing, ret.episodes.times_in_care
    pair = missing.pairs(times)
    outside = (pair.left.mis_start < pair.right.start) | (pair.left.mis_start > pair.right.end)
    return missing.child_in(times) & ~pair.left_rows(~outside)


@rule(
    "580",
    "Missing when care ended at 18, but REC is not E8",
    group="missing",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "Missing"],
)
def missing_on_turning_18(ret):
    """The episode and a time missing both end on the child's 18th birthday, so the child was missing when
    care ended. The reason for that is E8.

    Fix: enter E8 in REC, or correct DEC, MIS_END or the date of birth.
    """
    pair = ret.episodes.pairs(ret.missing)
    ended = pair.right.mis_end
    at_18 = (ended == pair.left.dec) & (ended == birthday(pair.right.dob, 18))
    return pair.left_rows((pair.left.rec != "E8") & at_18)


@rule(
    "581",
    "Went missing on a day without an episode",
    group="missing",
    marks={"Missing": ["MIS_START"]},
    needs=["Episodes", "Missing"],
)
def starts_outside_episodes(ret):
    """None of the child's episodes covers the day the child went missing.

    Fix: correct MIS_START or the dates of the episodes.
    """
    missing = ret.missing
    pair = missing.pairs(ret.episodes)
    started = pair.left.mis_start
    not_over = pair.right.is_open | (started <= pair.right.dec) | pair.right.no_date("DEC")
    covers = ((pair.right.decom <= started) & not_over) | pair.right.no_date("DECOM")
    return missing.mis_start.notna() & missing.child_in(ret.episodes) & ~pair.left_rows(covers)


@rule("586", "Went missing before being born", group="missing", marks={"Missing": ["MIS_START"]})
def starts_before_birth(ret):
    """MIS_START is the child's date of birth or a day before it.

    Fix: correct MIS_START or DOB.
    """
    return ret.missing.mis_start <= ret.missing.dob


@rule("1004", "Start is blank or no date", group="missing", marks={"Missing": ["MIS_START"]})
def start_not_a_date(ret):
    """MIS_START is blank, or cannot be read as a date.

    Fix: enter the day the child went missing as dd/mm/yyyy.
    """
    return ret.missing.mis_start.isna()


@rule("1005", "End is no date", group="missing", marks={"Missing": ["MIS_END"]})
def end_not_a_date(ret):
    """MIS_END cannot be read as a date.

    Fix: enter the day the child came back as dd/mm/yyyy, or leave it blank while the child is missing.
    """
    return ret.missing.no_date("MIS_END")


@rule("1006", "MISSING is not a code", group="missing", marks={"Missing": ["MISSING"]})
def missing_not_a_code(ret):
    """MISSING holds something other than M and A.

    Fix: enter M if nobody knew where the child was, A if the child was away without leave.
    """
    return ret.missing.not_in_codes("MISSING")
