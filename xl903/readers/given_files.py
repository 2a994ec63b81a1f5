"""The files that a person gave: found in a folder, named one by one, or packed in a zip file.

Nothing of a zip file is ever written to the disk; its members are read from memory, within limits.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from xl903.engine.messages import Message, UserError
from xl903.readers.loaded import join_names

TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".tab"})
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm"})
XML_SUFFIX, ZIP_SUFFIX = ".xml", ".zip"
READABLE = TEXT_SUFFIXES | WORKBOOK_SUFFIXES | {XML_SUFFIX, ZIP_SUFFIX, ""}

MANIFEST = "manifest.txt"
"""The file in which an export of ours says what it holds; no part of the return."""

MOST_MEMBERS = 200
"""Files that a zip file may hold."""

MOST_BYTES = 500_000_000
"""Bytes that the files of a zip file may have together; the largest returns have a tenth of it."""

_COULD_HOLD_A_TABLE = frozenset(
    [
        ".xls",
        ".xlsb",
        ".ods",
        ".numbers",
        ".dat",
        ".data",
        ".dbf",
        ".json",
        ".parquet",
        ".gz",
        ".7z",
        ".rar",
        ".tar",
        ".mdb",
        ".accdb",
        ".sav",
        ".psv",
        ".asc",
    ]
)
_NO_TABLE_NAMES = frozenset(
    {MANIFEST, "readme", "readme.txt", "desktop.ini", "thumbs.db", "license", "notes"}
)


@dataclass(frozen=True)
class GivenFile:
    """One file to read. ``named``: the person named it itself; else it was found in a folder or zip file.

    Where ``data`` is None it is read from ``path``.
    """

    name: str
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    named: bool = False

    @property
    def suffix(self) -> str:
        """The ending of its name, in lower case, with the stop; empty where there is none."""
        return PurePosixPath(self.name).suffix.lower()

    def read(self) -> bytes:
        """The file's bytes. Raises OSError where it cannot be read."""
        if self.data is not None:
            return self.data
        assert self.path is not None  # noqa: S101 - one of the two is always there
        return self.path.read_bytes()

    def open(self) -> BinaryIO:
        """The file as a stream of bytes. Raises OSError where it cannot be opened."""
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.path is not None  # noqa: S101 - one of the two is always there
        return self.path.open("rb")

    def is_zip(self) -> bool:
        """Whether it is a zip file by its name."""
        return self.suffix == ZIP_SUFFIX


@dataclass
class GivenFiles:
    """Files to read, and what there is to say about those that are not.

    ``aside``: names of files that may hold a table and are not read. ``folder``: what they were found in.
    """

    files: list[GivenFile] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)


def find_files(source: str | Path | Iterable[str | Path]) -> GivenFiles:
    """List the files to read of a folder, a file, or several files; zip files are replaced by their members.

    Raises UserError where a path does not exist, cannot be opened, or holds nothing to read.
    """
    if isinstance(source, (str, Path)):
        path = _existing(source)
        given = _in_folder(path) if path.is_dir() else GivenFiles([GivenFile(path.name, path, named=True)])
    else:
        paths = [_existing(path) for path in source]
        if not paths:
            raise UserError("No file was given; choose the folder or the files of the return.")
        for path in paths:
            if path.is_dir():
                raise UserError(f"{path} is a folder among files; give one folder, or files only.")
        distinct = {path.resolve(): path for path in paths}
        given = GivenFiles([GivenFile(path.name, path, named=True) for path in distinct.values()])
    return _with_members(given)


def _existing(given: str | Path) -> Path:
    path = Path(given)
    try:
        if path.exists():
            return path
    except (OSError, ValueError) as error:
        raise cannot_be_opened(path, error) from error
    raise UserError(f"{path} does not exist; check the path.")


def bytes_of(path: Path) -> bytes:
    """What a file holds. Raises UserError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be opened; check the path.") from error


def cannot_be_opened(path: Path | str, error: OSError | ValueError) -> UserError:
    """The error to raise where the system refuses a path."""
    why = getattr(error, "strerror", None) or "its name is not a path"
    return UserError(f"{path} cannot be opened ({why}); check that you may read it.")


def _in_folder(folder: Path) -> GivenFiles:
    """List what can be read in a folder, by name; what could hold a table and is not read is named."""
    try:
        found = sorted(folder.iterdir(), key=lambda path: path.name.casefold())
        given = GivenFiles()
        folders = [path for path in found if path.is_dir() and not _is_hidden(path.name)]
        for path in found:
            if _is_plainly_no_table(path.name) or not path.is_file():
                continue
            if path.suffix.lower() in READABLE:
                given.files.append(GivenFile(path.name, path))
            elif path.suffix.lower() in _COULD_HOLD_A_TABLE:
                _leave_aside(given, path.name)
        _name_folders(given, folders)
    except OSError as error:
        raise cannot_be_opened(folder, error) from error
    if not given.files:
        hint = ""
        if given.aside:
            hint = f" ({join_names(given.aside)} cannot be read)"
        raise UserError(
            f"{folder} holds no CSV or XML file{hint}; choose the folder with the return's files."
        )
    return given


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$", "__"))


def _is_plainly_no_table(name: str) -> bool:
    return _is_hidden(name) or name.casefold() in _NO_TABLE_NAMES


def _leave_aside(given: GivenFiles, name: str) -> None:
    given.aside.append(name)
    given.messages.append(
        Message("error", "was not read, for it is neither CSV nor XML; save it as CSV.", file=name)
    )


def _may_hold_files(folder: Path) -> bool:
    try:
        return any(inner.suffix.lower() in READABLE - {""} and inner.is_file() for inner in folder.iterdir())
    except OSError:  # closed to this person; what is in it is not known
        return True


def _name_folders(given: GivenFiles, folders: Sequence[Path]) -> None:
    """Say which folders in the folder may hold files that could be read, for they are not looked into."""
    holding = [path.name for path in folders if _may_hold_files(path)]
    if holding:
        what = f"folder {holding[0]}" if len(holding) == 1 else f"folders {join_names(holding)}"
        given.messages.append(
            Message(
                "info",
                f"The {what} inside {'was' if len(holding) == 1 else 'were'} not looked into; name a folder "
                "itself to check what it holds.",
            )
        )


# Zip files


def _with_members(given: GivenFiles) -> GivenFiles:
    files: list[GivenFile] = []
    for file in given.files:
        if not file.is_zip():
            files.append(file)
            continue
        try:
            files.extend(_members(file, given))
        except UserError as error:
            if file.named:
                raise
            given.aside.append(file.name)
            given.messages.append(Message("error", str(error).partition(" ")[2], file=file.name))
    given.files = files
    return given


def _members(file: GivenFile, given: GivenFiles) -> list[GivenFile]:
    """Read the members of a zip file. Raises UserError where that cannot be done, or should not."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.read())) as packed:
            return _read_members(file, packed, given)
    except OSError as error:
        raise cannot_be_opened(file.name, error) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise UserError(f"{file.name} cannot be read as a zip file; pack it again.") from error
    except RuntimeError as error:  # zipfile's word for a member with a password
        raise UserError(f"{file.name} needs a password; unpack it and load its files.") from error


def _read_members(file: GivenFile, packed: zipfile.ZipFile, given: GivenFiles) -> list[GivenFile]:
    members = [member for member in packed.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise UserError(f"{file.name} holds more than a return can; unpack it and load its files.")
    read = []
    folders = {PurePosixPath(member.filename.replace("\\", "/")).parent for member in members}
    for member in members:
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        name = f"{file.name}/{inside.name}" if len(folders) == 1 else f"{file.name}/{inside}"
        if ".." in inside.parts or any(_is_hidden(part) for part in inside.parts[:-1]):
            continue
        if _is_plainly_no_table(inside.name):
            continue
        suffix = inside.suffix.lower()
        if suffix == ZIP_SUFFIX:
            given.aside.append(name)
            given.messages.append(
                Message("error", "is a zip file in a zip file and was not read; unpack it.", file=name)
            )
        elif suffix in READABLE:
            data = _read_member(file, packed, member)
            read.append(GivenFile(name, data=data))
        elif suffix in _COULD_HOLD_A_TABLE:
            _leave_aside(given, name)
    if not read:
        raise UserError(f"{file.name} holds no CSV or XML file; choose the zip file of the return.")
    return read


def _read_member(file: GivenFile, packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member's bytes; no more of them than its entry says, which a made-up entry may not keep to."""
    with packed.open(member) as stream:
        data = stream.read(member.file_size + 1)
    if len(data) > member.file_size:
        raise UserError(f"{file.name} holds more than it says; pack it again.")
    return data
