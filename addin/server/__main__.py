"""python -m addin.server [--say]: the resident process that the ribbon's buttons talk to.

--say: show a window once it can be clicked, as when a person starts it. The exit status is 0; 1 where one runs
already; 2 on a system that has no COM; 3 where it could not begin or ended by a fault, which is in the log.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial

from addin import TITLE
from addin.failure_log import log_failure, sentence_to_report
from addin.server.signals import Signals, only_one

RUNS_ALREADY = "xl903 is already running. Click on the tab 903 in Excel."
DONE, RUNS, NO_COM, FAILED = 0, 1, 2, 3


def main(words: Sequence[str]) -> int:
    """Serve until told to stop."""
    if sys.platform != "win32":
        print("xl903 serve works on Windows only.", file=sys.stderr)
        return NO_COM
    return take_place(only_one, partial(say, show="--say" in words), _begin)


def take_place(
    place: Callable[[], AbstractContextManager[Signals | None]],
    tell: Callable[[str], None],
    begin: Callable[[Signals, Callable[[str], None]], None],
) -> int:
    """Serve in the place that one server has, or say that another has it. Gives the exit status.

    tell: says a sentence. begin: serves until told to stop.
    """
    with place() as signals:
        if signals is None:
            tell(RUNS_ALREADY)
            return RUNS
        try:
            begin(signals, tell)
        except Exception as error:
            tell(sentence_to_report(log_failure("server", error)))
            return FAILED
    return DONE


def say(text: str, *, show: bool) -> None:
    """Say something: in a window where a person is to see it, and else to who still reads what it says."""
    if show:
        import win32api  # noqa: PLC0415  there only on Windows
        import win32con  # noqa: PLC0415

        win32api.MessageBox(0, text, TITLE, win32con.MB_ICONINFORMATION)
    elif sys.stdout is not None:
        with suppress(OSError):
            print(text, flush=True)


def _begin(signals: Signals, tell: Callable[[str], None]) -> None:
    from addin.server.beginning import begin  # noqa: PLC0415  takes seconds, in which its place is its own

    begin(signals, tell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
