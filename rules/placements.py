"""Placements: which type suits which age and legal status, and why a child moved."""

import pandas as pd

from xl903 import birthday, rule

FOSTERING_TO_ADOPT = ("A3", "A5")
"""Placed for adoption with the carers who already foster the child."""

FOSTERING_TO_ADOPT_FROM = pd.Timestamp(2015, 4, 1)
"""First day from which such an episode may only open with one of the reasons below."""

STAYS_WITH_CARERS_OR_ENTERS_CARE = ("S", "T", "U")

LONG_TERM_FOSTERING = ("U1", "U4")

P2_WITHDRAWN = pd.Timestamp(2023, 10, 28)
"""Last day on which independent living could be recorded as P2."""

MOVES = ("P", "B", "T", "U")
"""Reasons for a new episode that say the placement is a new one."""

AGE_OF_CRIMINAL_RESPONSIBILITY = 10


# Types of placement and what goes with them


@rule(
    "217",
    "Adoption by the foster carers opens with the wrong reason",
    group="placement",
    marks={"Episodes": ["PLACE", "DECOM", "RNE"]},
    conflicts_with=["383", "435", "436"],
    expect=(
        "For a return from a temporary placement, or a new order alone, keep the true reason (P or L) "
        "and explain this error to DfE."
    ),
)
def fostering_to_adopt_opens_wrongly(ret):
    """The child is placed for adoption with the present foster carers (A3 or A5), so the carers stay the
    same; since 1 April 2015 such an episode begins with reason T or U, or with S if care begins with it.

    Fix: change RNE to T, U or S, or PLACE if the adopters are not the foster carers.
    """
    ep = ret.episodes
    in_scope = ep.place.isin(FOSTERING_TO_ADOPT) & (ep.decom >= FOSTERING_TO_ADOPT_FROM)
    return in_scope & ~ep.rne.isin(STAYS_WITH_CARERS_OR_ENTERS_CARE)


@rule(
    "217t",
    "P2 used after it was withdrawn",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["PLACE", "DEC"]},
)
def p2_after_withdrawal(ret):
    """Independent living could be recorded as P2 until 28 October 2023; this episode is open or ended later.

    Fix: end the episode by that day and go on with a new one under the code that replaced P2.
    """
    ep = ret.episodes
    return (ep.place == "P2") & (ep.is_open | (ep.dec > P2_WITHDRAWN))


@rule(
    "384",
    "Short break recorded as long-term fostering",
    group="placement",
    marks={"Episodes": ["PLACE", "LS"]},
)
def short_break_in_long_term_fostering(ret):
    """A short break (V3 or V4) cannot be spent in long-term fostering, U1 or U4.

    Fix: correct the legal status, or enter the foster placement that fits.
    """
    ep = ret.episodes
    return ep.short_break & ep.place.isin(LONG_TERM_FOSTERING)


# Too young for the placement


def _younger_than(ret, age, place):
    """Episodes in that placement that began before the child's birthday of that age."""
    ep = ret.episodes
    pair = ep.pairs(ret.header)
    too_young = pair.left_rows(pair.left.decom < birthday(pair.right.dob, age))
    return (ep.place == place) & too_young


@rule(
    "370",
    "Under 15 in independent living (P2)",
    years="2023-2023",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_p2(ret):
    """The child was placed to live independently before the 15th birthday.

    Fix: check PLACE, DECOM and the date of birth.
    """
    return _younger_than(ret, 15, "P2")


@rule(
    "370",
    "Under 16 in independent living (P2)",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_p2_2024(ret):
    """The child was placed to live independently before the 16th birthday.

    Fix: check PLACE, DECOM and the date of birth.
    """
    return _younger_than(ret, 16, "P2")


@rule(
    "371",
    "Under 14 in semi-independent living (H5)",
    years="2023-2023",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_h5(ret):
    """The child was placed in semi-independent living before the 14th birthday.

    Fix: check PLACE, DECOM and the date of birth.
    """
    return _younger_than(ret, 14, "H5")


@rule(
    "371",
    "Under 16 in semi-independent living (H5)",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_h5_2024(ret):
    """The child was placed in semi-independent living before the 16th birthday.

    Fix: check PLACE, DECOM and the date of birth.
    """
    return _younger_than(ret, 16, "H5")


@rule(
    "371",
    "Under 16 in supported accommodation (K3)",
    years="2025-",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_k3(ret):
    """The child was placed in supported accommodation, which is for ages 16 and 17, before the 16th birthday.

    Fix: check PLACE, DECOM and the date of birth.
    """
    return _younger_than(ret, 16, "K3")


@rule(
    "372",
    "Under 10 in a young offender institution (R5)",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_custody(ret):
    """The child was placed in a young offender institution or prison before the 10th birthday.

    Fix: check PLACE, DECOM and the date of birth.
    """
    return _younger_than(ret, AGE_OF_CRIMINAL_RESPONSIBILITY, "R5")


@rule(
    "373",
    "Under 4 in a residential school (S1)",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_school(ret):
    """The child was placed in a residential school before the 4th birthday.

    Fix: check PLACE, DECOM and the date of birth.
    """
    return _younger_than(ret, 4, "S1")


@rule(
    "374",
    "Under 14 in a job with housing (P3)",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_employment(ret):
    """The child was placed in a job that comes with housing before the 14th birthday.

    Fix: check PLACE, DECOM and the date of birth.
    """
    return _younger_than(ret, 14, "P3")


# Why the child moved


@rule(
    "225",
    "Reason for the move is missing",
    group="placement",
    marks={"Episodes": ["REASON_PLACE_CHANGE"]},
)
def move_without_reason(ret):
    """The next episode is in a new placement, but this one does not say why the child moved.

    Moves into or out of a temporary placement need no reason.

    Fix: enter REASON_PLACE_CHANGE here, or correct RNE of the next episode if the child did not move.
    """
    ep = ret.episodes
    moved = (ep.rec == "X1") & ep.next.rne.isin(MOVES)
    return moved & ~ep.temporary & ~ep.next.temporary & ~ep.filled("REASON_PLACE_CHANGE")


@rule(
    "226",
    "Reason given for a move to or from a temporary placement",
    group="placement",
    marks={"Episodes": ["REASON_PLACE_CHANGE", "PLACE"]},
)
def temporary_move_with_reason(ret):
    """A temporary placement is no change of placement, yet it or the episode before it gives a reason.

    Fix: clear REASON_PLACE_CHANGE on both, or enter the placement's lasting code.
    """
    ep = ret.episodes
    given = ep.filled("REASON_PLACE_CHANGE") | ep.previous.filled("REASON_PLACE_CHANGE")
    return ep.temporary & given & ~ep.order_unknown


@rule(
    "233",
    "Reason for a move on an open episode",
    years="2026-",
    group="placement",
    marks={"Episodes": ["DEC", "REASON_PLACE_CHANGE"]},
)
def reason_on_open_episode(ret):
    """The episode says why the child moved, but has not ended.

    Fix: enter DEC, or clear REASON_PLACE_CHANGE.
    """
    ep = ret.episodes
    return ~ep.filled("DEC") & ep.filled("REASON_PLACE_CHANGE")


@rule(
    "234",
    "Moved into custody under the age of 10",
    years="2026-",
    group="placement",
    marks={"Episodes": ["REASON_PLACE_CHANGE"], "Header": ["DOB"]},
)
def custody_under_10(ret):
    """The reason for the move is custody, which nobody under 10 can be taken into.

    The move is the start of the next episode or, if there is none, the end of this one (its start while open).

    Fix: check REASON_PLACE_CHANGE, the dates of both episodes and the date of birth.
    """
    ep = ret.episodes
    last_known = ep.dec.mask(ep.is_open, ep.decom)
    moved = ep.next.decom.fillna(last_known).mask(ep.order_unknown)
    pair = ep.pairs(ret.header)
    too_young = pair.left.of(moved) < birthday(pair.right.dob, AGE_OF_CRIMINAL_RESPONSIBILITY)
    return pair.marks((pair.left.reason_place_change == "CUSTOD") & too_young)


@rule(
    "1009",
    "Reason for the move is not a code",
    group="placement",
    marks={"Episodes": ["REASON_PLACE_CHANGE"]},
)
def reason_not_a_code(ret):
    """REASON_PLACE_CHANGE holds something that is none of DfE's reasons.

    Fix: enter a reason of DfE's list, or clear the cell if the child did not move.
    """
    return ret.episodes.not_in_codes("REASON_PLACE_CHANGE")
