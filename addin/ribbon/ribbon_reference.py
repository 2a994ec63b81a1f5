"""The page docs/ribbon.md, made from ribbon.xml; ``python -m addin.ribbon.ribbon_reference`` writes it."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from addin.install.building import ribbon_xml

PAGE = Path("docs", "ribbon.md")

_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
_INTRODUCTION = """# The buttons of the tab 903

Made by `python -m addin.ribbon.ribbon_reference` from `addin/ribbon/ribbon.xml`; do not edit. To reach a button by
the keyboard, press Alt, then {tab}, then the button's keys.
"""


def ribbon_as_markdown() -> str:
    """Every button of the ribbon with its keys and what it does, group by group, as one Markdown page."""
    (tab,) = etree.fromstring(ribbon_xml()).iter(f"{_UI}tab")
    parts = [_INTRODUCTION.format(tab=tab.get("keytip"))]
    for group in tab.iter(f"{_UI}group"):
        rows = [
            f"| {button.get('label')} | {button.get('keytip')} | {button.get('supertip')} |"
            for button in group.iter(f"{_UI}button")
        ]
        table = "\n".join(("| Button | Keys | What it does |", "| --- | --- | --- |", *rows))
        parts.append(f"## {group.get('label')}\n\n{table}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(ribbon_as_markdown(), encoding="utf-8", newline="\n")
