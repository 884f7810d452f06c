"""Answers as JSON: the one shape that ``check --format json`` and ``check --jsonl`` write.

The text is plain ASCII, so that any console and any pipe carries it, half characters included.
"""

import json
from collections.abc import Iterable
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from buildx_cache_flags.core.entries import REGISTRY, TYPE, Entry

from .asking import Answer, Remark

BAD_INPUT = "bad-input"

_SHORT_FORM: Final = (TYPE, REGISTRY)


def as_json(answer: Answer) -> str:
    """One line with what is said of a question."""
    return line(answer.ok, answer.entries, [remark_row(one) for one in answer.remarks])


def bad_input(message: str) -> str:
    """One line for a question that could not be understood."""
    return line(False, [], [row(BAD_INPUT, "error", "", message, None)])


def line(ok: bool, entries: Iterable[Entry], problems: list[dict[str, Any]]) -> str:
    """One line of that shape, the entries as buildx reads them."""
    rows = ", ".join(map(_entry, entries))
    return f'{{"ok": {"true" if ok else "false"}, "entries": [{rows}], "problems": {json.dumps(problems)}}}'


def _entry(entry: Entry) -> str:
    """An entry as JSON; one of the short form is put together here, as a single value may hold 50,000 of them."""
    fields = entry.fields
    if len(fields) == 2 and fields[0] == _SHORT_FORM and fields[1][0] == "ref":
        return f'{{"type": "{REGISTRY}", "attrs": {{"ref": {encode_basestring_ascii(fields[1][1])}}}}}'
    attrs = dict(fields)
    return json.dumps({"type": attrs.pop(TYPE, ""), "attrs": attrs})


def remark_row(remark: Remark) -> dict[str, Any]:
    """A remark with its fix."""
    fix = {"label": remark.fix.label, "value": remark.fix.value} if remark.fix else None
    return row(remark.code, remark.severity, remark.place.parameter, remark.message, fix)


def row(code: str, severity: str, parameter: str, message: str, fix: dict[str, str] | None) -> dict[str, Any]:
    """A problem."""
    return {"code": code, "severity": severity, "parameter": parameter, "message": message, "fix": fix}
