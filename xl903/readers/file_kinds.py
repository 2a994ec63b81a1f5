"""How files begin that say of themselves what they are."""

from __future__ import annotations

OLE_START = b"\xd0\xcf\x11\xe0"
"""How a workbook with a password begins, and one of before 2007 ([MS-CFB], 2.2)."""

ZIP_START = b"PK\x03\x04"
"""How a zip file begins, and with it a workbook of today."""
