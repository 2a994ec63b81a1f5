"""The add-in is what its sources build, the same every time, and holds nothing else."""

from __future__ import annotations

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
    vba_classes,
    vba_modules,
)

DANGEROUS = ("shell", "createobject", "http", "regwrite", "regread", "declare", "environ", "kill ", "open ")


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_addin()


def test_the_same_sources_build_the_same_bytes_and_the_package_ships_them(built: bytes) -> None:
    assert build_addin() == built
    assert shipped_addin().read_bytes() == built, "run: xl903 addin build -o addin/xl903.xlam"


def test_it_holds_exactly_our_modules_and_xlwings_own(built: bytes) -> None:
    parser = VBA_Parser("xl903.xlam", data=built)
    modules = {name.rpartition(".")[0]: code for *_, name, code in parser.extract_macros()}
    assert set(modules) == {"ThisWorkbook", "Sheet1", *OUR_MODULES, "xlwings", "Dictionary"}
    assert set(vba_modules()) | set(vba_classes()) == {*OUR_MODULES, "xlwings", "Dictionary"}
    assert 'PROJECT_NAME As String = "xl903"' in modules["xlwings"]
    for name in ("ThisWorkbook", "Sheet1"):
        assert all(row.startswith("Attribute") for row in modules[name].splitlines() if row.strip())


def test_nothing_of_ours_shells_out_or_touches_network_registry_or_files() -> None:
    for name in OUR_MODULES:
        code = "\n".join(row.split("'")[0] for row in vba_modules()[name].lower().splitlines())
        assert not [word for word in DANGEROUS if word in code], name


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
