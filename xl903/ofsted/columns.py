"""The columns wanted from an Ofsted list: the headers each goes by, and the rules that need it.

Headers are in lower case, trimmed, with runs of blanks made one, and are compared whole: ``owner postcode``
and ``linked school urn`` are none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Wanted:
    """A column of the provider table and what a list may call it.

    ``headers``: in order of preference. ``holds``: what a good cell holds, for messages. ``rules``: codes of
    the rules that cannot work without it.
    """

    name: str
    headers: tuple[str, ...]
    holds: str = "text"
    rules: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The headers as a person reads them in Excel: ``Deregistration date or Closed date``."""
        return " or ".join(header.capitalize() for header in self.headers)


WANTED: Mapping[str, Wanted] = MappingProxyType(
    {
        wanted.name: wanted
        for wanted in (
            Wanted("URN", ("urn",), "registration numbers such as SC123456"),
            Wanted("NAME", ("setting name", "provider name", "organisation name")),
            Wanted("KIND", ("provider type", "provision type")),
            Wanted("LA_NAME", ("setting local authority", "local authority", "provider local authority")),
            # Shape 1 calls placement types "provider code", and kinds of provider "provider placement code".
            Wanted(
                "PLACE_CODES", ("placement code", "provider code"), "placement types such as K2", ("219",)
            ),
            Wanted(
                "PROVIDER_CODES",
                ("placement provider code", "provider placement code"),
                "PR0 to PR5",
                ("224",),
            ),
            Wanted("REG_START", ("registration date",), "dates"),
            Wanted("REG_END", ("deregistration date", "closed date"), "dates", ("227", "228")),
            Wanted(
                "POSTCODE",
                ("setting address postcode", "setting postcode", "provider postcode"),
                "postcodes",
                ("221", "229", "241"),
            ),
            Wanted(
                "PLACES",
                ("number of registered places", "max users", "maximum fostering places", "capacity"),
                "whole numbers",
            ),
            Wanted("STATUS", ("registration status", "provider status")),
        )
    }
)
"""Every column that is read from a list, by its name in the provider table."""

SECTOR = Wanted("SECTOR", ("sector",))
"""Whose a supported accommodation provider is; stands in where the list gives no provider code."""

DATE_COLUMNS = ("REG_START", "REG_END")
SOURCE = "SOURCE"
ASSUMED = "PROVIDER_CODES_ASSUMED"

PROVIDER_LIST_COLUMNS = (*WANTED, SOURCE, ASSUMED)
"""Columns of ``OfstedLists.providers``, in order."""
