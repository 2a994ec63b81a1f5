"""What a workbook shows, read from the plan."""

from __future__ import annotations

import datetime as dt

import xl903
from workbook.plan.addresses import column_letter
from workbook.plan.sheet_model import Plan, Sheet


def cell(sheet: Sheet, row: int, title: str) -> object:
    assert sheet.block is not None
    return sheet.block.rows[row][sheet.block.position(title)]


def column(sheet: Sheet, title: str) -> list[object]:
    assert sheet.block is not None
    return [row[sheet.block.position(title)] for row in sheet.block.rows]


def test_sheets_stand_in_the_order_of_the_analysts_work(plan: Plan) -> None:
    in_order = [
        "Start",
        "Summary",
        "Errors",
        "Children",
        "Child",
        "Changes",
        "Header",
        "Episodes",
        "AD1",
        "SWEpisodes",
        "Checks",
        "Runs",
        "Teams",
        "Codes",
        "Header 2025",
        "xl903 memory",
    ]
    assert [sheet.name for sheet in plan.sheets if sheet.name in in_order] == in_order


def test_a_table_shows_status_and_codes_in_words_before_dfes_columns(plan: Plan) -> None:
    header = plan.sheet("Header")
    assert header.block is not None
    titles = [column.title for column in header.block.columns]
    assert titles == [
        *("Status", "Codes", "CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB", "xl903 row"),
    ]
    assert column(header, "Status") == ["Valid", "Error", "Valid"]
    assert column(header, "Codes") == [None, "101, 103, 168", None]
    assert header.block.columns[-1].hidden
    assert column(header, "xl903 row") == [1, 2, 3]


def test_derived_columns_stand_last_where_they_can_be_worked_out(plan: Plan) -> None:
    episodes = plan.sheet("Episodes")
    assert episodes.block is not None
    assert [column.title for column in episodes.block.columns][-4:] == [
        "PL_LA",
        "PL_LOCATION",
        "PL_DISTANCE",
        "xl903 row",
    ]
    assert column(episodes, "PL_LOCATION") == ["IN", "IN", "IN"]


def test_real_dates_are_dates_and_all_else_stays_the_text_it_was(plan: Plan) -> None:
    assert column(plan.sheet("Header"), "DOB") == [dt.date(2012, 6, 15), "1/2/2013", "05/06/12"]
    assert column(plan.sheet("Episodes"), "DECOM")[2] == "01/01/1899"
    assert column(plan.sheet("Episodes"), "DEC") == [dt.date(2025, 8, 1), None, "31/04/2025"]
    assert column(plan.sheet("Header"), "CHILD") == ["007", "8", "9"]


def test_every_marked_cell_has_one_note_with_each_code_and_its_fix(plan: Plan) -> None:
    episodes = plan.sheet("Episodes")
    assert episodes.block is not None
    places = {
        (row, episodes.block.columns[position].title): note.text
        for (row, position), note in zip(episodes.marks, episodes.notes, strict=True)
    }
    assert set(places) == {(0, "URN"), (1, "URN"), (2, "LS"), (2, "CIN"), (2, "DEC")}
    assert places[(2, "LS")].startswith("144  ")
    assert {(note.row, note.column) for note in episodes.notes} == set(episodes.marks)


def test_errors_has_a_row_per_finding_linked_to_its_cell(plan: Plan, report: xl903.Report) -> None:
    errors, episodes = plan.sheet("Errors"), plan.sheet("Episodes")
    assert errors.block is not None
    assert episodes.block is not None
    assert len(errors.block.rows) == len(report.findings) == len(errors.links)
    first = column(errors, "Code").index("144")
    link = errors.links[first]
    letter = column_letter(episodes.block.position("LS"))
    assert (link.sheet, link.cell, cell(errors, first, "Value")) == ("Episodes", f"{letter}4", "QQ")
    assert cell(errors, first, "Row") == 4
    urn = column(errors, "Code").index("218")
    assert cell(errors, urn, "Social worker") == "SW1234"


def test_children_lists_everybody_and_says_who_is_valid(plan: Plan) -> None:
    children = plan.sheet("Children")
    assert children.block is not None
    shown = {row[0]: row[1:4] for row in children.block.rows}
    assert shown == {
        "8": ("Error", 6, "101, 103, 144, 145, 147, 168"),
        "007": ("Error", 2, "218"),
        "9": ("Valid", 0, None),
    }
    assert [(link.sheet, link.cell) for link in children.links] == [
        ("Header", "C3"),
        ("Header", "C2"),
        ("Header", "C4"),
    ]


def test_summary_counts_and_charts_the_rules_with_most_errors(plan: Plan) -> None:
    summary = plan.sheet("Summary")
    values = {line.row: line.value for line in summary.lines if line.style == "figure"}
    assert list(values.values()) == [3, 2, 8, 7, 1]
    assert column(summary, "Code")[0] == "218"
    assert summary.chart is not None
    assert summary.chart.rows == 7
    assert f"{column(summary, 'What is wrong')[0]} (2)" in summary.chart.alt


def test_start_says_what_is_loaded_and_what_is_not(plan: Plan) -> None:
    start = plan.sheet("Start")
    text = [str(line.value) for line in start.lines]
    assert "Manchester (E08000003)" in text
    assert "20/04/2026 09:30" in text
    shown = {row[0]: row for row in start.block.rows} if start.block else {}
    assert shown["Header"][1:3] == ("header.csv", 3)
    assert "oc2.csv" in str(shown["OC2"][3])
    assert "DoLo" not in shown


def test_checks_says_of_every_rule_whether_it_ran(plan: Plan) -> None:
    checks = plan.sheet("Checks")
    outcome = dict(zip(column(checks, "Code"), column(checks, "Outcome"), strict=True))
    assert outcome["331"] == "run"
    assert outcome["355"] == "run"
    assert dict(zip(column(checks, "Code"), column(checks, "Errors"), strict=True))["218"] == 2


def test_column_letters() -> None:
    assert [column_letter(position) for position in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
