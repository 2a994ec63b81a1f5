"""The server's desk, its loop and what it keeps of workbooks from click to click."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from addin.server.__main__ import DONE, FAILED, RUNS, RUNS_ALREADY, say, take_place
from addin.server.beginning import READY, System, begin
from addin.server.click_desk import ENDING, STILL_WORKING, Desk
from addin.server.kept_workbooks import KeptWorkbooks
from addin.server.serving import A_DAY, A_MINUTE, LOOK_EVERY, serve
from addin.server.signals import Happening
from workbook.session.read_before import ReadBefore, at_hand, read_unless_same

ROOT = Path(__file__).parents[2]


@pytest.fixture
def jobs() -> list[Callable[[], None]]:
    return []


@pytest.fixture
def done() -> list[tuple[str, Any]]:
    return []


@pytest.fixture
def desk(
    jobs: list[Callable[[], None]],
    done: list[tuple[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Desk:
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: tmp_path)

    def do(control_id: str, book: Any) -> bool:
        done.append((control_id, book))
        if book == "broken":
            raise ValueError("Ann Smith")
        return bool(book != "busy")

    return Desk("1.0", do, lambda book: lambda: book, jobs.append)


def click(desk: Desk, book: str = "book", button: str = "xl903About", version: str = "1.0") -> str:
    return desk.click(button, book, version)


def test_one_click_at_a_time(desk: Desk, jobs: list[Callable[[], None]], done: list[tuple[str, Any]]) -> None:
    for _ in range(100):
        assert click(desk) == ""
        assert desk.is_busy
        assert click(desk, "another") == STILL_WORKING
        jobs.pop()()
        assert not desk.is_busy
    assert done == [("xl903About", "book")] * 100


def test_what_is_not_taken_is_said_and_leaves_it_free(desk: Desk, jobs: list[Callable[[], None]]) -> None:
    assert "xl903Nothing" in click(desk, button="xl903Nothing")
    assert "version 0.9" in click(desk, version="0.9")
    desk.carry = lambda book: 1 / 0  # type: ignore[assignment, return-value]
    assert "fault of its own" in click(desk)
    assert jobs == []
    assert not desk.is_busy


@pytest.mark.parametrize(
    ("book", "says"), [("book", ""), ("busy", "Excel is busy"), ("broken", "fault of its own")]
)
def test_what_could_not_be_said_in_excel_is_kept_until_the_next_click(
    desk: Desk, jobs: list[Callable[[], None]], tmp_path: Path, book: str, says: str
) -> None:
    click(desk, book)
    jobs.pop()()
    assert says in desk.outcome
    assert bool(desk.outcome) == bool(says)
    assert not any("Ann" in path.read_text() for path in tmp_path.glob("*.log"))
    click(desk)
    assert desk.outcome == ""


class Happenings:
    """What happens to the loop, one after another; the clock goes on by an hour each time nothing does."""

    def __init__(self, *what: tuple[Happening, Callable[[], object]], excel: bool = False) -> None:
        self.what, self.excel, self.time = list(what), excel, 0.0
        self.waited: list[float] = []

    def wait(self, seconds: float) -> Happening:
        self.waited.append(seconds)
        if not self.what:
            self.time += seconds
            return "time"
        name, does = self.what.pop(0)
        does()
        return name

    def excel_is_open(self) -> bool:
        return self.excel

    def start(self, job: Callable[[], None]) -> None:
        job()


def nothing() -> None: ...


@dataclass
class Windows:
    """Excel's windows, by number, and what their titles are; files: those that are open, by name."""

    titles: dict[int, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def window_of(self, book: Any) -> int | None:
        return next((window for window, title in self.titles.items() if book.name in title), None)

    def title_of(self, window: int) -> str:
        return self.titles.get(window, "")

    def file_of(self, book: Any) -> str:
        return self.files.get(book.name, "never saved")

    def open_files(self) -> frozenset[str]:
        return frozenset(self.files.values())


NOTHING_KEPT = KeptWorkbooks(Windows())


def test_it_stops_when_told_to_but_not_before_the_click_is_done(
    desk: Desk, jobs: list[Callable[[], None]], done: list[tuple[str, Any]]
) -> None:
    said: list[str] = []
    signals = Happenings(
        ("call", lambda: said.append(click(desk))),
        ("stop", nothing),
        ("call", lambda: said.append(click(desk))),
        ("done", lambda: [job() for job in jobs]),
        ("call", lambda: said.append("too late")),
    )
    assert serve(desk, signals, NOTHING_KEPT, lambda: signals.time) == "stopped"
    assert said == ["", ENDING]
    assert done == [("xl903About", "book")]


def test_it_ends_after_a_day_without_excel_and_not_while_one_is_open(desk: Desk) -> None:
    signals = Happenings()
    assert serve(desk, signals, NOTHING_KEPT, lambda: signals.time) == "no Excel"
    assert signals.time == A_DAY
    open_for_two_days: list[tuple[Happening, Callable[[], object]]] = []
    signals = Happenings(*open_for_two_days, excel=True)

    def later() -> None:
        signals.time += LOOK_EVERY

    def closed() -> None:
        signals.excel = False

    signals.what += [("time", later)] * 48 + [("time", closed)]
    assert serve(desk, signals, NOTHING_KEPT, lambda: signals.time) == "no Excel"
    assert signals.time == 3 * A_DAY


@pytest.mark.parametrize(
    ("goes", "status", "says", "logged"),
    [
        ("well", DONE, READY, ["began.", "ended: stopped."]),
        ("another runs", RUNS, RUNS_ALREADY, []),
        ("badly", FAILED, "fault of its own", ["ValueError"]),
    ],
)
def test_it_says_that_it_is_ready_or_that_another_runs_or_why_it_cannot_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, goes: str, status: int, says: str, logged: list[str]
) -> None:
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: tmp_path)
    signals = Happenings(("time", nothing), ("time", nothing), ("stop", nothing))

    def prepare(year: int) -> None:
        if goes == "badly":
            raise ValueError("Ann Smith")

    said: list[str] = []
    place = nullcontext(None if goes == "another runs" else signals)
    assert take_place(lambda: place, said.append, partial(begin, system=system(prepare))) == status
    assert len(said) == 1
    assert says in said[0]
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.log"))
    assert all(words in written for words in logged)
    assert bool(written) == bool(logged)
    assert "Ann" not in written


def system(prepare: Callable[[int], None] = lambda year: None) -> System:
    """Windows, without COM."""
    return System(lambda face: nullcontext(), lambda book: lambda: book, Windows(), prepare)


@pytest.mark.parametrize("before", [0, 1])
def test_it_ends_when_told_to_while_it_starts_and_does_not_say_that_it_is_ready(before: int) -> None:
    signals = Happenings(*[("time", nothing)] * before, ("stop", nothing))
    said: list[str] = []
    prepared: list[int] = []
    begin(signals, said.append, system(prepared.append))
    assert (len(prepared), said) == (before, [])


def test_it_takes_its_place_before_it_imports_what_takes_long() -> None:
    code = "import sys, addin.server.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"pandas", "numpy", "xlwings", "addin.server.beginning"} & set(done.stdout.split())


def test_it_ends_when_told_to_though_the_window_that_says_it_is_ready_is_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals, windows = Happenings(("time", nothing), ("time", nothing), ("stop", nothing)), []
    monkeypatch.setattr(signals, "start", windows.append)
    said: list[str] = []
    begin(signals, said.append, system())
    assert (len(windows), said) == (1, [])


def test_nobody_who_reads_what_it_says_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setattr("sys.stdout", os.fdopen(writing, "w", encoding="utf-8"))
    say(READY, show=False)
    with pytest.raises(OSError):
        sys.stdout.close()


def read(kept: KeptWorkbooks, name: str, *cells: object) -> None:
    """Click in a workbook of that name, which reads a part of one row."""
    book: Any = SimpleNamespace(name=name, app=SimpleNamespace(api=SimpleNamespace()))
    with kept.hold(book):
        read_unless_same("part", [cells], lambda: pd.DataFrame([cells]))


def test_what_is_kept_of_a_workbook_goes_within_a_minute_of_its_closing(desk: Desk) -> None:
    windows = Windows({1: "Return  -  Excel", 2: "Other - Excel"})
    kept = KeptWorkbooks(windows)
    left = []

    def later() -> None:
        left.append(len(kept))

    read(kept, "Return", 1)
    read(kept, "Other", 1)
    read(kept, "unknown to Windows", 1)
    assert len(kept) == 2
    del windows.titles[2]
    signals = Happenings(
        ("time", later), ("time", lambda: windows.titles.update({1: "Excel"})), ("time", later)
    )
    assert serve(desk, signals, kept, lambda: signals.time) == "no Excel"
    assert left == [2, 0]
    assert signals.waited[:3] == [A_MINUTE, A_MINUTE, LOOK_EVERY]


def test_what_is_kept_goes_when_its_window_shows_a_workbook_with_a_longer_name() -> None:
    windows = Windows({1: "Return - Excel", 2: "Other - Excel"}, {"Return": r"c:\return.xlsx"})
    kept = KeptWorkbooks(windows)
    read(kept, "Return", 1)
    read(kept, "Other", 1)
    kept.drop_closed()
    assert len(kept) == 2
    windows.titles[1], windows.files = "Return 2 - Excel", {"Return 2": r"c:\return 2.xlsx"}
    kept.drop_closed()
    assert len(kept) == 1


def test_what_is_kept_has_a_bound_and_the_oldest_goes_first() -> None:
    kept = KeptWorkbooks(Windows({1: "first", 2: "second"}), most_cells=5)
    for name in ("first", "second", "first"):
        read(kept, name, 1, 2)
    assert kept.cells == 4
    read(kept, "first", 1, 2, 3, 4)
    assert kept.cells == 4
    read(kept, "second", 1, 2, 3, 4, 5, 6)
    assert kept.cells == 0


@pytest.mark.parametrize(("now", "times"), [((1, "a"), 1), ((1, "b"), 2), ((True, "a"), 2), ((1.0, "a"), 2)])
def test_what_was_read_before_counts_for_the_same_cells_alone(now: tuple[object, ...], times: int) -> None:
    before = ReadBefore()
    with at_hand(before):
        for cells in ((1, "a"), now):
            found = read_unless_same("part", [cells], lambda cells=cells: pd.DataFrame([map(str, cells)]))  # type: ignore[misc]
            assert found.iloc[0].tolist() == list(map(str, cells))
            found.iloc[0, 0] = "changed by who got it"
    assert before.times_read["part"] == times
