"""What GitHub refuses in a workflow, or ignores without stopping, wherever it stands in the file."""

import difflib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.files.found_builds import file_problem
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document

from . import grammar
from .evaluation import FUNCTIONS
from .grammar import Call, ExpressionError, Node
from .inputs import BAKE_INPUTS, BUILD_INPUTS
from .scopes import CONTEXTS

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node as YamlNode

    from .actions import ActionKind
    from .steps import Step

_GITHUB: Final = "GitHub: contexts reference, context availability"
EXPRESSION: Final = codes.register(
    "workflow-expression",
    "error",
    catches="an expression that GitHub can't read, so it rejects the file",
    source="GitHub: evaluate expressions in workflows and actions",
)
CONTEXT: Final = codes.register(
    "workflow-context",
    "error",
    catches="a context that is not available there, such as env inside env of a workflow or a job",
    source=_GITHUB,
)
INPUT: Final = codes.register(
    "action-input",
    "error",
    catches="a misspelt input of an action, such as cache_from, which GitHub ignores",
    source="GitHub: unexpected inputs are only warned of",
)

_ALWAYS: Final = frozenset(("github", "inputs", "vars"))
_OF_JOB: Final = frozenset((*_ALWAYS, "needs", "strategy", "matrix"))
_WORKFLOW_ENV: Final = frozenset((*_ALWAYS, "secrets"))
_JOB_ENV: Final = frozenset((*_OF_JOB, "secrets"))
_BEFORE_THE_MATRIX: Final = frozenset((*_ALWAYS, "needs"))
_NOT_LETTERS = re.compile(r"[^a-z0-9]")


def in_workflow(document: Document, root: "YamlNode") -> Iterator[Problem]:
    """Expressions of a workflow that GitHub refuses."""
    yield from _level(document, document.at(root, "env"), _WORKFLOW_ENV, "env of a workflow")
    for job in document.mapping(document.at(root, "jobs")).values():
        yield from _level(document, document.at(job, "env"), _JOB_ENV, "env of a job")
        yield from _condition(document.at(job, "if"), _BEFORE_THE_MATRIX, "if of a job")
        yield from _level(document, document.at(job, "strategy"), _BEFORE_THE_MATRIX, "a matrix")
        yield from _level(document, document.at(job, "runs-on"), _OF_JOB, "runs-on")
        if document.at(job, "uses") is not None:
            yield from _level(document, document.at(job, "with"), _OF_JOB, "with of a called workflow")
        for step in yamlnodes.items(document.at(job, "steps")):
            yield from _level(document, step, CONTEXTS, "a step")
            yield from _condition(document.at(step, "if"), CONTEXTS - {"secrets"}, "if of a step")


def in_action(document: Document, root: "YamlNode") -> Iterator[Problem]:
    """Expressions of a composite action that GitHub refuses."""
    for step in yamlnodes.items(document.at(root, "runs", "steps")):
        yield from _level(document, step, CONTEXTS - {"secrets"}, "a composite action")


def _condition(node: "YamlNode | None", allowed: frozenset[str], place: str) -> Iterator[Problem]:
    """What is refused in a condition, which needs no braces."""
    text = (yamlnodes.text(node) or "").strip()
    if node is not None and text and "${{" not in text:
        yield from _expression(text, yamlnodes.first_line(node), allowed, place)


def _level(document: Document, node: "YamlNode | None", allowed: frozenset[str], place: str) -> Iterator[Problem]:
    """What is refused in *node* and all in it, where only some contexts are known."""
    if node is None:
        return
    text = yamlnodes.text(node)
    if text is not None:
        if "${{" in text:
            yield from _text(node, text, allowed, place)
        return
    for child in [*yamlnodes.items(node), *document.mapping(node).values()]:
        yield from _level(document, child, allowed, place)


def _text(node: "YamlNode", text: str, allowed: frozenset[str], place: str) -> Iterator[Problem]:
    line = yamlnodes.first_line(node)
    position = 0
    for piece in grammar.pieces(text):
        below = text.count("\n", 0, position) if yamlnodes.keeps_lines(node) else 0
        position += len(piece.text)
        if piece.inner is None:
            if "${{" in piece.text:
                message = "“${{” is never closed, so GitHub rejects the file. Close it with “}}”."
                yield file_problem(EXPRESSION, line + below, message)
            continue
        yield from _expression(piece.inner, line + below, allowed, place)


def _expression(inner: str, line: int, allowed: frozenset[str], place: str) -> Iterator[Problem]:
    try:
        tree = grammar.parse(inner)
    except ExpressionError as error:
        yield file_problem(EXPRESSION, line, f"GitHub rejects the file because it can't read “{inner}”: {error}.")
        return
    for name in _functions(tree):
        if name not in FUNCTIONS:
            message = f"GitHub rejects the file: {name} is not one of its functions."
            yield file_problem(EXPRESSION, line, message)
    for name in dict.fromkeys(grammar.contexts(tree)):
        if name not in CONTEXTS:
            message = f"GitHub rejects the file: {name} is not one of its contexts. Put quotes (') around a text."
            yield file_problem(EXPRESSION, line, message)
        elif name not in allowed:
            message = f"GitHub rejects the file because {name} is not available in {place}. Write the value itself, or use it in the step."
            yield file_problem(CONTEXT, line, message)


def _functions(node: Node) -> Iterator[str]:
    if isinstance(node, Call):
        yield node.name
        for argument in node.arguments:
            yield from _functions(argument)
    elif isinstance(node, grammar.Operation):
        for operand in node.operands:
            yield from _functions(operand)
    elif isinstance(node, grammar.Index):
        yield from _functions(node.base)
        if node.key is not None:
            yield from _functions(node.key)


def misspelt(step: "Step", kind: "ActionKind") -> Iterator[Problem]:
    """Inputs that the action does not have and that look like one that it has."""
    known = BUILD_INPUTS if kind == "build" else BAKE_INPUTS
    plain = {_plain(name): name for name in known}
    for name, node in step.frame.document.mapping(step.settings.get("with")).items():
        if name.lower() in known:
            continue
        close = plain.get(_plain(name)) or next(iter(difflib.get_close_matches(name.lower(), known, 1, 0.8)), "")
        if close:
            line = step.frame.line or yamlnodes.line(node)
            message = f"{step.uses.partition('@')[0]} has no input {name}: GitHub silently ignores it. Use {close}."
            problem = file_problem(INPUT, line, message)
            yield problem._replace(location=Location(line=line, where=step.where))


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name.lower())
