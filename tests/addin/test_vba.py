"""Our VBA compiles, on Windows and on a Mac, within Excel's limits, and no macro leaves an error to Excel."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import Any

import pytest

from addin.install.building import OUR_MODULES, vba_modules
from tests.addin.vba_syntax import for_system, nodes, parse, procedures, undeclared

LONGEST_LINE, MOST_CONTINUATIONS = 1023, 24
CALLED_FROM_OUTSIDE = (
    "PaintNotes",
    "PaintCells",
    "FindColours",
    "ReadSheets",
    "OfferCodes",
    "FindObstacles",
    "VisibleSelection",
    "SetPages",
    "ReachPython",
    "StartPython",
    "AskServer",
)
BETWEEN_MODULES = ("KeepState", "PutStateBack", "FindServer", "LastClick", "EndLastClick", "HearDoubleClicks")


@cache
def tree_of(name: str, *, mac: bool) -> tuple[Any, tuple[str, ...]]:
    source = vba_modules()[name]
    tree, errors = parse(for_system(source, mac=mac))
    return tree, tuple(errors)


def variants() -> list[tuple[str, bool]]:
    """Modules, and whether as a Mac has them; those that are the same everywhere once."""
    return [
        (name, mac)
        for name, source in vba_modules().items()
        for mac in (False, True)
        if not mac or for_system(source, mac=True) != for_system(source, mac=False)
    ]


@pytest.mark.parametrize(("name", "mac"), variants())
def test_it_is_vba_and_every_name_is_declared(name: str, mac: bool) -> None:
    tree, errors = tree_of(name, mac=mac)
    assert errors == ()
    public = {
        word.casefold()
        for source in vba_modules().values()
        for word in re.findall(r"^Public (?:Function|Sub) (\w+)", source, re.MULTILINE)
    } | {name.casefold() for name in OUR_MODULES}
    assert undeclared(tree, public) == set()
    assert list(nodes(tree, "optionExplicitDirective"))


def test_a_mistake_is_found() -> None:
    source = 'Attribute VB_Name = "X"\nOption Explicit\nPublic Sub Go()\n    {}\nEnd Sub\n'
    tree, errors = parse(source.format("Missing = Lenn(1)"))
    assert errors == []
    assert undeclared(tree, set()) == {"go: Missing", "go: Lenn"}
    assert parse(source.format("If 1 Then Else For"))[1]
    assert parse(source.format("Dim i As Long: i = (1"))[1]


@pytest.mark.parametrize("name", OUR_MODULES)
def test_no_line_is_over_excels_limits(name: str) -> None:
    lines = vba_modules()[name].splitlines()
    assert max(map(len, lines)) <= LONGEST_LINE
    run = 0
    for line in lines:
        run = run + 1 if line.rstrip().endswith(" _") else 0
        assert run <= MOST_CONTINUATIONS
    assert "\n".join(lines).isascii()


def test_every_macro_that_is_called_from_outside_handles_errors_and_gives_them_as_text() -> None:
    code = "\n".join(vba_modules().values())
    for name in CALLED_FROM_OUTSIDE:
        (body,) = re.findall(rf"^Public Function {name}\(.*?^End Function", code, re.MULTILINE | re.DOTALL)
        assert re.match(r"Public Function .*\n(?:    Dim .*\n)*    On Error GoTo Failed\n", body), name
        assert re.search(rf"^Failed:\n    {name} = .*Err\.Description", body, re.MULTILINE), name
    entries = set(re.findall(r"^Public (?:Function|Sub) (\w+)", code, re.MULTILINE))
    assert entries == {
        *CALLED_FROM_OUTSIDE,
        *BETWEEN_MODULES,
        "RunCommand",
        "Click",
        "WatchServer",
        "RibbonLoaded",
        "OpenChild",
        "LeadsToChild",
    }


def test_a_click_puts_excel_back_whatever_happens() -> None:
    state, _ = tree_of("ExcelState", mac=False)
    kept, back = (procedures(state)[name].getText() for name in ("keepstate", "putstateback"))
    for name in ("EnableEvents", "Calculation", "Cursor", "StatusBar", "ScreenUpdating"):
        assert kept.count(f"Application.{name}") == back.count(f"Application.{name}") == 1, name
    # where Excel takes one of them no more, as calculation without a workbook, the others are put back all the same
    assert back.index("On Error Resume Next") < back.index("Application.")
    click, _ = tree_of("RibbonCallback", mac=False)
    body = procedures(click)["click"].getText()
    assert "On Error GoTo Failed" in body
    assert (
        body.index("KeepState") < body.index("ReachPython") < body.index("Done:") < body.index("PutStateBack")
    )


def test_the_add_in_has_the_version_of_the_package() -> None:
    (told,) = re.findall(r'ADDIN_VERSION As String = "(.+)"', vba_modules()["Server"])
    assert told == version("xl903")
