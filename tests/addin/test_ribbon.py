"""The ribbon: well-formed, every id once, every button with a command, a picture and words."""

from __future__ import annotations

import re

from lxml import etree

from addin.install.building import ribbon_xml, vba_modules
from addin.ribbon.commands import COMMANDS

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"


def buttons() -> list[etree._Element]:
    return list(etree.fromstring(ribbon_xml()).iter(f"{UI}button"))


def test_ids_are_unique_and_every_id_has_a_command() -> None:
    ids = [element.get("id") for element in etree.fromstring(ribbon_xml()).iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {button.get("id") for button in buttons()} == set(COMMANDS)


def test_every_callback_is_in_our_vba() -> None:
    code = "\n".join(vba_modules().values())
    for button in buttons():
        assert re.search(rf"^Public Sub {button.get('onAction')}\(control As IRibbonControl\)", code, re.M)


def test_every_button_has_a_picture_words_and_a_key_of_its_own() -> None:
    for button in buttons():
        for attribute in ("label", "imageMso", "screentip", "supertip", "keytip"):
            assert button.get(attribute), (button.get("id"), attribute)
    keys = [button.get("keytip") for button in buttons()]
    assert len(keys) == len(set(keys))


def test_groups_stand_in_the_order_of_the_work() -> None:
    (tab,) = etree.fromstring(ribbon_xml()).iter(f"{UI}tab")
    assert tab.get("label") == "903"
    groups = [group.get("label") for group in tab.iter(f"{UI}group")]
    assert groups == ["Return", "Check", "Fix", "Share", "Help"]
    assert next(b for b in buttons() if b.get("label") == "Validate").get("size") == "large"
