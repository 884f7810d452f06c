"""Expressions of C#."""

from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.functions import windows
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Command,
    Each,
    Expression,
    Fixed,
    Invoked,
    Items,
    Opaque,
    Spread,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading import calls
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader, unescaped
from buildx_cache_flags.core.formats.script.reading.trees import Values as ValueTable
from buildx_cache_flags.core.formats.script.reading.trees import joined

if TYPE_CHECKING:
    from tree_sitter import Node


_METHODS: Final[dict[str, functions.Function]] = {
    "Concat": functions.together,
    "Replace": functions.replaced,
    "Split": functions.parted,
    "ToArray": functions.same,
    "ToList": functions.same,
    "ToLower": functions.lower,
    "ToLowerInvariant": functions.lower,
    "ToString": functions.same,
    "ToUpper": functions.upper,
    "Trim": functions.strip,
}

_STARTING: Final = ("ProcessStartInfo", "Process.Start")


class Values(NodeReader):
    """Gives what an expression is worth, and notes what it runs."""

    operators: ClassVar = {**NodeReader.operators, "??": functions.default}

    @staticmethod
    def _list(holder: str) -> str:
        return holder.removeprefix("this.")

    def _verbatim(self, node: "Node") -> Expression:
        return calls.lines(self.text(node).lstrip("@$").strip('"').replace('""', '"'), self.line(node))

    def _interpolated(self, node: "Node") -> Expression:
        parts: list[Expression] = []
        for one in node.named_children:
            if one.type == "interpolation":
                parts.append(self.first_value(one) if self._inner(one) is None else self.value(self._inner(one)))
            elif one.type == "escape_sequence":
                parts.append(Fixed(unescaped(self.text(one)), self.line(one)))
            elif one.type == "string_content":
                parts.append(calls.lines(self.text(one).replace("{{", "{").replace("}}", "}"), self.line(one)))
        return joined(parts, self.line(node))

    def _inner(self, node: "Node") -> "Node | None":
        return next((one for one in self.named(node) if one.type in self.values), None)

    def _list_of(self, node: "Node | None") -> Expression:
        return Items(tuple(self._item(one) for one in self.named(node)))

    def _item(self, node: "Node") -> Expression:
        return Spread(self.first_value(node)) if node.type == "spread_element" else self.value(node)

    def _array(self, node: "Node") -> Expression:
        return self._list_of(
            node if node.type in ("initializer_expression", "collection_expression") else self._initializer(node)
        )

    def _initializer(self, node: "Node") -> "Node | None":
        return next((one for one in self.named(node) if one.type == "initializer_expression"), None)

    def _made(self, node: "Node") -> Expression:
        """``new …``: a list, or a process that is started with its settings."""
        kind = self.text(self.field(node, "type"))
        initializer = self.field(node, "initializer") or self._initializer(node)
        arguments = self._arguments(node)
        if kind in _STARTING:
            self._start(arguments, initializer, node)
            return Opaque("${…}", self.line(node))
        if initializer is not None and not any(one.type == "assignment_expression" for one in self.named(initializer)):
            return Items((*map(Spread, arguments), *(self._item(one) for one in self.named(initializer))))
        return (
            Items(tuple(map(Spread, arguments)))
            if "List" in kind or node.type == "implicit_object_creation_expression"
            else self.opaque(node)
        )

    def _start(self, arguments: tuple[Expression, ...], initializer: "Node | None", node: "Node") -> None:
        """A process: a file, and its arguments as one text or as a list."""
        settings = {
            self.text(self.field(one, "left")): self.value(self.field(one, "right"))
            for one in self.named(initializer)
            if one.type == "assignment_expression"
        }
        program = arguments[0] if arguments else settings.get("FileName")
        given = arguments[1] if len(arguments) > 1 else settings.get("Arguments") or settings.get("ArgumentList")
        if program is None or given is None:
            return
        line = self.line(node)
        words = given if isinstance(given, Items) else Applied(windows.or_list, (given,), "${…}", line)
        self.effects.append(Command((program, Spread(words)), line))

    def _arguments(self, node: "Node") -> tuple[Expression, ...]:
        given = self.field(node, "arguments")
        return tuple(self.first_value(one) if self.named(one) else self.value(one) for one in self.named(given))

    def _member(self, node: "Node") -> Expression:
        name = self.text(self.field(node, "name"))
        holder = self.field(node, "expression")
        if name in ("Length", "Count"):
            return Applied(functions.repeated, (self.value(holder),), "${…}", self.line(node))
        written = self._list(self.text(node))
        return Variable(written, f"${{{written}}}", self.line(node))

    def _element(self, node: "Node") -> Expression:
        inner = self.named(node)
        return self.element_of(inner[0] if inner else None, self._subscript(node), node)

    def _subscript(self, node: "Node") -> Expression:
        subscript = self.field(node, "subscript")
        inner = self.named(subscript)
        return self.first_value(inner[0]) if inner else Items(())

    def _called(self, node: "Node") -> tuple[str, str]:
        """What a call's method belongs to, and its name."""
        function = self.field(node, "function")
        if function is not None and function.type == "member_access_expression":
            return self.text(self.field(function, "expression")), self.text(self.field(function, "name"))
        return "", self.text(function)

    def _call(self, node: "Node") -> Expression:
        holder, name = self._called(node)
        line, arguments = self.line(node), self._arguments(node)
        if name in self.functions and holder in ("", "this"):
            return Invoked(name, arguments, "${…}", line)
        if holder in ("string", "String"):
            return self._of_string(name, arguments, line)
        if holder == "Environment" and name == "GetEnvironmentVariable" and arguments:
            return self.environment(arguments[0], node) or self.opaque(node)
        if f"{holder}.{name}" in _STARTING:
            self._start(arguments, None, node)
            return Opaque("${…}", line)
        function = self.field(node, "function")
        receiver = self.field(function, "expression") if function is not None and holder else None
        if name == "Select" and receiver is not None and arguments:
            return self._selected(node, receiver)
        if name in _METHODS and receiver is not None:
            return Applied(_METHODS[name], (self.value(receiver), *arguments), "${…}", line)
        if receiver is not None:
            self.value(receiver)
        self.run(name, arguments, node)
        return Opaque("${…}", line)

    def _selected(self, node: "Node", receiver: "Node") -> Expression:
        given = self.named(self.field(node, "arguments"))
        function = self.named(given[0])[0] if given and self.named(given[0]) else None
        body = self.field(function, "body") if function is not None and function.type == "lambda_expression" else None
        name = self.text(self.field(function, "parameters")).strip("()") if function is not None else ""
        return Each((name,), self.value(receiver), self.value(body)) if body is not None else self.opaque(node)

    def _of_string(self, name: str, arguments: tuple[Expression, ...], line: int) -> Expression:
        if name == "Join" and len(arguments) > 1:
            items = arguments[1] if len(arguments) == 2 else Items(arguments[1:])
            return Applied(functions.connected, (Items((Spread(items),)), arguments[0]), "${…}", line)
        if name == "Format" and arguments:
            return Applied(functions.braced_format, (arguments[0], Items(arguments[1:])), "${…}", line)
        return Opaque("${…}", line)

    values: ClassVar[ValueTable] = {
        "array_creation_expression": _array,
        "await_expression": NodeReader.first_value,
        "binary_expression": NodeReader.binary,
        "boolean_literal": NodeReader.number,
        "cast_expression": lambda reader, node: reader.value(reader.field(node, "value")),
        "collection_expression": _array,
        "conditional_expression": NodeReader.conditional,
        "element_access_expression": _element,
        "identifier": NodeReader.variable,
        "implicit_array_creation_expression": _array,
        "implicit_object_creation_expression": _made,
        "initializer_expression": _array,
        "integer_literal": NodeReader.number,
        "interpolated_string_expression": _interpolated,
        "invocation_expression": _call,
        "member_access_expression": _member,
        "null_literal": NodeReader.nothing,
        "object_creation_expression": _made,
        "parenthesized_expression": NodeReader.first_value,
        "raw_string_literal": _verbatim,
        "string_literal": NodeReader.string,
        "verbatim_string_literal": _verbatim,
    }
