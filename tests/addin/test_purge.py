"""What xl903 keeps on a machine is deleted by one command, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from addin.cli.app import app


def test_purge_deletes_what_xl903_made_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, log = tmp_path / "chosen", tmp_path / "log"
    monkeypatch.setenv("XL903_CACHE", str(cache))
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: log)
    (cache / "postcodes-2026.1.1-f2").mkdir(parents=True)
    log.mkdir()
    ours = [cache / "postcodes-2026.1.1-f2" / "keys", cache / "providers-1.npz", log / "xl903.log.1"]
    for path in (*ours, cache / "return.xlsx"):
        path.write_text("x", encoding="utf-8")
    kept = CliRunner().invoke(app, ["purge"], input="n\n")
    assert kept.exit_code == 0
    assert all(path.exists() for path in ours)
    done = CliRunner().invoke(app, ["purge", "--yes"])
    assert done.exit_code == 0
    assert [path.name for path in tmp_path.rglob("*")] == ["chosen", "return.xlsx"]
    assert "keeps nothing" in CliRunner().invoke(app, ["purge"]).output


def test_purge_waits_for_a_server_that_is_on_its_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("XL903_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: log)
    log.mkdir()
    held = log / "still open"
    for path in (log / "xl903.log", held):
        path.write_text("x", encoding="utf-8")
    waited: list[float] = []

    def ends(seconds: float) -> None:
        waited.append(seconds)
        held.unlink(missing_ok=True)

    monkeypatch.setattr("addin.cli.purge_command.sleep", ends)
    assert CliRunner().invoke(app, ["purge", "--yes"]).exit_code == 0
    assert not log.exists()
    assert len(waited) == 1


def test_purge_removes_the_folder_around_cache_and_logs_and_waits_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = tmp_path / "xl903"
    monkeypatch.setenv("XL903_CACHE", str(around / "Cache"))
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: around / "Logs")
    monkeypatch.setattr("addin.cli.purge_command.sleep", lambda seconds: pytest.fail("It waits."))
    for path in (around / "Cache" / "providers-1.npz", around / "Logs" / "xl903.log"):
        path.parent.mkdir(parents=True)
        path.write_text("x", encoding="utf-8")
    assert CliRunner().invoke(app, ["purge", "--yes"]).exit_code == 0
    assert list(tmp_path.iterdir()) == []
    (around / "Cache").mkdir(parents=True)
    assert "keeps nothing" in CliRunner().invoke(app, ["purge"]).output
    assert list(tmp_path.iterdir()) == []
