"""Tries what is handed out as a new user has it, in a new folder with a space and an ł in its path, which is deleted.

    python release/try_package.py FILE [--demo FOLDER]

A wheel is installed into a fresh virtual environment; the portable folder (.zip, on Windows only) is unpacked. The home
folder is empty and the path bare. The demo runs; on Windows, the tab is installed, looked at and removed too. What
happened is printed, with seconds. ``--demo``: where the demo's folder is copied to.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from io import TextIOWrapper
from pathlib import Path
from zipfile import ZipFile

WINDOWS = sys.platform == "win32"
KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "TEMP", "TMP", "TMPDIR", "PATHEXT", "LANG")
"""Variables of the environment without which nothing can be started; all others are left out."""

SHIPPED = ("addin/xl903.xlam", "addin/guide/index.html", "page/parts.json")
INSTALLED = (
    "Microsoft/Excel/XLSTART/xl903.xlam",
    "Microsoft/Excel/xl903.conf",
    "Microsoft/Windows/Start Menu/Programs/xl903.lnk",
)
"""What is in %APPDATA% once the tab is installed."""


class Trial:
    """A folder, an empty home folder in it, and the way to start xl903 there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.roaming = self.home / "AppData" / "Roaming"
        for one in (self.roaming, self.home / "AppData" / "Local"):
            one.mkdir(parents=True)
        system = os.environ.get("SYSTEMROOT", "")
        self.environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "APPDATA": str(self.roaming),
            "LOCALAPPDATA": str(self.home / "AppData" / "Local"),
            "PATH": rf"{system}\System32;{system}" if WINDOWS else "/usr/bin:/bin",
            "PYTHONUTF8": "1",
        }
        self.xl903: list[str] = []
        self.packages = folder
        self.began = time.monotonic()

    def run(self, *command: str | Path, show: bool = True) -> str:
        """Run a command there; gives what it says. A command that fails ends the trial."""
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="replace", check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(
                f"{' '.join(map(str, command))} left with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        if show:
            print("".join(f"  {line}\n" for line in done.stdout.splitlines()[-4:]), end="")
        return done.stdout

    def lap(self, what: str) -> None:
        """Say what was done, and how long it took."""
        now = time.monotonic()
        print(f"{what}: {now - self.began:.0f} s", flush=True)
        self.began = now

    def install(self, wheel: Path) -> None:
        """Install a wheel into a fresh virtual environment."""
        self.run(sys.executable, "-m", "venv", "venv", show=False)
        scripts = self.folder / "venv" / ("Scripts" if WINDOWS else "bin")
        python = scripts / ("python.exe" if WINDOWS else "python")
        self.run(
            python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir", wheel
        )
        self.xl903 = [str(scripts / ("xl903.exe" if WINDOWS else "xl903"))]
        where = self.run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", show=False)
        self.packages = Path(where.strip())
        self.lap("Installed")

    def unpack(self, archive: Path) -> None:
        """Unpack the portable folder, and compare every file with its list of contents."""
        with ZipFile(archive) as opened:
            opened.extractall(self.folder)
        unpacked = self.folder / "xl903"
        for line in (unpacked / "contents.txt").read_text(encoding="utf-8").splitlines():
            sha256, _, name = line.partition("  ")
            if hashlib.sha256((unpacked / name).read_bytes()).hexdigest() != sha256:
                sys.exit(f"{name} is not what contents.txt says.")
        self.xl903 = [str(unpacked / "xl903.cmd")]
        self.packages = unpacked / "python" / "Lib" / "site-packages"
        self.lap("Unpacked and compared")

    def demo(self) -> None:
        """Run the demo, and look for what the package has to hold."""
        print(self.run(*self.xl903, "--version", show=False).strip())
        self.run(*self.xl903, "demo")
        require(self.folder / "xl903-demo" / "checked.xlsx")
        for name in SHIPPED:
            require(self.packages / name)
        require(Path(self.run(*self.xl903, "guide", "--path", show=False).strip()))
        self.lap("The demo ran, the guide is there")

    def tab(self) -> None:
        """Install the tab 903, look where its files are, and remove it."""
        self.run(*self.xl903, "addin", "install")
        for name in INSTALLED:
            require(self.roaming / name)
        # Its status is not 0 where it found something to be put right, such as an Excel that is not there.
        told = subprocess.run(
            [*self.xl903, "addin", "status"],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="replace", check=False,
        )  # fmt: skip
        print("".join(f"  {line}\n" for line in told.stdout.splitlines()), end="")
        if "xl903 is not running" not in told.stdout.replace("\n", " ") or "Traceback" in told.stderr:
            sys.exit(f"xl903 addin status does not say that xl903 is not running: {told.stdout}{told.stderr}")
        self.run(*self.xl903, "addin", "remove")
        for name in INSTALLED:
            if (self.roaming / name).exists():
                sys.exit(f"{name} is still there after xl903 addin remove.")
        self.lap("The tab was installed, looked at and removed")

    def purge(self) -> None:
        """Delete caches and logs; nothing may be left in the home folder."""
        self.run(*self.xl903, "purge", "--yes", show=False)
        if left := [path for path in self.home.rglob("*") if path.is_file()]:
            sys.exit(f"After xl903 purge, this is left: {', '.join(map(str, left))}")
        self.lap("xl903 purge left nothing in the home folder")


def require(path: Path) -> None:
    """End the trial where a file is missing or empty."""
    if not path.is_file() or not path.stat().st_size:
        sys.exit(f"{path} is missing.")


def main() -> None:
    """Try one file."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("file", type=Path)
    asked.add_argument("--demo", type=Path)
    options = asked.parse_args()
    file = options.file.resolve()
    with tempfile.TemporaryDirectory(prefix="xl903 ł ", ignore_cleanup_errors=True) as temporary:
        trial = Trial(Path(temporary))
        if file.suffix == ".whl":
            trial.install(file)
        elif WINDOWS:
            trial.unpack(file)
        else:
            sys.exit("The portable folder needs Windows; release/try_under_wine.sh tries it here.")
        trial.demo()
        if WINDOWS:
            trial.tab()
        trial.purge()
        if options.demo:
            shutil.copytree(trial.folder / "xl903-demo", options.demo)


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    main()
