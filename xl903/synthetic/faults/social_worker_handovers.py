"""Faults in how social workers follow one another: gaps, overlaps, nobody at the end, or nobody at all."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows
from xl903.synthetic.faults.registry import fault
from xl903.synthetic.faults.social_workers import present_worker, spells


def successor(edit: Edit, suits: Suits = all_rows) -> tuple[Row, Row]:
    """The social worker a child has at year end, who followed on another; and that other."""
    row = present_worker(
        edit,
        lambda sw: (
            (spells(sw) > 1)
            & (sw.SW_REASON != "FCONTA")
            & (sw.sw_decom.between(edit.start + 40 * DAY, edit.end - 40 * DAY))
            & suits(sw)
        ),
    )
    before = edit.rows_of("SWEpisodes", row.CHILD, lambda sw: sw.sw_decom < row.sw_decom)
    return row, max(before, key=lambda other: other.sw_decom)


@fault("SW01STG1", also=["SW12STG2"])
def child_in_care_without_worker(edit: Edit) -> Row:
    """The child is in care at year end, but no social worker was returned."""
    row = edit.pick("Episodes", lambda ep: ep["last"] & ep.open & ~ep.short_breaks)
    edit.drop_all("SWEpisodes", row.CHILD)
    return row


@fault("SW12STG2")
def child_who_left_without_worker(edit: Edit) -> Row:
    """The child left care in the year, and no social worker was returned."""
    row = edit.pick("Episodes", lambda ep: ep["last"] & ep.ends & ~ep.short_breaks)
    edit.drop_all("SWEpisodes", row.CHILD)
    return row


@fault("SW08STG2", also=["SW14STG2"])
@fault("SW14STG2", also=["SW08STG2"])
def earlier_worker_left_open(edit: Edit) -> Row:
    """Another social worker has taken over, but the one before was left open."""
    _, before = successor(edit)
    return edit.set(before, SW_DEC=None)


@fault("SW10STG2", also=["SW11aSTG2"])
@fault("SW10aSTG2")
def ten_days_without_worker(edit: Edit) -> Row:
    """The next social worker began only ten days after the one before had ended."""
    row, before = successor(edit)
    return edit.set(row, SW_DECOM=before.sw_dec + 10 * DAY)


@fault("SW11aSTG2")
def six_days_without_worker(edit: Edit) -> Row:
    """The next social worker began only six days after the one before had ended."""
    row, before = successor(edit)
    return edit.set(row, SW_DECOM=before.sw_dec + 6 * DAY)


@fault("SW10bSTG2")
def first_contact_while_another_had_the_case(edit: Edit) -> Row:
    """A first contact was entered on the last day of the social worker before."""
    row, before = successor(edit)
    return edit.set(row, SW_DECOM=before.sw_dec, SW_REASON="FCONTA")


@fault("SW11bSTG2", also=["SW17STG2"])
def nobody_after_worker_ended_in_march(edit: Edit) -> Row:
    """The last social worker ended two days before the end of the year, and nobody followed."""
    row = present_worker(edit, lambda sw: sw.sw_decom < edit.end - 9 * DAY)
    return edit.set(row, SW_DEC=edit.end - 2 * DAY)


@fault("SW17STG2")
def nobody_at_year_end(edit: Edit) -> Row:
    """The last social worker ended in the winter, and nobody followed."""
    row = present_worker(edit, lambda sw: sw.sw_decom < edit.end - pd.Timedelta(days=100))
    return edit.set(row, SW_DEC=edit.end - 80 * DAY)


@fault("SW19STG2", also=["XL04"])
def two_workers_from_the_same_day(edit: Edit) -> Row:
    """Two social workers begin on the same day."""
    row = present_worker(edit, lambda sw: sw.sw_decom.between(edit.start, edit.end - 9 * DAY))
    edit.set(row, SW_DEC=row.sw_decom + 5 * DAY)
    return edit.copy(row, SW_ID="SW8" + row.SW_ID[3:], SW_DEC=None, SW_REASON="MANAGE")
