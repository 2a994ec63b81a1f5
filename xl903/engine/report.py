"""What a validation found: a row per rule, table and row, and the summaries made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar, cast

import numpy as np
import pandas as pd

from xl903.engine.joined_texts import join_texts
from xl903.engine.judged import Judged
from xl903.engine.rule_register import Rule
from xl903.engine.tallies import tally

Fields = tuple[str, ...]
ReturnT = TypeVar("ReturnT", bound=Judged)


@dataclass(frozen=True)
class RuleFindings:
    """The rows of one table that one rule found, 0-based, and the columns it marks.

    ``fields``: one tuple for all rows, or a tuple for each.
    """

    table: str
    rows: np.ndarray
    fields: Fields | list[Fields]


VALUE, CLEAR, DELETE = "value", "clear", "delete"
"""Kinds of answer: a value for one cell, clearing one cell, deleting one row."""

SUGGESTION_COLUMNS = ("table", "row", "field", "value", "confidence", "evidence", "provider", "kind")
"""Columns of the suggestions of a report. ``field`` and ``value`` are empty where they do not apply."""


REMARK_COLUMNS = ("table", "row", "code", "said")
"""Columns of the remarks of a report: an error, and a sentence."""

NO_REMARKS = pd.DataFrame(columns=list(REMARK_COLUMNS), dtype=object).astype({"row": np.int64})


@dataclass(frozen=True)
class Suggestions:
    """Suggestions and the errors that each would mend.

    ``frame``: a row per suggestion, the columns SUGGESTION_COLUMNS; in order of table and row, and the best
    first for each row of a table. ``mends``: columns suggestion (position in ``frame``), table, row and code of an
    error, and weight, by which the best suggestion for an error is chosen.
    ``help_the_row``: fields for which a suggestion may correct errors on other cells of the row. ``remarks``: what
    there is to say of errors where nothing is suggested, the columns REMARK_COLUMNS.
    """

    frame: pd.DataFrame
    mends: pd.DataFrame
    help_the_row: frozenset[str] = frozenset()
    remarks: pd.DataFrame = field(default_factory=lambda: NO_REMARKS)


def answer_in_words(
    kind: str, field: str, value: str, *, named: bool, elsewhere: tuple[str, int] | None = None
) -> str:
    """A suggestion as people read it: "R1", "PLACE R1", "clear PL_POST", "delete this row".

    named: whether the field has to be named. elsewhere: table and 0-based row where it is for another row than that
    of the error.
    """
    if kind == DELETE:
        said = "delete this row"
        return f"delete the row of {elsewhere[0]}" if elsewhere else said
    said = f"clear {field}" if kind == CLEAR else f"{field} {value}" if named or elsewhere else value
    return f"{elsewhere[0]} {said}" if elsewhere else said


def no_suggestions() -> Suggestions:
    """Nothing suggested."""
    frame = pd.DataFrame(columns=list(SUGGESTION_COLUMNS), dtype=object).astype({"row": np.int64})
    mends = frame[["table", "row"]].assign(suggestion=np.zeros(0, dtype=np.int64), code="", weight=0.0)
    return Suggestions(frame, mends)


class Report(Generic[ReturnT]):
    """The outcome of a validation.

    ``rules``: those chosen. ``rules_year``: the collection year whose rules they are. ``skipped`` and
    ``failed``: code to the reason, in one sentence. ``suggester``: works out suggestions from a return and its
    findings, when they are first asked for; left out, nothing is suggested.
    """

    def __init__(
        self,
        ret: ReturnT,
        rules_year: int,
        rules: Iterable[Rule],
        *,
        skipped: Mapping[str, str] = {},
        suggester: Callable[[ReturnT, pd.DataFrame], Suggestions] | None = None,
    ) -> None:
        self.ret = ret
        self._suggester = suggester
        self.rules_year = rules_year
        self.rules = {rule.code: rule for rule in rules}
        self.skipped = dict(skipped)
        self.failed: dict[str, str] = {}
        self._found: list[tuple[Rule, RuleFindings]] = []

    def add(self, rule: Rule, found: Iterable[RuleFindings]) -> None:
        """Record what a rule found, table by table. Only the engine calls this."""
        self._found.extend((rule, findings) for findings in found if len(findings.rows))
        for derived in (
            "findings",
            "marked",
            "_errors",
            "_children",
            "_suggested",
            "best_suggestions",
            "answered",
            "remarks",
        ):
            self.__dict__.pop(derived, None)

    def without(self, mask: np.ndarray) -> Report[ReturnT]:
        """The same report without some of its findings; suggestions are those of all of them.

        mask: which of ``findings`` to leave out.
        """
        left = Report(self.ret, self.rules_year, self.rules.values(), skipped=self.skipped)
        left._suggester = lambda _ret, _found: self._suggested
        left.failed = dict(self.failed)
        start = 0
        for rule, found in self._found:
            keep = ~mask[start : start + len(found.rows)]
            start += len(found.rows)
            fields = found.fields
            if isinstance(fields, list):
                fields = [one for one, kept in zip(fields, keep, strict=True) if kept]
            left.add(rule, [RuleFindings(found.table, found.rows[keep], fields)])
        return left

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row per rule, table and row: code, table, row, child, fields.

        row: 0-based position in the table as loaded; child: the id as it stands there, trimmed; fields:
        tuple of the marked column names.
        """
        codes = [rule.code for rule, _ in self._found]
        tables = [found.table for _, found in self._found]
        counts = [len(found.rows) for _, found in self._found]
        fields = np.empty(sum(counts), dtype=object)
        start = 0
        for (_, found), count in zip(self._found, counts, strict=True):
            fields[start : start + count] = _one_for_each(found.fields, count)
            start += count
        rows = np.concatenate([found.rows for _, found in self._found] or [np.zeros(0, dtype=int)])
        return pd.DataFrame(
            {
                "code": np.repeat(np.array(codes, dtype=object), counts),
                "table": np.repeat(np.array(tables, dtype=object), counts),
                "row": rows.astype(np.int64),
                "child": self._children_at(tables, counts),
                "fields": fields,
            }
        )

    def _children_at(self, tables: list[str], counts: list[int]) -> np.ndarray:
        ids = {table: self._child_ids(table) for table in set(tables)}
        parts = [ids[table][found.rows] for table, (_, found) in zip(tables, self._found, strict=True)]
        return np.concatenate(parts) if counts else np.zeros(0, dtype=object)

    def _child_ids(self, table: str) -> np.ndarray:
        """The ids of a table's rows as shown to people: in upper case, as in every table."""
        return self.ret.table(table).child.values

    # Summaries

    def summary(self) -> pd.DataFrame:
        """A row per rule that found something, most errors first.

        Columns: code, title, group, errors (findings), children, meaning, fix.
        """
        counts = self.findings.groupby("code", sort=False).agg(
            errors=("row", "size"), children=("child", "nunique")
        )
        counts = counts.reset_index()
        for column in ("title", "group", "meaning", "fix"):
            counts[column] = [getattr(self.rules[code], column) for code in counts["code"]]
        counts["_order"] = [self.rules[code].order for code in counts["code"]]
        counts = counts.sort_values(["errors", "_order"], ascending=[False, True], ignore_index=True)
        return counts[["code", "title", "group", "errors", "children", "meaning", "fix"]]

    def children(self) -> pd.DataFrame:
        """A row per child with errors, most first: child, errors, codes (comma-separated, in DfE's order)."""
        return self._children.copy()

    @cached_property
    def _children(self) -> pd.DataFrame:
        found = self.findings.dropna(subset=["child"])
        each = found[["child", "code"]].drop_duplicates()
        each = each.iloc[np.argsort([self._rank[code] for code in each["code"]], kind="stable")]
        number, ids = pd.factorize(found["child"])
        _, codes = join_texts(
            ids.get_indexer(pd.Index(each["child"])), each["code"].to_numpy(dtype=object), ", "
        )
        children = pd.DataFrame({"child": ids, "errors": tally(number, minlength=len(ids)), "codes": codes})
        return children.sort_values(["errors", "child"], ascending=[False, True], ignore_index=True)

    def errors(self) -> pd.DataFrame:
        """One row per finding, in order of table and row.

        Columns: child, code, title, meaning, fix, ask, group, table, row, fields (tuple), field (their names),
        value (what the marked cells hold), suggestion (the best that corrects the finding: its value, or
        "FIELD value" unless its field is the only one marked), confidence, evidence, kind (value, clear or
        delete).
        """
        return self._errors.copy()

    @cached_property
    def _errors(self) -> pd.DataFrame:
        errors = self.findings.copy()
        code, codes = pd.factorize(errors["code"])
        for column in ("title", "meaning", "fix", "ask", "group"):
            said = np.array([getattr(self.rules[one], column) for one in codes], dtype=object)
            errors[column] = said[code]
        errors["field"] = [", ".join(fields) for fields in errors["fields"].tolist()]
        errors["value"] = self._values()
        mended = self.best_suggestions.reindex(self.answered)
        for column in ("confidence", "evidence", "kind"):
            errors[column] = mended[column].to_numpy(dtype=object)
        remarks = errors[["table", "row", "code"]].merge(self.remarks, "left")["said"].to_numpy(dtype=object)
        errors["evidence"] = errors["evidence"].where(errors["kind"].notna(), remarks)
        errors["suggestion"] = self.said_beside(mended, errors["field"]).to_numpy(dtype=object)
        tables = {name: position for position, name in enumerate(self.ret.tables)}
        order = np.lexsort([errors["code"].map(self._rank), errors["row"], errors["table"].map(tables)])
        columns = ["child", "code", "title", "meaning", "fix", "ask", "group", "table", "row", "fields"]
        columns += ["field", "value", "suggestion", "confidence", "evidence", "kind"]
        return errors.iloc[order][columns].reset_index(drop=True)

    # Suggestions

    @property
    def suggestions(self) -> pd.DataFrame:
        """Values that would mend what was found, the best first for each row of a table.

        Columns: table, row (0-based), field, value, confidence (certain, likely or possible), evidence in
        words, provider (its name in Ofsted's list, or empty text), kind (VALUE, CLEAR or DELETE). Worked out when
        first asked for.
        """
        return self._suggested.frame

    @cached_property
    def best_suggestions(self) -> pd.DataFrame:
        """For each finding that a suggestion would mend, the best: table, row, code, at_table, at_row, field, ….

        table, row and code are the finding's. at_table and at_row: the row that the suggestion is for, which may be
        another one of the child. The other columns are those of ``suggestions``.
        """
        mends = self._suggested.mends
        frame = self._suggested.frame.rename(columns={"table": "at_table", "row": "at_row"})
        best = frame.iloc[mends["suggestion"].to_numpy()].reset_index(drop=True)
        best = best.assign(
            table=mends["table"].to_numpy(dtype=object),
            row=mends["row"].to_numpy(dtype=np.int64),
            code=mends["code"].to_numpy(dtype=object),
        )
        order = np.lexsort(
            [mends["suggestion"].to_numpy(), -mends["weight"].to_numpy(dtype=float), self._elsewhere(best)]
        )
        first = best.iloc[order].drop_duplicates(["table", "row", "code"])
        first = first.sort_index(kind="stable").reset_index(drop=True)
        return first[["table", "row", "code", *frame.columns]]

    @cached_property
    def answered(self) -> np.ndarray:
        """For each finding the position of its suggestion in ``best_suggestions``; -1 where it has none."""
        keys = ["table", "row", "code"]
        places = self.best_suggestions[keys].assign(place=np.arange(len(self.best_suggestions)))
        place = self.findings[keys].merge(places, "left", on=keys)["place"]
        return place.fillna(-1).to_numpy(dtype=np.intp)

    @cached_property
    def remarks(self) -> pd.DataFrame:
        """What there is to say of errors that no suggestion would correct: the columns REMARK_COLUMNS."""
        keys = ["table", "row", "code"]
        remarks = self._suggested.remarks.drop_duplicates(keys)
        answered = pd.MultiIndex.from_frame(self.best_suggestions[keys])
        return remarks[~pd.MultiIndex.from_frame(remarks[keys]).isin(answered)].reset_index(drop=True)

    def _elsewhere(self, best: pd.DataFrame) -> np.ndarray:
        """Whether each suggestion is for a cell that its finding does not mark, nor one that helps the whole row.

        Plain corrections of a child are tried together, so that each seems to mend what the others do.
        """
        keys = ["table", "row", "code"]
        marked = pd.MultiIndex.from_frame(self.findings[[*keys, "fields"]].explode("fields"))
        own = pd.MultiIndex.from_frame(best[[*keys, "field"]]).isin(marked)
        own &= ((best["table"] == best["at_table"]) & (best["row"] == best["at_row"])).to_numpy()
        own |= (best["kind"] == DELETE).to_numpy()
        return ~(own | best["field"].isin(self._suggested.help_the_row).to_numpy())

    def said_beside(self, best: pd.DataFrame, field: pd.Series) -> pd.Series:
        """The answers as people read them beside errors; missing where there is none.

        best: rows of ``best_suggestions``, those without an answer blank. field: the one that each is shown beside.
        """
        here = ((best["table"] == best["at_table"]) & (best["row"] == best["at_row"])).to_numpy()
        alone = field.to_numpy(dtype=object) == best["field"].to_numpy(dtype=object)
        said = [
            None
            if not isinstance(kind, str)
            else answer_in_words(
                kind, name, value, named=not own, elsewhere=None if same else (str(table), int(row))
            )
            for kind, name, value, table, row, own, same in zip(
                *(best[column].tolist() for column in ("kind", "field", "value", "at_table", "at_row")),
                alone,
                here,
                strict=True,
            )
        ]
        return pd.Series(said, index=best.index, dtype=object)

    @cached_property
    def _suggested(self) -> Suggestions:
        return self._suggester(self.ret, self.findings) if self._suggester else no_suggestions()

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {code: position for position, code in enumerate(self.rules)}

    @cached_property
    def marked(self) -> pd.DataFrame:
        """The marked cells: a row per finding and field, in the order of ``findings`` and of their fields.

        Columns: finding (its position in ``findings``), code, table, row, field, and value as people see it, empty
        text where it is blank.
        """
        every = self.findings["fields"].tolist()
        finding = np.repeat(np.arange(len(every)), np.array([len(fields) for fields in every], dtype=np.intp))
        fields = [field for fields in every for field in fields]
        marked = self.findings[["code", "table", "row"]].iloc[finding].reset_index(drop=True)
        marked = marked.assign(finding=finding, field=pd.Series(fields, dtype=object))
        values = np.full(len(marked), "", dtype=object)
        rows = marked["row"].to_numpy()
        for key, at in marked.groupby(["table", "field"], sort=False).indices.items():
            table, column = cast("tuple[str, str]", key)
            values[at] = self._texts_shown(table, column)[rows[at]]
        return marked.assign(value=pd.Series(values, dtype=object))

    def _values(self) -> np.ndarray:
        """The marked cells of each finding: one value as it is, several as "FIELD value; FIELD value"."""
        finding = self.marked["finding"].to_numpy()
        value = self.marked["value"].to_numpy(dtype=object)
        alone = tally(finding, minlength=len(self.findings))[finding] == 1
        named = self.marked["field"].to_numpy(dtype=object) + " " + np.where(value == "", "blank", value)
        values = np.full(len(self.findings), "", dtype=object)
        marking, texts = join_texts(finding, np.where(alone, value, named), "; ")
        values[marking] = texts
        return values

    def shown(self, table: str, column: str) -> pd.Series:
        """A column of a table as people see it: text as loaded, or a derived value; blank is empty text."""
        return pd.Series(self._texts_shown(table, column), dtype=object)

    def _texts_shown(self, table: str, column: str) -> np.ndarray:
        frame = self.ret.tables[table]
        cells = frame[column] if column in frame else getattr(self.ret.table(table), column.lower())
        positions, different = pd.factorize(cells.astype(object).to_numpy())
        return np.array([*map(str, different), ""], dtype=object)[positions]

    def checks(self) -> pd.DataFrame:
        """A row per chosen rule: code, title, group, status (run, skipped or failed), errors, why."""
        counts = self.findings["code"].value_counts()
        codes = [*self.rules, *(code for code in self.skipped if code not in self.rules)]
        rows = []
        for code in codes:
            rule = self.rules.get(code)
            status = "failed" if code in self.failed else "skipped" if code in self.skipped else "run"
            why = self.failed.get(code) or self.skipped.get(code) or ""
            title, group = (rule.title, rule.group) if rule else ("", "")
            rows.append((code, title, group, status, int(counts.get(code, 0)), why))
        return pd.DataFrame(rows, columns=["code", "title", "group", "status", "errors", "why"])


def _one_for_each(fields: Fields | list[Fields], count: int) -> np.ndarray:
    if isinstance(fields, list):
        return pd.Series(fields, dtype=object).to_numpy()
    each = np.empty(count, dtype=object)
    each.fill(fields)
    return each
