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
    "Social worker's id does not begin with SW or XX",
    years="2024-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_ID"]},
)
def id_without_prefix(ret):
    """SW_ID is blank, or begins neither with SW, for a registered social worker, nor with XX.

    Fix: enter SW and the number in the register, or XX and a number of your own.
    """
    return ~ret.sw_episodes.matches("SW_ID", ID_FORM)


@rule(
    "SW02STG1",
    "Social worker's id does not begin with SW or XX, or is too short",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_ID"]},
)
def id_without_prefix_or_too_short(ret):
    """SW_ID is blank, begins neither with SW, for a registered social worker, nor with XX, or has less than
    two characters after that.

    Fix: enter SW and the number in the register, or XX and a number of your own.
    """
    return ~ret.sw_episodes.matches("SW_ID", ID_FORM_FROM_2026)


@rule(
    "SW03STG1",
    "Social worker's id, start or reason is missing",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": DETAILS},
)
def details_incomplete(ret):
    """The social worker episode lacks SW_ID, SW_DECOM or SW_REASON.

    Fix: fill in what is missing.
    """
    return ~ret.sw_episodes.all_filled(*DETAILS)


@rule(
    "SW01aSTG1",
    "Social worker's start is missing, or the id before April 2023",
    years="2025-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_ID"]},
)
def early_details_incomplete(ret):
    """The social worker episode has no SW_DECOM that can be read, or began before 1 April 2023 and has no
    SW_ID. The reason may be blank for one as early as that.

    Fix: fill in what is missing.
    """
    sw = ret.sw_episodes
    return ~sw.filled("SW_DECOM") | ((sw.sw_decom < FULL_DETAILS_FROM) & ~sw.filled("SW_ID"))


@rule(
    "SW01bSTG1",
    "Social worker's start is missing, or id or reason since April 2023",
    years="2025-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_ID", "SW_REASON"]},
)
def later_details_incomplete(ret):
    """The social worker episode has no SW_DECOM that can be read, or began on 1 April 2023 or later and lacks
    SW_ID or SW_REASON.

    Fix: fill in what is missing.
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
    "Social worker's start is no date",
    years="2024-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def start_not_a_date_even_in_part(ret):
    """SW_DECOM holds something that is no date. Until 2025 unknown parts may be written ZZ/ZZ/ZZZZ.

    Fix: enter SW_DECOM as dd/mm/yyyy, with ZZ for an unknown day or month and ZZZZ for an unknown year.
    """
    return _no_date_even_in_part(ret.sw_episodes, "SW_DECOM")


@rule(
    "SW04STG1",
    "Social worker's start is no date",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def start_not_a_date(ret):
    """SW_DECOM holds something that is no date. Unknown parts, ZZ or ZZZZ, are no longer allowed.

    Fix: enter SW_DECOM as dd/mm/yyyy.
    """
    return ret.sw_episodes.no_date("SW_DECOM")


@rule(
    "SW05STG1",
    "Social worker's end is no date",
    years="2024-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def end_not_a_date_even_in_part(ret):
    """SW_DEC holds something that is no date. Until 2025 unknown parts may be written ZZ/ZZ/ZZZZ.

    Fix: enter SW_DEC as dd/mm/yyyy, with ZZ for an unknown day or month and ZZZZ for an unknown year.
    """
    return _no_date_even_in_part(ret.sw_episodes, "SW_DEC")


@rule(
    "SW05STG1",
    "Social worker's end is no date",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def end_not_a_date(ret):
    """SW_DEC holds something that is no date. Unknown parts, ZZ or ZZZZ, are no longer allowed.

    Fix: enter SW_DEC as dd/mm/yyyy, or clear it if the social worker still has the case.
    """
    return ret.sw_episodes.no_date("SW_DEC")


@rule(
    "SW13STG1",
    "Reason for the social worker is missing or not a code",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_REASON"]},
)
def reason_not_a_code(ret):
    """SW_REASON is blank, or is no code for a new social worker.

    Fix: enter the reason why the child got this social worker.
    """
    return ~ret.sw_episodes.in_codes("SW_REASON")


@rule(
    "SW13STG1",
    "Reason for the social worker is not a code, or missing since April 2023",
    years="2025-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_REASON"]},
)
def reason_not_a_code_or_missing(ret):
    """SW_REASON is no code for a new social worker, or is blank although the social worker episode began on
    1 April 2023 or later.

    Fix: enter the reason why the child got this social worker.
    """
    sw = ret.sw_episodes
    missing = ~sw.filled("SW_REASON") & (sw.sw_decom >= FULL_DETAILS_FROM)
    return sw.not_in_codes("SW_REASON") | missing


# Each row on its own: from when to when


@rule(
    "SW06STG2",
    "Social worker episode starts after the year",
    years="2024-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM"]},
)
def starts_after_year(ret):
    """The social worker episode starts after 31 March, the year's last day.

    Fix: correct SW_DECOM, or keep the row for next year's return.
    """
    return ret.sw_episodes.sw_decom > ret.year_end


@rule(
    "SW07STG2",
    "Social worker episode ended outside the year",
    years="2024-2024",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def ended_outside_year(ret):
    """The social worker episode ended before the year's first day, or ends after its last.

    Fix: correct SW_DEC, or remove the row if it belongs to another year's return.
    """
    ended = ret.sw_episodes.sw_dec
    return (ended < ret.year_start) | (ended > ret.year_end)


@rule(
    "SW07STG2",
    "Social worker episode ended outside the year and the one before",
    years="2025-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC"]},
)
def ended_outside_two_years(ret):
    """Social workers are returned for the year and the one before it. This social worker episode ended before
    those two years, or ends after them.

    Fix: correct SW_DEC, or remove the row if it belongs to another year's return.
    """
    ended = ret.sw_episodes.sw_dec
    return (ended < ret.last_year.year_start) | (ended > ret.year_end)


@rule(
    "SW09STG2",
    "Social worker episode ends on the day it starts",
    years="2024-2025",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_DEC"]},
)
def ends_on_its_first_day(ret):
    """The social worker episode starts and ends on the same day.

    Fix: check both dates, or remove the row if the social worker never had the case.
    """
    return ret.sw_episodes.sw_dec == ret.sw_episodes.sw_decom


@rule(
    "SW09STG2",
    "Social worker episode lasts less than three days",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DECOM", "SW_DEC"]},
)
def ends_within_three_days(ret):
    """The social worker episode ends less than three days after it starts, or before.

    Fix: check both dates, or remove the row if the social worker never had the case.
    """
    return ret.sw_episodes.sw_dec < ret.sw_episodes.sw_decom + SHORTEST_FROM_2026


@rule(
    "SW18STG2",
    "Social worker episode ends no later than it starts",
    years="2026-",
    group="social-worker",
    marks={"SWEpisodes": ["SW_DEC", "SW_DECOM"]},
)
def ends_by_its_start(ret):
    """The social worker episode ends on the day it starts or before; it has to end later.

    Fix: correct SW_DECOM or SW_DEC.
    """
    return ret.sw_episodes.sw_dec <= ret.sw_episodes.sw_decom
