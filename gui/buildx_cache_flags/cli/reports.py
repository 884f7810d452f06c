"""What other programs show of a check: GitHub's annotations, GitLab's code quality, and SARIF.

Sources: GitHub's workflow commands, GitLab's code quality report format, and SARIF 2.1.0 (OASIS).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from buildx_cache_flags import __version__
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.text.wording import printable

_GITHUB: Final = {"error": "error", "warning": "warning", "hint": "notice"}
_GITLAB: Final = {"error": "critical", "warning": "minor", "hint": "info"}
_SARIF: Final = {"error": "error", "warning": "warning", "hint": "note"}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def github(problems: Iterable[Problem]) -> Iterator[str]:
    """A workflow command a line, which GitHub shows at the line of the file."""
    for problem in problems:
        location = problem.location
        place: dict[str, int] = {"line": location.line}
        if location.range:
            line, column, end_line, end_column = location.range
            # GitHub's end is the last character, not the one behind it.
            place = {"line": line, "endLine": end_line, "col": column, "endColumn": max(end_column - 1, column)}
        properties = {"file": location.file, **place, "title": problem.code}
        said = ",".join(f"{key}={_property(str(text))}" for key, text in properties.items() if text)
        yield f"::{_GITHUB[problem.severity]} {said}::{_message(_sentence(problem))}"


def _message(text: str) -> str:
    """The text of a workflow command, in which a line break would end it."""
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(problems: Iterable[Problem]) -> str:
    """A code quality report."""
    seen: dict[str, int] = {}
    return json.dumps([_gitlab_row(problem, seen) for problem in problems], indent=2)


def _gitlab_row(problem: Problem, seen: dict[str, int]) -> Mapping[str, Any]:
    location = problem.location
    key = f"{problem.code}\0{location.file}\0{location.where}\0{problem.message}"
    seen[key] = seen.get(key, 0) + 1
    # The same for the same finding in the next run, wherever its line has gone.
    fingerprint = hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "backslashreplace")).hexdigest()
    return {
        "description": _sentence(problem),
        "check_name": problem.code,
        "fingerprint": fingerprint,
        "severity": _GITLAB[problem.severity],
        "location": {"path": location.file or "command line", "lines": {"begin": max(location.line, 1)}},
    }


def sarif(problems: Sequence[Problem]) -> str:
    """A SARIF log with one run."""
    known = {code.code: code for code in codes.all_codes()}
    used = list(dict.fromkeys(problem.code for problem in problems))
    rules = [
        {
            "id": name,
            "shortDescription": {"text": known[name].catches if name in known else name},
            "fullDescription": {"text": _described(known.get(name), name)},
            "help": {"text": known[name].source if name in known else name},
            "defaultConfiguration": {"level": _SARIF[known[name].severity] if name in known else "error"},
        }
        for name in used
    ]
    driver = {"name": "buildx-cache-flags", "version": __version__, "semanticVersion": __version__, "rules": rules}
    # Columns count characters, not the halves that some of them are made of.
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, used.index(problem.code)) for problem in problems],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(problem: Problem, rule: int) -> Mapping[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _SARIF[problem.severity],
        "message": {"text": _sentence(problem)},
    }
    location = problem.location
    if location.file:
        # What is said of a file as a whole stands at its first line, where people look for it.
        region = {"startLine": max(location.line, 1)}
        if location.range:
            keys = ("startLine", "startColumn", "endLine", "endColumn")
            region = dict(zip(keys, location.range, strict=True))
        place = {"artifactLocation": {"uri": _uri(location.file)}, "region": region}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _described(code: Code | None, name: str) -> str:
    return f"Catches {code.catches}. Source: {code.source}." if code else name


def _uri(name: str) -> str:
    from urllib.parse import quote

    # A name need not be text on Linux; its bytes are quoted as they are.
    return quote(name.replace("\\", "/").encode("utf-8", "surrogateescape"), safe="/._-~")


def _sentence(problem: Problem) -> str:
    where = f"{problem.location.where}: " if problem.location.where else ""
    return printable(f"{where}{problem.message}")
