"""Installing, removing and diagnosing the add-in, on a made-up computer."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from addin.install.building import shipped_addin
from addin.install.diagnosis import Check, diagnose
from addin.install.installing import Machine, install, read_configuration, remove
from addin.install.shortcuts import (
    Shortcut,
    put_shortcuts,
    remove_shortcuts,
    sign_in_shortcut,
    start_menu_shortcut,
)
from addin.server.running_server import RunningServer
from xl903 import UserError

EXCEL = {(r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", ""): "EXCEL.EXE"}
DEFENDER = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
OFFICE = r"Software\Policies\Microsoft\Office\16.0\Excel"


@pytest.fixture
def windows(tmp_path: Path) -> Machine:
    python = tmp_path / "python" / "python.exe"
    python.parent.mkdir()
    python.touch()
    home = tmp_path / "ann"
    return Machine("win32", home, home / "AppData" / "Roaming", python, python.parent)


def problems(machine: Machine, values: Mapping[tuple[str, str], object] = {}) -> list[str]:
    known = {**EXCEL, **values}
    checks: list[Check] = diagnose(machine, lambda path, name: known.get((path, name)))
    return [check.what for check in checks if check.verdict == "problem"]


def test_it_goes_where_excel_and_the_add_in_look_for_it(windows: Machine) -> None:
    said = install(windows)
    addin = windows.home / "AppData/Roaming/Microsoft/Excel/XLSTART/xl903.xlam"
    assert addin.read_bytes() == shipped_addin().read_bytes()
    written = (windows.home / "AppData/Roaming/Microsoft/Excel/xl903.conf").read_bytes()
    assert written == f'"INTERPRETER","{windows.python}"\r\n'.encode("ascii")
    assert str(addin) in said[0]
    assert problems(windows) == []


def test_on_a_mac_it_goes_to_its_own_places(windows: Machine) -> None:
    mac = replace(windows, system="darwin")
    install(mac)
    assert mac.addin.exists()
    assert "Library" in mac.addin.parts
    assert read_configuration(mac.configuration)["INTERPRETER"] == str(mac.python)
    assert mac.script is not None
    script = mac.script.read_text(encoding="ascii")
    assert "on RunCommand" in script
    assert " -E -P -m addin.ribbon " in script  # no PYTHONPATH, and no code from the folder that Excel is in
    assert len(remove(mac)) == 3


@pytest.mark.parametrize("name", ["Zoë Łuk", "Ж", "日本", "a&#233;b", "𝕏 & co"])
def test_a_name_in_any_letters_is_written_in_ascii(tmp_path: Path, windows: Machine, name: str) -> None:
    python = tmp_path / name / "python.exe"
    python.parent.mkdir()
    python.touch()
    person = replace(windows, python=python)
    install(person)
    assert person.configuration.read_bytes().isascii()
    assert read_configuration(person.configuration) == {"INTERPRETER": str(python)}
    assert problems(person) == []
    assert "as before" in install(person)[1]


def test_twice_is_as_good_as_once_and_an_older_configuration_goes(windows: Machine) -> None:
    windows.earlier_configuration.parent.mkdir(parents=True)
    windows.earlier_configuration.write_text('"INTERPRETER_WIN","C:/elsewhere/python.exe"')
    install(windows)
    assert not windows.earlier_configuration.parent.exists()
    before = {path: path.read_bytes() for path in (windows.addin, windows.configuration)}
    said = install(windows)
    assert {path: path.read_bytes() for path in before} == before
    assert "up to date" in said[0]


def keep_read_only_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this system refuse what Windows refuses: to replace or delete a file that is read-only."""
    replace_file, delete_file = Path.replace, Path.unlink

    def require_writable(path: Path) -> None:
        if path.exists() and not path.stat().st_mode & stat.S_IWRITE:
            raise PermissionError(13, "Access is denied", str(path))

    def guarded_replace(path: Path, target: Path) -> Path:
        require_writable(Path(target))
        return replace_file(path, target)

    def guarded_delete(path: Path, missing_ok: bool = False) -> None:
        require_writable(path)
        delete_file(path, missing_ok)

    monkeypatch.setattr(Path, "replace", guarded_replace)
    monkeypatch.setattr(Path, "unlink", guarded_delete)


def test_the_add_in_is_read_only_and_can_be_replaced_and_removed(
    windows: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_read_only_files(monkeypatch)
    install(windows)
    assert not windows.addin.stat().st_mode & stat.S_IWRITE
    windows.addin.chmod(stat.S_IREAD | stat.S_IWRITE)
    windows.addin.write_bytes(b"older")
    windows.addin.chmod(stat.S_IREAD)
    assert "replaced" in install(windows)[0]
    assert not windows.addin.stat().st_mode & stat.S_IWRITE
    remove(windows)
    assert not windows.addin.exists()


@pytest.mark.parametrize(
    ("python", "prefix"),
    [
        ("C:/Users/ann/AppData/Local/Microsoft/WindowsApps/python.exe", "C:/x"),
        (
            "C:/Users/ann/venv/Scripts/python.exe",
            "C:/Program Files/WindowsApps/PythonSoftwareFoundation.Python.3.12",
        ),
    ],
)
def test_python_from_the_store_is_refused(windows: Machine, python: str, prefix: str) -> None:
    store = replace(windows, python=Path(python), prefix=Path(prefix))
    with pytest.raises(UserError, match=r"python\.org"):
        install(store)
    assert not store.addin.exists()
    (check,) = (check for check in diagnose(store, lambda *_: None) if check.what == "Python")
    assert check.verdict == "problem"
    assert "python.org" in check.said


def test_a_python_that_windows_would_misread_is_refused(windows: Machine) -> None:
    with pytest.raises(UserError, match="misread"):
        install(replace(windows, python=Path("C:/100%TEMP%/python.exe")))


def test_a_start_up_folder_on_a_share_is_diagnosed(windows: Machine) -> None:
    share = replace(windows, roaming=Path(r"\\server\profiles\ann"))
    assert "Trusted folder" in problems(share)
    allowed = {(rf"{OFFICE}\Security\Trusted Locations", "AllowNetworkLocations"): 1}
    assert "Trusted folder" not in problems(share, allowed)


def test_remove_leaves_nothing_and_can_be_repeated(windows: Machine) -> None:
    install(windows)
    assert len(remove(windows)) == 2
    assert not windows.addin.exists()
    assert not windows.configuration.exists()
    assert "nothing to remove" in remove(windows)[0]


def test_where_there_is_no_excel_it_says_so(windows: Machine) -> None:
    with pytest.raises(UserError, match="Windows and macOS only"):
        install(replace(windows, system="linux"))
    install(windows)
    checks = diagnose(windows, lambda path, name: None)
    assert [check.what for check in checks if check.verdict == "problem"] == ["Excel"]


def test_a_folder_that_cannot_be_written_to_is_said(windows: Machine) -> None:
    windows.startup_folder.parent.mkdir(parents=True)
    windows.startup_folder.write_text("in the way")
    with pytest.raises(UserError, match="close Excel"):
        install(windows)


def test_status_finds_what_usually_goes_wrong(windows: Machine) -> None:
    assert problems(windows) == ["Add-in", "Python"]
    install(windows)
    assert problems(windows, {(rf"{OFFICE}\Security", "VBAWarnings"): 4}) == ["Macros"]
    assert problems(windows, {(rf"{OFFICE}\Security\Trusted Locations", "AllLocationsDisabled"): 1}) == [
        "Trusted folder"
    ]
    for blocks_or_warns in ("1", "6"):
        rule = {(DEFENDER, "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"): blocks_or_warns}
        assert problems(windows, rule) == ["Starting Python"]
    assert problems(replace(windows, python=windows.python.with_name("other.exe"))) == ["Python"]
    windows.addin.chmod(stat.S_IREAD | stat.S_IWRITE)
    windows.addin.write_bytes(b"older")
    assert problems(windows) == ["Add-in"]
    windows.addin.unlink()
    (gone,) = (check for check in diagnose(windows, lambda *_: "x") if check.what == "Add-in")
    assert "quarantine" in gone.said


def test_status_finds_a_web_mark_and_a_onedrive_folder(tmp_path: Path, windows: Machine) -> None:
    cloud = replace(windows, python=tmp_path / "OneDrive - Council" / "python.exe")
    cloud.python.parent.mkdir()
    cloud.python.touch()
    install(cloud)
    Path(f"{cloud.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    assert problems(cloud) == ["Web mark", "OneDrive"]


def test_the_ways_to_python_are_kept_until_others_are_named(windows: Machine) -> None:
    with pytest.raises(UserError, match="magic"):
        install(windows, "server magic")
    assert not windows.addin.exists()
    install(windows, "Server START python")
    assert read_configuration(windows.configuration)["ROUTES"] == "server start python"
    install(windows)
    assert read_configuration(windows.configuration)["ROUTES"] == "server start python"
    install(windows, "")
    assert "ROUTES" not in read_configuration(windows.configuration)


def written(shortcut: Shortcut, path: Path) -> None:
    path.write_text(f"{shortcut.target.name} {shortcut.words}", encoding="utf-8")


def test_shortcuts_are_put_left_as_they_are_and_taken_away(windows: Machine) -> None:
    menu, sign_in = start_menu_shortcut(windows).path, sign_in_shortcut(windows).path
    assert put_shortcuts(windows, write=written)[0].startswith("xl903 is in the Start menu")
    assert menu.read_text(encoding="utf-8") == "pythonw.exe -E -P -m addin.server --say"
    assert not sign_in.exists()
    put_shortcuts(windows, sign_in=True, write=written)
    put_shortcuts(windows, write=written)
    assert sign_in.read_text(encoding="utf-8") == "pythonw.exe -E -P -m addin.server"
    assert "no longer starts" in put_shortcuts(windows, sign_in=False, write=written)[-1]
    assert not sign_in.exists()
    put_shortcuts(windows, sign_in=True, write=written)
    assert len(remove_shortcuts(windows)) == 2
    assert [path for path in windows.roaming.rglob("*") if path.is_file()] == []
    assert remove_shortcuts(windows) == put_shortcuts(replace(windows, system="darwin"), write=written) == []


def test_status_says_what_a_click_does_now(tmp_path: Path, windows: Machine) -> None:
    def said(running: RunningServer | None = None, values: Mapping[tuple[str, str], object] = {}) -> Check:
        checks = diagnose(windows, lambda path, name: {**EXCEL, **values}.get((path, name)), lambda: running)
        (check,) = (check for check in checks if check.what == "Server")
        return check

    install(windows)
    assert said().said.startswith("xl903 is not running; a click starts Python")
    runs = RunningServer(version("xl903"), "27/11/2026 08:05", "C:/pythonw.exe")
    assert "since 27/11/2026 08:05, with C:/pythonw.exe; a click goes to it" in said(runs).said
    assert said(replace(runs, version="0.0.1")).verdict == "problem"
    rule = {(DEFENDER, "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"): "1"}
    checks = diagnose(windows, lambda path, name: {**EXCEL, **rule}.get((path, name)), lambda: runs)
    assert [check.what for check in checks if check.verdict == "problem"] == []
    install(windows, "server start")
    assert f"a click starts it, as {windows.configuration} has it" in said().said
    install(windows, "server")
    assert said().verdict == "problem"
    for routes in ("python", "python server"):
        install(windows, routes)
        assert "since 27/11/2026 08:05, with C:/pythonw.exe; a click starts Python" in said(runs).said
    # what IT fixed for everybody, in a folder that a person cannot write to, comes first
    office = tmp_path / "Office16"
    (office / "LIBRARY").mkdir(parents=True)
    (office / "LIBRARY" / "xl903.conf").write_text('"ROUTES","server"\n')
    fixed = said(runs, {next(iter(EXCEL)): str(office / "EXCEL.EXE")})
    assert f"a click goes to it, as {office / 'LIBRARY' / 'xl903.conf'} has it" in fixed.said
