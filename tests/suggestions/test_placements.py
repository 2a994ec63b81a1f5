"""Placement errors: what Ofsted's list and the child's other episodes say the right value is."""

from __future__ import annotations

import pandas as pd
import pytest

import xl903
from tests.suggestions.returns import EPISODE, HOME, OTHER_HOME, PROVIDERS, offered, report, table
from xl903.engine.report import SUGGESTION_COLUMNS


def test_a_right_episode_has_no_suggestion() -> None:
    assert offered(report({})) == []


def test_a_missing_urn_comes_from_the_provider_at_the_postcode_with_its_evidence() -> None:
    found = report({"URN": None})
    (suggestion,) = found.suggestions.to_dict("records")
    assert suggestion == {
        "table": "Episodes",
        "row": 0,
        "field": "URN",
        "value": "SC123456",
        "confidence": "certain",
        "evidence": "same postcode, provider code and placement type; registered from 2019",
        "provider": "Oak House",
        "kind": "value",
    }


@pytest.mark.parametrize(
    "written",
    ["SC123457", "SC123465", "SCI23456", "SC12345", "SC1234567", "123456", "C123456"],
    ids=["wrong", "swapped", "look-alike", "missing", "too many", "no letters", "one letter"],
)
def test_a_mistyped_urn_at_the_right_postcode_is_certain(written: str) -> None:
    assert offered(report({"URN": written})) == [(0, "URN", "SC123456", "certain")]


@pytest.mark.parametrize(
    ("written", "certain"),
    [("M1 1AB", True), ("MI 1AE", True), ("M1 1EA", True), (None, True), ("SE1 9GF", False)],
    ids=["wrong", "look-alike", "swapped", "missing", "quite another"],
)
def test_the_postcode_comes_from_the_urn(written: str | None, certain: bool) -> None:
    confidence = "certain" if certain else "likely"
    assert offered(report({"PL_POST": written})) == [(0, "PL_POST", "M1 1AE", confidence)]


def test_the_provider_code_comes_from_the_list() -> None:
    assert offered(report({"PLACE_PROVIDER": "PR5"})) == [(0, "PLACE_PROVIDER", "PR4", "certain")]


def test_the_placement_type_comes_from_the_list() -> None:
    assert offered(report({"PLACE": "S1"})) == [(0, "PLACE", "K2", "certain")]


def test_of_two_providers_at_one_postcode_the_placement_type_tells() -> None:
    at_ash = {"PL_POST": "M2 1NB", "URN": None}
    assert offered(report(at_ash)) == [(0, "URN", "SC200001", "certain")]
    assert offered(report(at_ash | {"PLACE": "S1"})) == [(0, "URN", "SC200002", "certain")]


def test_two_that_fit_alike_are_both_possible_and_say_so() -> None:
    found = report({"PL_POST": "OL1 1AA", "URN": None})
    assert offered(found) == [(0, "URN", "2500001", "possible"), (0, "URN", "2500777", "possible")]
    assert found.suggestions["evidence"].str.endswith("one of 2 that fit").all()


def test_a_mistyped_urn_tells_two_providers_at_one_postcode_apart() -> None:
    found = report({"PL_POST": "OL1 1AA", "URN": "2500778"})
    assert offered(found)[0] == (0, "URN", "2500777", "certain")


def test_a_closed_provider_is_not_offered_but_the_one_that_followed() -> None:
    assert offered(report({"PL_POST": "BL1 1RU", "URN": "SC300009"})) == [(0, "URN", "SC404040", "certain")]
    assert offered(report({"PL_POST": "BL1 1RU", "URN": None})) == [(0, "URN", "SC404040", "certain")]


def test_a_provider_registered_after_the_episode_began_is_only_possible() -> None:
    found = report({"PL_POST": "BL1 1RU", "URN": None, "DECOM": "01/05/2024"})
    assert offered(found) == [(0, "URN", "SC404040", "possible")]
    assert "registered only from 01/07/2024, after the episode began" in found.suggestions["evidence"][0]


def test_an_assumed_provider_code_makes_nothing_certain() -> None:
    assumed = PROVIDERS.assign(PROVIDER_CODES_ASSUMED=True)
    assert offered(report({"URN": None}, providers=assumed)) == [(0, "URN", "SC123456", "likely")]
    found = report({"PLACE_PROVIDER": "PR5"}, providers=assumed)
    assert "provider code filled in by xl903" in found.suggestions["evidence"][0]


def test_what_would_break_another_rule_is_not_offered() -> None:
    """The child moved from Oak to Ash, and one of the two facts was left as it was.

    Going by the list alone it could be either; but with Oak's in both, the child would not have moved.
    """
    before = {"DEC": "01/08/2025", "REC": "X1", "REASON_PLACE_CHANGE": "CHILD"}
    after = {"DECOM": "01/08/2025", "RNE": "P"}
    stale_urn = report(before, after | {"PL_POST": "M2 1NB", "URN": "SC123456"})
    assert offered(stale_urn) == [(1, "URN", "SC200001", "certain")]
    stale_postcode = report(before, after | {"PL_POST": "M1 1AE", "URN": "SC200001"})
    assert offered(stale_postcode) == [(1, "PL_POST", "M2 1NB", "likely")]


def test_a_foster_placement_without_urn_has_no_suggestion_where_nothing_is_known() -> None:
    lonely = {"PLACE": "U6", "PL_POST": OTHER_HOME, "URN": None}
    found = report(lonely)
    assert "218" in set(found.findings["code"])
    assert offered(found) == []


def test_the_authoritys_own_fostering_service_is_likely_for_its_own_provision() -> None:
    found = report({"PLACE": "U6", "PLACE_PROVIDER": "PR1", "PL_POST": OTHER_HOME, "URN": None})
    assert offered(found) == [(0, "URN", "2600100", "likely")]
    assert "the authority's own provision" in found.suggestions["evidence"][0]


def test_the_same_placement_under_a_new_legal_status_has_the_same_facts() -> None:
    foster = {"PLACE": "U6", "PL_POST": OTHER_HOME, "URN": "2600999"}
    first = foster | {"DEC": "01/08/2025", "REC": "X1"}
    second = foster | {"DECOM": "01/08/2025", "RNE": "L", "LS": "E1"}
    assert offered(report(first, second | {"URN": None})) == [(1, "URN", "2600999", "likely")]
    assert (1, "PL_POST", OTHER_HOME, "certain") in offered(report(first, second | {"PL_POST": "M8 0PSS"}))


def test_one_slip_made_in_several_episodes_is_mended_in_all() -> None:
    wrong = {"URN": "SC123465"}
    first, second = {"DEC": "01/08/2025", "REC": "X1"}, {"DECOM": "01/08/2025", "RNE": "L", "LS": "E1"}
    assert offered(report(first | wrong, second | wrong)) == [
        (0, "URN", "SC123456", "certain"),
        (1, "URN", "SC123456", "certain"),
    ]


def test_of_two_values_that_may_both_be_right_none_is_certain() -> None:
    foster = {"PLACE": "U6", "URN": "2600999"}
    first = foster | {"PL_POST": "M8 0PS", "DEC": "01/08/2025", "REC": "X1"}
    second = foster | {"PL_POST": "M8 0PT", "DECOM": "01/08/2025", "RNE": "L", "LS": "E1"}
    assert all(confidence != "certain" for *_, confidence in offered(report(first, second)))


def test_a_home_postcode_comes_from_the_neighbouring_episode() -> None:
    first, second = {"DEC": "01/08/2025", "REC": "X1"}, {"DECOM": "01/08/2025", "RNE": "L", "LS": "E1"}
    for providers in (PROVIDERS, None):
        missing = report(first, second | {"HOME_POST": None}, providers=providers)
        assert offered(missing) == [(1, "HOME_POST", HOME, "likely")]
        mistyped = report(first, second | {"HOME_POST": "M14 5TQQ"}, providers=providers)
        assert offered(mistyped) == [(1, "HOME_POST", HOME, "certain")]


def test_last_years_return_tells_what_the_same_episode_had() -> None:
    foster = {"PLACE": "U6", "PL_POST": OTHER_HOME, "URN": "2600999", "DECOM": "01/06/2024"}
    last_year = {"Episodes": pd.DataFrame([EPISODE | foster], dtype=object)}
    found = report(foster | {"URN": None}, last_year=last_year)
    assert [value for _, field, value, _ in offered(found) if field == "URN"] == ["2600999"]
    assert "same episode in last year's return" in found.suggestions["evidence"][0]


def test_supported_accommodation_with_several_premises_takes_the_one_nearest_to_what_is_written() -> None:
    premises = table(
        """
        URN     | NAME  | PLACE_CODES | PROVIDER_CODES | POSTCODE
        2700001 | Rooms | K3          | PR4            | M11 1AE
        2700001 | Rooms | K3          | PR4            | M13 9PL
        """
    )
    header = pd.DataFrame({"CHILD": ["1"], "SEX": ["M"], "DOB": ["15/06/2008"]})
    episode = {"PLACE": "K3", "URN": "2700001", "PL_POST": "M13 9PLL"}
    found = report(episode, providers=premises, Header=header)
    assert offered(found)[0] == (0, "PL_POST", "M13 9PL", "certain")


def test_derived_columns_that_came_with_the_table_are_worked_out_anew_for_the_trial() -> None:
    found = report({"PL_POST": "M1 1AB", "PL_LA": None, "PL_LOCATION": None, "PL_DISTANCE": None})
    assert offered(found) == [(0, "PL_POST", "M1 1AE", "certain")]
    assert set(found.best_suggestions["code"]) >= {"169", "179", "221"}


def test_a_row_without_a_child_is_compared_with_the_list_too() -> None:
    assert (0, "URN", "SC123456", "certain") in offered(report({"CHILD": None, "URN": None}))


def test_a_list_without_most_columns_still_helps() -> None:
    bare = PROVIDERS[["URN", "POSTCODE", "PLACE_CODES", "PROVIDER_CODES"]]
    found = report({"URN": None}, providers=bare)
    assert offered(found) == [(0, "URN", "SC123456", "certain")]
    assert found.suggestions["evidence"][0] == "same postcode, provider code and placement type"


def test_suggestions_do_not_touch_the_return() -> None:
    found = report({"URN": None})
    before = found.ret.tables["Episodes"].copy()
    assert len(found.suggestions)
    pd.testing.assert_frame_equal(found.ret.tables["Episodes"], before)


def test_a_report_without_findings_has_an_empty_frame_of_suggestions() -> None:
    ret = xl903.Return({"Header": pd.DataFrame({"CHILD": []}, dtype=object)}, year=2026, authority=None)
    suggestions = xl903.validate(ret).suggestions
    assert suggestions.empty
    assert list(suggestions) == list(SUGGESTION_COLUMNS)
