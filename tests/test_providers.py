"""Ofsted's list as rules see it: what the YAML cases, which give every cell as text, cannot show."""

from __future__ import annotations

import pandas as pd
import pytest

import xl903
from xl903 import places
from xl903.engine.messages import UserError

MANCHESTER, KENT = "E08000003", "E10000016"
IN_MANCHESTER, IN_KENT, IN_CARDIFF = "M60 2LA", "CT1 1YW", "CF10 4UW"


def flagged(code: str, episodes: dict[str, list[str | None]], providers: pd.DataFrame) -> list[int]:
    ret = xl903.Return(
        {"Episodes": pd.DataFrame(episodes)}, year=2026, authority=MANCHESTER, providers=providers
    )
    report = xl903.validate(ret, codes=[code])
    assert not report.failed
    assert not report.skipped
    return list(report.findings["row"])


def test_authority_of_a_provider_is_worked_out_from_its_postcode() -> None:
    providers = pd.DataFrame(
        {"URN": ["1", "2", "3", "4"], "POSTCODE": [IN_MANCHESTER, IN_KENT, IN_CARDIFF, None]}
    )
    own = {"URN": ["1", "2", "3", "4"], "PLACE_PROVIDER": ["PR1"] * 4}
    assert flagged("229", own, providers) == [1, 2, 3]
    lived_in = {
        "URN": ["1", "1", "2", "3", "4"],
        "PLACE": ["K3"] * 5,
        "PL_POST": [IN_MANCHESTER, IN_KENT, IN_KENT, IN_CARDIFF, IN_KENT],
    }
    assert flagged("241", lived_in, providers) == [1, 4]


def test_authority_that_is_given_is_used_as_it_stands() -> None:
    providers = pd.DataFrame({"URN": ["1", "2"], "POSTCODE": [IN_MANCHESTER] * 2, "LA_CODE": [KENT, None]})
    assert flagged("229", {"URN": ["1", "2"], "PLACE_PROVIDER": ["PR1"] * 2}, providers) == [0, 1]


def test_days_may_be_dates_and_urns_numbers() -> None:
    providers = pd.DataFrame(
        {"URN": [1234567.0, None, 7654321.0], "REG_END": pd.to_datetime(["2025-06-01", "2025-06-01", None])}
    )
    episodes = {"URN": ["1234567", "1234567", "7654321"], "DECOM": ["31/05/2025", "01/06/2025", "01/06/2025"]}
    assert flagged("227", episodes, providers) == [1]
    assert flagged("1008", {"URN": ["1234567", "1234567.0"]}, providers) == [1]


@pytest.mark.parametrize("code", ["219", "221", "224", "227", "228", "229", "241", "1008"])
def test_list_with_urns_alone_will_do(code: str) -> None:
    columns = ["URN", "DECOM", "DEC", "LS", "PLACE", "PLACE_PROVIDER", "PL_POST"]
    row = ["1", "01/05/2025", "01/06/2025", "C2", "K3" if code == "241" else "K2", "PR1", IN_MANCHESTER]
    episodes = {name: [value] for name, value in zip(columns, row, strict=True)}
    closed_or_not_listed = code in ("227", "228", "1008")
    assert flagged(code, episodes, pd.DataFrame({"URN": ["1"]})) == ([] if closed_or_not_listed else [0])


def test_without_postcodes_rules_on_authorities_are_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unavailable() -> places.Postcodes:
        raise UserError("There are no postcodes.")

    monkeypatch.setattr(places, "load_postcodes", unavailable)
    ret = xl903.Return(
        {"Episodes": pd.DataFrame({"URN": ["1"], "PLACE_PROVIDER": ["PR1"]})},
        year=2026,
        authority=MANCHESTER,
        providers=pd.DataFrame({"URN": ["1"], "POSTCODE": [IN_MANCHESTER]}),
    )
    report = xl903.validate(ret, codes=["229", "1008"])
    assert report.skipped == {"229": "There are no postcodes."}
