"""Strengths and difficulties questionnaire (SDQ) of children looked after all year.

Ages are those of OC2's own DOB.
"""

from xl903 import birthday, rule


@rule(
    "157",
    "SDQ1 used for a child in the SDQ age range",
    group="health",
    marks={"OC2": ["SDQ_REASON", "DOB"]},
    needs=["OC2", "Episodes"],
)
def sdq1_within_age_range(ret):
    """SDQ_SCORE is blank and SDQ_REASON is SDQ1 (too young or too old). But the child was looked after
    all year, had turned 4 by 1 April and did not turn 16 before 31 March.

    Fix: Enter SDQ_SCORE and clear SDQ_REASON. If there isn't a score, change SDQ_REASON to SDQ2, SDQ3,
    SDQ4 or SDQ5. Check DOB in OC2 too.

    Why: SDQ1 is often chosen, or filled in by default, when the questionnaire was not returned. It is
    only for children outside the age range when the SDQ was due.

    Ask: What was the child's SDQ score this year? If there isn't one, why not (the carer did not complete
    it, the child's disability, the child refused, or another reason)?
    """
    oc2 = ret.oc2
    of_age = (birthday(oc2.dob, 4) <= ret.year_start) & (birthday(oc2.dob, 16) >= ret.year_end)
    return oc2.looked_after_all_year & of_age & ~oc2.filled("SDQ_SCORE") & (oc2.sdq_reason == "SDQ1")


@rule(
    "185",
    "SDQ score for a child not in care all year",
    group="health",
    marks={"OC2": ["SDQ_SCORE"]},
    needs=["OC2", "Episodes"],
)
def sdq_score_without_full_year(ret):
    """SDQ_SCORE is filled, but the child's episodes do not show care without a break from 1 April to 31
    March. Leaving on 31 March is a break, and short breaks (V3, V4) do not count as care here.

    Fix: Check the child's episodes for a start (S), an end reason other than X1, or short breaks in the
    year. If they are right, clear SDQ_SCORE.

    Why: SDQs are often completed for children who have not been in care all year, and every score is
    exported. Limit OC2 to children looked after all year.
    """
    return ret.oc2.not_looked_after_all_year & ret.oc2.filled("SDQ_SCORE")


@rule(
    "186",
    "SDQ score and reason both missing, ages 4 to 16",
    group="health",
    marks={"OC2": ["SDQ_SCORE"]},
    needs=["OC2", "Episodes"],
)
def sdq_missing(ret):
    """The child was looked after all year, had turned 4 by 1 April and was under 17 on 31 March.
    SDQ_SCORE and SDQ_REASON are both blank.

    Fix: Enter SDQ_SCORE. If there isn't a score, enter the code for why in SDQ_REASON.

    Why: The carer's questionnaire was not sent out or not returned before year end, and nobody recorded
    why. Send it out well before 31 March, and record a reason if it is not returned.

    Ask: What was the child's SDQ score this year? If there isn't one, why not (the carer did not complete
    it, the child's disability, the child refused, or another reason)?
    """
    oc2 = ret.oc2
    of_age = (birthday(oc2.dob, 4) <= ret.year_start) & (birthday(oc2.dob, 17) > ret.year_end)
    return oc2.looked_after_all_year & of_age & ~oc2.any_filled("SDQ_SCORE", "SDQ_REASON")


@rule(
    "188",
    "SDQ data for a child under 4 at year end",
    group="health",
    marks={"OC2": ["SDQ_SCORE", "SDQ_REASON"]},
)
def sdq_under_four(ret):
    """The child had not turned 4 by 31 March, but SDQ_SCORE or SDQ_REASON is filled.

    Fix: Check DOB in OC2. If it is right, clear SDQ_SCORE and SDQ_REASON.

    Why: Some exports write SDQ1 for every child who is too young. If the child is under 4 at year end,
    both should be blank.
    """
    oc2 = ret.oc2
    return (birthday(oc2.dob, 4) > ret.year_end) & oc2.any_filled("SDQ_SCORE", "SDQ_REASON")


@rule(
    "189",
    "SDQ data for a young person aged 17 before the year",
    group="health",
    marks={"OC2": ["DOB", "SDQ_SCORE", "SDQ_REASON"]},
)
def sdq_over_seventeen(ret):
    """The young person turned 17 before 1 April, when the year began, but SDQ_SCORE or SDQ_REASON is
    filled.

    Fix: Check DOB in OC2. If it is right, clear SDQ_SCORE and SDQ_REASON.

    Why: Some exports write SDQ1 for everyone who is too old, or repeat last year's score. If the young
    person was 17 before the year began, both should be blank.
    """
    oc2 = ret.oc2
    return (birthday(oc2.dob, 17) < ret.year_start) & oc2.any_filled("SDQ_SCORE", "SDQ_REASON")


@rule(
    "196", "Reason for missing SDQ score is not a valid code", group="health", marks={"OC2": ["SDQ_REASON"]}
)
def sdq_reason_not_a_code(ret):
    """SDQ_REASON is filled but is not SDQ1, SDQ2, SDQ3, SDQ4 or SDQ5.

    Value: {value} is not a valid code.

    Fix: Enter SDQ1 (too young or too old), SDQ2 (carer refused), SDQ3 (child's disability), SDQ4 (another
    reason) or SDQ5 (child refused). If there is a score, clear SDQ_REASON.

    Why: Local lists often export the words or their own number instead of the code. Ask for each local
    reason to be linked to SDQ1 to SDQ5.
    """
    return ret.oc2.not_in_codes("SDQ_REASON")


@rule(
    "197a",
    "Both an SDQ score and a reason for not having one",
    group="health",
    marks={"OC2": ["SDQ_SCORE", "SDQ_REASON"]},
)
def sdq_score_and_reason(ret):
    """SDQ_SCORE and SDQ_REASON are both filled. Only one of them should be. A score of 0 counts as
    filled.

    Fix: If the score is real, clear SDQ_REASON. If the questionnaire was not completed, clear SDQ_SCORE.

    Why: A reason entered while the questionnaire was late is often left in place when the score arrives.
    Some exports also write a score of 0 where there is only a reason.
    """
    return ret.oc2.all_filled("SDQ_SCORE", "SDQ_REASON")


@rule(
    "197B",
    "SDQ score and reason missing for child turning 4 or 17",
    group="health",
    marks={"OC2": ["SDQ_REASON", "DOB"]},
    needs=["OC2", "Episodes"],
)
def sdq_missing_at_four_or_seventeen(ret):
    """The child was looked after all year and had their 4th or 17th birthday in the year. SDQ_SCORE and
    SDQ_REASON are both blank.

    Fix: Enter SDQ_SCORE if there is one. Otherwise enter SDQ_REASON, using SDQ1 if the child was too
    young or too old when the SDQ was due.

    Why: A child who turns 4 or 17 is in the age range for only part of the year, so the questionnaire is
    often not sent. Record the reason all the same.

    Ask: Did the child have an SDQ this year? If so, what was the score? If not, were they too young or
    too old when it was due, or was there another reason?
    """
    oc2 = ret.oc2
    turns_four = birthday(oc2.dob, 4).between(ret.year_start, ret.year_end)
    turns_seventeen = birthday(oc2.dob, 17).between(ret.year_start, ret.year_end)
    missing = ~oc2.any_filled("SDQ_SCORE", "SDQ_REASON")
    return oc2.looked_after_all_year & (turns_four | turns_seventeen) & missing


@rule(
    "198",
    "Reason for missing SDQ, but child not in care all year",
    group="health",
    marks={"OC2": ["SDQ_REASON"]},
    needs=["OC2", "Episodes"],
)
def sdq_reason_without_full_year(ret):
    """SDQ_REASON is filled, but the child's episodes do not show care without a break from 1 April to 31
    March. Leaving on 31 March is a break, and short breaks (V3, V4) do not count as care here.

    Fix: Check the child's episodes for a start (S), an end reason other than X1, or short breaks in the
    year. If they are right, clear SDQ_REASON.

    Why: Some exports write a reason for every child in care without a score. SDQ data is only returned
    for children looked after all year.
    """
    return ret.oc2.not_looked_after_all_year & ret.oc2.filled("SDQ_REASON")
