"""What the machine puts in the way of a command: a stop, names, and the unforeseen."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.hostile.commands import run
from tests.hostile.seeds import RULES, TEAMS, YEAR, write_csv
from xl903.writers import safe_files
from xl903.writers.safe_files import write_whole


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "903 [draft]")


def test_names_in_square_brackets_are_printed_as_they_are(source: Path, tmp_path: Path) -> None:
    book = tmp_path / "x [" / "b].xlsx"
    book.parent.mkdir()
    ended = run("validate", source, *YEAR, *RULES, "-o", book)
    assert ended.status == 0
    assert f"Wrote {book}." in ended.err
    made = tmp_path / "made [draft]"
    ended = run("synthesise", made, "--children", 3)
    assert f"in {made}." in ended.err
    assert f'xl903 validate "{made / "this-year"}"' in ended.err


def fail(error: BaseException):  # type: ignore[no-untyped-def]
    def raise_it(*_: object, **__: object) -> None:
        raise error

    return raise_it


def test_what_nobody_foresaw_is_logged_and_said_without_a_traceback(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: tmp_path / "log")
    monkeypatch.setattr("addin.cli.validate_command.read", fail(KeyError("0310021, Anna")))
    ended = run("validate", source, *YEAR)
    assert ended.status == 1
    log = tmp_path / "log" / "xl903.log"
    assert ended.err.strip().endswith(str(log))
    assert len(ended.err.strip().splitlines()) == 1
    assert "KeyError" in log.read_text(encoding="utf-8")
    assert "Anna" not in log.read_text(encoding="utf-8") + ended.err


@pytest.mark.parametrize(
    ("error", "status"),
    [(KeyboardInterrupt(), 130), (MemoryError(), 2), (OSError(28, "No space left on device"), 2)],
    ids=["Ctrl-C", "memory", "full disk"],
)
def test_a_stop_a_full_disk_and_a_full_memory_leave_no_workbook(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    monkeypatch.setattr("workbook.file.package.Package.save", fail(error))
    ended = run("validate", source, *YEAR, *RULES, "-o", tmp_path / "book.xlsx")
    assert ended.status == status
    assert "Traceback" not in ended.err
    assert [path.name for path in tmp_path.iterdir()] == [source.name]


def test_what_a_killed_run_left_is_removed_and_what_another_writes_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = safe_files.folder_beside(tmp_path)
    theirs = ours.rename(ours.with_name(ours.name.replace(f"-{os.getpid()}-", "-99999999-")))
    (theirs / "half.xlsx").write_bytes(b"")
    other = safe_files.folder_beside(tmp_path)
    assert not theirs.exists()
    with write_whole(tmp_path / "new.txt") as beside:
        beside.write_text("new")
    assert other.exists()
    monkeypatch.setattr(safe_files, "_HOURS_AT_MOST", -1)
    elsewhere = other.rename(tmp_path / ".xl903-another-machine")
    safe_files.folder_beside(tmp_path)
    assert not elsewhere.exists()


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_what_holds_childrens_data_is_its_owners_alone(source: Path, tmp_path: Path) -> None:
    book, teams = tmp_path / "book.xlsx", tmp_path / "teams.csv"
    teams.write_text(TEAMS.replace("Team\n", "Team,E-mail\n").replace("North\n", "North,n@example.gov.uk\n"))
    assert run("validate", source, *YEAR, *RULES, "-o", book).status == 0
    assert run("packs", book, "-o", tmp_path / "packs", "--teams", teams, "--drafts").status == 0
    assert run("export", book, "-o", tmp_path / "out").status == 0
    made = [
        book,
        *(path for part in ("packs", "out") for path in (tmp_path / part).rglob("*") if path.is_file()),
    ]
    assert {path.suffix for path in made} >= {".xlsx", ".eml", ".csv", ".xml", ".txt"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {safe_files.PRIVATE}
