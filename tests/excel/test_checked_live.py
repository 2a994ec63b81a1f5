"""Checked and right, and corrections to key, in live Excel."""

from __future__ import annotations

import xlwings as xw

from simulated_excel.happenings import Excel
from tests.excel.conftest import Click
from tests.excel.hands import rows_of, select, titles


def test_errors_are_marked_by_button_and_corrections_are_ticked(
    excel: Excel, checked: xw.Book, click: Click
) -> None:
    listed = rows_of(checked, "Errors", "CHILD", "Code", "Table", "Row", "Field")
    child, code, table, row, field = next(
        one for one in listed if one[2] == "Header" and "," not in str(one[4])
    )
    before = dict(rows_of(checked, "Summary", "Code", "Errors"))
    sheet = checked.sheets[str(table)]
    place = (int(str(row).split(".")[0]), titles(sheet)[str(field)])
    select(sheet, sheet.range(place).address)

    # Cancel changes nothing; no reason is asked for again
    excel.typed.append(None)
    assert click("xl903Checked") == []
    excel.typed.append("")
    assert "Type a reason" in click("xl903Checked")[0]
    assert dict(rows_of(checked, "Summary", "Code", "Errors")) == before

    excel.typed.append("the register says so")
    assert click("xl903Checked") == []
    rows = rows_of(checked, "Errors", "CHILD", "Code", "Checked and right", "Reason")
    marked = {one[:2]: one[2:] for one in rows}
    assert marked[child, code] == ("yes", "the register says so")
    assert len(rows_of(checked, "Errors", "Code")) == len(listed)
    assert dict(rows_of(checked, "Summary", "Code", "Errors")).get(code, 0) == before[code] - 1
    assert ("checked and right", "the register says so") in rows_of(checked, "Changes", "What", "Evidence")
    (count,) = rows_of(checked, "Runs", "Checked and right")[-1]
    assert count == sum(1 for mark in marked.values() if mark[0])

    # a correction is listed, and its tick lasts
    header = checked.sheets["Header"]
    header.range((place[0], titles(header)["UPN"])).value = "UN2"
    assert click("xl903Validate") == []
    keyed = checked.sheets["Corrections to key"]
    ((value, done),) = rows_of(checked, "Corrections to key", "New value", "Done")
    assert str(value).startswith("UN2")
    assert done is None
    columns = {value: number for number, value in enumerate(keyed.range("A5:K5").value, start=1)}
    keyed.range((6, columns["Done"])).value = "yes"
    assert click("xl903Validate") == []
    assert rows_of(checked, "Corrections to key", "New value", "Done") == [(value, "yes")]
