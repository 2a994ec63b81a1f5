"""The ribbon: what was forgotten for a button is named, whichever of its places it is missing from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from lxml import etree

from addin.install.building import ribbon_xml, vba_modules
from addin.ribbon.commands import COMMANDS
from addin.ribbon.ribbon_reference import ribbon_as_markdown

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
DOCS = Path(__file__).parents[2] / "docs"
NEEDED = ("label", "imageMso", "screentip", "supertip", "keytip")


def forgotten(ribbon: bytes, commands: Collection[str], vba: str) -> Iterator[str]:
    """What is missing for a button to work, a sentence each."""
    root = etree.fromstring(ribbon)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    buttons = list(root.iter(f"{UI}button"))
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"ribbon.xml has the id {name} twice; each needs its own."
    known = [button.get("id") for button in buttons]
    for name in known:
        if name not in commands:
            yield f"ribbon.xml has the button {name}, but addin/ribbon/commands.py does not say what it does."
    for name in commands:
        if name not in known:
            yield f"addin/ribbon/commands.py says what {name} does, but ribbon.xml has no such button."
    keys: dict[str, str] = {}
    for button in buttons:
        name = button.get("id")
        for attribute in NEEDED:
            if not button.get(attribute):
                yield f"The button {name} in ribbon.xml has no {attribute}."
        if (key := button.get("keytip")) and keys.setdefault(key, name) != name:
            yield f"The buttons {keys[key]} and {name} in ribbon.xml have the same keytip, {key}."
        if not re.search(rf"^Public Sub {button.get('onAction')}\(control As IRibbonControl\)", vba, re.M):
            yield f"The button {name} calls {button.get('onAction')}, which addin/ribbon/vba does not have."


VBA = "\n".join(vba_modules().values())


def test_nothing_is_forgotten_for_any_button() -> None:
    missing = list(forgotten(ribbon_xml(), COMMANDS, VBA))
    assert not missing, "\n".join(missing)


NEW = (
    '<button id="xl903Foo" label="Foo" imageMso="Help" onAction="RunCommand" keytip="Q" screentip="Foo" '
    'supertip="Does foo." />'
)


@pytest.mark.parametrize(
    ("button", "commands", "said"),
    [
        (
            NEW,
            (),
            "ribbon.xml has the button xl903Foo, but addin/ribbon/commands.py does not say what it does.",
        ),
        (
            "",
            ("xl903Foo",),
            "addin/ribbon/commands.py says what xl903Foo does, but ribbon.xml has no such button.",
        ),
        (
            NEW.replace('supertip="Does foo." ', ""),
            ("xl903Foo",),
            "The button xl903Foo in ribbon.xml has no supertip.",
        ),
        (
            NEW.replace('screentip="Foo" ', ""),
            ("xl903Foo",),
            "The button xl903Foo in ribbon.xml has no screentip.",
        ),
        (
            NEW.replace('keytip="Q" ', ""),
            ("xl903Foo",),
            "The button xl903Foo in ribbon.xml has no keytip.",
        ),
        (
            NEW.replace('keytip="Q"', 'keytip="G"'),
            ("xl903Foo",),
            "The buttons xl903Foo and xl903Guide in ribbon.xml have the same keytip, G.",
        ),
        (
            NEW.replace("RunCommand", "RunFoo"),
            ("xl903Foo",),
            "The button xl903Foo calls RunFoo, which addin/ribbon/vba does not have.",
        ),
        (
            NEW.replace("xl903Foo", "xl903Guide"),
            (),
            "ribbon.xml has the id xl903Guide twice; each needs its own.",
        ),
    ],
)
def test_what_is_forgotten_for_a_new_button_is_named(
    button: str, commands: tuple[str, ...], said: str
) -> None:
    in_help = b'<group id="xl903Help" label="Help">'
    ribbon = ribbon_xml().replace(in_help, in_help + button.encode())
    assert said in list(forgotten(ribbon, {*COMMANDS, *commands}, VBA))


def test_the_page_of_the_buttons_is_up_to_date() -> None:
    page = (DOCS / "ribbon.md").read_text(encoding="utf-8")
    assert page == ribbon_as_markdown(), "run: python -m addin.ribbon.ribbon_reference"


def test_groups_stand_in_the_order_of_the_work() -> None:
    (tab,) = etree.fromstring(ribbon_xml()).iter(f"{UI}tab")
    assert tab.get("label") == "903"
    groups = [group.get("label") for group in tab.iter(f"{UI}group")]
    assert groups == ["Return", "Check", "Fix", "Share", "Help"]
    (validate,) = (button for button in tab.iter(f"{UI}button") if button.get("label") == "Validate")
    assert validate.get("size") == "large"
