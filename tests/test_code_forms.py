"""Columns of codes in a notation of the system's own."""

from __future__ import annotations

import pandas as pd
import pytest

from xl903.s903.code_forms import other_notations


@pytest.mark.parametrize(
    ("column", "texts", "codes"),
    [
        ("LS", ["C2 - Full care order", "C1 - Interim care order"], ["C2", "C1"]),
        ("LS", ["C2 Full care order", "c2: FULL CARE ORDER"], ["C2", "C2"]),
        ("CIN", ["N1 – Abuse/neglect", "N1 (abuse or neglect)"], ["N1", "N1"]),
        ("LS", ["C2 - Interim care order", "C2 - C1"], None),  # which of the two is meant is not known
        ("LS", ["C2 see file", "C2 until March"], None),  # a remark
        ("LS", ["C9 - Full care order", "C8 - Interim care order"], None),  # no codes
        ("LS", ["C2 - Full care order", "C2", "C2", "C2", "C2"], None),  # slips and not the export's notation
    ],
)
def test_codes_with_their_meaning_behind_them(column: str, texts: list[str], codes: list[str] | None) -> None:
    found = other_notations({"Episodes": pd.DataFrame({column: texts}, dtype=object)}, 2026)
    assert [list(one.correction.cells["value"]) for one in found] == ([] if codes is None else [codes])
