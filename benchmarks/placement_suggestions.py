"""How often suggestions for placements are right, and how long they take, where one fact of each is damaged.

    python benchmarks/placement_suggestions.py                    2,700 children, 20,000 providers
    python benchmarks/placement_suggestions.py --children 27000 --seed 7

One placement fact of one episode of each child is damaged; some providers are missing from the list altogether.
Printed for each kind of damage: episodes damaged; those with any finding; those in which the register and
the child's other episodes leave one answer only (found by brute force, not in xl903's way); how often the
first suggestion is the truth, of those and of all with a finding; how many have a suggestion; how many
suggestions are certain, and how many of these are wrong.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from known_placements import (
    AT_PROVIDER,
    FACTS,
    FOSTERING,
    Episode,
    Listed,
    episodes_by_child,
    fits,
    to_return,
    with_register,
)

import xl903
from xl903.synthetic import Council
from xl903.validation import suggest_values

NOT_LISTED = 0.03
"""Of the providers in use, those that the list lacks; their episodes are in error, damaged or not."""

LOOK_ALIKES = str.maketrans("015OIS", "OIS015")
LETTERS, DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "0123456789"
REPEATS = 3


# The damage


def wrong_character(rng: np.random.Generator, text: str) -> str:
    at = int(rng.choice([i for i, c in enumerate(text) if c != " "]))
    pool = DIGITS if text[at].isdigit() else LETTERS
    return text[:at] + str(rng.choice([c for c in pool if c != text[at]])) + text[at + 1 :]


def swapped(rng: np.random.Generator, text: str) -> str | None:
    places = [i for i in range(len(text) - 1) if text[i] != text[i + 1] and " " not in text[i : i + 2]]
    if not places:
        return None
    at = int(rng.choice(places))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def look_alike(rng: np.random.Generator, text: str) -> str | None:
    places = [i for i, c in enumerate(text) if c in "015OIS"]
    if not places:
        return None
    at = int(rng.choice(places))
    return text[:at] + text[at].translate(LOOK_ALIKES) + text[at + 1 :]


def predecessor(listed: Listed, episode: Episode) -> str | None:
    """Another provider of the placement's postcode that had closed."""
    if episode["PLACE"] not in AT_PROVIDER:
        return None
    others = [row["URN"] for row in listed.by_postcode[episode["PL_POST"]] if row["END"] is not None]
    return next((urn for urn in others if urn != episode["URN"]), None)


DAMAGES = (
    *((field, "missing") for field in (*FACTS, "HOME_POST")),
    *((field, "wrong character") for field in ("URN", "PL_POST", "HOME_POST")),
    *((field, "swapped") for field in ("URN", "PL_POST")),
    *((field, "look-alike") for field in ("URN", "PL_POST", "HOME_POST")),
    *((field, "stale") for field in ("URN", "PL_POST")),
    ("URN", "closed predecessor"),
    ("PLACE_PROVIDER", "wrong code"),
    ("PLACE", "wrong code"),
)


def damaged(
    rng: np.random.Generator, listed: Listed, child: list[Episode], at: int, field: str, how: str
) -> str | None:
    """The wrong value to put into a field, "" for a blank, or None where the damage does not apply."""
    episode = child[at]
    value = episode[field]
    if value is None:
        return None
    if how == "missing":
        return ""
    if how == "wrong code":
        codes = (
            ("PR1", "PR2", "PR3", "PR4", "PR5")
            if field == "PLACE_PROVIDER"
            else ("K1", "K2", "R3", "S1", "U6")
        )
        return str(rng.choice([code for code in codes if code != value]))
    if how == "stale":
        before = child[at - 1][field] if at and episode["RNE"] == "P" else value
        return before if before and before != value else None
    if how == "closed predecessor":
        return predecessor(listed, episode)
    return {"wrong character": wrong_character, "swapped": swapped, "look-alike": look_alike}[how](rng, value)


# Answers by brute force


def one_slip_from(text: str) -> set[str]:
    """Every text one slip away, without spaces."""
    alphabet = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    near = {text[:i] + c + text[i + 1 :] for i in range(len(text)) for c in alphabet}
    near |= {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(len(text) - 1)}
    near |= {text[:i] + c + text[i:] for i in range(len(text) + 1) for c in alphabet}
    return near | {text[:i] + text[i + 1 :] for i in range(len(text))}


def answers(listed: Listed, child: list[Episode], at: int) -> set[tuple[str, str]]:
    """Every change of one field after which the episode agrees with a provider and with its neighbours."""
    now = child[at]
    near = {urn for urn in one_slip_from(now["URN"]) if urn in listed.by_urn} if now["URN"] else set()
    beside = [child[at - 1]] if at else []
    beside += [child[at + 1]] if at + 1 < len(child) else []
    urns = {row["URN"] for row in listed.by_postcode.get(now["PL_POST"], [])} | near
    urns |= {other["URN"] for other in beside}
    tried = {("URN", urn) for urn in urns if urn in listed.by_urn}
    for row in listed.by_urn.get(now["URN"], []):
        tried |= {("PL_POST", row["POSTCODE"])} if row["POSTCODE"] else set()
        tried |= {("PLACE_PROVIDER", code) for code in row["CODES"]}
        tried |= {("PLACE", code) for code in row["PLACES"]}
    tried |= {("PL_POST", other["PL_POST"]) for other in beside}
    found = set()
    for field, value in tried:
        if value == now[field] or not value:
            continue
        mended = now | {field: value}
        if any(fits(row, mended) for row in listed.by_urn.get(mended["URN"], [])) and _agrees(
            child, at, mended
        ):
            found.add((field, value))
    return found


def _agrees(child: list[Episode], at: int, mended: Episode) -> bool:
    """Whether the reasons for this episode and the next one hold: the placement changed, or did not."""
    for nth in (at, at + 1):
        if 0 < nth < len(child):
            before, after = (mended if i == at else child[i] for i in (nth - 1, nth))
            same = all(before[fact] == after[fact] for fact in FACTS)
            if (after["RNE"] == "L" and not same) or (after["RNE"] in ("P", "B") and same):
                return False
    return True


def determined(listed: Listed, child: list[Episode], at: int, field: str, truth: str) -> bool:
    """Whether the truth is the only answer, or the only one that a slip of the keyboard explains."""
    if field == "HOME_POST":
        return len(child) > 1
    found = answers(listed, child, at)
    if (field, truth) not in found:
        return False
    if len(found) == 1:
        return True
    near = {
        (name, value)
        for name, value in found
        if name in ("URN", "PL_POST")
        and child[at][name]
        and value.replace(" ", "") in one_slip_from(child[at][name].replace(" ", ""))
    }
    return near == {(field, truth)}


# The figures


def main() -> None:
    """Make the return, damage it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--children", type=int, default=2_700)
    parser.add_argument("--providers", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=903)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    council = with_register(asked.children, asked.providers, rng, asked.seed)
    print_unknown(council)
    used = council.tables["Episodes"]["URN"].dropna().unique()
    hidden = rng.choice(used, int(len(used) * NOT_LISTED), replace=False)
    known = Listed.of(council.providers)
    register = council.providers[~council.providers["URN"].isin(hidden)].reset_index(drop=True)
    children = episodes_by_child(council)
    cases = damage_each(rng, known, children)
    print_figures(Listed.of(register), children, council, register, cases)


def damage_each(
    rng: np.random.Generator, listed: Listed, children: list[list[Episode]]
) -> list[tuple[int, int, str, str, str]]:
    """Damage one episode of each child, in place: child, episode, field, how, and the true value.

    Of the episodes with a provider of the register; children without one stay as they are.
    """
    done = dict.fromkeys(DAMAGES, 0)
    cases = []
    for number, child in enumerate(children):
        able = [
            at
            for at, episode in enumerate(child)
            if any(fits(provider, episode) for provider in listed.by_urn.get(episode["URN"], []))
        ]
        if not able:
            continue
        at = able[int(rng.integers(len(able)))]
        # Of the damages that apply, the one that is rarest so far.
        for field, how in sorted(DAMAGES, key=lambda damage: done[damage]):
            value = damaged(rng, listed, child, at, field, how)
            if value is not None:
                break
        done[field, how] += 1
        cases.append((number, at, field, how, child[at][field]))
        children[number] = [*child[:at], child[at] | {field: value}, *child[at + 1 :]]
    return cases


def print_figures(
    listed: Listed,
    children: list[list[Episode]],
    council: Council,
    register: pd.DataFrame,
    cases: list[Any],
) -> None:
    """Validate the damaged return, ask for suggestions, and compare them with the truth."""
    changed = [(child[at]["ROW"], field, child[at][field]) for child, at, field in _damaged(children, cases)]
    report = xl903.validate(to_return(council, register, changed))
    assert not report.failed, report.failed
    seconds, at_work = [], []
    for _ in range(REPEATS):
        started = time.perf_counter(), time.process_time()
        made = suggest_values(report.ret, report.findings).frame
        seconds.append(time.perf_counter() - started[0])
        at_work.append(time.process_time() - started[1])
    made = made[(made["table"] == "Episodes") & made["field"].isin((*FACTS, "HOME_POST"))]
    of_row = dict(iter(made.groupby("row")))
    noticed_rows = set(report.findings.loc[report.findings["table"] == "Episodes", "row"])
    figures = []
    for number, at, field, how, truth in cases:
        row = children[number][at]["ROW"]
        part = of_row.get(row, made[:0])
        right = ((part["field"] == field) & (part["value"] == truth)).to_numpy(dtype=bool)
        certain = (part["confidence"] == "certain").to_numpy()
        noticed = row in noticed_rows
        known = noticed and determined(listed, children[number], at, field, truth)
        first = bool(right[:1].any())
        counts = (
            1,
            noticed,
            known,
            known and first,
            first,
            len(part) > 0,
            certain.any(),
            (certain & ~right).any(),
        )
        figures.append((f"{field} {how}", *map(int, counts)))
    columns = [
        "damage",
        "damaged",
        "found",
        "determined",
        "right",
        "right of all",
        "suggested",
        "certain",
        "wrong",
    ]
    table = pd.DataFrame(figures, columns=columns).groupby("damage", sort=False).sum()
    table.loc["all"] = table.sum()
    table["% right"] = (100 * table["right"] / table["determined"]).round(1)
    table["% wrong"] = (100 * table["wrong"] / table["certain"]).round(2)
    print(table.to_string())
    sure = made[made["confidence"] == "certain"]
    true = council.tables["Episodes"]
    truths = np.array([true.loc[row, field] for row, field in zip(sure["row"], sure["field"], strict=True)])
    wrong = int((sure["value"].to_numpy() != truths).sum())
    print(
        f"\nof every episode, undamaged ones too: {len(sure):,} suggestions are certain, {wrong} of them wrong"
    )
    print(
        f"{len(report.findings):,} errors, {len(noticed_rows):,} episodes with one, {len(register):,} providers: "
        f"suggestions in {min(seconds):.2f} s ({min(at_work):.2f} s of one processor's work)"
    )


def _damaged(
    children: list[list[Episode]], cases: list[tuple[int, int, str, str, str]]
) -> Iterator[tuple[list[Episode], int, str]]:
    return ((children[number], at, field) for number, at, field, *_ in cases)


def print_unknown(council: Council) -> None:
    """Count suggestions where nothing is known: a foster placement without URN, a home without both facts."""
    changed = []
    last_year = set(council.last_year["Episodes"]["CHILD"])
    for child in episodes_by_child(council):
        # Only a child's one episode, for others tell of it, last year's too; and no provider of the council's own.
        known = len(child) > 1 or child[0]["CHILD"] in last_year or child[0]["PLACE_PROVIDER"] == "PR1"
        if known or not child[0]["URN"]:
            continue
        blank = ("URN",) if child[0]["PLACE"] in FOSTERING else ("URN", "PL_POST")
        changed += [(child[0]["ROW"], field, "") for field in blank]
    rows = {row for row, _, _ in changed}
    made = xl903.validate(to_return(council, council.providers, changed)).suggestions
    found = made[(made["table"] == "Episodes") & made["row"].isin(rows)]
    print(f"{len(rows):,} episodes of which nothing is known: {found['row'].nunique()} have a suggestion\n")


if __name__ == "__main__":
    main()
