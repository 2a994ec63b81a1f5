"""What a self-test found, as a report to read (Markdown) and one to count with (JSON).

Neither holds a name of a person, a folder or a machine, nor a value of a cell.
"""

from __future__ import annotations

import json
import platform
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

Verdict = Literal["passed", "failed", "left out"]

MARKDOWN, JSON = "xl903-selftest.md", "xl903-selftest.json"


@dataclass(frozen=True)
class Step:
    """One step of the morning. route: the way of its clicks. said: why it failed or was left out.

    calls: to Excel; None where not counted.
    """

    name: str
    route: str
    verdict: Verdict
    seconds: float
    calls: int | None
    said: str = ""


@dataclass(frozen=True)
class Outcome:
    """A self-test that is over. excel: Excel's version, or "simulated"."""

    excel: str
    steps: tuple[Step, ...]

    @property
    def passed(self) -> bool:
        """Whether no step failed."""
        return all(step.verdict != "failed" for step in self.steps)

    @property
    def summary(self) -> str:
        """The outcome in one sentence."""
        failed = [f"{step.name} ({step.route})" for step in self.steps if step.verdict == "failed"]
        if failed:
            return f"{len(failed)} of {len(self.steps)} steps failed: {', '.join(failed)}."
        left_out = sum(step.verdict == "left out" for step in self.steps)
        done = f"All {len(self.steps) - left_out} steps passed"
        return f"{done}; {left_out} left out." if left_out else f"{done}."


def versions(excel: str) -> dict[str, str]:
    """What took part, by name."""
    found = {name: version(name) for name in ("xl903", "xlwings", "pandas", "openpyxl")}
    system = f"{platform.system()} {platform.release()}"
    return {"Excel": excel, "System": system, "Python": platform.python_version(), **found}


def without_names(text: str) -> str:
    """A message without the folders that would tell who ran the test."""
    for path in (tempfile.gettempdir(), str(Path.home())):
        text = text.replace(path, "…").replace(path.replace("\\", "\\\\"), "…")
    return text


def as_json(outcome: Outcome) -> str:
    """The report to count with."""
    content = {
        "versions": versions(outcome.excel),
        "passed": outcome.passed,
        "steps": [asdict(step) for step in outcome.steps],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_markdown(outcome: Outcome) -> str:
    """The report to read."""
    lines = ["# Self-test of xl903 in Excel", "", outcome.summary, "", "| | |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in versions(outcome.excel).items()]
    lines += ["", "Way: by the server that runs all day, or by a Python that is started for the click."]
    lines += ["", "| Step | Way | Outcome | Seconds | Calls to Excel |", "| --- | --- | --- | ---: | ---: |"]
    for step in outcome.steps:
        calls = "not counted" if step.calls is None else f"{step.calls:,}"
        lines.append(f"| {step.name} | {step.route} | {step.verdict} | {step.seconds:.1f} | {calls} |")
    told = [step for step in outcome.steps if step.said]
    if told:
        lines += ["", "## What happened", ""]
        lines += [
            f"- **{step.name}** ({step.route}, {step.verdict}): {' '.join(step.said.split())}"
            for step in told
        ]
    lines += ["", "The council was made up. This report holds no personal data and can be sent as it is."]
    return "\n".join(lines) + "\n"
