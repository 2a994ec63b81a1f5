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
    "Placed for adoption with foster carer, start reason wrong",
    group="placement",
    marks={"Episodes": ["PLACE", "DECOM", "RNE"]},
    conflicts_with=["383", "435", "436"],
)
def fostering_to_adopt_opens_wrongly(ret):
    """PLACE is A3 or A5 (placed for adoption with the child's current foster carer) and DECOM is
    01/04/2015 or later. RNE should be S, T or U but is not.

    Fix: Change RNE to T (same carers), U (legal status changed too) or S (care started). If the carers
    are new, correct PLACE. If only the legal status changed (L), or the child is back from a temporary
    placement (P), keep it and explain it to DfE.

    Why: Systems often treat this as an ordinary move and set P or B. The child stays with the same
    carers, and only the kind of placement changes.

    Ask: Was this child already living with these carers? On this date, were they placed for adoption with
    them, did the legal order change, or both? Or were they back from a short stay elsewhere?
    """
    ep = ret.episodes
    in_scope = ep.place.isin(FOSTERING_TO_ADOPT) & (ep.decom >= FOSTERING_TO_ADOPT_FROM)
    return in_scope & ~ep.rne.isin(STAYS_WITH_CARERS_OR_ENTERS_CARE)


@rule(
    "217t",
    "P2 used after 28 October 2023",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["PLACE", "DEC"]},
)
def p2_after_withdrawal(ret):
    """PLACE is P2, but the episode ended after 28/10/2023 or is still open. P2 could not be used after
    that day.

    Fix: End the P2 episode by 28/10/2023 and start a new one with the right placement type. If P2 was
    wrong from the start, correct PLACE.

    Why: Long-running placements kept their old code because nothing else changed for the young person.
    Record a change of placement type even when they stay at the same address.

    Ask: Where has this young person been living since 28 October 2023, what kind of accommodation is it,
    and who provides it?
    """
    ep = ret.episodes
    return (ep.place == "P2") & (ep.is_open | (ep.dec > P2_WITHDRAWN))


@rule(
    "384",
    "Short break (V3 or V4) in long-term fostering",
    group="placement",
    marks={"Episodes": ["PLACE", "LS"]},
)
def short_break_in_long_term_fostering(ret):
    """LS is V3 or V4 (short breaks), but PLACE is long-term fostering (U1 or U4).

    Fix: Change PLACE to the fostering code that is not long term (U3 instead of U1, U6 instead of U4). If
    the child lives with these carers all the time, correct LS.

    Why: The placement type often comes from what the carers are approved for, not from this child's stay.
    Record short breaks with a fostering type that is not long term.
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
    "Too young for independent living (P2)",
    years="2023-2023",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_p2(ret):
    """PLACE is P2 (independent living), but the child was under 15 when the episode started.

    Fix: Check DOB and DECOM. If both are right, correct PLACE.

    Why: Usually the wrong placement type was picked, for example for a child staying with relatives or in
    supported housing. The year of birth may also be wrong.

    Ask: What kind of placement did the child move to on this date, and what is the child's date of birth?
    """
    return _younger_than(ret, 15, "P2")


@rule(
    "370",
    "Too young for independent living (P2)",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_p2_2024(ret):
    """PLACE is P2 (independent living), but the child was under 16 when the episode started.

    Fix: Check DOB and DECOM. If both are right, correct PLACE.

    Why: Usually the wrong placement type was picked, for example for a child staying with relatives or in
    supported housing. The year of birth may also be wrong.

    Ask: What kind of placement did the child move to on this date, and what is the child's date of birth?
    """
    return _younger_than(ret, 16, "P2")


@rule(
    "371",
    "Too young for semi-independent accommodation (H5)",
    years="2023-2023",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_h5(ret):
    """PLACE is H5 (semi-independent accommodation), but the child was under 14 when the episode started.

    Fix: Check DOB and DECOM. If both are right, correct PLACE.

    Why: Usually the wrong placement type was picked, for example because the same provider also runs
    children's homes. The year of birth may also be wrong.

    Ask: What kind of placement did the child move to on this date, and what is the child's date of birth?
    """
    return _younger_than(ret, 14, "H5")


@rule(
    "371",
    "Too young for semi-independent accommodation (H5)",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_h5_2024(ret):
    """PLACE is H5 (semi-independent accommodation), but the child was under 16 when the episode started.

    Fix: Check DOB and DECOM. If both are right, correct PLACE.

    Why: Usually the wrong placement type was picked, for example because the same provider also runs
    children's homes. The year of birth may also be wrong.

    Ask: What kind of placement did the child move to on this date, and what is the child's date of birth?
    """
    return _younger_than(ret, 16, "H5")


@rule(
    "371",
    "Too young for supported accommodation (K3)",
    years="2025-",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_k3(ret):
    """PLACE is K3 (supported accommodation), but the child was under 16 when the episode started.

    Fix: Check DOB and DECOM. If both are right, correct PLACE.

    Why: Usually the wrong placement type was picked, for example because the same provider also runs
    children's homes. The year of birth may also be wrong.

    Ask: What kind of placement did the child move to on this date, and what is the child's date of birth?
    """
    return _younger_than(ret, 16, "K3")


@rule(
    "372",
    "Under 10 in a young offender institution or prison (R5)",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_custody(ret):
    """PLACE is R5 (young offender institution or prison), but the child was under 10 when the episode
    started.

    Fix: Check DOB and DECOM. If both are right, correct PLACE.

    Why: Usually the wrong placement type was picked, for example instead of a residential home. The year
    of birth may also be wrong.

    Ask: What kind of placement did the child move to on this date, and what is the child's date of birth?
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
    """PLACE is S1 (residential school), but the child was under 4 when the episode started.

    Fix: Check DOB and DECOM. If both are right, correct PLACE.

    Why: Usually the wrong placement type was picked, or a nursery was recorded instead of the place where
    the child lives. The year of birth may also be wrong.

    Ask: Where did the child live from this date, and what is the child's date of birth?
    """
    return _younger_than(ret, 4, "S1")


@rule(
    "374",
    "Under 14 in residential employment (P3)",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
    needs=["Episodes", "Header"],
)
def too_young_for_employment(ret):
    """PLACE is P3 (residential employment), but the child was under 14 when the episode started.

    Fix: Check DOB and DECOM. If both are right, correct PLACE.

    Why: Usually the wrong placement type was picked from the list, because residential employment means a
    job that comes with housing. The year of birth may also be wrong.

    Ask: What kind of placement did the child move to on this date, and what is the child's date of birth?
    """
    return _younger_than(ret, 14, "P3")


# Why the child moved


@rule(
    "225",
    "Reason for placement change missing",
    group="placement",
    marks={"Episodes": ["REASON_PLACE_CHANGE"]},
)
def move_without_reason(ret):
    """REC is X1 and the next episode starts with RNE P, B, T or U, but REASON_PLACE_CHANGE is blank.
    Moves into or out of a temporary placement (T0 to T4) are not checked.

    Fix: Enter REASON_PLACE_CHANGE on this episode. If neither the placement nor its status changed,
    correct RNE on the next episode.

    Why: The reason belongs to the placement that ended. It is easily missed when a move is recorded late
    or by another team. A change of status with the same carers needs a reason too.

    Ask: Why did this placement end? For example, the move was planned, the carer or child asked for it,
    or the placement closed. If the carers stayed the same, what changed?
    """
    ep = ret.episodes
    moved = (ep.rec == "X1") & ep.next.rne.isin(MOVES)
    return moved & ~ep.temporary & ~ep.next.temporary & ~ep.filled("REASON_PLACE_CHANGE")


@rule(
    "226",
    "Placement change reason around a temporary placement",
    group="placement",
    marks={"Episodes": ["REASON_PLACE_CHANGE", "PLACE"]},
)
def temporary_move_with_reason(ret):
    """PLACE is a temporary placement (T0 to T4), and this episode or the child's episode before it has a
    REASON_PLACE_CHANGE. A temporary move is not a placement change.

    Fix: Clear REASON_PLACE_CHANGE on the temporary episode and on the episode before it. If the move was
    not temporary, correct PLACE.

    Why: Case systems often ask for a reason whenever a placement ends, so one is entered when a child
    goes into hospital or on holiday. Leave the reason blank on the way in and on the way back.
    """
    ep = ret.episodes
    given = ep.filled("REASON_PLACE_CHANGE") | ep.previous.filled("REASON_PLACE_CHANGE")
    return ep.temporary & given & ~ep.order_unknown


@rule(
    "233",
    "Placement change reason on an open episode",
    years="2026-",
    group="placement",
    marks={"Episodes": ["DEC", "REASON_PLACE_CHANGE"]},
)
def reason_on_open_episode(ret):
    """REASON_PLACE_CHANGE is filled in, but the episode has not ended (DEC is blank).

    Fix: Clear REASON_PLACE_CHANGE if the episode was still open on 31 March. If the child had moved by
    then, enter DEC and REC and add the next episode.

    Why: If the child moved after 31 March, the export may leave out the end date but keep the reason. The
    reason may also be recorded on the new placement instead of on the old one.
    """
    ep = ret.episodes
    return ~ep.filled("DEC") & ep.filled("REASON_PLACE_CHANGE")


@rule(
    "234",
    "Child under 10 moved placement because of custody",
    years="2026-",
    group="placement",
    marks={"Episodes": ["REASON_PLACE_CHANGE"], "Header": ["DOB"]},
)
def custody_under_10(ret):
    """REASON_PLACE_CHANGE is CUSTOD (taken into custody), but the child was under 10 on the day of the
    move. That day is the start of the next episode, or the end of this one if it is the last (its start
    if still open).

    Fix: Check DOB and the episode dates. If they are right, choose another REASON_PLACE_CHANGE.

    Why: Usually the wrong reason was picked from the list, or the year of birth is wrong. A child cannot
    be taken into custody before the age of 10.

    Ask: Why did the child leave this placement, and what is the child's date of birth?
    """
    ep = ret.episodes
    last_known = ep.dec.mask(ep.is_open, ep.decom)
    moved = ep.next.decom.fillna(last_known).mask(ep.order_unknown)
    pair = ep.pairs(ret.header)
    too_young = pair.left.of(moved) < birthday(pair.right.dob, AGE_OF_CRIMINAL_RESPONSIBILITY)
    return pair.marks((pair.left.reason_place_change == "CUSTOD") & too_young)


@rule(
    "1009",
    "Reason for placement change is not a valid code",
    group="placement",
    marks={"Episodes": ["REASON_PLACE_CHANGE"]},
)
def reason_not_a_code(ret):
    """REASON_PLACE_CHANGE is filled in but is not on the code list.

    Value: {value} is not a valid code.

    Fix: Enter ALLEG, APPRR, CARPL, CHILD, CLOSE, CREQB, CREQO, CUSTOD, LAREQ, OTHER, PLACE or STAND.
    Leave it blank if there was no change of placement.

    Why: The case system has its own reasons that are not mapped to the codes, or the export writes NA for
    a blank. Ask for the export to be corrected.
    """
    return ret.episodes.not_in_codes("REASON_PLACE_CHANGE")
