"""Which CHILD element of an XML return each row goes into, and what that loses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.engine.tallies import tally
from xl903.engine.wording import count, plural
from xl903.readers.loaded import join_names
from xl903.writers.written_texts import child_keys, children


@dataclass(frozen=True)
class Placing:
    """The CHILD elements to be, counted from 0, and the one that each table's rows go into.

    ``people``: DataFrame with CHILD, DOB and SEX as each CHILD's HEADER will hold them: the rows of Header
    in order, the first ``in_header`` of them, then children of other tables who are not in Header, in the
    order in which they turn up. ``places``: table name, Header's left out, to the position in ``people`` of
    each row.
    """

    people: pd.DataFrame
    in_header: int
    places: Mapping[str, np.ndarray]

    def with_a_row(self, table: str) -> np.ndarray:
        """For each CHILD, whether the table has a row that goes into it; nowhere if it is not there."""
        result = np.zeros(len(self.people), dtype=bool)
        result[self.places.get(table, np.empty(0, dtype=np.intp))] = True
        return result

    def named(self, chosen: np.ndarray) -> str:
        """The chosen CHILD elements, by mask or position, as a sentence names them."""
        return children(self.people["CHILD"].to_numpy()[chosen])


def place_rows(tables: Mapping[str, pd.DataFrame]) -> Placing:
    """Find the CHILD of every row, by its id; ids are compared in upper case, and blank is nobody's.

    A child who is in Header twice has two, of which the first takes the rows of the other tables. A child
    who is not in Header gets one, with the first date of birth that a row gives; so does each row without id.

    tables: table name to DataFrame of texts, with every column of DfE's.
    """
    header = _identities(tables["Header"]) if "Header" in tables else _no_identities()
    others = {name: _identities(frame) for name, frame in tables.items() if name != "Header"}
    rows = pd.concat([_no_identities(), *others.values()], ignore_index=True)
    first = header["key"].notna() & ~header["key"].duplicated()
    found = pd.Index(header["key"][first], dtype=object).get_indexer(pd.Index(rows["key"], dtype=object))
    found = np.append(np.flatnonzero(first), -1)[found]
    strangers = rows[found < 0]
    # a number of its own keeps one row without id apart from the next
    who = strangers["key"].where(strangers["key"].notna(), pd.Series(strangers.index, strangers.index))
    number, _ = pd.factorize(np.asarray(who, dtype=object))
    found[found < 0] = len(header) + number
    # DataFrameGroupBy.first takes the first that is not blank
    made = strangers[["CHILD", "DOB"]].groupby(number).first()
    people = pd.concat([header[["CHILD", "DOB", "SEX"]], made], ignore_index=True)
    people = people.reindex(columns=["CHILD", "DOB", "SEX"]).astype(object)
    ends = np.cumsum([len(frame) for frame in others.values()])
    return Placing(
        people=people.where(people.notna(), None),
        in_header=len(header),
        places=dict(zip(others, np.split(found, ends[:-1]) if len(ends) else [], strict=True)),
    )


def _identities(frame: pd.DataFrame) -> pd.DataFrame:
    """CHILD, DOB and SEX of a table's rows, blank where the table has no such column, and the id's key."""
    return frame.reindex(columns=["CHILD", "DOB", "SEX"]).astype(object).assign(key=child_keys(frame))


def _no_identities() -> pd.DataFrame:
    return pd.DataFrame(columns=["CHILD", "DOB", "SEX", "key"], dtype=object)


def refuse_second_rows(placing: Placing, one_per_child: Iterable[str]) -> None:
    """Raise UserError where a child has two rows of a table for whose rows XML has no element."""
    several = []
    for table in one_per_child:
        if table in placing.places:
            rows = tally(placing.places[table], minlength=len(placing.people))
            if (rows > 1).any():
                several.append(f"{table} ({placing.named(rows > 1)})")
    if several:
        raise UserError(
            f"{join_names(several)} {plural(len(several), 'has', 'have')} more than one row for a child, and "
            "XML has room for one, so nothing was written; delete the rows that are wrong."
        )


def about_children(placing: Placing, tables: Mapping[str, pd.DataFrame]) -> Iterator[Message]:
    """Say who is in Header twice, who is not in it, which rows have no id, and whose id is spelt otherwise."""
    ids = placing.people["CHILD"].to_numpy()
    if "Header" in tables:
        keys = child_keys(tables["Header"])
        if (twice := keys.notna() & keys.duplicated()).any():
            yield Message(
                "warning",
                f"Header has more than one row for {children(tables['Header'].CHILD[twice])}, so each is a CHILD "
                "of its own, and the first has the rows of the other tables; delete the wrong row.",
            )
        if unknown := int(keys.isna().sum()):
            yield _without_id(unknown, "Header", "has an empty CHILDID")
    made = np.arange(len(ids)) >= placing.in_header
    strangers = made & pd.notna(ids)
    if strangers.any():
        yield Message(
            "warning",
            f"{placing.named(strangers)[0].upper()}{placing.named(strangers)[1:]}, found in "
            f"{join_names(_tables_with(placing, strangers))} but not in Header, "
            f"{plural(int(strangers.sum()), 'has', 'have')} a HEADER with nothing but id, date of birth and what "
            "those tables hold; enter the child in Header.",
        )
    nobodies = made & pd.isna(ids)
    if nobodies.any():
        names = join_names(_tables_with(placing, nobodies))
        yield _without_id(int(nobodies.sum()), names, "goes into a CHILD of its own with an empty CHILDID")
    for name, places in placing.places.items():
        spelt = tables[name]["CHILD"].to_numpy()
        otherwise = pd.notna(spelt) & (spelt != ids[places])
        if otherwise.any():
            yield Message(
                "info",
                f"{name} writes the id of {placing.named(places[otherwise])} with other capital letters "
                "than the first row has, which XML cannot keep, so it is written as in the first row.",
            )


def _without_id(rows: int, where: str, what: str) -> Message:
    return Message(
        "warning", f"{count(rows, 'row')} of {where} without CHILD: each {what}; enter the child's id."
    )


def _tables_with(placing: Placing, chosen: np.ndarray) -> list[str]:
    return [name for name, places in placing.places.items() if chosen[places].any()]


def about_copies(
    placing: Placing,
    tables: Mapping[str, pd.DataFrame],
    lacking: Mapping[str, frozenset[str]],
    copies: Mapping[str, Iterable[str]],
) -> Iterator[Message]:
    """Say where a table's copy of what HEADER holds differs from it, since XML has only the latter.

    copies: table name to the columns that XML fills from HEADER. lacking: columns that a table came without,
    which no one misses.
    """
    for name, places in placing.places.items():
        for column in copies[name]:
            if column == "CHILD" or column in lacking[name]:
                continue
            copy, original = tables[name][column].to_numpy(), placing.people[column].to_numpy()[places]
            differs = (copy != original) & ~(pd.isna(copy) & pd.isna(original))
            if differs.any():
                yield Message(
                    "warning",
                    f"{column} in {name} differs from Header's for {placing.named(places[differs])}, and XML has "
                    "only Header's, so the other is lost. Correct the wrong one.",
                )
