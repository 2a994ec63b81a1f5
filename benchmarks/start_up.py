"""How long the command line takes to start, beside the import of typer, which it is written with.

    python benchmarks/start_up.py

Each is a Python started anew, the two in turn.
"""

from __future__ import annotations

import subprocess
import sys

from figures import Clock, Row, Size, as_text

YARDSTICK = "python -c 'import typer'"
COMMANDS = {
    YARDSTICK: ("-c", "import typer"),
    "xl903 --help": ("-m", "addin.cli", "--help"),
    "xl903 rules 218": ("-m", "addin.cli", "rules", "218"),
}


def measure(size: Size) -> list[Row]:
    """Rows of the start-up."""
    clock = Clock()
    for _ in range(size.runs):
        for what, words in COMMANDS.items():
            clock.time(
                what,
                lambda words=words: subprocess.run([sys.executable, *words], check=True, capture_output=True),
            )
    return [
        clock.row(YARDSTICK),
        clock.row("xl903 --help", YARDSTICK, target="2.5 times"),
        clock.row("xl903 rules 218", YARDSTICK),
    ]


if __name__ == "__main__":
    print(as_text(measure(Size())))
