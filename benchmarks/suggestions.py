"""How often suggestions are right, and how long they take, on a made-up return whose truth is known.

    python benchmarks/suggestions.py                    5,000 damaged episodes, 20,000 providers
    python benchmarks/suggestions.py --episodes 1000 --providers 5000 --seed 7

One placement fact of an episode is damaged at a time; some providers are missing from the list altogether.
Printed for each kind of damage: episodes damaged; those with any finding; those in which the register and
the child's other episodes leave one answer only (found by brute force, not in xl903's way); how often the
first suggestion is the truth, of those and of all with a finding; how many have a suggestion; how many
suggestions are certain, and how many of these are wrong.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
import pandas as pd
from made_up_register import FOSTERING, make_register
from made_up_return import AT_PROVIDER, FACTS, OWN, Episode, Listed, fits, make_children, to_return

import xl903
from xl903.suggestions import suggest

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
        return before if before != value else None
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
            if (after["RNE"] == "P") == all(before[fact] == after[fact] for fact in FACTS):
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
    parser.add_argument("--episodes", type=int, default=5_000, help="damaged episodes")
    parser.add_argument("--providers", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=903)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    register = make_register(rng, asked.providers, OWN)
    children = make_children(rng, Listed.of(register), asked.episodes)
    findings = xl903.validate(to_return(children, register)).findings
    about_placements = findings["fields"].map(lambda fields: bool({*FACTS, "HOME_POST"} & set(fields)))
    assert not about_placements.any(), "the made-up truth breaks rules"
    print_unknown(children, register)
    used = sorted({episode["URN"] for child in children for episode in child})
    hidden = rng.choice(used, int(len(used) * NOT_LISTED), replace=False)
    register = register[~register["URN"].isin(hidden)]
    listed = Listed.of(register)
    true = pd.DataFrame([episode for child in children for episode in child])
    print_figures(listed, children, register, damage_each(rng, listed, children), true)


def damage_each(
    rng: np.random.Generator, listed: Listed, children: list[list[Episode]]
) -> list[tuple[int, int, str, str, str]]:
    """Damage one episode of each child, in place: child, episode, field, how, and the true value."""
    done = dict.fromkeys(DAMAGES, 0)
    cases = []
    for number, child in enumerate(children):
        at = int(rng.integers(len(child)))
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
    register: pd.DataFrame,
    cases: list[Any],
    true: pd.DataFrame,
) -> None:
    """Validate the damaged return, ask for suggestions, and compare them with the truth."""
    report = xl903.validate(to_return(children, register))
    assert not report.failed, report.failed
    seconds, at_work = [], []
    for _ in range(REPEATS):
        started = time.perf_counter(), time.process_time()
        made = suggest(report.ret, report.findings).frame
        seconds.append(time.perf_counter() - started[0])
        at_work.append(time.process_time() - started[1])
    made = made[(made["table"] == "Episodes") & made["field"].isin((*FACTS, "HOME_POST"))]
    of_row = dict(iter(made.groupby("row")))
    noticed_rows = set(report.findings.loc[report.findings["table"] == "Episodes", "row"])
    offset = np.cumsum([0, *(len(child) for child in children)])
    figures = []
    for number, at, field, how, truth in cases:
        row = int(offset[number] + at)
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
    truths = np.array([true.loc[row, field] for row, field in zip(sure["row"], sure["field"], strict=True)])
    wrong = int((sure["value"].to_numpy() != truths).sum())
    print(
        f"\nof every episode, undamaged ones too: {len(sure):,} suggestions are certain, {wrong} of them wrong"
    )
    print(
        f"{len(report.findings):,} errors in {len(noticed_rows):,} episodes, {len(register):,} providers: "
        f"suggestions in {min(seconds):.2f} s ({min(at_work):.2f} s of one processor's work)"
    )


def print_unknown(children: list[list[Episode]], register: pd.DataFrame) -> None:
    """Count suggestions where nothing is known: a foster placement without URN, a home without both facts."""
    cases = [
        [child[0] | ({"URN": ""} if child[0]["PLACE"] in FOSTERING else {"URN": "", "PL_POST": ""})]
        for child in children
        if len(child) == 1 and child[0]["PLACE_PROVIDER"] != "PR1"
    ]
    made = xl903.validate(to_return(cases, register)).suggestions
    print(f"{len(cases):,} episodes of which nothing is known: {made['row'].nunique()} have a suggestion\n")


if __name__ == "__main__":
    main()
