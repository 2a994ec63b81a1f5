"""Writes a return as DfE's XML file. The layout is that of ``xl903.s903.xml_layout``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.engine.tallies import tally
from xl903.engine.wording import count, plural
from xl903.readers.loaded import join_names
from xl903.s903.schema import TABLES
from xl903.s903.xml_layout import BEYOND_DFES_LAYOUT, ROOT, UASC_YES, TableLayout, XmlLayout, xml_layout
from xl903.writers.folders import Manifest, refuse_existing, write_together
from xl903.writers.placing import Placing, about_children, about_copies, place_rows, refuse_second_rows
from xl903.writers.written_texts import NO_XML_HOLDS, Texts, as_texts, children, derived_uasc
from xl903.xml_trees import etree

_MADE_BY_ITEMS = ("AD1", "OC3")
"""Tables that have a row wherever one of their items is filled, and have none otherwise."""


@dataclass(frozen=True)
class _Rows:
    """The rows of a table that has elements of its own, by the CHILD that they go into.

    ``tags``: its columns' elements in order, and whether each is written when blank. ``cells``: 2-d array,
    sorted by CHILD. ``starts``: for each CHILD where its rows begin, and one more for the end.
    """

    element: str
    tags: tuple[tuple[str, bool], ...]
    cells: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, table: TableLayout, frame: pd.DataFrame, places: np.ndarray, children: int) -> _Rows:
        columns = sorted(table.own, key=lambda column: table.own[column].at)
        order = np.argsort(places, kind="stable")
        return cls(
            element=table.element.name,
            tags=tuple((table.own[column].name, table.own[column].is_required) for column in columns),
            cells=frame[columns].to_numpy(dtype=object)[order],
            starts=np.searchsorted(places[order], np.arange(children + 1)),
        )

    def put(self, parent: etree._Element, child: int) -> None:
        """Append an element for each row of that CHILD."""
        for row in self.cells[self.starts[child] : self.starts[child + 1]]:
            element = etree.SubElement(parent, self.element)
            for (tag, always), text in zip(self.tags, row, strict=True):
                _put(element, tag, text, always)


@dataclass(frozen=True)
class PreparedXml:
    """A return that can be written as XML, and what to know before it is.

    ``messages``: what XML has no place for, and what does not fit DfE's layout.
    """

    messages: tuple[Message, ...]
    _layout: XmlLayout
    _header: pd.DataFrame
    _rows: Mapping[str, _Rows]
    _counts: Mapping[str, int]

    def write(self, path: Path) -> Manifest:
        """Write the file, and ``manifest.txt`` beside it; the file's folder is made if it is not there.

        Raises UserError where the name does not end in .xml, a file of the same name or a manifest is
        there already, or writing fails. Nothing is left half-made.
        """
        if path.suffix.lower() != ".xml":
            raise UserError(f"{path} is not a name for an XML file. Use a name that ends in .xml.")
        refuse_existing(path)

        def write(into: Path) -> Iterator[tuple[str, str, int]]:
            with (into / path.name).open("wb") as stream:
                self._write_document(stream)
            for table, rows in self._counts.items():
                yield path.name, table, rows

        return write_together(path.parent, write, self.messages)

    def _write_document(self, stream: BinaryIO) -> None:
        with etree.xmlfile(stream, encoding="UTF-8") as document:
            document.write_declaration()
            with document.element(ROOT):
                document.write("\n")
                for child in self._children():
                    document.write(child, pretty_print=True)

    def _children(self) -> Iterator[etree._Element]:
        column = {str(tag): position for position, tag in enumerate(self._header)}
        for number, texts in enumerate(self._header.itertuples(index=False, name=None)):
            child = etree.Element("CHILD")
            header = etree.SubElement(child, "HEADER")
            for tag, element in self._layout.inside["HEADER"].items():
                if tag in column:
                    _put(header, tag, texts[column[tag]], element.is_required)
                elif tag in self._rows:
                    self._rows[tag].put(header, number)
            if "EPISODE" in self._rows:
                self._rows["EPISODE"].put(child, number)
            yield child


def _put(parent: etree._Element, tag: str, text: str | None, always: bool) -> None:
    if text is not None:
        etree.SubElement(parent, tag).text = text
    elif always:
        etree.SubElement(parent, tag)


def prepare_xml(
    tables: Mapping[str, pd.DataFrame], *, year: int | None, leave_out_ours: bool = False
) -> PreparedXml:
    """Make a return ready for DfE's XML layout, and say what that loses, before anything is written.

    tables: table name to DataFrame, as ``Return`` takes them. Header's column UASC goes out as it stands;
    without it, it is worked out from the table UASC. year: the collection year, None where nothing tells, as
    ``write_csv`` takes it. leave_out_ours: write no social worker episodes and no
    deprivation of liberty orders, whose elements are xl903's own.

    Raises UserError where a child has two rows of UASC, AD1 or OC3, for which XML has room for one; a cell
    holds a character that XML cannot; or there is no child at all.
    """
    if leave_out_ours:
        left_out = {name: len(tables[name]) for name in BEYOND_DFES_LAYOUT if name in tables}
        tables = {name: frame for name, frame in tables.items() if name not in BEYOND_DFES_LAYOUT}
    else:
        left_out = {}
    texts = as_texts(tables, year=year, forbidden=NO_XML_HOLDS, file_format="XML")
    layout = _layout_of(texts, year)
    frames, blank = _without_blank_rows(texts.tables, layout)
    placing = place_rows(frames)
    if placing.people.empty:
        raise UserError(
            "There are no children in these tables, so there is no XML to write. Load a return first."
        )
    refuse_second_rows(placing, layout.one_per_child)
    header = _header_cells(placing, frames, texts, layout)
    counts = _rows_written(placing, frames, header)
    return PreparedXml(
        messages=(
            *texts.messages,
            *blank,
            *about_children(placing, frames),
            *about_copies(
                placing, frames, texts.lacking, {name: one.from_header for name, one in layout.tables.items()}
            ),
            *_about_uasc(placing, header, texts),
            *_about_occurs(placing, layout),
            *_about_tables(frames, left_out, layout),
        ),
        _layout=layout,
        _header=header,
        _rows={
            layout.tables[name].element.name: _Rows.of(
                layout.tables[name], frames[name], places, len(placing.people)
            )
            for name, places in placing.places.items()
            if name not in layout.one_per_child
        },
        _counts=counts,
    )


def write_xml(
    tables: Mapping[str, pd.DataFrame], path: Path, *, year: int | None, leave_out_ours: bool = False
) -> Manifest:
    """Write a return as DfE's XML file, and a manifest beside it: ``prepare_xml``, then ``write``.

    Raises what they raise. What to know about the file is in the manifest's ``messages``.
    """
    return prepare_xml(tables, year=year, leave_out_ours=leave_out_ours).write(path)


def _layout_of(texts: Texts, year: int | None) -> XmlLayout:
    """The layout of the year; where none is known, that of every year without columns that the tables lack."""
    layout = xml_layout(year)
    if year is not None:
        return layout
    tables = {
        name: replace(
            table,
            own={column: own for column, own in table.own.items() if not _is_absent(texts, name, column)},
        )
        for name, table in layout.tables.items()
    }
    return replace(layout, tables=tables)


def _is_absent(texts: Texts, table: str, column: str) -> bool:
    """Whether it is a column of some years only that a table came without."""
    dated = {one.name for one in TABLES[table].dated}
    return column in dated and table in texts.tables and column not in texts.tables[table]


def _without_blank_rows(
    tables: Mapping[str, pd.DataFrame], layout: XmlLayout
) -> tuple[dict[str, pd.DataFrame], list[Message]]:
    """The tables without rows of AD1 and OC3 that hold nothing, which have no form in XML."""
    kept = dict(tables)
    messages = []
    for name in _MADE_BY_ITEMS:
        if name in tables:
            frame = tables[name]
            filled = frame[list(layout.tables[name].own)].notna().any(axis=1)
            kept[name] = frame[filled].reset_index(drop=True)
            if not filled.all():
                rows = children(frame["CHILD"][~filled])
                messages.append(
                    Message(
                        "warning",
                        f"{name} has a row with nothing in it for {rows}, which XML has no form for, so it is "
                        "left out; fill it in or delete it.",
                    )
                )
    return kept, messages


def _header_cells(
    placing: Placing, tables: Mapping[str, pd.DataFrame], texts: Texts, layout: XmlLayout
) -> pd.DataFrame:
    """The texts of every HEADER, a column for each element that is no group, in no order."""
    size = len(placing.people)
    cells: dict[str, np.ndarray] = {}
    for name in ("Header", *layout.one_per_child):
        places = placing.places.get(name, np.arange(placing.in_header))
        for column, element in layout.tables[name].own.items():
            cells[element.name] = np.full(size, None, dtype=object)
            if name in tables and column in tables[name]:
                cells[element.name][places] = tables[name][column]
    cells["CHILDID"] = placing.people["CHILD"].to_numpy()
    cells["DOB"] = placing.people["DOB"].to_numpy()
    uasc = texts.uasc if texts.uasc is not None else derived_uasc(tables)
    if uasc is not None:
        cells["UASC"][: placing.in_header] = uasc
    made = np.arange(size) >= placing.in_header
    cells["UASC"][made & placing.with_a_row("UASC")] = UASC_YES
    return pd.DataFrame(cells, dtype=object)


def _reads_as_uasc(header: pd.DataFrame) -> np.ndarray:
    """Which HEADERs give a row of UASC when they are read."""
    return (header["UASC"].eq(UASC_YES) | header["DUC"].notna()).to_numpy(dtype=bool)


def _rows_written(
    placing: Placing, tables: Mapping[str, pd.DataFrame], header: pd.DataFrame
) -> dict[str, int]:
    """How many rows of each table the file will hold, in DfE's order of tables."""
    counts = {name: len(frame) for name, frame in tables.items()}
    counts["Header"] = len(placing.people)
    if uasc := int(_reads_as_uasc(header).sum()):
        counts["UASC"] = uasc
    return {name: counts[name] for name in TABLES if name in counts}


def _about_uasc(placing: Placing, header: pd.DataFrame, texts: Texts) -> Iterator[Message]:
    """Say where UASC cannot be told, and where Header's UASC and the table UASC do not agree."""
    if texts.uasc is None and "UASC" not in texts.tables:
        yield Message(
            "warning",
            "The table UASC is not loaded, so UASC is empty for every child. Load uasc.csv,"
            " even if it has no rows.",
        )
    read, given = _reads_as_uasc(header), placing.with_a_row("UASC")
    if (gained := read & ~given).any():
        yield Message(
            "warning",
            f"Header marks {placing.named(gained)} as UASC without a row of UASC, and XML cannot show "
            "the difference. Correct the wrong one.",
        )
    if (lost := given & ~read).any():
        yield Message(
            "warning",
            f"UASC has a row for {placing.named(lost)} but Header's UASC is not 1 and DUC is blank, so "
            "the row is lost in XML. Correct the wrong one.",
        )


def _about_occurs(placing: Placing, layout: XmlLayout) -> Iterator[Message]:
    """Say which children have more rows of a table than DfE's layout takes; they are written."""
    for name, places in placing.places.items():
        table = layout.tables[name]
        if table.element.most is not None and not table.is_in_header:
            most = table.element.most
            beyond = tally(places, minlength=len(placing.people)) > most
            if beyond.any():
                yield Message(
                    "warning",
                    f"{name} has more rows for {placing.named(beyond)} than the {most} that DfE's layout "
                    "allows for a child; they are written all the same, so delete what is wrong.",
                )


def _about_tables(
    tables: Mapping[str, pd.DataFrame], left_out: Mapping[str, int], layout: XmlLayout
) -> Iterator[Message]:
    """Say which tables are not there, which are written in elements of our own, and which are left out."""
    lacking = [name for name in TABLES if name not in tables and name not in BEYOND_DFES_LAYOUT]
    if lacking:
        yield Message(
            "warning",
            f"{join_names(lacking)} {plural(len(lacking), 'is', 'are')} not loaded, and XML cannot tell "
            "that from a table without rows; check that nothing is missing.",
        )
    if ours := [name for name in BEYOND_DFES_LAYOUT if name in tables and len(tables[name])]:
        elements = join_names(f"{layout.tables[name].element.name} for {name}" for name in ours)
        yield Message(
            "warning",
            f"The public layout of DfE has no place for {join_names(ours)}, so xl903's own elements are used, "
            f"{elements}; export without them if DfE's portal refuses the file.",
        )
    if empty := [name for name in BEYOND_DFES_LAYOUT if name in tables and not len(tables[name])]:
        yield Message(
            "info",
            f"{join_names(empty)} without rows leaves no trace in XML, and counts as not loaded when it is read.",
        )
    for name, rows in left_out.items():
        if rows:
            yield Message(
                "warning",
                f"{name} was left out as asked, with its {count(rows, 'row')}.",
            )
