"""The server from outside: whether it runs, since when and with which Python, and telling it to end."""

from __future__ import annotations

import sys
from dataclasses import dataclass

CLSID = "{8C0F1A52-6E0B-4C0F-9C53-3E903903A903}"
"""Under which it is found, by GetObject("new:…"), without an entry in the registry (Server.bas)."""

STOP_EVENT = r"Local\xl903-server-stop"
"""The event of Windows that tells it to end."""

ONLY_ONE = r"Local\xl903-server"
"""The mutex of Windows that the server holds until it has ended."""

_MAY_SET, _MAY_WAIT = 0x0002, 0x0010_0000
HAS_ENDED = "xl903 has ended."
WILL_END = "xl903 will end once the last click is done."
_SECONDS = 30
"""How long a server that was told to end is waited for: it may still be starting, or have a long click to do."""


@dataclass(frozen=True)
class RunningServer:
    """A server that runs. since: its day and time, as people write them. python: its interpreter's path."""

    version: str
    since: str
    python: str


def find_server() -> RunningServer | None:
    """The server of this person; None where none runs, and on every system but Windows."""
    if sys.platform != "win32":
        return None
    import pywintypes  # noqa: PLC0415  there only on Windows
    import win32com.client  # noqa: PLC0415

    try:
        found = win32com.client.GetObject(f"new:{CLSID}")
        return RunningServer(str(found.Version), str(found.Since), str(found.Python))
    except pywintypes.com_error:
        return None


def stop_server() -> str:
    """Tell the server to end once its click is done, and wait a while for that.

    Gives what came of it, as a sentence; "" where none runs.
    """
    import pywintypes  # noqa: PLC0415  there only on Windows
    import win32api  # noqa: PLC0415
    import win32event  # noqa: PLC0415

    try:
        event = win32event.OpenEvent(_MAY_SET, False, STOP_EVENT)
    except pywintypes.error:
        return ""
    win32event.SetEvent(event)
    win32api.CloseHandle(event)
    try:
        mutex = win32event.OpenMutex(_MAY_WAIT, False, ONLY_ONE)
    except pywintypes.error:  # it has ended already
        return HAS_ENDED
    waited = win32event.WaitForSingleObject(mutex, _SECONDS * 1000)
    win32api.CloseHandle(mutex)
    return WILL_END if waited == win32event.WAIT_TIMEOUT else HAS_ENDED
