"""Guidance on recording as data: DfE's rules by what people record, the commonest errors first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xl903 import Rule
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import LOCAL_GROUP
from xl903.synthetic.faults.asking import OFTEN


@dataclass(frozen=True)
class Topic:
    """What people record, with the rules that find what goes wrong there, commonest error first.

    name: of its page's file. groups: the rules' groups that belong to it. codes: rules of other groups that belong
    to it too.
    """

    name: str
    title: str
    about: str
    groups: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


TOPICS = (
    Topic(
        "coming-into-care",
        "Coming into care",
        "Who the child is, and when and why care starts.",
        ("identity", "uasc"),
        (
            *("101", "102", "103", "168", "171", "141", "143", "145"),
            *("302", "352", "353", "354", "355", "357", "407", "431", "432", "501", "504"),
        ),
    ),
    Topic(
        "placements-and-providers",
        "Placements and providers",
        "Where the child lives, who provides the placement, and each move.",
        ("placement",),
        ("146", "142", "356", "388", "433", "434", "435", "436", "460"),
    ),
    Topic(
        "legal-status",
        "Legal status",
        "Legal orders, short breaks and deprivation of liberty.",
        ("legal-status", "dolo"),
        ("144",),
    ),
    Topic("reviews", "Reviews", "Reviews and how the child took part.", ("review",), ("166", "399")),
    Topic(
        "health",
        "Health",
        "Health checks, the strengths and difficulties score, substance misuse and convictions.",
        ("health",),
        ("180", "215"),
    ),
    Topic(
        "adoption",
        "Adoption",
        "Adoption decisions, matching, adopters, and permanence before this time in care.",
        ("adoption", "previous-permanence"),
        ("112", "113", "114", "115", "116", "120", "175", "176", "177", "134", "516"),
    ),
    Topic(
        "leaving-care",
        "Leaving care",
        "When and why care ends, and keeping in touch with care leavers.",
        ("care-leaver",),
        ("147", "148", "149", "131", "132", "133", "385", "387", "389", "437", "187"),
    ),
    Topic("missing", "Missing and away", "Times when the child was missing or away.", ("missing",)),
    Topic("social-workers", "Social workers", "Who the child's social worker is.", ("social-worker",)),
    Topic(
        "last-years-return",
        "Last year's return",
        "What has to agree with the return that was sent last year.",
        ("year-on-year",),
    ),
    Topic(
        "exporting-the-files",
        "Exporting the files",
        "How the files of the return fit together.",
        ("cross-file", "loader"),
    ),
)


@dataclass(frozen=True)
class TopicRules:
    """A topic with its rules. errors: how many errors of each code were counted; empty where none were."""

    topic: Topic
    rules: tuple[Rule, ...]
    errors: Mapping[str, int]

    @property
    def total(self) -> int:
        """The errors of all its rules."""
        return sum(self.errors.values())


def guidance_for(year: int, errors: Mapping[str, int] | None = None) -> list[TopicRules]:
    """Every topic with the rules in force in a collection year.

    errors: how many errors of each code a council has. Topics and rules are then in order of them. Otherwise topics
    are in the order in which they happen to a child, and rules in order of how often councils see their errors.
    """
    placed = _by_topic(rules_in_force(year))
    weights: Mapping[str, int] = OFTEN if errors is None else errors
    found = [
        TopicRules(
            topic,
            tuple(sorted(rules, key=lambda rule: (-weights.get(rule.code, 0), rule.order))),
            {rule.code: errors.get(rule.code, 0) for rule in rules} if errors else {},
        )
        for topic, rules in placed.items()
    ]
    return sorted(found, key=lambda one: -one.total) if errors else found


def _by_topic(rules: list[Rule]) -> dict[Topic, list[Rule]]:
    of_code = {code: topic for topic in TOPICS for code in topic.codes}
    of_group = {group: topic for topic in TOPICS for group in topic.groups}
    placed: dict[Topic, list[Rule]] = {topic: [] for topic in TOPICS}
    for rule in rules:
        if rule.group != LOCAL_GROUP:
            placed[of_code[rule.code] if rule.code in of_code else of_group[rule.group]].append(rule)
    return placed
