"""Functions of JavaScript and TypeScript: their parameters, also where patterns take them apart, and what they return."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Define,
    Expression,
    Fixed,
    Statement,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader

if TYPE_CHECKING:
    from tree_sitter import Node


FUNCTION_NODES: Final = ("arrow_function", "function_expression", "function")


class Functions(NodeReader):
    """Reads functions."""

    function_nodes = (
        "function_declaration",
        "method_definition",
        "variable_declarator",
        "generator_function_declaration",
    )

    def function_name(self, node: "Node") -> str:
        """The name of a function, also where it is the value of a constant."""
        value = self.field(node, "value")
        if node.type == "variable_declarator" and (value is None or value.type not in FUNCTION_NODES):
            return ""
        return self.text(self.field(node, "name"))

    def _taken_apart(self, pattern: "Node", value: Expression, source: str) -> Iterator[Statement]:
        """``const { a, b: c, d = "…" } = value``."""
        for one in self.named(pattern):
            key, default = one, None
            if one.type == "object_assignment_pattern":
                key, default = self.field(one, "left") or one, self.field(one, "right")
            name = target = self.text(key)
            if one.type == "pair_pattern":
                name, target = self.text(self.field(one, "key")), self.text(self.field(one, "value"))
            line = self.line(one)
            part: Expression = Applied(functions.element, (value, Fixed(name)), f"${{{target}}}", line)
            if source == "process.env":
                part = Variable(f"env:{name}", f"${{{target}}}", line)
            if default is not None:
                part = Applied(functions.default, (part, self.value(default)), f"${{{target}}}", line)
            yield Assign(target, part, line)

    def _define(self, name: str, node: "Node") -> Define:
        parameters, rest = self._parameters(node)
        prelude = tuple(self._prelude(node))
        body = self.field(node, "body")
        whole = body is None or body.type == "statement_block"
        statements = tuple(self.block(body)) if body is None or whole else self.value_as_block(body)
        return Define(name, parameters, (*prelude, *statements), rest)

    def names_of(self, node: "Node") -> tuple[str, ...]:
        """The names that a function of one element gives it, or its parts."""
        inner = self.named(self.field(node, "parameters"))
        first = self.field(inner[0], "pattern") or inner[0] if inner else self.field(node, "parameter")
        if first is not None and first.type == "array_pattern":
            return tuple(map(self.text, self.named(first)))
        return (self.text(first),) if first is not None else ()

    def _prelude(self, node: "Node") -> Iterator[Statement]:
        """What takes parameters apart that are written as patterns."""
        for one in self.named(self.field(node, "parameters")):
            pattern = self.field(one, "pattern") or one
            if pattern.type == "object_pattern":
                yield from self._taken_apart(pattern, Variable(self.text(pattern), "${…}", self.line(pattern)), "")

    def _parameters(self, node: "Node") -> tuple[tuple[tuple[str, Expression | None], ...], str]:
        single = self.field(node, "parameter")
        if single is not None:
            return ((self.text(single), None),), ""
        found: list[tuple[str, Expression | None]] = []
        rest = ""
        for one in self.named(self.field(node, "parameters")):
            pattern = self.field(one, "pattern") or one
            default = self.field(one, "value")
            if pattern.type == "rest_pattern":
                rest = self.text(pattern).removeprefix("...")
            else:
                found.append((self.text(pattern), self.value(default) if default is not None else None))
        return tuple(found), rest
