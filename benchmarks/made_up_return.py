"""A made-up return whose truth is known: children in placements that a register has, rule by rule right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from made_up_register import english_postcodes

import xl903
from xl903.places import load_postcodes, upper_tier

OWN = "E08000003"
YEAR = 2026
YEAR_END = np.datetime64("2026-03-31")
AT_PROVIDER = {"K1", "K2", "K3", "R3", "S1"}
FACTS = ("URN", "PL_POST", "PLACE_PROVIDER", "PLACE")
Episode = dict[str, Any]


@dataclass
class Listed:
    """The register, looked up by number and by postcode."""

    rows: list[dict[str, Any]]
    by_urn: dict[str, list[dict[str, Any]]]
    by_postcode: dict[str, list[dict[str, Any]]]

    @classmethod
    def of(cls, register: pd.DataFrame) -> Listed:
        """A register of made_up_register.make_register."""
        index = load_postcodes()
        authority = upper_tier(index.authority(index.find(register["POSTCODE"])))
        by_urn, by_postcode = defaultdict(list), defaultdict(list)
        rows = register.astype(object).where(register.notna(), None).to_dict("records")
        for row, la in zip(rows, authority, strict=True):
            row["OWN"] = la == OWN
            row["START"] = np.datetime64(row["REG_START"], "D")
            row["END"] = np.datetime64(row["REG_END"], "D") if row["REG_END"] else None
            row["PLACES"] = row["PLACE_CODES"].split(",")
            row["CODES"] = row["PROVIDER_CODES"].split(",")
            by_urn[row["URN"]].append(row)
            if row["POSTCODE"]:
                by_postcode[row["POSTCODE"]].append(row)
        return cls(rows, by_urn, by_postcode)


def open_through(provider: dict[str, Any], episode: Episode) -> bool:
    """Whether the provider was registered all through the episode."""
    start, end = episode["START"], episode["END"]
    ends = provider["END"]
    return bool(provider["START"] <= start and (ends is None or (start < ends and end <= ends)))


def fits(provider: dict[str, Any], episode: Episode) -> bool:
    """Whether an episode, as it stands, is one with this provider."""
    code = episode["PLACE_PROVIDER"]
    area = {"PR1": provider["OWN"], "PR2": not provider["OWN"]}.get(code, True)
    area = area or episode["PLACE"] == "K3"
    there = episode["PLACE"] not in AT_PROVIDER or provider["POSTCODE"] == episode["PL_POST"]
    named = provider["URN"] == episode["URN"]
    return (
        episode["PLACE"] in provider["PLACES"]
        and code in provider["CODES"]
        and (area and there and named and open_through(provider, episode))
    )


def make_children(rng: np.random.Generator, listed: Listed, count: int) -> list[list[Episode]]:
    """Children with one to three true episodes each."""
    homes, carers = english_postcodes(rng, 3000, OWN), english_postcodes(rng, 6000)
    own = [row for row in listed.rows if row["OWN"]]
    children = []
    while len(children) < count:
        number = len(children)
        home, old_enough = str(rng.choice(homes)), rng.random() < 0.2
        start = np.datetime64("2025-02-01") + int(rng.integers(0, 300))
        episodes: list[Episode] = []
        length = int(rng.choice([1, 2, 3], p=[0.35, 0.4, 0.25]))
        for nth in range(length):
            end = start + int(rng.integers(15, 60)) if nth < length - 1 else None
            reason = "S" if not nth else str(rng.choice(["L", "P"], p=[0.4, 0.6]))
            episode = {
                "CHILD": f"C{number:06d}",
                "RNE": reason,
                "HOME_POST": home,
                "DECOM": start,
                "DEC": end,
            }
            episode |= {"LS": ("C2", "E1")[sum(e["RNE"] == "L" for e in episodes) % 2], "OLD": old_enough}
            episode |= {"START": start, "END": end or YEAR_END}
            if reason == "L":
                episode["LS"] = "E1" if episodes[-1]["LS"] == "C2" else "C2"
                episode |= {fact: episodes[-1][fact] for fact in FACTS}
                if not open_through(listed.by_urn[episode["URN"]][0], episode):
                    break
            elif not _place(rng, listed, own, carers, episode):
                break
            if nth and reason == "P":
                episode["LS"] = episodes[-1]["LS"]
                if all(episode[fact] == episodes[-1][fact] for fact in FACTS):
                    break
            episodes.append(episode)
            start = end
        if len(episodes) == length:
            children.append(episodes)
    return children


def _place(
    rng: np.random.Generator, listed: Listed, own: list[dict[str, Any]], carers: np.ndarray, episode: Episode
) -> bool:
    """Put an episode with a provider that may take it; False where none was found in a few tries."""
    for _ in range(200):
        nearby = own if rng.random() < 0.5 else listed.rows
        provider = nearby[int(rng.integers(len(nearby)))]
        place = provider["PLACES"][int(rng.integers(len(provider["PLACES"])))]
        if place.startswith("A") or (place == "K3") != episode["OLD"]:
            continue
        if place in AT_PROVIDER and not provider["POSTCODE"]:
            continue
        code = provider["CODES"][0]
        if "PR1" in provider["CODES"]:
            code = "PR1" if provider["OWN"] else "PR2"
        postcode = provider["POSTCODE"] if place in AT_PROVIDER else str(rng.choice(carers))
        episode |= {"URN": provider["URN"], "PLACE": place, "PLACE_PROVIDER": code, "PL_POST": postcode}
        if fits(provider, episode):
            return True
    return False


def to_return(children: list[list[Episode]], register: pd.DataFrame) -> xl903.Return:
    """The children's episodes, with a Header that suits them, as a return."""
    rows = [episode for child in children for episode in child]
    frame = pd.DataFrame(rows)
    frame["REC"] = np.where(frame["DEC"].isna(), None, "X1")
    frame["CIN"] = "N1"
    frame["REASON_PLACE_CHANGE"] = None
    moved = (frame["RNE"].shift(-1) == "P") & (frame["CHILD"].shift(-1) == frame["CHILD"])
    frame.loc[moved, "REASON_PLACE_CHANGE"] = "CHILD"
    for column in ("DECOM", "DEC"):
        dates = pd.to_datetime(frame[column])
        frame[column] = dates.dt.strftime("%d/%m/%Y").astype(object).where(dates.notna(), None)
    header = frame.drop_duplicates("CHILD")[["CHILD", "OLD"]]
    dob = np.where(header["OLD"], "01/06/2008", "01/06/2012")
    header = pd.DataFrame({"CHILD": header["CHILD"], "SEX": "M", "DOB": dob, "ETHNIC": "WBRI"})
    uasc = pd.DataFrame({"CHILD": []}, dtype=object)
    return xl903.Return(
        {"Header": header, "Episodes": frame.drop(columns=["START", "END", "OLD"]), "UASC": uasc},
        year=YEAR,
        authority=OWN,
        providers=register,
    )
