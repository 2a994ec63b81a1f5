"""The buttons of the group Return: loading files, and the settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import pandas as pd
import xlwings as xw

import xl903
from addin.ribbon.dialogs import ask_for_files, ask_for_text, confirm, say
from workbook.excel.obstacles import writing
from workbook.excel.showing import LiveBook, read_live, show_loaded
from workbook.plan.sheet_facts import Lifetime
from workbook.plan.sheet_list import names_of
from workbook.plan.sheet_model import Plan
from workbook.session.found_workbook import FoundWorkbook, as_read, read_workbook
from workbook.session.memory import RULESET, Memory
from workbook.session.next_run import load_newer_extract, what_arrived
from workbook.session.planning import plan_before_checking
from workbook.session.session_state import provider_list_as_loaded
from xl903 import Message, Return, UserError
from xl903.loading import ReadFiles
from xl903.ofsted import read_ofsted_lists
from xl903.readers import Loaded, read_return
from xl903.s903.about_files import (
    messages_about,
    messages_about_codes,
    offered_codes,
    offered_dates,
    offered_ids,
)
from xl903.s903.guessing import guess_authority, guess_year
from xl903.s903.provider_list_gaps import coverage_messages
from xl903.s903.schema import TABLES
from xl903.s903.which_year import require_year, what_speaks_against, what_speaks_against_last_year

_RETURN_FILES = "Return (*.csv; *.txt; *.tsv; *.xml; *.zip; *.xlsx),*.csv;*.txt;*.tsv;*.xml;*.zip;*.xlsx"
_BY_LOADING_AGAIN = ("by loading the files again and answering Yes",) * 2
_BY_USING_CERTAIN = "Use all certain suggestions"
_LIST_FILES = "Ofsted's list (*.xlsx; *.csv),*.xlsx;*.csv"


def load_this_year(book: xw.Book) -> None:
    """Let the person choose this year's files and give each table its sheet."""
    paths = ask_for_files(book.app, "This year's return: choose all of its files", _RETURN_FILES)
    if not paths:
        return
    live = read_live(book)
    loaded = [name for name in TABLES if name in live.sheets]
    question = (
        "This workbook already holds a return. Replace it with these files? Corrections"
        " made here will be lost."
    )
    if loaded and not confirm(book.app, question):
        return
    files = read_return(paths)
    before = _seen(live)
    year = guess_year(files.tables, paths) or _ask_for_year(book, "")
    if year is None or not _goes_on(book, what_speaks_against(files.tables, year)):
        return
    files = _with_accepted_forms(book, files, year)
    if before and (before.about.year, before.about.source) == (year, files.source):
        # A newer extract: rows that it still has keep their ids, so that errors are new only if they are.
        names = ReadFiles(files.tables, None, None, files.source, files.files, files.messages)
        newer = load_newer_extract(before, names, year)
        ids = {name: frame.index for name, frame in newer.tables.items()}
        # the sheets are made anew, and so bear no marks
        memory = replace(newer.found.memory, happened=newer.what, marks={})
        plan = plan_before_checking(newer.ret, memory=memory, ids=ids)
        _show(live, plan, leave=["last year"], drop={*names_of(Lifetime.CHECK), *loaded})
        if arrived := what_arrived(newer):
            say(book.app, "\n".join([*arrived, "Validate brings that sheet up to date."]))
        return
    files = files.in_year(year)
    authority = guess_authority(files.tables) or (before.about.authority if before else None)
    earlier = files.earlier.in_year(year - 1).tables if files.earlier else None
    ret = Return(
        files.tables,
        before.last_year if before and before.about.year == year else earlier,
        year=year,
        authority=authority,
        providers=before.memory.providers if before else None,
        source=files.source,
        messages=(*files.messages, *messages_about(files.tables, files.files, accept=_BY_LOADING_AGAIN)),
    )
    offered = offered_codes(
        ret.tables, ret.last_year.tables, year, before.memory.providers if before else None
    )
    about_codes = messages_about_codes(offered, files.files, accept=_BY_USING_CERTAIN)
    ret.messages = (*ret.messages, *about_codes)
    chosen = before.memory.settings if before else None
    plan = plan_before_checking(ret, files=files.files, settings=chosen)
    _show(live, plan, leave=["last year"], drop={*names_of(Lifetime.CHECK, Lifetime.ROWS), *loaded})


def load_last_year(book: xw.Book) -> None:
    """Let the person choose last year's files and give each table a sheet to look things up."""
    paths = ask_for_files(book.app, "Last year's return: choose all of its files", _RETURN_FILES)
    if not paths:
        return
    live = read_live(book)
    files = read_return(paths)
    before = _seen(live)
    year = before.about.year if before else (guess_year(files.tables, paths) or 0) + 1
    this_year = as_read(before.tables) if before else {}
    if not _goes_on(book, what_speaks_against_last_year(this_year, files.tables, year)):
        return
    if year == 1:
        raise UserError("These files do not show the year. Load this year's return first.")
    files = files.in_year(year - 1)
    ret = _return(before, year, last_year=files.tables, messages=files.messages)
    plan = plan_before_checking(ret, memory=_remembering(before, ret))
    _show(live, plan, leave=["this year"])


def load_ofsted_list(book: xw.Book) -> None:
    """Let the person choose Ofsted's provider list, which the workbook then remembers."""
    paths = ask_for_files(book.app, "Ofsted's provider list: one file or several", _LIST_FILES)
    if not paths:
        return
    lists = read_ofsted_lists(paths)
    if not len(lists.providers):
        raise UserError(
            f"{paths[0].name} is not a provider list from Ofsted; choose the workbook that Ofsted sends."
        )
    live = read_live(book)
    before = _seen(live)
    if before is None:
        raise UserError("This workbook has no return. Load this year's return first.")
    ret = _return(before, before.about.year, providers=lists.for_rules, messages=lists.messages)
    ret.messages = (*ret.messages, *coverage_messages(ret))
    memory = replace(before.memory, providers=provider_list_as_loaded(ret), messages=tuple(ret.messages))
    plan = plan_before_checking(ret, memory=memory)
    _show(live, plan, leave=["this year", "last year"])


def settings(book: xw.Book) -> None:
    """Let the person put the year, the authority and the rules' year right."""
    live = read_live(book)
    before = _seen(live)
    if before is None:
        raise UserError("This workbook has no return. Load this year's return first.")
    chosen = before.memory.settings
    year = _ask_for_year(book, str(before.about.year))
    if year is None:
        return
    if year != before.about.year and before.last_year:
        raise UserError(
            "Last year's sheets would then be of the wrong year; delete them, change the year, and load last "
            "year's files again."
        )
    if year != before.about.year and not _goes_on(book, what_speaks_against(as_read(before.tables), year)):
        return
    authority = ask_for_text(
        book.app, "Your council: its name or ONS code (E08000003)", before.about.authority or ""
    )
    if authority is None:
        return
    code = xl903.find_authority(authority).code if authority else None
    ruleset = ask_for_text(
        book.app,
        "Rules of which collection year? Leave empty for the return's own",
        chosen.get(RULESET, ""),
    )
    if ruleset is None:
        return
    if ruleset:
        require_year(_as_year(ruleset))
    ret = _return(before, year, authority=code)
    memory = replace(before.memory, settings={**chosen, RULESET: ruleset})
    _show(live, plan_before_checking(ret, memory=memory), leave=["this year", "last year"])


def _ask_for_year(book: xw.Book, default: str) -> int | None:
    typed = ask_for_text(
        book.app, "The year the collection ends in (2026 is April 2025 to March 2026)", default
    )
    if typed is None:
        return None
    return require_year(_as_year(typed))


def _as_year(text: str) -> int:
    if not text.strip().isdecimal():
        raise UserError(f'"{text}" is not a year; type the year that the collection ends in, such as 2026.')
    return int(text)


def _goes_on(book: xw.Book, doubt: str | None) -> bool:
    """Whether there is no doubt about the files' year, or the person goes on all the same."""
    return doubt is None or confirm(book.app, f"{doubt}. Load them anyway?")


def _with_accepted_forms(book: xw.Book, files: Loaded, year: int) -> Loaded:
    """The files with dates written in full and ids written alike, where they allow it and the person says yes."""
    offers = (
        (
            offered_dates(files.tables, None, year),
            "dates are in another form. Should they be written as dd/mm/yyyy?",
        ),
        (
            offered_ids(files.tables, None),
            "ids differ between the files. Should they be written the same way?",
        ),
    )
    for offered, question in offers:
        if offered.how_many and confirm(book.app, f"{offered.how_many:,} {question}"):
            tables, _ = offered.apply(files.tables, None)
            files = replace(files, tables=dict(tables))
    return files


def _seen(live: LiveBook) -> FoundWorkbook | None:
    """The return in a workbook; None where there is none."""
    return read_workbook(live.grids) if live.about is not None else None


def _return(
    before: FoundWorkbook | None,
    year: int,
    *,
    last_year: Mapping[str, pd.DataFrame] | None = None,
    providers: pd.DataFrame | None = None,
    authority: str | None = None,
    messages: Iterable[Message] = (),
) -> Return:
    """The return in a workbook with something else put in place. messages: more than the workbook has."""
    if before is None:
        return Return({}, last_year, year=year, authority=authority, messages=tuple(messages))
    return Return(
        as_read(before.tables),
        before.last_year if last_year is None else last_year,
        year=year,
        authority=authority or before.about.authority,
        providers=before.memory.providers if providers is None else providers,
        source=before.about.source,
        messages=(*before.memory.messages, *messages),
    )


def _remembering(before: FoundWorkbook | None, ret: Return) -> Memory | None:
    """What a workbook remembers, and what the readers had to say of what was just loaded into it."""
    return replace(before.memory, messages=tuple(ret.messages)) if before else None


def _show(live: LiveBook, plan: Plan, *, leave: Collection[str] = (), drop: Iterable[str] = ()) -> None:
    with writing(live) as undo:
        show_loaded(live, plan, undo, leave=leave, drop=drop)
