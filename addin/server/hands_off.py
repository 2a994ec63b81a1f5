"""Keeping the person's hands off Excel while the server works in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import xlwings as xw


@contextmanager
def hands_off(book: xw.Book) -> Iterator[None]:
    """Excel takes no keys and clicks inside, but for windows that are opened for the person.

    For all of a click and not for its writing alone: a row that is sorted or deleted between reading and writing
    would bring marks to the wrong cells. (Where Python is started for each click, Excel waits for it just so.)
    """
    book.app.api.Interactive = False
    try:
        yield
    finally:
        book.app.api.Interactive = True
