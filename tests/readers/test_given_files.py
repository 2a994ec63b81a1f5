"""What a folder or a zip file holds besides CSV: read where that is easy, else named, never ignored in silence."""

import io
import zipfile

import openpyxl
import pytest

from xl903.engine.messages import UserError
from xl903.readers import read_return

HEADER = [
    ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"],
    ["0410021", "M", "05/05/2012", "WBRI", "UN2", "", ""],
    ["0410022", "F", "17/09/2013", "MWBA", "UN2", "0", ""],
]
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n0410021,05/05/2012,03/04/2025,PN1\n"
KEPT = [[cell or None for cell in row] for row in HEADER[1:]]


def text(delimiter=","):
    return "".join(delimiter.join(row) + "\n" for row in HEADER)


def workbook(sheets):
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "reviews.csv").write_text(REVIEWS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("header.tsv", text("\t").encode()),
        ("header.tab", text("\t").encode()),
        ("header.txt", text(";").encode()),
        ("header", text().encode()),
        ("header.xlsx", workbook({"Sheet1": HEADER})),
        ("all.xlsx", workbook({"Notes": [["Ask Ann"]], "Header": HEADER})),
        ("header.csv", workbook({"Sheet1": HEADER})),
        ("return.zip", packed({"header.csv": text()})),
        (
            "return.zip",
            packed({"903/header.csv": text(), "903/readme.txt": "x", "__MACOSX/903/._h.csv": b"x"}),
        ),
    ],
)
def test_a_table_in_another_kind_of_file_is_read(folder, name, content):
    (folder / name).write_bytes(content)
    loaded = read_return(folder)
    assert loaded.tables["Header"].to_numpy().tolist() == KEPT
    assert loaded.messages == ()
    assert loaded.aside == ()


@pytest.mark.parametrize("name", ["header.xls", "header.ods", "header.dat", "header.parquet", "header.7z"])
def test_what_may_hold_a_table_and_cannot_be_read_is_named(folder, name):
    (folder / name).write_bytes(b"x")
    loaded = read_return(folder)
    [message] = loaded.messages
    assert (message.level, message.file) == ("error", name)
    assert "save it as CSV" in message.text
    assert loaded.aside == (name,)


@pytest.mark.parametrize(
    "name",
    [
        "manifest.txt",
        "README",
        "readme.txt",
        "desktop.ini",
        "~$header.xlsx",
        ".hidden.csv",
        "scan.png",
        "a.pdf",
    ],
)
def test_what_is_plainly_no_table_needs_no_word(folder, name):
    (folder / name).write_bytes(b"x")
    assert read_return(folder).messages == ()


def test_a_workbook_that_xl903_made_is_passed_over_in_a_folder_and_read_when_named(folder):
    sheets = {"Summary": [["Errors"]], "Header": HEADER, "xl903 memory": [["x"]], "Header 2025": HEADER[:2]}
    (folder / "checked.xlsx").write_bytes(workbook(sheets))
    assert list(read_return(folder).tables) == ["Reviews"]
    named = read_return(folder / "checked.xlsx")
    assert named.tables["Header"].to_numpy().tolist() == KEPT
    assert named.messages == ()


def test_dates_and_numbers_in_a_workbook_are_text_as_dfe_takes_it(tmp_path):
    import datetime as dt  # noqa: PLC0415

    row = [410021, "M", dt.datetime(2012, 5, 5), "WBRI", "UN2", None, None]
    (tmp_path / "a.xlsx").write_bytes(workbook({"Header": [HEADER[0], row]}))
    assert read_return(tmp_path).tables["Header"].iloc[0, :3].tolist() == ["410021", "M", "05/05/2012"]


def test_formulas_are_said(tmp_path):
    row = ["0410021", "M", "05/05/2012", '="WB"&"RI"', "UN2", "", ""]
    (tmp_path / "a.xlsx").write_bytes(workbook({"Header": [HEADER[0], row]}))
    assert "formulas" in read_return(tmp_path).messages[0].text


def test_a_broken_workbook_is_named(folder):
    (folder / "header.xlsx").write_bytes(workbook({"Header": HEADER})[:900])
    loaded = read_return(folder)
    assert "cannot be read as an Excel workbook" in loaded.messages[0].text
    assert loaded.aside == ("header.xlsx",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 cut off", "cannot be read as a zip file"),
        (b"", "cannot be read as a zip file"),
        (packed({"notes.docx": b"x"}), "holds no CSV or XML file"),
        (packed({f"{n}.csv": b"CHILD\n" for n in range(300)}), "more than a return can"),
        (packed({"../../header.csv": text()}), "holds no CSV or XML file"),
    ],
)
def test_a_zip_file_that_should_not_be_read_is_one_sentence(tmp_path, content, words):
    path = tmp_path / "return.zip"
    path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        read_return(path)
    (tmp_path / "reviews.csv").write_text(REVIEWS, encoding="utf-8")
    loaded = read_return(tmp_path)
    assert loaded.aside == ("return.zip",)
    assert words in loaded.messages[0].text


def test_a_zip_file_in_a_zip_file_is_named_and_not_opened(tmp_path):
    inner = packed({"header.csv": text()})
    (tmp_path / "return.zip").write_bytes(packed({"reviews.csv": REVIEWS, "more.zip": inner}))
    loaded = read_return(tmp_path / "return.zip")
    assert list(loaded.tables) == ["Reviews"]
    assert "zip file in a zip file" in str(loaded.messages[0])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["return.zip"]


CIN = "Type,Date,LAchildID,UPN,PersonBirthDate,GenderCurrent,CINreferralDate,ReferralSource\nx,x,1,UN2,x,1,x,x\n"
SCHOOLS = "CHILD,UPN,Surname,Forename,School,NCyearActual,FSM\n1,A1,x,x,x,9,0\n"
WORKERS = "CHILD,SW_ID,Worker,Team,Email\n1,AB1,x,x,x\n"
ADOPTION = "Child ID,DATE_INT,Date of referral,Date of ADM decision,Date placed for adoption\n1,x,x,x,x\n"
POSTCODES = "pcd,laua,oseast1m,osnrth1m\nM1 1AE,x,1,2\n"
NO_CHILD = "SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nM,05/05/2012,WBRI,UN2,,\n"


@pytest.mark.parametrize("content", [CIN, SCHOOLS, WORKERS, ADOPTION, POSTCODES, NO_CHILD])
@pytest.mark.parametrize("name", ["a first.csv", "z last.csv"])
def test_a_file_of_another_data_set_is_left_aside_and_pushes_nothing_out(folder, content, name):
    (folder / "header.csv").write_text(text(), encoding="utf-8")
    (folder / name).write_text(content, encoding="utf-8")
    loaded = read_return(folder)
    assert loaded.files == {"Header": "header.csv", "Reviews": "reviews.csv"}
    [message] = loaded.messages
    assert (message.level, message.file) == ("error", name)
    assert loaded.aside == (name,)
    assert loaded.unusable == {}
    with pytest.raises(UserError):
        read_return(folder / name)
    assert list(read_return([folder / "header.csv", folder / name]).unusable) == [name]


def test_a_column_that_plainly_stands_for_child_is_taken_and_said(tmp_path):
    (tmp_path / "a.csv").write_text(text().replace("CHILD", "Child ID", 1), encoding="utf-8")
    loaded = read_return(tmp_path)
    assert loaded.tables["Header"]["CHILD"].tolist() == ["0410021", "0410022"]
    assert "CHILD ID was taken for it" in loaded.messages[0].text


def test_an_xml_of_another_data_set_beside_csv_files_is_left_aside(folder):
    (folder / "cin.xml").write_text("<Message><Children/></Message>", encoding="utf-8")
    loaded = read_return(folder)
    assert loaded.aside == ("cin.xml",)
    assert list(loaded.tables) == ["Reviews"]
