"""A made-up register of providers like Ofsted's, and the homes that they run.

Numbers are of forms that Ofsted uses, in ranges that it has not reached (as far as known), and names are
made up; only the postcodes are real ones, drawn without regard to what stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from xl903.places import all_authorities, load_postcodes, placement_authority
from xl903.synthetic.days import NEVER, CollectionYear, as_text, day
from xl903.synthetic.dice import Dice, Shares
from xl903.synthetic.geography import Geography

SUPPORTED_ACCOMMODATION_REGISTERS = day(2023, 10, 28)
"""From this day supported accommodation has to be registered, and so has a URN."""

FOSTER_CODES = "U1,U2,U3,U4,U5,U6"
ADOPTION_CODES = "A3,A4,A5,A6"

# As texts, for a list of each would take a page.
_FIRST_WORDS = (
    "Ash Birch Bramble Brook Cedar Clover Elm Fern Hazel Heather Holly Ivy Juniper Larch Linden Maple Meadow "
    "Oak Orchard Poplar Rowan Sorrel Sycamore Thistle Willow Wren"
)
_SECOND_WORDS = "bank bourne croft dale field ford gate grove hurst lea mead mere ridge side stead view wood"


@dataclass(frozen=True)
class Provider:
    """One row of the register: a provider, or one of its premises.

    ``place_codes``, ``provider_codes``: separated by commas. ``opens``, ``closes``: first and last day of
    registration, as numbers.
    """

    urn: str
    name: str
    kind: str
    place_codes: str
    provider_codes: str
    post: str
    opens: int
    closes: int
    capacity: int | None = None

    def open_on(self, on: int) -> bool:
        """Whether an episode may begin on the day."""
        return self.opens <= on < self.closes

    @property
    def provider(self) -> str:
        """The kind of provider that an episode gives; the first, where the list gives several."""
        return self.provider_codes.partition(",")[0]


@dataclass(frozen=True)
class Register:
    """The made-up providers, by what children are placed with them for."""

    year: CollectionYear
    own_fostering: Provider
    other_fostering: list[Provider]
    agencies: list[Provider]
    own_adoption: Provider
    adoption_agencies: list[Provider]
    homes: list[Provider]
    secure: list[Provider]
    family_centres: list[Provider]
    schools: list[Provider]
    supported: list[Provider] = field(default_factory=list)

    @property
    def rows(self) -> list[Provider]:
        """Every provider and premises that the register of the year lists, in the order of their URNs."""
        listed = [
            self.own_fostering,
            *self.other_fostering,
            *self.agencies,
            self.own_adoption,
            *self.adoption_agencies,
            *self.homes,
            *self.secure,
            *self.family_centres,
            *self.schools,
        ]
        if self.year.end >= SUPPORTED_ACCOMMODATION_REGISTERS:
            listed += self.supported
        return sorted(listed, key=lambda provider: (provider.urn, provider.post))

    def as_table(self) -> pd.DataFrame:
        """The register as ``xl903.Return`` takes it (``xl903.s903.provider_list.PROVIDER_COLUMNS``), cells as text.

        LA_CODE is left out, for it is worked out from the postcode.
        """
        rows = self.rows
        posts = pd.Series([row.post for row in rows], dtype=object)
        authorities = all_authorities()
        outside = {"WAL": "Wales", "SCO": "Scotland"}
        columns: dict[str, list[str | None]] = {
            "URN": [row.urn for row in rows],
            "NAME": [row.name for row in rows],
            "KIND": [row.kind for row in rows],
            "LA_NAME": [
                authorities[code].name if code in authorities else outside.get(code)
                for code in placement_authority(posts, load_postcodes())
            ],
            "PLACE_CODES": [self._place_codes(row) for row in rows],
            "PROVIDER_CODES": [row.provider_codes for row in rows],
            "REG_START": [as_text(_registered_on(row)) for row in rows],
            "REG_END": [None if row.closes > self.year.end else as_text(row.closes) for row in rows],
            "POSTCODE": list(posts),
            "PLACES": [None if row.capacity is None else str(row.capacity) for row in rows],
            "STATUS": ["Active" if row.closes > self.year.end else "Resigned" for row in rows],
        }
        return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})

    def _place_codes(self, row: Provider) -> str:
        # Until 2024 children in supported accommodation are returned under its old code.
        return "H5" if row.place_codes == "K3" and self.year.year <= 2024 else row.place_codes


class _Maker:
    """Makes providers with fresh numbers and names."""

    def __init__(self, dice: Dice, year: CollectionYear) -> None:
        self._dice = dice
        self._year = year
        self._first_words, self._second_words = _FIRST_WORDS.split(), _SECOND_WORDS.split()
        self._numbers = iter(dice.generator.permutation(90_000)[:60_000].tolist())

    def make(
        self,
        kind: str,
        named: str,
        place_codes: str,
        provider_codes: str,
        post: str,
        *,
        may_close: float = 0.0,
        opens: int | None = None,
        capacity: int | None = None,
    ) -> Provider:
        """A provider; ``may_close`` is the chance that it closes some time in the three years to year end."""
        dice = self._dice
        number = next(self._numbers)
        closes = self._year.end - dice.whole(0, 1100) if dice.chance(may_close) else NEVER
        if opens is None:
            opens = day(2002, 4, 1) + dice.whole(0, 2500)
        return Provider(
            # Both forms that Ofsted uses.
            urn=f"SC{910_000 + number:06d}" if dice.chance(0.35) else f"{2_910_000 + number}",
            name=f"{dice.one_of(self._first_words)}{dice.one_of(self._second_words)} {named}",
            kind=kind,
            place_codes=place_codes,
            provider_codes=provider_codes,
            post=post,
            opens=min(opens, closes - 400),
            closes=closes,
            capacity=capacity,
        )


_FEW, _ROWS_FOR_EACH = 40, 4.1
"""Rows of a small register, and the further rows that ``many`` adds to it below."""


def usual_number(children: int) -> int:
    """How many providers a council of that many children deals with, roughly."""
    return round(_FEW + _ROWS_FOR_EACH * children**0.5)


def make_register(dice: Dice, geography: Geography, year: CollectionYear, providers: int) -> Register:
    """A register of about that many providers, 40 or more, at the end of the collection year."""
    maker = _Maker(dice, year)
    inside, near, far = geography.inside, geography.near, geography.far
    many = max(0.0, (providers - _FEW) / _ROWS_FOR_EACH)
    private = Shares({"PR4": 82, "PR5": 18})

    def somewhere() -> str:
        return dice.one_of(dice.draw(Shares({inside: 40, near: 30, far: 30})))

    def nearby() -> str:
        return dice.one_of(dice.draw(Shares({inside: 60, near: 32, far: 8})))

    def fostering_agency() -> Provider:
        codes = dice.draw(private)
        name = "Fostering"
        return maker.make(
            "Independent fostering agency", name, FOSTER_CODES, codes, somewhere(), may_close=0.05
        )

    def council_fostering(post: str, codes: str) -> Provider:
        return maker.make("Local authority fostering agency", "Fostering Service", FOSTER_CODES, codes, post)

    homes = [
        # The council's own homes, which never close here, so that there always is one.
        maker.make("Children's home", "House", "K2", "PR1", dice.one_of(inside), capacity=dice.whole(3, 6))
        for _ in range(2 + int(many / 12))
    ]
    for _ in range(8 + int(many * 2.2)):
        home = maker.make(
            "Children's home",
            "House",
            "K2",
            dice.draw(private),
            somewhere(),
            may_close=0.12,
            opens=day(2006, 1, 1) + dice.whole(0, 5800),
            capacity=dice.whole(2, 6),
        )
        homes.append(home)
        if home.closes < year.end - 30 and dice.chance(0.5):  # somebody else takes the home over
            codes = dice.draw(private)
            homes.append(
                maker.make("Children's home", "House", "K2", codes, home.post, opens=home.closes + 1)
            )
        if dice.chance(0.1):  # a second home on the same grounds
            homes.append(
                maker.make(
                    "Children's home",
                    "Lodge",
                    "K2",
                    home.provider_codes,
                    home.post,
                    capacity=dice.whole(1, 4),
                )
            )
    return Register(
        year=year,
        own_fostering=council_fostering(dice.one_of(inside), "PR1"),
        other_fostering=[council_fostering(dice.one_of(near), "PR2") for _ in range(3)],
        agencies=[fostering_agency() for _ in range(8 + int(many / 2))],
        own_adoption=maker.make(
            "Local authority adoption agency", "Adoption", ADOPTION_CODES, "PR1", dice.one_of(inside)
        ),
        adoption_agencies=[
            maker.make("Voluntary adoption agency", "Adoption", ADOPTION_CODES, "PR5", dice.one_of(near))
            for _ in range(3)
        ],
        homes=homes,
        secure=[
            maker.make("Secure children's home", "Unit", "K1", "PR2", dice.one_of(far), capacity=12)
            for _ in range(3)
        ],
        family_centres=[
            maker.make("Residential family centre", "Centre", "R3", codes, dice.one_of(posts), capacity=8)
            for codes, posts in (("PR4", near), ("PR4", inside), ("PR5", far))
        ],
        schools=[
            maker.make("Residential special school", "School", "S1", codes, dice.one_of(posts), capacity=30)
            for codes, posts in (("PR4", near), ("PR5", far), ("PR4", far))
        ],
        supported=_supported_accommodation(dice, maker, nearby, 4 + int(many / 3)),
    )


def _supported_accommodation(
    dice: Dice, maker: _Maker, nearby: Callable[[], str], number: int
) -> list[Provider]:
    """Premises, several under one URN; the first provider is the council's own."""
    premises: list[Provider] = []
    for which in range(number):
        provider = maker.make(
            "Supported accommodation",
            "Living",
            "K3",
            "PR4" if dice.chance(0.85) else "PR5",
            nearby(),
            may_close=0.05 if which else 0.0,
            capacity=dice.whole(3, 9),
        )
        closes = max(provider.closes, SUPPORTED_ACCOMMODATION_REGISTERS + 200)
        posts = {provider.post, *(nearby() for _ in range(dice.whole(0, 4)))}
        premises += [
            Provider(
                urn=provider.urn,
                name=provider.name,
                kind=provider.kind,
                place_codes="K3",
                provider_codes=provider.provider_codes,
                post=post,
                opens=provider.opens,
                closes=closes,
                capacity=dice.whole(2, 9),
            )
            for post in sorted(posts)
        ]
    return premises


def _registered_on(row: Provider) -> int:
    return max(row.opens, SUPPORTED_ACCOMMODATION_REGISTERS) if row.place_codes == "K3" else row.opens


def open_provider(dice: Dice, providers: list[Provider], on: int) -> Provider:
    """One of the providers that is open on the day; the first where chance finds none."""
    for _ in range(8):
        provider = dice.one_of(providers)
        if provider.open_on(on):
            return provider
    return next((one for one in providers if one.open_on(on)), providers[0])
