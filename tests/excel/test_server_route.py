"""A click through the server: no program is started, and whatever becomes of the server, Excel is as it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from pyopenvba.interpreter._values import error

from addin.server.com_transport import as_book
from simulated_excel.com_objects import Com
from simulated_excel.excel_state import RUNNING, due_macros
from simulated_excel.happenings import Excel, PythonDied
from tests.excel.conftest import CONFIGURATION, ROOT, WRITTEN, Press, Started
from tests.excel.hands import choose_rules
from tests.excel.server_stand_in import MONIKER, Server, running
from tests.excel.test_clicks import state
from workbook.session.memory import PROVIDER_LIST


@pytest.fixture
def server() -> Iterator[Server]:
    with running(Server()) as one:
        yield one


def look_again(excel: Excel) -> list[str]:
    """Let the time of the watch come; gives the windows that VBA opened."""
    before = len(excel.sim.dialogs)
    (name,) = due_macros(excel.sim.application)
    due_macros(excel.sim.application).clear()
    excel.sim.run(name)
    return [text for _, text, *_ in excel.sim.dialogs[before:]]


def test_a_click_is_taken_at_once_done_afterwards_and_starts_nothing(
    excel: Excel, book: xw.Book, press: Press, started: Started, server: Server
) -> None:
    before = state(excel)
    assert press("xl903About") == []
    assert excel.alerts == []
    server.work()
    assert "Nothing leaves this machine" in excel.alerts[-1]
    assert look_again(excel) == []
    assert due_macros(excel.sim.application) == []
    assert state(excel) == before
    assert started.lines == []


def test_it_works_in_the_workbook_that_was_clicked_in_whatever_is_in_front_later(
    excel: Excel, press: Press, server: Server
) -> None:
    first, second = excel.app.books.add(), excel.app.books.add()
    first.api.Activate()
    assert press("xl903About") == []
    second.api.Activate()
    assert server.books[0].name == first.name
    assert as_book(Com(excel.sim.application.active_book)).name == second.name


def test_a_click_while_it_works_is_said_in_the_status_bar_and_not_taken(
    excel: Excel, book: xw.Book, press: Press, started: Started, server: Server
) -> None:
    assert press("xl903About") == []
    assert press("xl903Guide") == []
    assert "still working" in str(excel.sim.application.vba_get("StatusBar"))
    assert len(server.jobs) == 1
    assert look_again(excel) == []  # it comes again while the server works
    server.work()
    assert look_again(excel) == []
    assert excel.sim.application.vba_get("StatusBar") is False
    assert press("xl903Guide") == []
    server.work()
    assert len(excel.alerts) == 2


def test_hands_are_off_excel_while_it_works_and_never_afterwards(
    excel: Excel, book: xw.Book, press: Press, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def fail(book: xw.Book) -> None:
        seen.append(book.app.api.Interactive)
        raise ValueError

    monkeypatch.setattr("addin.ribbon.commands.COMMANDS", {"xl903About": fail})
    press("xl903About")
    server.work()
    assert seen == [False]
    assert excel.app.api.Interactive is True
    assert "fault of its own" in excel.alerts[-1]


@pytest.mark.parametrize("says_it", ["the watch", "the next click"])
def test_where_the_server_dies_midway_excel_is_put_back_and_it_is_said(
    excel: Excel, loaded: xw.Book, press: Press, started: Started, server: Server, says_it: str
) -> None:
    before = [*state(excel), excel.app.api.Interactive]
    excel.die_at = ("Range.Value=", 0)
    assert press("xl903Validate") == []
    with pytest.raises(PythonDied):
        server.work()
    server.dead = True
    RUNNING.clear()
    excel.dead = False
    assert [*state(excel), excel.app.api.Interactive] != before
    said = look_again(excel) if says_it == "the watch" else press("xl903About")
    assert "ended before it was done" in said[0]
    assert [*state(excel), excel.app.api.Interactive] == before
    # the next click goes the next way, and a new server is found
    started.lines.clear()
    assert press("xl903About") == []
    assert started.lines[0].endswith("-m addin.ribbon xl903About 1 1")
    with running(Server()) as again:
        assert press("xl903About") == []
        assert len(again.jobs) == 1
    assert len(started.lines) == 1


def test_where_excel_takes_no_calls_it_is_said_once_it_does(
    excel: Excel, book: xw.Book, press: Press, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addin.ribbon.patience._TRIES", 1)
    assert press("xl903About") == []
    excel.busy = 1_000_000
    server.work()
    excel.busy = 0
    (said,) = look_again(excel)
    assert "Excel is busy" in said


def test_another_version_is_one_sentence(excel: Excel, book: xw.Book, press: Press) -> None:
    with running(Server("0.2.0")) as other:
        (said,) = press("xl903About")
    assert "0.1.0" in said
    assert "0.2.0" in said
    assert other.jobs == []


ROUTES = b'"ROUTES","%s"\r\n'
FOR_EVERYBODY = r"C:\Program Files\Microsoft Office\root\Office16\LIBRARY\xl903.conf"


def test_where_only_the_server_is_allowed_it_says_what_to_start(
    excel: Excel, book: xw.Book, press: Press, started: Started
) -> None:
    press.files[CONFIGURATION] = WRITTEN + ROUTES % b"server"  # type: ignore[attr-defined]
    (said,) = press("xl903About")
    assert "Start xl903 from the Start menu, then click again." in said
    assert started.lines == []


def test_what_it_fixed_for_everybody_comes_before_what_a_person_set(
    excel: Excel, book: xw.Book, press: Press, started: Started
) -> None:
    press.files.update({CONFIGURATION: WRITTEN + ROUTES % b"python", FOR_EVERYBODY: ROUTES % b"server"})  # type: ignore[attr-defined]
    (said,) = press("xl903About")
    assert "Start xl903 from the Start menu" in said
    assert started.lines == []


@pytest.mark.parametrize("routes", [b"server start", b"server python", b"server start python"])
def test_where_excel_may_start_nothing_one_sentence_says_what_to_do(
    excel: Excel, book: xw.Book, press: Press, started: Started, routes: bytes
) -> None:
    def refuse(words: list[str]) -> int:
        raise error(70, "Permission denied")

    press.files[CONFIGURATION] = WRITTEN + ROUTES % routes  # type: ignore[attr-defined]
    started.goes = refuse
    (said,) = press("xl903About")
    assert said.endswith("on this computer. Start xl903 from the Start menu, then click again.")


def test_a_server_that_refuses_the_click_itself_is_one_sentence(
    excel: Excel, book: xw.Book, press: Press, server: Server
) -> None:
    server.dead = True
    (said,) = press("xl903About")
    assert said.endswith("Start xl903 from the Start menu, then click again.")


def test_where_it_is_allowed_the_server_is_started_once_and_waited_for(
    excel: Excel, book: xw.Book, press: Press, started: Started
) -> None:
    press.files[CONFIGURATION] = WRITTEN + ROUTES % b"server start"  # type: ignore[attr-defined]
    one = Server()

    def begin(words: list[str]) -> int:
        RUNNING[MONIKER] = one
        return 0

    started.goes = begin
    try:
        for _ in range(3):
            assert press("xl903About") == []
            one.work()
            # also where it is the first way that is named
            press.files[CONFIGURATION] = WRITTEN + ROUTES % b"start"  # type: ignore[attr-defined]
    finally:
        RUNNING.clear()
    assert started.lines == ['"C:\\Users\\Zo\u00eb \u0141uk\\pythonw.exe" -E -P -m addin.server']


EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE\n7001,01/05/2025,S,C2,N1,U1\n"
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n7001,{},03/09/2023,WBRI,UN1,,\n"
OFSTED = (
    "URN,Setting name,Provider type,Local authority,Placement code,Placement provider code,"
    "Registration date,Deregistration date,Setting address postcode,Registration status\n"
    "SC012345,Rose House,Children's home,Manchester,K2,PR1,01/01/2015,,M1 1AE,Active\n"
)
ANOTHER_SEX = "202"


def test_a_second_check_reads_only_what_changed_and_nothing_is_left_of_a_closed_workbook(
    excel: Excel, book: xw.Book, press: Press, server: Server, tmp_path: Path
) -> None:
    def click(control_id: str, *files: str) -> list[str]:
        if files:
            paths = [tmp_path / f"{control_id}-{number}.csv" for number in range(len(files))]
            for path, text in zip(paths, files, strict=True):
                path.write_text(text)
            excel.chosen.append(tuple(map(str, paths)))
        excel.alerts.clear()
        assert press(control_id) == []
        server.work()
        look_again(excel)
        return list(excel.alerts)

    def parts_read() -> list[int]:
        return [server.kept.times_read(part) for part in ("Header 2025, csv", PROVIDER_LIST)]

    excel.typed.append("2026")
    assert click("xl903LoadThisYear", HEADER.format("F"), EPISODES) == []
    assert click("xl903LoadLastYear", HEADER.format("M")) == []
    assert click("xl903LoadOfsted", OFSTED) == []
    choose_rules(book, click, ANOTHER_SEX)
    assert click("xl903Validate") == []
    this_year, last_year = book.sheets["Header"], book.sheets["Header 2025"]
    assert this_year.range("B2").value == ANOTHER_SEX
    before = parts_read()
    this_year.range("D2").value = "M"
    assert click("xl903Validate") == []
    assert this_year.range("B2").value is None
    assert parts_read() == before == [1, 1]
    last_year.range("B2").value = "F"
    assert click("xl903Validate") == []
    assert this_year.range("B2").value == ANOTHER_SEX
    assert parts_read() == [2, 1]
    book.close()
    server.kept.drop_closed()
    assert len(server.kept) == 0


LOADED = """
import sys, tempfile
from pathlib import Path
sys.path.insert(0, {root!r})
import addin.failure_log
addin.failure_log.user_log_path = lambda *a, **n: Path(tempfile.gettempdir(), "xl903-log")
from simulated_excel.starting import simulated_excel
excel = simulated_excel()
from addin.server.warming import warm
import addin.server.__main__
from addin.ribbon.commands import run, COMMANDS
from addin.server.hands_off import hands_off
folder = Path({folder!r})
warm(2026)
book = excel.app.books.add()
before = set(sys.modules)
excel.chosen += [tuple(map(str, sorted(folder.glob(f"{{name}}*.csv")))) for name in ("this", "last", "ofsted")]
excel.typed += ["2026", "2026", "Manchester", ""]
for button in ("xl903Guide", "xl903About", "xl903LoadThisYear", "xl903LoadLastYear", "xl903LoadOfsted",
               "xl903Settings", "xl903ChooseRules", "xl903ShowChild", "xl903NextError", "xl903AboutRule",
               "xl903Changes", "xl903ClearMarks"):
    run(button, book, hands_off)
assert {{"Header", "Header 2025"}} <= {{sheet.name for sheet in book.sheets}}, excel.alerts
print([name for name in set(sys.modules) - before if not name.startswith("pyopenvba")])  # which is the Excel
"""


def test_a_click_that_does_not_validate_imports_nothing(tmp_path: Path) -> None:
    files = {"this": HEADER.format("F"), "this too": EPISODES, "last": HEADER.format("M"), "ofsted": OFSTED}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    code = LOADED.format(root=str(ROOT), folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]
