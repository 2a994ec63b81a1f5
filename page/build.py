"""Packs the web page into one HTML file: Python's runtime, the packages it needs, the postcodes, and xl903 itself.

The runtime and the packages come from a folder (``release/fetch_page_parts.py`` fills it); each is known by its
SHA-256. All Python code is compiled beforehand. The same parts give the same bytes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from page.bytecode import compiled, read_zip, stored_zip
from xl903.engine.messages import UserError
from xl903.places import load_postcodes, pack_postcodes
from xl903.places.postcodes import PACKAGE
from xl903.writers.safe_files import write_whole

MOST_BYTES = 36 * 1024 * 1024
"""As large as the page may be: what e-mail and shares take, and a browser opens in seconds."""

_LOCK = "pyodide-lock.json"
_PACKAGES = ("xl903", "rules", "workbook", "page")
_LEFT_OUT = frozenset({"xl903/synthetic", "xl903/testing", "workbook/excel"})
"""Folders of the packages that the page never asks for."""

_STANDARD, _PACKED = "python_stdlib.zip", "postcodes.bin"
_AT_STANDARD, _AT_PACKAGES = "lib/python312.zip/", "lib/python3.12/site-packages/"
"""Where the runtime keeps Python's own library, and where it looks for packages."""

_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'sha256-{style}'; img-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'"
)
"""Nothing is loaded, and no connection is opened; the scripts are the page's own."""


def pinned_parts() -> dict[str, str]:
    """The files that the page is made of beside xl903's own: name to SHA-256."""
    return dict(json.loads(_source("parts.json"))["sha256"])


def read_parts(folder: Path) -> dict[str, bytes]:
    """The parts in a folder. Raises UserError where one is missing or is not the file that is pinned."""
    found = {}
    for name, sha256 in pinned_parts().items():
        try:
            data = (folder / name).read_bytes()
        except OSError as error:
            raise UserError(
                f"{name} is not in {folder}. Fetch the parts first: python release/fetch_page_parts.py {folder}"
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise UserError(
                f"{folder / name} is not the file this version of xl903 is made with. Fetch it again."
            )
        found[name] = data
    known = json.loads(found[_LOCK])["packages"].values()
    of_runtime = {one["file_name"]: one["sha256"] for one in known}
    for name in found:
        if name in of_runtime and of_runtime[name] != pinned_parts()[name]:
            raise UserError(f"{name} is not the file that Python's runtime expects. Fetch it again.")
    return found


def build_page(folder: Path) -> str:
    """The page as text. folder: where the parts are. Raises UserError as ``read_parts`` and ``compiled``."""
    parts = read_parts(folder)
    sources = read_zip(parts.pop(_STANDARD), _AT_STANDARD)
    for name in [name for name in parts if name.endswith(".whl")]:
        sources |= read_zip(parts.pop(name), _AT_PACKAGES)
    sources |= {f"{_AT_PACKAGES}{name}": data for name, data in _own_code().items()}
    code = compiled(sources, folder)
    for part, at in ((_STANDARD, _AT_STANDARD), ("packages.zip", _AT_PACKAGES)):
        inside = {name.removeprefix(at): data for name, data in code.items() if name.startswith(at)}
        parts[part] = stored_zip(inside)
    parts[_PACKED] = pack_postcodes(load_postcodes())
    blocks = [_block("worker.js", _source("worker.js"))]
    for name, data in sorted(parts.items()):
        if name == _PACKED:
            blocks.append(_block(name, base64.b64encode(data).decode()))
        else:
            packed = gzip.compress(data, 9, mtime=0)
            blocks.append(_block(f"{name}.gz", base64.b64encode(packed).decode()))
    script, style = _source("main.js"), _source("style.css")
    filled = {
        "policy": _POLICY.format(script=_digest(script), style=_digest(style)),
        "version": version("xl903"),
        "postcodes": f"{PACKAGE} {version(PACKAGE)}",
        "style": style,
        "script": script,
        "parts": "\n".join(blocks),
    }
    page = _source("index.html")
    for name, text in filled.items():
        page = page.replace(f"{{{{{name}}}}}", text)
    return page


def write_page(folder: Path, out: Path) -> tuple[int, str]:
    """Write the page. Returns how many bytes it has, and its SHA-256.

    Raises UserError as ``build_page``, and where the file cannot be written or would be too large.
    """
    data = build_page(folder).encode()
    if len(data) > MOST_BYTES:
        raise UserError(
            f"The page would have {len(data):,} bytes, more than {MOST_BYTES:,}. Leave something out."
        )
    with write_whole(out, advice="choose another place") as beside:
        beside.write_bytes(data)
    return len(data), hashlib.sha256(data).hexdigest()


def policy_of(page: str) -> str:
    """The line of a page that forbids it every connection."""
    return page.partition('Content-Security-Policy" content="')[2].partition('"')[0]


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _block(name: str, text: str) -> str:
    """A part inside the page, as text that a browser does not run."""
    if "</script" in text:
        raise ValueError(f"{name} would end the block it is in")
    return f'<script type="text/plain" data-part="{name}">{text}</script>'


def _source(name: str) -> str:
    return files("page").joinpath(name).read_text(encoding="utf-8")


def _own_code() -> dict[str, bytes]:
    """The files of xl903's packages, with what tells Python that they are installed."""
    held: dict[str, bytes] = {}
    for package in _PACKAGES:
        _gather(files(package), package, held)
    about = f"xl903-{version('xl903')}.dist-info"
    held[f"{about}/METADATA"] = f"Metadata-Version: 2.1\nName: xl903\nVersion: {version('xl903')}\n".encode()
    held[f"{about}/entry_points.txt"] = b"[xl903.rules]\ndfe = rules\n"
    return held


def _gather(folder: Traversable, name: str, held: dict[str, bytes]) -> None:
    for one in folder.iterdir():
        inside = f"{name}/{one.name}"
        if one.is_dir():
            if one.name != "__pycache__" and inside not in _LEFT_OUT:
                _gather(one, inside, held)
        elif name != "page" or one.name in ("__init__.py", "page_work.py", "shown.py"):
            held[inside] = one.read_bytes()
