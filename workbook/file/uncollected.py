"""Lets Python's collector of circular garbage rest while a workbook is read, built or written."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """No looking for circular garbage inside.

    The collector goes through everything that lives each time that much was made; with a million cells being
    made and none given up that is a third of the time, for nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
