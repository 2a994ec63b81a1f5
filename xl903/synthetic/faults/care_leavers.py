"""Faults in what is told of care leavers (OC3)."""

from __future__ import annotations

from xl903.synthetic.faults.editing import DAY, Edit, Row, years
from xl903.synthetic.faults.registry import fault


@fault("134", also=["602"])
def care_leaver_with_an_adoption(edit: Edit) -> Row:
    """A care leaver was entered as adopted, too."""
    leaver = edit.pick("OC3", lambda leaver: leaver.episodes.gt(0))
    return edit.add(
        "AD1",
        CHILD=leaver.CHILD,
        DOB=leaver.DOB,
        DATE_INT=edit.end,
        DATE_MATCH=edit.end,
        FOSTER_CARE="0",
        NB_ADOPTR="2",
        SEX_ADOPTR="MF",
        LS_ADOPTR="L11",
    )


@fault("153", also=["132"])
def activity_left_out(edit: Edit) -> Row:
    """A care leaver's activity was left out."""
    return edit.set(edit.pick("OC3", lambda leaver: leaver.IN_TOUCH.eq("YES")), ACTIV=None)


@fault("187", also=["1007", "215"])
def care_leaver_in_care_all_year(edit: Edit) -> Row:
    """A young person in care all year was entered as a care leaver."""
    child = edit.pick("OC2", lambda health: (health.dob + years(17) <= edit.end) & health.episodes.eq(1))
    return edit.add("OC3", CHILD=child.CHILD, DOB=child.DOB, IN_TOUCH="YES", ACTIV="F2", ACCOM="B1")


@fault("215", also=["190"])
def care_leaver_with_health_items(edit: Edit) -> Row:
    """The health items of a care leaver were filled in."""
    leaver = edit.pick("OC3", lambda leaver: leaver.episodes.gt(0))
    edit.add(
        "OC2",
        CHILD=leaver.CHILD,
        DOB=leaver.DOB,
        IMMUNISATIONS="1",
        TEETH_CHECK="1",
        HEALTH_ASSESSMENT="1",
        SUBSTANCE_MISUSE="0",
    )
    return leaver


@fault("344")
def activity_of_one_who_returned_home(edit: Edit) -> Row:
    """A care leaver who went back home was given an activity and accommodation all the same."""
    return edit.set(edit.pick("OC3", lambda leaver: leaver.IN_TOUCH.eq("YES")), IN_TOUCH="RHOM")


@fault("345")
def in_touch_but_knows_nothing(edit: Edit) -> Row:
    """The council is in touch with a care leaver but entered that it does not know the accommodation."""
    return edit.set(edit.pick("OC3", lambda leaver: leaver.IN_TOUCH.eq("YES")), ACCOM="0")


@fault("347", years="2024-")
def foyer_before_18(edit: Edit) -> Row:
    """A care leaver was entered as living in a foyer, younger than a foyer takes anybody."""
    row = edit.pick("OC3", lambda leaver: leaver.IN_TOUCH.eq("YES") & (leaver.dob + years(18) > edit.start))
    return edit.set(row, ACCOM="T1")


@fault("348", years="2026-")
def died_last_year(edit: Edit) -> Row:
    """A care leaver was entered as having died last year, but is told of again."""
    row = edit.pick("OC3", lambda leaver: leaver.CHILD.isin(edit.rows("OC3_last").CHILD))
    last_year = edit.pick("OC3_last", child=row.CHILD)
    edit.set(last_year, IN_TOUCH="DIED", ACTIV="0", ACCOM="0")
    return row


@fault("391")
def care_leaver_under_17(edit: Edit) -> Row:
    """A child under 17 who left care was entered as a care leaver."""
    child = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & ep.REC.isin(["E4A", "E4B", "E13", "E41", "E5", "E6", "E8"])
            & ~ep.short_breaks
            & (ep.dob + years(17) > edit.end)
            & (ep.dob + years(16) < ep.dec)
            & (
                (ep.began < ep.dec - 100 * DAY)
                | (ep.last_year & ep.carried & (ep.dob + years(16) < edit.start))
            )
        ),
    )
    header = edit.pick("Header", child=child.CHILD)
    return edit.add("OC3", CHILD=child.CHILD, DOB=header.DOB, IN_TOUCH="YES", ACTIV="F2", ACCOM="B1")


def _left_last_year(edit: Edit) -> Row:
    """A care leaver under 20 at year end, who was not in care this year."""
    return edit.pick("OC3", lambda leaver: leaver.episodes.eq(0) & (leaver.dob + years(20) > edit.end))


def _present(edit: Edit, child: Row) -> Row:
    """A care leaver record added for a child, in touch with the council."""
    return edit.add("OC3", CHILD=child.CHILD, DOB=child.dob, IN_TOUCH="YES", ACTIV="F2", ACCOM="B1")


@fault("1000")
def care_leaver_who_died(edit: Edit) -> Row:
    """A young person who died in care according to last year's return was entered as a care leaver."""
    leaver = _left_last_year(edit)
    [last] = edit.rows_of("Episodes_last", leaver.CHILD, lambda ep: ep["last"])
    edit.set(last, REC="E2")
    return leaver


@fault("1001")
def care_leaver_after_ten_days_of_care(edit: Edit) -> Row:
    """A young person who was in care for ten days only was entered as a care leaver."""
    leaver = _left_last_year(edit)
    for episode in edit.rows_of("Episodes_last", leaver.CHILD):
        if episode.last:
            edit.set(episode, DECOM=episode.dec - 10 * DAY)
        else:
            edit.drop(episode)
    return leaver


@fault("1002", also=["1001"])
def care_leaver_without_episodes(edit: Edit) -> Row:
    """A care leaver has no episodes, neither in this year's return nor in last year's."""
    leaver = _left_last_year(edit)
    edit.drop_all("Episodes_last", leaver.CHILD)
    return leaver


@fault("1007")
def care_leaver_in_care_on_the_birthday(edit: Edit) -> Row:
    """A young person who is still in care was entered as a care leaver."""
    child = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & ep.open
            & ~ep.short_breaks
            & ~ep.all_year
            & (ep.dob + years(17)).between(ep.decom + DAY, edit.end)
            & (ep.dob + years(16) <= edit.end - 200 * DAY)
            & (edit.end - ep.began > 200 * DAY)
        ),
    )
    return _present(edit, child)


@fault("1010")
def care_leaver_left_in_care_last_year(edit: Edit) -> Row:
    """Last year's return left the episode open, but this year's has the young person as a care leaver only."""
    leaver = _left_last_year(edit)
    [last] = edit.rows_of("Episodes_last", leaver.CHILD, lambda ep: ep["last"])
    edit.set(last, DEC=None, REC=None)
    return leaver


@fault("1011")
def care_leaver_of_another_council(edit: Edit) -> Row:
    """Care was taken over by another council, but the young person was entered as a care leaver."""
    leaver = edit.pick("OC3", lambda leaver: leaver.episodes.gt(0))
    [last] = edit.rows_of("Episodes", leaver.CHILD, lambda ep: ep["last"])
    edit.set(last, REC="E3")
    return leaver


@fault("1016", years="2024-")
def care_leaver_since_the_18th_birthday(edit: Edit) -> Row:
    """A young person who left care at 18 in the year was entered as a care leaver a year early."""
    child = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & (ep.dec == ep.dob + years(18))
            & (ep.dec < edit.end)
            & ~ep.REC.isin(["E3"])
            & (ep.began < edit.start - 100 * DAY)
            & ~ep.short_breaks
        ),
    )
    return _present(edit, child)


@fault("3001")
def staying_put_at_17(edit: Edit) -> Row:
    """A young person who turned 17 in the year was entered as staying with the former foster carers."""
    leaver = edit.pick("OC3", lambda leaver: (leaver.dob + years(17)).between(edit.start, edit.end))
    return edit.set(leaver, IN_TOUCH="YES", ACTIV="F2", ACCOM="Z1")
