"""The page's Python code compiled beforehand: a browser would spend half its start on compiling it again each time.

Bytecode belongs to one version of Python, which is the page's and not the one that runs here, so it is made by the
page's own Python, in Node. The same parts give the same bytes.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path, PurePosixPath
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from xl903.engine.messages import UserError

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_FOR_BUILDERS = frozenset({".pyi", ".pxd", ".pyx", ".h", ".c"})
"""What packages carry for those who build upon them."""
_NEVER_ASKED_FOR = re.compile(
    r"/numpy/f2py/|/pytz/zoneinfo/|/(multiprocessing|pydoc_data|xmlrpc|wsgiref)/|/(doctest|pdb|mailbox|turtle)\."
)
"""Fortran, time zones, processes, servers: what the page has no use for."""


def compiled(held: Mapping[str, bytes], parts: Path) -> dict[str, bytes]:
    """Files with every Python source replaced by its bytecode, which Python takes in its place.

    held: path in the page's file system to contents. parts: the folder of the page's parts. A source that is not
    valid Python stays as it is; what the page has no use for is left out. Raises UserError where Node is missing
    or fails.
    """
    node = shutil.which("node")
    if node is None:
        raise UserError("Node is needed to make the page. Install it (node, with npm), then try again.")
    wanted = {name: data for name, data in held.items() if not _is_left_out(name)}
    sources = {name: data for name, data in wanted.items() if name.endswith(".py")}
    with tempfile.TemporaryDirectory() as scratch, as_file(files("page") / "compile.mjs") as script:
        given, made = Path(scratch, "sources.zip"), Path(scratch, "compiled.zip")
        given.write_bytes(stored_zip(sources))
        done = subprocess.run(  # noqa: S603
            [node, str(script), str(parts), str(given), str(made)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not made.exists():
            raise UserError(f"Node could not run the page's Python: {done.stderr.strip()[-300:]}")
        bytecode = read_zip(made.read_bytes())
    kept = {name: data for name, data in wanted.items() if name not in bytecode}
    return {**kept, **{f"{name}c": data for name, data in bytecode.items()}}


def _is_left_out(name: str) -> bool:
    return PurePosixPath(name).suffix in _FOR_BUILDERS or _NEVER_ASKED_FOR.search(name) is not None


def read_zip(data: bytes, at: str = "") -> dict[str, bytes]:
    """The files of a zip file, path to contents. at: what comes before each path."""
    with ZipFile(io.BytesIO(data)) as archive:
        return {f"{at}{one.filename}": archive.read(one) for one in archive.infolist() if not one.is_dir()}


def stored_zip(held: Mapping[str, bytes]) -> bytes:
    """A zip file that is not compressed, so that it can be compressed as a whole, and read without unpacking."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, data in sorted(held.items()):
            archive.writestr(ZipInfo(name, _LONG_AGO), data)
    return out.getvalue()
