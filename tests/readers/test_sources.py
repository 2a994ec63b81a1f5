"""What can be given to read: a folder, a file, several files, and what is refused in one sentence."""

from pathlib import Path

import pytest

from xl903.engine.messages import UserError
from xl903.readers import read_return

REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n1,01/01/2010,01/05/2025,PN1\n"
AD1 = "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR\n"
XML = "<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID></HEADER></CHILD></EXPSSDA903>"


@pytest.fixture
def folder(tmp_path):
    """A folder with two tables, and much else that a folder can hold."""
    (tmp_path / "reviews.CSV").write_text(REVIEWS, encoding="utf-8")
    (tmp_path / "ad1.txt").write_text(AD1, encoding="utf-8")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    (tmp_path / "._reviews.csv").write_bytes(b"\0\5\x16\7")
    (tmp_path / "~$reviews.csv").write_bytes(b"\0")
    (tmp_path / "old.csv").mkdir()
    (tmp_path / "old.csv" / "header.csv").write_text("CHILD,ETHNIC\n", encoding="utf-8")
    return tmp_path


def test_a_folder_is_read_without_its_other_files_and_folders(folder):
    loaded = read_return(folder)
    assert list(loaded.tables) == ["Reviews", "AD1"]
    assert loaded.files == {"Reviews": "reviews.CSV", "AD1": "ad1.txt"}
    assert [str(message) for message in loaded.messages] == [
        "The folder old.csv inside was not looked into; name a folder itself to check what it holds."
    ]


def test_a_closed_folder_inside_stops_nothing(folder, monkeypatch):
    listed = Path.iterdir

    def closed(self):
        if self.name == "old.csv":
            raise PermissionError(13, "Permission denied")
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", closed)
    loaded = read_return(folder)
    assert list(loaded.tables) == ["Reviews", "AD1"]
    assert "The folder old.csv inside was not looked into" in str(loaded.messages[0])


def test_a_path_may_be_text(folder):
    assert list(read_return(str(folder)).tables) == ["Reviews", "AD1"]


def test_one_csv_file(folder):
    assert list(read_return(folder / "reviews.CSV").tables) == ["Reviews"]


def test_several_files_from_anywhere(folder):
    other = folder / "old.csv" / "header.csv"
    loaded = read_return(path for path in [str(folder / "ad1.txt"), other])
    assert loaded.files == {"AD1": "ad1.txt", "Header": "header.csv"}


@pytest.mark.parametrize("as_folder", [True, False])
def test_one_xml_file(tmp_path, as_folder):
    (tmp_path / "return.XML").write_text(XML, encoding="utf-8")
    loaded = read_return(tmp_path if as_folder else tmp_path / "return.XML")
    assert loaded.source == "xml"
    assert loaded.tables["Header"]["CHILD"].tolist() == ["1"]


def explain_refused(source) -> str:
    with pytest.raises(UserError) as error:
        read_return(source)
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_a_path_that_does_not_exist(tmp_path):
    assert "nowhere does not exist" in explain_refused(tmp_path / "nowhere")
    assert "nowhere.csv does not exist" in explain_refused([tmp_path / "nowhere.csv"])


def test_a_path_longer_than_any_system_takes(tmp_path):
    explain_refused(tmp_path / ("long" * 1000))


def test_a_folder_with_nothing_to_read(tmp_path):
    (tmp_path / "readme.md").touch()
    assert "holds no CSV or XML file" in explain_refused(tmp_path)


def test_no_file_at_all():
    assert "No file was given" in explain_refused([])


def test_a_folder_among_files(folder):
    assert "is a folder among files" in explain_refused([folder / "ad1.txt", folder / "old.csv"])


def test_csv_and_xml_mixed(folder):
    (folder / "return.xml").write_text(XML, encoding="utf-8")
    text = explain_refused(folder)
    assert "return.xml" in text
    assert "ad1.txt" in text


def test_two_xml_files(tmp_path):
    for name in ("this.xml", "last.xml"):
        (tmp_path / name).write_text(XML, encoding="utf-8")
    assert "last.xml and this.xml" in explain_refused(tmp_path)


def test_nothing_that_could_be_placed(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("one,two\n1,2\n", encoding="utf-8")
    text = explain_refused(tmp_path)
    assert "None of the 2 files" in text
    assert "a.csv" in text
