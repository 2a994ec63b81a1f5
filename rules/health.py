"""Health and offending of children looked after all year: SDQ, checks, convictions, substance misuse."""

from xl903 import birthday, rule


@rule(
    "157",
    "SDQ1 given at an age that has a score",
    group="health",
    marks={"OC2": ["SDQ_REASON", "DOB"]},
    needs=["OC2", "Episodes"],
)
def sdq1_within_age_range(ret):
    """A child looked after all year was old and young enough for a score, but the reason says otherwise.

    Fix: enter the score, or the reason that holds for a child of this age.
    """
    oc2 = ret.oc2
    of_age = (birthday(oc2.dob, 4) <= ret.year_start) & (birthday(oc2.dob, 16) >= ret.year_end)
    return oc2.looked_after_all_year & of_age & ~oc2.filled("SDQ_SCORE") & (oc2.sdq_reason == "SDQ1")
