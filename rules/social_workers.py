"""Social workers: who had the child's case from when to when, and why it changed hands."""

import pandas as pd

from xl903 import rule
from xl903.engine.texts import parse_dates

FULL_DETAILS_FROM = pd.Timestamp(2023, 4, 1)
"""First day from which a social worker episode needs SW_ID and SW_REASON."""

DETAILS = ("SW_ID", "SW_DECOM", "SW_REASON")
"""What every social worker episode tells; its end is blank while it lasts."""

ID_FORM = "(SW|XX).*"
"""SW and the register's number, or XX and a number of the authority's own."""

ID_FORM_FROM_2026 = "(SW|XX)..+"
"""The same, with at least two characters after the letters."""

UNKNOWN_PARTS = {"^ZZ/": "01/", "/ZZ/": "/01/", "/ZZZZ$": "/2000"}
"""How unknown parts of a date were written until 2025, and what stands in for them to see if it exists."""

SHORTEST_FROM_2026 = pd.Timedelta(days=3)
"""How long a social worker episode lasts at least."""

# Each row on its own: ids, dates, reasons


@rule(
    "SW02STG1",
    "Social worker id is not in the right format",
    years="2024-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_ID"]},
)
def id_without_prefix(ret):
    """SW_ID is blank or does not start with SW or XX.

    Value: {value} is not a valid social worker ID.

    Fix: Enter SW and the social worker's registration number. If they have none, enter XX and your own
    number for them.

    Why: The export often sends the staff number from the case system. Put the registration number on each
    staff record once, and it will be right for every child.
    """
    return ~ret.sw_episodes.matches("SW_ID", ID_FORM)


@rule(
    "SW02STG1",
    "Social worker id is not in the right format",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_ID"]},
)
def id_without_prefix_or_too_short(ret):
    """SW_ID is blank, does not start with SW or XX, or has fewer than 4 characters.

    Value: {value} is not a valid social worker ID.

    Fix: Enter SW and the social worker's registration number. If they have none, enter XX and your own
    number for them.

    Why: The export often sends the staff number from the case system. Put the registration number on each
    staff record once, and it will be right for every child.
    """
    return ~ret.sw_episodes.matches("SW_ID", ID_FORM_FROM_2026)


@rule(
    "SW03STG1",
    "Social worker episode is incomplete",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": DETAILS},
)
def details_incomplete(ret):
    """SW_ID, SW_DECOM or SW_REASON is blank on this row. Each social worker episode needs all three.

    Fix: Enter the missing SW_ID, SW_DECOM or SW_REASON.

    Why: The case was allocated without a reason, or the social worker has no registration number on their
    staff record. Ask for the reason each time a case is allocated.

    Ask: Who was this social worker, and what is their registration number? On what date did they start
    with the child, and why did the case pass to them?
    """
    return ~ret.sw_episodes.all_filled(*DETAILS)


@rule(
    "SW01aSTG1",
    "Social worker id or start date missing before April 2023",
    years="2025-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_ID"]},
)
def early_details_incomplete(ret):
    """SW_DECOM is blank, or it is before 01/04/2023 and SW_ID is blank. SW_REASON is not checked here.

    Fix: Enter SW_ID, and SW_DECOM as dd/mm/yyyy. Use ZZ or ZZZZ only for the parts of the date that are
    not known.

    Why: Older allocations were often copied from a previous case system without the date or the
    registration number. Add the number to the social worker's staff record.

    Ask: Who was this social worker, what is their registration number, and on what date did they start
    with the child?
    """
    sw = ret.sw_episodes
    return ~sw.filled("SW_DECOM") | ((sw.sw_decom < FULL_DETAILS_FROM) & ~sw.filled("SW_ID"))


@rule(
    "SW01bSTG1",
    "Social worker details missing from April 2023",
    years="2025-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_ID", "SW_REASON"]},
)
def later_details_incomplete(ret):
    """SW_DECOM is blank, or it is 01/04/2023 or later and SW_ID or SW_REASON is blank.

    Fix: Enter SW_ID, SW_REASON, and SW_DECOM as dd/mm/yyyy. Use ZZ or ZZZZ only for the parts of the date
    that are not known.

    Why: The case was allocated without a reason, or the social worker has no registration number on their
    staff record. Ask for the reason each time a case is allocated.

    Ask: Who was this social worker, and what is their registration number? On what date did they start
    with the child, and why did the case pass to them?
    """
    sw = ret.sw_episodes
    incomplete = ~sw.all_filled("SW_ID", "SW_REASON")
    return ~sw.filled("SW_DECOM") | ((sw.sw_decom >= FULL_DETAILS_FROM) & incomplete)


def _no_date_even_in_part(table, column):
    """Cells with text that is no date even if unknown parts, written ZZ or ZZZZ, are taken as known."""
    text, no_date = table.text(column), table.no_date(column)
    different = pd.Series(text[no_date].unique(), dtype=object)
    completed = different
    for part, stand_in in UNKNOWN_PARTS.items():
        completed = completed.str.replace(part, stand_in, regex=True)
    exists = pd.notna(parse_dates(completed))
    return no_date & ~text.isin(different[exists])


@rule(
    "SW04STG1",
    "Social worker episode start date is not valid",
    years="2024-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def start_not_a_date_even_in_part(ret):
    """SW_DECOM is filled in but is not a valid date as dd/mm/yyyy. ZZ for an unknown day or month and
    ZZZZ for an unknown year are allowed.

    Value: {value} is not a valid date.

    Fix: Correct SW_DECOM to dd/mm/yyyy. Use ZZ or ZZZZ only for the parts that are not known.

    Why: The export adds a time, writes the year first or uses a two-digit year. Look up the date in the
    child's allocation history.
    """
    return _no_date_even_in_part(ret.sw_episodes, "SW_DECOM")


@rule(
    "SW04STG1",
    "Social worker episode start date is not valid",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def start_not_a_date(ret):
    """SW_DECOM is filled in but is not a valid date as dd/mm/yyyy. From 2025/26, ZZ and ZZZZ cannot be
    used for unknown parts.

    Value: {value} is not a valid date.

    Fix: Correct SW_DECOM to the full date as dd/mm/yyyy, without ZZ or ZZZZ.

    Why: A date with unknown parts was kept from last year's return, or the export writes dates in another
    format. Look up the full date in the child's allocation history.
    """
    return ret.sw_episodes.no_date("SW_DECOM")


@rule(
    "SW05STG1",
    "Social worker episode end date is not valid",
    years="2024-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def end_not_a_date_even_in_part(ret):
    """SW_DEC is filled in but is not a valid date as dd/mm/yyyy. ZZ for an unknown day or month and ZZZZ
    for an unknown year are allowed.

    Value: {value} is not a valid date.

    Fix: Correct SW_DEC to dd/mm/yyyy, with ZZ or ZZZZ only for the parts that are not known. Leave it
    blank if the social worker still has the case.

    Why: The export adds a time, writes the year first or uses a two-digit year. Look up the date in the
    child's allocation history.
    """
    return _no_date_even_in_part(ret.sw_episodes, "SW_DEC")


@rule(
    "SW05STG1",
    "Social worker episode end date is not valid",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def end_not_a_date(ret):
    """SW_DEC is filled in but is not a valid date as dd/mm/yyyy. From 2025/26, ZZ and ZZZZ cannot be used
    for unknown parts.

    Value: {value} is not a valid date.

    Fix: Correct SW_DEC to the full date as dd/mm/yyyy, without ZZ or ZZZZ. Leave it blank if the social
    worker still has the case.

    Why: A date with unknown parts was kept from last year's return, or the export writes dates in another
    format. Look up the full date in the child's allocation history.
    """
    return ret.sw_episodes.no_date("SW_DEC")


@rule(
    "SW13STG1",
    "Reason for social worker change missing or not valid",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_REASON"]},
)
def reason_not_a_code(ret):
    """SW_REASON is blank or is not on the code list.

    Value: {value} is not a valid code.

    Fix: Enter MANAGE, FCONTA, LEFTRL, ORGRST, TSPROC, ABSENC, CHCHAN, PCCHAN, SWDIED or OTHERS.

    Why: The case was allocated without a reason, or the case system's own reasons are not mapped to the
    codes. The reason says why this social worker took over, not why they left.

    Ask: Why did this social worker take over the case? For example, first contact, team transfer,
    caseloads or reorganisation. Or the previous one was absent, left or died, or the child, a parent or a
    carer asked for a change.
    """
    return ~ret.sw_episodes.in_codes("SW_REASON")


@rule(
    "SW13STG1",
    "Reason for social worker change missing or not valid",
    years="2025-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_REASON"]},
)
def reason_not_a_code_or_missing(ret):
    """SW_REASON is not on the code list, or it is blank although the social worker episode started on or
    after 01/04/2023.

    Value: {value} is not a valid code.

    Fix: Enter MANAGE, FCONTA, LEFTRL, ORGRST, TSPROC, ABSENC, CHCHAN, PCCHAN, SWDIED or OTHERS. It may be
    blank only for a start before 01/04/2023.

    Why: The case was allocated without a reason, or the case system's own reasons are not mapped to the
    codes. The reason says why this social worker took over, not why they left.

    Ask: Why did this social worker take over the case? For example, first contact, team transfer,
    caseloads or reorganisation. Or the previous one was absent, left or died, or the child, a parent or a
    carer asked for a change.
    """
    sw = ret.sw_episodes
    missing = ~sw.filled("SW_REASON") & (sw.sw_decom >= FULL_DETAILS_FROM)
    return sw.not_in_codes("SW_REASON") | missing


# Each row on its own: from when to when


@rule(
    "SW06STG2",
    "Social worker episode starts after the collection year",
    years="2024-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def starts_after_year(ret):
    """SW_DECOM is after 31 March at the end of the collection year.

    Value: {value} is after the end of the collection year.

    Fix: Correct SW_DECOM if the date is wrong. Otherwise remove the row and include it in next year's
    return.

    Why: The export was run after 31 March without a cut-off date, so it includes newer allocations. Set
    the cut-off date to 31 March.
    """
    return ret.sw_episodes.sw_decom > ret.year_end


@rule(
    "SW07STG2",
    "Social worker episode ends outside the reporting period",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def ended_outside_year(ret):
    """SW_DEC is outside the collection year (1 April to 31 March).

    Fix: Correct SW_DEC if it is wrong. If the episode ended before 1 April, remove the row. If it ended
    after 31 March, leave SW_DEC blank.

    Why: The report includes the child's whole allocation history, or was run after 31 March and shows
    later end dates. Limit it to the reporting period.
    """
    ended = ret.sw_episodes.sw_dec
    return (ended < ret.year_start) | (ended > ret.year_end)


@rule(
    "SW07STG2",
    "Social worker episode ends outside the reporting period",
    years="2025-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def ended_outside_two_years(ret):
    """SW_DEC is outside the reporting period, which is the collection year and the year before it.

    Fix: Correct SW_DEC if it is wrong. If the episode ended before the reporting period, remove the row.
    If it ended after 31 March this year, leave SW_DEC blank.

    Why: The report includes the child's whole allocation history, or was run after 31 March and shows
    later end dates. Limit it to the reporting period.
    """
    ended = ret.sw_episodes.sw_dec
    return (ended < ret.last_year.year_start) | (ended > ret.year_end)


@rule(
    "SW09STG2",
    "Social worker episode starts and ends on the same day",
    years="2024-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_DEC"]},
)
def ends_on_its_first_day(ret):
    """SW_DECOM and SW_DEC are the same date.

    Fix: Check both dates and correct the wrong one. If the episode was recorded by mistake, remove the
    row. If both dates are right, explain it to DfE.

    Why: The case was briefly in a manager's or duty worker's name before it was allocated. Leave these
    allocations out of the report, or allocate directly.

    Ask: Did this social worker really have the case for one day only? If not, on what dates did they
    start and stop?
    """
    return ret.sw_episodes.sw_dec == ret.sw_episodes.sw_decom


@rule(
    "SW09STG2",
    "Social worker episode lasts less than 3 days",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_DEC"]},
)
def ends_within_three_days(ret):
    """SW_DEC is less than 3 days after SW_DECOM, or before it.

    Fix: Check both dates and correct the wrong one. If the episode was recorded by mistake, remove the
    row. If both dates are right, explain it to DfE.

    Why: The case was in a manager's or duty worker's name for a day or two before it was allocated. Leave
    these allocations out of the report, or allocate directly.

    Ask: Did this social worker really have the case for less than 3 days? If not, on what dates did they
    start and stop?
    """
    return ret.sw_episodes.sw_dec < ret.sw_episodes.sw_decom + SHORTEST_FROM_2026


@rule(
    "SW18STG2",
    "Social worker episode ends on or before its start date",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC", "SW_DECOM"]},
)
def ends_by_its_start(ret):
    """SW_DEC is the same date as SW_DECOM or earlier.

    Fix: Correct SW_DECOM or SW_DEC. If the episode was recorded by mistake, remove the row.

    Why: A date was mistyped, or the case was briefly in a manager's name before it was allocated.
    SW09STG2 marks the row too, and expects at least 3 days.

    Ask: On what dates did this social worker start and stop working with the child?
    """
    return ret.sw_episodes.sw_dec <= ret.sw_episodes.sw_decom
