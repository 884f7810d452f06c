"""C#: the statements of a program or a script, read into the model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from buildx_cache_flags.core.formats.script.model import (
    Assign,
    Block,
    Branch,
    Condition,
    Define,
    Expression,
    Extend,
    Loop,
    Spread,
    Statement,
    Store,
)
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader
from buildx_cache_flags.core.formats.script.reading.trees import Statements
from buildx_cache_flags.core.text.work import Work

from .values import Values

if TYPE_CHECKING:
    from tree_sitter import Node


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a program: its methods."""
    return Reader(text, first, work).all()


class Reader(Values):
    """One way through a program."""

    handlers = ("catch_clause",)
    function_nodes = ("method_declaration", "local_function_statement")

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_c_sharp

        return tree_sitter_c_sharp.language()

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
        arrow = self.named(body) if body is not None and body.type == "arrow_expression_clause" else []
        statements = self.value_as_block(arrow[0]) if arrow else tuple(self.statement(body))
        yield Define(self.text(self.field(node, "name")), tuple(parameters), statements, rest)

    def does(self, node: "Node") -> Iterator[Statement]:
        """What an expression does."""
        line = self.line(node)
        if node.type == "await_expression":
            for inner in self.named(node):
                yield from self.does(inner)
        elif node.type == "assignment_expression":
            yield from self._assigned(node, line)
        elif node.type == "invocation_expression" and self._grows(node):
            holder, name = self._called(node)
            items = self._arguments(node)
            items = tuple(map(Spread, items)) if name == "AddRange" else items[-1:] if name == "Insert" else items
            yield Extend(self._list(holder), items, line, front=name == "Insert")
        else:
            yield from self.expression(node)

    def _grows(self, node: "Node") -> bool:
        return self._called(node)[1] in ("Add", "AddRange", "Insert")

    def _assigned(self, node: "Node", line: int) -> Iterator[Statement]:
        left, operator = self.field(node, "left"), self.text(self.field(node, "operator"))
        value = self.value(self.field(node, "right"))
        name = self._list(self.text(left))
        if left is not None and left.type == "element_access_expression":
            inner = self.named(left)
            yield Store(self.text(inner[0]), self._subscript(left), value, line)
        elif operator in ("=", "+="):
            yield Assign(name, value, line, add=operator == "+=")

    def _if(self, node: "Node") -> Iterator[Statement]:
        then, other = self.field(node, "consequence"), self.field(node, "alternative")
        blocks = (tuple(self.statement(then)), tuple(self.statement(other)))
        yield Branch(blocks, (self._condition(self.field(node, "condition")),))

    def _condition(self, node: "Node | None") -> Condition | None:
        if node is not None and node.type == "identifier":
            return Condition("set", (self.value(node),))
        if node is None or node.type != "binary_expression":
            return None
        return self.compared(node)

    def _foreach(self, node: "Node") -> Iterator[Statement]:
        names = tuple(part.strip(" ()") for part in self.text(self.field(node, "left")).split(","))
        body = tuple(self.statement(self.field(node, "body")))
        yield Loop(names, self.value(self.field(node, "right")), body, self.line(node))

    statements: ClassVar[Statements] = {
        "block": NodeReader.block,
        "break_statement": NodeReader.turned,
        "class_declaration": NodeReader.body,
        "continue_statement": NodeReader.turned,
        "declaration_list": NodeReader.block,
        "else_clause": NodeReader.block,
        "expression_statement": NodeReader.expression_statement,
        "field_declaration": _declaration,
        "finally_clause": NodeReader.block,
        "for_statement": NodeReader.loop,
        "foreach_statement": _foreach,
        "global_statement": NodeReader.block,
        "if_statement": _if,
        "local_declaration_statement": _declaration,
        "local_function_statement": _method,
        "method_declaration": _method,
        "namespace_declaration": NodeReader.body,
        "property_declaration": _property,
        "return_statement": NodeReader.returned,
        "throw_statement": NodeReader.left,
        "try_statement": NodeReader.attempt,
        "using_statement": NodeReader.block,
        "while_statement": NodeReader.loop,
    }
