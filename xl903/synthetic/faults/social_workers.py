"""Faults in a row of SWEpisodes: the social worker's number, the days and the reason."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows
from xl903.synthetic.faults.formats import NO_DAY
from xl903.synthetic.faults.registry import fault

ALL_KEPT_SINCE = pd.Timestamp(2023, 4, 1)
"""What is asked of a social worker's time depends on whether it began before that day."""


def spells(sw: pd.DataFrame) -> pd.Series:
    """Number of social workers of each row's child."""
    return sw.groupby("CHILD").SW_ID.transform("size")


def present_worker(edit: Edit, suits: Suits = all_rows) -> Row:
    """The social worker a child has at year end, of a child still in care or not."""
    return edit.pick("SWEpisodes", lambda sw: sw.SW_DEC.isna() & suits(sw))


def only_worker(edit: Edit, suits: Suits = all_rows) -> Row:
    """The one social worker of a child who is in care at year end."""
    return present_worker(edit, lambda sw: (spells(sw) == 1) & sw.left.isna() & suits(sw))


@fault("SW01aSTG1", also=["SW02STG1"])
def worker_of_old_left_out(edit: Edit) -> Row:
    """The number of a social worker was left out who began before April 2023."""
    row = edit.pick("SWEpisodes", lambda sw: sw.sw_decom < ALL_KEPT_SINCE)
    return edit.set(row, SW_ID=None)


@fault("SW01bSTG1", also=["SW13STG1"])
def reason_for_worker_left_out(edit: Edit) -> Row:
    """The reason for the new social worker was left out."""
    row = edit.pick("SWEpisodes", lambda sw: sw.sw_decom >= ALL_KEPT_SINCE)
    return edit.set(row, SW_REASON=None)


@fault("SW02STG1")
def worker_without_prefix(edit: Edit) -> Row:
    """The social worker's number was typed without the letters SW in front."""
    row = edit.pick("SWEpisodes", lambda sw: sw.SW_ID.str.startswith("SW"))
    return edit.set(row, SW_ID=row.SW_ID[2:])


@fault("SW02STG1", years="2026-")
def worker_number_cut_short(edit: Edit) -> Row:
    """Only the letters SW of the social worker's number were typed."""
    return edit.set(edit.pick("SWEpisodes"), SW_ID="SW")


@fault("SW03STG1", also=["SW13STG1"])
def reason_left_out_after_care(edit: Edit) -> Row:
    """The reason for the new social worker was left out for a child who has left care."""
    return edit.set(edit.pick("SWEpisodes", lambda sw: sw.left.notna()), SW_REASON=None)


@fault("SW04STG1", also=["XL01"])
def worker_begins_on_no_day(edit: Edit) -> Row:
    """The day on which the social worker began was typed as one that does not exist."""
    return edit.set(only_worker(edit), SW_DECOM=NO_DAY)


@fault("SW05STG1", also=["XL01", "SW17STG2"])
def worker_ends_on_no_day(edit: Edit) -> Row:
    """The day on which the social worker ended was typed as one that does not exist."""
    return edit.set(present_worker(edit), SW_DEC=NO_DAY)


@fault("SW06STG2")
def worker_begins_after_the_year(edit: Edit) -> Row:
    """The social worker begins after the collection year."""
    return edit.set(only_worker(edit), SW_DECOM=edit.end + DAY)


@fault("SW07STG2")
def worker_of_too_long_ago(edit: Edit) -> Row:
    """A social worker was returned who had ended before the days that the return covers."""
    since = edit.start if edit.year == 2024 else edit.start - pd.DateOffset(years=1)
    row = only_worker(edit, lambda sw: (sw.sw_decom < since) & (sw.SW_REASON == "FCONTA"))
    return edit.add(
        "SWEpisodes",
        CHILD=row.CHILD,
        DOB=row.dob,
        SW_ID=row.SW_ID[:-1] + str((int(row.SW_ID[-1]) + 1) % 10),
        SW_DECOM=row.sw_decom - 90 * DAY,
        SW_DEC=row.sw_decom - DAY,
        SW_REASON="FCONTA",
    )


@fault("SW09STG2", years="2024-2025")
def worker_for_no_day(edit: Edit) -> Row:
    """The social worker ended on the day of beginning, and the next began on the day after."""
    return _short_spell(edit, days=0)


@fault("SW09STG2", years="2026-")
def worker_for_two_days(edit: Edit) -> Row:
    """The social worker ended after two days, and the next began on the day after."""
    return _short_spell(edit, days=2)


@fault("SW18STG2", also=["SW09STG2"])
def worker_ends_on_the_first_day(edit: Edit) -> Row:
    """The day on which the social worker began was entered for the end too."""
    return _short_spell(edit, days=0)


def _short_spell(edit: Edit, days: int) -> Row:
    row = present_worker(edit, lambda sw: (sw.sw_decom > edit.start) & (sw.sw_decom < edit.end - 9 * DAY))
    ends = row.sw_decom + days * DAY
    edit.copy(row, SW_ID="SW8" + row.SW_ID[3:], SW_DECOM=ends + DAY, SW_REASON="MANAGE")
    return edit.set(row, SW_DEC=ends)


@fault("SW13STG1")
def reason_for_worker_that_does_not_exist(edit: Edit) -> Row:
    """The reason for the new social worker was typed with a code that does not exist."""
    return edit.set(edit.pick("SWEpisodes"), SW_REASON="OTHER")
