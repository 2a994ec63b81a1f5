"""Reading Ofsted's provider lists, whatever their edition, into one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.engine.wording import plural
from xl903.ofsted.files import Opened, open_file
from xl903.ofsted.list_cache import digest_of, keep, open_cached
from xl903.ofsted.list_cells import holds_any
from xl903.ofsted.merging import merge
from xl903.ofsted.provider_rows import SheetReader, name_rules, postcodes_by_urn
from xl903.ofsted.sheets import Sheet, shape_of
from xl903.s903.provider_coverage import AGENCIES, HOMES, KINDS, PLACES, SUPPORTED

_MOST_COLUMNS_SHOWN = 30
_LONG = 50
"""Providers of a list that is no cutting: it then has some of every kind that it is about."""

_WANTED_ON_ONE_SHEET = (
    "URN; Placement code and Placement provider code; Setting address postcode; "
    "Deregistration date or Closed date"
)

_RULES_ON_UNKNOWN_URNS = "Rules 219 to 241 and 1008 do not check placements with them."


@dataclass(frozen=True)
class OfstedLists:
    """What Ofsted's lists say, and what there is to say about the files.

    ``providers``: a row per registered provider, for supported accommodation a row per premises. Columns
    URN, NAME, KIND, LA_NAME, PLACE_CODES, PROVIDER_CODES, REG_START, REG_END, POSTCODE, PLACES, STATUS,
    SOURCE, PROVIDER_CODES_ASSUMED, all text (dtype ``string``, blank is NA) but REG_START and REG_END
    (``datetime64[s]``, blank is NaT) and PROVIDER_CODES_ASSUMED (bool: xl903 put the provider codes in). No
    rows where nothing could be read. ``shapes``: file name to the shape of its list, 1 to 4, for files that
    are lists. ``covers``: the kinds of provider that they have together (``xl903.s903.provider_coverage.KINDS``).
    ``unusable``: files that are no list, with the sentence that says why.
    """

    providers: pd.DataFrame
    messages: tuple[Message, ...]
    shapes: Mapping[str, int]
    covers: frozenset[str] = frozenset(KINDS)
    unusable: Mapping[str, str] = field(default_factory=dict)

    @property
    def for_rules(self) -> pd.DataFrame | None:
        """The providers as ``xl903.Return`` takes them, with the kinds that they cover; None without any."""
        if not len(self.providers):
            return None
        if self.covers >= set(KINDS):
            return self.providers
        return self.providers.assign(COVERS=",".join(kind for kind in KINDS if kind in self.covers))


@dataclass
class _List:
    """One file on its way into the table."""

    path: Path
    messages: list[Message] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    rows: list[pd.DataFrame] = field(default_factory=list)

    @property
    def shape(self) -> int:
        return shape_of(self.sheets)

    @property
    def has_premises_only(self) -> bool:
        return all(sheet.role == "premises" for sheet in self.sheets)

    @property
    def covers(self) -> set[str]:
        """The kinds of provider that the list is about."""
        supported = {SUPPORTED} if self._has_supported_accommodation else set()
        if self.has_premises_only:
            return supported
        return {1: {HOMES}, 2: {AGENCIES}}.get(self.shape, self._kinds_of_combined()) | supported

    @property
    def _has_supported_accommodation(self) -> bool:
        return any(sheet.role == "premises" for sheet in self.sheets) or self._has_places(SUPPORTED)

    def _kinds_of_combined(self) -> set[str]:
        """The kinds in a combined list: both, unless it is long and one of them is not there at all."""
        both = {HOMES, AGENCIES}
        if sum(map(len, self.rows)) < _LONG:
            return both
        return {kind for kind in both if self._has_places(kind)} or both

    def _has_places(self, kind: str) -> bool:
        return any(bool(holds_any(rows["PLACE_CODES"], PLACES[kind]).any()) for rows in self.rows)


def read_ofsted_lists(files: Iterable[str | Path]) -> OfstedLists:
    """Read Ofsted's provider lists (.xlsx or .csv) of any known edition and merge them into one table.

    A file that cannot be read, or is no such list, becomes a message, and the others are read; nothing is
    raised for it.
    """
    if isinstance(files, (str, Path)):
        files = [files]
    paths: list[Path] = []
    twice: list[Message] = []
    for path in map(Path, files):
        if path.absolute() in {one.absolute() for one in paths}:
            twice.append(Message("warning", "This file was chosen twice. It was read once.", file=path.name))
        else:
            paths.append(path)
    digest = _digest(paths)
    kept = open_cached(digest) if digest is not None else None
    if kept is None:
        lists = _read(paths)
        certain = not lists.unusable and not any(message.level == "error" for message in lists.messages)
        if digest is not None and certain:
            keep(digest, lists.providers, lists.messages, lists.shapes, lists.covers)
    else:
        providers, said, shapes, covers = kept
        lists = OfstedLists(providers, said, MappingProxyType(shapes), covers)
    return replace(lists, messages=(*twice, *lists.messages))


def _digest(paths: Sequence[Path]) -> str | None:
    """By what lists are known that were read before; None where they cannot be opened, or two share a name.

    Which of several lists is the newest depends on the day.
    """
    if not paths or len({path.name for path in paths}) < len(paths):
        return None
    try:
        lists = [(path.name, path.read_bytes()) for path in paths]
    except OSError:
        return None
    return digest_of(lists, dt.date.today().isoformat() if len(lists) > 1 else "")


def _read(paths: Sequence[Path]) -> OfstedLists:
    """What lists hold, from the files themselves."""
    lists: list[_List] = []
    read: list[_List] = []
    messages: list[Message] = []
    for path in paths:
        one = _read_list(path)
        read.append(one)
        messages.extend(one.messages)
        if one.sheets:
            lists.append(one)
    messages.extend(_providers_not_covered(lists))
    providers, differences = merge([(one.path.name, pd.concat(one.rows)) for one in lists], dt.date.today())
    covers = frozenset(kind for one in lists for kind in one.covers)
    unusable = {one.path.name: str(one.messages[0]) for one in read if not one.sheets}
    return OfstedLists(
        providers, (*messages, *differences), MappingProxyType(_shapes(lists)), covers, unusable
    )


def _read_list(path: Path) -> _List:
    result = _List(path)
    try:
        opened = open_file(path)
    except UserError as error:
        result.messages.append(Message("error", str(error), file=path.name))
        return result
    by_role: dict[str, list[Sheet]] = {}
    for sheet in opened.sheets:
        by_role.setdefault(sheet.role, []).append(sheet)
    settings = by_role.get("settings part", [])
    result.sheets = [
        sheet for sheet in opened.sheets if sheet.role in ("providers", "settings part", "premises")
    ]
    if not result.sheets:
        result.messages.append(_no_list(path.name, opened))
        return result
    address_parts = by_role.get("address part", []) if settings else []
    addresses = _joined_addresses(address_parts)
    result.messages.extend(_left_aside(path.name, opened, [*result.sheets, *address_parts]))
    result.messages.extend(_missing_columns(path.name, result.sheets, joined=addresses is not None))
    result.messages.extend(_repeated_headers(path.name, [*result.sheets, *address_parts]))
    for sheet in result.sheets:
        reader = SheetReader(sheet, addresses if sheet.role == "settings part" else None)
        result.rows.append(reader.rows)
        result.messages.extend(reader.messages)
    return result


def _joined_addresses(parts: Sequence[Sheet]) -> pd.Series | None:
    """Put together the postcodes of all address parts by URN, the first where a URN repeats; None without."""
    if not parts:
        return None
    addresses = pd.concat([postcodes_by_urn(sheet) for sheet in parts])
    return addresses[~addresses.index.duplicated()]


def _shapes(lists: Sequence[_List]) -> dict[str, int]:
    """Name the shape of each file; of two files of one name, the later goes by its whole path."""
    shapes: dict[str, int] = {}
    for one in lists:
        shapes[str(one.path) if one.path.name in shapes else one.path.name] = one.shape
    return shapes


# Messages about a file


def _no_list(file: str, opened: Opened) -> Message:
    """Word the one message about a file without any list: what it has, and what is wanted."""
    if len(opened.sheets) == 1 and opened.sheets[0].name is None:
        found = f"It has the columns: {_columns_of(opened.sheets[0])}."
    elif opened.sheets:
        sheets = ", ".join(f'"{sheet.name}" (columns: {_columns_of(sheet)})' for sheet in opened.sheets)
        found = f"It has the {plural(len(opened.sheets), 'sheet')} {sheets}."
    else:
        found = "It has no visible sheet."
    if opened.hidden:
        found += f" Hidden sheets were not looked at: {_quoted(opened.hidden)}."
    return Message(
        "error",
        f"This is not an Ofsted provider list as far as xl903 knows. {found} It needs these columns on one sheet: "
        f"{_WANTED_ON_ONE_SHEET}. Check that this is the file Ofsted sent, unchanged.",
        file=file,
    )


def _left_aside(file: str, opened: Opened, read: Sequence[Sheet]) -> list[Message]:
    aside = [sheet.name or file for sheet in opened.sheets if sheet not in read]
    if not aside:
        return []
    names = f"{plural(len(aside), 'sheet')} {_quoted(aside)}"
    return [Message("info", f"Not read, because it holds no list of providers: {names}.", file=file)]


def _missing_columns(file: str, sheets: Sequence[Sheet], *, joined: bool) -> list[Message]:
    """Word the one message about columns that a file lacks: the rules they cost, and what was found."""
    lacking = []
    for sheet in sheets:
        missing = [
            wanted
            for wanted in sheet.missing
            if not (joined and sheet.role == "settings part" and wanted.name == "POSTCODE")
        ]
        if missing:
            wanted_columns = "; ".join(f"{wanted.label} ({name_rules(wanted)})" for wanted in missing)
            lacking.append(f"{sheet.place} lacks {wanted_columns}. It has: {_columns_of(sheet)}.")
    if not lacking:
        return []
    return [
        Message(
            "warning",
            f"{' '.join(lacking)} The list was loaded with these cells blank, so the rules named cannot be "
            "trusted. Check that this is the file Ofsted sent, unchanged.",
            file=file,
        )
    ]


def _repeated_headers(file: str, sheets: Sequence[Sheet]) -> list[Message]:
    repeated = [
        f"{sheet.place} has several columns {_quoted([header.capitalize()])}"
        for sheet in sheets
        for header in dict.fromkeys(sheet.repeated_headers)
    ]
    if not repeated:
        return []
    text = f"{'; '.join(repeated)}. The first was used. If another one is right, delete the first."
    return [Message("warning", text, file=file)]


def _providers_not_covered(lists: Sequence[_List]) -> list[Message]:
    """Warn of lists that are only part of Ofsted's register, where no other list has the rest.

    Supported accommodation aside, which belongs to the register of some collection years only.
    """
    covered = {kind for one in lists for kind in one.covers}
    missing = [kind for kind in (HOMES, AGENCIES) if kind not in covered]
    messages = []
    for one in lists:
        here = [kind for kind in KINDS if kind in one.covers]
        if not missing or set(here) <= {SUPPORTED} < covered:
            continue
        what = " and ".join(
            "social care providers other than children's homes" if kind == AGENCIES else KINDS[kind]
            for kind in here
        )
        absent = " and ".join(KINDS[kind] for kind in missing)
        messages.append(
            Message(
                "warning",
                f"This list has {what} only; missing are {absent}. {_RULES_ON_UNKNOWN_URNS} "
                "Load Ofsted's list of these as well.",
                file=one.path.name,
            )
        )
    return messages


def _columns_of(sheet: Sheet) -> str:
    shown = [header for header in sheet.shown_headers if header]
    more = len(shown) - _MOST_COLUMNS_SHOWN
    return ", ".join(shown[:_MOST_COLUMNS_SHOWN]) + (f" and {more} more" if more > 0 else "") or "none"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
