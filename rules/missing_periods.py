"""Missing: the times a child was missing or away without leave."""

from xl903 import birthday, rule


@rule(
    "564",
    "Missing or away period has no start date",
    group="missing",
    marks={"Missing": ["MISSING", "MIS_START"]},
)
def no_start(ret):
    """MISSING is M (missing) or A (away without authorisation), but MIS_START is blank.

    Fix: Enter in MIS_START the first day the child was missing or away. If it did not happen, remove the
    row.

    Why: The record was opened from a police or carer report and saved before the start was entered. Enter
    the start date first.

    Ask: On what date was the child first missing, or first away without permission? If it did not happen,
    please say so.
    """
    missing = ret.missing
    return missing.in_codes("MISSING") & ~missing.filled("MIS_START")


@rule(
    "565",
    "Missing start date entered without code M or A",
    group="missing",
    marks={"Missing": ["MISSING", "MIS_START"]},
)
def start_without_kind(ret):
    """MIS_START is filled in, but MISSING is blank. The row does not say if the child was missing (M) or
    away without authorisation (A).

    Fix: Enter M in MISSING if nobody knew where the child was, or A if it was known. If neither happened,
    remove the row.

    Why: The record was saved before missing or away was chosen, or the export does not turn the system's
    wording into M or A.

    Ask: Was the child missing (nobody knew where they were), or away without permission (it was known
    where they were)? If neither happened, please say so.
    """
    missing = ret.missing
    return missing.filled("MIS_START") & ~missing.filled("MISSING")


@rule(
    "566",
    "Missing end date entered without code M or A",
    group="missing",
    marks={"Missing": ["MISSING", "MIS_END"]},
)
def end_without_kind(ret):
    """MIS_END is filled in, but MISSING is blank. The row does not say if the child was missing (M) or
    away without authorisation (A).

    Fix: Enter M in MISSING if nobody knew where the child was, or A if it was known. If neither happened,
    remove the row.

    Why: The child's return was recorded without completing the rest of the record, or the export does not
    turn the system's wording into M or A.

    Ask: Was the child missing (nobody knew where they were), or away without permission (it was known
    where they were)? If neither happened, please say so.
    """
    missing = ret.missing
    return missing.filled("MIS_END") & ~missing.filled("MISSING")


@rule(
    "567",
    "Missing period ends before it starts",
    group="missing",
    marks={"Missing": ["MIS_START", "MIS_END"]},
)
def ends_before_it_starts(ret):
    """MIS_END is earlier than MIS_START.

    Fix: Check both dates against the missing record and correct the wrong one.

    Why: Usually day and month were swapped, or the old year was typed for a period that ran over New
    Year.

    Ask: On what date was the child first missing or away, and on what date did they return?
    """
    return ret.missing.mis_end < ret.missing.mis_start


@rule(
    "570",
    "Missing period starts after the collection year",
    group="missing",
    marks={"Missing": ["MIS_START"]},
)
def starts_after_year(ret):
    """MIS_START is after 31 March, the last day of the collection year.

    Value: {value} is after the end of the collection year.

    Fix: If the date is right, remove the row, because it belongs in next year's return. If it is
    mistyped, correct MIS_START.

    Why: The export is run after the year end and picks up later records. Have it stop at 31 March.
    """
    return ret.missing.mis_start > ret.year_end


@rule(
    "571", "Missing period ends outside the collection year", group="missing", marks={"Missing": ["MIS_END"]}
)
def ends_outside_year(ret):
    """MIS_END is not within the collection year, 1 April to 31 March.

    Value: {value} is outside the collection year.

    Fix: If the child was still missing on 31 March, clear MIS_END. If the period ended before 1 April,
    remove the row. If the date is mistyped, correct it.

    Why: The export shows what is known today instead of the position on 31 March, or it includes periods
    that ended in an earlier year.
    """
    mis_end = ret.missing.mis_end
    return (mis_end < ret.year_start) | (mis_end > ret.year_end)


@rule(
    "574",
    "Missing period overlaps or follows one still open",
    group="missing",
    marks={"Missing": ["MIS_START", "MIS_END"]},
)
def overlaps_time_before(ret):
    """This missing period starts before the child's previous one ended, or the previous one has no end
    date. Periods are put in order of end date, or of start date if still open.

    Fix: Enter MIS_END on the open period or correct the dates. If two rows are about the same absence,
    keep one.

    Why: The child's return was not recorded before the next absence was opened, or the same absence was
    reported twice. Close each period on the day the child returns.

    Ask: Please list each time the child was missing or away around these dates. For each, when did it
    start and when did the child return?
    """
    missing = ret.missing
    before = missing.in_order_of(missing.mis_end.fillna(missing.mis_start), missing.mis_start).previous
    return before.exists & (~before.filled("MIS_END") | (missing.mis_start < before.mis_end))


@rule(
    "575",
    "Missing period still open although the episode ended",
    group="missing",
    marks={"Missing": ["MIS_END"]},
    needs=["Episodes", "Missing"],
)
def open_after_episode_ended(ret):
    """MIS_START falls in an episode that has ended, or on the day it ended, but MIS_END is blank.

    Fix: Enter MIS_END, or correct MIS_START, DEC or REC if one of them is wrong. If the child was still
    missing on 31 March and all the dates are right, keep them and explain it to DfE.

    Why: The return is noted in the case file or the return interview, but the missing record is not
    closed. Look for open missing records whenever an episode ends.

    Ask: On what date did the child return? If they are still missing, did this placement or legal status
    really end, and on what date?
    """
    pair = ret.missing.pairs(ret.episodes)
    started = pair.left.mis_start
    within = (pair.right.decom <= started) & (started <= pair.right.dec)
    return ~ret.missing.filled("MIS_END") & pair.left_rows(within)


@rule(
    "577",
    "Missing period does not end within a time in care",
    group="missing",
    marks={"Missing": ["MIS_END"]},
    needs=["Episodes", "Missing"],
)
def ends_outside_care(ret):
    """MIS_END is blank although care ended or only began later, or MIS_END is a day when the child was
    not in care.

    Fix: Set MIS_END to the day the child returned, or the day care ended if they were still missing then.
    If care started or ended on another day, correct DECOM or DEC.

    Why: When a child leaves care while missing, often only the episode is closed. Close the missing
    period too, no later than the day care ended.

    Ask: On what date did the child return? If they were still missing when care ended, on what date was
    that?
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
    "Missing start date is outside the child's time in care",
    group="missing",
    marks={"Missing": ["MIS_START"]},
    needs=["Episodes", "Missing"],
)
def starts_outside_care(ret):
    """MIS_START is before, between or after the times when the child was in care.

    Fix: Check MIS_START against the missing record, then DECOM and DEC. If the child was not in care on
    that day, remove the row.

    Why: Case systems also hold missing records for children in need and care leavers. The export should
    take only those that started while the child was in care.

    Ask: On what date was the child first missing or away, and were they in care on that day?
    """
    missing, times = ret.missing, ret.episodes.times_in_care
    pair = missing.pairs(times)
    outside = (pair.left.mis_start < pair.right.start) | (pair.left.mis_start > pair.right.end)
    return missing.child_in(times) & ~pair.left_rows(~outside)


@rule(
    "580",
    "Missing at 18, but the reason care ended is not E8",
    group="missing",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "Missing"],
)
def missing_on_turning_18(ret):
    """The missing period and the episode both end on the 18th birthday, so the young person was missing
    when care ended. REC should be E8.

    Fix: If the young person was still missing at 18, change REC to E8. If not, correct MIS_END. Check DEC
    and DOB too.

    Why: The planned reason, for example independent living, is often entered although the young person
    was missing on the day.

    Ask: Was the young person still missing on their 18th birthday? If not, on what date did they return,
    and where did they live after leaving care?
    """
    pair = ret.episodes.pairs(ret.missing)
    ended = pair.right.mis_end
    at_18 = (ended == pair.left.dec) & (ended == birthday(pair.right.dob, 18))
    return pair.left_rows((pair.left.rec != "E8") & at_18)


@rule(
    "581",
    "Missing start date is not covered by any episode",
    group="missing",
    marks={"Missing": ["MIS_START"]},
    needs=["Episodes", "Missing"],
)
def starts_outside_episodes(ret):
    """The child has episodes, but none of them covers MIS_START.

    Fix: Check MIS_START, then look for a gap in the child's DECOM and DEC. If the child was not in care
    on that day, remove the row.

    Why: A late or wrong episode date left a gap, or the missing record is from before or after care. When
    a child is found and then taken into care, check which day care began.

    Ask: On what date was the child first missing or away? Were they in care on that day, and if so, in
    which placement?
    """
    missing = ret.missing
    pair = missing.pairs(ret.episodes)
    started = pair.left.mis_start
    not_over = pair.right.is_open | (started <= pair.right.dec) | pair.right.no_date("DEC")
    covers = ((pair.right.decom <= started) & not_over) | pair.right.no_date("DECOM")
    return missing.mis_start.notna() & missing.child_in(ret.episodes) & ~pair.left_rows(covers)


@rule(
    "586",
    "Missing period starts on or before the date of birth",
    group="missing",
    marks={"Missing": ["MIS_START"]},
)
def starts_before_birth(ret):
    """MIS_START is the same as DOB or earlier.

    Fix: Check MIS_START against the missing record and DOB against the Header. Correct the wrong date.

    Why: The year was mistyped, or the date of birth was keyed as the first day missing.

    Ask: On what date was the child first missing or away? Please also confirm the child's date of birth.
    """
    return ret.missing.mis_start <= ret.missing.dob


@rule(
    "1004",
    "Start date of missing period is blank or not valid",
    group="missing",
    marks={"Missing": ["MIS_START"]},
)
def start_not_a_date(ret):
    """MIS_START is blank or is not a valid date. Each time a child is missing or away without permission
    needs a start date as dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter MIS_START as dd/mm/yyyy. If the child was not missing or away, remove the row.

    Why: The missing record was saved without a start date, or the export adds a time to the date. Record
    the start when the child is reported missing.

    Ask: On what date did this period of being missing or away without permission start?
    """
    return ret.missing.mis_start.isna()


@rule("1005", "End date of missing period is not valid", group="missing", marks={"Missing": ["MIS_END"]})
def end_not_a_date(ret):
    """MIS_END is filled in but is not a valid date as dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Correct MIS_END to dd/mm/yyyy. Leave it blank if the child was still missing or away at the end
    of the year.

    Why: The export adds a time or uses a two-digit year, or somebody typed a word such as "ongoing" in
    the date field.
    """
    return ret.missing.no_date("MIS_END")


@rule("1006", "Missing or away code is not valid", group="missing", marks={"Missing": ["MISSING"]})
def missing_not_a_code(ret):
    """MISSING is filled in but is not M (missing) or A (away from placement without permission).

    Value: {value} is not a valid code.

    Fix: Enter M if nobody knew where the child was. Enter A if the child was away without permission but
    it was known where they were.

    Why: The export sends the case system's own wording, or NA where the answer is blank. Ask for the
    answers to be mapped to M and A.
    """
    return ret.missing.not_in_codes("MISSING")
