"""What somebody sees who looks at a made-up council."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

import xl903
from xl903.places import load_postcodes, placement_distance
from xl903.s903.schema import COLLECTION_YEARS, TABLES, codes
from xl903.synthetic import Council, make_council
from xl903.synthetic.days import birthday


@pytest.fixture(scope="module")
def council() -> Council:
    return make_council(children=1500, year=2026, seed=11)


def dates(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column, format="%d/%m/%Y")


def test_the_same_arguments_give_the_same_council() -> None:
    one, other = make_council(children=60, seed=5), make_council(children=60, seed=5)
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[name])
    for name, table in one.last_year.items():
        pd.testing.assert_frame_equal(table, other.last_year[name])
    pd.testing.assert_frame_equal(one.providers, other.providers)


def test_another_seed_gives_another_council() -> None:
    one, other = make_council(children=60, seed=5), make_council(children=60, seed=6)
    assert not one.tables["Episodes"].equals(other.tables["Episodes"])


@pytest.mark.parametrize("children", [1, 2, 37, 300])
def test_children_counts_the_rows_of_header(children: int) -> None:
    assert len(make_council(children=children).tables["Header"]) == children


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_every_table_of_the_year_is_there_with_dfes_columns_and_some_rows(year: int) -> None:
    tables = make_council(children=900, year=year).tables
    assert list(tables) == [name for name, table in TABLES.items() if table.collected_in(year)]
    for name, table in tables.items():
        assert tuple(table.columns) == TABLES[name].column_names
        assert len(table), name


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_codes_are_those_of_the_year_in_both_returns(year: int) -> None:
    council = make_council(children=600, year=year, seed=2)
    for tables, of in ((council.tables, year), (council.last_year, year - 1)):
        for name, table in tables.items():
            for column in TABLES[name].columns:
                if column.type == "code" and column.codes:
                    used = set(table[column.name].dropna())
                    assert used <= set(codes(column.codes, of)), (of, name, column.name)


def test_who_is_in_both_years_is_the_same_child(council: Council) -> None:
    both = council.tables["Header"].merge(council.last_year["Header"], on="CHILD", suffixes=("", "_LAST"))
    assert len(both) > 500
    assert (both.DOB == both.DOB_LAST).all()
    assert (both.ETHNIC == both.ETHNIC_LAST).all()
    assert (both.SEX == both.SEX_LAST).all()


def test_last_years_return_is_as_large_as_this_years(council: Council) -> None:
    assert 0.8 < len(council.last_year["Header"]) / len(council.tables["Header"]) < 1.2
    assert 0.8 < len(council.last_year["Episodes"]) / len(council.tables["Episodes"]) < 1.2


def test_pupil_numbers_are_unique_and_have_the_right_check_letter(council: Council) -> None:
    numbers = council.tables["Header"].UPN.dropna()
    numbers = numbers[numbers.str.len() > 3]
    assert numbers.is_unique
    assert len(numbers) > 500
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    for number in numbers:
        assert re.fullmatch(r"[A-Z]\d{12}", number)
        assert number[0] == letters[sum(at * int(digit) for at, digit in enumerate(number[1:], 2)) % 23]


def test_most_placements_are_near_home_and_some_far(council: Council) -> None:
    episodes = council.tables["Episodes"]
    miles = pd.Series(placement_distance(episodes.HOME_POST, episodes.PL_POST, load_postcodes())).dropna()
    assert miles.median() < 15
    assert 0.05 < (miles > 20).mean() < 0.35
    assert miles.max() < 350


def test_shares_are_roughly_those_of_the_national_statistics(council: Council) -> None:
    episodes = council.tables["Episodes"]
    now = episodes[episodes.DEC.isna() & ~episodes.LS.isin(["V3", "V4"])]
    assert 0.55 < now.PLACE.str.startswith("U").mean() < 0.85
    assert 0.08 < now.PLACE.isin(["K1", "K2", "R1"]).mean() < 0.25
    assert 0.50 < now.LS.isin(["C1", "C2"]).mean() < 0.85
    assert 0.02 < (now.CHILD.isin(council.tables["UASC"].CHILD)).mean() < 0.15


def test_a_rich_council_has_what_happens_in_care(council: Council) -> None:
    """One council, so that whoever tries the workbook meets everything once."""
    episodes = council.tables["Episodes"]
    assert {"S", "L", "P", "T", "B", "U"} <= set(episodes.RNE)
    assert {"C1", "C2", "V2", "E1", "L1", "L2", "V3", "V4", "J1"} <= set(episodes.LS)
    assert {"U6", "U4", "U3", "K2", "K3", "P1", "R1", "A6", "T1", "T2", "T3", "T4"} <= set(episodes.PLACE)
    assert {"E4A", "E5", "E12", "E11", "E13", "E41", "E8", "E17"} <= set(episodes.REC.dropna())
    assert {"CARPL", "CLOSE", "PLACE"} <= set(episodes.REASON_PLACE_CHANGE.dropna())
    assert (council.tables["Header"].MOTHER == "1").any()
    assert (episodes.URN == "XXXXXXX").any()
    assert council.tables["Missing"].MIS_END.isna().any()


def test_no_absurd_lives(council: Council) -> None:
    header = council.tables["Header"].set_index("CHILD")
    episodes = council.tables["Episodes"]
    age = (dates(episodes.DECOM) - dates(episodes.CHILD.map(header.DOB))).dt.days / 365.25
    assert (age[episodes.PLACE.isin(["K3", "P3"])] >= 15.99).all()
    assert (age[episodes.PLACE.isin(["R5", "K1"])] >= 10).all()
    assert (age[episodes.PLACE == "K2"] >= 5).all()
    assert (age[episodes.PLACE.isin(["A3", "A4", "A5", "A6"])] < 9).all()
    assert episodes.groupby("CHILD").size().drop(episodes.CHILD[episodes.LS == "V3"].unique()).max() < 15
    reviews = council.tables["Reviews"]
    apart = dates(reviews.REVIEW).groupby(reviews.CHILD).diff().dropna().dt.days
    assert apart.min() > 30
    assert apart.median() > 150


def test_the_law_is_kept(council: Council) -> None:
    header = council.tables["Header"].set_index("CHILD")
    episodes = council.tables["Episodes"]
    sex = episodes.CHILD.map(header.SEX)
    assert set(sex[episodes.PLACE == "R5"]) <= {"M"}
    for life in council.lives:
        before = None
        for episode in life.episodes:
            if episode.ls in ("C1", "C2") and episode.ls != before:
                begins = date.fromordinal(episode.start)
                assert episode.start < birthday(life.dob, 17), "no court makes a care order from 17 on"
                assert begins.weekday() < 5 or episode.rne == "S", "courts do not sit at weekends"
            before = episode.ls
        for period in life.periods:
            if period.rec in ("E41", "E45", "E46", "E47", "E48"):
                assert period.end - period.start >= 90, "a court takes its time"


def test_reviews_are_held_on_working_days(council: Council) -> None:
    held = dates(council.tables["Reviews"].REVIEW)
    assert (held.dt.day_of_week < 5).all()
    assert not (held.dt.strftime("%d/%m") == "25/12").any()


def test_no_asylum_seeker_was_adopted_before(council: Council) -> None:
    before = council.tables["PrevPerm"]
    seekers = council.tables["UASC"].CHILD
    assert set(before.PREV_PERM[before.CHILD.isin(seekers)]) == {"Z1"}


def test_small_children_do_no_harm(council: Council) -> None:
    header = council.tables["Header"].set_index("CHILD")
    first = council.tables["Episodes"].query("RNE == 'S'")
    age = (dates(first.DECOM) - dates(first.CHILD.map(header.DOB))).dt.days / 365.25
    assert age[first.CIN == "N6"].min() > 8


def test_providers_are_a_register_with_closed_ones_and_several_at_one_postcode(council: Council) -> None:
    providers = council.providers
    assert providers.REG_END.notna().any()
    homes = providers[providers.PLACE_CODES == "K2"]
    assert homes.POSTCODE.duplicated().any()
    accommodation = providers[providers.PLACE_CODES == "K3"]
    assert accommodation.URN.duplicated().any()
    urns = council.tables["Episodes"].URN.dropna()
    assert set(urns) - {"XXXXXXX"} <= set(providers.URN)
    assert providers.URN.str.fullmatch(r"SC\d{6}|\d{7}").all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"year": 2022}, "2023 to 2027"),
        ({"children": 0}, "at least one"),
        ({"authority": "Atlantis"}, "Atlantis"),
    ],
)
def test_what_cannot_be_made_up_is_said_in_a_sentence(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(xl903.UserError, match=said):
        make_council(**arguments)  # type: ignore[arg-type]
