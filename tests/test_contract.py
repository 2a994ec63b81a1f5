"""The engine's public face, as other programs call it."""

from __future__ import annotations

import pandas as pd
import pytest

import xl903


def episodes(**columns: list[str | None]) -> dict[str, pd.DataFrame]:
    return {"Episodes": pd.DataFrame({"CHILD": ["1"] * len(next(iter(columns.values()))), **columns})}


def test_a_table_may_lack_columns() -> None:
    report = xl903.validate(
        xl903.Return({"Episodes": pd.DataFrame({"CHILD": ["1", "2"]})}, year=2026, authority="E08000003"),
        codes=["218", "144"],
    )
    assert not report.failed
    assert report.findings[["code", "table", "row", "child"]].to_numpy().tolist() == [
        ["218", "Episodes", 0, "1"],
        ["218", "Episodes", 1, "2"],
    ]
    assert report.findings["fields"].tolist() == [("URN",), ("URN",)]


def test_rows_count_by_position_whatever_the_index_of_the_table() -> None:
    tables = {"Episodes": pd.DataFrame({"CHILD": ["1", "2"], "LS": ["C2", "QQ"]}, index=[7, 3])}
    report = xl903.validate(xl903.Return(tables, year=2026, authority=None), codes=["144"])
    assert report.findings["row"].tolist() == [1]


def test_spaces_and_case_do_not_matter_and_blank_is_blank_in_every_form() -> None:
    ret = xl903.Return(episodes(LS=[" c2 ", "v3", "", "  ", None]), year=2026, authority=None)
    assert ret.episodes.ls.isna().tolist() == [False, False, True, True, True]
    assert ret.episodes.short_break.tolist() == [False, True, False, False, False]
    assert ret.tables["Episodes"]["LS"].tolist()[0] == " c2 "


def test_the_words_na_and_null_are_values() -> None:
    ret = xl903.Return(episodes(LS=["NA", "NULL", "None", "nan"]), year=2026, authority=None)
    assert ret.episodes.ls.notna().all()


def test_derived_columns_that_are_given_are_used_as_they_stand() -> None:
    given = episodes(PL_POST=["M1 1AA"], PL_LA=["WAL"], PL_LOCATION=["IN"], PL_DISTANCE=["999.9"])
    ep = xl903.Return(given, year=2026, authority="E08000003").episodes
    assert (ep.pl_la[0], ep.pl_location[0], ep.pl_distance[0]) == ("WAL", "IN", 999.9)


def test_derived_columns_are_worked_out_for_both_years() -> None:
    tables = episodes(HOME_POST=["M14 5RG", "M14 5RG", "M14 5RG"], PL_POST=["m11ae", "CF10 1EP", "ZZ1 1ZZ"])
    ret = xl903.Return(tables, tables, year=2026, authority="Manchester")
    for year in ret.both_years:
        assert year.episodes.pl_la.astype(object).where(year.episodes.pl_la.notna(), None).tolist() == [
            "E08000003",
            "WAL",
            None,
        ]
        assert year.episodes.pl_location.astype(object).tolist()[:2] == ["IN", "OUT"]
        assert year.episodes.pl_distance.isna().tolist() == [False, False, True]


def test_ruleset_judges_by_another_years_rules_and_codes() -> None:
    ret = xl903.Return({"Header": pd.DataFrame({"CHILD": ["1"], "SEX": ["1"]})}, year=2026, authority=None)
    assert xl903.validate(ret, codes=["101"]).findings["row"].tolist() == [0]
    earlier = xl903.validate(ret, ruleset=2024, codes=["101"])
    assert earlier.findings.empty
    assert earlier.rules_year == 2024


@pytest.mark.parametrize(("year", "nearest"), [(2019, 2023), (2022, 2023), (2023, 2023), (2031, 2027)])
def test_a_year_without_rules_is_judged_by_the_nearest(year: int, nearest: int) -> None:
    ret = xl903.Return({}, year=year, authority=None)
    assert xl903.validate(ret).rules_year == nearest
    assert ret.year_end == pd.Timestamp(year, 3, 31)


def test_codes_choose_rules_in_any_case_and_one_that_is_not_in_force_is_skipped() -> None:
    ret = xl903.Return(episodes(LS=["QQ"]), year=2026, authority=None)
    report = xl903.validate(ret, codes=["144", "217T"])
    assert report.findings["code"].tolist() == ["144"]
    assert report.skipped == {"217t": "Not in force in collection year 2026."}


def test_a_code_that_no_rule_has_is_said() -> None:
    with pytest.raises(xl903.UserError, match='no rule "4711"'):
        xl903.validate(xl903.Return({}, year=2026, authority=None), codes=["4711"])


def test_progress_is_told_after_every_rule() -> None:
    told: list[tuple[int, int, str]] = []
    ret = xl903.Return(episodes(LS=["QQ"]), year=2026, authority=None)
    xl903.validate(ret, codes=["144", "145"], progress=lambda *step: told.append(step))
    assert told == [(1, 2, "144"), (2, 2, "145")]


def test_an_unknown_table_or_authority_is_said() -> None:
    with pytest.raises(xl903.UserError, match='"Episode" is not a table'):
        xl903.Return({"Episode": pd.DataFrame()}, year=2026, authority=None)
    with pytest.raises(xl903.UserError):
        xl903.Return({}, year=2026, authority="Atlantis")


def test_summary_children_and_errors_tell_the_same_story() -> None:
    tables = {
        "Episodes": pd.DataFrame(
            {"CHILD": ["1", "1", "2"], "LS": ["QQ", "RR", "C2"], "CIN": ["N1", "N9", "N9"], "DEC": None}
        )
    }
    report = xl903.validate(xl903.Return(tables, year=2026, authority=None), codes=["144", "145"])
    assert report.summary()[["code", "errors", "children"]].to_numpy().tolist() == [
        ["144", 2, 1],
        ["145", 2, 2],
    ]
    assert report.children().to_numpy().tolist() == [["1", 3, "144, 145"], ["2", 1, "145"]]
    errors = report.errors()
    assert errors[["child", "code", "row", "field", "value"]].to_numpy().tolist() == [
        ["1", "144", 0, "LS", "QQ"],
        ["1", "144", 1, "LS", "RR"],
        ["1", "145", 1, "CIN", "N9"],
        ["2", "145", 2, "CIN", "N9"],
    ]
    assert errors["meaning"].str.len().gt(0).all()
    assert errors["fix"].str.len().gt(0).all()


def test_a_finding_of_several_fields_shows_the_value_of_each() -> None:
    ret = xl903.Return(episodes(DECOM=["01/05/2025"], DEC=["01/05/2025"]), year=2026, authority=None)
    errors = xl903.validate(ret, codes=["355"]).errors()
    assert errors["value"].tolist() == ["DECOM 01/05/2025; DEC 01/05/2025"]


def test_a_return_without_tables_gives_empty_frames_with_their_columns() -> None:
    report = xl903.validate(xl903.Return({}, year=2026, authority=None))
    assert list(report.findings.columns) == ["code", "table", "row", "child", "fields"]
    assert report.summary().empty
    assert report.children().empty
    assert report.errors().empty
    assert not report.failed
