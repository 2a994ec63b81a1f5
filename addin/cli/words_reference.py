"""The page docs/words-of-the-engine.md: what a rule may say of a return, made from the engine's own docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import xl903
from xl903.engine.lookups import Order, Pairs, View
from xl903.engine.table import Table
from xl903.s903.episode_vocabulary import Episodes, Header, ReturnTable
from xl903.s903.provider_list import Providers
from xl903.s903.returns import Collection, Return

_INTRODUCTION = """# The words of the engine

Made by `xl903 rules --words` from the engine's docstrings; do not edit. These are the words that a rule is written
in: a rule is a function that takes the return, `ret`, and gives a mask, true for each row that is wrong. Masks are
combined with `&` (and), `|` (or) and `~` (not). What a word gives:

- a *column* has a value for each row of its table, and is used as a pandas Series is; a *mask* is a column of truth
  values;
- a *view* is rows of a table looked up for other rows, read like a table: `ep.previous.dec`;
- anything else is named by its type.

What a column does itself: `&`, `|`, `~`, `^`, comparisons, arithmetic, `isin`, `isna`, `notna`, `between`,
`fillna`, `where`, `mask`, `clip`, `abs`, `round`, `dt.days`, `any`, `all`. Whatever else pandas has, such as
`ep.pl_post.str.len()`, works too, only slower: it gives a Series, and a rule may mix the two and return either.

`ret.last_year` is last year's return, with the same words; `ret.year` is the year that the collection ends in.

Try a rule with `xl903 rules --test CASES.yaml --with RULE.py`; see [contributing.md](contributing.md).
"""

_SECTIONS: tuple[tuple[str, str, tuple[type, ...]], ...] = (
    ("The return", "ret", (Return, Collection)),
    ("Any table", "table", (ReturnTable, Table)),
    ("Episodes", "ret.episodes", (Episodes,)),
    ("Header", "ret.header", (Header,)),
    ("Rows looked up for other rows", "view", (View,)),
    ("A child's rows in order", "table.in_order(…)", (Order,)),
    ("Every row with every row", "table.pairs(other)", (Pairs,)),
    ("Ofsted's provider list", "ret.providers", (Providers,)),
)
_FUNCTIONS: tuple[Callable[..., Any], ...] = (xl903.birthday, xl903.differs, xl903.Cells)

_NOT_FOR_RULES = frozenset(
    {"judged_by", "of_rows", "of_year", "worked_out", "given_columns", "children_numbered", "some"}
)
"""Public to the engine, but no word of a rule's."""

_GIVES = {"": "masks", "Mask": "mask", "Column": "column", "TextColumn": "column", "View": "view"}


def words_as_markdown() -> str:
    """Every word that a rule may say, with what it gives and means, as one Markdown page."""
    parts = [_INTRODUCTION]
    for title, stands_for, kinds in _SECTIONS:
        about = _one_line(inspect.getdoc(kinds[-1]) or "")
        words = {
            name: member for kind in kinds for name, member in vars(kind).items() if _is_word(name, member)
        }
        rows = [_row(name, member) for name, member in words.items()]
        parts.append(f"## {title}: `{stands_for}`\n\n{about}\n\n{_table(rows)}\n")
    rows = [_row(function.__name__, function) for function in _FUNCTIONS]
    parts.append(f"## Functions: `from xl903 import …`\n\n{_table(rows)}\n")
    return "\n".join(parts)


def _is_word(name: str, member: object) -> bool:
    kinds = (property, cached_property, classmethod, staticmethod)
    says = isinstance(member, kinds) or inspect.isfunction(member)
    return says and not name.startswith("_") and name not in _NOT_FOR_RULES


def _row(name: str, member: Any) -> str:
    is_value = isinstance(member, (property, cached_property))
    function = _function_of(member)
    shown = name if is_value else f"{name}({', '.join(_parameters(function))})"
    gives = str(function.__annotations__.get("return", ""))
    meaning = _one_line(inspect.getdoc(function) or "").replace("|", "\\|")
    return f"| `{shown}` | {_GIVES.get(gives, gives).replace('|', 'or')} | {meaning} |"


def _function_of(member: Any) -> Any:
    if isinstance(member, property):
        return member.fget
    if isinstance(member, cached_property):
        return member.func
    return member.__func__ if isinstance(member, (classmethod, staticmethod)) else member


def _parameters(function: Callable[..., Any]) -> Iterator[str]:
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name not in ("self", "cls"):
            star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
            default = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
            yield f"{star}{parameter.name}{default}"


def _table(rows: list[str]) -> str:
    return "\n".join(("| Word | Gives | Meaning |", "| --- | --- | --- |", *rows))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("``", "`")).strip()
