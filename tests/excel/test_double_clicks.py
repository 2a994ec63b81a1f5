"""A double-click opens the child of its row where that is what is meant, and nowhere else."""

from __future__ import annotations

import re

import pytest
import xlwings as xw

from addin.install.building import ribbon_xml, vba_modules
from simulated_excel.happenings import Excel
from tests.excel.conftest import Press, Started
from tests.excel.hands import titles
from workbook.plan.errors_sheet import CHECKED, REASON, USE
from workbook.plan.hidden_sheets import MEMORY_SHEET
from workbook.plan.table_sheets import CODES, STATUS


def double_click(excel: Excel, sheet: xw.Sheet, title: str, row: int = 2) -> bool:
    """Double-click a cell of a column; gives whether the add-in took it."""
    sheet.api.Activate()
    cell = sheet.range((row, titles(sheet)[title])).api
    cell.Select()
    return bool(excel.app.api.Run("OpenChild", cell))


def test_a_double_click_shows_the_child_and_leaves_cells_to_be_edited(
    excel: Excel, checked: xw.Book, press: Press, started: Started
) -> None:
    taken = {
        name: {title for title in titles(sheet) if double_click(excel, sheet, title)}
        for name in ("Children", "Errors", "Episodes")
        for sheet in (checked.sheets[name],)
    }
    assert taken["Children"] == set(titles(checked.sheets["Children"]))
    assert taken["Errors"] == set(titles(checked.sheets["Errors"])) - {USE, CHECKED, REASON}
    assert taken["Episodes"] == {"CHILD", STATUS, CODES}
    assert len(started.lines) == sum(map(len, taken.values()))
    assert all(" addin.ribbon xl903ShowChild " in line for line in started.lines)


def test_other_cells_and_other_workbooks_are_left_alone(
    excel: Excel, checked: xw.Book, press: Press, started: Started
) -> None:
    assert not double_click(excel, checked.sheets["Children"], "CHILD", row=1)
    assert not double_click(excel, checked.sheets["Codes"], "Table")
    other = excel.app.books.add()
    sheet = other.sheets[0]
    sheet.name = "Children"
    sheet.range("A1").value = [["CHILD", "Status"], ["1", "Error"]]
    assert not double_click(excel, sheet, "CHILD")
    sheet.tables.add(sheet.range("A1:B2"))
    assert not double_click(excel, sheet, "CHILD")
    other.sheets.add(MEMORY_SHEET)
    assert double_click(excel, sheet, "CHILD")
    assert len(started.lines) == 1


@pytest.mark.parametrize("macro", ["RibbonLoaded", "Click"])
def test_double_clicks_are_heard_once_the_ribbon_is_there(macro: str) -> None:
    assert b'onLoad="RibbonLoaded"' in ribbon_xml()
    (body,) = re.findall(rf"^Public Sub {macro}\(.*?^End Sub", "\n".join(vba_modules().values()), re.M | re.S)
    assert "    HearDoubleClicks\n" in body
