"""What real Excel refuses, taught to the simulated one, so that a mistake fails here and not on a council's desk.

Each refusal has a name in ``REFUSALS``. They hold for calls from Python and for macros alike, since pyOpenVBA's
own classes are taught them. pyOpenVBA refuses much by itself: what a protected sheet or structure does not take, a
second filter's missing criterion, cells that are not there; and it makes the box of a note four short lines high,
whatever the note says. ``OFF`` names the refusals that are not enforced yet.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from pyopenvba.apps.excel import _autofilter, _model, _notes, _tables, _validation
from pyopenvba.interpreter._objects import MemberSpec, VBAObject
from pyopenvba.interpreter._values import MISSING, VBAArray, VBADate, error, to_integer, to_number, to_text

REFUSALS = {
    "sheet names": "A reserved, empty, too long or otherwise invalid name of a sheet: error 1004.",
    "notes on protected sheets": "A protected sheet takes no note, and gives none away: error 1004.",
    "tables on protected sheets": "A protected sheet takes no table and resizes none: error 1004.",
    "validation on protected sheets": "A protected sheet takes no validation: error 1004.",
    "ticked dates": "A filter on ticked dates does not tell its Criteria1: error 1004.",
    "colour filters": "A filter by colour has an object with the colour for its Criteria1.",
    "cut addresses": "An address of several areas is cut at 255 characters.",
    "long addresses": "Range takes no address of more than 255 characters: error 1004.",
    "long texts": "A cell takes no text of more than 32,767 characters: error 1004.",
    "long lists": "A validation takes no list of more than 255 characters: error 1004.",
    "huge values": "The values of many millions of cells at once: error 7, out of memory.",
    "header cells": "A table's header cells are texts, and no two are the same.",
}
"""Each refusal's name, and what Excel does."""

OFF: set[str] = set()
"""Refusals that are not enforced, because code that is being replaced does not respect them yet."""

RESERVED = "history"
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_TEXT, LONGEST_LIST = 31, 255, 32_767, 255
MOST_VALUES, OUT_OF_MEMORY = 20_000_000, 7
_NOT_IN_NAMES = frozenset(r":\/?*[]")
_GENERIC = "Application-defined or object-defined error"
_TICKED, CELL_COLOUR, FONT_COLOUR, ICON, NO_FILL, AUTOMATIC_FONT = 7, 8, 9, 10, 12, 13
_WHITE, _BLACK = 0xFFFFFF, 0
"""What Excel says of the colour of a cell without a fill, and of text of the automatic colour."""


def enforced(name: str) -> bool:
    """Whether a refusal holds now."""
    assert name in REFUSALS
    return name not in OFF


def refuse_what_excel_refuses() -> None:
    """Teach pyOpenVBA's classes, once and for every simulated Excel of this process."""
    _sheet_names()
    _notes_of_excel()
    _protected_sheets()
    _filters()
    _addresses()
    _long_texts()
    _header_cells()
    _huge_values()


def _change(cls: type[VBAObject], name: str, **changes: Any) -> None:
    spec = cls._vba_members[name.lower()]
    cls._vba_members[name.lower()] = dataclasses.replace(spec, **changes)


def _getter(cls: type[VBAObject], name: str) -> Callable[..., Any]:
    found = cls._vba_members[name.lower()].getter
    assert found is not None
    return found


def _setter(cls: type[VBAObject], name: str) -> Callable[..., Any]:
    found = cls._vba_members[name.lower()].setter
    assert found is not None
    return found


# Names of sheets


def _sheet_names() -> None:
    rename = _setter(_model.Worksheet, "Name")

    def named(sheet: Any, value: object) -> None:
        name = to_text(value)
        if enforced("sheet names") and (
            name.casefold() == RESERVED
            or not 1 <= len(name) <= LONGEST_NAME
            or _NOT_IN_NAMES.intersection(name)
            or name.startswith("'")
            or name.endswith("'")
        ):
            raise error(1004, "That name is invalid. Try a different one.")
        rename(sheet, value)

    _change(_model.Worksheet, "Name", setter=named)


# Notes


def _notes_of_excel() -> None:
    """Sizes of notes can be set, in points; pyOpenVBA counts them in pixels."""
    _change(_notes.NoteShape, "Width", setter=_sizer("width"))
    _change(_notes.NoteShape, "Height", setter=_sizer("height"))
    add = _getter(_model.Range, "AddComment")
    delete = _getter(_notes.Comment, "Delete")

    def add_comment(target: Any, *args: Any) -> object:
        _refuse_on_protected(target.sheet, "notes on protected sheets")
        return add(target, *args)

    def delete_comment(comment: Any) -> object:
        _refuse_on_protected(comment.sheet, "notes on protected sheets")
        return delete(comment)

    _change(_model.Range, "AddComment", getter=add_comment)
    _change(_notes.Comment, "Delete", getter=delete_comment)


def _sizer(place: str) -> Callable[[Any, object], None]:
    def size(shape: Any, value: object) -> None:
        _refuse_on_protected(shape.sheet, "notes on protected sheets")
        changes: dict[str, Any] = {place: round(to_number(value) / 0.75), "shape_xml": ""}
        shape.sheet.notes[(shape.row, shape.column)] = dataclasses.replace(shape.note, **changes)

    return size


def _refuse_on_protected(sheet: Any, name: str) -> None:
    from pyopenvba.apps.excel._protection import refuse  # noqa: PLC0415  it imports the model

    if enforced(name):
        refuse(sheet, _GENERIC)


def _protected_sheets() -> None:
    for cls, member, name in (
        (_tables.ListObjects, "Add", "tables on protected sheets"),
        (_tables.ListObject, "Resize", "tables on protected sheets"),
        (_tables.ListObject, "Delete", "tables on protected sheets"),
        (_validation.Validation, "Add", "validation on protected sheets"),
        (_validation.Validation, "Delete", "validation on protected sheets"),
    ):
        plain = _getter(cls, member)

        def guarded(one: Any, *args: Any, plain: Any = plain, name: str = name) -> object:
            _refuse_on_protected(one.sheet, name)
            return plain(one, *args)

        _change(cls, member, getter=guarded)


# Filters


class _Colour(_model.ExcelObject):
    """What a colour filter answers for its criterion."""

    vba_type_name = "Interior"

    def __init__(self, colour: int) -> None:
        self.colour = colour


_Colour._vba_members = {
    **_Colour._vba_members,
    "color": MemberSpec(name="Color", kind="property", getter=lambda one: float(one.colour)),
}


def _filters() -> None:
    plain = _getter(_model.Range, "AutoFilter")
    criterion = _getter(_autofilter.Filter, "Criteria1")
    second = _getter(_autofilter.Filter, "Criteria2")

    def auto_filter(target: Any, field: Any, first: Any, operator: Any, other: Any, *rest: Any) -> object:
        kind = 0 if operator is MISSING else int(to_integer(operator, "Long"))
        if kind in (CELL_COLOUR, FONT_COLOUR):
            return _by_colour(target, field, int(to_number(first)), kind)
        if kind in (NO_FILL, AUTOMATIC_FONT):
            return _without_colour(target, field, kind)
        if kind == ICON:
            return _by_icon(target, field, first)
        if kind == _TICKED and other is not MISSING:
            return _by_ticked_dates(target, field, first, other)
        if kind == _TICKED and isinstance(first, VBAArray):  # = alone is the tick on blank cells
            texts = ["" if one == "=" else one for one in first.elements() if one != ""]
            first = VBAArray([(0, len(texts) - 1)], items=texts)
        return plain(target, field, first, operator, other, *rest)

    def criteria1(one: Any) -> object:
        found = one.sheet.auto_filter.fields.get(one.index) if one.sheet.auto_filter else None
        if found is not None and found.criteria1 is _NOT_TOLD:
            raise error(1004, _GENERIC)
        return criterion(one)

    _change(_model.Range, "AutoFilter", getter=auto_filter)
    _change(_autofilter.Filter, "Criteria1", getter=criteria1)
    _change(_autofilter.Filter, "Criteria2", getter=second)


_NOT_TOLD = object()


def _by_colour(target: Any, field: Any, colour: int, kind: int) -> object:
    """AutoFilter by the colour of cells or of their text."""
    sheet, index, found, area = _filter_of(target, field)
    shown = {
        row
        for row in range(area.top + 1, area.bottom + 1)
        if _colour_at(sheet, row, area.left + index - 1, kind) == colour
    }
    told: object = _Colour(colour) if enforced("colour filters") else float(colour)
    return _set_rows(
        sheet, found, index, _autofilter.FieldFilter(kind, told, MISSING, lambda seen: True), shown
    )


def _colour_at(sheet: Any, row: int, column: int, kind: int) -> int | None:
    of = _cell(sheet, row, column).vba_get("Interior" if kind == CELL_COLOUR else "Font")
    return int(to_number(of.vba_get("Color")))


def _without_colour(target: Any, field: Any, kind: int) -> object:
    """AutoFilter by cells without a fill, or text of the automatic colour; it has no criterion to tell."""
    sheet, index, found, area = _filter_of(target, field)
    part, none = ("Interior", _WHITE) if kind == NO_FILL else ("Font", _BLACK)
    shown = {
        row
        for row in range(area.top + 1, area.bottom + 1)
        if to_number(_cell(sheet, row, area.left + index - 1).vba_get(part).vba_get("Color")) == none
    }
    made = _autofilter.FieldFilter(kind, _NOT_TOLD, MISSING, lambda seen: True)
    return _set_rows(sheet, found, index, made, shown)


def _by_icon(target: Any, field: Any, icon: Any) -> object:
    """AutoFilter by an icon, here of no cell's: its criterion is an object."""
    sheet, index, found, _ = _filter_of(target, field)
    return _set_rows(
        sheet, found, index, _autofilter.FieldFilter(ICON, icon, MISSING, lambda seen: True), set()
    )


def _cell(sheet: Any, row: int, column: int) -> Any:
    return _model.Range(sheet, [_model.Area(row, column, row, column, sheet.name)])


def _by_ticked_dates(target: Any, field: Any, values: Any, groups: Any) -> object:
    """AutoFilter with Criteria2:=Array(level, "4/1/2025", …): the days ticked in the filter's tree of dates.

    values: what is ticked beside days, which alone can be read back; MISSING for nothing.
    """
    sheet, index, found, area = _filter_of(target, field)
    texts = {to_text(one) for one in list(groups.items)[1::2]}
    others = set() if values is MISSING else {to_text(one) for one in values.elements()}
    shown = set()
    for row in range(area.top + 1, area.bottom + 1):
        value = _cell(sheet, row, area.left + index - 1).vba_get("Value")
        if isinstance(value, VBADate):
            day = value.to_datetime()
            if f"{day.month}/{day.day}/{day.year}" in texts:
                shown.add(row)
        elif to_text(value) in others:
            shown.add(row)
    told: object = values if values is not MISSING else _NOT_TOLD if enforced("ticked dates") else "a date"
    return _set_rows(
        sheet, found, index, _autofilter.FieldFilter(_TICKED, told, groups, lambda seen: True), shown
    )


def _filter_of(target: Any, field: Any) -> tuple[Any, int, Any, Any]:
    sheet = target.sheet
    if sheet.auto_filter is None:
        _getter(_model.Range, "AutoFilter")(target, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING)
    return sheet, int(to_integer(field, "Long")), sheet.auto_filter, sheet.auto_filter.area


def _set_rows(sheet: Any, found: Any, index: int, made: Any, shown: set[int]) -> object:
    found.fields[index] = made
    for row in range(found.area.top + 1, found.area.bottom + 1):
        sheet.dims.hide_row(row, row not in shown)
    sheet.touched()
    return True


# Addresses


def _addresses() -> None:
    address = _getter(_model.Range, "Address")
    by_address = _getter(_model.Worksheet, "Range")

    def cut(target: Any, *args: Any) -> object:
        text = str(address(target, *args))
        if enforced("cut addresses") and len(text) > LONGEST_ADDRESS and len(target.areas) > 1:
            text = text[: LONGEST_ADDRESS + 1].rpartition(",")[0]
        return text

    def range_of(sheet: Any, first: Any = MISSING, second: Any = MISSING) -> object:
        if enforced("long addresses") and isinstance(first, str) and len(first) > LONGEST_ADDRESS:
            raise error(1004, _GENERIC)
        return by_address(sheet, first, second)

    _change(_model.Range, "Address", getter=cut)
    _change(_model.Worksheet, "Range", getter=range_of)


# Texts, lists and headers


def _long_texts() -> None:
    for member in ("Value", "Value2"):
        _change(_model.Range, member, setter=_text_guard(_setter(_model.Range, member)))
    add = _getter(_validation.Validation, "Add")

    def add_rule(
        one: Any, kind: Any = MISSING, alert: Any = MISSING, operator: Any = MISSING, *rest: Any
    ) -> object:
        listed = rest[0] if rest else MISSING
        if (
            enforced("long lists")
            and isinstance(listed, str)
            and listed[:1] != "="
            and len(listed) > LONGEST_LIST
        ):
            raise error(1004, _GENERIC)
        return add(one, kind, alert, operator, *rest)

    _change(_validation.Validation, "Add", getter=add_rule)


def _text_guard(write: Callable[..., Any]) -> Callable[[Any, object], None]:
    def guarded(target: Any, value: object) -> None:
        texts = value.items if isinstance(value, VBAArray) else [value]
        if enforced("long texts") and any(isinstance(one, str) and len(one) > LONGEST_TEXT for one in texts):
            raise error(1004, _GENERIC)
        write(target, value)

    return guarded


def _header_cells() -> None:
    add = _getter(_tables.ListObjects, "Add")

    def add_table(tables: Any, kind: Any = MISSING, source: Any = MISSING, *rest: Any) -> object:
        if enforced("header cells") and isinstance(source, _model.Range):
            top, area = source.first.top, source.first
            titles = [
                getattr(source.sheet.cell(top, column, create=True), "value", None)
                for column in range(area.left, area.right + 1)
            ]
            texts = [title for title in titles if isinstance(title, str) and title]
            if len(texts) != len(titles) or len({title.casefold() for title in texts}) != len(texts):
                raise error(
                    1004, "A table's header cells must be texts that differ: Excel would change them."
                )
        return add(tables, kind, source, *rest)

    _change(_tables.ListObjects, "Add", getter=add_table)


# Values


def _huge_values() -> None:
    """Excel makes an array of all cells that are asked for, filled or not, and has no room for it."""
    for name in ("Value", "Value2"):
        _change(_model.Range, name, getter=_in_memory(_getter(_model.Range, name)))


def _in_memory(read: Callable[..., Any]) -> Callable[..., Any]:
    def value(target: Any, *args: Any) -> object:
        area = target.first
        cells = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if enforced("huge values") and cells > MOST_VALUES:
            raise error(OUT_OF_MEMORY, "Out of memory")
        return read(target, *args)

    return value
