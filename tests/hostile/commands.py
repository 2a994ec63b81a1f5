"""Gives a command as a person does, in this process, and judges how it ended."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import xl903
from addin.cli.app import main
from addin.cli.failures import explain_failure
from xl903.loading import read

MOST_SECONDS = 30
"""Of the processor's time, which a busy machine does not lengthen; an input of a few kilobytes takes under one."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str
    seconds: float

    def require_result_or_sentence(self) -> None:
        """Assert that it gave a result, or status 2 and a sentence, without a traceback and in time."""
        assert self.status in (0, 2), f"status {self.status}: {self.err}"
        assert "Traceback" not in self.out + self.err, self.err
        assert "\nFailed " not in self.out, self.out
        assert self.seconds < MOST_SECONDS, f"took {self.seconds:.0f} seconds"
        if self.status:
            last = self.err.strip().splitlines()[-1]
            assert last.endswith((".", ")")), last
            assert len(last) < 600, last


def run(*arguments: object) -> Ended:
    """Give a command."""
    out, err = io.StringIO(), io.StringIO()
    before, began = sys.argv, time.process_time()
    sys.argv = ["xl903", *map(str, arguments)]
    status = 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        sys.argv = before
    return Ended(status, out.getvalue(), err.getvalue(), time.process_time() - began)


def read_and_validate(source: Path, codes: Sequence[str]) -> Ended:
    """What ``validate`` does with a return, without the command line around it."""
    began = time.process_time()
    status, out, err = 0, "", ""
    try:
        ret = read(source, must_use_all=True).to_return(year=2026, authority="Manchester")
        failed = xl903.validate(ret, codes=codes).failed
        out = "".join(f"\nFailed {code}: {why}" for code, why in failed.items())
        err = "".join(f"{message}\n" for message in ret.messages)
    except Exception as error:
        err, status = explain_failure(error)
    return Ended(status, out, err, time.process_time() - began)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
