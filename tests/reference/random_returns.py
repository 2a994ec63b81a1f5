"""Random returns in which dates collide, are blank, cannot be read, or lie on the edges that rules name."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

import pandas as pd

Frames = dict[str, pd.DataFrame]
Cells = dict[str, str | None]
Tables = dict[str, list[Cells]]

CHILDREN = 40
YEARS = range(2023, 2028)
UNREADABLE = ("31/06/2025", "1/5/25", "ZZ/05/2024", "UNKNOWN")
GOOD_POSTCODES = ("M1 1AE", "M2 5DB")

CODES: Mapping[str, str] = {
    "SEX": "1 2 M F U",
    "UPN": "UN4 UN4 UN1 A12345678901B",
    "MOTHER": "0 1 1 X",
    "UASC": "0 0 0 1",
    "RNE": "S S P P L T U B",
    "LS": "C1 C2 C2 V2 V3 V4 L1 L1 L2 L2 L3 L3 J2 J2 E1 D1",
    "CIN": "N1 N2",
    "PLACE": "U1 U4 U6 A3 A5 A6 T1 T3 T4 K1 K2 K3 H5 P1 P2 P3 R5 S1 Z1 Z11 Z12",
    "PLACE_PROVIDER": "PR1 PR4",
    "REC": "X1 X1 X1 X1 E4A E3 E11 E12 E2 E15 ZZ",
    "REASON_PLACE_CHANGE": "CUSTOD CARPL",
    "URN": "SC000001 SC000002 SC000003 SC000004 XXXXXXX",
    "PL_LA": "E08000003 E10000016 WAL CON",
    "PL_LOCATION": "IN OUT",
    "PL_DISTANCE": "1.0 1.1 1.2 1.3 10.0",
    "SDQ_SCORE": "12",
    "SDQ_REASON": "SDQ1 SDQ2",
    "IN_TOUCH": "YES",
    "ACTIV": "F1",
    "ACCOM": "B1",
    "REASON_PLACED_CEASED": "RD1",
    "PREV_PERM": "P1 Z1",
    "LA_PERM": "352",
    "MISSING": "M A X",
    "SW_ID": "SW1234",
    "SW_REASON": "FCONTA LEFTRL",
}
"""What a column draws on besides blank; repeated codes come more often."""

HEALTH = [
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
]
ADOPTERS = ["FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"]
PLACEMENT = ["PLACE", "PLACE_PROVIDER", "PL_POST", "URN", "PL_LA", "PL_LOCATION", "PL_DISTANCE"]
EDGES = (
    dt.date(2016, 3, 31),
    dt.date(2016, 4, 1),
    dt.date(2023, 3, 31),
    dt.date(2023, 4, 1),
    dt.date(2023, 10, 28),
    dt.date(2023, 10, 29),
)
STEPS = (0, 1, 3, 4, 5, 6, 7, 8, 17, 18, 21, 22, 42, 43, 75, 76, 90, 91)
AGES = (4, 5, 10, 14, 15, 16, 17, 18, 19, 20)


class Maker:
    """Makes one return. ``blank`` and ``unreadable``: how often a date cell is so."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  nothing is kept secret with it
        self.year = self.dice.choice(YEARS)
        self.blank = self.dice.choice((0.0, 0.05, 0.2))
        self.unreadable = self.dice.choice((0.0, 0.02, 0.02, 0.1))
        start, end = dt.date(self.year - 1, 4, 1), dt.date(self.year, 3, 31)
        days = [edge + dt.timedelta(step) for edge in (start, end) for step in (-8, -7, -6, -5, -1, 0, 1)]
        days += [start + dt.timedelta(self.dice.randrange(-400, 365)) for _ in range(12)]
        self.days = [*days, *days, *EDGES]

    def day(self) -> dt.date:
        return self.dice.choice(self.days)

    def date_cell(self, day: dt.date) -> str | None:
        roll = self.dice.random()
        if roll < self.unreadable:
            return self.dice.choice(UNREADABLE)
        return None if roll < self.unreadable + self.blank else day.strftime("%d/%m/%Y")

    def code(self, column: str, blank: float = 0.1) -> str | None:
        if self.dice.random() < blank:
            return None
        return self.dice.choice(CODES[column].split() if column in CODES else ("0", "1"))

    def birth(self) -> dt.date:
        if self.dice.random() < 0.05:
            return dt.date(2008, 2, 29)
        day = self.day()
        return day.replace(year=day.year - self.dice.choice(AGES), day=min(day.day, 28))

    def span(self, count: int, often_meets: float) -> list[tuple[dt.date, dt.date | None]]:
        """Starts and ends of so many rows of a child, the next often on the day the last one ended."""
        spans: list[tuple[dt.date, dt.date | None]] = []
        start = self.day()
        for _ in range(count):
            open_ended = self.dice.random() < 0.25
            end = start + dt.timedelta(self.dice.choice(STEPS)) if self.dice.random() < 0.6 else self.day()
            spans.append((start, None if open_ended else end))
            meets = self.dice.random() < often_meets
            start = end if meets else end + dt.timedelta(self.dice.choice((-8, -1, 1, 5, 7, 8)))
        if self.dice.random() < 0.2:
            self.dice.shuffle(spans)
        return spans

    def some(self, often: float, most: int = 3) -> int:
        return self.dice.randrange(1, most + 1) if self.dice.random() < often else 0

    def tables(self, before: Tables | None = None) -> Tables:
        """A year's tables; some rows are like one of the child's in the year before but for a cell or two."""
        tables: Tables = {name: [] for name in COLUMNS}
        for number in range(CHILDREN):
            child = str(number + 1) if self.dice.random() < 0.98 else None
            born = self.birth()
            for name in COLUMNS:
                tables[name] += [{"CHILD": child, **row} for row in self.rows(name, born)]
        for name, rows in (before or {}).items():
            earlier = {row["CHILD"]: row for row in rows if row["CHILD"]}
            for row in tables[name]:
                if row["CHILD"] in earlier and self.dice.random() < 0.4:
                    kept = earlier[row["CHILD"]]
                    row.update({column: kept[column] for column in kept if self.dice.random() < 0.85})
        return tables

    def rows(self, name: str, born: dt.date) -> list[Cells]:
        return getattr(self, f"_{name.lower()}")(born)

    def _header(self, born: dt.date):
        row = {column: self.code(column, 0.15) for column in ("SEX", "UPN", "MOTHER", "UASC")}
        child = self.date_cell(self.day()) if self.dice.random() < 0.4 else None
        row |= {"DOB": self.date_cell(born), "MC_DOB": child}
        return [row, dict(row)] if self.dice.random() < 0.05 else [row]

    def _episodes(self, born: dt.date):
        if self.dice.random() < 0.25:
            return [self.long_episode()]
        result: list[Cells] = []
        stays: Cells = {}
        for start, end in self.span(self.some(0.9, 5), 0.7):
            row = {column: self.code(column) for column in ("RNE", "LS", "CIN", *PLACEMENT, "REC")}
            row["HOME_POST"] = self.postcode()
            row["PL_POST"] = self.postcode()
            row["REASON_PLACE_CHANGE"] = self.code("REASON_PLACE_CHANGE", 0.5)
            if stays and self.dice.random() < 0.5:
                row |= {column: value for column, value in stays.items() if self.dice.random() < 0.9}
            stays = {column: row[column] for column in (*PLACEMENT, "LS", "CIN")}
            row["DECOM"] = self.date_cell(start)
            row["DEC"] = None if end is None else self.date_cell(end)
            if end is None and self.dice.random() < 0.8:
                row["REC"] = None
            result.append(row)
        return result

    def long_episode(self) -> Cells:
        """One that began before the year and mostly goes on."""
        start = self.dice.choice(
            (dt.date(2015, 5, 1), dt.date(self.year - 1, 4, 1), dt.date(self.year - 2, 5, 1))
        )
        ended = self.dice.random() < 0.3
        row = {column: self.code(column) for column in ("CIN", *PLACEMENT)}
        return {
            **row,
            "DECOM": self.date_cell(start),
            "RNE": "S",
            "LS": self.dice.choice(("C2", "C2", "C2", "V4")),
            "DEC": self.date_cell(self.day()) if ended else None,
            "REC": self.code("REC") if ended else None,
            "REASON_PLACE_CHANGE": None,
            "HOME_POST": self.postcode(),
            "PL_POST": self.postcode(),
        }

    def postcode(self) -> str | None:
        return self.dice.choice((*GOOD_POSTCODES, GOOD_POSTCODES[0], "QQ1 1QQ", None))

    def _uasc(self, born: dt.date):
        end = (
            born.replace(year=born.year + 18, day=min(born.day, 28))
            if self.dice.random() < 0.6
            else self.day()
        )
        row = {"SEX": "1", "DOB": self.date_cell(born), "DUC": self.date_cell(end)}
        return [row][: self.some(0.3, 1)]

    def _oc2(self, born: dt.date):
        columns = ("SDQ_SCORE", "SDQ_REASON", *HEALTH)
        return [{"DOB": self.date_cell(born), **{c: self.code(c, 0.4) for c in columns}}][: self.some(0.8, 1)]

    def _oc3(self, born: dt.date):
        blank = self.dice.choice((0.0, 0.3, 1.0))
        items = {c: self.code(c, blank) for c in ("IN_TOUCH", "ACTIV", "ACCOM")}
        return [{"DOB": self.date_cell(born), **items}][: self.some(0.5, 1)]

    def _ad1(self, born: dt.date):
        row = {c: self.code(c, 0.1) for c in ADOPTERS}
        dates = {c: self.date_cell(self.day()) for c in ("DATE_INT", "DATE_MATCH")}
        return [{"DOB": self.date_cell(born), **row, **dates}][: self.some(0.3, 1)]

    def _placedadoption(self, born: dt.date):
        return [
            {
                "DOB": self.date_cell(born),
                "DATE_PLACED": self.date_cell(start),
                "DATE_PLACED_CEASED": None if end is None else self.date_cell(end),
                "REASON_PLACED_CEASED": self.code("REASON_PLACED_CEASED", 0.3),
            }
            for start, end in self.span(self.some(0.5), 0.5)
        ]

    def _prevperm(self, born: dt.date):
        day = self.day()
        parts = [day.strftime("%d"), day.strftime("%m"), day.strftime("%Y")]
        for at, unknown in enumerate(("ZZ", "ZZ", "ZZZZ")):
            if self.dice.random() < 0.2:
                parts[at] = unknown
        date_perm = self.dice.choice(("/".join(parts), "/".join(parts), self.date_cell(day), "31/02/ZZZZ"))
        row = {"PREV_PERM": self.code("PREV_PERM"), "LA_PERM": self.code("LA_PERM"), "DATE_PERM": date_perm}
        return [{"DOB": self.date_cell(born), **row}][: self.some(0.5, 1)]

    def _missing(self, born: dt.date):
        return [
            {
                "DOB": self.date_cell(born),
                "MISSING": self.code("MISSING"),
                "MIS_START": self.date_cell(start),
                "MIS_END": None if end is None else self.date_cell(end),
            }
            for start, end in self.span(self.some(0.5), 0.3)
        ]

    def _swepisodes(self, born: dt.date):
        return [
            {
                "DOB": self.date_cell(born),
                "SW_ID": self.code("SW_ID"),
                "SW_DECOM": self.date_cell(start),
                "SW_DEC": None if end is None else self.date_cell(end),
                "SW_REASON": self.code("SW_REASON", 0.2),
            }
            for start, end in self.span(self.some(0.7), 0.4)
        ]

    def _dolo(self, born: dt.date):
        return [
            {
                "DOB": self.date_cell(born),
                "DOLO_START": self.date_cell(start),
                "DOLO_END": None if end is None else self.date_cell(end),
            }
            for start, end in self.span(self.some(0.4), 0.4)
        ]


COLUMNS: Mapping[str, list[str]] = {
    "Header": ["CHILD", "SEX", "DOB", "UPN", "MOTHER", "MC_DOB", "UASC"],
    "Episodes": [
        *[
            "CHILD",
            "DECOM",
            "RNE",
            "LS",
            "CIN",
            "PLACE",
            "PLACE_PROVIDER",
            "DEC",
            "REC",
            "REASON_PLACE_CHANGE",
            "HOME_POST",
            "PL_POST",
        ],
        *["URN", "PL_LA", "PL_LOCATION", "PL_DISTANCE"],
    ],
    "UASC": ["CHILD", "SEX", "DOB", "DUC"],
    "OC2": ["CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", *HEALTH],
    "OC3": ["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"],
    "AD1": ["CHILD", "DOB", "DATE_INT", "DATE_MATCH", *ADOPTERS],
    "PlacedAdoption": ["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    "PrevPerm": ["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"],
    "Missing": ["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"],
    "SWEpisodes": ["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"],
    "DoLo": ["CHILD", "DOB", "DOLO_START", "DOLO_END"],
}


def make(seed: int) -> tuple[int, Frames, Frames, pd.DataFrame]:
    """The collection year, this year's tables, last year's, and a provider list."""
    maker = Maker(seed)
    last = maker.tables()
    this = maker.tables(before=last)
    dates = [maker.day().strftime("%d/%m/%Y") for _ in range(3)]
    urns = ["SC000001", "SC000002", "SC000003", "SC000003"]
    providers = pd.DataFrame({"URN": urns, "REG_END": [dates[0], None, *dates[1:]]}, dtype=object)
    return maker.year, _frames(this), _frames(last), providers


def _frames(tables: Tables) -> Frames:
    return {name: pd.DataFrame(rows, columns=COLUMNS[name], dtype=object) for name, rows in tables.items()}
