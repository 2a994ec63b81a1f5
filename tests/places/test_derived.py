from __future__ import annotations

import numpy as np
import pandas as pd

from xl903.places import (
    load_postcodes,
    placement_authority,
    placement_distance,
    placement_location,
    unplaced,
)

PALACE, DOWNING_STREET, MANCHESTER = "SW1A 1AA", "SW1A 2AA", "M1 1AE"


def test_placement_authority(postcodes):
    expected = {
        "ct12eh": "E10000016",
        "SW1A 1AA": "E09000033",
        "S1 2HH": "E08000039",
        "CF10 1EP": "WAL",
        "EH1 1YZ": "SCO",
        "BT1 5GS": "NIR",
        "JE1 1AA": "NUK",
        "IM1 1AA": "NUK",
        "XX1 1XX": None,
        "AB11 3AG": None,  # terminated, and ONS can no longer place it
        "": None,
        None: None,
        "CT1 2EH": "E10000016",
    }
    pl_post = pd.Series(list(expected))
    assert placement_authority(pl_post, postcodes).tolist() == list(expected.values())
    assert unplaced(pl_post, postcodes) == []


def test_placement_location():
    pl_la = pd.Series(["E10000016", "E09000033", "WAL", "SCO", "NIR", "NUK", None, np.nan])
    assert placement_location(pl_la, "E10000016").tolist() == ["IN", *["OUT"] * 5, None, None]


def test_placement_location_of_an_authority_given_by_an_old_code():
    pl_la = np.array(["E08000038", "E08000039", None], dtype=object)
    assert placement_location(pl_la, "E08000016").tolist() == ["IN", "OUT", None]
    in_cumbria = np.array(["E06000063", "E06000064", "E10000017"], dtype=object)
    assert placement_location(in_cumbria, "E10000006").tolist() == ["IN", "IN", "OUT"]


def test_placement_location_when_all_are_blank():
    assert placement_location(pd.Series([None, None]), "E10000016").tolist() == [None, None]
    assert placement_location(pd.Series([], dtype=object), "E10000016").tolist() == []


def test_placement_distance_by_hand(postcodes):
    # The palace is at 529090 E 179645 N; Downing Street at 530047 E 179951 N:
    #   957 m east, 306 m north; sqrt(915849 + 93636) = 1004.73 m; / 1609.3 = 0.624 miles.
    # M1 1AE is at 384756 E 398553 N: 144334 m and 218908 m from the palace;
    #   sqrt(20832303556 + 47920712464) = 262207.96 m; / 1609.3 = 162.93 miles.
    home = pd.Series([PALACE, PALACE, MANCHESTER, PALACE])
    placement = pd.Series([DOWNING_STREET, MANCHESTER, PALACE, "sw1a1aa"])
    assert placement_distance(home, placement, postcodes).tolist() == [0.6, 162.9, 162.9, 0.0]


def test_placement_distance_uses_dfes_mile(install, cache):
    # 128664 m are 79.9503 of DfE's miles of 1609.3 m, but 79.9481 true ones.
    install("2099.1.1", {"AA1 1AA": ("E10000016", 0.0, 0.0), "AA1 1AB": ("E10000016", 128_664.0, 0.0)})
    miles = placement_distance(pd.Series(["AA1 1AA"]), pd.Series(["AA1 1AB"]), load_postcodes())
    assert round(128_664 / 1609.344, 1) == 79.9
    assert miles.tolist() == [80.0]


def test_placement_distance_is_unknown_without_two_places(postcodes):
    other = [None, np.nan, "", "XX1 1XX", "JE1 1AA", "IM1 1AA", "AB11 3AG"]
    known = pd.Series([PALACE] * len(other))
    for home, placement in ((known, pd.Series(other)), (pd.Series(other), known)):
        miles = placement_distance(home, placement, postcodes)
        assert miles.dtype == np.float64
        assert np.isnan(miles).all()


def test_placement_distance_to_northern_ireland_is_a_number(postcodes):
    miles = placement_distance(pd.Series([PALACE]), pd.Series(["BT1 5GS"]), postcodes)
    assert np.isfinite(miles).all()


def test_rows_keep_their_order_whatever_the_index(postcodes):
    home = pd.Series([PALACE, MANCHESTER], index=[1, 0])
    placement = pd.Series([MANCHESTER, MANCHESTER], index=[0, 1])
    assert placement_distance(home, placement, postcodes).tolist() == [162.9, 0.0]


def test_an_authority_newer_than_our_lists_is_said_once(install, cache):
    install("2099.1.1", {"AA1 1AA": ("E06999999", 0.0, 0.0), "AA1 1AB": ("E10000016", 0.0, 0.0)})
    index = load_postcodes()
    pl_post = pd.Series(["AA1 1AA", "AA1 1AA", None])
    assert placement_authority(pl_post, index).tolist() == [None, None, None]
    (message,) = unplaced(pl_post, index)
    assert message.level == "warning"
    assert "E06999999" in message.text
