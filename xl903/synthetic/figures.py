"""How often things happen: shares and ages roughly as DfE's national statistics give them.

All from memory, of "Children looked after in England including adoptions" (Department for Education, years
ending 31 March 2022 to 2024), rounded and simplified; where those say nothing (stays, social workers, time
from court to adoption) they are guesses that look right. They make a council look lifelike and prove nothing
about any real one.
"""

from __future__ import annotations

from xl903.synthetic.dice import Shares

ETHNIC = Shares(
    {
        "WBRI": 66, "WIRI": 0.6, "WIRT": 0.4, "WROM": 0.8, "WOTH": 3.5,
        "MWBC": 3.4, "MWBA": 1.4, "MWAS": 1.6, "MOTH": 3,
        "AIND": 0.4, "APKN": 1.5, "ABAN": 0.6, "AOTH": 1.6, "CHNE": 0.2,
        "BCRB": 2.2, "BAFR": 4, "BOTH": 1.6, "OOTH": 3, "NOBT": 0.7, "REFU": 0.2,
    }
)  # fmt: skip

ETHNIC_OF_ASYLUM_SEEKERS = Shares({"OOTH": 34, "AOTH": 24, "BAFR": 22, "WOTH": 14, "BOTH": 6})

MALE = 0.56
MALE_ASYLUM_SEEKER = 0.96

# Children who start to be looked after, by the way that their care goes.
WAYS = Shares({"care": 0.80, "adoption": 0.075, "asylum": 0.075, "remand": 0.015, "V3": 0.017, "V4": 0.018})

# Age at the start of care in days, by bands in years.
AGES_AT_START: dict[str, Shares[tuple[float, float]]] = {
    "care": Shares({(0, 1): 12, (1, 5): 17, (5, 10): 17, (10, 16): 40, (16, 17.8): 14}),
    "adoption": Shares({(0, 0.2): 55, (0.2, 1): 20, (1, 4): 22, (4, 6): 3}),
    "asylum": Shares({(13, 15): 8, (15, 16): 16, (16, 17): 38, (17, 17.9): 38}),
    "remand": Shares({(12, 14): 8, (14, 16): 30, (16, 17.7): 62}),
    "V3": Shares({(5, 10): 40, (10, 16): 60}),
    "V4": Shares({(5, 10): 40, (10, 16): 60}),
}

# How long care lasts, in days: a band is drawn, then a length about its mean. 18th birthdays cut it short.
CARE_LASTS = Shares({50: 22, 250: 20, 700: 22, 1800: 18, 6500: 18})

NEED = Shares({"N1": 66, "N2": 3, "N3": 3.5, "N4": 7.5, "N5": 13.5, "N6": 1.5, "N7": 0.2, "N8": 4.8})
NEED_UNDER_8 = Shares({"N1": 68, "N2": 3, "N3": 4, "N4": 7, "N5": 14, "N7": 0.2, "N8": 3.8})

FIRST_STATUS_UNDER_10 = Shares({"V2": 40, "C1": 45, "L1": 7, "L2": 5, "C2": 2, "L3": 1})
FIRST_STATUS_FROM_10 = Shares({"V2": 48, "C1": 42, "L1": 7, "L2": 2, "C2": 1})

# Placements by the child's age in years at the start of the placement (upper bound, not included).
PLACES_BY_AGE = (
    (1, Shares({"U6": 66, "U3": 14, "R3": 9, "P1": 8, "U5": 3, "R2": 1.5})),
    (5, Shares({"U6": 66, "U3": 18, "P1": 11, "U5": 2, "Z14": 0.3, "R2": 0.4})),
    (10, Shares({"U6": 70, "U3": 15, "P1": 8, "K2": 5, "S1": 0.4, "R1": 0.5, "R2": 0.3, "Z11": 0.3})),
    (
        16,
        Shares(
            {"U6": 50, "U3": 10, "P1": 7, "K2": 28, "K1": 0.5, "R1": 1, "R2": 1, "R5": 0.5, "S1": 0.7,
             "Z11": 0.5, "Z12": 1, "Z13": 0.7, "Z14": 0.5}
        ),
    ),
    (
        99,
        Shares(
            {"U6": 27, "U3": 6, "P1": 5, "K2": 18, "K3": 39, "K1": 0.5, "R1": 0.8, "R2": 1, "R5": 1.3,
             "P3": 0.2, "Z11": 0.5, "Z12": 0.6, "Z13": 0.4}
        ),
    ),
)  # fmt: skip

PLACES_ON_REMAND = Shares({"R5": 60, "K1": 15, "K2": 15, "U6": 10})

# Girls are not sent to young offender institutions.
PLACES_OF_GIRLS_BY_AGE = tuple((age, shares.without("R5")) for age, shares in PLACES_BY_AGE)
PLACES_OF_GIRLS_ON_REMAND = Shares({"K1": 60, "K2": 25, "U6": 15})

# Mean stay in days.
STAY = {
    "U1": 2600, "U2": 700, "U3": 500, "U4": 2600, "U5": 300, "U6": 330, "P1": 700, "K1": 110, "K2": 480,
    "K3": 260, "R1": 500, "R2": 60, "R3": 95, "R5": 110, "S1": 600, "P3": 200,
    "Z11": 35, "Z12": 60, "Z13": 60, "Z14": 35,
}  # fmt: skip

WHY_MOVED = Shares(
    {"CARPL": 52, "CREQB": 13, "CREQO": 10, "OTHER": 12, "CHILD": 5, "LAREQ": 5, "STAND": 1.5, "ALLEG": 1.5}
)

WHY_A_SMALL_CHILD_MOVED = Shares({"CARPL": 75, "CREQO": 15, "OTHER": 7, "STAND": 1.5, "ALLEG": 1.5})

TEMPORARY = Shares({"T1": 22, "T2": 16, "T3": 44, "T4": 18})
TEMPORARY_LASTS = {"T0": (2, 14), "T1": (2, 20), "T2": (5, 14), "T3": (4, 15), "T4": (2, 7)}
"""Fewest and most days."""

# Why care ended before the 18th birthday.
END_UNDER_16 = Shares({"home": 56, "guardianship": 22, "arrangements": 8, "relatives": 7, "another council": 3,
                       "other": 3, "abroad": 0.5, "died": 0.3})  # fmt: skip
END_FROM_16 = Shares({"home": 55, "independent": 20, "relatives": 10, "other": 9, "another council": 3,
                      "custody": 1.5, "abroad": 0.5, "died": 0.2, "arrangements": 1})  # fmt: skip

# Why care ended on the 18th birthday, by where the young person lived.
END_AT_18 = {
    "foster": Shares({"E17": 48, "E5": 20, "E6": 8, "E4A": 10, "E13": 4, "E8": 8, "E7": 2}),
    "residential": Shares({"E5": 46, "E6": 12, "E4A": 12, "E7": 13, "E13": 4, "E8": 13}),
    "semi-independent": Shares({"E5": 56, "E6": 24, "E4A": 7, "E13": 3, "E8": 10}),
    "parents": Shares({"E4A": 90, "E8": 10}),
    "other": Shares({"E5": 40, "E6": 15, "E4A": 15, "E8": 30}),
}

RETURNS_TO_CARE = 0.14
"""Of those who went home, how many come back within about two years."""

SDQ_MEAN_SCORE = 14
NO_SDQ = Shares({"SDQ2": 35, "SDQ3": 10, "SDQ4": 45, "SDQ5": 10})

IN_TOUCH = Shares({"YES": 90, "NO": 5, "REFU": 1.5, "NREQ": 1.5, "RHOM": 1.5, "DIED": 0.5})
ACTIVITY = Shares({"F1": 5, "P1": 0.5, "F2": 31, "P2": 3, "F4": 4, "P4": 0.3, "F5": 15, "P5": 5, "G4": 10,
                   "G5": 22, "G6": 4.2})  # fmt: skip
HOUSING = Shares({"B1": 13, "D1": 28, "E1": 5, "K1": 2, "U1": 30, "C1": 3, "S2": 1.2, "X2": 3, "Y1": 4, "V2": 1,
                  "W2": 0.5, "R2": 2, "D2": 1.5, "Z1": 6})  # fmt: skip

TOOK_PART = Shares({"PN1": 48, "PN2": 4, "PN3": 6, "PN4": 5, "PN5": 5, "PN6": 24, "PN7": 8})

WHY_NEW_SOCIAL_WORKER = Shares(
    {
        "LEFTRL": 36,
        "TSPROC": 25,
        "MANAGE": 18,
        "ORGRST": 6,
        "ABSENC": 7,
        "OTHERS": 6,
        "CHCHAN": 1,
        "PCCHAN": 1,
    }
)

PREVIOUSLY_PERMANENT = Shares({"Z1": 94.5, "P1": 1, "P2": 2, "P3": 1.5, "P4": 1})

ADOPTERS = Shares(
    {("2", "MF", "L11"): 62, ("2", "MF", "L3"): 9, ("2", "MM", "L12"): 6, ("2", "FF", "L12"): 4,
     ("2", "FF", "L2"): 2, ("2", "MM", "L4"): 2, ("2", "MF", "L2"): 0.5, ("1", "F1", "L0"): 13,
     ("1", "M1", "L0"): 1.5}
)  # fmt: skip
