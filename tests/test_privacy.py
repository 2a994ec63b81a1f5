"""Nothing leaves the machine: with every socket closed, all of it still works."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from addin.cli.app import main

PACKAGES = ("xl903", "rules", "workbook", "addin", "page")
STARTERS = ("serve_command.py", "bytecode.py")
"""``xl903 serve`` starts its own Python, and making the page starts node; neither with anything from a return."""


def test_the_whole_way_works_with_sockets_and_shells_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("xl903 reached for the network or another program")

    monkeypatch.setenv("XL903_CACHE", str(tmp_path / "cache"))
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr("sys.argv", ["xl903", "demo", str(tmp_path / "demo")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 0
    assert (tmp_path / "demo" / "checked.xlsx").exists()


def test_the_sources_import_nothing_that_talks() -> None:
    talkers = ("socket", "urllib", "http", "requests", "httpx", "ftplib", "smtplib", "subprocess")
    root = Path(__file__).parent.parent
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            imports = [
                line.split()[1].split(".")[0]
                for line in path.read_text(encoding="utf-8").splitlines()
                if line.startswith(("import ", "from "))
            ]
            allowed = {"subprocess"} if path.name in STARTERS else set()
            assert set(imports) & set(talkers) <= allowed, path
