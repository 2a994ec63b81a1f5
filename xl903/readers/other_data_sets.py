"""Tells a table of the return from tables of other data sets that share a column or two with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from xl903.s903.schema import TABLES

CHILD = "CHILD"

_STANDS_FOR_CHILD = re.compile(r"CHILD[ _-]?(ID|IDENTIFIER|NO|NUMBER|REF)")

OTHER_DATA_SETS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "the census of children in need": frozenset(
            [
                "LACHILDID",
                "CINREFERRALDATE",
                "CINCLOSUREDATE",
                "CPPSTARTDATE",
                "CPPENDDATE",
                "PRIMARYNEEDCODE",
                "REFERRALSOURCE",
                "PERSONBIRTHDATE",
                "EXPECTEDPERSONBIRTHDATE",
                "GENDERCURRENT",
                "DATEOFINITIALCPC",
                "CINPLANSTARTDATE",
                "FORMERUPN",
                "UPNUNKNOWN",
                "REASONFORCLOSURE",
                "REFERRALNFA",
                "ASSESSMENTACTUALSTARTDATE",
                "S47ACTUALSTARTDATE",
            ]
        ),
        "the school census": frozenset(
            [
                "SURNAME",
                "FORENAME",
                "NCYEARACTUAL",
                "NCYEAR",
                "YEARGROUP",
                "SCHOOL",
                "SCHOOLNAME",
                "SCHOOLURN",
                "ESTAB",
                "LAESTAB",
                "FSM",
                "FSMELIGIBLE",
                "SENPROVISION",
                "ENROLSTATUS",
                "ENTRYDATE",
                "SESSIONSPOSSIBLE",
                "ATTENDANCE",
                "REGISTRATIONGROUP",
                "TERMLYSESSIONSPOSSIBLE",
                "PUPILONROLLTABLEID",
            ]
        ),
        "an early help list": frozenset(
            [
                "EARLYHELPASSESSMENTID",
                "EHASTARTDATE",
                "EHACOMPLETIONDATE",
                "EHSTARTDATE",
                "EHENDDATE",
                "CHILDUNIQUEID",
                "ASSESSMENTSTARTDATE",
                "ASSESSMENTCOMPLETIONDATE",
                "PROFESSIONALROLE",
                "ORGANISATION",
                "CONTACTDATE",
                "CONTACTSOURCE",
                "DATEOFCONTACT",
                "REFERRALDATE",
            ]
        ),
        "an adoption survey": frozenset(
            [
                "DATEOFREFERRAL",
                "DATEENTEREDCARE",
                "DATEOFADMDECISION",
                "DATEPLACEMENTORDERGRANTED",
                "DATEOFPLACEMENTORDER",
                "DATEMATCHEDWITHPROSPECTIVEADOPTERS",
                "DATEOFADOPTIONORDER",
                "DATEPLACEDFORADOPTION",
                "PROSPECTIVEADOPTERID",
            ]
        ),
        "a list of social workers": frozenset(
            [
                "WORKER",
                "SOCIALWORKER",
                "WORKERNAME",
                "TEAM",
                "TEAMNAME",
                "EMAIL",
                "MANAGER",
                "CASELOAD",
                "SWENO",
                "SWEREGISTRATION",
            ]
        ),
        "a list of postcodes": frozenset(
            [
                "POSTCODE",
                "PCD",
                "PCDS",
                "LAUA",
                "OSEAST1M",
                "OSNRTH1M",
                "EASTING",
                "NORTHING",
                "LATITUDE",
                "LONGITUDE",
                "LSOA",
                "WARD",
            ]
        ),
    }
)
"""Data sets that lie beside the return, and columns that each has, in upper case without blanks or signs."""


def column_of_child(names: Sequence[str]) -> str | None:
    """The column that holds the child's id: CHILD, or the one that plainly stands for it; None for none."""
    if CHILD in names:
        return CHILD
    found = [name for name in names if _STANDS_FOR_CHILD.fullmatch(name)]
    return found[0] if len(found) == 1 else None


def has_enough_columns(table: str, names: Sequence[str]) -> bool:
    """Whether enough of a file's columns are the table's, and of the table's are the file's."""
    schema = TABLES[table]
    present = {name for name in names if name}
    known = present.intersection((*schema.column_names, *schema.derived_names))
    strange = len(present) - len(known)
    share = len(known.intersection(schema.column_names)) / len(schema.column_names)
    if fits_well(table, names):
        return True
    return strange <= 2 * len(known) if share >= 0.5 else len(known) > strange


def fits_well(table: str, names: Sequence[str]) -> bool:
    """Whether a file has nearly all columns of a table."""
    columns = TABLES[table].column_names
    return len(set(columns).intersection(names)) / len(columns) >= 0.75


def looks_like(names: Sequence[str]) -> str | None:
    """The other data set that has most of these columns, at least two; None where none has."""
    bare = {re.sub(r"[^A-Z0-9]", "", name.upper()) for name in names}
    counts = {what: len(bare & columns) for what, columns in OTHER_DATA_SETS.items()}
    best = max(counts, key=lambda what: counts[what])
    return best if counts[best] >= 2 else None
