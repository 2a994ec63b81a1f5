"""Packs with a password: they open with it and with no other, and nothing plain is left behind."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from msoffcrypto.exceptions import InvalidKeyError

import xl903
from tests.packs.conftest import Made, fill_in, run
from workbook.teams.passwords import protect, unprotect

PASSWORD = "blue whale 42 é"  # noqa: S105


@pytest.fixture(scope="module")
def locked(made_once: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    made = made_once.copied_to(tmp_path_factory.mktemp("locked"))
    out = made.book.parent / "locked"
    answers = f"{PASSWORD}\n{PASSWORD}\n"
    said = run(
        "packs", made.book, "--everything", "-o", out, "--drafts", "--password-prompt", answers=answers
    )
    assert PASSWORD not in said
    (folder,) = out.iterdir()
    return Made(made.book, folder)


def test_a_pack_opens_with_its_password_and_with_no_other(locked: Made) -> None:
    data = locked.pack("North").read_bytes()
    file = msoffcrypto.OfficeFile(BytesIO(data))
    assert file.is_encrypted()
    file.load_key(password=PASSWORD, verify_password=True)
    plain = BytesIO()
    file.decrypt(plain)
    assert openpyxl.load_workbook(plain).sheetnames == ["Summary", "Children", "Errors"]
    other = msoffcrypto.OfficeFile(BytesIO(data))
    with pytest.raises(InvalidKeyError):
        other.load_key(password=PASSWORD.upper(), verify_password=True)


def test_excels_own_way_is_taken_aes_256(locked: Made) -> None:
    data = locked.pack("North").read_bytes()
    assert msoffcrypto.OfficeFile(BytesIO(data)).type == "agile"
    assert b'cipherAlgorithm="AES"' in data
    assert b'keyBits="256"' in data


def test_no_plain_pack_and_no_password_is_in_any_file(locked: Made) -> None:
    files = [path for path in locked.book.parent.rglob("*") if path.is_file()]
    assert not any(PASSWORD.encode() in path.read_bytes() for path in files)
    assert not any(path.read_bytes().startswith(b"PK") for path in locked.folder.iterdir())


def test_a_pack_with_a_password_comes_back(locked: Made, tmp_path: Path) -> None:
    plain = tmp_path / "plain.xlsx"
    plain.write_bytes(unprotect(locked.pack("North").read_bytes(), PASSWORD, "pack"))
    fill_in(plain, {("10316", "LS"): "C2"})
    back = tmp_path / "back.xlsx"
    back.write_bytes(protect(plain.read_bytes(), PASSWORD))
    with pytest.raises(xl903.UserError, match="needs a password"):
        run("replies", locked.book, back)
    with pytest.raises(xl903.UserError, match="does not open with this password"):
        run("replies", locked.book, back, "--password-prompt", answers="wrong\n")
    said = run("replies", locked.book, back, "--password-prompt", answers=f"{PASSWORD}\n")
    assert "1 can be taken" in said


@pytest.mark.parametrize("password", ["", "x" * 256])
def test_a_password_that_excel_does_not_take_is_refused(password: str) -> None:
    with pytest.raises(xl903.UserError, match="1 to 255 characters"):
        protect(b"", password)


LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Opening"/></library:library>
"""
OPENING = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Opening" script:language="StarBasic">
Sub SaveAs(source As String, target As String, password As String)
  Dim opening(1) As New com.sun.star.beans.PropertyValue
  opening(0).Name = &quot;Hidden&quot; : opening(0).Value = True
  opening(1).Name = &quot;Password&quot; : opening(1).Value = password
  On Error GoTo finished
  Dim book As Object
  book = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, opening())
  If Not IsNull(book) Then
    Dim saving(0) As New com.sun.star.beans.PropertyValue
    saving(0).Name = &quot;FilterName&quot; : saving(0).Value = &quot;Calc MS Excel 2007 XML&quot;
    book.storeToURL(target, saving())
    book.close(True)
  End If
finished:
  StarDesktop.terminate()
End Sub
</script:module>
"""


def test_libreoffice_opens_a_pack_with_its_password_and_with_no_other(
    made_once: Made, office: str, tmp_path: Path
) -> None:
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(protect(made_once.pack("North").read_bytes(), "blue whale 42"))
    profile = tmp_path / "profile"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
    macros = profile / "user" / "basic" / "Standard"
    macros.mkdir(parents=True, exist_ok=True)
    (macros / "script.xlb").write_text(LIBRARY)
    (macros / "Opening.xba").write_text(OPENING)

    def opened_with(password: str) -> bool:
        target = tmp_path / f"opened with {len(password)}.xlsx"
        call = f"macro:///Standard.Opening.SaveAs({locked.as_uri()},{target.as_uri()},{password})"
        subprocess.run([*command, call], check=True, capture_output=True, timeout=120)
        return target.exists() and "Errors" in openpyxl.load_workbook(target).sheetnames

    assert opened_with("blue whale 42")
    assert not opened_with("blue whale 421")
