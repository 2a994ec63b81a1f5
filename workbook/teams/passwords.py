"""Passwords on workbooks, as Excel itself sets them: the whole file encrypted with AES (ECMA-376, "agile")."""

from __future__ import annotations

from io import BytesIO

from xl903.engine.messages import UserError
from xl903.readers.file_kinds import OLE_START

LONGEST_PASSWORD = 255
"""Characters that Excel takes."""

"""How an encrypted workbook begins, which is no zip file but an OLE container."""


def protect(data: bytes, password: str) -> bytes:
    """A workbook's bytes, encrypted. Raises UserError for a password that Excel does not take."""
    if not password or len(password) > LONGEST_PASSWORD:
        raise UserError(f"A password has 1 to {LONGEST_PASSWORD} characters; choose another.")
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415  compiled, and the web page does without

    out = BytesIO()
    OOXMLFile(BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def is_protected(data: bytes) -> bool:
    """Whether these are the bytes of a workbook that asks for a password."""
    return data.startswith(OLE_START)


def unprotect(data: bytes, password: str | None, name: str) -> bytes:
    """A workbook's bytes, decrypted where they are encrypted.

    name: the file's, for what is said. Raises UserError where a password is missing or is the wrong one.
    """
    if not is_protected(data):
        return data
    if password is None:
        raise UserError(f"{name} needs a password. Use --password-prompt to enter it.")
    from msoffcrypto.exceptions import FileFormatError  # noqa: PLC0415  as above
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    out = BytesIO()
    try:
        file = OOXMLFile(BytesIO(data))
    except (FileFormatError, OSError) as error:
        raise UserError(f"{name} cannot be read as an Excel workbook.") from error
    try:
        file.load_key(password=password, verify_password=True)
        file.decrypt(out)
    except Exception as error:  # a wrong password shows in many ways, down to a failed padding
        raise UserError(
            f"{name} does not open with this password; try again with the one it was sent with."
        ) from error
    return out.getvalue()
