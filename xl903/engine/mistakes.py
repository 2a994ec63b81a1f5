"""What is wrong with a rule itself, said in one sentence that names the rule and its own line."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xl903.engine.messages import UserError


class Mistake(Exception):  # noqa: N818  it is the rule's, and no rule breaks another
    """What a rule did that the engine cannot carry out.

    Its text says what, without a full stop and without any data; the engine adds which rule it was and where.
    """


class NoSuchColumn(Mistake, AttributeError):  # noqa: N818
    """A rule asks for a column that the table does not have."""


class RuleMistake(UserError, ValueError):  # noqa: N818
    """A rule cannot be registered; the text is a whole sentence."""


def rule_mistake(what: str, code: str, function: Callable[..., Any]) -> RuleMistake:
    """What is wrong with a rule, as far as it shows before it runs."""
    return RuleMistake(f"{what} ({_place(code, function, None)}).")


def failure(error: Exception, code: str, function: Callable[..., Any]) -> str:
    """What a rule did wrong as it ran and at which of its lines, without a word that may be a child's data."""
    return f"{_said(error)} ({_place(code, function, error)})."


def _said(error: Exception) -> str:
    """The sentence of one of ours; of others only what Python names by itself, for their text may hold data."""
    if isinstance(error, Mistake):
        return str(error)
    if isinstance(error, AttributeError) and error.obj is not None:
        return f"{type(error.obj).__name__} has no {error.name}"
    if isinstance(error, NameError) and error.name:
        return f"There is nothing called {error.name}"
    return f"It stopped with {type(error).__name__}"


def _place(code: str, function: Callable[..., Any], error: Exception | None) -> str:
    """The rule, and the line of its own file: where it failed, or else where it begins."""
    written = getattr(inspect.unwrap(function), "__code__", None)
    if written is None:
        return f"rule {code}"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__ if error else None)
        if frame.filename == written.co_filename
    ]
    line = lines[-1] if lines else written.co_firstlineno
    return f"rule {code}, {Path(written.co_filename).name} line {line}"
