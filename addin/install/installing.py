"""Puts the add-in where Excel starts it, and tells it which Python to run. Needs no administrator's rights.

The configuration is pure ASCII, whatever letters a person's name has, since VBA reads files in Windows' own code
page. The add-in is read-only, so that a second Excel opens it too without a question.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from addin.install.building import ADDIN_NAME, PROJECT, mac_script, shipped_addin
from xl903 import UserError
from xl903.writers.safe_files import write_whole

_STARTUP_MAC = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
_CONTAINER_MAC = "Library/Containers/com.microsoft.Excel/Data"
_SCRIPTS_MAC = "Library/Application Scripts/com.microsoft.Excel"
_FROM_STORE = ("windowsapps", "pythonsoftwarefoundation.python")

INTERPRETER = "INTERPRETER"
"""The configuration's name for the Python that a click starts (addin/ribbon/vba/Runner.bas)."""

ROUTES = "ROUTES"
"""The configuration's name for the ways in which a click may reach Python, in their order."""

WAYS = ("server", "start", "python")
"""Every way: the server that runs; starting it where it does not; starting Python for this click alone."""

USUAL_ROUTES = "server python"
"""Where the configuration says nothing, as Runner.bas has it too."""

_CLOSE_EXCEL = (
    "close Excel, which keeps its add-ins open, and try again; if that does not help, ask IT whether you may write "
    "to this folder"
)


@dataclass(frozen=True)
class Machine:
    """The computer as the installer sees it: its system, the person's folders, and the Python that runs.

    ``system``: ``sys.platform``. ``home``: the person's own folder. ``roaming``: on Windows %APPDATA%.
    ``python``: the interpreter that Excel is to start. ``prefix``: the folder that this Python was installed in,
    also where it runs in an environment of its own.
    """

    system: str
    home: Path
    roaming: Path
    python: Path
    prefix: Path

    @classmethod
    def this(cls, environment: Mapping[str, str] = os.environ) -> Machine:
        """The computer that this runs on."""
        home = Path.home()
        roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
        return cls(sys.platform, home, roaming, Path(sys.executable), Path(sys.base_prefix))

    @property
    def startup_folder(self) -> Path:
        """The folder whose add-ins Excel opens when it starts.

        Raises UserError where the system is neither Windows nor macOS, for which there is no Excel.
        """
        if self.system == "win32":
            return self.roaming / "Microsoft" / "Excel" / "XLSTART"
        if self.system == "darwin":
            return self.home / _STARTUP_MAC
        raise UserError("Excel runs on Windows and macOS only; here, use xl903 validate FOLDER -o BOOK.xlsx.")

    @property
    def addin(self) -> Path:
        """Where the add-in is, or is to be."""
        return self.startup_folder / ADDIN_NAME

    @property
    def configuration(self) -> Path:
        """Where the add-in's VBA looks for the Python to run; Excel opens no file of this folder by itself."""
        if self.system == "darwin":
            return self.home / _CONTAINER_MAC / f"{PROJECT}.conf"
        return self.startup_folder.parent / f"{PROJECT}.conf"

    @property
    def earlier_configuration(self) -> Path:
        """Where earlier versions kept it."""
        return self.home / f".{PROJECT}" / f"{PROJECT}.conf"

    @property
    def script(self) -> Path | None:
        """On macOS the script that starts Python for Excel; None elsewhere."""
        return self.home / _SCRIPTS_MAC / f"{PROJECT}.applescript" if self.system == "darwin" else None

    @property
    def python_without_window(self) -> Path:
        """The interpreter that opens no window, beside the other."""
        return self.python.with_name("pythonw.exe")

    @property
    def is_from_store(self) -> bool:
        """Whether the Python is the Microsoft Store's, which writes where Excel does not see it."""
        places = f"{self.python}|{self.prefix}".casefold()
        return self.system == "win32" and any(sign in places for sign in _FROM_STORE)


def install(machine: Machine, routes: str | None = None) -> list[str]:
    """Copy the add-in and write the configuration; gives what was done, a sentence each.

    routes: the ways in which a click may reach Python, such as "server python"; None to leave them as they are. Run
    again, it brings both up to date and changes nothing else. Raises UserError where a folder cannot be written to,
    for a way that is not known, and for a Python that Excel could not start.
    """
    _require_usable_python(machine)
    settings = _settings(machine, routes)
    before = machine.addin.read_bytes() if machine.addin.exists() else None
    now = shipped_addin().read_bytes()
    said = []
    if before == now:
        said.append(f"The add-in is up to date: {machine.addin}.")
    else:
        _write(machine.addin, now)
        done = "installed" if before is None else "replaced by this version"
        said.append(f"The add-in was {done}: {machine.addin}.")
    machine.addin.chmod(stat.S_IREAD)
    if machine.script is not None:
        _write(machine.script, mac_script())
    if read_configuration(machine.configuration) == settings:
        said.append(f"Excel will run {machine.python}, as before.")
    else:
        text = "".join(f'"{name}","{_in_ascii(value)}"\r\n' for name, value in settings.items())
        _write(machine.configuration, text.encode("ascii"))
        said.append(f"Excel will run {machine.python}, says {machine.configuration}.")
    _delete_earlier(machine)
    said.append("Close Excel, if it is open, and start it again; the tab 903 is then on the ribbon.")
    return said


def remove(machine: Machine) -> list[str]:
    """Take away what ``install`` put there; gives what was done. Workbooks stay as they are."""
    said = []
    for path in (machine.addin, machine.configuration, machine.script):
        if path is not None and path.exists():
            delete_file(path)
            said.append(f"Removed {path}.")
    said += [f"Removed {path}." for path in _delete_earlier(machine)]
    return said or ["There was nothing to remove: xl903 is not installed in Excel."]


def read_configuration(path: Path) -> dict[str, str]:
    """What a configuration says: names to values. Empty where there is none."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    pairs = (tuple(line.strip().strip('"').split('","', 1)) for line in lines if '","' in line)
    return {pair[0]: _from_ascii(pair[1]) for pair in pairs}


def _settings(machine: Machine, routes: str | None) -> dict[str, str]:
    """What the configuration is to say."""
    found = read_configuration(machine.configuration).get(ROUTES) if routes is None else routes
    ways = (found or "").casefold().split()
    if unknown := [way for way in ways if way not in WAYS]:
        raise UserError(
            f"{unknown[0]} is not a way to reach Python. Name them in their order: {', '.join(WAYS)}."
        )
    return {INTERPRETER: str(machine.python), **({ROUTES: " ".join(ways)} if ways else {})}


def _require_usable_python(machine: Machine) -> None:
    if machine.is_from_store:
        raise UserError(
            "This Python is from the Microsoft Store, which hides from Excel what it writes. Install Python from "
            "python.org (64-bit, for you alone), install xl903 with it, and run xl903 addin install again."
        )
    if machine.system == "win32" and "%" in str(machine.python):
        raise UserError(
            f"Windows would misread the % in {machine.python}. Install Python in a folder without it and run xl903 "
            "addin install again."
        )


def _in_ascii(text: str) -> str:
    """A text of which each letter outside ASCII is its number, such as &#233;, as VBA counts letters: in UTF-16."""
    if text.isascii() and "&#" not in text:
        return text
    units = memoryview(text.replace("&#", "&#38;#").encode("utf-16-le")).cast("H")
    return "".join(chr(unit) if unit < 128 else f"&#{unit};" for unit in units)


def _from_ascii(text: str) -> str:
    units = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace")


def _delete_earlier(machine: Machine) -> list[Path]:
    """Take away the configuration of earlier versions, and its folder where nothing else is in it."""
    path = machine.earlier_configuration
    if not path.exists():
        return []
    delete_file(path)
    if not any(path.parent.iterdir()):
        path.parent.rmdir()
    return [path]


def _write(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that Excel never sees half of one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _let_change(path)
    except OSError as error:
        raise _in_use(path) from error
    with write_whole(path, advice=_CLOSE_EXCEL) as beside:
        beside.write_bytes(content)


def delete_file(path: Path) -> None:
    """Delete a file that may be read-only. Raises UserError where it cannot be."""
    try:
        _let_change(path)
        path.unlink()
    except OSError as error:
        raise _in_use(path) from error


def _let_change(path: Path) -> None:
    """Windows neither replaces nor deletes a file that is read-only."""
    if path.exists():
        path.chmod(stat.S_IREAD | stat.S_IWRITE)


def _in_use(path: Path) -> UserError:
    return UserError(f"{path} cannot be changed; {_CLOSE_EXCEL}.")
