"""Answers as JSON: the one shape that ``check --format json`` and ``check --jsonl`` write.

The text is plain ASCII, so that any console and any pipe carries it, half characters included.
"""

import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring_ascii
from types import MappingProxyType
from typing import Any, Final

from buildx_cache_flags.core.asking import Answer
from buildx_cache_flags.core.catalog import SHORT_TYPE
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.entries import SHORT_KEY, TYPE, Entry
from buildx_cache_flags.core.draft.place import Place

BAD_INPUT: Final = codes.register(
    "bad-input",
    "error",
    catches="a line of check --jsonl that isn't valid: not JSON, not an object, an unknown key or a value of the wrong kind",
    source="this program",
)

_SHORT_FORM: Final = (TYPE, SHORT_TYPE)


def as_json(answer: Answer) -> str:
    """One line with what is said of a question."""
    return line(answer.ok, answer.entries, [problem_row(one) for one in answer.problems])


def bad_input(message: str) -> str:
    """One line for a question that could not be understood."""
    return line(False, [], [problem_row(Problem.of(BAD_INPUT, Place(), message))])


def line(
    ok: bool,
    entries: Iterable[Entry],
    problems: list[dict[str, Any]],
    further: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """One line of that shape, the entries as buildx reads them; what is *further* to be said stands behind."""
    rows = ", ".join(map(_entry, entries))
    more = "".join(f", {json.dumps(key)}: {json.dumps(value)}" for key, value in further.items())
    text = f'{{"ok": {"true" if ok else "false"}, "entries": [{rows}], "problems": {json.dumps(problems)}{more}}}'
    # In the log of a build, Azure Pipelines would follow “##vso[…]”.
    return text.replace("##", "#\\u0023")


def _entry(entry: Entry) -> str:
    """An entry as JSON; one of the short form is put together here, as a single value may hold 50,000 of them."""
    fields = entry.fields
    if len(fields) == 2 and fields[0] == _SHORT_FORM and fields[1][0] == SHORT_KEY:
        return f'{{"type": "{SHORT_TYPE}", "attrs": {{"{SHORT_KEY}": {encode_basestring_ascii(fields[1][1])}}}}}'
    attrs = dict(fields)
    return json.dumps({"type": attrs.pop(TYPE, ""), "attrs": attrs})


def problem_row(problem: Problem) -> dict[str, Any]:
    """A problem with its fix."""
    fix = problem.fix and {"label": problem.fix.label, "value": problem.fix.value}
    return {
        "code": problem.code,
        "severity": problem.severity,
        "parameter": problem.place.parameter,
        "message": problem.message,
        "fix": fix,
    }
