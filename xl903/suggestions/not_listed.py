"""What the provider list does not know, said beside placement errors that have no answer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xl903.engine.report import NO_REMARKS, REMARK_COLUMNS
from xl903.s903.provider_list_gaps import newest_date
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.returns import Return
from xl903.suggestions.from_provider_list import Doubtful, Register, spaced_postcode


def not_listed(ret: Return, findings: pd.DataFrame) -> pd.DataFrame:
    """Which URN or postcode of a placement the list lacks, for findings of rules that look into it.

    Columns REMARK_COLUMNS; without rows where no list is loaded. A postcode counts where the child lives at the
    provider's, and a URN where one is entered.
    """
    if not ret.has_providers:
        return NO_REMARKS
    codes = [rule.code for rule in rules_in_force(ret.rules_year) if "providers" in rule.reference]
    concerned = findings[(findings["table"] == "Episodes") & findings["code"].isin(codes)]
    rows = np.sort(concerned["row"].unique()).astype(np.int64)
    if not len(rows):
        return NO_REMARKS
    one, listed = Doubtful.of(ret, rows), Register(ret)
    urn = (one.urn != "") & ~np.isin(one.urn, pd.unique(listed.urn))
    known = pd.unique(listed.postcode)
    postcode = one.lives_at_provider & (one.postcode != "") & ~np.isin(one.postcode, known)
    newest = newest_date(ret.providers.frame)
    dated = "" if newest is None else f" (newest date {newest:%d/%m/%Y})"
    which = "URN " + one.urn
    where = "a provider at " + spaced_postcode(one.postcode)
    lacks = np.select(
        [urn & postcode, urn, postcode],
        ["has neither " + which + " nor " + where, "does not have " + which, "does not have " + where],
        "",
    ).astype(object)
    said = pd.Series(f"The provider list{dated} " + lacks + ".", index=rows)[lacks != ""]
    remarks = concerned[concerned["row"].isin(said.index)]
    return remarks.assign(said=remarks["row"].map(said).astype(object))[list(REMARK_COLUMNS)].reset_index(
        drop=True
    )
