"""Packs with a password: they open with it and with no other, and nothing plain is left behind."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from msoffcrypto.exceptions import InvalidKeyError

import xl903
from tests.packs.conftest import Made, fill_in, run
from workbook.protection import protected, unprotected

PASSWORD = "blue whale 42 é"  # noqa: S105


@pytest.fixture(scope="module")
def locked(made_once: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    made = made_once.copied_to(tmp_path_factory.mktemp("locked"))
    out = made.book.parent / "locked"
    answers = f"{PASSWORD}\n{PASSWORD}\n"
    said = run("packs", made.book, "-o", out, "--drafts", "--password-prompt", answers=answers)
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
    plain.write_bytes(unprotected(locked.pack("North").read_bytes(), PASSWORD, "pack"))
    fill_in(plain, {("10316", "LS"): "C2"})
    back = tmp_path / "back.xlsx"
    back.write_bytes(protected(plain.read_bytes(), PASSWORD))
    with pytest.raises(xl903.UserError, match="asks for a password"):
        run("replies", locked.book, back)
    with pytest.raises(xl903.UserError, match="does not open with this password"):
        run("replies", locked.book, back, "--password-prompt", answers="wrong\n")
    said = run("replies", locked.book, back, "--password-prompt", answers=f"{PASSWORD}\n")
    assert "1 can be taken" in said


@pytest.mark.parametrize("password", ["", "x" * 256])
def test_a_password_that_excel_does_not_take_is_refused(password: str) -> None:
    with pytest.raises(xl903.UserError, match="1 to 255 characters"):
        protected(b"", password)
