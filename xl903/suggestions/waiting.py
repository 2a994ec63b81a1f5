"""How many answers wait to be used: figures for the summary, packs, and what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xl903.engine.report import CLEAR, DELETE, Report
from xl903.engine.wording import count


@dataclass(frozen=True)
class Waiting:
    """The answers of a report. As text one sentence.

    errors: those with an answer. certain, likely, possible: different answers by confidence. clear, delete:
    those of them that clear a cell, or delete a row.
    """

    errors: int
    certain: int
    likely: int
    possible: int
    clear: int
    delete: int

    def __str__(self) -> str:
        total = self.certain + self.likely + self.possible
        if not total:
            return "No error has a suggestion."
        said = (
            f"{count(total, 'suggestion')}: {self.certain:,} certain, {self.likely:,} likely, "
            f"{self.possible:,} possible"
        )
        kinds = [
            count(number, "clears a cell", "clear a cell")
            if what == CLEAR
            else count(number, "deletes a row", "delete a row")
            for what, number in ((CLEAR, self.clear), (DELETE, self.delete))
            if number
        ]
        return f"{said}. Of these, {' and '.join(kinds)}." if kinds else f"{said}."


def count_answers(report: Report[Any]) -> Waiting:
    """How many of a report's errors have an answer, and how many different best answers there are."""
    best = report.best_suggestions
    different = best.drop_duplicates(["at_table", "at_row", "field"])
    of_kind = different["kind"].value_counts()
    sure = different["confidence"].value_counts()
    return Waiting(
        errors=len(best),
        certain=int(sure.get("certain", 0)),
        likely=int(sure.get("likely", 0)),
        possible=int(sure.get("possible", 0)),
        clear=int(of_kind.get(CLEAR, 0)),
        delete=int(of_kind.get(DELETE, 0)),
    )
