"""Shortcuts that start xl903's server: in the Start menu, and where the person wants it at sign-in.

They are files in the person's own folders; the registry is not touched. They are links, as Windows makes them,
since a .cmd file opens a black window and reads its paths in an old code page, and many councils bar scripts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from addin.install.installing import Machine, delete_file
from xl903 import UserError
from xl903.writers.safe_files import write_whole

_NAME = "xl903.lnk"
_PROGRAMS = Path("Microsoft", "Windows", "Start Menu", "Programs")
_MODULE = "-E -P -m addin.server"


@dataclass(frozen=True)
class Shortcut:
    """A link to a program. path: where the link is. target: the program. words: what follows it."""

    path: Path
    target: Path
    words: str


WriteLink = Callable[[Shortcut, Path], None]
"""Writes a link to a file of that path."""


def start_menu_shortcut(machine: Machine) -> Shortcut:
    """The one that a person clicks; it says when xl903 is ready."""
    return Shortcut(machine.roaming / _PROGRAMS / _NAME, machine.python_without_window, f"{_MODULE} --say")


def sign_in_shortcut(machine: Machine) -> Shortcut:
    """The one that Windows starts when the person signs in; it says nothing."""
    return Shortcut(machine.roaming / _PROGRAMS / "Startup" / _NAME, machine.python_without_window, _MODULE)


def write_link(shortcut: Shortcut, path: Path) -> None:
    """Write a link by Windows' own means."""
    import pythoncom  # noqa: PLC0415  there only on Windows
    from win32com.shell import shell  # noqa: PLC0415

    link = pythoncom.CoCreateInstance(
        shell.CLSID_ShellLink, None, pythoncom.CLSCTX_INPROC_SERVER, shell.IID_IShellLink
    )
    link.SetPath(str(shortcut.target))
    link.SetArguments(shortcut.words)
    link.SetWorkingDirectory(str(shortcut.target.parent))
    link.SetDescription("Makes the buttons of the tab 903 in Excel answer at once")
    link.QueryInterface(pythoncom.IID_IPersistFile).Save(str(path), 0)


def put_shortcuts(
    machine: Machine, *, sign_in: bool | None = None, write: WriteLink = write_link
) -> list[str]:
    """Put the shortcuts where they belong; gives what was done, a sentence each. On a Mac there are none.

    sign_in: whether xl903 is to start at sign-in; None to leave that as it is. Raises UserError where a folder
    cannot be written to.
    """
    if machine.system != "win32":
        return []
    wanted = [start_menu_shortcut(machine)]
    at_sign_in = sign_in_shortcut(machine)
    said = ["xl903 is in the Start menu: start it there, and buttons answer at once."]
    if sign_in or (sign_in is None and at_sign_in.path.exists()):
        wanted.append(at_sign_in)
        said.append("It starts when you sign in.")
    elif at_sign_in.path.exists():
        delete_file(at_sign_in.path)
        said.append("It no longer starts when you sign in.")
    for shortcut in wanted:
        try:
            shortcut.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"{shortcut.path.parent} cannot be made; ask IT, or start: xl903 serve."
            ) from error
        with write_whole(shortcut.path, advice="ask IT, or start it by: xl903 serve") as beside:
            write(shortcut, beside)
    return said


def remove_shortcuts(machine: Machine) -> list[str]:
    """Take the shortcuts away; gives what was done."""
    if machine.system != "win32":
        return []
    paths = [shortcut(machine).path for shortcut in (start_menu_shortcut, sign_in_shortcut)]
    there = [path for path in paths if path.exists()]
    for path in there:
        delete_file(path)
    return [f"Removed {path}." for path in there]
