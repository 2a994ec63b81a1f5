"""Finds a child a home: a setting of a placement type, at a plausible place, with a provider that fits."""

from __future__ import annotations

from xl903.s903.schema import URN_PLACEHOLDER
from xl903.synthetic.dice import Dice, Shares
from xl903.synthetic.geography import Geography
from xl903.synthetic.lives import Setting, renamed
from xl903.synthetic.made_up_providers import Provider, Register, open_provider

FOSTERED_BY_RELATIVES = frozenset({"U1", "U2", "U3"})
_FOSTERED_BY_OTHERS = frozenset({"U4", "U5", "U6"})
_ADOPTIVE = frozenset({"A3", "A4", "A5", "A6"})
_UNREGISTERED_PROVIDERS = {
    "R1": Shares({"PR4": 60, "PR5": 30, "PR3": 10}),
    "R2": Shares({"PR3": 90, "PR4": 10}),
    "R5": Shares({"PR3": 80, "PR4": 20}),
    "P3": Shares({"PR4": 1}),
}
_FOSTER_PROVIDER = Shares({"own": 60, "agency": 37, "another council": 2, "not Ofsted's": 1})
_ADOPTION_PROVIDER = Shares({"own": 40, "agency": 30, "regional agency": 30})
_OUTSIDE_ENGLAND = 0.01


class Homes:
    """The homes that a council has to choose from."""

    def __init__(self, dice: Dice, geography: Geography, register: Register) -> None:
        self._dice = dice
        self._geography = geography
        self._register = register
        self._carer_posts = {
            "own": Shares({geography.inside: 76, geography.near: 22, geography.far: 2}),
            "agency": Shares({geography.inside: 35, geography.near: 45, geography.far: 20}),
        }
        self._relatives = Shares({geography.inside: 70, geography.near: 18, geography.far: 12})
        self._adopters = Shares({geography.inside: 20, geography.near: 50, geography.far: 30})
        self._anywhere = Shares({geography.inside: 45, geography.near: 40, geography.far: 15})
        # There are few of these, so the same postcodes come back.
        self._hospitals = [
            dice.one_of(geography.inside),
            dice.one_of(geography.near),
            dice.one_of(geography.far),
        ]
        self._care_homes = [dice.one_of(geography.inside) for _ in range(2)] + [dice.one_of(geography.near)]
        self._prisons = [dice.one_of(geography.far) for _ in range(4)]

    def family_home(self) -> str:
        """A postcode that a child may come into care from."""
        return self._dice.one_of(self._geography.inside if self._dice.chance(0.94) else self._geography.near)

    def find(self, place: str, on: int, home: str | None) -> Setting:
        """A setting of the placement type for a child whose family home has that postcode, from the day on."""
        for _ in range(5):
            setting = self._find(place, on, home)
            if place == "P1" or setting.post != home:
                return setting
        return self._find(place, on, home)

    def short_break_place(self) -> Setting:
        """Where a short break is spent; its postcode and URN are not returned.

        It is always a residential care home (R1): rule 218 asks for a URN in places that Ofsted registers and
        rule 214 forbids one on short breaks, so no other place can be returned without a finding.
        """
        return Setting("R1", self._dice.draw(_UNREGISTERED_PROVIDERS["R1"]), None, None)

    def _find(self, place: str, on: int, home: str | None) -> Setting:
        dice, register = self._dice, self._register
        if place in FOSTERED_BY_RELATIVES:
            return self._of(register.own_fostering, place, self._post(self._relatives))
        if place in _FOSTERED_BY_OTHERS:
            return self._foster_home(place, on)
        if place in _ADOPTIVE:
            return self._adoptive_home(place, self._post(self._adopters), on)
        if place == "K2" and dice.chance(_OUTSIDE_ENGLAND):
            return self._outside_england(place, on)
        registered = {
            "K1": register.secure,
            "K2": register.homes,
            "K3": register.supported,
            "R3": register.family_centres,
            "S1": register.schools,
        }.get(place)
        if registered is not None:
            provider = open_provider(dice, registered, on)
            return self._of(provider, place, provider.post)
        return self._unregistered(place, home)

    def adopters_home(self, place: str, foster_home: Setting, on: int) -> Setting:
        """The foster home of carers who now adopt the child, by consent (A3) or under an order (A5)."""
        if foster_home.post is None or foster_home.urn is None:  # outside England, where nobody has a URN
            return renamed(foster_home, place)
        return self._adoptive_home(place, foster_home.post, on)

    def _post(self, shares: Shares[tuple[str, ...]]) -> str:
        posts = self._dice.draw(shares)
        return self._dice.one_of(posts)

    @staticmethod
    def _of(provider: Provider, place: str, post: str) -> Setting:
        return Setting(place, provider.provider, post, provider.urn, provider.closes)

    def _foster_home(self, place: str, on: int) -> Setting:
        dice, register = self._dice, self._register
        if dice.chance(_OUTSIDE_ENGLAND):
            return self._outside_england(place, on)
        whose = dice.draw(_FOSTER_PROVIDER)
        if whose == "not Ofsted's":
            return Setting(place, "PR4", self._post(self._carer_posts["agency"]), URN_PLACEHOLDER)
        if whose == "own":
            return self._of(register.own_fostering, place, self._post(self._carer_posts["own"]))
        provider = (
            open_provider(dice, register.agencies, on)
            if whose == "agency"
            else dice.one_of(register.other_fostering)
        )
        return self._of(provider, place, self._post(self._carer_posts["agency"]))

    def _adoptive_home(self, place: str, post: str, on: int) -> Setting:
        whose = self._dice.draw(_ADOPTION_PROVIDER)
        if whose == "regional agency":
            return Setting(place, "PR2", post, URN_PLACEHOLDER)
        if whose == "agency":
            return self._of(open_provider(self._dice, self._register.adoption_agencies, on), place, post)
        return self._of(self._register.own_adoption, place, post)

    def _outside_england(self, place: str, on: int) -> Setting:
        nation = self._geography.wales or self._geography.scotland
        if self._geography.scotland and self._dice.chance(0.3):
            nation = self._geography.scotland
        if not nation:  # from the far south neither is near enough
            return self._find(place, on, None)
        return Setting(place, "PR4", self._dice.one_of(nation), None)

    def _unregistered(self, place: str, home: str | None) -> Setting:
        dice = self._dice
        if place == "P1":
            post = home if home is not None and dice.chance(0.6) else self._post(self._relatives)
            return Setting(place, "PR0", post, None)
        if place in _UNREGISTERED_PROVIDERS:
            known = {"R1": self._care_homes, "R2": self._hospitals, "R5": self._prisons}.get(place)
            post = dice.one_of(known) if known else self._post(self._anywhere)
            return Setting(place, dice.draw(_UNREGISTERED_PROVIDERS[place]), post, None)
        return Setting(place, None, self._post(self._anywhere), None)
