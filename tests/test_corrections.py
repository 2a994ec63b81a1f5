"""Dates and ids that an export wrote in another form: found for a file as a whole, corrected only when asked."""

from __future__ import annotations

import pandas as pd
import pytest

from xl903.s903.about_files import (
    messages_about,
    messages_about_codes,
    offered_codes,
    offered_dates,
    offered_ids,
)
from xl903.s903.blank_words import blank_words
from xl903.s903.date_forms import find_date_correction, other_forms
from xl903.s903.id_forms import compare_ids

DAYS = ["01/05/2024", "13/06/2024", "28/02/2025", "09/11/2025", "31/12/2025", "02/03/2026"]


def table(**columns: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def written(form: str, days: list[str] = DAYS) -> list[str | None]:
    stamps = pd.to_datetime(pd.Series(days), format="%d/%m/%Y")
    if form == "serial":
        return [str((stamp - pd.Timestamp(1899, 12, 30)).days) for stamp in stamps]
    return [stamp.strftime(form) for stamp in stamps]


def episodes(form: str) -> dict[str, pd.DataFrame]:
    return {"Episodes": table(CHILD=[str(n) for n in range(6)], DECOM=written(form), DEC=[None] * 6)}


FORMS = {
    "%Y-%m-%d": "certain",
    "%Y/%m/%d": "certain",
    "%Y-%m-%d 00:00:00": "certain",
    "%Y-%m-%dT00:00:00Z": "certain",
    "%Y%m%d": "certain",
    "%d/%m/%Y 00:00": "certain",
    "%d-%m-%Y": "certain",
    "%d.%m.%Y": "certain",
    "%d-%b-%Y": "certain",
    "%d %B %Y": "certain",
    "%B %d, %Y": "certain",
    "%d-%b-%y": "likely",
    "%d/%m/%y": "likely",
    "%m/%d/%Y": "likely",
    "%m/%d/%Y 00:00": "likely",
    "%m-%d-%y": "likely",
    "serial": "likely",
}


@pytest.mark.parametrize(("form", "confidence"), FORMS.items())
def test_a_column_in_one_other_form_is_one_line_and_one_correction(form: str, confidence: str) -> None:
    tables = episodes(form)
    before = tables["Episodes"].copy()
    [found] = other_forms(tables)
    assert (len(found.cells), found.of) == (6, 6)
    correction = find_date_correction(tables, 2026)
    assert correction is not None
    assert correction.how_many == 6
    assert correction.where == {"Episodes": ("DECOM",)}
    assert correction.confidence == confidence
    assert correction.apply(tables)["Episodes"]["DECOM"].tolist() == DAYS
    pd.testing.assert_frame_equal(tables["Episodes"], before)
    said = [str(message) for message in messages_about(tables, {"Episodes": "e.csv"})]
    assert len(said) == 2
    assert said[0].startswith("e.csv: All 6 dates are written ")
    assert "6 dates in e.csv" in said[1]


@pytest.mark.parametrize(
    "cells",
    [
        DAYS,
        ["2025-05-01", *DAYS[1:]],  # one slip
        ["1/5/2024", "3/6/2024", "02/03/2026", None],  # one-digit days are DfE's form
        ["05/13/2024", *DAYS[1:]],  # one month that is none
        ["05/13/2024", "06/14/2024", "13/05/2025", "14/06/2025"],  # both orders: nobody can tell
        ["ZZ/05/2020", "ZZ/ZZ/2020"],
        ["unknown", "n/a"],
        [None, None],
        ["12345", "99999"],
    ],
)
def test_a_single_cell_or_none_needs_no_word(cells: list[str | None]) -> None:
    tables = {"Episodes": table(CHILD=["1"] * len(cells), DECOM=cells)}
    assert [form for form in other_forms(tables) if form.form != "as Excel's day numbers"] == []
    assert find_date_correction(tables, 2026) is None


def test_a_short_year_is_offered_only_where_one_century_fits() -> None:
    tables = {"Header": table(CHILD=list("123"), DOB=["05/05/12", "17/09/98", "21/02/27"])}
    correction = find_date_correction(tables, 2026)
    assert correction is not None
    assert correction.apply(tables)["Header"]["DOB"].tolist() == ["05/05/2012", "17/09/98", "21/02/27"]
    assert correction.confidence == "likely"
    assert "century" in messages_about(tables, {"Header": "h.csv"})[0].text


def test_both_years_are_corrected() -> None:
    offered = offered_dates(episodes("%Y-%m-%d"), episodes("%d-%b-%Y"), 2026)
    now, before = offered.apply(episodes("%Y-%m-%d"), episodes("%d-%b-%Y"))
    assert offered.how_many == 12
    assert now["Episodes"]["DECOM"].tolist() == DAYS
    assert before is not None
    assert before["Episodes"]["DECOM"].tolist() == DAYS


# Ids

IDS = ["0410021", "0410022", "0410023", "0012", "7"]


def both(header: list[str], others: list[str]) -> dict[str, pd.DataFrame]:
    return {"Header": table(CHILD=header), "Episodes": table(CHILD=others * 2, DECOM=["x"] * 2 * len(others))}


@pytest.mark.parametrize(
    ("how", "kind", "count"),
    [
        (lambda text: text.lstrip("0"), "zeros", 4),
        (lambda text: text + ".0", "decimals", 5),
        (lambda text: text + ".00", "decimals", 5),
        (lambda text: text.lstrip("0") + ".0", "decimals", 5),
        (lambda text: "'" + text, "marks", 5),
        (lambda text: '"' + text, "marks", 5),
        (lambda text: text[:2] + " " + text[2:] if len(text) > 2 else text, "blanks", 4),
        (lambda text: text[:2] + "\xa0" + text[2:] if len(text) > 2 else text, "blanks", 4),
        (lambda text: f"{float(text):.5E}", "power", 5),
    ],
)
@pytest.mark.parametrize("header_is_right", [True, False])
def test_ids_that_differ_in_writing_only_are_named_and_corrected_as_one(how, kind, count, header_is_right):  # type: ignore[no-untyped-def]
    wrong = [how(text) for text in IDS]
    tables = both(IDS, wrong) if header_is_right else both(wrong, IDS)
    forms = compare_ids(tables)
    table_with_wrong = "Episodes" if header_is_right else "Header"
    assert [(one.table, one.kind, one.ids) for one in forms.different] == [(table_with_wrong, kind, count)]
    now, _ = offered_ids(tables, None).apply(tables, None)
    assert now["Header"]["CHILD"].tolist() == IDS
    assert now["Episodes"]["CHILD"].tolist() == IDS * 2
    said = messages_about(tables, {"Header": "header.csv", "Episodes": "episodes.csv"})
    assert said[0].file == ("episodes.csv" if header_is_right else "header.csv")
    assert said[0].text.startswith(f"{count} ids are in {'Header' if header_is_right else 'Episodes'} but")


def test_last_years_ids_are_compared_too() -> None:
    last = {"Header": table(CHILD=[text.lstrip("0") for text in IDS])}
    this = {"Header": table(CHILD=IDS)}
    [message, offer] = messages_about(this, {"Header": "header.csv"}, last, {"Header": "header.csv"})
    assert message.file == "last year's header.csv"
    _, before = offered_ids(this, last).apply(this, last)
    assert before is not None
    assert before["Header"]["CHILD"].tolist() == IDS
    assert "--accept-ids" in offer.text


def test_two_children_who_differ_by_zeros_only_are_left_alone() -> None:
    forms = compare_ids(both(["0123", "123"], ["123"]))
    assert forms.different == ()
    assert not forms.can_be_corrected


def test_with_two_such_children_nothing_is_offered_for_the_others_but_they_are_named() -> None:
    forms = compare_ids(both(["0123", "123", "0456"], ["123", "456"]))
    assert [(one.table, one.ids) for one in forms.different] == [("Episodes", 1)]
    assert not forms.can_be_corrected


@pytest.mark.parametrize("ids", [["1.0", "2.0"], ["007", "008"], ["A 1", "B 2"], ["ab1", "AB2"]])
def test_ids_that_agree_as_they_are_need_no_word(ids: list[str]) -> None:
    assert compare_ids(both(ids, ids)).different == ()


# Words for blanks


@pytest.mark.parametrize("word", ["NULL", "null", "(null)", "NaN", "N/A", "NA", "None", "-", "#N/A", "#REF!"])
def test_words_for_blanks_are_counted_for_each_file_and_stay(word: str) -> None:
    tables = {"Episodes": table(CHILD=["1", "2"], URN=[word, word], REC=[None, word])}
    [message] = messages_about(tables, {"Episodes": "e.csv"})
    assert (message.file, message.level) == ("e.csv", "warning")
    assert f"3 cells that hold {word}" in message.text
    assert tables["Episodes"]["URN"].tolist() == [word, word]


def test_a_date_for_no_date_is_counted_and_a_single_word_is_not() -> None:
    assert blank_words("Episodes", table(DEC=["01/01/1900", "1900-01-01 00:00:00"])).sum() == 2
    assert messages_about({"Episodes": table(CHILD=["1", "2"], URN=["NULL", None])}, {}) == []


# Codes and numbers


def sexes(*cells: str | None) -> dict[str, pd.DataFrame]:
    return {"Header": table(CHILD=[str(n) for n in range(len(cells))], SEX=list(cells))}


@pytest.mark.parametrize(
    ("year", "written", "meant"),
    [
        (2026, ["1", "2", "2", None], ["M", "F", "F", None]),
        (2024, ["M", "F", "f", None], ["1", "2", "2", None]),
        (2026, ["Male", "FEMALE", "M"], ["M", "F", "M"]),
        (2024, ["01", "2.0", "1"], ["1", "2", "1"]),
        (2026, ["1", "M", "F", "F"], None),  # one slip
        (2026, ["1", "2", "M", "F", "F"], None),  # less than half
        (2026, ["M", "F", "U"], None),
        (2026, ["X", "9", "Z"], None),
    ],
)
def test_a_column_of_codes_in_another_notation_is_offered_as_the_year_needs_it(
    year: int, written: list[str | None], meant: list[str | None] | None
) -> None:
    tables = sexes(*written)
    offered = offered_codes(tables, None, year)
    messages = messages_about_codes(offered, {"Header": "header.csv"})
    if meant is None:
        assert (offered, messages) == ({}, [])
        return
    now, _ = offered["SEX"].apply(tables, None)
    assert now["Header"]["SEX"].tolist() == meant
    assert [message.file for message in messages] == ["header.csv"]
    assert f"{written[0]} as {meant[0]}".upper() in messages[0].text.upper()


def test_yes_and_no_are_written_as_1_and_0_in_each_column_by_itself() -> None:
    tables = {"OC2": table(CHILD=["1", "2"], CONVICTED=["Y", "No"], TEETH_CHECK=["TRUE", "false"])}
    offered = offered_codes(tables, None, 2026)
    assert {column: one.how_many for column, one in offered.items()} == {"CONVICTED": 2, "TEETH_CHECK": 2}
    now, _ = offered["CONVICTED"].apply(tables, None)
    assert now["OC2"]["CONVICTED"].tolist() == ["1", "0"]
    assert now["OC2"]["TEETH_CHECK"].tolist() == ["TRUE", "false"]


def test_numbers_get_back_their_zeros_where_one_whole_number_is_known() -> None:
    urns = ["50001", "0050002", "50003.0", "60004", "XXXXXXX"]
    tables = {
        "Episodes": table(CHILD=list("12345"), URN=urns),
        "SWEpisodes": table(CHILD=list("1234"), SW_ID=["417", "418", "419", "0419"]),
    }
    last = {"SWEpisodes": table(CHILD=list("1234"), SW_ID=["0417", "00418", "0419", "77"])}
    listed = pd.DataFrame({"URN": ["0050001", "0050002", "0050003", "0060004", "00060004"]})
    offered = offered_codes(tables, last, 2026, listed)
    now, _ = offered["URN"].apply(tables, None)
    assert now["Episodes"]["URN"].tolist() == ["0050001", "0050002", "0050003", "60004", "XXXXXXX"]
    now, _ = offered["SW_ID"].apply(tables, None)
    # 0419 is in use beside 419, so these may be two people
    assert now["SWEpisodes"]["SW_ID"].tolist() == ["0417", "00418", "419", "0419"]
