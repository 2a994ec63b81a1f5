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
    "Episode began before the year, but the child is not in last year's return",
    group="year-on-year",
    marks={"Episodes": ["DECOM"]},
    needs=["Episodes", "Episodes_last"],
)
def not_in_last_year(ret):
    """The episode began before 1 April, so last year's episodes should have the child, but do not.

    Fix: check DECOM and CHILD, and whether the whole of last year's return is loaded.
    """
    ep = ret.episodes
    return (ep.decom < ret.year_start) & ~ep.child_in(ret.last_year.episodes)


@rule(
    "562",
    "First episode is not the one that ended last year's return",
    group="year-on-year",
    marks={"Episodes": ["DECOM"]},
    needs=["Episodes", "Episodes_last"],
)
def carried_over_is_not_the_last(ret):
    """The child's first episode began before the year, so it should be the last one of last year's return,
    but that one has another DECOM, or there is none.

    Fix: correct DECOM, or add the episode that is missing between the two returns.
    """
    ep = ret.episodes
    last = ret.last_year.episodes
    other = (ep.closing_last_year.decom != ep.decom) & ~ep.child_in(last, last.order_unknown)
    return ep.first_episode & (ep.decom < ret.year_start) & other


@rule(
    "502",
    "First episode does not begin when the open one of last year did",
    group="year-on-year",
    marks={"Episodes": ["DECOM"]},
    needs=["Episodes", "Episodes_last"],
)
def open_episode_not_repeated(ret):
    """Last year's return left an episode open. This year's first episode should be the same one, but has
    another DECOM.

    Fix: begin this year's episodes with the one left open, or correct DECOM.
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
    "Same episode as last year, but another authority of placement",
    group="year-on-year",
    marks={"Episodes": ["PL_LA"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def authority_changed_within_episode(ret):
    """The episode left open last year goes on, with the same RNE, but its placement lies in another
    authority.

    Fix: compare PL_POST with last year's; if the child did move, end the episode and add a new one.
    """
    return _carried_over_with_other(ret, "pl_la") & _same_reason(ret)


@rule(
    "453",
    "Same episode as last year, but another distance",
    group="year-on-year",
    marks={"Episodes": ["PL_DISTANCE"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def distance_changed_within_episode(ret):
    """The episode left open last year goes on, with the same RNE, but the distance between home and placement
    has changed by 0.2 miles or more, or is known in one year only.

    Fix: compare HOME_POST and PL_POST with last year's; if the child did move, add a new episode.
    """
    return _carried_over_with_other_distance(ret) & _same_reason(ret)


@rule(
    "503A",
    "RNE of the episode left open last year has changed",
    group="year-on-year",
    marks={"Episodes": ["RNE"]},
    needs=["Episodes", "Episodes_last"],
)
def reason_changed(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another reason.

    Fix: enter last year's RNE, or put the episode of last year before this one.
    """
    return _carried_over_with_other(ret, "rne")


@rule(
    "503B",
    "Legal status of the episode left open last year has changed",
    group="year-on-year",
    marks={"Episodes": ["LS"]},
    needs=["Episodes", "Episodes_last"],
)
def legal_status_changed(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another LS.

    Fix: enter last year's LS; if the status did change, begin a new episode on that day.
    """
    return _carried_over_with_other(ret, "ls")


@rule(
    "503C",
    "Need in the episode left open last year has changed",
    group="year-on-year",
    marks={"Episodes": ["CIN"]},
    needs=["Episodes", "Episodes_last"],
)
def need_changed(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another CIN.

    Fix: enter last year's CIN; the need stays as it was when care began.
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
    "Placement type of the episode left open last year has changed",
    years="2023-2024",
    group="year-on-year",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "Episodes_last"],
)
def place_changed_until_2024(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another PLACE.

    Fix: enter last year's PLACE; if the child did move, begin a new episode on that day.
    """
    return _place_changed(ret, recoded={})


@rule(
    "503D",
    "Placement type of the episode left open last year has changed",
    years="2025-2025",
    group="year-on-year",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "Episodes_last"],
)
def place_changed_in_2025(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another PLACE.
    Only H5 may have become K3.

    Fix: enter last year's PLACE; if the child did move, begin a new episode on that day.
    """
    return _place_changed(ret, recoded=SUPPORTED_LIVING_RECODED)


@rule(
    "503D",
    "Placement type of the episode left open last year has changed",
    years="2026-2026",
    group="year-on-year",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "Episodes_last"],
)
def place_changed_in_2026(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another PLACE.
    Only Z1 may have become one of Z11 to Z14.

    Fix: enter last year's PLACE; if the child did move, begin a new episode on that day.
    """
    return _place_changed(ret, recoded=OTHER_PLACEMENTS_RECODED)


@rule(
    "503D",
    "Placement type of the episode left open last year has changed",
    years="2027-",
    group="year-on-year",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "Episodes_last"],
)
def place_changed_from_2027(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another PLACE.

    Fix: enter last year's PLACE; if the child did move, begin a new episode on that day.
    """
    return _place_changed(ret, recoded={})


@rule(
    "503E",
    "Provider code of the episode left open last year has changed",
    group="year-on-year",
    marks={"Episodes": ["PLACE_PROVIDER"]},
    needs=["Episodes", "Episodes_last"],
)
def provider_changed(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another
    PLACE_PROVIDER.

    Fix: enter last year's PLACE_PROVIDER; if the placement did change, begin a new episode on that day.
    """
    return _carried_over_with_other(ret, "place_provider")


@rule(
    "503F",
    "URN of the episode left open last year has changed",
    group="year-on-year",
    marks={"Episodes": ["URN"]},
    needs=["Episodes", "Episodes_last"],
)
def urn_changed(ret):
    """Last year's return left an episode open; this year's first one repeats it, but with another URN.

    Fix: enter last year's URN; if the placement did change, begin a new episode on that day.
    """
    return _carried_over_with_other(ret, "urn")


@rule(
    "503G",
    "Distance of the episode left open last year has changed",
    group="year-on-year",
    marks={"Episodes": ["PL_DISTANCE"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def distance_changed(ret):
    """Last year's return left an episode open; this year's first one repeats it, but the distance between
    home and placement has changed by 0.2 miles or more, or is known in one year only.

    Fix: compare HOME_POST and PL_POST with last year's, and correct the one that is wrong.
    """
    return _carried_over_with_other_distance(ret)


@rule(
    "503H",
    "Authority of the episode left open last year has changed",
    group="year-on-year",
    marks={"Episodes": ["PL_LA"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def authority_changed(ret):
    """Last year's return left an episode open; this year's first one repeats it, but its placement lies in
    another authority.

    Fix: compare PL_POST with last year's, and correct the one that is wrong.
    """
    return _carried_over_with_other(ret, "pl_la")


@rule(
    "503J",
    "Inside or outside the authority has changed since last year",
    group="year-on-year",
    marks={"Episodes": ["PL_LOCATION"]},
    needs=["Episodes", "Episodes_last"],
    reference="postcodes",
)
def location_changed(ret):
    """Last year's return left an episode open; this year's first one repeats it, but the placement that lay
    inside your authority now lies outside it, or the other way round.

    Fix: compare PL_POST with last year's, and correct the one that is wrong.
    """
    return _carried_over_with_other(ret, "pl_location")
