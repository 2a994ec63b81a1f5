"""What the web page asks of the engine: a few functions that take names of files and give plain data.

It runs in the browser. The page's worker puts the files that a person chose into folders of the browser's memory
and calls ``answer``; nothing here opens a connection or keeps anything beyond the page.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import shutil
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import xl903
from page.shown import Shown, in_figures, text_of
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import OpenedFile, open_file
from workbook.file.package import explain_damage
from workbook.file.uncollected import without_garbage_collection
from workbook.file.xlsx_files import as_bytes, values_of, write_workbook
from workbook.plan.child_records import child_tables
from workbook.plan.teams_sheet import loaded_teams_sheet
from workbook.reports.report_files import make_reports, write_reports
from workbook.session.checking import Checked, begin_check, validate_as_set, what_is_checked
from workbook.session.exporting import as_it_stands, hand_in, what_remains
from workbook.session.found_workbook import FoundWorkbook
from workbook.session.next_run import NextRun, continue_from, load_newer_extract, what_arrived
from workbook.session.planning import plan_of, what_to_show
from workbook.session.portal_loading import child_ids, with_portal_report
from workbook.session.session_state import begin_session
from workbook.teams.pack_files import (
    SENT_TO_TEAMS,
    day_to_reply,
    make_error_sheets,
    what_was_made,
    write_packs,
)
from workbook.teams.sent_packs import read_sent_packs, sent_sheet
from workbook.teams.team_lists import read_teams, require_clear
from workbook.update.whole_workbook import update_workbook
from xl903.loading import ReadFiles, read
from xl903.places import all_authorities, unpack_postcodes, use_postcodes
from xl903.portal.portal_reports import read_portal_reports
from xl903.readers.workbook_sheets import made_by_xl903
from xl903.s903.guessing import guess_authority, guess_year
from xl903.s903.schema import COLLECTION_YEARS
from xl903.s903.which_year import require_year, year_name

Progress = Callable[[int, int, str], None]

_WHO = "Web page"
"""Whose name the log of runs gets where a workbook names nobody: a browser does not say who works at it."""


class PageWork:
    """The work of one page. folder: where the chosen files are, a folder for each kind, and the workbook is made.

    The folders are this-year, last-year, providers, workbook, portal and teams.
    """

    def __init__(self, folder: Path, progress: Progress | None = None) -> None:
        self._folder = folder
        self._progress = progress
        self._files: ReadFiles | None = None
        self._opened: OpenedFile | None = None
        self._found: FoundWorkbook | None = None
        self._shown: Shown | None = None

    # What was chosen

    def look(self) -> dict[str, Any]:
        """What the chosen files are: the year and authority they seem to be of, and what to say of them."""
        self._files = self._found = self._opened = None
        own = [path for path in self._given("this-year") if _is_ours(path)]
        books = [*self._given("workbook"), *own]
        if len(books) > 1:
            raise xl903.UserError("There is more than one workbook; choose the one to check.")
        tables = [path for path in self._given("this-year") if path not in own]
        if books:
            self._opened = open_file(books[0])
            self._found = self._opened.read()
        if tables:
            self._files = read(
                _one_or_more(tables),
                _one_or_more(self._given("last-year")) if self._given("last-year") else None,
                self._given("providers") or None,
                must_use_all=True,
            )
        if self._found is not None:
            about = self._found.about
            return self._looked(about.year, about.authority, fixed=True, messages=())
        if self._files is None:
            raise xl903.UserError("Choose this year's files, or a workbook that xl903 made.")
        year = guess_year(self._files.tables, tables)
        year = year if year in COLLECTION_YEARS else None
        authority = guess_authority(self._files.tables)
        messages = [str(message) for message in self._files.messages]
        if self._files.aside:
            messages.append(
                f"Not everything will be checked: {', '.join(self._files.aside)} could not be read."
            )
        return self._looked(year, authority, fixed=False, messages=messages)

    def _looked(
        self, year: int | None, authority: str | None, *, fixed: bool, messages: Any
    ) -> dict[str, Any]:
        return {
            "year": year,
            "authority": None if authority is None else xl903.find_authority(authority).name,
            "fixed": fixed,
            "messages": list(messages),
            "doubts": [] if self._files is None or year is None else self._files.doubts(year),
        }

    def choices(self) -> dict[str, Any]:
        """The collection years and the authorities there are."""
        return {
            "years": [{"year": year, "name": year_name(year)} for year in COLLECTION_YEARS],
            "authorities": sorted({one.name for one in all_authorities().values()}),
        }

    # Checking

    @without_garbage_collection()
    def check(self, year: int | None, authority: str | None) -> dict[str, Any]:
        """Check what was chosen, make or update the workbook, and give what the page shows of it."""
        if self._found is not None and self._opened is not None:
            shown = self._check_again(self._opened, self._found)
        elif self._files is not None:
            if year is None:
                raise xl903.UserError("Choose the collection year.")
            shown = self._check_first(self._files, require_year(year), authority)
        else:
            raise xl903.UserError("Choose this year's files, or a workbook that xl903 made.")
        self._shown = shown
        return in_figures(shown)

    def _check_first(self, files: ReadFiles, year: int, authority: str | None) -> Shown:
        when = _now()
        ret = files.to_return(year=year, authority=authority or None)
        report = xl903.validate(ret, progress=self._progress)
        session = begin_session(report, files=files.names, when=when, who=_WHO)
        run = what_to_show(report, session)
        book = self._book(f"ssda903-{year}-checked.xlsx")
        write_workbook(plan_of(run, session), book, replace=True)
        return Shown(run, book, tuple(str(message) for message in ret.messages))

    def _check_again(self, opened: OpenedFile, found: FoundWorkbook) -> Shown:
        next_run = continue_from(found)
        if self._files is not None:
            files = self._files
            next_run = load_newer_extract(found, files, guess_year(files.tables, self._given("this-year")))
        return self._carry_out(opened, next_run)

    def _carry_out(self, opened: OpenedFile, next_run: NextRun) -> Shown:
        checked = self._checked(opened, next_run)
        book = self._book(opened.path.name)
        shown = Shown(
            what_to_show(checked.report, checked.session),
            book,
            (*map(str, next_run.ret.messages), *_since(checked)),
        )
        self._update(opened, checked, book, plan_of(shown.run, checked.session))
        return shown

    def _checked(self, opened: OpenedFile, next_run: NextRun) -> Checked:
        checking = begin_check(next_run, lambda one: validate_as_set(one, self._progress))
        return checking.finish(when=_now(), who=opened.last_saved_by or _WHO)

    def _update(self, opened: OpenedFile, checked: Checked, book: Path, plan: Any) -> None:
        with explain_damage(opened.path.name):
            edits = update_workbook(opened.found, plan, checked)
        carry_out(opened, edits)
        if opened.path != book:
            shutil.move(opened.path, book)

    # What is shown

    def child(self, child: str) -> dict[str, Any]:
        """Everything about a child, a tab for each table."""
        run = self._must_show().run
        tables = child_tables(run.ret, run.to_do, run.ids, run.comparison, child)
        return {
            "child": child,
            "tables": [
                {
                    "name": table.title,
                    "label": table.label,
                    "columns": list(table.columns),
                    "rows": [
                        {
                            "year": row.year,
                            "codes": ", ".join(row.codes),
                            "cells": [text_of(value) for value in row.values],
                            "wrong": [column in row.wrong for column in table.columns],
                        }
                        for row in table.rows
                    ],
                    "errors": [
                        {
                            "code": error.code,
                            "title": error.title,
                            "fix": error.fix,
                            "new": error.is_new,
                            "suggestions": list(error.suggestions),
                        }
                        for error in table.errors
                    ],
                }
                for table in tables
            ],
        }

    def workbook(self) -> dict[str, Any]:
        """The workbook as a file to download."""
        return _download(self._must_show().book)

    # What is made of the workbook

    @without_garbage_collection()
    def export(self, csv: bool, xml: bool) -> dict[str, Any]:
        """The return as DfE takes it, in one zip file."""
        shown = self._must_show()
        given = as_it_stands(open_file(shown.book).read())
        out = self._empty("export")
        done = hand_in(given, out, _now(), csv=csv, xml=xml)
        said = [f"{what_remains(shown.run.report, says_why='the sheet Checks')}.", *map(str, done.messages)]
        return {**_zipped(out, f"ssda903-{given.year}-export.zip"), "said": said}

    @without_garbage_collection()
    def reports(self) -> dict[str, Any]:
        """DfE's portal's two reports, in one zip file."""
        opened = open_file(self._must_show().book)
        checked = self._checked(opened, continue_from(opened.read()))
        made, more = make_reports(checked, anonymous=False, with_authority=False, others=[])
        out = self._empty("reports")
        written = write_reports(made, out, _now(), as_file=as_bytes, notes=more)
        place = str(out)
        said = [line for line in written.in_words() if place not in line]
        return {**_zipped(out, "ssda903-reports.zip"), "said": said}

    @without_garbage_collection()
    def packs(self, by_worker: bool, password: str | None) -> dict[str, Any]:
        """An error sheet for each social work team in one zip file; the workbook then remembers what was sent."""
        shown = self._must_show()
        opened = open_file(shown.book)
        found = opened.read()
        if lists := self._given("teams"):
            found = replace(found, teams=read_teams(lists[0]))
        require_clear(found.teams)
        checked = self._checked(opened, replace(continue_from(found), what=SENT_TO_TEAMS))
        made, sent = make_error_sheets(
            checked.next_run,
            checked.report,
            checked.session,
            read_sent_packs(values_of(shown.book)),
            reply_by=day_to_reply(None, _now().date()),
            by="worker" if by_worker else "team",
        )
        plan = checked.plan().with_sheets(sent_sheet(sent))
        if lists:
            plan = plan.with_sheets(loaded_teams_sheet(checked.session.teams))
        out = self._empty("packs")
        with write_packs(made, out, _now(), password or None, drafts=False, as_file=as_bytes) as folder:
            self._update(opened, checked, shown.book, plan)
        self._shown = replace(shown, run=what_to_show(checked.report, checked.session))
        place = str(out)
        said = [line for line in what_was_made(made, folder, drafts=False) if place not in line]
        return {**_zipped(out, "error-sheets.zip"), "said": said}

    @without_garbage_collection()
    def compare(self) -> dict[str, Any]:
        """Compare DfE's portal's report with what was found here; the sheet Portal shows it."""
        shown = self._must_show()
        opened = open_file(shown.book)
        found = opened.read()
        portal = read_portal_reports(self._given("portal"), child_ids(found))
        compared = self._carry_out(opened, continue_from(with_portal_report(found, portal)))
        notes = compared.run.portal.compared.notes if compared.run.portal is not None else ()
        self._shown = replace(compared, said=(*compared.said, *notes))
        return in_figures(self._shown)

    # Inside

    def _must_show(self) -> Shown:
        if self._shown is None:
            raise xl903.UserError("Check a return first.")
        return self._shown

    def _given(self, kind: str) -> list[Path]:
        folder = self._folder / kind
        return sorted(folder.iterdir()) if folder.exists() else []

    def _empty(self, name: str) -> Path:
        folder = self._folder / "made" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def _book(self, name: str) -> Path:
        folder = self._folder / "made" / "workbook"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name


def _since(checked: Checked) -> Iterator[str]:
    run = checked.session.run
    if not run.is_first:
        yield (
            f"Since the last run: {len(run.fixed):,} fixed, {run.remaining:,} remaining, {len(run.new):,} new."
        )
    yield from what_is_checked(checked.session.memory.checked)
    yield from what_arrived(checked.next_run)


def _is_ours(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx" and path.is_file() and made_by_xl903(path.read_bytes())


def _now() -> dt.datetime:
    return dt.datetime.now().replace(microsecond=0)


def _one_or_more(paths: list[Path]) -> Path | list[Path]:
    return paths[0] if len(paths) == 1 else paths


def _download(path: Path) -> dict[str, Any]:
    return {"name": path.name, "bytes": path.read_bytes()}


def _zipped(folder: Path, name: str) -> dict[str, Any]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return {"name": name, "bytes": out.getvalue()}


# The page's side

_works: dict[str, PageWork] = {}


def begin(folder: str, progress: Progress) -> None:
    """Make ready for the page. folder: where its worker puts files."""
    _works["page"] = PageWork(Path(folder), progress)


def take_postcodes(packed: bytes) -> None:
    """Use the postcodes that the page brings. packed: as ``pack_postcodes`` gives them."""
    use_postcodes(unpack_postcodes(packed))


def answer(asked: str) -> str:
    """Do what the page asks, a JSON text with ``do`` and its arguments, and give the answer as one.

    Of bytes the answer has base64. What a person can put right, or report, is in ``error``, one sentence. Raises
    MemoryError where the browser gives no more.
    """
    question = json.loads(asked)
    try:
        given = getattr(_works["page"], question.pop("do"))(**question)
    except xl903.UserError as error:
        return json.dumps({"error": str(error)})
    except MemoryError:
        raise
    except Exception as error:  # a fault of xl903's own: where it is, without anything of the return
        at = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(at.filename).name}, line {at.lineno}"
        return json.dumps(
            {"error": f"xl903 has a fault here, so nothing was done ({where}). Please report it."}
        )
    if isinstance(given.get("bytes"), bytes):
        given = {**given, "bytes": base64.b64encode(given["bytes"]).decode()}
    return json.dumps(given)
