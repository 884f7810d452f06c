"""Entries of the actions' lists that are not what their author meant.

Source: build-push-action and bake-action read a list a line an entry; they know no comments, no dashes and no lists of
YAML, and hand on what they don't know as it stands.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Fix, Location, Problem
from buildx_cache_flags.core.files.found_builds import file_problem
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.text.template import Template

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

    from .inputs import Inputs

_SOURCE: Final = "docker/actions-toolkit: Util.getInputList"
YAML_LIST: Final = codes.register(
    "list-of-yaml",
    "error",
    catches="a YAML list as an input of an action, which needs text",
    source="GitHub: a sequence was not expected",
)
FOLDED: Final = codes.register(
    "list-folded",
    "error",
    catches="a folded text (>-) as the list of an action, which joins its lines into one entry",
    source="YAML 1.2: folded scalars",
)
ONE_LINE: Final = codes.register(
    "list-one-line", "error", catches="several entries on one line of an action's list", source=_SOURCE
)
DASH: Final = codes.register(
    "list-dash",
    "error",
    catches="a dash before an entry of an action's list, which becomes part of it",
    source=_SOURCE,
)
COMMENT: Final = codes.register(
    "list-comment",
    "error",
    catches="a comment inside the list of an action, which becomes an entry, or part of one",
    source=_SOURCE,
)

SET_QUOTES: Final = codes.register(
    "bake-set-quotes",
    "error",
    catches="quotes around a whole override in bake-action's set, which become part of it",
    source="docker/bake-action: set is read a line an entry, quotes included",
)

_DASH = re.compile(r"-\s+")
_BEHIND = re.compile(r"[ \t]+#.*\Z", re.DOTALL)
_ENTRY = re.compile(r"(?:\A|[\s,]+)(?=(?:\"?type=))")
_SPACED = re.compile(r",\s+(?=[A-Za-z.-]+=)")


def not_a_text(name: str, node: "Node", line: int, where: str) -> Problem:
    """A list of YAML in the place of a text."""
    entries = [text for item in yamlnodes.items(node) if (text := yamlnodes.text(item))]
    fix = Fix("Use text with one entry per line", (), "\n".join(entries)) if entries else None
    message = f"{name} is a YAML list, but an input must be text, so GitHub rejects the file. Write one entry per line under “{name}: |”."
    return _problem(file_problem(YAML_LIST, line, message), where, fix)


def judged(name: str, given: "Inputs") -> tuple[list[Template], list[Problem]]:
    """The entries of a list that are to be judged, and what is wrong with those that are none."""
    node = given.step.given(name)
    values: list[Template] = []
    problems: list[Problem] = []
    for entry in given.list(name) if node is not None else ():
        problem = _mistake(name, entry, node) if node is not None else None
        if problem is None:
            values.append(entry)
        else:
            problems.append(problem._replace(location=problem.location._replace(where=given.step.where)))
    return values, problems


def _mistake(name: str, entry: Template, node: "Node") -> Problem | None:
    text = entry.written
    folded = yamlnodes.is_folded(node)
    if text.startswith("#"):
        message = f"Inside “|” a # starts no comment, so {name} gets this line as an entry. Remove it, or put it above {name}."
        return _problem(file_problem(COMMENT, entry.line, message), "", Fix(f"Put it above {name}", (), ""))
    if _DASH.match(text):
        message = f"The dash is part of the entry here, because {name} is text, not a YAML list. Remove the dash."
        return _problem(
            file_problem(DASH, entry.line, message), "", Fix("Remove the dash", (), _DASH.sub("", text, count=1))
        )
    if _BEHIND.search(text):
        message = f"Inside “|” a # starts no comment, so it becomes part of the entry. Put it above {name}."
        return _problem(
            file_problem(COMMENT, entry.line, message), "", Fix(f"Put it above {name}", (), _BEHIND.sub("", text))
        )
    entries = [one for one in _ENTRY.split(text) if one]
    if len(entries) > 1:
        return _several(name, entry, entries, folded=folded and ",type=" not in text.replace(", ", ","))
    if folded and _SPACED.search(text):
        return _spread(name, entry, _SPACED.sub(",", text))
    return None


def _several(name: str, entry: Template, entries: list[str], *, folded: bool) -> Problem:
    fix = Fix("Use “|” with one entry per line", (), "\n".join(entries))
    if folded:
        message = f"A folded text (“>” or plain) joins its lines, so {name} gets {len(entries)} entries as one. Use “{name}: |”."
        return _problem(file_problem(FOLDED, entry.line, message), "", fix)
    message = f"{len(entries)} entries are on one line, and buildx reads them as one entry with the last values. Write one entry per line under “{name}: |”."
    return _problem(file_problem(ONE_LINE, entry.line, message), "", fix)


def _spread(name: str, entry: Template, text: str) -> Problem:
    message = f"A folded text (“>” or plain) puts a space before each key after the first, and BuildKit silently ignores those keys. Write {name} on one line."
    return _problem(file_problem(FOLDED, entry.line, message), "", Fix("Write it on one line", (), text))


def _problem(problem: Problem, where: str, fix: Fix | None) -> Problem:
    return problem._replace(fix=fix, location=Location(line=problem.location.line, where=where))


def quoted_overrides(given: "Inputs") -> Iterator[Problem]:
    """Overrides of bake that stand in quotes as a whole: the quotes become part of the target's name and the value."""
    for entry in given.list("set", quotes=False):
        if is_quoted(entry):
            message = "bake-action passes the quotes on, so bake looks for a target whose name starts with one. Remove both quotes."
            problem = file_problem(SET_QUOTES, entry.line, message)
            yield _problem(problem, given.step.where, Fix("Remove both quotes", (), entry.written[1:-1]))


def is_quoted(entry: Template) -> bool:
    """Whether an override stands in quotes as a whole."""
    text = entry.written
    return len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
