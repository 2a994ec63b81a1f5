"""A made-up child's life as far as care is concerned, day by day and whole, before any year is cut from it.

Days are numbers (``xl903.synthetic.days``); a life is told to its end, so what a return can know of it by
31 March is decided where the return is cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from xl903.synthetic.days import NEVER

SEMI_INDEPENDENT = "K3"
"""Semi-independent living, by its code of today: H5 until 2024."""

OTHER_PLACEMENTS = frozenset({"Z11", "Z12", "Z13", "Z14"})
"""Other placements, by their codes of today: Z1 until 2025."""


@dataclass(frozen=True)
class Setting:
    """Where a child lives, as Episodes tells it: PLACE by today's codes, PLACE_PROVIDER, PL_POST and URN.

    ``closes``: the last day on which a child can be there.
    """

    place: str
    provider: str | None
    post: str | None
    urn: str | None
    closes: int = NEVER

    def same_place_as(self, other: Setting) -> bool:
        """Whether Episodes tells the same of both."""
        return (self.place, self.provider, self.post, self.urn) == (
            other.place,
            other.provider,
            other.post,
            other.urn,
        )


@dataclass
class Episode:
    """A spell under one legal status in one setting. ``end`` is the day the next begins, or care ends."""

    start: int
    rne: str
    ls: str
    setting: Setting
    end: int
    rec: str = "X1"
    reason: str | None = None


@dataclass
class Period:
    """A period of care: its episodes follow one another without a gap. ``home``: where the child came from."""

    cin: str
    home: str | None
    episodes: list[Episode]

    @property
    def start(self) -> int:
        """The day care began."""
        return self.episodes[0].start

    @property
    def end(self) -> int:
        """The day care ended."""
        return self.episodes[-1].end

    @property
    def rec(self) -> str:
        """Why care ended."""
        return self.episodes[-1].rec

    @property
    def short_breaks(self) -> bool:
        """Whether this is a short break (V3), or an agreement on them (V4), and not care for good."""
        return self.episodes[0].ls in ("V3", "V4")


@dataclass(frozen=True)
class Absence:
    """A time missing (M) or away without leave (A)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class SocialWorker:
    """A spell of one social worker with the child. The last has no end."""

    worker: str
    start: int
    end: int | None
    reason: str


@dataclass(frozen=True)
class AdoptionDecision:
    """The decision that a child should be placed for adoption, and its reversal."""

    decided: int
    ceased: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Adopters:
    """What AD1 asks of an adoption, the decision aside."""

    matched: int
    were_foster_carers: bool
    number: str
    sex: str
    legal_tie: str


@dataclass
class Life:
    """A child who was looked after, once or more often.

    ``sex``: M or F. ``upn``: the number, once the child has one; ``upn_code``: what stands for it before, and
    ``upn_from`` the first collection year that returns the number. ``born_child``: the day of birth of her
    first child. ``asylum_ends``: last day as an unaccompanied asylum seeker, None for any other child.
    ``manner``: a number from 0 up to 1, fixed for life, on which what lasts depends.
    """

    child: str
    sex: str
    dob: int
    ethnic: str
    periods: list[Period]
    manner: float = 0.0
    upn: str | None = None
    upn_code: str | None = None
    upn_from: int = 0
    born_child: int | None = None
    asylum_ends: int | None = None
    decision: AdoptionDecision | None = None
    adopters: Adopters | None = None
    previous_permanence: tuple[str, str | None, str | None] = ("Z1", None, None)
    social_workers: list[SocialWorker] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    reviews: list[tuple[int, str]] = field(default_factory=list)
    liberty_orders: list[tuple[int, int]] = field(default_factory=list)

    @property
    def episodes(self) -> list[Episode]:
        """The episodes of all periods of care, in order of time."""
        return [episode for period in self.periods for episode in period.episodes]

    @property
    def only_short_breaks(self) -> bool:
        """Whether the child was never looked after but on short breaks."""
        return all(period.short_breaks for period in self.periods)


def renamed(setting: Setting, place: str) -> Setting:
    """The same home under another placement type: nothing but the placement's status changed."""
    return replace(setting, place=place)
