"""A report for machines."""

from __future__ import annotations

import json

from xl903 import Report


def report_as_json(report: Report) -> str:
    """The report as JSON: year, rules_year, authority, findings, skipped, failed and messages.

    A finding has code, table, row (0-based), child and fields.
    """
    ret = report.ret
    findings = report.findings.assign(fields=report.findings["fields"].map(list))
    document = {
        "year": ret.year,
        "rules_year": report.rules_year,
        "authority": ret.authority.code if ret.authority else None,
        "source": ret.source,
        "findings": findings.astype(object).where(findings.notna(), None).to_dict("records"),
        "skipped": report.skipped,
        "failed": report.failed,
        "messages": [
            {
                "level": message.level,
                "file": message.file,
                "line": message.line,
                "column": message.column,
                "text": message.text,
            }
            for message in ret.messages
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)
