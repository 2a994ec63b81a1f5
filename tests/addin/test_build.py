"""The add-in is what its sources build, the same every time, and holds nothing else."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from oletools.olevba import VBA_Parser

from addin.install.building import (
    OUR_MODULES,
    build_addin,
    ribbon_xml,
    shipped_addin,
    vba_modules,
)
from tests.workbook.auditing import faults

DANGEROUS = (
    r"\bshell\b",
    "createobject",
    "http",
    "regwrite",
    "regread",
    r"\bdeclare\b",
    "environ",
    r"\bkill\b",
    r"\bopen\b",
)


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_addin()


def test_the_same_sources_build_the_same_bytes_and_the_package_ships_them(built: bytes) -> None:
    assert build_addin() == built
    assert shipped_addin().read_bytes() == built, "run: xl903 addin build -o addin/xl903.xlam"


def test_it_follows_the_standard_of_its_format() -> None:
    assert faults(shipped_addin()) == []


@pytest.fixture(scope="module")
def modules(built: bytes) -> dict[str, str]:
    """The VBA of the built add-in, as scanners read it."""
    parser = VBA_Parser("xl903.xlam", data=built)
    return {name.rpartition(".")[0]: code for *_, name, code in parser.extract_macros()}


def code_of(source: str, *, texts: bool = True) -> str:
    """VBA without its comments, in lower case, and without its texts too."""
    rows = [re.sub(r"""^((?:[^"']|"[^"]*")*)'.*$""", r"\1", row) for row in source.lower().splitlines()]
    code = "\n".join(row for row in rows if not row.startswith("attribute "))
    return code if texts else re.sub(r'"[^"\n]*"', '""', code)


def test_it_holds_exactly_our_modules(modules: dict[str, str]) -> None:
    assert (
        set(modules) == {"ThisWorkbook", "Sheet1", *OUR_MODULES} == {"ThisWorkbook", "Sheet1", *vba_modules()}
    )
    for name in ("ThisWorkbook", "Sheet1"):
        assert all(row.startswith("Attribute") for row in modules[name].splitlines() if row.strip())


def test_it_declares_nothing_of_windows_and_starts_no_command_window(modules: dict[str, str]) -> None:
    for name, source in modules.items():
        assert not re.search(r"\bdeclare\b|\blib\b|cmd\.exe|powershell|%comspec%", code_of(source)), name


def test_one_place_alone_starts_a_program_and_it_is_the_person_s_own_python(modules: dict[str, str]) -> None:
    for name, source in modules.items():
        found = re.findall("|".join(DANGEROUS), code_of(source, texts=False))
        assert found == [] or name == "Runner", (name, found)
    runner = code_of(modules["Runner"])
    assert runner.count("createobject(") == 2
    assert runner.count(".run(") == 1
    # which Python: from the person's own configuration, and from nothing of a workbook or the environment
    for word in ("activeworkbook", "thisworkbook", "worksheets", "sheets(", "pythonpath", 'environ("path'):
        assert word not in runner
    assert "application.startuppath" in runner
    assert " -e -p -m " in runner


def procedures(modules: dict[str, str], *, texts: bool) -> dict[str, str]:
    """Every procedure of the add-in by name, its code in lower case."""
    heading = r"(?:public |private )?(?:sub|function) (\w+)"
    parts = [
        part
        for source in modules.values()
        for part in re.split(rf"\n(?={heading})", code_of(source, texts=texts))
    ]
    return {found[1]: part for part in parts if part and (found := re.match(heading, part))}


def test_a_click_that_the_server_takes_passes_nothing_that_starts_a_program(modules: dict[str, str]) -> None:
    code = procedures(modules, texts=False)
    start = {
        name
        for name, text in procedures(modules, texts=True).items()
        if re.search(r"wscript\.shell|applescripttask", text)
    }
    while more := {
        name
        for name, text in code.items()
        if name not in start and any(re.search(rf"(?<![.\w]){one}\b", text) for one in start)
    }:
        start |= more
    # the way of the server, and all that it calls, are not among them
    clicks = {"click", "openchild", "app_sheetbeforedoubleclick"}  # a double-click is a click too
    assert start == {"runpython", "startpython", "startserver", "reachpython", "runcommand"} | clicks
    ways = re.split(r'case "', procedures(modules, texts=True)["reachpython"])[1:]
    (by_server,) = (way for way in ways if way.startswith("server"))
    assert not any(re.search(rf"\b{one}\(", by_server) for one in start)


def test_the_license_of_what_the_runner_was_cut_from_is_kept(modules: dict[str, str]) -> None:
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in modules["Runner"]
    assert "Redistributions in binary form must reproduce" in modules["Runner"]


def test_the_ribbon_is_in_it_and_it_names_no_person(built: bytes, tmp_path: Path) -> None:
    path = tmp_path / "xl903.xlam"
    path.write_bytes(built)
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.read("customUI/customUI14.xml") == ribbon_xml()
        assert b"customUI14.xml" in archive.read("_rels/.rels")
        core = archive.read("docProps/core.xml")
    assert b"<dc:creator>xl903</dc:creator>" in core


def test_libreoffice_opens_it(built: bytes, office: str, tmp_path: Path) -> None:
    path = tmp_path / "xl903.xlam"
    path.write_bytes(built)
    # LibreOffice does not go by the ending .xlam, so it is told what the file is
    options = [
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--infilter=Calc MS Excel 2007 VBA XML",
    ]
    convert = ["--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(path)]
    subprocess.run([office, *options, *convert], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "xl903.xlsx").exists()
