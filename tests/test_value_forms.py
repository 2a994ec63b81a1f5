"""What people type that can be no value of its column, as replies are judged by."""

from __future__ import annotations

import pandas as pd
import pytest

from xl903.s903.schema import SSDA903, TABLES
from xl903.s903.value_forms import objections


def objection(table: str, field: str, text: str | None) -> str:
    column = TABLES[table].column(field)
    codes = SSDA903.codes(column.codes, 2026) if column.codes else None
    return str(objections(column, pd.Series([text], dtype=object), codes, 2026)[0])


@pytest.mark.parametrize(
    ("table", "field", "text"),
    [
        *(("Episodes", "DECOM", text) for text in ("sometime in June", "June 2025", "01/06/2206", "?")),
        *(("Header", "SEX", text) for text in ("SEE MY E-MAIL", "N/A", "5")),
        *(("Episodes", "PL_POST", text) for text in ("AS ABOVE", "M14")),
        *(("Episodes", "URN", text) for text in ("TBC", "THE SAME")),
        *(("Header", "UPN", text) for text in ("ASK SCHOOL", "A12")),
        *(("Header", "MOTHER", text) for text in ("YES", "2")),
        *(("SWEpisodes", "SW_ID", text) for text in ("n/a", "as above", "see e-mail", "tbc")),
        ("OC2", "SDQ_SCORE", "about 12"),
        ("Header", "CHILD", "DELETE THIS ROW"),
    ],
)  # fmt: skip
def test_remarks_are_no_values(table: str, field: str, text: str) -> None:
    assert objection(table, field, text)


@pytest.mark.parametrize(
    ("table", "field", "text"),
    [
        ("Episodes", "DECOM", "01/06/2025"),
        ("PrevPerm", "DATE_PERM", "ZZ/06/2015"),
        ("Header", "SEX", "F"),
        ("Header", "UPN", "UN2"),
        ("Header", "UPN", "A123456789012"),
        ("Episodes", "PL_POST", "M14 5PP"),
        ("Episodes", "URN", "XXXXXXX"),
        ("Episodes", "URN", "SC123456"),
        ("OC2", "SDQ_SCORE", "12"),
        ("Header", "SEX", None),
    ],
)
def test_values_are_let_by(table: str, field: str, text: str | None) -> None:
    assert objection(table, field, text) == ""
