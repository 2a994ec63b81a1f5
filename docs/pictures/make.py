"""Makes every picture of README and docs anew, from the council of ``xl903 demo``: python docs/pictures/make.py

    python docs/pictures/make.py            all of them
    python docs/pictures/make.py episodes   this one

Lives through some weeks with the demo's workbook by xl903's own functions, in a temporary folder, and lets
LibreOffice draw what came of it. For Linux with LibreOffice, poppler and ImageMagick, and for pictures of the
screen Xvfb and xdotool; Carlito has the measures of Excel's Calibri:

    apt install libreoffice-calc poppler-utils imagemagick xvfb xdotool fonts-crosextra-carlito

Look at each picture afterwards, and whether the text beside it in the docs still says what it shows.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook
from screen import screen_of, screen_of_episodes
from some_weeks import Weeks, live

from workbook.file.xlsx_files import as_bytes, write_workbook
from workbook.plan.sheet_model import Line, Plan, Sheet
from workbook.plan.teams_sheet import TEAM_COLUMNS
from workbook.teams.email_drafts import write_draft
from workbook.teams.pack_sheets import pack_plan
from workbook.teams.team_packs import make_packs

HERE = Path(__file__).parent
MADE, REPLY_BY = dt.date(2026, 6, 2), dt.date(2026, 6, 16)
TEAMS = ("Leaving care", "South", "North")
COLOURS = 64
SHOWN_OF_ATTACHMENT = 3
_BASE64 = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}|[A-Za-z0-9+/]+={1,2}")


def main() -> None:
    """Make the pictures that the command line names, or all."""
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        weeks = live(Path(folder))
        pictures = {
            "summary": lambda: screen_of(weeks.book, "Summary", HERE / "summary.png"),
            "errors": lambda: screen_of(weeks.book, "Errors", HERE / "errors.png"),
            "child": lambda: screen_of(weeks.book, "Child", HERE / "child.png"),
            "printed": lambda: print_first_page(weeks.sheet("Errors"), "printed"),
            "changes": lambda: draw(weeks.sheet("Changes"), "changes", rows=18, width=1400),
            "history": lambda: draw(weeks.sheet("Runs"), "history", rows=30, width=1500, columns=9),
            "episodes": lambda: screen_of_episodes(weeks.book, HERE / "episodes.png"),
            "team": lambda: draw_team(weeks),
        }
        for name, make in pictures.items():
            if not wanted or name in wanted:
                print(name, flush=True)
                make()


def draw(
    sheet: Sheet,
    name: str,
    *,
    rows: int,
    width: int,
    columns: int | None = None,
) -> None:
    """Draw the upper rows of a sheet.

    width: of a page as wide as the sheet, in pixels; what is white at its edges is cut off. columns: how many of
    them; all if left out.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheet.xlsx")
        values = tuple(replace(line, formula=None) for line in sheet.lines)  # the other sheets are not drawn
        write_workbook(Plan((replace(sheet, lines=values),)), path)
        book = load_workbook(path)
        ws = book.worksheets[0]
        last = ws.cell(rows, columns or max(ws.max_column, 12 if sheet.chart else 1))
        ws.print_area = f"A1:{last.coordinate}"
        ws.print_title_rows = None
        ws.page_setup.paperSize = ws.PAPERSIZE_A3
        ws.oddFooter.left.text = ws.oddFooter.right.text = None
        book.save(path)
        draw_page(path, name, width)


def print_first_page(sheet: Sheet, name: str) -> None:
    """Draw the first page of a sheet as a printer prints it on A4, margins and all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheet.xlsx")
        write_workbook(Plan((sheet,)), path)
        draw_page(path, name, 1400, "-bordercolor", "grey", "-border", "1")


def draw_page(path: Path, name: str, width: int, *how: str) -> None:
    """Draw the first page of a document that LibreOffice reads, without its white edges unless how says else."""
    run("soffice", profile(path.parent), "--headless", "--convert-to", "pdf", "--outdir", path.parent, path)
    page = path.parent / "page"
    pdf = path.with_suffix(".pdf")
    run("pdftoppm", "-png", "-singlefile", "-scale-to-x", width, "-scale-to-y", "-1", pdf, page)
    how = how or ("-trim", "-bordercolor", "white", "-border", "12")
    shrink(page.with_suffix(".png"), HERE / f"{name}.png", *how)


def shrink(drawn: Path, picture: Path, *how: str) -> None:
    """Save a picture with few colours, for it is mostly white."""
    run("convert", drawn, *how, "+dither", "-colors", COLOURS, "-strip", f"PNG8:{picture}")


def draw_team(weeks: Weeks) -> None:
    """Draw the two sheets of an error sheet for a team, and the e-mail draft that carries it."""
    workers = sorted(weeks.report.ret.sw_episodes.sw_id.dropna().astype(str).unique())
    teams = pd.DataFrame(
        [
            (worker, None, None, TEAMS[at % 3], _address(TEAMS[at % 3]), at)
            for at, worker in enumerate(workers)
        ],
        columns=list(TEAM_COLUMNS),
        dtype=object,
    )
    packs = make_packs(weeks.report, weeks.ids, teams, made=MADE, reply_by=REPLY_BY)
    pack = replace(max(packs, key=lambda pack: pack.lines["suggestion"].notna().sum()), id="BE7436")
    plan = pack_plan(pack)
    sheets = {sheet.name: sheet for sheet in plan.sheets}
    draw(sheets["Summary"], "team-summary", rows=24, width=1900)
    attached = as_bytes(plan)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pack.xlsx")
        path.write_bytes(attached)
        screen_of(path, "Errors", HERE / "team-errors.png")
    mail = write_draft(pack, attached, with_password=False)
    draw(as_sheet(mail or b""), "team-draft", rows=40, width=1500)


def _address(team: str) -> str:
    return f"{team.lower().replace(' ', '.')}.duty@example.gov.uk"


def as_sheet(mail: bytes) -> Sheet:
    """The source of a draft as a mail program shows it, the attachment's content but for its first lines."""
    shown, attached = [], 0
    for line in mail.decode("ascii").splitlines():
        attached += bool(_BASE64.fullmatch(line))
        if attached <= SHOWN_OF_ATTACHMENT or not _BASE64.fullmatch(line):
            shown.append(line)
        elif attached == SHOWN_OF_ATTACHMENT + 1:
            shown.append("…")
    return Sheet(
        "Draft",
        "list",
        tuple(Line(row, 1, line) for row, line in enumerate(shown, start=1) if line),
        widths=(110,),
    )


def profile(folder: Path) -> str:
    """The option by which LibreOffice keeps its settings in this folder, apart from those of whoever runs this."""
    return f"-env:UserInstallation={(folder / 'profile').as_uri()}"


def run(*command: object) -> None:
    """Run a program; its output is shown only where it fails."""
    subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


if __name__ == "__main__":
    main()
