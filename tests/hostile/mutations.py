"""Ways to spoil an input: bytes, fields and lines of text, elements of XML, parts and cells of a workbook."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

from hypothesis import strategies as st

CELLS = (
    *("", " ", '"', "'", '"x', 'x"y', "NULL", "#N/A", "n/a", "?", "=1+1", "=HYPERLINK(1)", "@x", "-1", "1e9"),
    *("01/13/2025", "2025-06-01", "1-Jun-25", "01/06/25", "45809", "45809.5", "99/99/9999", "01/06/2206"),
    *("1E+09", "ZZ/06/2025", "0310021.0", "310021", "'0310021", "0310 021", "\u00a0", "\ufeff", "\u200b", "é"),
    *("\U0001f600", "x" * 300, "<b>", "&amp;", "&x;", "]]>", "{}", "[/b]", "\\", "\x00", "\x1a", "\r", "a\nb"),
    *("1,2", "1;2", "TRUE", "0x1F", "CHILD", "Total", "DECOM", "xl903 row", "_x0041_", "nan", "inf", "1" * 40),
)  # fmt: skip
"""What people, exports and attackers leave in cells."""

BYTES = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xe9",
    b'"',
    b",",
    b"\r",
    b"\n",
    b"\n\n",
    b"\xef\xbb\xbf",
    b"<",
    b"&",
)
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32", "cp037")

Draw = Callable[[st.SearchStrategy], object]


def _at(draw: Draw, length: int) -> int:
    return draw(st.integers(0, max(length - 1, 0)))  # type: ignore[return-value]


def spoil_bytes(draw: Draw, data: bytes) -> bytes:
    """Put in, take out, overwrite or double a few bytes, or cut the end off."""
    at, what = _at(draw, len(data)), draw(st.sampled_from(BYTES))
    length = draw(st.integers(1, 40))
    how = draw(st.integers(0, 4))
    return [
        data[:at] + what + data[at:],
        data[:at] + data[at + length :],
        data[:at] + what + data[at + len(what) :],
        data[:at] + data[at : at + length] + data[at:],
        data[:at],
    ][how]  # type: ignore[index]


def spoil_text(draw: Draw, data: bytes) -> bytes:
    """Change a field, a line, the separator, the line ends or the encoding of a CSV file."""
    lines = data.decode("utf-8", errors="replace").split("\n")
    at = _at(draw, len(lines))
    how = draw(st.integers(0, 9))
    if how <= 3:
        cells = lines[at].split(",")
        cells[_at(draw, len(cells))] = draw(st.sampled_from(CELLS))  # type: ignore[call-overload]
        lines[at] = ",".join(cells)
    elif how == 4:
        lines.insert(
            at, draw(st.sampled_from([",,,,", "", "Total,3", lines[0], lines[at], ";;;", '"', "\x0c"]))
        )  # type: ignore[arg-type]
    elif how == 5:
        del lines[at]
    elif how == 6:
        lines[at] += draw(st.sampled_from([",", ",x", ",,,,,,", '"']))  # type: ignore[operator]
    elif how == 7:
        column = _at(draw, 7)
        value = str(draw(st.sampled_from(CELLS)))
        for number, line in enumerate(lines[1:], start=1):
            cells = line.split(",")
            if column < len(cells):
                cells[column] = value
            lines[number] = ",".join(cells)
    text = "\n".join(lines)
    if how == 8:
        text = text.replace(",", str(draw(st.sampled_from([";", "\t", "|", ", ", ",,"]))))
    if how == 9:
        return text.encode(str(draw(st.sampled_from(ENCODINGS))), errors="replace")
    return text.encode("utf-8", errors="replace")


def spoil_xml(draw: Draw, data: bytes) -> bytes:
    """Change, drop, double, nest or wrap an element, or put in what a parser must not follow."""
    text = data.decode("utf-8", errors="replace")
    found = list(re.finditer(r"<([A-Z_a-z]+)>([^<]*)</\1>", text))
    if not found:
        return spoil_bytes(draw, data)
    one = found[_at(draw, len(found))]
    name, value = one.groups()
    other = str(draw(st.sampled_from(CELLS)))
    forms = (
        f"<{name}>{other}</{name}>",
        "",
        one[0] * 2,
        f"<{name}><b>{value}</b></{name}>",
        f'<{name} value="{value}"/>',
        f"<{name}>&x;</{name}>",
        f"<{name}><![CDATA[{value}]]></{name}>",
        f"<{name.lower()}>{value}</{name.lower()}>",
        f"<x:{name} xmlns:x='urn:x'>{value}</x:{name}>",
        f"<!-- {value} -->",
        f"<{name}>{value}",
        f"<{'n' * 40}>" * 40,
    )
    text = text[: one.start()] + str(draw(st.sampled_from(forms))) + text[one.end() :]
    if draw(st.integers(0, 9)) == 0:
        bomb = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "&x;&x;">]>'
        head, mark, tail = text.partition("?>")
        text = head + mark + bomb + tail if mark else bomb + text
    return text.encode("utf-8", errors="replace")


def spoil_workbook(draw: Draw, data: bytes) -> bytes:
    """Change a part of a workbook: cells, names of sheets, formats, relations, or the file as such."""
    if draw(st.integers(0, 11)) == 0:
        return spoil_bytes(draw, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError):
        return spoil_bytes(draw, data)
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    how = draw(st.integers(0, 9))
    name = str(draw(st.sampled_from(sheets)))
    if how <= 4:
        parts[name] = _spoil_sheet(draw, parts[name])
    elif how == 5:
        parts["xl/workbook.xml"] = _spoil_names(draw, parts["xl/workbook.xml"])
    else:
        name = str(draw(st.sampled_from(sorted(parts))))
        if how == 6:
            del parts[name]
        elif how == 7:
            parts[name] = parts[name][: _at(draw, len(parts[name]))]
        else:
            parts[name] = spoil_bytes(draw, parts[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for one, content in parts.items():
            archive.writestr(one, content)
    return out.getvalue()


_CELL = re.compile(r"<c r=\"([A-Z]+[0-9]+)\"([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)


def _spoil_sheet(draw: Draw, xml: bytes) -> bytes:
    text = xml.decode("utf-8", errors="replace")
    cells = list(_CELL.finditer(text))
    if not cells:
        return spoil_bytes(draw, xml)
    one = cells[_at(draw, len(cells))]
    at, other = one[1], _escaped(str(draw(st.sampled_from(CELLS))))
    forms = (
        f'<c r="{at}" t="inlineStr"><is><t>{other}</t></is></c>',
        f'<c r="{at}" t="inlineStr"><is><t>{other}</t></is></c>',
        f'<c r="{at}"/>',
        f'<c r="{at}"><v>45809.25</v></c>',
        f'<c r="{at}"><v>-5</v></c>',
        f'<c r="{at}" t="b"><v>1</v></c>',
        f'<c r="{at}" t="e"><v>#N/A</v></c>',
        f'<c r="{at}"><f>1+1</f></c>',
        f'<c r="{at}" t="str"><f>"a"</f><v>a</v></c>',
        f'<c r="{at}" s="9999"><v>1</v></c>',
        f'<c r="{at}" t="s"><v>999999</v></c>',
        "",
    )
    changed = text[: one.start()] + str(draw(st.sampled_from(forms))) + text[one.end() :]
    extra = draw(st.integers(0, 7))
    end = "</sheetData>"
    if extra == 0:
        changed = changed.replace(end, f'{end}<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>', 1)
    if extra == 1:
        changed = changed.replace(end, f'<row r="1048576"><c r="XFD1048576" s="1"/></row>{end}', 1)
    if extra == 2:
        changed = changed.replace("<sheetData>", '<sheetProtection sheet="1"/><sheetData>', 1)
    return changed.encode("utf-8", errors="replace")


def _spoil_names(draw: Draw, xml: bytes) -> bytes:
    text = xml.decode("utf-8", errors="replace")
    names = re.findall(r'<sheet [^>]*?name="([^"]+)"', text)
    one = names[_at(draw, len(names))]
    other = str(draw(st.sampled_from([f"{one} (2)", one.lower(), "Sheet1", "Mine", "é", names[0], "x" * 31])))
    text = text.replace(f'name="{one}"', f'name="{other}"', 1)
    if draw(st.integers(0, 4)) == 0:
        text = text.replace("<workbookPr", '<workbookPr date1904="1"', 1)
    return text.encode()


def _escaped(text: str) -> str:
    text = re.sub(r"[\x00-\x08\x0b-\x1f]", "", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
