"""What is put into the page of its Python code."""

from __future__ import annotations

from pathlib import Path

import pytest

from page.bytecode import compiled, read_zip, stored_zip
from xl903 import UserError


def test_without_node_the_page_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="Node is needed"):
        compiled({"lib/one.py": b"one = 1"}, tmp_path)


def test_the_same_files_give_the_same_zip_file_in_whatever_order() -> None:
    held = {"b/one.pyc": b"1", "a.txt": b"two"}
    assert stored_zip(held) == stored_zip(dict(reversed(held.items())))
    assert read_zip(stored_zip(held), at="lib/") == {"lib/a.txt": b"two", "lib/b/one.pyc": b"1"}
