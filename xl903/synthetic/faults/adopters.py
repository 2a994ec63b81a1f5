"""Faults in AD1: who adopted the child, and the days of decision and matching."""

from __future__ import annotations

from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows
from xl903.synthetic.faults.registry import fault


def couple(edit: Edit, suits: Suits = all_rows) -> Row:
    """An adoption by two people."""
    return edit.pick("AD1", lambda ad: (ad.NB_ADOPTR == "2") & suits(ad))


def adopted_episode(edit: Edit) -> Row:
    """The episode that ended by adoption, in the adopters' home since at least a month."""
    return edit.pick("Episodes", lambda ep: ep.REC.isin(["E11", "E12"]) & (ep.days > 30))


@fault("511")
def one_adopter_counted_as_two(edit: Edit) -> Row:
    """The child was adopted by one person, but two were counted."""
    return edit.set(edit.pick("AD1", lambda ad: ad.NB_ADOPTR == "1"), NB_ADOPTR="2")


@fault("514")
def couple_as_single_adopter(edit: Edit) -> Row:
    """A couple adopted the child, but their legal status was entered as that of a single adopter."""
    return edit.set(couple(edit), LS_ADOPTR="L0")


@fault("517")
def unmarried_couple_of_one_sex_as_of_two(edit: Edit) -> Row:
    """A couple of the same sex was entered as an unmarried couple of different sexes."""
    return edit.set(couple(edit, lambda ad: ad.SEX_ADOPTR != "MF"), LS_ADOPTR="L3")


@fault("518")
def unmarried_couple_of_two_sexes_as_of_one(edit: Edit) -> Row:
    """A couple of different sexes was entered as an unmarried couple of the same sex."""
    return edit.set(couple(edit, lambda ad: ad.SEX_ADOPTR == "MF"), LS_ADOPTR="L4")


@fault("519")
def single_adopter_as_civil_partners(edit: Edit) -> Row:
    """The child was adopted by one person, whose legal status was entered as a civil partnership."""
    return edit.set(edit.pick("AD1", lambda ad: ad.NB_ADOPTR == "1"), LS_ADOPTR="L2")


@fault("520")
def married_couple_of_one_sex_as_of_two(edit: Edit) -> Row:
    """A couple of the same sex was entered as a married couple of different sexes."""
    return edit.set(couple(edit, lambda ad: ad.SEX_ADOPTR != "MF"), LS_ADOPTR="L11")


@fault("524")
def married_couple_of_two_sexes_as_of_one(edit: Edit) -> Row:
    """A couple of different sexes was entered as a married couple of the same sex."""
    return edit.set(couple(edit, lambda ad: ad.SEX_ADOPTR == "MF"), LS_ADOPTR="L12")


@fault("521", also=["331", "523"])
def decided_after_the_child_moved(edit: Edit) -> Row:
    """The decision and the matching are dated after the child had moved to the adopters."""
    episode = adopted_episode(edit)
    after = episode.decom + DAY
    return edit.set(edit.pick("AD1", child=episode.CHILD), DATE_INT=after, DATE_MATCH=after)


@fault("523")
def two_days_for_one_decision(edit: Edit) -> Row:
    """The decision has another day in the adoption than in the plan for it."""
    row = edit.pick("AD1", lambda ad: ad.date_match > ad.date_int)
    return edit.set(row, DATE_INT=row.date_int + DAY)


@fault("525")
def adopted_though_plan_was_given_up(edit: Edit) -> Row:
    """The child was adopted, but the plan for it was entered as given up."""
    episode = adopted_episode(edit)
    plan = edit.pick("PlacedAdoption", child=episode.CHILD)
    edit.set(plan, DATE_PLACED_CEASED=episode.dec - DAY, REASON_PLACED_CEASED="RD4")
    return edit.pick("AD1", child=episode.CHILD)


@fault("582", also=["331"])
def matched_on_the_day_of_adoption(edit: Edit) -> Row:
    """The day of the adoption order was entered as the day of the matching."""
    row = adopted_episode(edit)
    edit.set(edit.pick("AD1", child=row.CHILD), DATE_MATCH=row.dec)
    return row


@fault("601")
def adoption_not_told_of(edit: Edit) -> Row:
    """The child was adopted, but nothing was returned about the adoption."""
    row = adopted_episode(edit)
    edit.drop_all("AD1", row.CHILD)
    return row


@fault("602", also=["151"])
def told_of_an_adoption_that_was_none(edit: Edit) -> Row:
    """Something was returned about the adoption of a child who was not adopted."""
    row = edit.pick(
        "PlacedAdoption", lambda plan: ~plan.adopted & ~plan.all_year & plan.DATE_PLACED_CEASED.isna()
    )
    return edit.add("AD1", CHILD=row.CHILD, DOB=row.dob, DATE_INT=row.date_placed)


@fault("151", also=["601"])
def tie_of_adopters_left_out(edit: Edit) -> Row:
    """The legal status of the adopters was left out."""
    return edit.set(edit.pick("AD1"), LS_ADOPTR=None)


@fault("331")
def matched_after_the_placement(edit: Edit) -> Row:
    """The child was entered as matched with the adopters only after having moved to them."""
    episode = adopted_episode(edit)
    return edit.set(edit.pick("AD1", child=episode.CHILD), DATE_MATCH=episode.decom + DAY)


@fault("333", also=["523"])
def decided_after_the_matching(edit: Edit) -> Row:
    """The decision on adoption was dated after the matching."""
    row = edit.pick("AD1")
    return edit.set(row, DATE_INT=row.date_match + 2 * DAY)


@fault("335")
def fostered_by_strangers(edit: Edit) -> Row:
    """Adopters who had not fostered the child were entered as its foster carers."""
    episode = edit.pick("Episodes", lambda ep: ep.REC.isin(["E11", "E12"]) & ep.PLACE.isin(["A4", "A6"]))
    return edit.set(edit.pick("AD1", child=episode.CHILD), FOSTER_CARE="1")
