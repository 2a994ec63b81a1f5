"""The log of what went wrong, in Excel or on the command line: what was raised and where, never data."""

from __future__ import annotations

import logging
import platform
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_log_path

_MOST_BYTES, _KEPT = 200_000, 2


def log_path() -> Path:
    """The log's file."""
    return user_log_path("xl903", appauthor=False) / "xl903.log"


def log_failure(control_id: str, error: BaseException) -> Path:
    """Write down that a button or a command failed; gives the log's file.

    An error's own text may hold a child's data, so only its type is written, and the lines of code that it
    passed through.
    """
    path = log_path()
    lines = [f"{control_id} on {platform.platform()}, Python {platform.python_version()}"]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(type(cause).__name__)
        lines += [
            f"  {Path(frame.filename).name}, line {frame.lineno}, {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    with _logger(path) as logger:
        logger.error("\n".join(lines))
    return path


def log_event(text: str) -> None:
    """Write down that something happened, such as that the server began. text: nothing of a person or a child."""
    with _logger(log_path()) as logger:
        logger.error(text)


def sentence_to_report(log: Path) -> str:
    """What to say where something unforeseen happened, given the log that it was written to."""
    return (
        "xl903 stopped because of a fault of its own. The workbook was left as it was. Please "
        "report it with the log, "
        f"which holds no data about children: {log}."
    )


@contextmanager
def _logger(path: Path) -> Iterator[logging.Logger]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger("xl903.excel")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        handler.close()
