"""Where people see suggestions: errors, notes, the Errors sheet, and the Start sheet without a list."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

import xl903
from tests.suggestions.returns import EPISODE, OWN, PROVIDERS, report
from workbook import make_plan


@pytest.fixture(scope="module")
def mistyped() -> xl903.Report:
    """A mistyped postcode: rules 169 and 179 mark derived columns, 221 and 392c the postcode."""
    return report({"PL_POST": "M1 1AB"})


def test_errors_name_the_field_unless_it_is_the_only_one_marked(mistyped: xl903.Report) -> None:
    errors = mistyped.errors().set_index("code")
    assert errors.loc["221", "suggestion"] == "M1 1AE"
    assert errors.loc["169", "suggestion"] == "PL_POST M1 1AE"
    assert errors.loc["392c", "suggestion"] == "M1 1AE"
    assert set(errors.loc[["221", "169", "392c"], "confidence"]) == {"certain"}
    assert errors.loc["221", "evidence"].startswith(
        "same URN, provider code and placement type; postcode differs"
    )


def test_an_error_that_no_suggestion_mends_has_none() -> None:
    errors = report({"URN": None, "CIN": "QQ"}).errors().set_index("code")
    assert errors.loc["218", "suggestion"] == "SC123456"
    assert pd.isna(errors.loc["145", "suggestion"])


def test_of_corrections_that_are_tried_together_each_is_shown_where_it_belongs() -> None:
    mistyped = report({"LS": "C 2", "CIN": "NI"})
    errors = mistyped.errors().set_index("code")
    assert errors.loc[["144", "145"], "suggestion"].tolist() == ["C2", "N1"]
    sheet = make_plan(mistyped).sheet("Episodes")
    assert sheet.block is not None
    said = {sheet.block.columns[note.column].title: note.text.splitlines()[-1] for note in sheet.notes}
    assert said["LS"].startswith("Suggestion: C2 (likely)")
    assert said["CIN"].startswith("Suggestion: N1 (likely)")


def test_notes_end_with_the_suggestion(mistyped: xl903.Report) -> None:
    sheet = make_plan(mistyped).sheet("Episodes")
    assert sheet.block is not None
    notes = {sheet.block.columns[note.column].title: note.text for note in sheet.notes}
    evidence = (
        "same URN, provider code and placement type; postcode differs by one character; registered from 2019"
    )
    line = f"(certain): {evidence}"
    assert notes["PL_POST"].splitlines()[-1] == f"Suggestion: M1 1AE {line}"
    assert notes["PL_LA"].splitlines()[-1] == f"Suggestion: PL_POST M1 1AE {line}"
    assert notes["PL_POST"].count("Suggestion") == 1


def test_the_errors_sheet_shows_suggestion_confidence_and_evidence(mistyped: xl903.Report) -> None:
    block = make_plan(mistyped).sheet("Errors").block
    assert block is not None
    shown = {row[block.position("Code")]: row for row in block.rows}["221"]
    assert shown[block.position("Suggestion")] == "M1 1AE"
    assert shown[block.position("Confidence")] == "certain"
    assert "same URN" in str(shown[block.position("Evidence")])


def test_without_a_list_start_and_checks_say_what_to_load() -> None:
    plan = make_plan(report({"URN": None}, providers=None))
    lines = {line.row: "" for line in plan.sheet("Start").lines}
    for line in plan.sheet("Start").lines:
        lines[line.row] += f"{line.value} "
    (said,) = [text for text in lines.values() if text.startswith("Ofsted's provider list")]
    assert "not loaded: rules 219, 221, 224" in said
    assert "load the workbook that Ofsted sends councils" in said
    checks = plan.sheet("Checks").block
    assert checks is not None
    why = {row[0]: row[-1] for row in checks.rows}
    assert "load the workbook that Ofsted sends councils" in str(why["1008"])


def test_the_day_of_registration_comes_from_the_file_that_ofsted_sent(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Providers"
    sheet.append(
        [
            *("URN", "Setting name", "Provider type", "Local authority", "Placement code"),
            *("Placement provider code", "Registration date", "Deregistration date"),
            *("Setting address postcode", "Registration status"),
        ]
    )
    sheet.append(
        [
            *("SC123456", "Oak House", "Children's home", "Manchester", "K2"),
            *("PR4", "01/05/2019", None, "M1 1AE", "Active"),
        ]
    )
    book.save(tmp_path / "providers.xlsx")
    folder = tmp_path / "return"
    folder.mkdir()
    pd.DataFrame([EPISODE | {"URN": None}]).to_csv(folder / "episodes.csv", index=False)
    ret = xl903.load(folder, year=2026, authority=OWN, providers=[tmp_path / "providers.xlsx"])
    (evidence,) = xl903.validate(ret).suggestions["evidence"]
    assert evidence == "same postcode, provider code and placement type; registered from 2019"


def test_what_the_provider_list_does_not_know_is_said_where_nothing_is_suggested() -> None:
    many = pd.concat([PROVIDERS, PROVIDERS.assign(URN=PROVIDERS["URN"] + "9", POSTCODE=None)] * 2)
    found = report(
        {"CHILD": "1", "URN": "9999999", "PL_POST": "M60 2LA"},
        {"CHILD": "2", "URN": "9999999", "PLACE": "U6"},
        {"CHILD": "3", "URN": "SC12345"},
        providers=many,
    )
    errors = found.errors()
    of_child = errors[errors["code"].isin(["219", "221"])].groupby("child")["evidence"].first()
    dated = "The provider list (newest date 01/07/2024)"
    assert of_child["1"] == f"{dated} has neither URN 9999999 nor a provider at M60 2LA."
    assert of_child["2"] == f"{dated} does not have URN 9999999."
    assert "The provider list" not in of_child["3"]
    assert (errors["suggestion"].isna() == errors["kind"].isna()).all()
    notes = [note.text for note in make_plan(found).sheet("Episodes").notes]
    assert any(note.endswith(f"\n\n{of_child['1']}") for note in notes)
