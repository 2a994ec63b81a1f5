"""What comes in and cannot be used, on the command line: one sentence and status 2, or said beside the report."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from addin.cli.app import main

EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
CHILDREN = {
    "0410021": ("01/05/2024", "01/08/2025", "M,05/05/2012,WBRI,UN2,,"),
    "0410022": ("03/06/2024", "11/09/2025", "F,17/09/2013,MWBA,UN2,0,"),
    "0410023": ("14/06/2024", "19/05/2025", "M,21/02/2015,WBRI,UN2,,"),
    "0410024": ("12/08/2024", "02/12/2025", "F,30/11/2010,BCRB,UN2,0,"),
    "0410025": ("20/01/2025", "17/07/2025", "M,08/07/2016,WBRI,UN2,,"),
    "0410026": ("07/02/2025", "04/11/2025", "F,12/01/2014,AIND,UN2,0,"),
}
FIRST = "{},{},S,C1,N1,P1,PR0,{},{},,M14 5PP,M14 5PP,"
SECOND = "{},{},L,C2,N1,P1,PR0,,,,M14 5PP,M14 5PP,"


def header_rows() -> list[str]:
    return [HEADER, *(f"{child},{rest}" for child, (_, _, rest) in CHILDREN.items())]


def episode_rows(*, last_year: bool = False) -> list[str]:
    rows = [EPISODES]
    for child, (start, change, _) in CHILDREN.items():
        if last_year:
            rows.append(FIRST.format(child, start, "", ""))
        else:
            rows += [FIRST.format(child, start, change, "X1"), SECOND.format(child, change)]
    return rows


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["xl903", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return command


def write(folder: Path, header: list[str] | None = None, episodes: list[str] | None = None) -> Path:
    folder.mkdir(parents=True)
    for name, rows in (("header.csv", header), ("episodes.csv", episodes)):
        if rows is not None:
            (folder / name).write_text("\r\n".join([*rows, ""]), encoding="utf-8", newline="")
    return folder


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write(tmp_path / "clean", header_rows(), episode_rows())


@pytest.fixture
def last(tmp_path: Path) -> Path:
    return write(tmp_path / "last", header_rows(), episode_rows(last_year=True))


MANCHESTER = ("--authority", "Manchester")
THIS = ("--year", 2026, *MANCHESTER)


def refused(run, *arguments: object) -> str:  # type: ignore[no-untyped-def]
    status, out, err = run(*arguments)
    assert status == 2, out + err
    assert "Traceback" not in out + err
    assert len(err.strip().splitlines()) == 1
    return str(err)


def errors(out: str) -> int:
    found = re.search(r"^([\d,]+) errors? of", out, re.MULTILINE)
    assert found
    return int(found[1])


def test_a_clean_return_with_its_year_before_has_no_line(run, clean: Path, last: Path) -> None:  # type: ignore[no-untyped-def]
    status, out, err = run("validate", clean, "--last-year", last, *THIS)
    assert (status, errors(out), err) == (0, 0, "")


def test_rows_of_only_commas_are_no_errors_no_changes_and_not_exported(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    header, episodes = header_rows(), episode_rows()
    folder = write(
        tmp_path / "r", [*header[:3], ",,,,,,", *header[3:], ",,,,,,"], [*episodes, "," * 12, "," * 12]
    )
    book = tmp_path / "book.xlsx"
    status, out, err = run("validate", folder, *THIS, "-o", book)
    assert (status, errors(out)) == (0, 0)
    assert "header.csv: has 2 blank rows" in err
    status, _, err = run("check", book)
    assert "0 fixed, 0 remaining, 0 new" in err
    assert "0 changes since" in err
    run("export", folder, "-o", tmp_path / "out", "--csv")
    [written] = (tmp_path / "out").rglob("header.csv")
    assert written.read_text(encoding="utf-8-sig").splitlines() == header


def test_a_workbook_that_xl903_made_may_be_last_years_return(
    run, clean: Path, last: Path, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "last.xlsx"
    assert run("validate", last, "--year", 2025, *MANCHESTER, "-o", book)[0] == 0
    status, out, err = run("validate", clean, "--last-year", book, *THIS)
    assert (status, errors(out), err) == (0, 0, "")


@pytest.mark.parametrize("year", [26, 0, -5, 99999, 1999, 2031])
def test_a_year_that_is_none_or_has_no_rules_is_refused(run, clean: Path, tmp_path: Path, year: int) -> None:  # type: ignore[no-untyped-def]
    assert "2023 to 2027" in refused(run, "validate", clean, "--year", year, *MANCHESTER)
    assert "2023 to 2027" in refused(run, "validate", clean, *THIS, "--ruleset", year)
    assert "2023 to 2027" in refused(run, "synthesise", tmp_path / "made", "--year", year)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("year", [2025, 2027])
def test_a_year_that_the_dates_contradict_stops_unless_anyway(run, clean: Path, year: int) -> None:  # type: ignore[no-untyped-def]
    said = refused(run, "validate", clean, "--year", year, *MANCHESTER)
    assert "fall in 2025-26" in said
    assert "--anyway" in said
    status, _out, err = run("validate", clean, "--year", year, *MANCHESTER, "--anyway")
    assert status == 0
    assert "fall in 2025-26" in err.replace("\n", " ")


def test_last_years_return_that_is_this_years_stops_unless_anyway(
    run, clean: Path, last: Path, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    assert "same files" in refused(run, "validate", clean, "--last-year", clean, *THIS)
    copy = write(tmp_path / "copy", header_rows(), episode_rows())
    assert "the same episodes" in refused(run, "validate", clean, "--last-year", copy, *THIS)
    assert "swapped" in refused(run, "validate", last, "--last-year", clean, *THIS)
    assert run("validate", clean, "--last-year", copy, *THIS, "--anyway")[0] == 0
    book = tmp_path / "book.xlsx"
    run("validate", clean, *THIS, "-o", book)
    before = book.read_bytes()
    assert "same files" in refused(run, "check", book, "--load", clean, "--last-year", clean)
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["extract 2026-04-12", "archive_2023/903_2526", "SSDA903 2025 to 2026", "2526", "2024-25"]
)
def test_a_folder_name_never_makes_another_year_of_a_small_return(run, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    folder = write(tmp_path / "r" / name, header_rows()[:3], episode_rows()[:5])
    status, _, err = run("validate", folder, *MANCHESTER)
    assert "2025-26" in err if status == 0 else "--year" in err


def test_both_years_in_one_folder_are_sorted_apart(run, clean: Path, last: Path) -> None:  # type: ignore[no-untyped-def]
    for path in last.iterdir():
        (clean / f"2425_{path.name}").write_bytes(path.read_bytes())
    status, out, err = run("validate", clean, *THIS)
    assert (status, errors(out)) == (0, 0)
    assert "two returns" in err


CIN = "Type,Date,LAchildID,UPN,PersonBirthDate,GenderCurrent,CINreferralDate\nx,x,1,UN2,x,1,x\n"


def test_a_census_of_children_in_need_is_refused_when_named_and_left_aside_in_a_folder(
    run, clean: Path
) -> None:  # type: ignore[no-untyped-def]
    cin = clean / "cin-2025-26.csv"
    cin.write_text(CIN, encoding="utf-8")
    assert "children in need" in refused(run, "validate", cin)
    assert "children in need" in refused(run, "validate", clean / "header.csv", clean / "episodes.csv", cin)
    assert "children in need" in refused(run, "export", clean / "header.csv", cin, "-o", clean / "out")
    status, out, err = run("validate", clean, *THIS)
    assert (status, errors(out)) == (0, 0)
    assert err.strip().splitlines()[-1] == "Not everything was checked: cin-2025-26.csv was not read."


def test_two_stray_quotation_marks_lose_no_child(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rows = header_rows()
    rows[2], rows[5] = '"' + rows[2], '"' + rows[5]
    folder = write(tmp_path / "r", rows, episode_rows())
    _, _, err = run("validate", folder, *THIS)
    assert "header.csv, line 3: opens a quotation mark that runs on to line 6" in err
    status, out, err = run("validate", folder, *THIS, "--accept-ids")
    assert (status, errors(out)) == (0, 0)


@pytest.mark.parametrize(
    "how", [lambda child: child.lstrip("0"), lambda child: f"{child}.0", lambda c: f"'{c}"]
)
def test_ids_that_do_not_meet_are_said_and_corrected_when_asked(run, tmp_path: Path, how) -> None:  # type: ignore[no-untyped-def]
    rows = episode_rows()
    for child in CHILDREN:
        rows = [row.replace(child, how(child), 1) for row in rows]
    folder = write(tmp_path / "r", header_rows(), rows)
    status, out, err = run("validate", folder, *THIS)
    assert (status, errors(out)) == (0, 30)
    assert "episodes.csv: 6 ids are in Header but for" in err
    status, out, err = run("validate", folder, *THIS, "--accept-ids")
    assert (status, errors(out)) == (0, 0)
    assert "12 ids were written as the other files have them" in err
    assert "but for" not in err


def in_other_form(rows: list[str], form: str) -> list[str]:
    def other(found: re.Match[str]) -> str:
        return datetime.strptime(found[0], "%d/%m/%Y").strftime(form)

    return [re.sub(r"\d\d/\d\d/\d{4}", other, row) for row in rows]


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%m/%d/%Y", "%d-%b-%y", "%d/%m/%y"])
def test_dates_in_another_form_are_said_and_corrected_when_asked(run, tmp_path: Path, form: str) -> None:  # type: ignore[no-untyped-def]
    folder = write(tmp_path / "r", in_other_form(header_rows(), form), in_other_form(episode_rows(), form))
    status, out, err = run("validate", folder, *THIS)
    assert status == 0
    assert errors(out) > 10
    assert "All 18 dates are written" in err
    assert "24 dates in header.csv, episodes.csv can be written" in err
    book = tmp_path / "book.xlsx"
    status, out, err = run("validate", folder, *MANCHESTER, "--accept-dates", "-o", book)
    assert (status, errors(out)) == (0, 0)
    assert "24 dates were written in full" in err
    assert openpyxl.load_workbook(book)["Header"]["E2"].value == datetime(2012, 5, 5)


def test_a_check_writes_dates_and_ids_as_offered_and_changes_can_put_them_back(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    episodes = [row.replace("0410022", "410022") for row in episode_rows()]
    book = tmp_path / "book.xlsx"
    made = write(tmp_path / "r", in_other_form(header_rows(), "%Y-%m-%d"), episodes)
    status, out, _ = run("validate", made, *THIS, "-o", book)
    assert status == 0
    assert errors(out) > 0
    status, out, err = run("check", book, "--accept-dates", "--accept-ids")
    assert (status, errors(out)) == (0, 0), out + err
    assert "Wrote 8 cells as you asked" in out + err
    ws = openpyxl.load_workbook(book)["Changes"]
    titles = {cell.value: cell.column for cell in ws[1]}
    was = [ws.cell(row, titles["Before"]).value for row in range(2, ws.max_row + 1)]
    assert was.count("410022") == 2
    assert sum(re.fullmatch(r"20\d\d-\d\d-\d\d", str(value)) is not None for value in was) == 6
    opened = openpyxl.load_workbook(book)
    for row in range(2, ws.max_row + 1):
        opened["Changes"].cell(row, titles["Put back"]).value = "yes"
    opened.save(book)
    status, out, err = run("check", book)
    assert (status, errors(out) > 0) == (0, True), out + err
    assert openpyxl.load_workbook(book)["Header"]["E2"].value == "2012-05-05"


def test_the_word_null_is_counted_for_each_file(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rows = [row.replace(",,", ",NULL,") if n else row for n, row in enumerate(header_rows())]
    _, _, err = run("validate", write(tmp_path / "r", rows, episode_rows()), *THIS)
    assert "Please check: header.csv: has 3 cells that hold NULL" in err


# Ofsted's list

LIST = [
    "URN", "Setting name", "Provider type", "Placement code", "Placement provider code", "Registration status",
    "Registration date", "Deregistration date", "Local authority", "Setting address postcode",
    "Number of registered places",
]  # fmt: skip
PLACED = [
    EPISODES,
    "0410031,12/05/2025,S,C2,N1,K3,PR4,,,,M9 6SP,M13 9QT,2700001",
    "0410032,20/05/2025,S,C2,N1,K2,PR4,,,,M9 6SP,M14 5PP,SC900001",
]
TWO = [HEADER, "0410031,M,03/04/2009,WBRI,UN2,,", "0410032,F,17/06/2009,MWBA,UN2,0,"]


def provider_list(path: Path, *, premises: bool = False, errors: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Providers"
    sheet.append(LIST)
    for urn in ("SC900001", "SC900002", "SC900003"):
        opened = datetime(2015, 5, 1)
        sheet.append(
            [urn, "Home", "Children's home", "K2", "PR4", "Active", opened, None, "Manchester", "M14 5PP", 4]
        )
    for cell, value in (errors or {}).items():
        sheet[cell].value, sheet[cell].data_type = value, "e"
    if premises:
        more = book.create_sheet("SA Providers")
        more.append(
            ["URN", "Setting local authority", "Placement code", "Setting address postcode", "Closed date"]
        )
        more.append(["2700001", "Manchester", "K3", "M13 9QT", None])
    book.save(path)
    return path


def test_a_list_without_supported_accommodation_judges_the_others(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = write(tmp_path / "r", TWO, PLACED)
    listed = provider_list(tmp_path / "list.xlsx")
    _status, out, err = run("validate", folder, *THIS, "--ofsted", listed, "--json")
    findings = {(f["code"], f["child"]) for f in json.loads(out)["findings"]}
    assert not {code for code, _ in findings} & {"219", "221", "224", "241", "1008"}
    _, _, err = run("validate", folder, *THIS, "--ofsted", listed)
    [line] = [line for line in err.splitlines() if "supported accommodation" in line]
    assert line.startswith(
        "Please check: The provider list has no supported accommodation, so 1 placement (K3)"
    )
    wrong = [PLACED[0], PLACED[1], PLACED[2].replace("SC900001", "SC999999")]
    _, out, _ = run("validate", write(tmp_path / "w", TWO, wrong), *THIS, "--ofsted", listed, "--json")
    findings = {(f["code"], f["child"]) for f in json.loads(out)["findings"]}
    assert ("1008", "0410032") in findings
    assert ("1008", "0410031") not in findings


def test_a_list_with_its_second_sheet_gets_no_such_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = write(tmp_path / "r", TWO, PLACED)
    _, _out, err = run(
        "validate", folder, *THIS, "--ofsted", provider_list(tmp_path / "l.xlsx", premises=True)
    )
    assert "supported accommodation" not in err


def test_a_workbook_remembers_what_its_list_covers(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = write(tmp_path / "r", TWO, PLACED)
    book = tmp_path / "book.xlsx"
    _, out, _ = run("validate", folder, *THIS, "--ofsted", provider_list(tmp_path / "l.xlsx"), "-o", book)
    _, again, _err = run("check", book)
    assert errors(again) == errors(out)


def test_excel_errors_are_no_urns(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    listed = provider_list(tmp_path / "list.xlsx", errors={"A3": "#N/A", "A4": "#REF!"})
    _, _, err = run("validate", write(tmp_path / "r", TWO, PLACED), *THIS, "--ofsted", listed)
    assert 'Sheet "Providers": 2 rows have an Excel error such as "#N/A", "#REF!"' in err


@pytest.mark.parametrize("what", ["nowhere.xlsx", "folder", "empty.xlsx", "table.csv"])
def test_a_list_that_cannot_be_used_stops_and_leaves_the_workbook(
    run, clean: Path, tmp_path: Path, what: str
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "table.csv").write_text("Name,Town\nElms,Derby\n")
    good = provider_list(tmp_path / "good.xlsx")
    book = tmp_path / "book.xlsx"
    assert what in refused(
        run, "validate", clean, *THIS, "--ofsted", good, "--ofsted", tmp_path / what, "-o", book
    )
    assert not book.exists()
    run("validate", clean, *THIS, "-o", book)
    before = book.read_bytes()
    refused(run, "check", book, "--load", clean, "--ofsted", tmp_path / what)
    assert book.read_bytes() == before


def test_a_table_in_another_kind_of_file_is_read(run, clean: Path) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    for row in header_rows():
        book.worksheets[0].append(row.split(","))
    out = io.BytesIO()
    book.save(out)
    (clean / "header.csv").unlink()
    (clean / "header.xlsx").write_bytes(out.getvalue())
    status, out_text, err = run("validate", clean, *THIS)
    assert (status, errors(out_text), err) == (0, 0, "")


def test_a_row_without_a_child_is_found_where_nothing_else_is_wrong(run, clean: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with (clean / "header.csv").open("a", encoding="utf-8") as file:
        file.write(",M,05/05/2012,WBRI,,,\n")
    book = tmp_path / "book.xlsx"
    status, out, err = run("validate", clean, *THIS, "-o", book)
    assert status == 0, err
    assert errors(out) > 0
    assert run("check", book)[0] == 0


def test_the_year_whose_rules_were_chosen_is_remembered(run, clean: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "book.xlsx"
    assert "rules of 2025" in run("validate", clean, *THIS, "--ruleset", 2025, "-o", book)[1]
    assert "rules of 2025" in run("check", book)[1]


@pytest.mark.parametrize("typed", ["2025-26", "2025/2026"])
def test_a_year_typed_as_people_write_it_is_taken(run, clean: Path, typed: str) -> None:  # type: ignore[no-untyped-def]
    assert "rules of 2026" in run("validate", clean, "--year", typed, *MANCHESTER)[1]


@pytest.mark.parametrize("typed", ["2025-27", "this year", "26-27", ""])
def test_a_year_that_is_none_is_one_sentence(run, clean: Path, typed: str) -> None:  # type: ignore[no-untyped-def]
    assert "is not a collection year; 2026 is April 2025" in refused(run, "validate", clean, "--year", typed)


def test_an_export_says_that_it_checks_by_every_rule(run, clean: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "book.xlsx"
    assert run("validate", clean, *THIS, "--rules", "101,103", "-o", book)[0] == 0
    assert "Every rule was checked" in run("export", book, "-o", tmp_path / "out", "--csv")[2].replace(
        "\n", " "
    )


def test_an_unwritable_cache_costs_one_sentence(
    run, clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XL903_CACHE", str(tmp_path / "file"))
    status, out, err = run("validate", clean, *THIS)
    assert (status, errors(out)) == (0, 0)
    assert err.count("could not be kept") == 1
    assert "Needs" not in out or "postcode" not in out
    status, _, err = run("export", clean, "-o", tmp_path / "out", "--csv")
    assert (status, err.count("could not be kept")) == (0, 1)
