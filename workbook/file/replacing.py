"""Which files may be written over: none that is open, and none that holds anybody's work."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from workbook.file.opened_file import OpenedFile, open_file
from workbook.file.package import explain_damage, was_saved_since_made
from workbook.plan.hidden_sheets import MEMORY_SHEET, SENT_SHEET
from workbook.plan.sheet_model import Plan, ReturnId
from workbook.session.memory import read_return_id
from xl903.engine.messages import UserError


def refuse_if_open(path: Path) -> None:
    """Raise UserError where Excel or LibreOffice has a workbook open: what they save later would win."""
    owners = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if any(owner.exists() for owner in owners):
        raise UserError(f"{path} is open in another program; save and close it there, then try again.")


def refuse_to_replace(path: Path, plan: Plan) -> None:
    """Raise UserError where a file is in the way of a new workbook, unless nothing would be lost.

    That is a workbook of the same return which nobody has saved or checked since xl903 made it.
    """
    if not path.exists():
        return
    held = None
    with suppress(UserError):
        file = open_file(path)
        with explain_damage(path.name):
            held = read_return_id(file.grids)
            if held == _return_of(plan) and _is_as_made(file):
                return
    if held is None:
        raise UserError(
            f"{path} already exists and was not made by xl903. Name another file, or replace it: --replace."
        )
    raise UserError(
        f"{path} already exists, and its corrections and notes would be lost. Name another file, put a newer "
        f'extract into this one (xl903 check "{path}" --load FILES), or replace it: --replace.'
    )


def _is_as_made(file: OpenedFile) -> bool:
    """Whether nobody has saved, sent or checked it since it was made."""
    return (
        not was_saved_since_made(file.book.package)
        and SENT_SHEET not in file.grids
        and len(file.read().runs) <= 1
    )


def _return_of(plan: Plan) -> ReturnId | None:
    memory = next((sheet for sheet in plan.sheets if sheet.name == MEMORY_SHEET), None)
    if memory is None or memory.block is None:
        return None
    return read_return_id({MEMORY_SHEET: [(), *memory.block.rows]})
