"""A morning's work, step by step; each checks what a person would see, and raises where it is not so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import xlwings as xw

import xl903
from addin.ribbon.dialogs import Answers
from addin.selftest.desk import Desk
from addin.selftest.outcome import Outcome, Step, Verdict, without_names
from workbook import make_plan
from workbook.excel.excel_calls import HAS_OBJECT_MODEL, activate
from workbook.excel.showing import read_live
from workbook.plan.addresses import cell_address
from workbook.plan.appearance import note_size
from workbook.plan.rules_sheet import RULES_SHEET
from workbook.plan.summary_sheet import DFES_ERRORS, SUMMARY_SHEET
from workbook.session.found_workbook import as_read, read_workbook
from xl903.engine.messages import UserError
from xl903.synthetic import make_council
from xl903.synthetic.faults import plant_asked_for
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR

_CHILDREN, _YEAR = 12, 2026
_FAULTS = "101:2,103:1,143:1"
_CHOSEN = frozenset({"101", "103", "143", "145"})
"""Rules that are left once some are chosen."""

_RIGHT_SEX = "M"


class _LeftOutError(Exception):
    """A step that cannot be done in this Excel."""


@dataclass
class Morning:
    """Everything that the steps need. folder: an empty one for the council and for what is written.

    whole: whether to do every step, or the few that show that this way of a click works.
    """

    desk: Desk
    folder: Path
    whole: bool = True

    @property
    def _book(self) -> xw.Book:
        return self.desk.book

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """The steps in their order."""
        yield "Load this year's files", self._load
        if not self.whole:
            yield "Choose rules and validate", self._choose
            yield "Correct a cell and validate again", self._correct
            yield "Export as CSV", self._export
            return
        if self.desk.find is not None:
            yield "Reach the xl903 that runs", self._reach
        yield "Load last year's files and Ofsted's list", self._load_more
        yield "Validate", self._validate
        yield "Read the marks and notes back", self._compare
        yield "Measure the notes", self._measure
        yield "Choose rules and validate again", self._choose
        yield "Go to the next error", self._next_error
        yield "Correct a cell and validate again", self._correct
        yield "Use a suggestion", self._suggestion
        yield "Validate with a filter", self._filter
        yield "Validate with a protected sheet", self._protect
        yield "Error sheets for teams", self._packs
        yield "Export as CSV", self._export
        yield "Save, close and open again", self._reopen
        yield "Clear the marks", self._clear

    def _reach(self) -> None:
        running = self.desk.find() if self.desk.find is not None else None
        if running is None:
            raise _LeftOutError("xl903 was not running: start it from the Start menu before the self-test")
        _expect(running.version == version("xl903"), f"the xl903 that runs is of version {running.version}")

    def _load(self) -> None:
        council = make_council(children=_CHILDREN, year=_YEAR)
        planted = plant_asked_for(council, _FAULTS, np.random.default_rng(1), into="csv")
        planted.council.write(self.folder / "council")
        self._mistype()
        self._press_files("xl903LoadThisYear", *self._files(THIS_YEAR))
        _expect("Header" in self._names(), "the sheet Header is not there")

    def _mistype(self) -> None:
        """A letter for the digit of a code, for which there is a suggestion."""
        path = self.folder / "council" / THIS_YEAR / "episodes.csv"
        text = path.read_text(encoding="utf-8-sig")
        _expect(",N1," in text, "the made-up council has no child in need N1")
        path.write_text(text.replace(",N1,", ",Nl,", 1), encoding="utf-8")

    def _load_more(self) -> None:
        self._press_files("xl903LoadLastYear", *self._files(LAST_YEAR))
        self._press_files("xl903LoadOfsted", self.folder / "council" / REGISTER)
        _expect(f"Header {_YEAR - 1}" in self._names(), "last year's sheets are not there")

    def _validate(self) -> None:
        self._check()
        _expect(self._book.sheets.active.name == SUMMARY_SHEET, "Summary is not in front")

    def _compare(self) -> None:
        found = read_workbook(read_live(self._book).grids)
        memory = found.memory
        ret = xl903.Return(
            as_read(found.tables),
            found.last_year,
            year=found.about.year,
            authority=found.about.authority,
            providers=memory.providers,
            source=found.about.source,
        )
        plan = make_plan(xl903.validate(ret))
        for planned in plan.sheets:
            if planned.kind == "this year" and planned.block is not None:
                shown = {
                    (note.location.row - 2, note.location.column - 1): _lines(note.text)
                    for note in self._book.sheets[planned.name].notes
                }
                wanted = {(note.row, note.column): _lines(note.text) for note in planned.notes}
                wrong = [
                    cell_address(row + 2, column + 1)
                    for row, column in {*shown, *wanted}
                    if shown.get((row, column)) != wanted.get((row, column))
                ]
                _expect(
                    not wrong,
                    f"{planned.name} has other notes than planned, first at {min(wrong, default='')}",
                )
                self._compare_colours(planned.name, set(planned.marks))

    def _compare_colours(self, name: str, marks: set[tuple[int, int]]) -> None:
        sheet = self._book.sheets[name]
        for row, column in sorted(marks):
            address = cell_address(row + 2, column + 1)
            _expect(sheet.range(address).color == _BAD, f"{name} {address} is not painted")

    def _measure(self) -> None:
        if not HAS_OBJECT_MODEL:
            raise _LeftOutError("notes cannot be measured on a Mac")
        for sheet in self._book.sheets:
            for note in sheet.notes:
                shape = note.api.Shape
                width, height = note_size(note.text)
                fits = shape.Width >= width - 1 and shape.Height >= height - 1
                where = f"{sheet.name} {note.location.address}"
                _expect(
                    fits, f"the note of {where} is {shape.Width:.0f} by {shape.Height:.0f} points, too small"
                )

    def _choose(self) -> None:
        self.desk.press("xl903ChooseRules")
        sheet = self._book.sheets.active
        _expect(sheet.name == RULES_SHEET, f"the sheet {RULES_SHEET} is not in front")
        listed = sheet.range(f"B4:B{sheet.used_range.last_cell.row}").value
        sheet.range("A4").value = [["x" if code in _CHOSEN else None] for code in listed]
        self._check()
        titles, rows = _table(self._book.sheets["Errors"])
        codes = {str(cells[titles["Code"]]) for cells in rows if cells[titles["Code"]] is not None}
        _expect("101" in codes and codes <= _CHOSEN, "other errors are listed than of the chosen rules")

    def _next_error(self) -> None:
        activate(self._book.sheets["Errors"])
        self._book.sheets["Errors"].range("A2").select()
        self.desk.press("xl903NextError")
        _expect(self._book.sheets.active.name in read_live(self._book).sheets, "no cell was selected")

    def _correct(self) -> None:
        before = self._errors()
        sheet = self._book.sheets["Header"]
        titles, rows = _table(sheet)
        row = next(row for row, cells in enumerate(rows, 2) if "101" in str(cells[titles["Codes"]]))
        sheet.range((row, titles["SEX"] + 1)).value = _RIGHT_SEX
        self._check()
        _expect(self._errors() < before, f"there are still {self._errors():.0f} errors")
        _expect(sheet.range((row, titles["SEX"] + 1)).color != _BAD, "the corrected cell is still painted")

    def _suggestion(self) -> None:
        sheet = self._book.sheets["Errors"]
        titles, rows = _table(sheet)
        with_one = [row for row, cells in enumerate(rows, 2) if cells[titles["Suggestion"]]]
        if not with_one:
            raise _LeftOutError("there was no suggestion to use")
        activate(sheet)
        sheet.range((with_one[0], 1)).select()
        self.desk.press("xl903UseSuggestion")
        _expect("Changes" in self._names(), "the sheet Changes is not there")

    def _filter(self) -> None:
        if not HAS_OBJECT_MODEL:
            raise _LeftOutError("filters cannot be set from Python on a Mac")
        sheet = self._book.sheets["Header"]
        titles, rows = _table(sheet)
        sheet.api.ListObjects(1).Range.AutoFilter(titles["Status"] + 1, "Error")
        hidden = [cells[titles["CHILD"]] for cells in rows if cells[titles["Status"]] != "Error"]
        _expect(bool(hidden), "the filter hides nothing")
        row = next(row for row, cells in enumerate(rows, 2) if cells[titles["Status"]] != "Error")
        sheet.range((row, titles["ETHNIC"] + 1)).value = "NOPE"
        self._check()
        _expect(sheet.api.FilterMode, "the filter is gone")
        sheet.api.AutoFilter.ShowAllData() if sheet.api.AutoFilterMode else sheet.api.ShowAllData()
        codes = sheet.range((row, titles["Codes"] + 1)).value
        _expect("103" in str(codes), "the hidden row was not marked")

    def _protect(self) -> None:
        if not HAS_OBJECT_MODEL:
            raise _LeftOutError("sheets cannot be protected from Python on a Mac")
        sheet = self._book.sheets["Header"]
        sheet.api.Protect()
        try:
            self._check()
        except UserError as error:
            _expect("protected" in str(error), f"it said: {error}")
        else:
            raise AssertionError("the protected sheet was not noticed")
        finally:
            sheet.api.Unprotect()

    def _packs(self) -> None:
        children = [str(cells[0]) for cells in self._ids()]
        teams = self.folder / "teams.csv"
        teams.write_text("child,team\n" + "".join(f"{child},North\n" for child in children), encoding="utf-8")
        self._press_files("xl903LoadTeams", teams)
        answers = Answers(folder=self.folder, texts=["01/02/2030", ""])
        self.desk.press("xl903TeamSheets", answers)
        _expect(any(self.folder.glob("error sheets*/*.xlsx")), "no error sheet was written")

    def _export(self) -> None:
        self.desk.press("xl903ExportCsv", Answers(folder=self.folder))
        _expect(any(self.folder.glob("ssda903-*/*.csv")), "no file was written")

    def _reopen(self) -> None:
        before = self._errors()
        path = self.folder / "morning.xlsx"
        self._book.save(str(path))
        self._book.close()
        self.desk = self.desk.at(self.desk.open_again(path))
        self._check()
        _expect(self._errors() == before, f"there were {before:.0f} errors, and are {self._errors():.0f}")

    def _clear(self) -> None:
        self.desk.press("xl903ClearMarks")
        _expect(not any(list(sheet.notes) for sheet in self._book.sheets), "notes are left")

    def _press_files(self, control_id: str, *paths: Path) -> None:
        self.desk.press(control_id, Answers(files=paths, texts=[str(_YEAR)]))

    def _check(self) -> None:
        self.desk.press("xl903Validate")

    def _files(self, folder: str) -> list[Path]:
        return sorted((self.folder / "council" / folder).glob("*.csv"))

    def _names(self) -> list[str]:
        return [sheet.name for sheet in self._book.sheets]

    def _errors(self) -> float:
        rows = self._book.sheets[SUMMARY_SHEET].used_range.options(ndim=2).value
        return float(next(row[1] for row in rows if row[0] == DFES_ERRORS))

    def _ids(self) -> list[tuple[object, ...]]:
        titles, rows = _table(self._book.sheets["Header"])
        return [(cells[titles["CHILD"]],) for cells in rows if cells[titles["CHILD"]] is not None]


_BAD = (0xFF, 0xC7, 0xCE)


def mornings(desk: Desk, folder: Path) -> Iterator[Morning]:
    """A whole morning by the first way of a click, and a few steps by each further one."""
    yield Morning(desk, folder / desk.route.name)
    for other in desk.others():
        yield Morning(other, folder / other.route.name, whole=False)


def work_through(several: Iterable[Morning], tell: Callable[[str], None]) -> Outcome:
    """Do every step of one morning or several in the same Excel, each timed, and go on after one that failed.

    tell: is told of each step as it begins.
    """
    done: list[Step] = []
    excel = ""
    for morning in several:
        excel = morning.desk.excel
        morning.folder.mkdir(parents=True, exist_ok=True)
        done += [_done(morning, name, do, tell) for name, do in morning.steps()]
    return Outcome(excel, tuple(done))


def _done(morning: Morning, name: str, do: Callable[[], None], tell: Callable[[str], None]) -> Step:
    route, calls = morning.desk.route.name, morning.desk.calls
    tell(f"{name} ({route})")
    before, began = calls() if calls else 0, time.perf_counter()
    said = ""
    verdict: Verdict = "passed"
    try:
        do()
    except _LeftOutError as reason:
        verdict, said = "left out", str(reason)
    except AssertionError as error:
        verdict, said = "failed", without_names(str(error))
    except Exception as error:  # Excel's own, which the report is for
        verdict, said = "failed", without_names(f"{type(error).__name__}: {error}")
    seconds = round(time.perf_counter() - began, 2)
    return Step(name, route, verdict, seconds, calls() - before if calls else None, said)


def _table(sheet: xw.Sheet) -> tuple[dict[str, int], list[list[object]]]:
    """A sheet's columns by title, from 0, and its rows."""
    header, *rows = sheet.used_range.options(ndim=2).value
    return {str(title): place for place, title in enumerate(header) if title}, rows


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
