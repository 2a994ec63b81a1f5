"""Episodes: how one follows another, and when care begins and ends."""

from xl903 import rule


@rule(
    "142",
    "Earlier episode has not been ended",
    group="episode",
    marks={"Episodes": ["DEC", "REC"]},
)
def earlier_episode_left_open(ret):
    """The child has a later episode, but this one lacks the day or the reason of its end.

    Fix: complete DEC and REC of the earlier episode.
    """
    ep = ret.episodes
    return ep.decom.notna() & ep.next.decom.notna() & (ep.dec.isna() | ep.rec.isna())
