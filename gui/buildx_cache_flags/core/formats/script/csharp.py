"""C#: the statements of a program or a script, read into the model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.text.work import Work

from . import functions
from .functions import windows
from .javascript import unescaped
from .model import (
    Applied,
    Assign,
    Block,
    Branch,
    Call,
    Command,
    Condition,
    Define,
    Each,
    Either,
    Expression,
    Extend,
    Fixed,
    Invoked,
    Items,
    Leave,
    Loop,
    Opaque,
    Spread,
    Statement,
    Store,
    Variable,
)
from .reading import calls
from .reading.trees import Statements, TreeReader, Values, joined

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


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a program: its methods."""
    return Reader(text, first, work).all()


class Reader(TreeReader):
    """One way through a program."""

    function_nodes = ("method_declaration", "local_function_statement")

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_c_sharp

        return tree_sitter_c_sharp.language()

    # Statements

    def _declaration(self, node: "Node") -> Iterator[Statement]:
        for child in self.named(node):
            if child.type == "variable_declaration":
                yield from self._declaration(child)
            elif child.type == "variable_declarator":
                name = self.field(child, "name")
                inner = [one for one in self.named(child) if one != name]
                if inner:
                    yield Assign(self.text(name), self.value(inner[-1]), self.line(child))

    def _property(self, node: "Node") -> Iterator[Statement]:
        value = self.field(node, "value")
        if value is not None:
            yield Assign(self.text(self.field(node, "name")), self.value(value), self.line(node))

    def _method(self, node: "Node") -> Iterator[Statement]:
        parameters: list[tuple[str, Expression | None]] = []
        rest = ""
        for one in self.named(self.field(node, "parameters")):
            name = self.text(self.field(one, "name"))
            if not name:
                continue
            if self.text(one).startswith("params "):
                rest = name
                continue
            default = [inner for inner in self.named(one) if inner.type in self.values and self.text(inner) != name]
            has_default = "=" in self.text(one) and default
            parameters.append((name, self.value(default[-1]) if has_default else None))
        body = self.field(node, "body")
        if body is not None and body.type == "arrow_expression_clause":
            outer, self.effects = self.effects, []
            value = self.first_value(body)
            statements: Block = (*self.effects, Leave("return", value))
            self.effects = outer
        else:
            statements = tuple(self.statement(body))
        yield Define(self.text(self.field(node, "name")), tuple(parameters), statements, rest)

    def _expression_statement(self, node: "Node") -> Iterator[Statement]:
        for inner in self.named(node):
            yield from self._does(inner)

    def _does(self, node: "Node") -> Iterator[Statement]:
        line = self.line(node)
        if node.type == "await_expression":
            for inner in self.named(node):
                yield from self._does(inner)
        elif node.type == "assignment_expression":
            yield from self._assigned(node, line)
        elif node.type == "invocation_expression" and self._grows(node):
            holder, name = self._called(node)
            items = self._arguments(node)
            items = tuple(map(Spread, items)) if name == "AddRange" else items[-1:] if name == "Insert" else items
            yield Extend(self._list(holder), items, line, front=name == "Insert")
        else:
            value = self.value(node)
            if isinstance(value, Invoked):
                yield Call(value)

    def _grows(self, node: "Node") -> bool:
        return self._called(node)[1] in ("Add", "AddRange", "Insert")

    @staticmethod
    def _list(holder: str) -> str:
        return holder.removeprefix("this.")

    def _assigned(self, node: "Node", line: int) -> Iterator[Statement]:
        left, operator = self.field(node, "left"), self.text(self.field(node, "operator"))
        value = self.value(self.field(node, "right"))
        name = self._list(self.text(left))
        if left is not None and left.type == "element_access_expression":
            inner = self.named(left)
            yield Store(self.text(inner[0]), self._subscript(left), value, line)
        elif operator in ("=", "+="):
            yield Assign(name, value, line, add=operator == "+=")

    def _subscript(self, node: "Node") -> Expression:
        subscript = self.field(node, "subscript")
        inner = self.named(subscript)
        return self.first_value(inner[0]) if inner else Items(())

    def _if(self, node: "Node") -> Iterator[Statement]:
        then, other = self.field(node, "consequence"), self.field(node, "alternative")
        blocks = (tuple(self.statement(then)), tuple(self.statement(other)))
        yield Branch(blocks, (self._condition(self.field(node, "condition")),))

    def _condition(self, node: "Node | None") -> Condition | None:
        if node is not None and node.type == "identifier":
            return Condition("set", (self.value(node),))
        if node is None or node.type != "binary_expression":
            return None
        operator = self.text(self.field(node, "operator"))
        values = (self.value(self.field(node, "left")), self.value(self.field(node, "right")))
        return Condition("==" if operator == "==" else "!=", values) if operator in ("==", "!=") else None

    def _foreach(self, node: "Node") -> Iterator[Statement]:
        names = tuple(part.strip(" ()") for part in self.text(self.field(node, "left")).split(","))
        body = tuple(self.statement(self.field(node, "body")))
        yield Loop(names, self.value(self.field(node, "right")), body, self.line(node))

    def _while(self, node: "Node") -> Iterator[Statement]:
        yield Loop((), None, tuple(self.statement(self.field(node, "body"))), self.line(node))

    def _try(self, node: "Node") -> Iterator[Statement]:
        for child in self.named(node):
            if child.type == "catch_clause":
                yield Branch((tuple(self.statement(self.field(child, "body"))), ()))
            else:
                yield from self.statement(child)

    def _return(self, node: "Node") -> Iterator[Statement]:
        inner = self.named(node)
        yield Leave("return", self.value(inner[0]) if inner else None)

    def _throw(self, node: "Node") -> Iterator[Statement]:
        yield Leave("exit")

    def _turn(self, node: "Node") -> Iterator[Statement]:
        yield Leave("turn")

    # Values

    def _string(self, node: "Node") -> Expression:
        parts = (
            unescaped(self.text(one)) if one.type == "escape_sequence" else self.text(one)
            for one in node.named_children
        )
        return Fixed("".join(parts), self.line(node))

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
        return Applied(functions.element, (self.first_value(node), self._subscript(node)), "${…}", self.line(node))

    def _binary(self, node: "Node") -> Expression:
        operator = self.text(self.field(node, "operator"))
        values = (self.value(self.field(node, "left")), self.value(self.field(node, "right")))
        if operator == "+":
            return Applied(functions.together, values, "${…}", self.line(node))
        if operator == "??":
            return Applied(functions.default, values, "${…}", self.line(node))
        return self.opaque(node)

    def _conditional(self, node: "Node") -> Expression:
        return Either((self.value(self.field(node, "consequence")), self.value(self.field(node, "alternative"))))

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
        if (
            holder == "Environment"
            and name == "GetEnvironmentVariable"
            and arguments
            and isinstance(arguments[0], Fixed)
        ):
            return Variable(f"env:{arguments[0].text}", f"${arguments[0].text}", line)
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

    values: ClassVar[Values] = {
        "array_creation_expression": _array,
        "await_expression": TreeReader.first_value,
        "binary_expression": _binary,
        "boolean_literal": TreeReader.number,
        "cast_expression": lambda reader, node: reader.value(reader.field(node, "value")),
        "collection_expression": _array,
        "conditional_expression": _conditional,
        "element_access_expression": _element,
        "identifier": TreeReader.variable,
        "implicit_array_creation_expression": _array,
        "implicit_object_creation_expression": _made,
        "initializer_expression": _array,
        "integer_literal": TreeReader.number,
        "interpolated_string_expression": _interpolated,
        "invocation_expression": _call,
        "member_access_expression": _member,
        "null_literal": TreeReader.nothing,
        "object_creation_expression": _made,
        "parenthesized_expression": TreeReader.first_value,
        "raw_string_literal": _verbatim,
        "string_literal": _string,
        "verbatim_string_literal": _verbatim,
    }
    statements: ClassVar[Statements] = {
        "block": TreeReader.block,
        "break_statement": _turn,
        "class_declaration": lambda reader, node: reader.block(reader.field(node, "body")),
        "continue_statement": _turn,
        "declaration_list": TreeReader.block,
        "else_clause": TreeReader.block,
        "expression_statement": _expression_statement,
        "field_declaration": _declaration,
        "finally_clause": TreeReader.block,
        "for_statement": _while,
        "foreach_statement": _foreach,
        "global_statement": TreeReader.block,
        "if_statement": _if,
        "local_declaration_statement": _declaration,
        "local_function_statement": _method,
        "method_declaration": _method,
        "namespace_declaration": lambda reader, node: reader.block(reader.field(node, "body")),
        "property_declaration": _property,
        "return_statement": _return,
        "throw_statement": _throw,
        "try_statement": _try,
        "using_statement": lambda reader, node: reader.block(node),
        "while_statement": _while,
    }
