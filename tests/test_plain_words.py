"""What people read is plain English: rules, messages, sheets, the ribbon and the docs hold no hard phrase."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from lxml import etree

from addin.cli.app import app
from xl903.s903.registered_rules import all_rules

HERE = Path(__file__).parents[1]

HARD_TO_READ = (
    r"mend(s|ed|ing)?",
    r"(is|are) none",
    r"(?<!there )(is|are|was|were) no(?! longer| more| one)",
    r"stands?",
    r"stood",
    r"whose",
    r"the one that",
    r"such an?",
    r"gone by",
    r"to come",
    r"told apart",
    r"tells? apart",
    r"takes? back",
    r"c[ao]mes? as",
    r"went(?! (missing|wrong))",
    r"given twice",
    r"anew",
    r"passed over",
    r"left aside",
    r"whichever",
    r"shall",
    r"(give|given|kept|named) nowhere",
    r"likewise",
    r"seldom",
    r"in vain",
    r"sorry",
)
"""Regular expressions of whole words that nobody in an office would say, or that had to be read twice."""

TRADE_WORDS = (r"traceback", r"pars(e|ed|es|ing)", r"null", r"masks?", r"boolean", r"dataframe", r"exception")
"""Words of people who write software. Their own pages may use them."""

DEVELOPERS_PAGES = {
    "architecture.md",
    "contributing.md",
    "fidelity.md",
    "performance.md",
    "words-of-the-engine.md",
}
FOR_DEVELOPERS = (
    "xl903/engine/thin_columns.py",
    "xl903/engine/rule_register.py",  # a mistake in a rule is said to who wrote it
    "xl903/engine/running.py",
    "xl903/synthetic",
    "xl903/testing",
    "addin/cli/fidelity_reference.py",
    "addin/cli/words_reference.py",
)

CODES_AS_WORDS = re.compile(r"\bSTAND\b")
"""A code of DfE's that is a word as well."""


def pattern(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(phrases)})(?![\w-])", re.IGNORECASE)


FOR_PEOPLE, FOR_ALL = pattern(*HARD_TO_READ, *TRADE_WORDS), pattern(*HARD_TO_READ)


def hard_to_read(text: str, *, developers: bool = False) -> list[str]:
    found = (FOR_ALL if developers else FOR_PEOPLE).finditer(CODES_AS_WORDS.sub("", text))
    return [one.group() for one in found]


def sentences_in(path: Path) -> Iterator[str]:
    """Every string of a module that has a space in it, f-strings whole, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out: set[int] = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out.update(id(part) for part in node.values)
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and " " in text.strip() and "\\" not in text and id(node) not in left_out:
            yield text


def modules() -> list[Path]:
    return [path for room in ("xl903", "workbook", "addin") for path in sorted((HERE / room).rglob("*.py"))]


def test_the_words_of_rules() -> None:
    said = [
        (rule.code, found)
        for rule in all_rules()
        for text in (rule.title, rule.meaning, rule.fix, rule.why, rule.ask, rule.value)
        if (found := hard_to_read(text))
    ]
    assert said == []


def test_messages_prompts_and_sheet_texts() -> None:
    said = []
    for path in modules():
        name = path.relative_to(HERE).as_posix()
        for text in sentences_in(path):
            if found := hard_to_read(text, developers=name.startswith(FOR_DEVELOPERS)):
                said.append((name, found, " ".join(text.split())[:90]))
    assert said == []


def test_the_help_of_every_command() -> None:
    commands = typer.main.get_command(app)
    context = commands.make_context("xl903", [], resilient_parsing=True)
    for name in commands.list_commands(context):  # type: ignore[attr-defined]
        command = commands.get_command(context, name)  # type: ignore[attr-defined]
        assert command is not None
        assert hard_to_read(command.get_help(context)) == [], name


def test_the_ribbon_and_its_macros() -> None:
    ribbon = etree.parse(HERE / "addin" / "ribbon" / "ribbon.xml")
    tips = [value for element in ribbon.iter() for value in element.attrib.values()]
    macros = [
        text
        for path in sorted((HERE / "addin" / "ribbon" / "vba").glob("*.bas"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith("'")
        for text in re.findall(r'"([^"]* [^"]*)"', line)
    ]
    assert len(tips) > 100
    assert macros
    assert [(text, found) for text in (*tips, *macros) if (found := hard_to_read(text))] == []


@pytest.mark.parametrize(
    "page", [HERE / "README.md", *sorted((HERE / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_the_docs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    said = [
        (line, found)
        for line, sentence in enumerate(text.splitlines(), start=1)
        if (found := hard_to_read(sentence, developers=page.name in DEVELOPERS_PAGES))
    ]
    assert said == []


def test_no_sentence_for_people_shouts() -> None:
    shouted = [
        (path.name, text)
        for path in modules()
        for text in sentences_in(path)
        if re.search(r"[a-z]!(\s|$)", text) and not re.search(r"[{}<>]|!=", text)
    ]
    assert shouted == []


def test_what_the_check_is_for() -> None:
    assert hard_to_read("Episode end is no date, and the note says how to mend it") == ["is no", "mend"]
    assert (
        hard_to_read("There is no rule 999, and there are no others. It is no longer there. Amended; STAND")
        == []
    )
    assert hard_to_read("a mask", developers=True) == []
