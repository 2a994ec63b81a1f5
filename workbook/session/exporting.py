"""Handing in a return: what is wrong with it still, and its files as DfE takes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbook.session.found_workbook import FoundWorkbook, as_read
from xl903 import Message, Report, Return, validate
from xl903.engine.running import Progress
from xl903.engine.wording import count, plural
from xl903.s903.returns import Source
from xl903.writers import BEYOND_DFES_LAYOUT, Manifest, new_folder, prepare_xml, write_csv

_BY_EVERY_RULE = "Every rule was checked, not only those that were chosen for this workbook."


@dataclass(frozen=True)
class ToExport:
    """A return to hand in. ``year`` and ``authority`` are None where nothing tells.

    ``tables``, ``last_year``, ``providers``: as ``Return`` takes them. ``ruleset``: the collection year whose rules
    judge it, None for its own. ``messages``: what was said of its files.
    """

    tables: Mapping[str, pd.DataFrame]
    last_year: Mapping[str, pd.DataFrame]
    year: int | None
    authority: str | None
    source: Source
    providers: pd.DataFrame | None = None
    ruleset: int | None = None
    messages: tuple[Message, ...] = ()


def as_it_stands(found: FoundWorkbook) -> ToExport:
    """The return of a workbook as the analyst left it."""
    about = found.about
    return ToExport(
        as_read(found.tables),
        found.last_year,
        about.year,
        about.authority,
        about.source,
        found.memory.providers,
        found.memory.ruleset,
        (Message("info", _BY_EVERY_RULE),) if found.memory.codes else (),
    )


@dataclass(frozen=True)
class Exported:
    """What was written, a manifest for each format, and what to know about it."""

    manifests: tuple[Manifest, ...]
    messages: tuple[Message, ...]


def checked(given: ToExport, year: int, progress: Progress | None = None) -> Report:
    """The report on a return to hand in, by every rule. year: the return's; progress: as ``validate`` takes it."""
    ret = Return(
        given.tables,
        given.last_year,
        year=year,
        authority=given.authority,
        providers=given.providers,
        source=given.source,
    )
    return validate(ret, ruleset=given.ruleset, progress=progress)


def what_remains(report: Report, *, says_why: str) -> str:
    """How many errors are left, as a sentence without a full stop.

    says_why: what tells why rules could not run, such as "the sheet Checks".
    """
    errors, children = len(report.findings), report.findings["child"].nunique()
    of_year = f"by the rules of {report.rules_year}"
    if errors:
        remain = plural(errors, "remains", "remain")
        said = f"{count(errors, 'error')} {remain}, in {count(children, 'child', 'children')}, {of_year}"
    else:
        said = f"No error remains {of_year}"
    if skipped := len(report.skipped) + len(report.failed):
        said += f"; {count(skipped, 'rule')} could not run, {says_why} says why"
    return said


def rows_beyond_dfes_layout(tables: Mapping[str, pd.DataFrame]) -> int:
    """How many rows a return has of tables that DfE's public XML layout has no place for."""
    return sum(len(tables[name]) for name in BEYOND_DFES_LAYOUT if name in tables)


def hand_in(
    given: ToExport, out: Path, when: dt.datetime, *, csv: bool, xml: bool, leave_out_ours: bool = False
) -> Exported:
    """Write a return as DfE takes it, each format into a new folder of its own in ``out``.

    leave_out_ours: leave out of the XML what ``rows_beyond_dfes_layout`` counts. Nothing is written over. Raises
    UserError where something cannot be written; a return that cannot be XML then leaves no half of an export.
    """
    prepared = prepare_xml(given.tables, year=given.year, leave_out_ours=leave_out_ours) if xml else None
    messages = list(prepared.messages) if prepared is not None else []
    manifests = []
    if csv:
        manifests.append(write_csv(given.tables, new_folder(out, given.year, "csv", when), year=given.year))
        messages += [message for message in manifests[0].messages if message not in messages]
    if prepared is not None:
        name = f"ssda903-{given.year}.xml" if given.year is not None else "ssda903.xml"
        manifests.append(prepared.write(new_folder(out, given.year, "xml", when) / name))
    return Exported(tuple(manifests), tuple(messages))


def what_was_written(manifest: Manifest) -> str:
    """What was written and where, as a sentence."""
    rows = sum(part.rows for part in manifest.parts)
    files = len(manifest.files)
    what = count(files, "file") if files > 1 else manifest.files[0].name
    return f"Wrote {what} with {count(rows, 'row')} to {manifest.folder}; manifest.txt there counts them."
