from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from xl903.engine.messages import UserError
from xl903.places import (
    all_authorities,
    current_codes,
    find_authority,
    same_authority,
    unlisted,
    upper_tier,
)

# The list


def test_the_153_authorities_in_force_and_those_replaced():
    in_force = [authority for authority in all_authorities().values() if authority.ended_on is None]
    assert len(in_force) == 153
    assert all(not authority.replaced_by for authority in in_force)


def test_every_replaced_authority_ends_in_authorities_in_force():
    for authority in all_authorities().values():
        for code in current_codes(authority.code):
            assert all_authorities()[code].ended_on is None


def test_an_authority_tells_what_replaced_it_and_when():
    cumbria = find_authority("Cumbria")
    assert cumbria.code == "E10000006"
    assert cumbria.ended_on == date(2023, 4, 1)
    assert cumbria.replaced_by == ("E06000063", "E06000064")


# Finding one


@pytest.mark.parametrize("text", ["E10000016", "e10000016", "  E10000016 "])
def test_a_code_in_any_case_is_found(text):
    assert find_authority(text).name == "Kent"


def test_every_code_and_every_name_finds_its_authority():
    for authority in all_authorities().values():
        assert find_authority(authority.code) == authority
        found = find_authority(authority.name)
        # Barnsley and Sheffield have an old code and a new one under one name.
        assert found == authority or (found.name == authority.name and found.code in authority.replaced_by)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kent", "E10000016"),
        ("KENT COUNTY COUNCIL", "E10000016"),
        ("Kent Council", "E10000016"),
        ("Bristol", "E06000023"),
        ("City of Bristol", "E06000023"),
        ("Bristol City Council", "E06000023"),
        ("Hull", "E06000010"),
        ("Hull City Council", "E06000010"),
        ("Kingston upon Hull", "E06000010"),
        ("Herefordshire Council", "E06000019"),
        ("Telford & Wrekin", "E06000020"),
        ("Brighton & Hove City Council", "E06000043"),
        ("St Helens", "E08000013"),
        ("St. Helens Metropolitan Borough Council", "E08000013"),
        ("Stockton on Tees", "E06000004"),
        ("Durham", "E06000047"),
        ("Durham County Council", "E06000047"),
        ("London Borough of Camden", "E09000007"),
        ("LB Camden", "E09000007"),
        ("Camden Council", "E09000007"),
        ("Westminster City Council", "E09000033"),
        ("City of Westminster", "E09000033"),
        ("City of York Council", "E06000014"),
        ("Royal Borough of Kensington & Chelsea", "E09000020"),
        ("Royal Borough of Windsor and Maidenhead", "E06000040"),
        ("The Royal Borough of Kingston upon Thames", "E09000021"),
        ("City of London", "E09000001"),
        ("The City of London Corporation", "E09000001"),
        ("Council of the Isles of Scilly", "E06000053"),
        ("BCP Council", "E06000058"),
    ],
)
def test_names_as_people_write_them(text, code):
    assert find_authority(text).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("Barnsley", "E08000038"), ("Dorset", "E06000059"), ("Buckinghamshire County Council", "E06000060")],
)
def test_of_two_with_one_name_the_one_in_force_is_meant(text, code):
    assert find_authority(text).code == code


def test_a_replaced_authority_is_found_by_its_own_name_and_code():
    assert find_authority("Borough of Poole").code == "E06000029"
    assert find_authority("Dorset (county)").code == "E10000009"
    assert find_authority("E08000016").name == "Barnsley"


def refusal(text: str) -> str:
    with pytest.raises(UserError) as raised:
        find_authority(text)
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence


def test_a_misspelt_name_is_met_with_the_nearest():
    assert "Birmingham" in refusal("Brimingham")
    assert "Leicestershire" in refusal("Liecestershire")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Kingston", ["Kingston upon Hull, City of", "Kingston upon Thames"]),
        ("Cheshire", ["Cheshire East", "Cheshire West and Chester"]),
        ("Tyneside", ["North Tyneside", "South Tyneside"]),
    ],
)
def test_a_name_that_several_share_is_not_guessed(text, meant):
    sentence = refusal(text)
    assert "could be one of 2" in sentence
    assert all(name in sentence for name in meant)


@pytest.mark.parametrize(
    ("text", "offered"),
    [("London", "City of London"), ("Berkshire", "West Berkshire"), ("Bath", "Bath and North East Somerset")],
)
def test_part_of_one_name_is_offered_but_not_taken(text, offered):
    assert offered in refusal(text)


def test_at_most_three_are_offered():
    assert refusal("North").count('"North ') == 3


@pytest.mark.parametrize("text", ["", "  ", "-", "Council", "City of", "zzzz"])
def test_what_names_nothing_is_met_with_how_to_write_it(text):
    assert "Kent" in refusal(text)


def test_a_district_is_met_with_the_county_that_runs_its_childrens_services():
    sentence = refusal("E07000106")
    assert "Kent" in sentence
    assert "E10000016" in sentence


def test_codes_outside_england_and_unknown_ones_are_refused():
    assert "outside England" in refusal("W06000015")
    assert "E10000016 (Kent)" in refusal("E10000116")


# What is the same, and what lies in what


def test_current_codes_follow_to_the_end():
    assert current_codes("E10000016") == {"E10000016"}
    assert current_codes("E06000028") == {"E06000058"}
    assert current_codes("E10000006") == {"E06000063", "E06000064"}
    assert current_codes("WAL") == {"WAL"}


@pytest.mark.parametrize(
    ("code", "other", "same"),
    [
        ("E08000016", "E08000038", True),
        ("E08000038", "E08000016", True),
        ("E08000016", "E08000016", True),
        ("E10000006", "E06000064", True),
        ("E06000063", "E06000064", False),
        ("E10000009", "E06000028", True),  # Dorset county and Bournemouth share a successor
        ("E10000016", "E06000035", False),
        ("E10000016", "WAL", False),
    ],
)
def test_authorities_are_compared_by_what_they_became(code, other, same):
    assert same_authority(np.array([other], dtype=object), code).tolist() == [same]


def test_a_blank_is_never_the_same():
    result = same_authority(pd.Series(["E10000016", None, np.nan, "E10000016"]), "E10000016")
    assert result.dtype == bool
    assert result.tolist() == [True, False, False, True]
    assert same_authority(pd.Series([], dtype=object), "E10000016").tolist() == []
    assert same_authority(pd.Series([None, None]), "E10000016").tolist() == [False, False]


def test_upper_tier_of_districts_unitaries_nations_and_islands():
    lower = pd.Series(
        [
            "E07000106",
            "E09000033",
            "W06000015",
            "S12000036",
            "N09000003",
            "L99999999",
            "M99999999",
            None,
            np.nan,
        ]
    )
    assert upper_tier(lower).tolist() == [
        "E10000016",
        "E09000033",
        "WAL",
        "SCO",
        "NIR",
        "NUK",
        "NUK",
        None,
        None,
    ]


def test_a_code_newer_than_the_list_is_blank_and_named():
    lower = np.array(["E06999999", "E07000106", "W06999999", None, "E06999998", "E06999999"], dtype=object)
    assert upper_tier(lower).tolist() == [None, "E10000016", "WAL", None, None, None]
    assert unlisted(lower) == ("E06999998", "E06999999")


def test_every_authority_of_the_postcodes_is_listed(postcodes):
    every = postcodes.authority(np.arange(len(postcodes)))
    assert unlisted(every) == ()
    english = {code for code in set(upper_tier(every)) if code and code.startswith("E")}
    assert english == {code for code, authority in all_authorities().items() if authority.ended_on is None}
