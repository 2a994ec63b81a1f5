"""A clean return gets no message: nothing that is recognised as damage is in what councils rightly send."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl903.loading import read
from xl903.s903.guessing import guess_year
from xl903.s903.schema import COLLECTION_YEARS
from xl903.synthetic import make_council
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_a_clean_council_gets_no_message(tmp_path: Path, year: int) -> None:
    council = make_council(children=25, year=year, seed=year, authority="Manchester")
    for xml in (False, True):
        folder = tmp_path / ("xml" if xml else "csv")
        council.write(folder, xml=xml, ofsted=True)
        files = read(folder / THIS_YEAR, folder / LAST_YEAR, [folder / REGISTER], must_use_all=True)
        assert guess_year(files.tables) == year
        assert files.doubts(year) == []
        assert [str(said) for said in files.to_return(year=year, authority="Manchester").messages] == []
