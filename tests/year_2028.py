"""What the house makes of a year that is new to it, as JSON: run with a copy of the project first on the path.

The copy has the collection year 2028, in which Reviews has the date REVIEW_SENT, the participation code PN7 is
withdrawn, and rule 440 (PN0 is for children under 4) speaks of children under 5.
"""

from __future__ import annotations

import json

import pandas as pd

import xl903
from addin.cli.new_year import steps_for
from xl903.s903.schema import COLLECTION_YEARS

REVIEWS = {
    "CHILD": ["1", "2", "3"],
    "DOB": ["01/02/2010", "01/02/2022", "01/02/2010"],
    "REVIEW": ["05/05/2026"] * 3,  # the second child is 4
    "REVIEW_CODE": ["PN7", "PN0", "PN1"],
    "REVIEW_SENT": ["06/05/2026", "06/05/2026", "soon"],
}


def findings(year: int) -> dict[str, list[int]]:
    """Rows with an error, by code: of a return of that year, with the same ages on the day of the review."""
    reviews = pd.DataFrame(REVIEWS)
    for column in ("DOB", "REVIEW", "REVIEW_SENT"):
        for back in (2010, 2022, 2026):
            reviews[column] = reviews[column].str.replace(str(back), str(back + year - 2027))
    ret = xl903.Return({"Reviews": reviews}, year=year, authority=None)
    found = xl903.validate(ret, codes=["167", "440", "XL01"]).findings
    return {str(code): sorted(rows["row"].tolist()) for code, rows in found.groupby("code")}


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "years": [COLLECTION_YEARS[0], COLLECTION_YEARS[-1]],
                "found": {year: findings(year) for year in (2027, 2028)},
                "first step": steps_for(2028)[0].done,
                "of": xl903.__file__,
            }
        )
    )
