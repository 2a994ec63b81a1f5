"""Numbers in sentences."""

from __future__ import annotations

from xl903.engine.wording import count, plural


def test_a_number_and_what_it_counts_agree() -> None:
    assert [count(number, "error") for number in (0, 1, 2, 1200)] == [
        *("0 errors", "1 error", "2 errors", "1,200 errors"),
    ]
    assert [count(number, "child", "children") for number in (1, 2)] == ["1 child", "2 children"]
    assert [plural(number, "is", "are") for number in (0, 1, 2)] == ["are", "is", "are"]
