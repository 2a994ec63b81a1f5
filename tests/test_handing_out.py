"""What is handed out is complete, has one version, and comes out the same each time.

release/prove.sh tries the real thing.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from release import portable

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def embeddable() -> bytes:
    return archive({"python313.dll": b"dll", "python.exe": b"exe", "LICENSE.txt": b"PSF", "sqlite3.dll": b""})


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("wheels")
    made = []
    for name, contents in {
        "xl903": {"addin/server/__main__.py": b"", "addin/xl903.xlam": b"xlam"},
        "other": {"other/__init__.py": b"", "other/tests/test_it.py": b"", "other/it.pyi": b""},
    }.items():
        about = f"{name}-1.0.dist-info"
        wheel = folder / f"{name}-1.0-py3-none-any.whl"
        wheel.write_bytes(
            archive(
                contents
                | {
                    f"{about}/METADATA": f"Name: {name}\nVersion: 1.0\nLicense-Expression: MIT\n".encode(),
                    f"{about}/RECORD": b"",
                    f"{about}/licenses/LICENSE": b"MIT",
                }
            )
        )
        made.append(wheel)
    return made


@pytest.fixture(scope="module")
def folder(wheels: list[Path], embeddable: bytes) -> bytes:
    return portable.portable(wheels[0], embeddable, wheels[1:])


def archive(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return target.getvalue()


def test_the_same_parts_give_the_same_bytes(wheels: list[Path], embeddable: bytes, folder: bytes) -> None:
    assert portable.portable(wheels[0], embeddable, wheels[1:]) == folder


def test_the_portable_folder_holds_what_it_must_and_no_more(folder: bytes) -> None:
    site = "xl903/python/Lib/site-packages"
    assert sorted(ZipFile(BytesIO(folder)).namelist()) == sorted(
        [
            "xl903/Install ribbon.cmd",
            "xl903/Read me.txt",
            "xl903/Remove everything.cmd",
            "xl903/Start xl903.cmd",
            "xl903/Stop xl903.cmd",
            "xl903/contents.txt",
            "xl903/licences/Python.txt",
            "xl903/licences/other/LICENSE",
            "xl903/licences/overview.txt",
            "xl903/licences/xl903/LICENSE",
            "xl903/python/python.exe",
            "xl903/python/python313._pth",
            "xl903/python/python313.dll",
            "xl903/xl903.cmd",
            f"{site}/addin/server/__main__.py",
            f"{site}/addin/xl903.xlam",
            f"{site}/other/__init__.py",
            *(
                f"{site}/{name}-1.0.dist-info/{part}"
                for name in ("xl903", "other")
                # By RECORD, the files of a package are found: the postcodes, for one.
                for part in ("METADATA", "RECORD", "licenses/LICENSE")
            ),
        ]
    )


def test_every_file_is_in_the_list_of_contents(folder: bytes) -> None:
    opened = ZipFile(BytesIO(folder))
    listed = {line[66:] for line in opened.read("xl903/contents.txt").decode().splitlines()}
    assert listed == {name.removeprefix("xl903/") for name in opened.namelist()} - {"contents.txt"}


def test_the_version_is_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert version("xl903") == project["version"]
    written = [
        path.name
        for room in ("xl903", "rules", "workbook", "addin", "page")
        for path in (ROOT / room).rglob("*.py")
        if re.search(rf"[\"']{re.escape(project['version'])}[\"']", path.read_text(encoding="utf-8"))
    ]
    assert not written


def test_the_lock_has_every_dependency_with_a_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=]", one)[0] for one in project["dependencies"]}
    locked = re.findall(
        r"^([a-z0-9-]+)==\S+ \\\n    --hash=", portable.LOCK.read_text(encoding="utf-8"), re.M
    )
    assert wanted | {"pywin32"} <= set(locked)


def test_every_page_of_the_guide_is_two_clicks_away() -> None:
    """Counted by the links in the pages themselves, for those who do not see the menu."""
    docs = ROOT / "docs"

    def linked(page: str) -> set[str]:
        return set(re.findall(r"\]\(([a-z0-9-]+\.md)", (docs / page).read_text(encoding="utf-8")))

    once = linked("index.md")
    assert {path.name for path in docs.glob("*.md")} <= {"index.md"} | once.union(*map(linked, once))
