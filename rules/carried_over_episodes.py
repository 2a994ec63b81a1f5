"""Against last year's return: the episode that was open then goes on as this year's first."""

from xl903 import differs, rule

SUPPORTED_LIVING_RECODED = {"H5": ("K3",)}
"""Placement type that became another one in 2025: last year's, and what may stand for it this year."""

OTHER_PLACEMENTS_RECODED = {"Z1": ("Z11", "Z12", "Z13", "Z14")}
"""The same for 2026."""

SAME_DISTANCE_BELOW = 0.2
"""Two distances that are nearer than this, in miles, count as the same."""

# Episodes begun before the year


@rule(
    "NoE",
    "Child with an earlier episode is not in last year's file",
    group="year-on-year",
    marks={"Episodes": ["DECOM"]},
    needs=["Episodes", "Episodes_last"],
)
def not_in_last_year(ret):
    """DECOM is before 1 April at the start of the collection year, but the child id is not in last year's
    Episodes file.

    Fix: Check DECOM and the child id. Then check that last year's Episodes file is the complete one that
    was sent to DfE.

    Why: The child id changed, or the start of care was recorded late, after last year's return was sent.
    If many children are marked, last year's file is probably incomplete.
    """
    ep = ret.episodes
    return (ep.decom < ret.year_start) & ~ep.child_in(ret.last_year.episodes)


@rule(
    "562",
    "First episode does not continue last year's last episode",
    group="year-on-year",
    marks={"Episodes": ["DECOM"]},
    needs=["Episodes", "Episodes_last"],
)
def carried_over_is_not_the_last(ret):
    """This year's first episode began before 1 April. Last year's return has no episode for the child, or
    its latest one has a different start date.

    Fix: Compare with last year's episodes. Correct DECOM, or add the episode that links the two years. If
    the child was left out last year, keep this row and note why.

    Why: Care or a move was recorded after last year's return closed, or a start date was edited later. A
    new child id, for example after a change of case system, has the same effect.
    """
    ep = ret.episodes
    last = ret.last_year.episodes
    other = (ep.closing_last_year.decom != ep.decom) & ~ep.child_in(last, last.order_unknown)
    return ep.first_episode & (ep.decom < ret.year_start) & other


@rule(
    "502",
    "First start date differs from last year's open episode",
    group="year-on-year",
    marks={"Episodes": ["DECOM"]},
    needs=["Episodes", "Episodes_last"],
)
def open_episode_not_repeated(ret):
    """Last year's return left an episode open, so this year's first episode should start on the same
    date. It does not.

    Fix: Compare the two years. Restore last year's DECOM, or add the carried-over episode if it is
    missing. If last year's date was wrong, keep this year's and note why.

    Why: An export of episodes that began in the year leaves out those still open from before. In other
    cases the date was edited, or an episode deleted, after last year's return.
    """
    ep = ret.episodes
    pair = ep.pairs(ret.last_year.episodes)
    other = (pair.left.decom != pair.right.decom) & ~pair.right.no_date("DECOM")
    return ep.first_episode & pair.left_rows(pair.right.is_open & other)


# The episode left open last year is this year's first


def _carried_over_with_other(ret, column):
    """Episodes carried over from last year in which the column is another than it was then."""
    ep = ret.episodes
    return ep.carried_over & differs(getattr(ep, column), getattr(ep.closing_last_year, column))


def _carried_over_with_other_distance(ret):
    ep = ret.episodes
    now, then = ep.pl_distance, ep.closing_last_year.pl_distance
    apart = (now - then).abs().round(6) >= SAME_DISTANCE_BELOW
    return ep.carried_over & (apart | (now.isna() != then.isna()))


def _same_reason(ret):
    return ret.episodes.rne == ret.episodes.closing_last_year.rne


@rule(
    "452",
    "Council of placement changed within one episode",
    group="year-on-year",
    marks={"Episodes": ["PL_LA"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def authority_changed_within_episode(ret):
    """Last year's latest episode was open and this year's first has the same RNE. The placement is now in
    another council's area (PL_LA), or the area is known in only one year.

    Fix: Compare PL_POST in both returns. If the child moved, end the old episode that day and add a new
    one. If not, correct PL_POST, or note why last year's was wrong.

    Why: A move was typed over the open episode, or the postcode was corrected after last year's return.
    Each move needs a new episode with its own PL_POST.
    """
    return _carried_over_with_other(ret, "pl_la") & _same_reason(ret)


@rule(
    "453",
    "Distance from home changed within one episode",
    group="year-on-year",
    marks={"Episodes": ["PL_DISTANCE"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def distance_changed_within_episode(ret):
    """Last year's latest episode was open and this year's first has the same RNE. The distance from home
    differs by 0.2 miles or more, or is known in only one year.

    Fix: Compare HOME_POST and PL_POST in both returns. If the child moved, end the old episode that day
    and add a new one. If not, correct the wrong postcode, or note why last year's was wrong.

    Why: Often HOME_POST is updated when the parents move. It should remain the address the child came
    into care from. In other cases a change of placement was typed over the open episode.
    """
    return _carried_over_with_other_distance(ret) & _same_reason(ret)


@rule(
    "503A",
    "Reason episode began differs from last year's open one",
    group="year-on-year",
    marks={"Episodes": ["RNE"]},
    needs=["Episodes", "Episodes_last"],
)
def reason_changed(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same reason
    for starting (RNE). It does not.

    Fix: Check that this year's first episode is the episode left open last year. If it is, restore last
    year's RNE. If that episode is missing, add it.

    Why: Some exports write S on the first episode in the file, although care began in an earlier year. In
    other cases RNE was edited after last year's return.
    """
    return _carried_over_with_other(ret, "rne")


@rule(
    "503B",
    "Legal status differs from last year's open episode",
    group="year-on-year",
    marks={"Episodes": ["LS"]},
    needs=["Episodes", "Episodes_last"],
)
def legal_status_changed(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same legal
    status (LS). It does not.

    Fix: If the status changed, restore last year's LS, end this episode on the day of the change and add
    a new one. If last year's LS was wrong, keep this year's and note why.

    Why: The new legal status was typed over the old one. Each change of legal status needs a new episode
    that starts on the day of the change.
    """
    return _carried_over_with_other(ret, "ls")


@rule(
    "503C",
    "Category of need differs from last year's open episode",
    group="year-on-year",
    marks={"Episodes": ["CIN"]},
    needs=["Episodes", "Episodes_last"],
)
def need_changed(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same
    category of need (CIN). It does not.

    Fix: Restore last year's CIN on this episode and on those that follow without a break. If last year's
    CIN was wrong, keep this year's and note why.

    Why: Workers update the need after an assessment or review. CIN should remain the main need when care
    began, until the child leaves care.
    """
    return _carried_over_with_other(ret, "cin")


def _place_changed(ret, recoded):
    """Carried over into another placement type; ``recoded`` are types that the year's codes renamed."""
    ep = ret.episodes
    changed = _carried_over_with_other(ret, "place")
    for then, now in recoded.items():
        changed &= ~((ep.closing_last_year.place == then) & ep.place.isin(now))
    return changed


@rule(
    "503D",
    "Placement type differs from last year's open episode",
    years="2023-2024",
    group="year-on-year",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "Episodes_last"],
)
def place_changed_until_2024(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same
    placement type (PLACE). It does not.

    Fix: If the placement changed, restore last year's PLACE, end this episode that day and add a new one.
    If last year's PLACE was wrong, keep this year's and note why.

    Why: The new type was typed over the open episode, for example when a foster placement became long
    term. Each change of placement type needs a new episode, even with the same carers.
    """
    return _place_changed(ret, recoded={})


@rule(
    "503D",
    "Placement type differs from last year's open episode",
    years="2025-2025",
    group="year-on-year",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "Episodes_last"],
)
def place_changed_in_2025(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same
    placement type (PLACE). It does not. Only a change from H5 to K3 is accepted this year.

    Fix: If the placement changed, restore last year's PLACE, end this episode that day and add a new one.
    If last year's PLACE was wrong, keep this year's and note why.

    Why: The new type was typed over the open episode, for example when a foster placement became long
    term. Each change of placement type needs a new episode, even with the same carers.
    """
    return _place_changed(ret, recoded=SUPPORTED_LIVING_RECODED)


@rule(
    "503D",
    "Placement type differs from last year's open episode",
    years="2026-2026",
    group="year-on-year",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "Episodes_last"],
)
def place_changed_in_2026(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same
    placement type (PLACE). It does not. Only a change from Z1 to Z11, Z12, Z13 or Z14 is accepted this
    year.

    Fix: If last year's PLACE was wrong or has left the code list (H5, P2), keep this year's and note why.
    If the placement changed, restore last year's PLACE, end this episode that day and add a new one.

    Why: The new type was typed over the open episode, for example when a foster placement became long
    term. Each change of placement type needs a new episode, even with the same carers.
    """
    return _place_changed(ret, recoded=OTHER_PLACEMENTS_RECODED)


@rule(
    "503D",
    "Placement type differs from last year's open episode",
    years="2027-",
    group="year-on-year",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "Episodes_last"],
)
def place_changed_from_2027(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same
    placement type (PLACE). It does not.

    Fix: If the placement changed, restore last year's PLACE, end this episode that day and add a new one.
    If last year's PLACE was wrong, keep this year's and note why.

    Why: The new type was typed over the open episode, for example when a foster placement became long
    term. Each change of placement type needs a new episode, even with the same carers.
    """
    return _place_changed(ret, recoded={})


@rule(
    "503E",
    "Provider type differs from last year's open episode",
    group="year-on-year",
    marks={"Episodes": ["PLACE_PROVIDER"]},
    needs=["Episodes", "Episodes_last"],
)
def provider_changed(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same
    PLACE_PROVIDER. It does not.

    Fix: If the provider changed, restore last year's code, end this episode that day and add a new one.
    If last year's code was wrong, keep this year's and note why.

    Why: The code usually comes from the provider's record in the case system. When that record is edited
    or replaced, every linked episode changes, even those already returned.
    """
    return _carried_over_with_other(ret, "place_provider")


@rule(
    "503F",
    "URN differs from last year's open episode",
    group="year-on-year",
    marks={"Episodes": ["URN"]},
    needs=["Episodes", "Episodes_last"],
)
def urn_changed(ret):
    """Last year's latest episode was still open, so this year's first episode should have the same URN.
    It does not. XXXXXXX is compared like any other value.

    Fix: If the child moved, restore last year's URN, end this episode that day and add a new one. If last
    year's URN was missing or wrong, keep this year's and note why.

    Why: A new provider may get its URN only after last year's return, or a home registers again under a
    new number. Updating the provider's record then changes old episodes too.
    """
    return _carried_over_with_other(ret, "urn")


@rule(
    "503G",
    "Distance from home differs from last year's open episode",
    group="year-on-year",
    marks={"Episodes": ["PL_DISTANCE"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def distance_changed(ret):
    """Last year's latest episode was still open, but the distance from home of this year's first episode
    differs by 0.2 miles or more. A distance known in only one year is flagged too.

    Fix: Compare HOME_POST and PL_POST in both returns. If the child moved, end the old episode that day
    and add a new one. If not, correct the wrong postcode, or note why last year's was wrong.

    Why: HOME_POST should remain the address the child came into care from, but is often replaced when the
    family moves. A corrected or newly entered postcode has the same effect.
    """
    return _carried_over_with_other_distance(ret)


@rule(
    "503H",
    "Council of placement differs from last year's open episode",
    group="year-on-year",
    marks={"Episodes": ["PL_LA"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def authority_changed(ret):
    """Last year's latest episode was still open, so this year's first episode should be in the same
    council's area (PL_LA). It is not, or the area is known in only one year.

    Fix: Compare PL_POST in both returns. If the child moved, end the old episode that day and add a new
    one. If not, correct PL_POST, or note why last year's was wrong.

    Why: A move was typed over the open episode at the year end, or the postcode was corrected after last
    year's return. Record each move as a new episode.
    """
    return _carried_over_with_other(ret, "pl_la")


@rule(
    "503J",
    "In or out of area differs from last year's open episode",
    group="year-on-year",
    marks={"Episodes": ["PL_LOCATION"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def location_changed(ret):
    """Last year's latest episode was still open, so this year's first should be on the same side of your
    council's boundary (PL_LOCATION). It is not, or the side is known in only one year.

    Fix: Compare PL_POST in both returns. If the child moved, restore last year's PL_POST, end this
    episode that day and add a new one. If not, correct PL_POST. If last year's was wrong, keep this
    year's and note why.

    Why: A move across the boundary was typed over the open episode, or a wrong or blank postcode was
    corrected after last year's return. Record each move as a new episode.
    """
    return _carried_over_with_other(ret, "pl_location")
