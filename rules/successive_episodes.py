"""How one episode follows another."""

from xl903 import differs, rule

CARE_CONTINUES = ("P", "L", "T", "U", "B")
"""Reasons for a new episode that follows straight on from the one before."""

DEATH_OR_ADULTHOOD = ("E2", "E15")


@rule(
    "142",
    "Earlier episode not closed",
    group="episode",
    marks={"Episodes": ["DEC", "REC"]},
)
def earlier_episode_left_open(ret):
    """The child has a later episode, but DEC or REC is blank on this one.

    Fix: Complete DEC and REC on this episode. If care continued, DEC is the day the next episode began
    and REC is X1. If the later episode is wrong, correct or remove it.

    Why: The new placement or legal status was recorded without ending the one before. End the old one on
    the day the new one starts, in the same piece of recording.

    Ask: On what date did this placement or legal status end? Did the child stay in care that day, or
    leave care (and if so, how)?
    """
    ep = ret.episodes
    return ep.next.filled("DECOM") & ~ep.all_filled("DEC", "REC")


@rule(
    "431",
    "Care starts before the previous episode has ended",
    group="episode",
    marks={"Episodes": ["RNE", "DECOM"]},
)
def care_begins_while_in_care(ret):
    """RNE is S (care starts), but the episode starts on or before the day the child's previous episode
    ended.

    Fix: If care continued, change RNE to P, T, L, B or U, set the previous REC to X1 and make the dates
    match. If care had ended, correct DECOM here or DEC before.

    Why: A move or a new legal status was probably set up in the case system as a new start of care. Add
    it to the current period of care instead.

    Ask: Did the child leave care before this date, and when? If they stayed in care, what changed on this
    date (placement, carers or legal status)?
    """
    ep = ret.episodes
    return (ep.rne == "S") & (ep.decom <= ep.previous.dec)


@rule(
    "432",
    "Care had ended but the next episode is not a new start",
    group="episode",
    marks={"Episodes": ["RNE"]},
)
def no_start_after_end_of_care(ret):
    """REC on the child's previous episode says that care ended, but RNE on this episode is not S.

    Fix: If care ended and started again, set RNE to S. If care continued, change REC on the previous
    episode to X1.

    Why: An ordinary move or a new legal status was probably closed as the end of care. When care
    continues, end the old episode with the reason that the next one follows.

    Ask: Did the child leave care between these two episodes? If so, on which dates did care end and start
    again, and why did it end?
    """
    ep = ret.episodes
    care_ended = ep.ended_care & ep.in_codes("REC")
    return ep.previous.of(care_ended) & (ep.rne != "S")


@rule(
    "433",
    "Gap or overlap between episodes",
    group="episode",
    marks={"Episodes": ["RNE", "DECOM"]},
)
def does_not_follow_on(ret):
    """RNE is P, L, T, U or B (care continued). But DECOM is not the day the child's previous episode
    ended, or DECOM or the previous DEC is blank.

    Fix: Set DEC of the previous episode and DECOM of this one to the day of the change. If care ended in
    between, set RNE to S and correct the previous REC.

    Why: Often the old placement was not ended when the new one started, or the two were recorded by
    different people. Use the day of the change to end one episode and start the next.

    Ask: On which date did the child leave the previous placement or legal status, and on which date did
    this one start? Did the child leave care in between?
    """
    ep = ret.episodes
    before = ep.in_order("decom", "dec").previous
    unknown = ep.filled("DECOM") & before.no_date("DEC")
    return before.exists & ep.rne.isin(CARE_CONTINUES) & ~(ep.decom == before.dec) & ~unknown


@rule(
    "434",
    "Reason L but legal status unchanged or placement changed",
    group="episode",
    marks={"Episodes": ["RNE", "LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["380", "383"],
    expect=(
        "If only the legal status changed during a temporary placement, enter L and explain the errors from "
        "rules 380 and 383 to DfE."
    ),
)
def not_only_legal_status_changed(ret):
    """RNE is L (only the legal status changed). But LS is the same as on the previous episode, or PLACE,
    PL_POST, URN or PLACE_PROVIDER is different.

    Fix: Compare the two episodes. Use B or U if the placement changed too, or P or T if only the
    placement changed. If RNE is right, correct the details on either episode.

    Why: Often a postcode, URN or placement type was corrected on the new episode only, so it looks like a
    move. Correct every episode of the same placement.

    Ask: What changed on this date (legal status, address, carers or kind of placement)? If the child
    moved, where to? If the legal status changed, what was it before and after?
    """
    ep = ret.episodes
    return (ep.rne == "L") & ((ep.ls == ep.previous.ls) | ep.placement_changed)


@rule(
    "435",
    "Reason P or T but legal status changed or placement not",
    group="episode",
    marks={"Episodes": ["LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["217", "383"],
    expect=(
        "If the legal status changed, follow this rule and explain the error from the other rule to DfE."
    ),
)
def not_only_placement_changed(ret):
    """RNE is P or T (only the placement changed). But LS differs from the previous episode, or PLACE,
    PL_POST, URN and PLACE_PROVIDER are all the same.

    Fix: Compare the two episodes. Use B or U if LS changed too, or L if only LS changed. If nothing
    changed, join the episodes. If RNE is right, correct the details on either episode.

    Why: Often a new legal status was entered on the day of a move, or the new placement was saved with
    the old carer's details. Check that a move has really been recorded with the new address.

    Ask: What changed on this date (legal status, address, carers or kind of placement)? If the child
    moved, where to? If the legal status changed, what was it before and after?
    """
    ep = ret.episodes
    wrong = differs(ep.ls, ep.previous.ls) | ~ep.placement_changed
    return ep.previous.exists & ep.rne.isin(["P", "T"]) & wrong


@rule(
    "436",
    "Reason B or U but legal status or placement unchanged",
    group="episode",
    marks={"Episodes": ["RNE", "LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["217", "380", "383"],
    expect=(
        "If the legal status changed, follow this rule and explain the error from the other rule to DfE."
    ),
)
def not_both_changed(ret):
    """RNE is B or U (legal status and placement both changed). But LS is the same as on the previous
    episode, or PLACE, PL_POST, URN and PLACE_PROVIDER are all the same.

    Fix: Compare the two episodes. Use P or T if only the placement changed, or L if only LS changed. If
    RNE is right, correct the details on either episode.

    Why: Often the move and the new legal status were on different days, or one was not recorded. If they
    were on different days, record one episode for each change.

    Ask: What changed on this date (legal status, address, carers or kind of placement)? If the child
    moved, where to? If the legal status changed, what was it before and after?
    """
    ep = ret.episodes
    wrong = ~differs(ep.ls, ep.previous.ls) | ~ep.placement_changed
    return ep.previous.exists & ep.rne.isin(["B", "U"]) & wrong


@rule(
    "437",
    "More episodes after E2 (died) or E15 (aged 18 or over)",
    group="episode",
    marks={"Episodes": ["REC"]},
)
def episode_after_death_or_adulthood(ret):
    """REC is E2 (died) or E15 (found to be 18 or over), but the child has a later episode in this return.

    Fix: Check REC. If care ended there, remove the later episodes. If care continued, change REC to X1.

    Why: Usually the wrong reason was picked from the list when the child moved. A later episode may also
    have a wrong start date, or belong to support after care.

    Ask: On which date did the child leave care, and why? If they stayed in care after this date, where
    did they live next?
    """
    ep = ret.episodes
    return ep.rec.isin(DEATH_OR_ADULTHOOD) & ep.next.decom.notna()


@rule(
    "501",
    "Episode starts before the previous one ended",
    group="episode",
    marks={"Episodes": ["DECOM", "DEC"]},
)
def overlaps_episode_before(ret):
    """DECOM is earlier than the DEC of the child's previous episode, so the two overlap.

    Fix: Find the day of the change. Enter it as DEC of the earlier episode and as DECOM of this one. If
    this row is a duplicate, remove it.

    Why: Usually the old placement was closed late, with the day of keying, when the new one had already
    been opened. Close the old episode on the day of the move, then open the next.

    Ask: On what date did the child move, or did their legal status change? In our records the earlier
    episode ends after the next one begins.
    """
    ep = ret.episodes
    return ep.decom < ep.previous.dec


@rule(
    "504",
    "Category of need changed while the child stayed in care",
    group="episode",
    marks={"Episodes": ["CIN"]},
)
def need_changed_while_in_care(ret):
    """This episode follows straight on from the previous one (REC X1, same date), but CIN is different.
    CIN should not change during a period of care.

    Fix: Use the CIN from the start of this period of care on all its episodes. One odd code causes two
    errors, the change and the change back.

    Why: Workers choose the need again each time a placement or legal status is recorded. CIN says why
    care began, so later events do not change it.
    """
    ep = ret.episodes
    before = ep.previous
    goes_on = (before.rec == "X1") & (before.dec == ep.decom)
    return goes_on & differs(ep.cin, before.cin)
