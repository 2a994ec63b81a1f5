"""Rules from plain Python files: a council's own rule tried before it is put into a package."""

from __future__ import annotations

import traceback
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from xl903.engine.messages import UserError


def load_rules(file_or_folder: Path) -> None:
    """Register the rules of a Python file, or of every Python file of a folder, until the program ends.

    The file is run as the program that it is. Raises UserError, with the file and the line, where that fails.
    """
    if not file_or_folder.exists():
        raise UserError(f"{file_or_folder} does not exist; check the path.")
    for path in sorted(file_or_folder.glob("*.py")) if file_or_folder.is_dir() else [file_or_folder]:
        _run(path)


def _run(path: Path) -> None:
    spec = spec_from_file_location(f"xl903_rules_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UserError(f"{path.name} is not a Python file; its name has to end in .py.")
    try:
        spec.loader.exec_module(module_from_spec(spec))
    except SyntaxError as error:
        raise UserError(
            f"{path.name}, line {error.lineno}: this is not valid Python ({error.msg})."
        ) from error
    except UserError:
        raise  # a mistake in a rule, which says its own place
    except Exception as error:
        lines = [
            frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)
        ]
        place = f"{path.name}, line {lines[-1]}" if lines else path.name
        raise UserError(f"{place}: {error}") from error
