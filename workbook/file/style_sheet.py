"""The styles of a workbook: xl903's looks among them, and looks that differ from another only in a colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from workbook.file.cell_looks import CELL_LOOKS, PREFIX, CellLook
from workbook.file.colours import Colours, rgb_of
from workbook.file.package import OF_SPREADSHEETS, Package, to_xml
from workbook.plan import appearance
from workbook.plan.sheet_model import Look
from xl903.readers.xlsx_values import MAIN
from xl903.xml_trees import etree, likeness, parse_xml

_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_PARTS = {
    "numFmtId": "applyNumberFormat",
    "fontId": "applyFont",
    "fillId": "applyFill",
    "borderId": "applyBorder",
}
"""What a style is made of, and the attribute that says that it is its own."""

_BUILT_IN = {appearance.PLAIN_FORMAT: 0, appearance.TEXT_FORMAT: 49}
_FIRST_OWN_FORMAT = 164
_IN_A_FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz"),
    *("color", "name", "family", "charset", "scheme"),
)
"""What a font is made of, in the order of the format's schema, which not every program keeps to."""

PLAIN_STYLES = f"""<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><color theme="1"/>\
<name val="{appearance.FONT}"/><family val="2"/><scheme val="minor"/></font></fonts><fills count="2"><fill>\
<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" \
fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" \
borderId="0" xfId="0"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>""".encode()
"""The styles of a workbook in which nothing was chosen yet."""


def _q(name: str) -> str:
    return f"{{{MAIN}}}{name}"


class StyleSheet:
    """The styles of one workbook. A cell's style is a number; what is asked for and not there is added."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = package.related("xl/workbook.xml", "styles") or "xl/styles.xml"
        self._root = parse_xml(package.read(self._part) if self._part in package else PLAIN_STYLES)
        self._changed = self._part not in package
        self._named: dict[str, int] = {}
        self._known: dict[str, dict[bytes, int]] = {}
        self._given: dict[tuple[int, str, int | None], int] = {}
        self._looks: dict[int, Look] = {}
        self._colours = Colours(package)
        self._made: dict[tuple[str, bool], int] = {}

    def put(self) -> None:
        """Let the package have the styles; what was set before may still add to them while it is written."""
        if self._package.related("xl/workbook.xml", "styles") is None:
            self._package.relate("xl/workbook.xml", "styles", self._part)
        self._package.set(self._part, self._pieces, f"{OF_SPREADSHEETS}.styles+xml")

    def _pieces(self) -> Iterator[bytes]:
        yield to_xml(self._root) if self._changed else self._package.found(self._part)

    def cell(self, look: str, *, quoted: bool = False) -> int:
        """The style of cells of that look (``cell_looks.CELL_LOOKS``); quoted: text that looks like a formula."""
        if (look, quoted) not in self._made:
            xf = self._copy_for_cells(self._style(look))
            if quoted:
                xf.set("quotePrefix", "1")
            self._made[look, quoted] = self._add("cellXfs", xf)
        return self._made[look, quoted]

    def quoted(self, style: int) -> int:
        """The same style, for text that looks like a formula."""
        xf = self._xf_of_cell(style)
        if xf.get("quotePrefix") in ("1", "true"):
            return style
        xf.set("quotePrefix", "1")
        return self._add("cellXfs", xf)

    def recoloured(self, style: int, part: Literal["fill", "text"], colour: int | None) -> int:
        """The same style with another fill or text colour: Excel's number, None for none and for automatic."""
        if (style, part, colour) not in self._given:
            xf = self._xf_of_cell(style)
            rgb = None if colour is None else rgb_of(colour)
            if part == "fill":
                xf.set("fillId", str(self._fill(rgb)))
                xf.set("applyFill", "1")
            else:
                xf.set("fontId", str(self._font_in(int(xf.get("fontId", 0)), rgb)))
                xf.set("applyFont", "1")
            self._given[style, part, colour] = self._add("cellXfs", xf)
        return self._given[style, part, colour]

    def with_format(self, style: int, look: str) -> int:
        """The same style with the number format of one of xl903's looks."""
        xf = self._xf_of_cell(style)
        xf.set("numFmtId", str(self._format(CELL_LOOKS[look].format)))
        xf.set("applyNumberFormat", "1")
        return self._add("cellXfs", xf)

    def with_look(self, style: int, look: str) -> int:
        """One of xl903's looks, with what the analyst chose for the cell: where it differs from its named style."""
        xf = self._xf_of_cell(style)
        before = self._xf("cellStyleXfs", int(xf.get("xfId", 0)))
        after = self._copy_for_cells(self._style(look))
        for part, applied in _PARTS.items():
            if before is not None and xf.get(part, "0") != before.get(part, "0"):
                after.set(part, xf.get(part, "0"))
                after.set(applied, "1")
        return self._add("cellXfs", after)

    def look_of(self, style: int) -> Look:
        """The fill and text colour of cells of that style."""
        if style not in self._looks:
            xf = self._xf_of_cell(style)
            fill, font = (
                self._xf("fills", int(xf.get("fillId", 0))),
                self._xf("fonts", int(xf.get("fontId", 0))),
            )
            pattern = None if fill is None else fill.find(_q("patternFill"))
            filled = pattern is not None and pattern.get("patternType", "none") != "none"
            self._looks[style] = Look(
                self._colours.number(pattern.find(_q("fgColor"))) if filled and pattern is not None else None,
                None if font is None else self._colours.number(font.find(_q("color"))),
            )
        return self._looks[style]

    def _xf_of_cell(self, style: int) -> etree._Element:
        """A copy of what a cell's style says; Excel's plain style for a number that there is none of."""
        found = self._xf("cellXfs", style)
        if found is None:
            return etree.Element(_q("xf"), numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
        return _clone(found)

    # Named styles

    def _style(self, look: str) -> int:
        """The place of a look's named style in ``cellStyleXfs``."""
        if look not in self._named:
            name = PREFIX + look
            found = next((one for one in self._group("cellStyles") if one.get("name") == name), None)
            place = int(found.get("xfId", 0)) if found is not None else -1
            if self._xf("cellStyleXfs", place) is None:
                place = self._add_named(name, CELL_LOOKS[look], found)
            self._named[look] = place
        return self._named[look]

    def _add_named(self, name: str, look: CellLook, found: etree._Element | None) -> int:
        group = self._group("cellStyleXfs")
        group.append(self._xf_of(look))
        self._count(group)
        place = len(group) - 1
        if found is None:
            styles = self._group("cellStyles")
            etree.SubElement(styles, _q("cellStyle"), name=name, xfId=str(place))
            self._count(styles)
        else:
            found.set("xfId", str(place))
            self._changed = True
        return place

    def _xf_of(self, look: CellLook) -> etree._Element:
        xf = etree.Element(
            _q("xf"),
            numFmtId=str(self._format(look.format)),
            fontId=str(self._font(look)),
            fillId=str(self._fill(look.fill)),
            borderId=str(self._border(framed=look.framed)),
            applyNumberFormat="1",
            applyFont="1",
            applyFill="1",
        )
        if look.framed:
            xf.set("applyBorder", "1")
        said = {
            "horizontal": look.horizontal,
            "vertical": look.vertical,
            "wrapText": "1" if look.wrapped else None,
            "indent": str(look.indent) if look.indent else None,
        }
        if any(said.values()):
            xf.set("applyAlignment", "1")
            etree.SubElement(xf, _q("alignment"), {key: value for key, value in said.items() if value})
        return xf

    def _copy_for_cells(self, place: int) -> etree._Element:
        named = self._xf("cellStyleXfs", place)
        assert named is not None  # it was found or added  # noqa: S101
        xf = _clone(named)
        xf.set("xfId", str(place))
        return xf

    # What styles are made of

    def _format(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        formats = self._group("numFmts")
        taken = {int(one.get("numFmtId", 0)): one.get("formatCode") for one in formats}
        found = next((number for number, known in taken.items() if known == code), None)
        if found is None:
            found = max([_FIRST_OWN_FORMAT - 1, *taken]) + 1
            etree.SubElement(formats, _q("numFmt"), numFmtId=str(found), formatCode=code)
            self._count(formats)
        return found

    def _font(self, look: CellLook) -> int:
        font = etree.Element(_q("font"))
        if look.bold:
            etree.SubElement(font, _q("b"))
        if look.underlined:
            etree.SubElement(font, _q("u"))
        etree.SubElement(font, _q("sz"), val=str(look.size))
        if look.colour:
            etree.SubElement(font, _q("color"), rgb=f"00{look.colour}")
        etree.SubElement(font, _q("name"), val=appearance.FONT)
        return self._add("fonts", font)

    def _fill(self, colour: str | None) -> int:
        fills = self._group("fills")
        if not len(fills):
            for pattern in ("none", "gray125"):  # Excel takes the first two for these, whatever they say
                etree.SubElement(etree.SubElement(fills, _q("fill")), _q("patternFill"), patternType=pattern)
        if colour is None:
            return 0
        fill = etree.Element(_q("fill"))
        pattern_fill = etree.SubElement(fill, _q("patternFill"), patternType="solid")
        for name in ("fgColor", "bgColor"):
            etree.SubElement(pattern_fill, _q(name), rgb=f"00{colour}")
        return self._add("fills", fill)

    def _border(self, *, framed: bool) -> int:
        borders = self._group("borders")
        if not len(borders):
            borders.append(_frame(None))
        return self._add("borders", _frame(appearance.ANSWER_FRAME)) if framed else 0

    def _font_in(self, place: int, rgb: str | None) -> int:
        """A font in another colour."""
        found = self._xf("fonts", place)
        font = etree.Element(_q("font")) if found is None else _clone(found)
        for colour in font.findall(_q("color")):
            font.remove(colour)
        if rgb is not None:
            etree.SubElement(font, _q("color"), rgb=f"00{rgb}")
        place_of = {_q(name): place for place, name in enumerate(_IN_A_FONT)}
        font[:] = sorted(font, key=lambda part: place_of.get(part.tag, len(place_of)))
        return self._add("fonts", font)

    def _xf(self, group: str, place: int) -> etree._Element | None:
        found = self._group(group)
        return found[place] if 0 <= place < len(found) else None

    def _add(self, group: str, element: etree._Element) -> int:
        """The place of an element in a group, which gets it where none is like it."""
        parent = self._group(group)
        if group not in self._known:
            self._known[group] = {}
            for place, one in enumerate(parent):
                self._known[group].setdefault(likeness(one), place)
        key = likeness(element)
        if key not in self._known[group]:
            parent.append(element)
            self._count(parent)
            self._known[group][key] = len(parent) - 1
        return self._known[group][key]

    def _count(self, group: etree._Element) -> None:
        self._changed = True
        group.set("count", str(len(group)))

    def _group(self, name: str) -> etree._Element:
        found = self._root.find(_q(name))
        if found is None:
            found = etree.Element(_q(name))
            before = _ORDER.index(name)
            later = [one for one in self._root if etree.QName(one).localname in _ORDER[before + 1 :]]
            if later:
                later[0].addprevious(found)
            else:
                self._root.append(found)
        return found


def _clone(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element))


def _frame(colour: str | None) -> etree._Element:
    """The border of cells: none, or a thin line of that colour all round."""
    border = etree.Element(_q("border"))
    for name in ("left", "right", "top", "bottom", "diagonal"):
        side = etree.SubElement(border, _q(name))
        if colour is not None and name != "diagonal":
            side.set("style", "thin")
            etree.SubElement(side, _q("color"), rgb=f"FF{colour}")
    return border
