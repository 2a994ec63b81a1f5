"""DfE's two stages of checking: at which of them each code is checked, as ``data/stages.toml`` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from xl903.engine.schema import YearSpan
from xl903.s903.schema import read_data

Stage = Literal[1, 2]


def stage_of(code: str, year: int) -> Stage | None:
    """The stage at which a code is checked in a collection year; None where it is not known.

    A year before the first span is read with the first span, as code sets are.
    """
    return _in_year(year).get(code)


def ends_checking(code: str, year: int) -> bool:
    """Whether DfE checks nothing more of a child who has this code."""
    return code in _span(year)["ends_checking"].split()


def codes_listed(year: int) -> dict[str, str]:
    """Every code of the data in a collection year, and the list that it is on; for tests of completeness."""
    return {code: name for name, codes in _span(year).items() for code in codes.split()}


@cache
def _in_year(year: int) -> Mapping[str, Stage]:
    span = _span(year)
    return {**dict.fromkeys(span["stage_1"].split(), 1), **dict.fromkeys(span["stage_2"].split(), 2)}


@cache
def _span(year: int) -> Mapping[str, str]:
    spans = list(_spans())
    return next((lists for span, lists in spans if year in span), spans[0][1])


def _spans() -> Iterator[tuple[YearSpan, Mapping[str, str]]]:
    for years, lists in read_data("stages.toml").items():
        yield YearSpan.parse(years), lists
