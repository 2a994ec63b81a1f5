"""Pictures of the screen: any sheet of a workbook, and Episodes filtered for errors, with a note shown."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.worksheet import Worksheet

WIDTH, HEIGHT = 1500, 520
SMALL_WIDTH, SMALL_HEIGHT = 1366, 768 - 208
"""A small laptop's screen, less what Excel's ribbon, formula bar and tabs take of its height."""

NOTE_ROWS = 11
SECONDS_TO_OPEN = 300
SHEET = "Episodes"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Layout/Line"><prop oor:name="PageBreak" oor:op="fuse">
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.UI.CalcWindowState/UIElements/States">
<node oor:name="private:resource/toolbar/fullscreenbar" oor:op="replace"><prop oor:name="Visible" oor:op="fuse">
<value>false</value></prop></node></item>
</oor:items>
"""
"""LibreOffice's own: no lines where pages end, and no button that leaves the full screen."""

_EXCEL = "urn:schemas-microsoft-com:office:excel"


def screen_of_episodes(book: Path, picture: Path) -> None:
    """Take the picture of a checked workbook."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "checked.xlsx")
        _prepare(book, path)
        _show_note(path, *_cell_with_suggestion(path))
        _take(path, picture, Path(folder), WIDTH, HEIGHT)


def screen_of(book: Path, sheet: str, picture: Path) -> None:
    """Take a picture of a sheet as a small laptop shows it once the workbook is opened there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "checked.xlsx")
        _in_front(book, sheet, path)
        _take(path, picture, Path(folder), SMALL_WIDTH, SMALL_HEIGHT)


def _in_front(book: Path, sheet: str, path: Path) -> None:
    """Copy a workbook with a sheet of it in front, and all that openpyxl would drop, such as charts."""
    with zipfile.ZipFile(book) as found:
        parts = {name: found.read(name) for name in found.namelist()}
    workbook = etree.fromstring(parts["xl/workbook.xml"])
    names = [one.get("name") for one in workbook.iter("{*}sheet")]
    (view, *_) = workbook.iter("{*}workbookView")
    view.set("activeTab", str(names.index(sheet)))
    parts["xl/workbook.xml"] = etree.tostring(workbook)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, data in parts.items():
            copy.writestr(name, data)


def _prepare(book: Path, path: Path) -> None:
    """Open on Episodes, with the filter of Status at Error."""
    opened = load_workbook(book)
    ws = opened[SHEET]
    (table,) = ws.tables.values()
    table.autoFilter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["Error"])))
    for row in range(2, ws.max_row + 1):
        if ws.cell(row, 1).value != "Error":
            ws.row_dimensions[row].hidden = True
    for sheet in opened.worksheets:
        sheet.sheet_view.tabSelected = sheet is ws
    opened.active = opened.index(ws)
    opened.save(path)


def _cell_with_suggestion(path: Path) -> tuple[int, int]:
    """Row and column, from 0, of the first note that has a certain suggestion for its own cell."""
    ws: Worksheet = load_workbook(path)[SHEET]
    for cells in ws.iter_rows(min_row=8):
        for cell in cells:
            if cell.comment and not ws.row_dimensions[cell.row].hidden and "Suggestion" in cell.comment.text:
                return cell.row - 1, cell.column - 1
    raise SystemExit("No note of Episodes has a suggestion.")


def _show_note(path: Path, row: int, column: int) -> None:
    """Let a note of Episodes be seen without the mouse on it; openpyxl writes them all hidden."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    number = load_workbook(path, read_only=True).sheetnames.index(SHEET) + 1
    relations = parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"].decode()
    name = next(found for found in re.findall(r'Target="/([^"]+)"', relations) if found.endswith(".vml"))
    drawing = etree.fromstring(parts[name])
    for data in drawing.iter(f"{{{_EXCEL}}}ClientData"):
        if [data.findtext(f"{{{_EXCEL}}}{part}") for part in ("Row", "Column")] == [str(row), str(column)]:
            shape = data.getparent()
            shape.set("style", shape.get("style", "").replace("visibility:hidden", "visibility:visible"))
            anchor = etree.SubElement(data, f"{{{_EXCEL}}}Anchor")
            # Column and row of the upper left and the lower right corner, each with pixels from its edge.
            anchor.text = f"{column + 2}, 34, {row + 1}, 4, {column + 3}, 206, {row + 1 + NOTE_ROWS}, 4"
            etree.SubElement(data, f"{{{_EXCEL}}}Visible")
    parts[name] = etree.tostring(drawing)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, data in parts.items():
            book.writestr(part, data)


def _take(path: Path, picture: Path, folder: Path, width: int, height: int) -> None:
    """Open the workbook in LibreOffice, on a screen that nobody sees, with nothing but the sheet in it."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
    settings = f"-env:UserInstallation={profile.as_uri()}"
    # Xvfb takes a display that is free and says which.
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert screen.stdout is not None
    display = f":{screen.stdout.readline().strip()}"
    environment = os.environ | {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"}
    office = None
    try:
        office = subprocess.Popen(
            ["soffice", settings, "--norestore", "--nologo", "--nofirststartwizard", "--calc", str(path)],
            env=environment,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        window = _window(environment)
        for command in (
            ("windowsize", window, str(width), str(height)),
            ("windowmove", window, "0", "0"),
            ("windowfocus", window),
            ("key", "ctrl+shift+j"),
        ):
            subprocess.run(["xdotool", *command], env=environment, check=True)
            time.sleep(3)
        taken = folder / "screen.png"
        subprocess.run(["import", "-window", "root", str(taken)], env=environment, check=True)
        subprocess.run(
            ["convert", taken, "+dither", "-colors", "64", "-strip", f"PNG8:{picture}"], check=True
        )
    finally:
        if office is not None:
            os.killpg(office.pid, signal.SIGTERM)
        screen.terminate()


def _window(environment: dict[str, str]) -> str:
    for _ in range(SECONDS_TO_OPEN):
        time.sleep(1)
        search = ["xdotool", "search", "--onlyvisible", "--name", "checked"]
        found = subprocess.run(search, check=False, env=environment, capture_output=True, text=True)
        if windows := found.stdout.split():
            time.sleep(4)
            return windows[-1]
    raise SystemExit("LibreOffice did not open the workbook.")
