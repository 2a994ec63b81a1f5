"""Texts one slip apart, against every text that one slip makes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xl903.suggestions.slips import LONGEST, Slip, slips

ALPHABET = "A12Q"  # none of them look alike
TEXTS = st.lists(st.text(ALPHABET, max_size=5), unique=True, max_size=12)


def made_by_one_slip(known: str) -> dict[str, Slip]:
    made: dict[str, Slip] = {}
    for i in range(len(known) + 1):
        made |= {known[:i] + c + known[i:]: Slip.TOO_MANY for c in ALPHABET}
    made |= {known[:i] + known[i + 1 :]: Slip.MISSING for i in range(len(known))}
    for i in range(len(known) - 1):
        made[known[:i] + known[i + 1] + known[i] + known[i + 2 :]] = Slip.SWAPPED
    made |= {known[:i] + c + known[i + 1 :]: Slip.WRONG for i in range(len(known)) for c in ALPHABET}
    return {text: slip for text, slip in made.items() if text != known and text}


@given(TEXTS, TEXTS)
def test_every_pair_one_slip_apart_is_found_once(written: list[str], known: list[str]) -> None:
    found = slips(np.array(written, dtype=object), np.array(known, dtype=object))
    pairs = [
        (written[one], known[two], Slip(slip))
        for one, two, slip in zip(found.written, found.known, found.slip, strict=True)
    ]
    expected = {
        (text, one, made_by_one_slip(one)[text])
        for one in known
        if one
        for text in written
        if text in made_by_one_slip(one)
    }
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected


def test_any_number_of_look_alikes_is_one_slip() -> None:
    found = slips(np.array(["SCIOO2OO"], dtype=object), np.array(["SC100200", "SC100201"], dtype=object))
    assert found.known.tolist() == [0]
    assert found.slip.tolist() == [Slip.LOOK_ALIKE]


def test_a_text_that_is_too_long_is_like_no_other() -> None:
    long = "1" * (LONGEST + 1)
    found = slips(np.array([long, long + "1"], dtype=object), np.array(["1" * LONGEST], dtype=object))
    assert len(found.written) == 0
