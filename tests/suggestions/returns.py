"""Small returns and provider lists for the tests of suggestions."""

from __future__ import annotations

import pandas as pd

import xl903

OWN = "E08000003"  # Manchester
HOME, OTHER_HOME = "M14 5TQ", "M8 0PS"


def table(text: str) -> pd.DataFrame:
    """A table written with bars; an empty cell is blank."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return pd.DataFrame(lines[1:], columns=lines[0], dtype=object).replace("", None)


PROVIDERS = table(
    """
    URN      | NAME           | PLACE_CODES       | PROVIDER_CODES | REG_START  | REG_END    | POSTCODE
    SC123456 | Oak House      | K2                | PR4            | 01/05/2019 |            | M1 1AE
    SC200001 | Ash House      | K2                | PR4            | 01/05/2018 |            | M2 1NB
    SC200002 | Ash School     | S1                | PR4            | 01/05/2017 |            | M2 1NB
    2500001  | Elm House 1    | K2                | PR4            | 01/05/2016 |            | OL1 1AA
    2500777  | Elm House 2    | K2                | PR4            | 01/05/2015 |            | OL1 1AA
    SC300009 | Old Lodge      | K2                | PR4            | 01/05/2014 | 30/06/2024 | BL1 1RU
    SC404040 | New Lodge      | K2                | PR4            | 01/07/2024 |            | BL1 1RU
    2600100  | City Fostering | U1,U2,U3,U4,U5,U6 | PR1,PR2        | 01/05/2005 |            | M2 5DB
    2600999  | Far Fostering  | U1,U2,U3,U4,U5,U6 | PR4            | 01/05/2006 |            | LS1 1UR
    """
)

EPISODE = {
    "CHILD": "1",
    "DECOM": "01/06/2025",
    "RNE": "S",
    "LS": "C2",
    "CIN": "N1",
    "PLACE": "K2",
    "PLACE_PROVIDER": "PR4",
    "DEC": None,
    "REC": None,
    "REASON_PLACE_CHANGE": None,
    "HOME_POST": HOME,
    "PL_POST": "M1 1AE",
    "URN": "SC123456",
}
"""A right episode, at Oak House."""


def report(
    *episodes: dict[str, str | None],
    providers: pd.DataFrame | None = PROVIDERS,
    last_year: dict[str, pd.DataFrame] | None = None,
    **tables: pd.DataFrame,
) -> xl903.Report:
    """The report on episodes that differ from EPISODE as given."""
    frame = pd.DataFrame([EPISODE | episode for episode in episodes], dtype=object)
    children = [child for child in frame["CHILD"].unique() if child]
    header = pd.DataFrame({"CHILD": children, "SEX": "M", "DOB": "15/06/2012", "ETHNIC": "WBRI"})
    uasc = pd.DataFrame({"CHILD": []}, dtype=object)
    ret = xl903.Return(
        {"Header": header, "Episodes": frame, "UASC": uasc} | tables,
        last_year,
        year=2026,
        authority=OWN,
        providers=providers,
    )
    return xl903.validate(ret)


def offered(found: xl903.Report) -> list[tuple[int, str, str, str]]:
    """Row, field, value and confidence of each suggestion for Episodes."""
    suggestions = found.suggestions
    suggestions = suggestions[suggestions["table"] == "Episodes"]
    return list(suggestions[["row", "field", "value", "confidence"]].itertuples(index=False, name=None))
