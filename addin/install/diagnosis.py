"""Why the tab is not there, or its buttons do nothing: the usual causes, each looked for and said in a sentence.

What can be seen without Excel is looked at: folders, files, and the registry's values for Office, which are
read and never written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from addin.install.building import PROJECT, shipped_addin
from addin.install.installing import INTERPRETER, ROUTES, USUAL_ROUTES, Machine, read_configuration
from addin.server.running_server import RunningServer, find_server

Verdict = Literal["ok", "problem", "unknown"]

_OFFICE = r"Software\Microsoft\Office\16.0\Excel"
_POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel"
_DEFENDER = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_NO_CHILD_PROCESSES = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
"""Microsoft's id of the rule "Block all Office applications from creating child processes" (from memory)."""

_MACROS_OFF, _SIGNED_ONLY = 4, 3
_EXCEL_AT = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_BLOCKS, _WARNS = "1", "6"

Registry = Callable[[str, str], object]
"""A key's path and a value's name to the value, the person's own before the machine's; None where none is."""


@dataclass(frozen=True)
class Check:
    """What was looked at, how it is, and what to do about it."""

    what: str
    verdict: Verdict
    said: str


def windows_registry(path: str, name: str) -> object:
    """A value of the Windows registry; None where it is not there, and on every other system."""
    if sys.platform != "win32":
        return None
    import winreg  # noqa: PLC0415  there is none elsewhere

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            with winreg.OpenKey(root, path) as key:
                return winreg.QueryValueEx(key, name)[0]
        except OSError:
            continue
    return None


def diagnose(
    machine: Machine,
    registry: Registry = windows_registry,
    ask: Callable[[], RunningServer | None] = find_server,
) -> list[Check]:
    """Look for the usual causes, in the order in which they stop the add-in. ask: finds the server that runs."""
    running = ask()
    return [
        *_excel(machine, registry),
        *_installed(machine),
        *_file_mark(machine),
        *_macros(machine, registry),
        *_startup_trusted(machine, registry),
        *_python(machine),
        *_one_drive(machine),
        *_server(machine, registry, running),
        *([] if _goes_to_server(machine, registry, running) else _child_processes(machine, registry)),
    ]


def _excel(machine: Machine, registry: Registry) -> Iterator[Check]:
    if machine.system == "darwin":
        found: object = Path("/Applications/Microsoft Excel.app").exists()
    else:
        found = registry(_EXCEL_AT, "")
    if found:
        yield Check("Excel", "ok", "Excel for the desktop is installed.")
    else:
        yield Check(
            "Excel",
            "problem",
            "Excel for the desktop was not found; Excel in a browser cannot run add-ins like this one.",
        )


def _installed(machine: Machine) -> Iterator[Check]:
    path = machine.addin
    if path.exists():
        same = path.read_bytes() == shipped_addin().read_bytes()
        said = f"It is in Excel's start-up folder: {path}."
        if same:
            yield Check("Add-in", "ok", said)
        else:
            older = f"{path} is of another version of xl903; run xl903 addin install, with Excel closed."
            yield Check("Add-in", "problem", older)
    elif machine.configuration.exists():
        yield Check(
            "Add-in",
            "problem",
            f"It was installed but is missing from {path.parent}: an antivirus program may have put it into "
            "quarantine; ask IT to allow xl903.xlam (docs/install.md says what is in it), then run xl903 addin "
            "install again.",
        )
    else:
        yield Check("Add-in", "problem", "It is not installed; run xl903 addin install.")
    if not shipped_addin().exists():
        yield Check(
            "Package",
            "problem",
            f"{shipped_addin()} is missing, which an antivirus program may have done; install xl903 again.",
        )


def _file_mark(machine: Machine) -> Iterator[Check]:
    """The mark of a file that came from the internet, for which Excel blocks macros."""
    if machine.system != "win32" or not machine.addin.exists():
        return
    mark = Path(f"{machine.addin}:Zone.Identifier")
    try:
        marked = "ZoneId=3" in mark.read_text(encoding="utf-8", errors="replace")
    except OSError:
        marked = False
    if marked:
        yield Check(
            "Web mark",
            "problem",
            f"Windows marks the add-in as downloaded, so Excel blocks it; right-click {machine.addin}, "
            "Properties, Unblock, or run xl903 addin install again.",
        )
    else:
        yield Check("Web mark", "ok", "The add-in is not marked as downloaded.")


def _macros(machine: Machine, registry: Registry) -> Iterator[Check]:
    if machine.system != "win32":
        return
    policy = registry(rf"{_POLICY}\Security", "VBAWarnings")
    own = registry(rf"{_OFFICE}\Security", "VBAWarnings")
    setting, by = (policy, "a policy of your council") if policy is not None else (own, "Excel's settings")
    if setting in (_MACROS_OFF, _SIGNED_ONLY):
        which = "all macros" if setting == _MACROS_OFF else "macros without a signature"
        yield Check(
            "Macros",
            "problem",
            f"Macros: {by} block {which}; ask IT to make {machine.startup_folder} a trusted location "
            "or to sign the add-in.",
        )
    else:
        yield Check("Macros", "ok", "No setting that blocks macros was found.")


def _startup_trusted(machine: Machine, registry: Registry) -> Iterator[Check]:
    """Excel trusts its start-up folder unless trusted locations are off, or its entry was taken away."""
    if machine.system != "win32":
        return
    off = any(
        registry(rf"{root}\Security\Trusted Locations", "AllLocationsDisabled") == 1
        for root in (_POLICY, _OFFICE)
    )
    if off:
        yield Check(
            "Trusted folder",
            "problem",
            "Trusted locations are switched off, so Excel does not trust its start-up folder; ask IT to allow "
            f"{machine.startup_folder}, or to sign the add-in.",
        )
    else:
        yield from _on_a_share(machine, registry)


def _on_a_share(machine: Machine, registry: Registry) -> Iterator[Check]:
    """Excel trusts a folder on a network only where that is allowed for all of them."""
    allowed = any(
        registry(rf"{root}\Security\Trusted Locations", "AllowNetworkLocations") == 1
        for root in (_POLICY, _OFFICE)
    )
    if str(machine.startup_folder).startswith(("\\\\", "//")) and not allowed:
        yield Check(
            "Trusted folder",
            "problem",
            f"Excel's start-up folder is on a network share, {machine.startup_folder}, which "
            "Excel does not trust; ask IT to allow trusted locations on the network, or to sign the add-in.",
        )
    else:
        yield Check(
            "Trusted folder", "ok", "Trusted locations are on; Excel's start-up folder is one of them."
        )


def _python(machine: Machine) -> Iterator[Check]:
    if machine.is_from_store:
        yield Check(
            "Python",
            "problem",
            "This Python is from the Microsoft Store, which hides from Excel what it writes; install Python from "
            "python.org, install xl903 with it, and run xl903 addin install.",
        )
        return
    configured = read_configuration(machine.configuration).get(INTERPRETER)
    if configured is None:
        yield Check("Python", "problem", "Excel was not told which Python to run; run xl903 addin install.")
    elif not Path(configured).exists():
        yield Check(
            "Python",
            "problem",
            f"Excel is to run {configured}, which does not exist. Run xl903 addin install.",
        )
    elif Path(configured) != machine.python:
        yield Check(
            "Python",
            "problem",
            f"There are two Pythons: Excel runs {configured}, and this is {machine.python}; run xl903 addin "
            "install with the one to keep.",
        )
    else:
        yield Check("Python", "ok", f"Excel runs {configured}.")


def _one_drive(machine: Machine) -> Iterator[Check]:
    synced = [path for path in (machine.python, machine.startup_folder) if "onedrive" in str(path).casefold()]
    if synced:
        yield Check(
            "OneDrive",
            "problem",
            f"{synced[0]} is in OneDrive, which may move it to the cloud or lock it; install Python and xl903 "
            "in a folder that is not synchronised.",
        )
    else:
        yield Check("OneDrive", "ok", "Python and the start-up folder are not in OneDrive.")


def _serves(running: RunningServer | None) -> bool:
    return running is not None and running.version == version("xl903")


def _goes_to_server(machine: Machine, registry: Registry, running: RunningServer | None) -> bool:
    """Whether a click starts nothing now."""
    return _serves(running) and machine.system == "win32" and _routes(machine, registry)[0][0] != "python"


def _server(machine: Machine, registry: Registry, running: RunningServer | None) -> Iterator[Check]:
    """Whether the server runs, and which way a click goes now, and why."""
    if machine.system != "win32":
        return
    what = "Server"
    state = "xl903 is not running"
    if running is not None:
        state = f"xl903 {running.version} has been running since {running.since}, with {running.python}"
    routes, who = _routes(machine, registry)
    way = next((way for way in routes if way != "server" or running is not None), None)
    if way is None:
        yield Check(
            what,
            "problem",
            f"{state}, and {who} allows a click no other way; start xl903 from the Start menu.",
        )
    elif way == "python":
        yield Check(
            what, "ok", f"{state}; a click starts Python, which takes a second or two, as {who} has it."
        )
    elif running is None:
        yield Check(what, "ok", f"{state}; a click starts it, as {who} has it.")
    elif _serves(running):
        yield Check(what, "ok", f"{state}; a click goes to it, as {who} has it.")
    else:
        yield Check(
            what,
            "problem",
            f"{state}, and this is {version('xl903')}; run xl903 serve --stop, then start it from the Start menu.",
        )


def _routes(machine: Machine, registry: Registry) -> tuple[list[str], str]:
    """The ways to Python that are allowed, in their order, and what says so."""
    for path in (_for_everybody(registry), machine.configuration):
        if path is not None and (named := read_configuration(path).get(ROUTES, "").split()):
            return named, str(path)
    return USUAL_ROUTES.split(), "the usual order (server, then python)"


def _for_everybody(registry: Registry) -> Path | None:
    """Where IT can fix the ways for everybody on this computer: in Excel's own folder of add-ins (Runner.bas)."""
    excel = registry(_EXCEL_AT, "")
    return Path(str(excel)).parent / "LIBRARY" / f"{PROJECT}.conf" if excel else None


def _child_processes(machine: Machine, registry: Registry) -> Iterator[Check]:
    """Microsoft Defender can forbid Office to start other programs, and a button starts Python."""
    if machine.system != "win32":
        return
    rule = str(registry(_DEFENDER, _NO_CHILD_PROCESSES) or registry(_DEFENDER, _NO_CHILD_PROCESSES.lower()))
    if rule in (_BLOCKS, _WARNS):
        yield Check(
            "Starting Python",
            "problem",
            'The Defender rule "Block all Office applications from creating child processes" is on, so Excel '
            "may not start Python; start xl903 from the Start menu, which this rule does not stop.",
        )
    else:
        yield Check(
            "Starting Python",
            "unknown",
            "No policy was found that keeps Excel from starting Python; some are not visible to a person. If a "
            "button does nothing at all, show IT docs/install.md.",
        )
