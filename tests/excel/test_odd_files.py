"""Files whose dates are in another form: asked about once when they are loaded, and written in full on Yes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlwings as xw

from simulated_excel.happenings import Excel
from tests.excel.conftest import Click
from tests.hostile.seeds import write_csv


@pytest.mark.parametrize(("answer", "shown"), [("yes", "2012-05-05 00:00:00"), ("no", "2012-05-05")])
def test_dates_in_another_form_are_written_in_full_where_the_person_says_yes(
    excel: Excel, book: xw.Book, click: Click, tmp_path: Path, answer: str, shown: str
) -> None:
    files = sorted(write_csv(tmp_path / "return").iterdir())
    for path in files:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", text), encoding="utf-8")
    excel.chosen.append(tuple(map(str, files)))
    excel.answers.append(answer)
    [asked] = click("xl903LoadThisYear")
    assert "14 dates are in another form" in asked
    header = book.sheets["Header"].used_range.value
    at = header[0].index("DOB")
    assert str(header[1][at]) == shown
