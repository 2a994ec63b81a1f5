"""One sheet of an Ofsted list as rows of the provider table, with what is odd about its cells."""

from __future__ import annotations

import pandas as pd

from xl903.engine.messages import Level, Message
from xl903.engine.wording import count, plural
from xl903.ofsted import list_cells
from xl903.ofsted.columns import (
    ASSUMED,
    DATE_COLUMNS,
    PROVIDER_LIST_COLUMNS,
    SECTOR,
    SOURCE,
    WANTED,
    Wanted,
)
from xl903.ofsted.sheets import Sheet

SUPPORTED_ACCOMMODATION = "Supported accommodation"
SUPPORTED_ACCOMMODATION_PLACE = "K3"

CODES_BY_SECTOR = (
    ("local authority", "PR1,PR2"),
    ("health", "PR3"),
    ("private", "PR4"),
    ("voluntary", "PR5"),
    ("charit", "PR5"),
)
"""Provider codes of supported accommodation by words in its sector, the first that is found."""

USUAL_PROVIDER_CODE = "PR4"
"""Provider code of supported accommodation whose sector says nothing: most of it is private."""

HARDLY_ANY = 0.1
"""Below this share of good cells a column is taken to stand beside its header."""

_CLOSED_WORDS = r"\b(?:closed|de-?registered|cancelled|resigned|ceased|removed)\b"


class SheetReader:
    """Reads one sheet of providers or premises.

    ``rows`` is its part of the provider table; ``messages`` is what is to be said about its cells. A
    ``settings part`` takes its postcodes from ``addresses``, a Series of postcodes by URN, where given.
    """

    def __init__(self, sheet: Sheet, addresses: pd.Series | None = None) -> None:
        self.sheet = sheet
        self.messages: list[Message] = []
        self._addresses = addresses
        self.rows = self._read()

    def _read(self) -> pd.DataFrame:
        urn = list_cells.urns(self.sheet.column("urn"))
        self._count_without_urn(urn)
        self._listed = urn.notna()
        urn = urn[self._listed]
        if urn.empty:
            self._say("warning", "No row has a URN, so nothing was loaded. Check that the list is complete.")
        self._warn_if_slipped(WANTED["URN"], urn, list_cells.matches(urn, list_cells.URN_PATTERN))
        place_codes, provider_codes = self._code_columns()
        columns = {
            "URN": urn,
            "NAME": self._name(),
            "KIND": list_cells.text(self._raw("KIND")),
            "LA_NAME": list_cells.text(self._raw("LA_NAME")),
            "PLACE_CODES": self._codes(WANTED["PLACE_CODES"], place_codes, list_cells.PLACE_CODES),
            "PROVIDER_CODES": self._codes(
                WANTED["PROVIDER_CODES"], provider_codes, list_cells.PROVIDER_CODES
            ),
            **{name: self._dates(WANTED[name]) for name in DATE_COLUMNS},
            "POSTCODE": self._postcodes(urn),
            "PLACES": list_cells.places(self._raw("PLACES")),
            "STATUS": list_cells.text(self._raw("STATUS")),
            SOURCE: pd.Series(self.sheet.source, index=urn.index, dtype="string"),
            ASSUMED: pd.Series(data=False, index=urn.index, dtype=bool),
        }
        rows = pd.DataFrame(columns, index=urn.index, columns=list(PROVIDER_LIST_COLUMNS))
        if self.sheet.role == "premises":
            self._fill_supported_accommodation(rows)
        self._count_closed_without_end(rows)
        return rows.reset_index(drop=True)

    # Columns as they stand in the sheet, rows without URN left out

    def _raw(self, name: str) -> pd.Series:
        return self._in_listed_rows(self.sheet.preferred_column(WANTED[name]))

    def _in_listed_rows(self, column: pd.Series | None) -> pd.Series:
        if column is None:
            column = pd.Series(None, index=self._listed.index, dtype=object)
        return column[self._listed]

    def _name(self) -> pd.Series:
        """Take the setting's name and, where that is blank, the provider's."""
        name = list_cells.text(self._raw("NAME"))
        for header in self.sheet.headers_for(WANTED["NAME"])[1:]:
            name = name.fillna(list_cells.text(self._in_listed_rows(self.sheet.column(header))))
        return name

    # Codes

    def _code_columns(self) -> tuple[pd.Series, pd.Series]:
        """Find the placement types and the provider codes, by content where both columns are there."""
        by_name = [list_cells.codes(self._raw(name)) for name in ("PLACE_CODES", "PROVIDER_CODES")]
        place_codes, provider_codes = by_name
        if _mostly(place_codes, list_cells.PROVIDER_CODES) and _mostly(
            provider_codes, list_cells.PLACE_CODES
        ):
            self._say(
                "info",
                f"{self._header('PLACE_CODES')} holds provider codes and {self._header('PROVIDER_CODES')} "
                "holds placement types. They were read by their values, not by their names.",
            )
            return provider_codes, place_codes
        confirmed = _blank_or_mostly(place_codes, list_cells.PLACE_CODES) and _blank_or_mostly(
            provider_codes, list_cells.PROVIDER_CODES
        )
        both = all(self.sheet.headers_for(WANTED[name]) for name in ("PLACE_CODES", "PROVIDER_CODES"))
        slipped = _hardly_any(place_codes, list_cells.PLACE_CODES) or _hardly_any(
            provider_codes, list_cells.PROVIDER_CODES
        )
        # Where cells have slipped, that is said of the column itself.
        if both and not confirmed and not slipped:
            self._say(
                "warning",
                f"The cells do not show which of {self._header('PLACE_CODES')} and "
                f"{self._header('PROVIDER_CODES')} holds placement types and which holds provider codes. "
                "They were read by their names. Compare a few cells of both columns with their headers.",
            )
        return place_codes, provider_codes

    def _codes(self, wanted: Wanted, codes: pd.Series, known: frozenset[str]) -> pd.Series:
        good = list_cells.holds_any(codes, known)
        if self.sheet.role == "premises" and wanted.name == "PLACE_CODES":
            # A cell without any placement type says nothing here: it becomes the usual one.
            codes = codes.where(good)
        elif self._warn_if_slipped(wanted, codes, good):
            return codes
        unknown = list_cells.parts(codes)
        unknown = unknown[~unknown.isin(known)]
        if len(unknown):
            self._say(
                "warning",
                f"{self._header(wanted.name)} has {count(len(unknown), 'code')} that DfE has in no year, "
                f"such as {_examples(unknown)}; they are kept, but {name_rules(wanted)} "
                "matches no placement with them.",
                wanted,
            )
        return codes

    # Dates and postcodes

    def _dates(self, wanted: Wanted) -> pd.Series:
        raw = self._raw(wanted.name)
        dates = list_cells.dates(raw, self.sheet.epoch)
        filled = list_cells.text(raw)
        unread = filled[filled.notna() & dates.isna()]
        if not self._warn_if_slipped(wanted, filled, dates.notna()) and len(unread):
            effect = "; the provider then counts as still registered" if wanted.name == "REG_END" else ""
            self._say(
                "warning",
                f"{self._header(wanted.name)} has {count(len(unread), 'cell')} that "
                f"{plural(len(unread), 'is not a valid date', 'are not valid dates')}, such as {_examples(unread)}; read as "
                f"blank{effect}. Write dates as dd/mm/yyyy.",
                wanted,
            )
        return dates

    def _postcodes(self, urn: pd.Series) -> pd.Series:
        if self._addresses is not None:
            postcodes = urn.map(self._addresses).astype("string")
        else:
            postcodes = list_cells.postcodes(self._raw("POSTCODE"))
        self._warn_if_slipped(
            WANTED["POSTCODE"], postcodes, list_cells.matches(postcodes, list_cells.POSTCODE_PATTERN)
        )
        return postcodes

    # Supported accommodation

    def _fill_supported_accommodation(self, rows: pd.DataFrame) -> None:
        """Put in what the list takes for granted, and mark rows whose provider codes are our convention."""
        rows["PLACE_CODES"] = rows["PLACE_CODES"].fillna(SUPPORTED_ACCOMMODATION_PLACE)
        rows["KIND"] = rows["KIND"].fillna(SUPPORTED_ACCOMMODATION)
        sector = list_cells.text(self._in_listed_rows(self.sheet.preferred_column(SECTOR))).str.lower()
        usual = pd.Series(USUAL_PROVIDER_CODE, index=rows.index, dtype="string")
        for words, codes in reversed(CODES_BY_SECTOR):
            usual = usual.mask(
                sector.str.contains(words, regex=False).fillna(value=False).astype(bool), codes
            )
        rows[ASSUMED] = rows["PROVIDER_CODES"].isna()
        rows["PROVIDER_CODES"] = rows["PROVIDER_CODES"].fillna(usual)

    # What is odd about the cells

    def _count_without_urn(self, urn: pd.Series) -> None:
        errors = list_cells.excel_errors(self.sheet.column("urn"))
        if wrong := int(errors.sum()):
            self._say(
                "warning",
                f"{wrong} {plural(wrong, 'row')} {'has' if wrong == 1 else 'have'} an Excel error such as "
                f"{_examples(self.sheet.column('urn')[errors])} where the URN should be, and "
                f"{'was' if wrong == 1 else 'were'} left out; ask for the list without it.",
                WANTED["URN"],
            )
        self._count_errors_elsewhere()
        missing_urn = urn.isna() & ~errors
        blank = [row for row, missing in zip(self.sheet.body, missing_urn, strict=True) if missing]
        # Rows of blanks at the end are usual and no news; the sheet's other cells are.
        number = sum(any(cell is not None and str(cell).strip() for cell in row) for row in blank)
        if number:
            self._say(
                "info",
                f"{count(number, 'row')} without URN {plural(number, 'was', 'were')} left out.",
            )

    def _count_errors_elsewhere(self) -> None:
        """Count the Excel errors in the other columns that are read; they count as blank."""
        columns = [
            column
            for name, wanted in WANTED.items()
            if name != "URN" and (column := self.sheet.preferred_column(wanted)) is not None
        ]
        number = sum(int(list_cells.excel_errors(column).sum()) for column in columns)
        if number:
            self._say(
                "warning",
                f"{number} {plural(number, 'cell')} {'holds' if number == 1 else 'hold'} an Excel error such as "
                "#N/A, read as blank; ask for the list without them.",
            )

    def _warn_if_slipped(self, wanted: Wanted, filled: pd.Series, good: pd.Series) -> bool:
        """Warn where hardly any filled cell of a column is good, or a needed column is all blank."""
        number = int(filled.notna().sum())
        effect = (
            f"{name_rules(wanted).capitalize()} cannot be trusted with this list." if wanted.rules else ""
        )
        if _few(good, filled):
            self._say(
                "warning",
                f"{self._header(wanted.name)} holds {wanted.holds} in {int(good.sum())} of {number} filled "
                f"{plural(number, 'cell')} (it has, for example, {_examples(filled[~good])}); the cells may "
                f"have slipped next to their headers. {effect} Open the sheet and compare the cells with the "
                "headers.",
                wanted,
            )
            return True
        needed = wanted.rules and wanted.name != "REG_END" and self.sheet.headers_for(wanted)
        # A list may hold one provider that keeps its address private; several blank cells are no chance.
        if needed and not number and len(filled) > 1 and self.sheet.role != "premises":
            self._say(
                "warning",
                f"{self._header(wanted.name)} is empty in all {len(filled)} rows. {effect} Check that this "
                "is the file Ofsted sent, unchanged.",
                wanted,
            )
            return True
        return False

    def _count_closed_without_end(self, rows: pd.DataFrame) -> None:
        closed = rows["STATUS"].str.lower().str.contains(_CLOSED_WORDS).fillna(value=False).astype(bool)
        urns = rows.loc[closed & rows["REG_END"].isna(), "URN"]
        if len(urns):
            self._say(
                "warning",
                f"{count(len(urns), 'provider')} with a status such as "
                f"{_examples(rows.loc[urns.index, 'STATUS'])} {plural(len(urns), 'has', 'have')} no end "
                f"of registration (URN {_examples(urns, quoted=False)}); rules 227 and 228 take "
                f"{plural(len(urns), 'it', 'them')} as still registered.",
                WANTED["REG_END"],
            )

    def _header(self, name: str) -> str:
        """Quote the header under which the sheet has a column, as it is written there."""
        found = self.sheet.headers_for(WANTED[name])
        if not found:
            return f'"{WANTED[name].headers[0].capitalize()}"'
        return f'"{self.sheet.shown_headers[self.sheet.headers.index(found[0])]}"'

    def _say(self, level: Level, text: str, wanted: Wanted | None = None) -> None:
        where = "" if self.sheet.name is None else f'Sheet "{self.sheet.name}": '
        text = " ".join(f"{where}{text}".split())
        self.messages.append(
            Message(level, text, file=self.sheet.file, column=wanted.name if wanted else None)
        )


def postcodes_by_urn(sheet: Sheet) -> pd.Series:
    """Read the postcodes of an address part by URN, the first that is filled where a URN repeats."""
    urn = list_cells.urns(sheet.column("urn"))
    postcodes = list_cells.postcodes(sheet.column(sheet.headers_for(WANTED["POSTCODE"])[0]))
    known = urn.notna() & postcodes.notna()
    by_urn = pd.Series(postcodes[known].to_numpy(), index=urn[known].to_numpy(), dtype="string")
    return by_urn[~by_urn.index.duplicated()]


def _mostly(codes: pd.Series, known: frozenset[str]) -> bool:
    """Tell whether more than half of the filled cells hold a known code."""
    return int(list_cells.holds_any(codes, known).sum()) * 2 > int(codes.notna().sum())


def _few(good: pd.Series, filled: pd.Series) -> bool:
    """Tell whether cells are filled and hardly any of them is good."""
    return bool(good.sum() < HARDLY_ANY * filled.notna().sum())


def _hardly_any(codes: pd.Series, known: frozenset[str]) -> bool:
    return _few(list_cells.holds_any(codes, known), codes)


def _blank_or_mostly(codes: pd.Series, known: frozenset[str]) -> bool:
    return not codes.notna().any() or _mostly(codes, known)


def _examples(values: pd.Series, *, quoted: bool = True) -> str:
    """Quote the first few different values, for a sentence."""
    first = [str(value) for value in values.dropna().unique()[:3]]
    return ", ".join(f'"{value}"' for value in first) if quoted else ", ".join(first)


def name_rules(wanted: Wanted) -> str:
    """Name the rules that need a column, for a sentence: ``rule 224``, ``rules 227, 228``."""
    return f"{plural(len(wanted.rules), 'rule')} {', '.join(wanted.rules)}"
