"""What the child's rows in other files say: Header's date of birth and sex, adoption dates, the 18th birthday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from xl903.engine.table import Table
from xl903.engine.tallies import tally
from xl903.s903.returns import Return
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact
from xl903.suggestions.from_provider_list import as_text

_FROM_HEADER = ("DOB", "SEX")
"""Columns in which Header says who the child is, and other files repeat it."""

_SAME_DECISION = (
    ("AD1", "DATE_INT", "PlacedAdoption", "DATE_PLACED"),
    ("PlacedAdoption", "DATE_PLACED", "AD1", "DATE_INT"),
)
"""The decision to place a child for adoption has one date in two files."""

_OWN_CARERS_ADOPT, _OTHERS_ADOPT = ("A3", "A5"), ("A4", "A6")


def other_files_candidates(ret: Return, findings: pd.DataFrame) -> list[Candidates]:
    """Values from other files of the return for rows with an error."""
    rows = {
        str(name): np.sort(part["row"].unique()).astype(np.int64) for name, part in findings.groupby("table")
    }
    found = list(_from_header(ret, rows))
    children = {name: ret.table(name).child_codes[of_table] for name, of_table in rows.items()}
    in_error = np.unique(np.concatenate([*children.values(), np.zeros(0, dtype=np.int64)]))
    in_error = in_error[in_error >= 0]
    found += _same_decision(ret, in_error)
    if "Episodes" in rows:
        found += _first_social_worker(ret, rows["Episodes"])
    if "Missing" in rows:
        found += _back_by_the_end(ret, rows["Missing"])
    if "UASC" in rows:
        found += _until_18(ret, rows["UASC"])
    found += _who_adopts(ret, in_error)
    return found


def _from_header(ret: Return, rows: dict[str, np.ndarray]) -> Iterator[Candidates]:
    """DOB and SEX as in Header, of which another file or last year's Header says the same where it is certain."""
    if not ret.has("Header"):
        return
    for field in _FROM_HEADER:
        in_header = _of_child(ret.header, field)
        last = _of_child(ret.last_year.header, field)
        tables = [name for name in ret.tables if name != "Header" and ret.table(name).has_column("DOB")]
        others = {name: _of_child(ret.table(name), "DOB") for name in tables}
        for name, chosen in rows.items():
            table = ret.table(name)
            if name == "Header" or not table.has_column(field):
                continue
            child = table.child_codes[chosen]
            value = in_header[child]
            own = as_text(table.text(field).take(chosen))
            differs = (value != "") & (value != own)
            sure = value == last[child]
            if field == "DOB":
                sure |= _agreeing(others, name, child, value)
            said = np.where(sure, f"{field} in Header and in the child's other records", f"{field} in Header")
            facts = np.where(sure, int(Fact.DETERMINED), int(Fact.INDICATED))
            yield candidates_for(
                *(name, chosen[differs], field, value[differs], facts[differs]), said=said[differs]
            )


def _agreeing(others: Mapping[str, np.ndarray], but: str, child: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Whether some other file has the value as the child's DOB, and none a different one."""
    agrees, differs = np.zeros(len(child), dtype=bool), np.zeros(len(child), dtype=bool)
    for name, values in others.items():
        if name != but:
            other = values[child]
            agrees |= other == value
            differs |= (other != "") & (other != value)
    return agrees & ~differs


def _of_child(table: Table, field: str) -> np.ndarray:
    """The one value of each child in a column, by the child's code; "" where rows differ, and for -1, no child."""
    child, text = table.child_codes.astype(np.int64), table.text(field).codes.astype(np.int64)
    filled = np.flatnonzero((child >= 0) & (text >= 0))
    _, first = np.unique(child[filled] << 32 | text[filled], return_index=True)
    rows = filled[first]
    alone = tally(child[rows], minlength=1)[child[rows]] == 1
    rows = rows[alone]
    value = np.full(table.children_numbered + 1, "", dtype=object)
    value[child[rows]] = as_text(table.text(field).take(rows))
    return value


def _same_decision(ret: Return, in_error: np.ndarray) -> Iterator[Candidates]:
    for name, field, other, its in _SAME_DECISION:
        table = ret.table(name)
        if not (table.has_column(field) and ret.table(other).has_column(its)):
            continue
        rows = np.flatnonzero(np.isin(table.child_codes, in_error))
        value = _of_child(ret.table(other), its)[table.child_codes[rows]]
        own = as_text(table.text(field).take(rows))
        differs = (value != "") & (value != own)
        said = f"{its} in {other}, where the same decision is returned"
        yield candidates_for(name, rows[differs], field, value[differs], int(Fact.INDICATED), said=said)


def _first_social_worker(ret: Return, rows: np.ndarray) -> Iterator[Candidates]:
    """A start of care that differs only in the year from the day on which a social worker of the child started."""
    ep, sw = ret.episodes, ret.sw_episodes
    if not sw.has_column("SW_DECOM"):
        return
    child = ep.child_codes[rows]
    own = as_text(ep.text("DECOM").take(rows))
    here = pd.DataFrame({"row": rows, "child": child, "own": own, "day": _day_and_month(own)})
    started = as_text(sw.text("SW_DECOM"))
    concerned = np.isin(sw.child_codes, child[child >= 0])
    starts = pd.DataFrame(
        {
            "child": sw.child_codes[concerned],
            "value": started[concerned],
            "day": _day_and_month(started[concerned]),
        }
    ).drop_duplicates()
    pairs = here[here["day"] != ""].merge(starts, on=["child", "day"])
    pairs = pairs[pairs["own"] != pairs["value"]]
    said = "the child's social worker started on the same day and month, in this year"
    yield candidates_for(
        *("Episodes", pairs["row"].to_numpy(), "DECOM", pairs["value"].to_numpy(dtype=object)),
        int(Fact.INDICATED),
        said=said,
    )


def _back_by_the_end(ret: Return, rows: np.ndarray) -> Iterator[Candidates]:
    """An absence ends at the latest on the day on which the episode ended in which it began."""
    absences, ep = ret.missing, ret.episodes
    pair = absences.pairs(ep)
    during = (pair.right.decom <= pair.left.mis_start) & (pair.left.mis_start <= pair.right.dec)
    days = as_text(pair.right.of(ep.text("DEC")))[during.to_numpy()]
    left = pair.left.positions[during.to_numpy()]
    ends = np.full(len(absences), "", dtype=object)
    ends[left[::-1]] = days[::-1]  # of several episodes the first
    value = ends[rows]
    own = as_text(absences.text("MIS_END").take(rows))
    chosen = (value != "") & (value != own)
    said = "the episode in which the child went missing ended on that day"
    yield candidates_for("Missing", rows[chosen], "MIS_END", value[chosen], int(Fact.INDICATED), said=said)


def _day_and_month(texts: np.ndarray) -> np.ndarray:
    """The first six characters of dates as dd/mm/yyyy, "" for anything else."""
    numbers, distinct = pd.factorize(texts)
    days = np.array(
        [text[:6] if len(text) == 10 and text[5] == "/" else "" for text in distinct], dtype=object
    )
    result: np.ndarray = days[numbers] if len(days) else np.zeros(0, dtype=object)
    return result


def _until_18(ret: Return, rows: np.ndarray) -> Iterator[Candidates]:
    """UASC status ends with the 18th birthday, if not before."""
    uasc = ret.uasc
    if not (uasc.has_column("DUC") and ret.has("Header")):
        return
    born = _of_child(ret.header, "DOB")[uasc.child_codes[rows]]
    days = pd.to_datetime(pd.Series(born), format="%d/%m/%Y", errors="coerce")
    birthday = (days + pd.DateOffset(years=18)).dt.strftime("%d/%m/%Y").astype(object)
    value = birthday.where(days.notna(), "").to_numpy(dtype=object)
    own = as_text(uasc.text("DUC").take(rows))
    chosen = (value != "") & (own != "") & (own != value)
    said = "the child's 18th birthday, by DOB in Header"
    yield candidates_for("UASC", rows[chosen], "DUC", value[chosen], int(Fact.INDICATED), said=said)


def _who_adopts(ret: Return, in_error: np.ndarray) -> Iterator[Candidates]:
    """FOSTER_CARE in AD1 from the placement type of the child's last episode."""
    ad1, ep = ret.ad1, ret.episodes
    if not ad1.has_column("FOSTER_CARE"):
        return
    rows = np.flatnonzero(np.isin(ad1.child_codes, in_error))
    place = as_text(ad1.row_of_child_in(ep, ep.latest_episode).of(ep.text("PLACE")).take(rows))
    own = as_text(ad1.text("FOSTER_CARE").take(rows))
    value = np.where(np.isin(place, _OWN_CARERS_ADOPT), "1", np.where(np.isin(place, _OTHERS_ADOPT), "0", ""))
    chosen = (value != "") & (value != own)
    said = "PLACE of the child's last episode says whether the foster carers adopt"
    yield candidates_for(
        "AD1", rows[chosen], "FOSTER_CARE", value[chosen].astype(object), int(Fact.INDICATED), said=said
    )
