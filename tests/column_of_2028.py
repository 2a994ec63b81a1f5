"""What the house makes of a column that only 2028 has, as JSON: run with a copy of the project first on the path.

    python column_of_2028.py FOLDER

The copy's ``tables.toml`` has REVIEW_SENT, a date, in Reviews from 2028 on.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from lxml import etree

import xl903
from workbook import make_plan, read_tables, write_workbook
from xl903.readers import read_return
from xl903.writers import write_csv, write_xml

HEADER = {"CHILD": ["1"], "SEX": ["F"], "DOB": ["01/02/2015"], "ETHNIC": ["WBRI"], "UPN": ["UN1"]}
REVIEW = {"CHILD": ["1"], "DOB": ["01/02/2015"], "REVIEW": ["05/05/2025"], "REVIEW_CODE": ["PN1"]}
SENT = {"REVIEW_SENT": ["soon"]}
"""No date, so that the loader's check has something to say of it."""


def csv_file(folder: Path, name: str, cells: dict[str, list[str]]) -> Path:
    """One CSV file in a folder of its own."""
    (folder / name).mkdir()
    pd.DataFrame(cells).to_csv(folder / name / "reviews.csv", index=False)
    return folder / name


def loaded(source: Path, year: int) -> dict[str, Any]:
    """What is said of files and which columns they give; source is this year's return and last year's."""
    ret = xl903.load(source, source, year=year, authority=None)
    messages = [str(message) for message in ret.messages]
    messages.remove("Last year's files are the same files as this year's.")
    return {"said": messages, "columns": list(ret.tables["Reviews"])}


def what_a_year_makes_of_it(folder: Path, year: int) -> dict[str, Any]:
    """Readers, writers, sheets and checks of one collection year."""
    folder.mkdir()
    with_it = {"Header": pd.DataFrame(HEADER), "Reviews": pd.DataFrame({**REVIEW, **SENT})}
    csv = write_csv(with_it, folder / "csv", year=year)
    xml = write_xml(with_it, folder / "xml" / "return.xml", year=year)
    # a year that has the column writes it, whatever the year of the file that is read afterwards
    full = write_xml(with_it, folder / "full" / "return.xml", year=2028).files[0]
    review = etree.parse(xml.files[0]).find(".//AREVIEW")
    ret = xl903.Return(with_it, year=year, authority=None)
    report = xl903.validate(ret)
    write_workbook(make_plan(report), folder / "book.xlsx")
    marked = report.findings[report.findings["code"] == "XL01"]
    return {
        "csv without it": loaded(csv_file(folder, "without", REVIEW), year),
        "csv with it": loaded(csv_file(folder, "with", {**REVIEW, **SENT}), year),
        "csv of nothing": loaded(empty_file(folder), year),
        "xml with it": loaded(full, year),
        "csv written": (csv.folder / "reviews.csv").read_text(encoding="utf-8").splitlines()[0].split(","),
        "xml written": [element.tag for element in review],
        "said of csv": [str(message) for message in csv.messages if "REVIEW_SENT" in str(message)],
        "said of xml": [str(message) for message in xml.messages if "REVIEW_SENT" in str(message)],
        "sheet": [
            column.title
            for sheet in make_plan(report).sheets
            if sheet.name == "Reviews" and sheet.block
            for column in sheet.block.columns
        ],
        "read back": list(read_tables(folder / "book.xlsx")["Reviews"]),
        "no date": [list(fields) for fields in marked["fields"]],
        "failed": report.failed,
    }


def empty_file(folder: Path) -> Path:
    """A file with nothing in it."""
    (folder / "empty").mkdir()
    (folder / "empty" / "reviews.csv").touch()
    return folder / "empty"


def without_a_year(folder: Path) -> dict[str, Any]:
    """An export whose year nobody knows, of a return with the column and of one without."""
    return {
        name: (write_csv({"Reviews": pd.DataFrame(cells)}, folder / name, year=None).folder / "reviews.csv")
        .read_text(encoding="utf-8")
        .splitlines()[0]
        .split(",")
        for name, cells in {"lacking": REVIEW, "having": {**REVIEW, **SENT}}.items()
    }


def own_rules() -> dict[str, Any]:
    """What the register says of rules that mark the column, and what comes of one in each year."""

    def not_sent(ret: Any) -> Any:
        """Nobody was told.

        Fix: send it.
        """
        return ~ret.reviews.filled("REVIEW_SENT")

    settings: dict[str, Any] = {"group": "local", "marks": {"Reviews": ["REVIEW_SENT"]}}
    try:
        xl903.rule("LOCAL1", "Not sent", years="2023-2027", **settings)(not_sent)
        refused = ""
    except ValueError as error:
        refused = str(error)
    xl903.rule("LOCAL2", "Not sent", **settings)(not_sent)
    outcome: dict[str, Any] = {"refused": refused}
    for year in (2026, 2028):
        ret = xl903.Return({"Reviews": pd.DataFrame(REVIEW)}, year=year, authority=None)
        report = xl903.validate(ret, codes=["LOCAL2"])
        outcome[str(year)] = report.skipped.get("LOCAL2") or report.findings["row"].tolist()
    return outcome


if __name__ == "__main__":
    at = Path(sys.argv[1])
    found = {str(year): what_a_year_makes_of_it(at / str(year), year) for year in (2026, 2028)}
    found["columns read"] = {"any": list(read_return(at / "2026" / "with").tables["Reviews"])}
    print(json.dumps(found | {"no year": without_a_year(at), "rules": own_rules(), "of": xl903.__file__}))
