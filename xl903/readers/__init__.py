"""Reads a return from the files that councils have: a folder of CSV files, or one XML file.

Everything comes out as text, and whatever a person should know about the files as messages.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xl903.engine.messages import UserError
from xl903.readers.csv_files import read_csv_files
from xl903.readers.loaded import Loaded, join_names
from xl903.readers.xml_files import read_xml_file

__all__ = ["MANIFEST", "Loaded", "read_return"]

MANIFEST = "manifest.txt"
"""The file in which an export of ours says what it holds; no part of the return."""

_CSV_SUFFIXES = frozenset({".csv", ".txt"})
_XML_SUFFIX = ".xml"


def read_return(source: str | Path | Iterable[str | Path]) -> Loaded:
    """Read one year's return.

    ``source``: a folder (its .csv and .txt files or its one .xml file; folders inside it are not looked
    into), one file, or several files. A file that ends in .xml is read as XML, any other as CSV.

    Raises UserError where a path does not exist, there is nothing to read, CSV and XML or several XML
    files are mixed, the XML is not well-formed or no return, or no table could be found at all. All else
    that is amiss is in the result's ``messages``; what there is to say of columns that only some collection years
    have is said by ``Loaded.in_year``.
    """
    paths = _files_of(source)
    xml = [path for path in paths if path.suffix.lower() == _XML_SUFFIX]
    if not xml:
        return read_csv_files(paths)
    if len(xml) < len(paths):
        raise UserError(
            f"A return is either CSV or XML, but {xml[0].name} comes with "
            f"{next(path.name for path in paths if path not in xml)}; leave one kind out."
        )
    if len(xml) > 1:
        raise UserError(
            f"A return is one XML file, but there are {len(xml)}, {join_names(path.name for path in xml)}; "
            "choose the one to load."
        )
    return read_xml_file(xml[0])


def _files_of(source: str | Path | Iterable[str | Path]) -> list[Path]:
    if isinstance(source, (str, Path)):
        path = _existing(source)
        return _files_in(path) if path.is_dir() else [path]
    paths = [_existing(path) for path in source]
    if not paths:
        raise UserError("No file was given; choose the folder or the files of the return.")
    for path in paths:
        if path.is_dir():
            raise UserError(f"{path} is a folder among files; give one folder, or files only.")
    return paths


def _existing(given: str | Path) -> Path:
    path = Path(given)
    try:
        if path.exists():
            return path
    except OSError as error:
        raise _cannot_be_opened(path, error) from error
    raise UserError(f"{path} does not exist; check the path.")


def _cannot_be_opened(path: Path, error: OSError) -> UserError:
    return UserError(f"{path} cannot be opened ({error.strerror}); check that you may read it.")


def _files_in(folder: Path) -> list[Path]:
    """List what can be read in a folder, by name, without the files that Excel and macOS keep there."""
    try:
        found = sorted(folder.iterdir(), key=lambda path: path.name.casefold())
    except OSError as error:
        raise _cannot_be_opened(folder, error) from error
    readable = [
        path
        for path in found
        if path.suffix.lower() in {*_CSV_SUFFIXES, _XML_SUFFIX}
        and not path.name.startswith((".", "~$"))
        and path.name != MANIFEST
        and path.is_file()
    ]
    if not readable:
        raise UserError(f"{folder} holds no CSV or XML file; choose the folder with the return's files.")
    return readable
