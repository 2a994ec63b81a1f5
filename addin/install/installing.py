"""Puts the add-in where Excel starts it, and tells it which Python to run. Needs no administrator's rights."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from addin.install.building import ADDIN_NAME, PROJECT, shipped_addin
from xl903 import UserError
from xl903.writers.safe_files import write_whole

_STARTUP_MAC = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
_CONTAINER_MAC = "Library/Containers/com.microsoft.Excel/Data"

_CLOSE_EXCEL = (
    "close Excel, which keeps its add-ins open, and try again; if that does not help, ask IT whether you may write "
    "to this folder"
)


@dataclass(frozen=True)
class Machine:
    """The computer as the installer sees it: its system, the person's folders, and the Python that runs.

    ``system``: ``sys.platform``. ``home``: the person's own folder. ``roaming``: on Windows %APPDATA%.
    ``python``: the interpreter that Excel is to start. ``prefix``: the folder of that Python's environment.
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
        return cls(sys.platform, home, roaming, Path(sys.executable), Path(sys.prefix))

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
        """Where xlwings' VBA looks for the configuration of project xl903."""
        if self.system == "darwin":
            return self.home / _CONTAINER_MAC / f"{PROJECT}.conf"
        return self.home / f".{PROJECT}" / f"{PROJECT}.conf"

    @property
    def interpreter_key(self) -> str:
        """The configuration's name for the interpreter."""
        return "INTERPRETER_MAC" if self.system == "darwin" else "INTERPRETER_WIN"


def install(machine: Machine) -> list[str]:
    """Copy the add-in and write the configuration; gives what was done, a sentence each.

    Run again, it brings both up to date and changes nothing else. Raises UserError where a folder cannot be
    written to.
    """
    before = machine.addin.read_bytes() if machine.addin.exists() else None
    now = shipped_addin().read_bytes()
    said = []
    if before == now:
        said.append(f"The add-in is up to date: {machine.addin}.")
    else:
        _write(machine.addin, now)
        done = "installed" if before is None else "replaced by this version"
        said.append(f"The add-in was {done}: {machine.addin}.")
    wanted = {
        machine.interpreter_key: str(machine.python),
        # A folder that a workbook lies in must not be a place that Python takes code from.
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    }
    known = read_configuration(machine.configuration)
    if {**known, **wanted} == known:
        said.append(f"Excel will run {machine.python}, as before.")
    else:
        text = "".join(f'"{name}","{value}"\r\n' for name, value in {**known, **wanted}.items())
        _write(machine.configuration, text.encode("utf-8"))
        said.append(f"Excel will run {machine.python}, says {machine.configuration}.")
    said.append("Close Excel, if it is open, and start it again; the tab 903 is then on the ribbon.")
    return said


def remove(machine: Machine) -> list[str]:
    """Take away what ``install`` put there; gives what was done. Workbooks stay as they are."""
    said = []
    for path in (machine.addin, machine.configuration):
        if path.exists():
            try:
                path.unlink()
            except OSError as error:
                raise _in_use(path) from error
            said.append(f"Removed {path}.")
    folder = machine.configuration.parent
    if folder.name == f".{PROJECT}" and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return said or ["There was nothing to remove: xl903 is not installed in Excel."]


def read_configuration(path: Path) -> dict[str, str]:
    """What a configuration of xlwings says: names to values. Empty where there is none."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    pairs = (tuple(line.strip().strip('"').split('","', 1)) for line in lines if '","' in line)
    return {pair[0]: pair[1] for pair in pairs}


def _write(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that Excel never sees half of one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _in_use(path) from error
    with write_whole(path, advice=_CLOSE_EXCEL) as beside:
        beside.write_bytes(content)


def _in_use(path: Path) -> UserError:
    return UserError(f"{path} cannot be changed; {_CLOSE_EXCEL}.")
