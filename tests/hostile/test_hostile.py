"""Five hundred hostile inputs, the same each time; ``python -m tests.hostile 100000`` tries others."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.hostile.inputs import KINDS


def try_many(kind: str, number: int, *, derandomize: bool) -> None:
    """Try hostile inputs of a kind; raises for the first, made as small as can be, that is not taken well."""
    trial, _ = KINDS[kind]

    @settings(
        max_examples=number,
        derandomize=derandomize,
        database=None,
        deadline=None,
        phases=(Phase.generate,) if derandomize else (Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: st.DataObject) -> None:
        trial(data.draw)

    one()


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_in_a_result_or_one_sentence_and_nothing_is_lost(kind: str) -> None:
    try_many(kind, KINDS[kind][1], derandomize=True)
