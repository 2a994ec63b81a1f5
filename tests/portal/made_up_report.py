"""A portal report made from one of our reports: rows dropped, added and recoded, and saved in many shapes."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl

import xl903
from xl903.engine.rule_register import code_order
from xl903.s903.registered_rules import rules_in_force

Pair = tuple[str, str]
TITLES = ("List of child records in error: year ending 31 March 2026", "Local Authority: 352 MANCHESTER")


@dataclass(frozen=True)
class MadeUp:
    """pairs: child and code that the portal has. only_here, only_there: what the comparison has to find."""

    pairs: frozenset[Pair]
    only_here: frozenset[Pair]
    only_there: frozenset[Pair]
    births: dict[str, str]

    @property
    def of_child(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for child, code in sorted(self.pairs, key=lambda pair: (pair[0], code_order(pair[1]))):
            found.setdefault(child, []).append(code)
        return found

    @property
    def counts(self) -> dict[str, int]:
        return {code: sum(one == code for _, one in self.pairs) for code in {code for _, code in self.pairs}}


def make_up(report: xl903.Report, rng: np.random.Generator) -> MadeUp:
    """Drop an eighth of what was found, give an eighth another code, and add a dozen."""
    found = report.findings.dropna(subset=["child"])
    found = found[[report.rules[code].is_dfe for code in found["code"]]]
    ours = sorted(set(zip(found["child"], found["code"], strict=True)))
    codes = [rule.code for rule in rules_in_force(report.rules_year) if rule.is_dfe]
    order = [ours[place] for place in rng.permutation(len(ours))]
    some = max(len(order) // 8, 1)
    dropped, recoded = set(order[:some]), set(order[some : 2 * some])
    kept = set(ours) - dropped - recoded
    children = sorted(report.ret.table("Header").child.astype(object))
    new: set[Pair] = set()
    while len(new) < len(recoded) + 12:
        child = [*recoded][len(new)][0] if len(new) < len(recoded) else str(rng.choice(children))
        pair = child, str(rng.choice(codes))
        if pair not in ours:
            new.add(pair)
    header = report.ret.table("Header")
    births = dict(zip(header.child.astype(object), header.dob.dt.strftime("%d/%m/%y"), strict=True))
    return MadeUp(frozenset(kept | new), frozenset(dropped | recoded), frozenset(new), births)


# Tables: a row of names and the rows below


def list_rows(made: MadeUp) -> Iterator[list[str]]:
    yield ["LA Child ID", "Sex", "Date Of Birth", "Error Codes"]
    for child, codes in made.of_child.items():
        yield [child, "1", made.births.get(child, ""), " ".join(codes)]


def line_rows(made: MadeUp) -> Iterator[list[str]]:
    """One line per error, columns renamed and in another order."""
    yield ["Validation rule", "DoB", "Child identifier"]
    for child, codes in made.of_child.items():
        for code in codes:
            yield [code, made.births.get(child, ""), child]


def summary_rows(made: MadeUp) -> Iterator[list[str]]:
    yield ["Error Code", "Error message", "Count"]
    for code, count in made.counts.items():
        yield [code, f" DfE’s own message of {code} – in words", str(count)]
    yield ["", "Total", str(sum(made.counts.values()))]


# Shapes of a file


def as_page(rows: Sequence[Sequence[str]]) -> bytes:
    """A page as a portal gives it: tables in tables, a script, and its own titles."""
    cells = "".join(
        f"<tr>{''.join(f'<td class=x>&nbsp;{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><script>var x = '<table>';</script></head><body>"
        f"<h1>{TITLES[0]}</h1><p>{TITLES[1]}</p><table><tr><td>Menu</td><td><table border=1>{cells}</table>"
        "</td></tr></table></body></html>"
    ).encode()


def as_archive(rows: Sequence[Sequence[str]]) -> bytes:
    """A page as browsers save it in a single file."""
    head = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n"
    )
    part = "--xx\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + part.encode() + as_page(rows) + b"\r\n--xx--\r\n"


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([[title] for title in TITLES])
    writer.writerow([])
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook in which Excel made numbers of what looks like numbers, titles above."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Errors"
    for place, row in enumerate([[TITLES[0]], [TITLES[1]], [], *rows], start=2):
        for column, cell in enumerate(row, start=2):
            sheet.cell(place, column, int(cell) if cell.isdigit() else cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_pasted(rows: Sequence[Sequence[str]]) -> bytes:
    """Cells copied into a text file."""
    return "\r\n".join("\t".join(row) for row in rows).encode("utf-16")


Shape = tuple[str, Callable[[Sequence[Sequence[str]]], bytes]]
SHAPES: tuple[Shape, ...] = (
    ("list.html", as_page),
    ("page.mht", as_archive),
    ("list.xls", as_page),
    ("list.xlsx", as_workbook),
    ("list.csv", as_csv),
    ("semicolons.csv", lambda rows: as_csv(rows, ";", "cp1252")),
    ("pasted.txt", as_pasted),
)


def save(folder: Path, shape: Shape, rows: Iterator[list[str]]) -> Path:
    name, written = shape
    path = folder / name
    path.write_bytes(written(list(rows)))
    return path
