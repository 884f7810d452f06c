"""Answers as JSON: the one shape that ``check --format json`` and ``check --jsonl`` write.

The text is plain ASCII, so that any console and any pipe carries it, half characters included.
"""

import json
from typing import Any

from buildx_cache_flags.core.entries import Entry

from .asking import Answer, Remark

BAD_INPUT = "bad-input"


def as_json(answer: Answer) -> str:
    """One line with what is said of a question."""
    return line(answer.ok, [entry_row(entry) for entry in answer.entries], [remark_row(one) for one in answer.remarks])


def bad_input(message: str) -> str:
    """One line for a question that could not be understood."""
    return line(False, [], [row(BAD_INPUT, "error", "", message, None)])


def line(ok: bool, entries: list[dict[str, Any]], problems: list[dict[str, Any]]) -> str:
    """One line of that shape."""
    return json.dumps({"ok": ok, "entries": entries, "problems": problems})


def entry_row(entry: Entry) -> dict[str, Any]:
    """An entry as buildx reads it."""
    return {"type": entry.type, "attrs": entry.attrs}


def remark_row(remark: Remark) -> dict[str, Any]:
    """A remark with its fix."""
    fix = {"label": remark.fix.label, "value": remark.fix.value} if remark.fix else None
    return row(remark.code, remark.severity, remark.place.parameter, remark.message, fix)


def row(code: str, severity: str, parameter: str, message: str, fix: dict[str, str] | None) -> dict[str, Any]:
    """A problem."""
    return {"code": code, "severity": severity, "parameter": parameter, "message": message, "fix": fix}
