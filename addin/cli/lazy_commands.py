"""Commands whose modules are imported when they are run, so that help and completion come at once."""

from __future__ import annotations

import ast
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup


class LazyCommands(TyperGroup):
    """A group of commands that knows where each is, and imports none to list them.

    ``places``: name to "module:function", or "module:app" for a group of further commands. What the list says
    of each is the first line of its docstring, read from the source.
    """

    places: ClassVar[dict[str, str]] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {
            name: TyperCommand(name, help=first_line(place)) for name, place in self.places.items()
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was asked for, imported."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, load_command(str(name), self.places[str(name)]), rest


def load_command(name: str, place: str) -> Any:
    """The command at a place, imported."""
    module, _, member = place.partition(":")
    found = getattr(import_module(module), member)
    if not isinstance(found, typer.Typer):
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command(name)(found)
        found = app
    command = typer.main.get_command(found)
    command.name = name
    return command


def first_line(place: str) -> str:
    """The first line of the docstring of a function, or of a module that has a group of commands.

    Raises LookupError where the place has none.
    """
    module, _, member = place.partition(":")
    spec = find_spec(module)
    source = spec.loader.get_source(module) if spec is not None and spec.loader is not None else None  # type: ignore[attr-defined]
    for node in ast.parse(source or "").body:
        if isinstance(node, ast.FunctionDef) and node.name == member:
            return (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ")
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == member:
            help_text = {word.arg: word.value for word in getattr(node.value, "keywords", ())}.get("help")
            return str(getattr(help_text, "value", ""))
    raise LookupError(f"{place} is not there.")
