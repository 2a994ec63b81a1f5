"""Our VBA read by its grammar (antlr4-vba), as far as a compiler would: syntax, and names that nobody declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from antlr4_vba.vbaLexer import vbaLexer
from antlr4_vba.vbaParser import vbaParser
from pyopenvba.apps.excel._model import Application
from pyopenvba.interpreter._constants_data import EXCEL_CONSTANTS, OFFICE_CONSTANTS, VBA_CONSTANTS
from pyopenvba.interpreter._intrinsics import INTRINSICS, UNIMPLEMENTED

_DIRECTIVE = re.compile(r"^\s*#(If|ElseIf|Else|End If)\b(.*)$", re.IGNORECASE)


def for_system(source: str, *, mac: bool) -> str:
    """The source as Excel compiles it on one system: its conditional lines resolved, lines of comment left out."""
    kept, holds = [], [True]
    for line in source.splitlines():
        found = _DIRECTIVE.match(line)
        if found is None:
            if all(holds) and line.strip() and not line.lstrip().startswith("'"):
                kept.append(line)
            continue
        word, condition = found[1].casefold(), found[2].split("'")[0].strip().casefold()
        if word == "if":
            assert condition in ("mac then", "not mac then"), line
            holds.append(mac == (condition == "mac then"))
        elif word == "else":
            holds.append(not holds.pop())
        elif word == "end if":
            holds.pop()
        else:
            raise AssertionError(line)
    assert holds == [True]
    return "\n".join(kept)


class _Errors(ErrorListener):  # type: ignore[misc]
    def __init__(self) -> None:
        self.said: list[str] = []

    def syntaxError(self, recognizer: Any, symbol: Any, line: int, column: int, msg: str, error: Any) -> None:
        self.said.append(f"line {line}:{column} {msg}")


def parse(source: str) -> tuple[Any, list[str]]:
    """The tree of a module, and what is wrong with its syntax."""
    errors = _Errors()
    lexer = vbaLexer(InputStream("\r\n".join(source.splitlines()) + "\r\n"))
    parser = vbaParser(CommonTokenStream(lexer))
    for one in (lexer, parser):
        one.removeErrorListeners()
        one.addErrorListener(errors)
    return parser.startRule(), errors.said


def nodes(tree: Any, *rules: str) -> Iterator[Any]:
    """Every node of these rules."""
    if not hasattr(tree, "getRuleIndex"):
        return
    if vbaParser.ruleNames[tree.getRuleIndex()] in rules:
        yield tree
    for child in tree.children or ():
        yield from nodes(child, *rules)


_DECLARE = (
    "untypedNameParamDcl",
    "typedNameParamDcl",
    "untypedVariableDcl",
    "typedVariableDcl",
    "witheventsVariableDcl",
    "untypedNameConstItem",
    "typedNameConstItem",
)
_PROCEDURES = ("functionDeclaration", "subroutineDeclaration")
_LANGUAGE = frozenset({"err", "environ", "input", "applescripttask"})
_TYPES = frozenset({"worksheet", "workbook", "listobject", "iribboncontrol", "iribbonui"})
_SUFFIXES = "$%&!#@"


def _name(node: Any) -> str:
    (first, *_) = nodes(node, "ambiguousIdentifier")
    return str(first.getText()).casefold()


def procedures(tree: Any) -> dict[str, Any]:
    """The procedures of a module by name, in lower case."""
    names = {}
    for one in nodes(tree, *_PROCEDURES):
        (named, *_) = nodes(one, "functionName", "subroutineName")
        names[_name(named)] = one
    return names


def known_to_excel() -> set[str]:
    """Names that are there without being declared: VBA's functions, Excel's globals and constants."""
    constants = {
        name.casefold() for table in (EXCEL_CONSTANTS, OFFICE_CONSTANTS, VBA_CONSTANTS) for name in table
    }
    functions = {name.casefold() for name in (*INTRINSICS, *UNIMPLEMENTED)}
    return {*constants, *functions, *Application._vba_members, *_LANGUAGE, *_TYPES}


def undeclared(tree: Any, elsewhere: set[str]) -> set[str]:
    """The names that a module uses and nobody declares. elsewhere: procedures of other modules, and classes."""
    inside = {id(one) for body in procedures(tree).values() for one in nodes(body, *_DECLARE)}
    of_module = {_name(one) for one in nodes(tree, *_DECLARE) if id(one) not in inside}
    known = {*known_to_excel(), *elsewhere, *procedures(tree), *of_module}
    missing = set()
    for name, procedure in procedures(tree).items():
        here = {*known, *(_name(one) for one in nodes(procedure, *_DECLARE))}
        for used in nodes(procedure, "simpleNameExpression"):
            found = list(nodes(used, "ambiguousIdentifier"))
            if found and (word := found[0].getText().rstrip(_SUFFIXES)).casefold() not in here:
                missing.add(f"{name}: {word}")
    return missing
