"""Expressions of Go."""

import re
from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Expression,
    Fixed,
    Forget,
    Invoked,
    Items,
    Opaque,
    Record,
    Spread,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading import calls
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader
from buildx_cache_flags.core.formats.script.reading.trees import Values as ValueTable

if TYPE_CHECKING:
    from tree_sitter import Node


_CALLS: Final[dict[str, functions.Function]] = {
    "strings.Join": functions.connected,
    "strings.Replace": functions.replaced,
    "strings.ReplaceAll": functions.replaced,
    "strings.Split": functions.parted,
    "strings.Fields": functions.fields,
    "strings.ToLower": functions.lower,
    "strings.ToUpper": functions.upper,
    "strings.TrimSpace": functions.strip,
    "strings.TrimPrefix": functions.without_prefix,
    "strings.TrimSuffix": functions.without_suffix,
    "len": functions.repeated,
    "string": functions.same,
}

_RUNNING: Final = {"exec.Command": 0, "exec.CommandContext": 1, "execabs.Command": 0}


_HOLDER = re.compile(r"([A-Za-z_]\w*)\.")
CHANGING = re.compile(r"^func \(\w+ \*\w+\) (\w+)\(", re.MULTILINE)
"""A method that may change its own value."""


class Values(NodeReader):
    """Gives what an expression is worth, and notes what it runs."""

    changing: frozenset[str] = frozenset()
    """The methods of the file that may change their own value."""

    def _raw_string(self, node: "Node") -> Expression:
        return calls.lines(self.text(node).strip("`"), self.line(node))

    def _composite(self, node: "Node") -> Expression:
        return self._literal(self.field(node, "body"))

    def _literal(self, node: "Node | None") -> Expression:
        items: list[Expression] = []
        fields: list[tuple[str, Expression]] = []
        for one in self.named(node):
            if one.type == "keyed_element":
                key = self._element(self.field(one, "key"))
                name = key.text if isinstance(key, Fixed) else self.text(self.field(one, "key"))
                fields.append((name, self._element(self.field(one, "value"))))
            else:
                items.append(self._element(one))
        return Record(tuple(fields)) if fields else Items(tuple(items))

    def _element(self, node: "Node | None") -> Expression:
        inner = (
            self.named(node)[0] if node is not None and node.type == "literal_element" and self.named(node) else node
        )
        if inner is not None and inner.type == "literal_value":
            return self._literal(inner)
        return self.value(inner)

    def _selector(self, node: "Node") -> Expression:
        holder = self.field(node, "operand")
        name = self.text(self.field(node, "field"))
        if holder is not None and holder.type == "identifier":
            return Variable(self.text(node), f"${{{self.text(node)}}}", self.line(node))
        return self.element_of(holder, Fixed(name), node)

    def _index(self, node: "Node") -> Expression:
        return self.element_of(self.field(node, "operand"), self.value(self.field(node, "index")), node)

    def _slice(self, node: "Node") -> Expression:
        bounds = (self.field(node, "start"), self.field(node, "end"))
        values = (self.value(one) if one is not None else Fixed("") for one in bounds)
        return Applied(functions.stretch, (self.value(self.field(node, "operand")), *values), "${…}", self.line(node))

    def _call(self, node: "Node") -> Expression:
        function = self.field(node, "function")
        name, line = self.text(function), self.line(node)
        arguments = self.all_values(self.field(node, "arguments"))
        last = name.rpartition(".")[2]
        holder = _HOLDER.match(name)
        if holder and last in self.changing:
            # What a method does to its own value is not followed.
            self.effects.append(Forget(holder[1]))
        if last in self.functions and (name == last or name.count(".") == 1):
            return Invoked(last, arguments, "${…}", line)
        if name == "append" and arguments:
            return Items((Spread(arguments[0]), *arguments[1:]))
        if name == "fmt.Sprintf" and arguments:
            return Applied(functions.percent_format, (arguments[0], Items(arguments[1:])), "${…}", line)
        if name in ("os.Getenv", "os.LookupEnv") and arguments:
            return self.environment(arguments[0], node) or self.opaque(node)
        if name in _CALLS:
            return Applied(_CALLS[name], arguments, "${…}", line)
        if name in _RUNNING:
            words = arguments[_RUNNING[name] :]
            self.run("Command", words, node)
            return Opaque("${…}", line)
        if function is not None and function.type == "selector_expression":
            # A call that is chained to another: what stands in front of it is done, too.
            self.value(self.field(function, "operand"))
        self.run(name, arguments, node)
        return Opaque("${…}", line)

    values: ClassVar[ValueTable] = {
        "binary_expression": NodeReader.binary,
        "call_expression": _call,
        "composite_literal": _composite,
        "false": NodeReader.number,
        "identifier": NodeReader.variable,
        "index_expression": _index,
        "int_literal": NodeReader.number,
        "interpreted_string_literal": NodeReader.string,
        "nil": NodeReader.nothing,
        "parenthesized_expression": NodeReader.first_value,
        "raw_string_literal": _raw_string,
        "selector_expression": _selector,
        "slice_expression": _slice,
        "true": NodeReader.number,
        "unary_expression": NodeReader.first_value,
        "variadic_argument": NodeReader.spread,
    }
