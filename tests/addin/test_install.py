"""Installing, removing and diagnosing the add-in, on a made-up computer."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from addin.install.building import shipped_addin
from addin.install.diagnosis import Check, diagnose
from addin.install.installing import Machine, install, read_configuration, remove
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
    assert "on RunCommand" in mac.script.read_text(encoding="ascii")
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


def test_the_add_in_is_read_only_and_can_be_replaced_and_removed(windows: Machine) -> None:
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
    assert "Python" in problems(store)


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
    rule = {(DEFENDER, "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"): "1"}
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
