"""What a workbook remembers of DfE's portal: its last reports, and DfE's wording of each code.

Like everything else that a workbook remembers it is lines of its hidden sheet: what, which, and content as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from workbook.plan.sheet_model import Value
from xl903.portal.portal_reports import COUNT_COLUMNS, LISTED_COLUMNS, PortalReport

_WORDING, _PORTAL = "wording", "portal"
_FRAMES: Mapping[str, tuple[str, ...]] = {"listed": LISTED_COLUMNS, "counts": COUNT_COLUMNS}
_LONGEST = 30_000
"""A cell takes 32,767 characters."""

KeptLines = Mapping[str, Mapping[Any, Any]]
"""What the hidden sheet kept, by what it is and which one."""


def portal_lines(portal: PortalReport | None, wording: Mapping[str, str]) -> Iterator[tuple[Value, ...]]:
    """The lines that keep a report and DfE's wording."""
    for number, (code, message) in enumerate(wording.items()):
        yield _WORDING, number, json.dumps([code, message[:_LONGEST]])
    if portal is None:
        return
    frames = {name: getattr(portal, name) for name in _FRAMES}
    about = {
        "sources": list(portal.sources),
        "year": portal.year,
        "authority": portal.authority,
        "notes": list(portal.notes),
        "frames": [name for name, frame in frames.items() if frame is not None],
    }
    yield _PORTAL, 0, json.dumps(about)
    for name, frame in frames.items():
        if frame is not None:
            for number, cells in enumerate(frame[list(_FRAMES[name])].itertuples(index=False, name=None)):
                yield f"{_PORTAL} {name}", number, json.dumps(cells)


def read_wording_kept(kept: KeptLines) -> dict[str, str]:
    """DfE's wording by code; nothing in workbooks of earlier versions."""
    return dict(kept.get(_WORDING, {}).values())


def read_portal_kept(kept: KeptLines) -> PortalReport | None:
    """The report that was loaded last; None where none was."""
    about = next(iter(kept.get(_PORTAL, {}).values()), None)
    if about is None:
        return None
    frames = {
        name: pd.DataFrame(
            list(kept.get(f"{_PORTAL} {name}", {}).values()), columns=list(_FRAMES[name]), dtype=object
        )
        for name in about["frames"]
    }
    return PortalReport(
        frames.get("listed"),
        frames.get("counts"),
        {},
        tuple(about["sources"]),
        about["year"],
        about["authority"],
        tuple(about["notes"]),
    )
