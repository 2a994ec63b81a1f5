"""Lists that were read before open from the cache folder, and a damaged or missing cache changes nothing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pandas as pd
import pytest

from xl903.ofsted import OfstedLists, list_cache, read_ofsted_lists
from xl903.places.postcodes import CACHE_VARIABLE

HEADERS = [
    "URN",
    "Setting name",
    "Placement code",
    "Placement provider code",
    "Registration date",
    "Setting address postcode",
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


def a_list(path: Path, name: str = "The Elms") -> Path:
    rows = [
        ["SC123456", name, "K2", "PR4", "01/02/2020", "M1 1AE"],
        ["1234567", None, "U1,U2", None, None, None],
        ["SC123457", 'Élan, "q"\n2', "K2", "PR4", "soon", "M1 1AE"],
    ]
    pd.DataFrame(rows, columns=HEADERS).to_csv(path, index=False)
    return path


def same(one: OfstedLists, other: OfstedLists) -> None:
    pd.testing.assert_frame_equal(one.providers, other.providers)
    assert one.messages == other.messages
    assert one.shapes == other.shapes


def kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("providers-*"))


def test_the_second_reading_is_the_same(cache: Path, tmp_path: Path) -> None:
    path = a_list(tmp_path / "list.csv")
    first = read_ofsted_lists([path])
    (file,) = kept(cache)
    before = file.read_bytes()
    same(read_ofsted_lists([path]), first)
    assert kept(cache) == [file]
    assert file.read_bytes() == before
    assert first.messages


def test_it_is_the_cache_that_is_read(cache: Path, tmp_path: Path) -> None:
    path = a_list(tmp_path / "list.csv")
    first = read_ofsted_lists([path])
    other = first.providers.assign(NAME=pd.Series(["Another"] * 3, dtype="string"))
    digest = list_cache.digest_of([(path.name, path.read_bytes())], "")
    list_cache.keep(digest, other, first.messages, first.shapes, first.covers)
    assert read_ofsted_lists([path]).providers["NAME"].tolist() == ["Another"] * 3


def test_another_content_or_name_is_read_anew(cache: Path, tmp_path: Path) -> None:
    read_ofsted_lists([a_list(tmp_path / "list.csv")])
    changed = read_ofsted_lists([a_list(tmp_path / "list.csv", "The Oaks")])
    assert "The Oaks" in changed.providers["NAME"].tolist()
    renamed = read_ofsted_lists([a_list(tmp_path / "renamed.csv", "The Oaks")])
    assert set(renamed.providers["SOURCE"]) == {"renamed.csv"}
    assert len(kept(cache)) == 3


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", None])
def test_a_damaged_cache_is_made_anew(cache: Path, tmp_path: Path, damage: bytes | None) -> None:
    path = a_list(tmp_path / "list.csv")
    first = read_ofsted_lists([path])
    (file,) = kept(cache)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    same(read_ofsted_lists([path]), first)
    assert file.read_bytes() == whole


def test_nothing_in_the_cache_is_run(cache: Path, tmp_path: Path) -> None:
    path = a_list(tmp_path / "list.csv")
    first = read_ofsted_lists([path])
    (file,) = kept(cache)
    import numpy as np  # noqa: PLC0415

    np.savez(file, about=np.array([{"a": 1}], dtype=object))  # numpy would unpickle it if it were allowed to
    same(read_ofsted_lists([path]), first)


def test_a_cache_folder_that_cannot_be_made_is_no_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    assert len(read_ofsted_lists([a_list(tmp_path / "list.csv")]).providers) == 3


def test_what_cannot_be_read_is_not_kept(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04")
    assert read_ofsted_lists([tmp_path / "list.xlsx", tmp_path / "none.csv"]).messages
    assert kept(cache) == []


def test_only_the_last_few_are_kept(cache: Path, tmp_path: Path) -> None:
    for number in range(list_cache.MOST_FILES + 2):
        read_ofsted_lists([a_list(tmp_path / "list.csv", f"Home {number}")])
        for age, file in enumerate(kept(cache)):
            os.utime(file, (age, age))
    assert len(kept(cache)) == list_cache.MOST_FILES


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's cache folder private by itself")
def test_it_is_private(cache: Path, tmp_path: Path) -> None:
    read_ofsted_lists([a_list(tmp_path / "list.csv")])
    (file,) = kept(cache)
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
