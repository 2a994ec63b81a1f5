"""What was found here in the shape of the portal's two reports, and the list with a line per error.

Only DfE's rules are in them, since the portal has no others.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from xl903.engine.report import Report
from xl903.s903.record_keys import describe_records

CHILD, SEX, BIRTH, CODES = "LA Child ID", "Sex", "Date Of Birth", "Error Codes"
CODE, MESSAGE, COUNT, CHILDREN = "Error Code", "Error message", "Count", "Children in error"


def summarise_failures(report: Report, wording: Mapping[str, str]) -> pd.DataFrame:
    """The summary of validation check failures: a row per code, in order of the message.

    wording: DfE's own message of each code, as far as known; others have the title that xl903 gives the rule.
    Columns: the portal's code, message and count of errors, and how many children they are of.
    """
    found = _of_dfe(report)
    counted = found.groupby("code", sort=False).agg(errors=("row", "size"), children=("child", "nunique"))
    frame = pd.DataFrame(
        {
            CODE: counted.index.to_numpy(dtype=object),
            MESSAGE: _messages(report, pd.Series(counted.index, dtype=object), wording),
            COUNT: counted["errors"].to_numpy(),
            CHILDREN: counted["children"].to_numpy(),
        }
    )
    rank = {code: place for place, code in enumerate(report.rules)}
    keys = frame.assign(_text=frame[MESSAGE].str.casefold(), _rank=frame[CODE].map(rank))
    return frame.loc[keys.sort_values(["_text", "_rank"]).index].reset_index(drop=True)


def list_children_in_error(report: Report) -> pd.DataFrame:
    """The list of child records in error: a row per child by id as text, all codes in one cell, ascending."""
    found = _of_dfe(report).dropna(subset=["child"])[["child", "code"]].drop_duplicates()
    codes = found.iloc[_in_dfes_order(report, found["code"])].groupby("child")["code"].agg(" ".join)
    frame = _about_children(report, pd.Series(codes.index.astype(str), dtype=object))
    return frame.assign(**{CODES: codes.to_numpy(dtype=object)})


def list_errors(report: Report, wording: Mapping[str, str]) -> pd.DataFrame:
    """The list with a line per error, so that it can be filtered, by child and code.

    Columns: those of the list of children, code and message as in the summary, Table, Record, Columns and Value;
    row: the error's row in its table, from 0, for what a workbook adds.
    """
    errors = report.errors()
    errors = errors[errors["code"].map(_is_dfe(report)).to_numpy(dtype=bool)].reset_index(drop=True)
    frame = _about_children(report, errors["child"].astype(object))
    frame[CODE] = errors["code"]
    frame[MESSAGE] = _messages(report, errors["code"], wording)
    for title, column in (("Table", "table"), ("row", "row"), ("Columns", "field"), ("Value", "value")):
        frame[title] = errors[column].to_numpy()
    frame.insert(list(frame.columns).index("row"), "Record", _records(report, errors))
    ranks = {code: place for place, code in enumerate(report.rules)}
    keys = frame.assign(_child=frame[CHILD].fillna("").astype(str), _rank=frame[CODE].map(ranks))
    return frame.loc[keys.sort_values(["_child", "_rank"], kind="stable").index].reset_index(drop=True)


def not_in_the_portal(report: Report) -> int:
    """How many errors are of checks that are not DfE's."""
    return len(report.findings) - len(_of_dfe(report))


def _is_dfe(report: Report) -> dict[str, bool]:
    return {code: rule.is_dfe for code, rule in report.rules.items()}


def _of_dfe(report: Report) -> pd.DataFrame:
    found = report.findings
    return found[found["code"].map(_is_dfe(report)).to_numpy(dtype=bool)]


def _in_dfes_order(report: Report, codes: pd.Series) -> np.ndarray:
    rank = {code: place for place, code in enumerate(report.rules)}
    return np.argsort(codes.map(rank).to_numpy(), kind="stable")


def _messages(report: Report, codes: pd.Series, wording: Mapping[str, str]) -> np.ndarray:
    said = {code: wording.get(code) or rule.title for code, rule in report.rules.items()}
    return codes.map(said).to_numpy(dtype=object)


def _about_children(report: Report, children: pd.Series) -> pd.DataFrame:
    """The child's id, sex and date of birth as Header has them; None where it does not."""
    frame = pd.DataFrame({CHILD: children.where(children.notna(), None).to_numpy(dtype=object)}, dtype=object)
    for title, column in ((SEX, "SEX"), (BIRTH, "DOB")):
        frame[title] = None
        if "Header" in report.ret.tables:
            ids = report.ret.table("Header").child.astype(object).to_numpy()
            shown = pd.Series(report.shown("Header", column).to_numpy(dtype=object), index=ids)
            known = shown[shown.index.notna() & ~shown.index.duplicated()]
            values = frame[CHILD].map(known).astype(object)
            frame[title] = values.where(values.notna() & (values != ""), None)
    return frame


def _records(report: Report, errors: pd.DataFrame) -> np.ndarray:
    """Which record of the child each error is in; None where the child has one alone."""
    result = np.full(len(errors), "", dtype=object)
    for table, rows in errors.groupby("table")["row"]:
        records = describe_records(str(table), report.ret.tables[str(table)])
        result[rows.index.to_numpy()] = records[rows.to_numpy()]
    result[result == ""] = None
    return result
