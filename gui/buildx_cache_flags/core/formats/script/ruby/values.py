"""Expressions of Ruby."""

from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Each,
    Evaluate,
    Expression,
    Fixed,
    Invoked,
    Items,
    Opaque,
    Record,
)
from buildx_cache_flags.core.formats.script.reading import calls
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader, unescaped
from buildx_cache_flags.core.formats.script.reading.trees import Values as ValueTable
from buildx_cache_flags.core.formats.script.reading.trees import joined

if TYPE_CHECKING:
    from tree_sitter import Node


_METHODS: Final[dict[str, functions.Function]] = {
    "chomp": functions.strip_back,
    "compact": functions.filled,
    "downcase": functions.lower,
    "flatten": functions.flattened,
    "gsub": functions.replaced,
    "join": functions.connected,
    "lines": functions.lines,
    "shellsplit": functions.shell_words,
    "split": functions.parted,
    "strip": functions.strip,
    "tr": functions.replaced,
    "to_s": functions.same,
    "to_a": functions.same,
    "freeze": functions.same,
    "dup": functions.same,
    "upcase": functions.upper,
}


class Values(NodeReader):
    """Gives what an expression is worth, and notes what it runs."""

    operators: ClassVar = {**NodeReader.operators, "||": functions.default, "or": functions.default}

    def _string(self, node: "Node") -> Expression:
        return joined(self._parts(node), self.line(node))

    def _parts(self, node: "Node") -> list[Expression]:
        parts: list[Expression] = []
        for one in node.named_children:
            if one.type == "interpolation":
                parts.append(self.first_value(one))
            elif one.type == "escape_sequence":
                parts.append(Fixed(unescaped(self.text(one)), self.line(one)))
            else:
                parts.append(calls.lines(self.text(one), self.line(one)))
        return parts

    def _symbol(self, node: "Node") -> Expression:
        return Fixed(self.text(node).strip(":\"'"), self.line(node))

    def _hash(self, node: "Node") -> Expression:
        fields: list[tuple[str, Expression]] = []
        for one in self.named(node):
            key = self.field(one, "key")
            if key is not None:
                fields.append((self.text(key).strip(":\"'"), self.value(self.field(one, "value"))))
        return Record(tuple(fields))

    def other_operator(self, operator: str, values: tuple[Expression, Expression], node: "Node") -> Expression:
        """A format with its values."""
        if operator != "%":
            return self.opaque(node)
        items = values[1] if isinstance(values[1], Items) else Items(values[1:])
        return Applied(functions.percent_format, (values[0], items), "${…}", self.line(node))

    def _element(self, node: "Node") -> Expression:
        holder, inner = self.field(node, "object"), self.named(node)
        key = self.value(inner[-1])
        known = self.environment(key, node) if self.text(holder) == "ENV" else None
        return known or self.element_of(holder, key, node)

    def _identifier(self, node: "Node") -> Expression:
        name = self.text(node)
        return Invoked(name, (), f"${{{name}}}", self.line(node)) if name in self.functions else self.variable(node)

    def _subshell(self, node: "Node") -> Expression:
        text = joined(self._parts(node), self.line(node))
        self.effects.append(Evaluate(text, self.line(node), "bash"))
        return Opaque("${…}", self.line(node))

    def _call(self, node: "Node") -> Expression:
        receiver, line = self.field(node, "receiver"), self.line(node)
        name = self.text(self.field(node, "method"))
        given = self.named(self.field(node, "arguments"))
        pairs = [one for one in given if one.type == "pair"]
        arguments = tuple(self.value(one) for one in given if one.type != "pair")
        if name in self.functions and (receiver is None or receiver.type == "self"):
            named = tuple(
                (self.text(self.field(one, "key")).strip(":"), self.value(self.field(one, "value"))) for one in pairs
            )
            return Invoked(name, arguments, "${…}", line, named)
        if self.text(receiver) == "ENV" and name == "fetch" and arguments:
            variable = self.environment(arguments[0], node)
            if variable is not None and len(arguments) > 1:
                return Applied(functions.default, (variable, arguments[1]), variable.source, line)
            return variable or self.opaque(node)
        if self.text(receiver) == "Shellwords" and arguments:
            function = functions.shell_words if name in ("split", "shellsplit") else functions.quoted
            return Applied(function, arguments[:1], "${…}", line)
        if receiver is not None:
            made = self._method_value(node, receiver, name, arguments)
            if made is not None:
                return made
        self.run(name, arguments, node)
        return Opaque(f"${{{name}(…)}}", line)

    def _method_value(
        self, node: "Node", receiver: "Node", name: str, arguments: tuple[Expression, ...]
    ) -> Expression | None:
        block, line = self.field(node, "block"), self.line(node)
        if block is not None and name in ("map", "flat_map", "collect"):
            names = tuple(self.text(one) for one in self.named(self.field(block, "parameters")))
            body = self.named(self.field(block, "body"))
            if names and len(body) == 1:
                return Each(names, self.value(receiver), self.value(body[0]), flat=name == "flat_map")
            return None
        function = _METHODS.get(name)
        if function is None:
            return None
        if name == "join" and not arguments:
            arguments = (Fixed(""),)
        return Applied(function, (self.value(receiver), *arguments), "${…}", line)

    values: ClassVar[ValueTable] = {
        "argument_list": NodeReader.items,
        "array": NodeReader.items,
        "bare_string": _string,
        "binary": NodeReader.binary,
        "call": _call,
        "conditional": NodeReader.conditional,
        "constant": NodeReader.variable,
        "element_reference": _element,
        "false": NodeReader.number,
        "global_variable": NodeReader.variable,
        "hash": _hash,
        "hash_splat_argument": NodeReader.nothing,
        "identifier": _identifier,
        "instance_variable": NodeReader.variable,
        "integer": NodeReader.number,
        "nil": NodeReader.nothing,
        "parenthesized_statements": NodeReader.first_value,
        "simple_symbol": _symbol,
        "splat_argument": NodeReader.spread,
        "string": _string,
        "string_array": NodeReader.items,
        "subshell": _subshell,
        "symbol_array": NodeReader.items,
        "true": NodeReader.number,
    }
