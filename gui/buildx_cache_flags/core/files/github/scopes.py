"""What the expressions of one place see: the contexts, as far as the file knows them, in one world."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.text.template import Part, Template

from . import grammar, operands
from .evaluation import evaluate, known_or_later
from .grammar import ExpressionError
from .operands import Later, Lazy, Value
from .worlds import World

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

Lookup = Callable[[str], Value]

EVENT_NAME: Final = "github.event_name"
_BY_CALLER: Final = "workflow_call"
_BOOLEANS: Final = frozenset(("true", "True", "TRUE", "false", "False", "FALSE"))
_NUMBER = re.compile(
    r"[-+]?(?:0x[0-9a-fA-F]{1,15}|0o[0-7]{1,20}|(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][-+]?\d{1,3})?)"
)
"""A number of YAML 1.2's core schema."""


def _nothing(_name: str) -> Value:
    return None


@dataclass(frozen=True, slots=True)
class Env:
    """One level of ``env`` around those further out; the innermost one that has a name wins."""

    names: tuple[str, ...] = ()
    own: Callable[[str], Value] = _nothing
    outer: "Env | None" = None

    def get(self, name: str) -> Value:
        """The value of a variable; ``None`` where no level of the file has it."""
        level: Env | None = self
        while level is not None:
            if name in level.names:
                value = level.own(name)
                if value is not None:
                    return value
            level = level.outer
        return None

    def all_names(self) -> Iterable[str]:
        """Every name that any level has, the innermost first."""
        level: Env | None = self
        while level is not None:
            yield from level.names
            level = level.outer


@dataclass(frozen=True, slots=True)
class Scope:
    """The contexts of one place in one world."""

    world: World
    document: Document
    events: tuple[str, ...] = ()
    github: Mapping[str, Value] = field(default_factory=dict)
    runner: Mapping[str, Value] = field(default_factory=dict)
    inputs: Lookup = _nothing
    matrix: Value = None
    env: Env = field(default_factory=Env)
    steps: Lookup = _nothing
    needs: Lookup = _nothing
    jobs: Lookup = _nothing

    def context(self, name: str) -> Value:
        """One of GitHub's contexts.  Raises :class:`ExpressionError` for an unknown name."""
        found = _CONTEXTS.get(name)
        if found is None:
            raise ExpressionError(f"“{name}” is not one of GitHub's contexts")
        return found(self)

    def event(self) -> Value:
        """The event that runs the workflow: one of those that it is for."""
        events = self.events
        if not events or events == (_BY_CALLER,):
            return known_or_later(EVENT_NAME, self.world)
        chosen = events[self.world.choose(EVENT_NAME, events)]
        return known_or_later(EVENT_NAME, self.world) if chosen == _BY_CALLER else chosen

    def value(self, node: "Node | None") -> Value:
        """What a node of the file gives: its expressions worked out, other scalars as YAML reads them."""
        text = yamlnodes.text(node)
        if node is None:
            return None
        if text is None:
            mapping = self.document.mapping(node)
            if mapping:
                return {key: self.value(value) for key, value in mapping.items()}
            return [self.value(item) for item in yamlnodes.items(node)]
        if "${{" not in text:
            return _scalar(node, text)
        found = list(grammar.pieces(text))
        if len(found) == 1 and found[0].inner is not None:
            return self.expression(found[0].inner, found[0].text)
        return operands.joined(self._parts(found))

    def text(self, node: "Node | None") -> Template | None:
        """A scalar as text, its expressions worked out; ``None`` for other nodes."""
        text = yamlnodes.text(node)
        if node is None or text is None:
            return None
        line = yamlnodes.first_line(node)
        if "${{" not in text:
            return Template(operands.parts(_scalar(node, text)), line)
        return Template(self._parts(grammar.pieces(text)), line)

    def _parts(self, found: Iterable[grammar.Piece]) -> tuple[Part, ...]:
        parts: list[Part] = []
        for piece in found:
            if piece.inner is None:
                parts.append(Part("text", piece.text))
            else:
                parts += _from_file(operands.parts(self.expression(piece.inner, piece.text)), piece.text)
        return tuple(parts)

    def expression(self, inner: str, whole: str) -> Value:
        """What an expression gives; one that GitHub refuses is known only later, and said elsewhere."""
        try:
            return evaluate(grammar.parse(inner), self)
        except ExpressionError:
            return operands.later(inner, whole)

    def holds(self, node: "Node | None") -> bool:
        """Whether a condition holds, ``if`` being an expression with or without braces."""
        from .evaluation import holds

        text = (yamlnodes.text(node) or "").strip()
        if not text:
            return True
        found = list(grammar.pieces(text))
        if len(found) == 1 and found[0].inner is not None:
            text = found[0].inner
        elif any(piece.inner is not None for piece in found):
            # A text around an expression is never empty, so GitHub takes it for true.
            return True
        return holds(self.expression(text, f"${{{{ {text} }}}}"), self.world)


def _from_file(parts: Sequence[Part], whole: str) -> tuple[Part, ...]:
    """*parts* that an expression gave, with how the file writes them."""
    if len(parts) != 1:
        return tuple(parts)
    (part,) = parts
    return (replace(part, source=whole),)


def _scalar(node: "Node", text: str) -> Value:
    """A scalar as YAML 1.2 reads it: what stands in quotes or in a block is text."""
    if getattr(node, "style", None) or node.tag not in ("", "?"):
        return text
    if yamlnodes.is_null(node):
        return None
    if text in _BOOLEANS:
        return text.lower() == "true"
    return operands.number(text) if _NUMBER.fullmatch(text) else text


def _github(scope: Scope) -> Value:
    def member(name: str) -> Value:
        if name.lower() == "event_name":
            return scope.event()
        known = scope.github.get(name.lower())
        if name.lower() == "event" and known is None:
            return Lazy(lambda key: _event_member(scope, key), "github.event")
        return known_or_later(f"github.{name}", scope.world) if known is None else known

    return Lazy(member, "github")


def _event_member(scope: Scope, name: str) -> Value:
    if name.lower() == "inputs":
        return Lazy(lambda key: _as_text(scope.inputs(key)), "github.event.inputs")
    return known_or_later(f"github.event.{name}", scope.world)


def _as_text(value: Value) -> Value:
    return operands.as_text(value) if operands.is_known(value) else value


def _env(scope: Scope) -> Value:
    def member(name: str) -> Value:
        value = scope.env.get(name)
        return known_or_later(f"env.{name}", scope.world) if value is None else value

    return Lazy(member, "env")


def _runner(scope: Scope) -> Value:
    def member(name: str) -> Value:
        known = scope.runner.get(name.lower())
        return known_or_later(f"runner.{name}", scope.world) if known is None else known

    return Lazy(member, "runner")


def _matrix(scope: Scope) -> Value:
    return known_or_later("matrix", scope.world) if scope.matrix is None else scope.matrix


def _unknown(name: str) -> Callable[[Scope], Value]:
    return lambda scope: Lazy(lambda key: known_or_later(f"{name}.{key}", scope.world), name)


_CONTEXTS: Final[Mapping[str, Callable[[Scope], Value]]] = {
    "github": _github,
    "env": _env,
    "runner": _runner,
    "matrix": _matrix,
    "inputs": lambda scope: Lazy(scope.inputs, "inputs"),
    "steps": lambda scope: Lazy(scope.steps, "steps"),
    "needs": lambda scope: Lazy(scope.needs, "needs"),
    "jobs": lambda scope: Lazy(scope.jobs, "jobs"),
    "vars": _unknown("vars"),
    "secrets": _unknown("secrets"),
    "job": _unknown("job"),
    "strategy": _unknown("strategy"),
}

CONTEXTS: Final = frozenset(_CONTEXTS)
"""The names of GitHub's contexts."""


def as_later(value: Value) -> bool:
    """Whether nothing of *value* is known."""
    return isinstance(value, Later) and not any(part.kind == "text" for part in value.parts)
