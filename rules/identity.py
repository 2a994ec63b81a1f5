"""Who the child is: date of birth, sex, UPN, motherhood."""

from xl903 import rule



def _mother_wrong(ret, male, female):
    hd, ep, oc3 = ret.header, ret.episodes, ret.oc3
    filled = hd.filled("MOTHER")
    in_year = hd.child_in(ep, ep.in_year & ~ep.short_break)
    care_leaver = hd.child_in(oc3, oc3.any_filled("IN_TOUCH", "ACTIV", "ACCOM"))
    wrong = (
        hd.not_in_codes("MOTHER")
        | (filled & (hd.sex == male))
        | (~filled & (hd.sex == female) & in_year)
        | (filled & (hd.sex == female) & ~in_year & care_leaver)
    )
    return {"Header": wrong, "OC3": oc3.child_in(hd, wrong)}


@rule(
    "165",
    "Motherhood is wrong, missing or not asked for",
    years="2023-2024",
    group="identity",
    marks={"Header": ["MOTHER", "SEX"], "OC3": ["IN_TOUCH", "ACTIV", "ACCOM"]},
    needs=["Header", "Episodes", "OC3"],
)
def mother_wrong(ret):
    """MOTHER is no code, is given for a boy, is missing for a girl looked after in the year, or is given
    for a young woman who has left care and was not looked after in it.

    Fix: enter 0 or 1 for girls looked after in the year, and nothing for others; or correct SEX.
    """
    return _mother_wrong(ret, male="1", female="2")


@rule(
    "165",
    "Motherhood is wrong, missing or not asked for",
    years="2025-",
    group="identity",
    marks={"Header": ["MOTHER", "SEX"], "OC3": ["IN_TOUCH", "ACTIV", "ACCOM"]},
    needs=["Header", "Episodes", "OC3"],
)
def mother_wrong_2025(ret):
    """MOTHER is no code, is given for a boy, is missing for a girl looked after in the year, or is given
    for a young woman who has left care and was not looked after in it.

    Fix: enter 0 or 1 for girls looked after in the year, and nothing for others; or correct SEX.
    """
    return _mother_wrong(ret, male="M", female="F")
