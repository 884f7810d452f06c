"""Expressions of JavaScript and TypeScript."""

import re
from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Command,
    Each,
    Either,
    Expression,
    Fixed,
    Invoked,
    Items,
    Joined,
    Leave,
    Opaque,
    Record,
    Spread,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading import calls
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader, unescaped
from buildx_cache_flags.core.formats.script.reading.trees import Values as ValueTable
from buildx_cache_flags.core.formats.script.reading.trees import joined

from .functions import FUNCTION_NODES, Functions

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS: Final[dict[str, functions.Function]] = {
    "concat": functions.together,
    "filter": functions.filled,
    "flat": functions.flattened,
    "join": functions.connected,
    "replaceAll": functions.replaced,
    "slice": functions.stretch,
    "split": functions.parted,
    "substring": functions.stretch,
    "toLowerCase": functions.lower,
    "toString": functions.same,
    "toUpperCase": functions.upper,
    "trim": functions.strip,
}

_LISTS: Final[dict[str, functions.Function]] = {
    "Object.entries": functions.pairs,
    "Object.keys": functions.record_names,
    "Object.values": functions.record_values,
}

_KEEPS_WHAT_IS_THERE = re.compile(
    r"Boolean|\(?\s*(?P<name>\w+)\s*\)?\s*=>\s*\(?(?:!!)?(?P=name)"
    r"(?:\.length(?:\s*>\s*0)?|\s*!==?\s*(?:''|\"\"|null|undefined))?\)?"
)
"""What ``filter`` is given where it only leaves out what is empty."""


class Values(Functions):
    """Gives what an expression is worth, and notes what it runs."""

    def _template(self, node: "Node") -> Expression:
        return joined(self._template_parts(node), self.line(node))

    def _template_parts(self, node: "Node") -> list[Expression]:
        """Texts and values by turns, a text first."""
        parts: list[Expression] = []
        for one in node.named_children:
            if one.type == "template_substitution":
                parts.append(self.first_value(one))
            elif one.type == "escape_sequence":
                parts.append(Fixed(unescaped(self.text(one)), self.line(one)))
            else:
                parts.append(calls.lines(self.text(one), self.line(one)))
        return parts

    def _identifier(self, node: "Node") -> Expression:
        return Items(()) if self.text(node) == "undefined" else self.variable(node)

    def _member(self, node: "Node") -> Expression:
        holder, name = self.field(node, "object"), self.text(self.field(node, "property"))
        written = self.text(node).replace("?.", ".")
        if self.text(holder) == "process.env":
            return Variable(f"env:{name}", f"${{{written}}}", self.line(node))
        if holder is not None and holder.type in ("identifier", "this"):
            return Variable(f"{self.text(holder)}.{name}", f"${{{written}}}", self.line(node))
        if name == "length":
            return Applied(functions.repeated, (self.value(holder),), self.source(node), self.line(node))
        return self.element_of(holder, Fixed(name), node)

    def _subscript(self, node: "Node") -> Expression:
        return self.element_of(self.field(node, "object"), self.value(self.field(node, "index")), node)

    def _object(self, node: "Node") -> Expression:
        fields: list[tuple[str, Expression]] = []
        for one in self.named(node):
            if one.type == "pair":
                fields.append((self.text(self.field(one, "key")).strip("'\""), self.value(self.field(one, "value"))))
            elif one.type == "shorthand_property_identifier":
                fields.append((self.text(one), self.variable(one)))
        return Record(tuple(fields))

    def other_operator(self, operator: str, values: tuple[Expression, Expression], node: "Node") -> Expression:
        """``||``, ``??`` and ``&&``."""
        left, right = values
        if operator in ("||", "??"):
            return Applied(functions.default, values, _written(left), self.line(node))
        return Either((right, Items(()))) if operator == "&&" else self.opaque(node)

    def _call(self, node: "Node") -> Expression:
        function, given = self.field(node, "function"), self.field(node, "arguments")
        line, name = self.line(node), self.text(function).replace("?.", ".")
        if given is not None and given.type == "template_string":
            return self._tagged(name, given, node)
        nodes = self.named(given)
        if name in self.functions or (name.startswith("this.") and name[5:] in self.functions):
            arguments = tuple(map(self.value, nodes))
            return Invoked(name.removeprefix("this."), arguments, self.source(node), line)
        if name in _LISTS and nodes:
            return Applied(_LISTS[name], (self.value(nodes[0]),), self.source(node), line)
        if function is not None and function.type == "member_expression":
            made = self._method(function, nodes, node)
            if made is not None:
                return made
        arguments = tuple(self.value(one) for one in nodes if one.type not in FUNCTION_NODES)
        self.run(name, arguments, node)
        return Opaque(f"${{{name}(…)}}" if re.fullmatch(r"[\w.$]+", name) else "${…}", line)

    def _tagged(self, name: str, template: "Node", node: "Node") -> Expression:
        """A command as ``zx`` and its like have it: each value is one argument, or each element of a list."""
        parts: list[Expression] = []
        for part in self._template_parts(template):
            text = isinstance(part, Fixed) or (
                isinstance(part, Joined) and all(isinstance(one, Fixed) for one in part.parts)
            )
            parts.append(part if text else Items((Spread(part),)))
        words = Applied(functions.template_words, tuple(parts), "${…}", self.line(node))
        if name.rpartition(".")[2] in ("$", "sh", "execa", "shell", "run") or name.startswith("$"):
            self.effects.append(Command((Spread(words),), self.line(node)))
        return Opaque("${…}", self.line(node))

    def _method(self, function: "Node", nodes: list["Node"], node: "Node") -> Expression | None:
        holder, name = self.field(function, "object"), self.text(self.field(function, "property"))
        line, source = self.line(node), self.source(node)
        if name in ("map", "flatMap") and nodes and nodes[0].type in FUNCTION_NODES:
            made = self._define("", nodes[0])
            last = made.body[-1] if made.body else None
            if isinstance(last, Leave) and last.value is not None and made.parameters:
                return Each(self.names_of(nodes[0]), self.value(holder), last.value, flat=name == "flatMap")
            return None
        if name == "replace" and len(nodes) == 2:
            return self._replaced(holder, nodes, source, line)
        if name not in _METHODS or any(one.type in FUNCTION_NODES for one in nodes if name != "filter"):
            return None
        if name == "filter" and nodes and not _KEEPS_WHAT_IS_THERE.fullmatch(self.text(nodes[0])):
            return None
        arguments = () if name == "filter" else tuple(map(self.value, nodes))
        if name == "join" and not arguments:
            arguments = (Fixed(","),)
        return Applied(_METHODS[name], (self.value(holder), *arguments), source, line)

    def _replaced(self, holder: "Node | None", nodes: list["Node"], source: str, line: int) -> Expression:
        if nodes[0].type != "regex":
            values = (self.value(holder), *map(self.value, nodes))
            return Applied(functions.replaced_once, values, source, line)
        pattern, flags = self.text(self.field(nodes[0], "pattern")), self.text(self.field(nodes[0], "flags"))
        if "i" in flags:
            pattern = f"(?i){pattern}"
        function = functions.replaced_pattern if "g" in flags else functions.replaced_pattern_once
        return Applied(function, (self.value(holder), Fixed(pattern), self.value(nodes[1])), source, line)

    values: ClassVar[ValueTable] = {
        "array": NodeReader.items,
        "as_expression": NodeReader.first_value,
        "await_expression": NodeReader.first_value,
        "binary_expression": NodeReader.binary,
        "call_expression": _call,
        "false": NodeReader.number,
        "identifier": _identifier,
        "member_expression": _member,
        "non_null_expression": NodeReader.first_value,
        "null": NodeReader.nothing,
        "number": NodeReader.number,
        "object": _object,
        "parenthesized_expression": NodeReader.first_value,
        "satisfies_expression": NodeReader.first_value,
        "spread_element": NodeReader.spread,
        "string": NodeReader.string,
        "subscript_expression": _subscript,
        "template_string": _template,
        "ternary_expression": NodeReader.conditional,
        "true": NodeReader.number,
        "undefined": NodeReader.nothing,
    }


def _written(value: Expression) -> str:
    return value.source if isinstance(value, Variable | Opaque | Applied) else "${…}"
