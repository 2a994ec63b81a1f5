"""Each kind of hostile input: made, given to the command that reads it, and what must then hold."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import strategies as st

from tests.hostile import seeds
from tests.hostile.commands import contents, read_and_validate, run
from tests.hostile.mutations import Draw, spoil_bytes, spoil_text, spoil_workbook, spoil_xml

Try = Callable[[Draw], None]


def _spoiled(draw: Draw, data: bytes, *ways: Callable[[Draw, bytes], bytes]) -> bytes:
    for _ in range(draw(st.integers(1, 3))):  # type: ignore[call-overload]
        data = draw(st.sampled_from(ways))(draw, data)  # type: ignore[operator]
    return data


def try_csv(draw: Draw) -> None:
    """A folder with one CSV file spoiled is checked."""
    with tempfile.TemporaryDirectory() as name:
        folder = seeds.write_csv(Path(name, "return"))
        path = folder / str(draw(st.sampled_from(sorted(seeds.TABLES))))
        path.write_bytes(_spoiled(draw, path.read_bytes(), spoil_text, spoil_text, spoil_bytes))
        _check(draw, folder)


def try_xml(draw: Draw) -> None:
    """An XML file that was spoiled is checked."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "return.xml")
        path.write_bytes(_spoiled(draw, seeds.xml(), spoil_xml, spoil_xml, spoil_bytes))
        _check(draw, path)


def _check(draw: Draw, source: Path) -> None:
    """Check a return; one in eight by the command itself, which takes twice as long as what it calls."""
    before = contents(source.parent)
    if draw(st.integers(0, 7)) == 0:
        run("validate", source, *seeds.YEAR, *seeds.RULES, "--anyway").require_result_or_sentence()
    else:
        read_and_validate(source, seeds.CODES).require_result_or_sentence()
    assert contents(source.parent) == before


def try_workbook(draw: Draw) -> None:
    """A workbook that was spoiled is checked, or exported."""
    with tempfile.TemporaryDirectory() as name:
        book = Path(name, "book.xlsx")
        book.write_bytes(_spoiled(draw, seeds.workbook_and_reply()[0], spoil_workbook))
        before = contents(book.parent)
        if draw(st.booleans()):
            ended = run("export", book, "-o", book.parent / "out", "--csv")
            ended.require_result_or_sentence()
            assert contents(book.parent)["book.xlsx"] == before["book.xlsx"]
            assert (book.parent / "out").exists() == (ended.status == 0)
            return
        ended = run("check", book)
        ended.require_result_or_sentence()
        if ended.status:
            assert contents(book.parent) == before
        else:
            assert set(contents(book.parent)) == set(before)
            run("check", book).require_result_or_sentence()


def try_reply(draw: Draw) -> None:
    """A team's reply that was spoiled is taken."""
    with tempfile.TemporaryDirectory() as name:
        book, reply = Path(name, "book.xlsx"), Path(name, "reply.xlsx")
        ours, theirs = seeds.workbook_and_reply()
        book.write_bytes(ours)
        reply.write_bytes(_spoiled(draw, theirs, spoil_workbook))
        before = contents(book.parent)
        ended = run("replies", book, reply, "--accept", "all")
        ended.require_result_or_sentence()
        after = contents(book.parent)
        assert set(after) == set(before)
        assert after["reply.xlsx"] == before["reply.xlsx"]
        if ended.status or "Nothing was changed" in ended.err:
            assert after == before


KINDS: Mapping[str, tuple[Try, int]] = {
    "csv": (try_csv, 290),
    "xml": (try_xml, 170),
    "workbook": (try_workbook, 25),
    "reply": (try_reply, 15),
}
"""Kind to how it is tried, and its share of 500 inputs."""
