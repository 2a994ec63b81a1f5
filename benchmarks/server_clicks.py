"""CPU of Validate after one correction, by the server's way: python benchmarks/server_clicks.py [CHILDREN].

On the simulated Excel, whose own time is left out. First for a server that keeps nothing of the workbook between
clicks, as where Python is started for each, then for one that keeps what it read before. The council is made up,
200 children where no number is given; Ofsted's list is as long as a real one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pandas as pd
import xlwings as xw
from councils import files_of
from figures import Clock, Row, Size, Taken, as_text

from xl903.synthetic.writing import LAST_YEAR, THIS_YEAR

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from addin.ribbon import check_buttons  # noqa: E402  the checkout's own
from addin.ribbon.commands import run  # noqa: E402
from addin.selftest.desk import MACROS as CALLED_MODULES  # noqa: E402
from addin.server.kept_workbooks import KeptWorkbooks  # noqa: E402
from addin.server.warming import warm  # noqa: E402
from simulated_excel.happenings import Excel  # noqa: E402
from simulated_excel.starting import simulated_excel  # noqa: E402

PROVIDERS = 6_000
MACROS = [ROOT / "addin" / "ribbon" / "vba" / f"{name}.bas" for name in CALLED_MODULES]


class OneWindow:
    """The one window of Excel; it shows a workbook, or nothing as far as the server is told."""

    def __init__(self) -> None:
        self.shows = True

    def window_of(self, book: xw.Book) -> int:
        return 1

    def title_of(self, window: int) -> str:
        return "Book1 - Excel" if self.shows else ""

    def file_of(self, book: xw.Book) -> str:
        return ""

    def open_files(self) -> frozenset[str]:
        return frozenset()


class Steps:
    """CPU seconds of the steps of a click, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def timed(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run_it(*args: Any, **named: Any) -> Any:
            began = process_time()
            try:
                return step(*args, **named)
            finally:
                self.seconds[name] = self.seconds.get(name, 0) + process_time() - began

        return run_it


def long_list(folder: Path) -> Path:
    """A list as Ofsted's, as long as a real one."""
    columns = {
        "URN": [f"SC{number:06}" for number in range(PROVIDERS)],
        "Setting name": [f"House {number}" for number in range(PROVIDERS)],
        "Provider type": "Children's home",
        "Local authority": "Manchester",
        "Placement code": "K2",
        "Placement provider code": "PR4",
        "Registration date": "01/01/2015",
        "Deregistration date": "",
        "Setting address postcode": "M1 1AE",
        "Registration status": "Active",
    }
    path = folder / "ofsted.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def click(excel: Excel, book: xw.Book, button: str, kept: KeptWorkbooks) -> None:
    excel.alerts.clear()
    run(button, book, kept.hold)
    if excel.alerts:
        raise RuntimeError(excel.alerts[0])


def measure(size: Size) -> list[Row]:
    """Rows of a click that keeps what it read, beside one that keeps nothing."""
    return measured(100, size.runs)


def measured(children: int, runs: int) -> list[Row]:
    """The same for a council of so many children."""
    folder, steps, clock = files_of(children), Steps(), Clock()
    excel = simulated_excel()
    warm(2026)
    excel.load_macros("xl903.xlam", *MACROS)
    book = excel.app.books.add()
    excel.app.calculation = "manual"  # links are formulas, and to calculate them takes the simulation minutes
    windows = OneWindow()
    kept = KeptWorkbooks(windows)
    with tempfile.TemporaryDirectory() as aside:
        chosen = {
            "xl903LoadThisYear": sorted((folder / THIS_YEAR).glob("*.csv")),
            "xl903LoadLastYear": sorted((folder / LAST_YEAR).glob("*.csv")),
            "xl903LoadOfsted": [long_list(Path(aside))],
        }
        for button, paths in chosen.items():
            excel.chosen.append(tuple(map(str, paths)))
            click(excel, book, button, kept)
    names = ("read_workbook", "continue_from", "begin_check")
    plain = {name: getattr(check_buttons, name) for name in names}
    for name, step in plain.items():
        setattr(check_buttons, name, steps.timed(name, step))
    try:
        sheet = book.sheets["Header"]
        click(excel, book, "xl903Validate", kept)
        for _ in range(runs):
            for keeps in (False, True):
                sheet.range("G2").value = "UN2" if sheet.range("G2").value != "UN2" else "UN3"
                windows.shows = keeps
                kept.drop_closed()
                if keeps:  # something has to be kept before it can be used
                    click(excel, book, "xl903Validate", kept)
                windows.shows = True
                steps.seconds.clear()
                began = perf_counter()
                click(excel, book, "xl903Validate", kept)
                taken = Taken(sum(steps.seconds.values()), perf_counter() - began)
                clock.add(KEPT if keeps else NOTHING_KEPT, taken)
    finally:
        for name, step in plain.items():
            setattr(check_buttons, name, step)
    of = f", {children:,} children, the clock with the simulation"
    return [clock.row(NOTHING_KEPT, more=of), clock.row(KEPT, NOTHING_KEPT, more=of)]


NOTHING_KEPT, KEPT = "a click with nothing kept", "a click with the workbook kept"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("children", type=int, nargs="?", default=200)
    print(as_text(measured(parser.parse_args().children, 1)))


if __name__ == "__main__":
    main()
