"""Checked and right, corrections to key and reports in live Excel."""

from __future__ import annotations

from pathlib import Path

import xlwings as xw

from simulated_excel.happenings import Excel
from tests.excel.conftest import Click
from tests.excel.hands import choose_rules, row_of, rows_of, select, titles

HEADER = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
7001,M,15/06/2012,NOPE,UN1,,
7002,F,16/07/2013,NOPE,UN1,,
7003,F,17/08/2013,WBRI,UN1,,
"""


def test_errors_are_marked_by_button_corrections_are_ticked_and_reports_are_written(
    excel: Excel, book: xw.Book, click: Click, tmp_path: Path
) -> None:
    (tmp_path / "header.csv").write_text(HEADER)
    excel.chosen.append((str(tmp_path / "header.csv"),))
    excel.typed.append("2026")
    assert click("xl903LoadThisYear") == []
    choose_rules(book, click, "103")
    assert click("xl903Validate") == []
    header = book.sheets["Header"]
    at = row_of(header, "7002")
    select(header, header.range((at, titles(header)["ETHNIC"])).address)

    # without a reason nothing is marked
    excel.typed.append(None)
    assert click("xl903Checked") == []
    excel.typed.append("")
    assert "Type a reason" in click("xl903Checked")[0]
    assert rows_of(book, "Summary", "Code", "Errors") == [("103", 2)]

    excel.typed.append("the register says so")
    assert click("xl903Checked") == []
    assert rows_of(book, "Errors", "CHILD", "Checked and right", "Reason") == [
        ("7001", None, None),
        ("7002", "yes", "the register says so"),
    ]
    assert rows_of(book, "Summary", "Code", "Errors") == [("103", 1)]
    assert ("checked and right", "the register says so") in rows_of(book, "Changes", "What", "Evidence")
    assert rows_of(book, "Runs", "Errors", "Checked and right")[-1] == (1, 1)

    # a correction is listed, and its tick lasts
    header.range((at, titles(header)["SEX"])).value = "M"
    assert click("xl903Validate") == []
    keyed = book.sheets["Corrections to key"]
    ((value, done),) = rows_of(book, "Corrections to key", "New value", "Done")
    assert str(value).startswith("M")
    assert done is None
    columns = {value: number for number, value in enumerate(keyed.range("A5:K5").value, start=1)}
    keyed.range((6, columns["Done"])).value = "yes"
    assert click("xl903Validate") == []
    assert rows_of(book, "Corrections to key", "New value", "Done") == [(value, "yes")]

    # and the reports have both
    excel.answers += ["yes", "no"]
    excel.chosen.append(str(tmp_path))
    *_, said = click("xl903Reports")
    assert said.startswith("Wrote ")
    (folder,) = tmp_path.glob("reports *")
    assert str(folder) in said
    assert {path.name for path in folder.rglob("*.csv")} == {
        *("903 check failures.csv", "903 children in error.csv", "903 errors one per line.csv"),
        *("903 corrections to key.csv", "903 bypass requests.csv", "903 anonymous counts.csv"),
    }

    # and, if asked, how another council's counts differ
    excel.answers += ["no", "yes"]
    (counts,) = folder.rglob("903 anonymous counts.csv")
    excel.chosen += [(str(counts),), str(tmp_path / "compared")]
    *_, said = click("xl903Reports")
    (compared,) = (tmp_path / "compared").rglob("903 shares compared.csv")
    assert "as in the others" in compared.read_text(encoding="utf-8-sig")
    assert not list((tmp_path / "compared").rglob("903 anonymous counts.csv"))
