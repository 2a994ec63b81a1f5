"""Several files for one table: never chosen by name or order, never mixed."""

import pytest

from xl903.engine.messages import UserError
from xl903.readers import read_return

NAMES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"


def episodes(year, ended=True, number=6):
    end = f"01/08/{year - 1},X1" if ended else ","
    return f"{NAMES}\n" + "".join(
        f"{n},0{n + 1}/05/{year - 1},S,C2,N1,U4,PR1,{end},,,,\n" for n in range(number)
    )


def header(ethnic):
    return HEADER + "".join(f"{n},M,05/05/2012,{ethnic},UN2,,\n" for n in range(6))


def read(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_return(tmp_path)


@pytest.mark.parametrize(
    ("last", "this"),
    [
        ("2425_{}", "{}"),
        ("{} last year", "{}"),
        ("a_{}", "b_{}"),
        ("{}_2024-25", "{}_2025-26"),
        ("z {} old", "a {}"),
    ],
)
def test_two_years_whose_names_and_dates_agree_are_sorted_apart(tmp_path, last, this):
    loaded = read(
        tmp_path,
        **{last.format("episodes"): episodes(2025), last.format("header"): header("WIRI")},
        **{this.format("episodes"): episodes(2026), this.format("header"): header("WBRI")},
    )
    assert loaded.tables["Episodes"]["DEC"].tolist() == ["01/08/2025"] * 6
    assert loaded.tables["Header"]["ETHNIC"].tolist() == ["WBRI"] * 6
    assert loaded.earlier.tables["Episodes"]["DEC"].tolist() == ["01/08/2024"] * 6
    assert loaded.earlier.tables["Header"]["ETHNIC"].tolist() == ["WIRI"] * 6
    [message] = loaded.messages
    assert message.level == "warning"
    assert "2025-26" in message.text


@pytest.mark.parametrize(
    "files",
    [
        {"episodes": episodes(2026), "episodes_v2": episodes(2026, number=5)},  # the same year twice
        {"2425_episodes": episodes(2026), "episodes": episodes(2025)},  # the name says otherwise
        {"2324_episodes": episodes(2024), "episodes": episodes(2026)},  # not the year before
        {"a_episodes": episodes(2026, number=2), "episodes": episodes(2025, number=2)},  # too few dates
        {"2425_episodes": episodes(2025), "episodes": episodes(2026), "x_episodes": episodes(2024)},
        {"header": header("WBRI"), "header2": header("WIRI")},
    ],
)
def test_anything_else_is_refused_and_both_files_named(tmp_path, files):
    with pytest.raises(UserError) as refused:
        read(tmp_path, **files)
    assert all(f"{name}.csv" in str(refused.value) for name in files)
    assert "--last-year" in str(refused.value)


def test_copies_are_passed_over(tmp_path):
    loaded = read(tmp_path, episodes=episodes(2026), **{"episodes (1)": episodes(2026)})
    assert len(loaded.tables["Episodes"]) == 6
    assert [message.level for message in loaded.messages] == ["info"]
