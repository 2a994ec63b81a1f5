"""Enters a file in COM's table of running objects, as Excel does, for try_under_wine.sh: whether the server sees it."""

from __future__ import annotations

import sys

import pythoncom
from win32com.server.util import wrap

from addin.server.com_transport import WindowsOfExcel
from addin.server.face import Face

FILE = r"C:\users\Zoë Łuk\Return.xlsx"

table = pythoncom.GetRunningObjectTable()
entry = table.Register(0, wrap(object.__new__(Face)), pythoncom.CreateFileMoniker(FILE))
seen = FILE.casefold() in WindowsOfExcel().open_files()
table.Revoke(entry)
still = FILE.casefold() in WindowsOfExcel().open_files()
print(f"seen while it is open: {seen}; after that: {still}")
sys.exit(not seen or still)
