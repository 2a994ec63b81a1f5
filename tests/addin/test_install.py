"""Installing, removing and diagnosing the add-in, on a made-up computer."""

from __future__ import annotations

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


def test_it_goes_where_excel_and_xlwings_look_for_it(windows: Machine) -> None:
    said = install(windows)
    addin = windows.home / "AppData/Roaming/Microsoft/Excel/XLSTART/xl903.xlam"
    assert addin.read_bytes() == shipped_addin().read_bytes()
    written = (windows.home / ".xl903" / "xl903.conf").read_bytes().decode()
    assert f'"INTERPRETER_WIN","{windows.python}"\r\n' in written
    assert str(addin) in said[0]
    assert problems(windows) == []


def test_on_a_mac_it_goes_to_its_own_places(windows: Machine) -> None:
    mac = replace(windows, system="darwin")
    install(mac)
    assert mac.addin.exists()
    assert "Library" in mac.addin.parts
    assert read_configuration(mac.configuration)["INTERPRETER_MAC"] == str(mac.python)


def test_twice_is_as_good_as_once_and_other_settings_stay(windows: Machine) -> None:
    install(windows)
    with windows.configuration.open("a", encoding="utf-8", newline="") as file:
        file.write('"SHOW CONSOLE","True"\r\n')
    before = {path: path.read_bytes() for path in (windows.addin, windows.configuration)}
    said = install(windows)
    assert {path: path.read_bytes() for path in before} == before
    assert "up to date" in said[0]
    install(replace(windows, python=windows.python.with_name("pythonw.exe")))
    assert read_configuration(windows.configuration)["SHOW CONSOLE"] == "True"


def test_python_takes_no_code_from_the_folder_of_a_workbook(windows: Machine) -> None:
    install(windows)
    assert read_configuration(windows.configuration)["ADD_WORKBOOK_TO_PYTHONPATH"] == "False"


def test_remove_leaves_nothing_and_can_be_repeated(windows: Machine) -> None:
    install(windows)
    assert len(remove(windows)) == 2
    assert not windows.addin.exists()
    assert not windows.configuration.parent.exists()
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
