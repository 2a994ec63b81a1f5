"""Events that break several rules of one child at once when they are missing or recorded wrongly.

Each is data: the codes that show it, the codes that come along with it, and the words. A child has the event where
one of its signs was found; whatever of ``along`` was found for the same child is cleared by the same correction.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OneEvent:
    """An event and the codes by which it shows.

    name: a few words, as in a filter. one, several: what is wrong, to be said after the number of children.
    advice: what to do. signs: any of these codes shows it. along: codes of the same child that it explains.
    tables: tables of which the same correction clears every finding of the child.
    """

    name: str
    one: str
    several: str
    advice: str
    signs: frozenset[str]
    along: frozenset[str] = field(default_factory=frozenset)
    tables: frozenset[str] = field(default_factory=frozenset)


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


APART = _codes(
    "INT01 INT02 INT03 INT04 INT05 INT06 INT07 INT08 INT09 XL05 EPI 1002 1010 1012 NoE 205A 205D 502 553 560 562 "
    "576 SW12STG2"
)
"""Codes that tables which do not meet bring about: a child's row in one of them is not found in another."""

EVENTS: tuple[OneEvent, ...] = (
    OneEvent(
        "No row in Header",
        "has records but no row in Header",
        "have records but no row in Header",
        "Add the missing rows to Header, or correct the child ids.",
        _codes("INT01 INT02 INT03 INT04 INT05 INT06 INT07 INT08 INT09 XL05"),
    ),
    OneEvent(
        "No episodes",
        "has other records but no episodes",
        "have other records but no episodes",
        "Export the missing episodes. If a child was not in care, delete the child's rows.",
        _codes("EPI 1012"),
        _codes("1002 1010"),
    ),
    OneEvent(
        "Last year's episode not continued",
        "does not continue the episode that was open or last in last year's return",
        "do not continue the episode that was open or last in last year's return",
        "Compare the first episode with last year's last one: enter the missing episode or correct DECOM.",
        _codes("502 562"),
        _codes("503A 503B 503C 503D 503E 503F 503G 503H 503J 452 453"),
    ),
    OneEvent(
        "OC2 for a child not in care all year",
        "has OC2 data but was not in care all year",
        "have OC2 data but were not in care all year",
        "Check the dates in care. If they are right, delete the child's row in OC2.",
        _codes("185 190 198"),
        tables=frozenset({"OC2"}),
    ),
    OneEvent(
        "OC2 not complete",
        "was in care all year and OC2 is not complete",
        "were in care all year and OC2 is not complete",
        "Fill in the missing answers in OC2.",
        _codes("182 191 544 547"),
        _codes("186 197B 193 545 543"),
    ),
    OneEvent(
        "OC3 for a child who is not a care leaver",
        "has OC3 data that does not fit the child's time in care",
        "have OC3 data that does not fit their time in care",
        "Check when the child was in care. If the dates are right, delete the row in OC3.",
        _codes("187 215 1000 1001 1002 1007 1010 1011 1014 1016"),
        tables=frozenset({"OC3"}),
    ),
    OneEvent(
        "Adoption decision missing",
        "has no adoption decision in PlacedAdoption",
        "have no adoption decision in PlacedAdoption",
        "Enter the decision in PlacedAdoption, or correct the legal status or placement.",
        _codes("551 553 560"),
    ),
    OneEvent(
        "Adoption decision date",
        "has an adoption decision with a date that does not fit the episodes",
        "have an adoption decision with a date that does not fit the episodes",
        "Compare DATE_PLACED in PlacedAdoption and DATE_INT in AD1 with the child's episodes.",
        _codes("117 118 184 334 521 523 552 554 1003"),
        _codes("302 446"),
    ),
    OneEvent(
        "Adoption decision not reversed",
        "has an adoption decision that should have been reversed or ended",
        "have an adoption decision that should have been reversed or ended",
        "Enter the date and reason the decision was reversed in PlacedAdoption.",
        _codes("557 579 583"),
        _codes("119 561 584 525"),
    ),
    OneEvent(
        "Short breaks only",
        "is on short breaks only but has MOTHER or reviews",
        "are on short breaks only but have MOTHER or reviews",
        "Check the legal status. If it is right, clear MOTHER and delete the reviews.",
        _codes("399"),
    ),
    OneEvent(
        "Mother or not",
        "has an answer in MOTHER that is missing or does not fit",
        "have an answer in MOTHER that is missing or does not fit",
        "Check SEX, MOTHER and MC_DOB in Header.",
        _codes("165 174 393 607 611 612 628"),
    ),
    OneEvent(
        "Asylum status",
        "has a UASC status that does not match last year or the table UASC",
        "have a UASC status that does not match last year or the table UASC",
        "Compare both years: correct UASC in Header or DUC in UASC.",
        _codes("205A 205B 205C 205D 303"),
    ),
    OneEvent(
        "Date of birth differs",
        "has different dates of birth in the files",
        "have different dates of birth in the files",
        "Find the right date of birth and enter it in every file.",
        _codes("INT11 INT12 INT13 INT14 INT15 INT16 INT17 INT18 203"),
    ),
    OneEvent(
        "Episodes do not follow on",
        "has episodes that overlap, leave a gap or are not ended",
        "have episodes that overlap, leave a gap or are not ended",
        "Put the child's episodes in order and correct DECOM, DEC and RNE.",
        _codes("142 356 431 432 433 501"),
    ),
    OneEvent(
        "Missing outside care",
        "has a missing period outside an episode",
        "have a missing period outside an episode",
        "Compare MIS_START and MIS_END with the child's episodes.",
        _codes("577 578 581"),
    ),
    OneEvent(
        "No social worker",
        "has a time in care without a social worker",
        "have a time in care without a social worker",
        "Enter the missing social worker in SWEpisodes, or correct the dates.",
        _codes("SW12STG2 SW17STG2"),
        _codes("SW08STG2 SW10aSTG2 SW11bSTG2"),
    ),
    OneEvent(
        "Duplicate rows",
        "has the same record more than once",
        "have the same record more than once",
        "Keep the right row and delete the other, or correct its date.",
        _codes("XL04 INT31 INT32 INT33 INT34 INT35 INT36 SW19STG2"),
    ),
)
"""Every known event, those first that explain most."""
