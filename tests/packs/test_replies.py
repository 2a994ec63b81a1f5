"""What comes back: shown beside the present values, taken where accepted, never over what changed meanwhile."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import xl903
from tests.packs.conftest import Made, change, fill_in, header_of, join_names, run
from tests.workbook.auditing import faults
from workbook.file.xlsx_files import read_found_workbook

SHOWN = ("CHILD", "Field", "Value now", "Proposed", "Clears", "Breaks", "What can be done")


def list_of_replies(made: Made, *packs: Path) -> Path:
    path = made.book.parent / "list.xlsx"
    run("replies", made.book, *packs, "-o", path)
    return path


def tick(path: Path, *wanted: tuple[str, str, str]) -> None:
    book = openpyxl.load_workbook(path)
    ws = book["Replies"]
    header, at = header_of(ws, ("Accept", "CHILD", "Field", "Proposed"))
    for row in range(header + 1, ws.max_row + 1):
        if tuple(ws.cell(row, at[title]).value for title in ("CHILD", "Field", "Proposed")) in wanted:
            ws.cell(row, at["Accept"]).value = "yes"
    book.save(path)


def value(book: Path, table: str, child: str, field: str) -> object:
    frame = read_found_workbook(book).tables[table]
    return frame.loc[(frame["CHILD"] == child), field].iloc[0]


def test_a_reply_is_shown_beside_the_present_value_with_what_it_clears_and_breaks(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): " c2 ", ("10163", "UPN"): "Blank"})
    before = made.book.read_bytes()
    rows = join_names(list_of_replies(made, reply), "Replies", *SHOWN)
    assert ("10316", "LS", "V5", "C2", "144", None, "can be taken") in rows
    (upn,) = [row for row in rows if row[1] == "UPN"]
    assert upn[2:5] == ("UN1", "blank", "209")
    assert "442" in str(upn[5])
    assert upn[6] == "needs a look"
    assert made.book.read_bytes() == before


def test_accepted_values_are_changes_and_count_in_the_next_validation(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"}, comment="legal asked")
    run("replies", made.book, reply, "--accept", "all")
    changes = join_names(made.book, "Changes", "CHILD", "Field", "Before", "After", "How", "Evidence")
    assert changes == [("10316", "LS", "V5", "C2", f"reply, North, {reply.name}", "legal asked")]
    assert value(made.book, "Episodes", "10316", "LS") == "C2"
    assert not [row for row in join_names(made.book, "Errors", "CHILD", "Code") if row == ("10316", "144")]
    assert join_names(made.book, "Runs", "What")[-1] == ("replies taken",)
    assert faults(made.book) == []
    run("check", made.book)
    assert join_names(made.book, "Changes", "How") == [(f"reply, North, {reply.name}",)]


def test_dates_are_taken_however_they_are_typed(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10163", "DECOM"): "1 June 2025"})
    (row,) = join_names(list_of_replies(made, reply), "Replies", *SHOWN)
    assert row[2:4] == ("23/09/2024", "01/06/2025")


def test_only_ticked_replies_are_taken(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2", ("10163", "UPN"): "UN4"})
    path = list_of_replies(made, reply)
    assert "Nothing was changed" in run("replies", made.book, reply, "--accept", path)
    tick(path, ("10163", "UPN", "UN4"))
    assert "Took 1 reply" in run("replies", made.book, reply, "--accept", path)
    assert [row[:2] for row in join_names(made.book, "Changes", "CHILD", "Field")] == [("10163", "UPN")]


def test_a_reply_to_a_row_that_has_changed_is_a_conflict_and_not_taken_unasked(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    change(made.book, "Episodes", "10316", "CIN", "N5")
    path = list_of_replies(made, reply)
    ((status, why),) = join_names(path, "Replies", "What can be done", "Why")
    assert status == "conflict"
    assert "CIN was" in str(why)
    assert "is N5" in str(why)
    assert "Nothing was changed" in run("replies", made.book, reply, "--accept", "all")
    assert value(made.book, "Episodes", "10316", "LS") == "V5"
    tick(path, ("10316", "LS", "C2"))
    assert "Took 1 reply" in run("replies", made.book, reply, "--accept", path)
    assert value(made.book, "Episodes", "10316", "LS") == "C2"


def test_a_tick_counts_only_for_the_cell_as_it_was_shown(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    path = list_of_replies(made, reply)
    tick(path, ("10316", "LS", "C2"))
    change(made.book, "Episodes", "10316", "LS", "E1")
    said = run("replies", made.book, reply, "--accept", path)
    assert "Not taken: 1 changed since they were listed" in said
    assert value(made.book, "Episodes", "10316", "LS") == "E1"


def test_a_tick_does_not_count_where_a_conflict_has_come_up_since(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    path = list_of_replies(made, reply)
    tick(path, ("10316", "LS", "C2"))
    change(made.book, "Episodes", "10316", "CIN", "N5")
    said = run("replies", made.book, reply, "--accept", path)
    assert "Not taken: 1 changed since they were listed" in said
    assert "Nothing was changed" in said
    assert value(made.book, "Episodes", "10316", "LS") == "V5"


def test_of_two_values_ticked_for_one_cell_neither_is_taken(made: Made) -> None:
    first = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    second = first.with_name("from Ben.xlsx")
    second.write_bytes(first.read_bytes())
    fill_in(second, {("10316", "LS"): "E1"})
    path = list_of_replies(made, first, second)
    tick(path, ("10316", "LS", "C2"), ("10316", "LS", "E1"))
    said = run("replies", made.book, first, second, "--accept", path)
    assert "Not taken: 2 ticked with different values for the same cell" in said
    assert value(made.book, "Episodes", "10316", "LS") == "V5"


def test_a_change_that_was_put_back_or_checked_again_meanwhile_is_no_conflict(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    change(made.book, "Episodes", "10316", "CIN", "N5")
    run("check", made.book)
    before = read_found_workbook(made.book).memory.loaded["Episodes"]
    change(made.book, "Episodes", "10316", "CIN", before.loc[before["CHILD"] == "10316", "CIN"].iloc[0])
    run("check", made.book)
    assert "1 can be taken" in run("replies", made.book, reply)


def test_two_replies_that_disagree_are_a_conflict_until_one_is_ticked(made: Made) -> None:
    first = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    second = first.with_name("from Ben.xlsx")
    second.write_bytes(first.read_bytes())
    fill_in(second, {("10316", "LS"): "E1"})
    assert "Nothing was changed" in run("replies", made.book, first, second, "--accept", "all")
    path = list_of_replies(made, first, second)
    tick(path, ("10316", "LS", "E1"))
    run("replies", made.book, first, second, "--accept", path)
    assert value(made.book, "Episodes", "10316", "LS") == "E1"


def test_a_reply_taken_once_is_then_already_so(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    run("replies", made.book, reply, "--accept", "all")
    said = run("replies", made.book, reply, "--accept", "all")
    assert "1 already so" in said
    assert "Nothing was changed" in said


def test_rows_of_a_pack_that_were_mixed_up_are_not_taken(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    book = openpyxl.load_workbook(reply)
    ws = book["Errors"]
    header, at = header_of(ws, ("Child", "Reference", "Correct value"))
    rows = range(header + 1, ws.max_row + 1)
    filled = next(row for row in rows if ws.cell(row, at["Correct value"]).value)
    other = next(row for row in rows if ws.cell(row, at["Child"]).value == "10622")
    ws.cell(filled, at["Reference"]).value = ws.cell(other, at["Reference"]).value
    book.save(reply)
    ((status, why),) = join_names(list_of_replies(made, reply), "Replies", "What can be done", "Why")
    assert status == "not possible"
    assert "another child" in str(why)


def test_a_pack_of_another_workbook_is_refused(made: Made, checked: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(checked.read_bytes())
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    with pytest.raises(xl903.UserError, match="another workbook"):
        run("replies", other, reply, "--accept", "all")
    assert other.read_bytes() == checked.read_bytes()


def test_what_is_no_value_or_causes_an_error_needs_a_look_and_is_never_taken_with_all(made: Made) -> None:
    typed = {
        ("10316", "LS"): "c2",
        ("10163", "DECOM"): "sometime in June",
        ("10163", "UPN"): "blank",
    }
    reply = fill_in(made.pack("North"), typed)
    listed = join_names(list_of_replies(made, reply), "Replies", "Field", "What can be done", "Why")
    why = {field: (status, said) for field, status, said in listed}
    assert why["LS"][0] == "can be taken"
    assert why["DECOM"] == ("needs a look", '"sometime in June" is not a date written dd/mm/yyyy.')
    assert why["UPN"][0] == "needs a look"
    assert "442" in str(why["UPN"][1])
    said = run("replies", made.book, reply, "--accept", "all")
    assert "1 can be taken, 2 to check first" in said
    assert "2 replies need checking and were not taken" in said
    assert join_names(made.book, "Changes", "Field") == [("LS",)]


def test_what_needs_a_look_may_be_ticked(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10163", "UPN"): "blank"})
    listed = list_of_replies(made, reply)
    tick(listed, ("10163", "UPN", "blank"))
    assert "Took 1 reply" in run("replies", made.book, reply, "--accept", listed)


def test_a_reply_finds_its_row_after_the_workbook_was_sorted(made: Made) -> None:
    reply = fill_in(made.pack("North"), {("10316", "LS"): "C2"})
    book = openpyxl.load_workbook(made.book)
    ws = book["Episodes"]
    rows = [[cell.value for cell in row] for row in ws.iter_rows(min_row=2)][::-1]
    for number, cells in enumerate(rows, start=2):
        for column, cell in enumerate(cells, start=1):
            ws.cell(number, column).value = cell
    book.save(made.book)
    run("replies", made.book, reply, "--accept", "all")
    assert value(made.book, "Episodes", "10316", "LS") == "C2"
    assert len(join_names(made.book, "Changes", "Field")) == 1


def test_a_comment_alone_is_shown(made: Made) -> None:
    reply = made.pack("North")
    book = openpyxl.load_workbook(reply)
    ws = book["Errors"]
    header, at = header_of(ws, ("Comment",))
    ws.cell(header + 1, at["Comment"]).value = "all right as it is"
    book.save(reply)
    rows = join_names(
        list_of_replies(made, reply), "Replies", "What can be done", "Proposed", "The team's comment"
    )
    assert rows == [("comment only", None, "all right as it is")]


def test_a_record_is_deleted_only_by_a_yes_that_the_analyst_ticks(made: Made) -> None:
    before = read_found_workbook(made.book).tables
    reply = fill_in(made.pack("Leaving care"), {("10061", ""): "no"})
    assert "1 with a comment only" in run("replies", made.book, reply, "--accept", "all")
    fill_in(reply, {("10061", ""): "Yes"})
    assert "Nothing was changed" in run("replies", made.book, reply, "--accept", "all")
    listed = list_of_replies(made, reply)
    (row,) = join_names(listed, "Replies", "CHILD", "Field", "Proposed", "What can be done")
    assert row == ("10061", "the whole record", "delete this record", "needs a look")
    tick(listed, ("10061", "the whole record", "delete this record"))
    assert "Took 1 reply" in run("replies", made.book, reply, "--accept", listed)
    after = read_found_workbook(made.book).tables
    assert sum(len(before[name]) - len(after[name]) for name in before) == 1


def test_a_value_like_a_formula_stays_text(made: Made) -> None:
    book = openpyxl.load_workbook(made.pack("North"))
    ws = book["Errors"]
    header, at = header_of(ws, ("Correct value",))
    cell = ws.cell(header + 1, at["Correct value"])
    cell.value, cell.data_type = "=1+1", "s"
    book.save(made.pack("North"))
    listed = list_of_replies(made, made.pack("North"))
    for child, field, proposed in join_names(listed, "Replies", "CHILD", "Field", "Proposed"):
        tick(listed, (str(child), str(field), str(proposed)))
    run("replies", made.book, made.pack("North"), "--accept", listed)
    cells = [cell for row in openpyxl.load_workbook(made.book)["Episodes"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


def test_a_file_that_is_no_pack_is_refused_in_a_sentence(made: Made, tmp_path: Path) -> None:
    with pytest.raises(xl903.UserError, match="is not an error sheet for a team"):
        run("replies", made.book, made.book)
    text = tmp_path / "reply.xlsx"
    text.write_text("hello")
    with pytest.raises(xl903.UserError, match="cannot be read as an Excel workbook"):
        run("replies", made.book, text)
