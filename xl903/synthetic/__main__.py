"""Prints lives of a made-up council, to be read: ``python -m xl903.synthetic --children 10 --seed 3``."""

from __future__ import annotations

import argparse

from xl903.synthetic import make_council
from xl903.synthetic.telling import Storybook


def main() -> None:
    """Print the lives that a council's returns of two years were cut from."""
    parser = argparse.ArgumentParser(prog="python -m xl903.synthetic", description=__doc__)
    parser.add_argument("--children", type=int, default=10, help="children in the year's Header")
    parser.add_argument("--year", type=int, default=2026, help="the year the collection ends in")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    council = make_council(children=arguments.children, year=arguments.year, seed=arguments.seed)
    book = Storybook(council)
    for life in council.lives:
        print("\n".join(book.tell(life)), end="\n\n")


if __name__ == "__main__":
    main()
