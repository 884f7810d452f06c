"""What the syntax trees of several languages have in common: strings, operators, conditions, loops and what leaves them."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Block,
    Branch,
    Condition,
    Either,
    Expression,
    Fixed,
    Items,
    Leave,
    Loop,
    Spread,
    Statement,
    Variable,
)

from .trees import TreeReader

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_EQUAL: Final = ("==", "===")
_UNEQUAL: Final = ("!=", "!==")


def unescaped(text: str) -> str:
    """What an escape of a string means."""
    if text[1:2] in ("u", "x"):
        digits = text[2:].strip("{}")
        return chr(min(int(digits, 16), 0x10FFFF)) if re.fullmatch("[0-9A-Fa-f]+", digits) else text
    return _ESCAPES.get(text[1:], text[1:])


class NodeReader(TreeReader):
    """Reads the nodes that languages only name differently; what is a language's own comes from its reader."""

    operators: ClassVar[Mapping[str, functions.Function]] = {"+": functions.together}
    """What operators make of the values beside them."""

    handlers: ClassVar[tuple[str, ...]] = ()
    """The nodes that are gone through only where something failed."""

    # Statements

    def expression_statement(self, node: "Node") -> Iterator[Statement]:
        """An expression for what it does."""
        for inner in self.named(node):
            yield from self.does(inner)

    def does(self, node: "Node") -> Iterator[Statement]:
        """What an expression does, such as giving a variable a value."""
        yield from self.expression(node)

    def body(self, node: "Node") -> Iterator[Statement]:
        """What stands inside a class or a module."""
        yield from self.block(self.field(node, "body"))

    def loop(self, node: "Node") -> Iterator[Statement]:
        """A loop that goes through no list."""
        yield Loop((), None, tuple(self.statement(self.field(node, "body"))), self.line(node))

    def attempt(self, node: "Node") -> Iterator[Statement]:
        """``try``: what is done, and what may be done where that failed."""
        for child in self.named(node):
            if child.type in self.handlers:
                yield Branch((tuple(self.block(self.field(child, "body"))), ()))
            else:
                yield from self.statement(child)

    def returned(self, node: "Node") -> Iterator[Statement]:
        """``return`` with a value."""
        inner = self.named(node)
        yield Leave("return", self.value(inner[0]) if inner else None)

    def left(self, node: "Node") -> Iterator[Statement]:
        """What ends the program, such as an exception."""
        yield Leave("exit")

    def turned(self, node: "Node") -> Iterator[Statement]:
        """``break`` and ``continue``."""
        yield Leave("turn")

    def value_as_block(self, node: "Node") -> Block:
        """The body of a function that is one value: what that does, and what is returned."""
        outer, self.effects = self.effects, []
        value = self.value(node)
        statements: Block = (*self.effects, Leave("return", value))
        self.effects = outer
        return statements

    def compared(self, node: "Node") -> Condition | None:
        """What two values with an operator between them decide; ``None`` where that is no comparison."""
        values = self.sides(node)
        operator = self.text(self.field(node, "operator"))
        if operator in _EQUAL:
            return Condition("==", values)
        return Condition("!=", values) if operator in _UNEQUAL else None

    # Values

    def sides(self, node: "Node") -> tuple[Expression, Expression]:
        """The values on both sides of an operator."""
        return self.value(self.field(node, "left")), self.value(self.field(node, "right"))

    def binary(self, node: "Node") -> Expression:
        """An operator with a value on each side."""
        values = self.sides(node)
        operator = self.text(self.field(node, "operator"))
        function = self.operators.get(operator)
        if function is None:
            return self.other_operator(operator, values, node)
        return Applied(function, values, self.source(node), self.line(node))

    def other_operator(self, operator: str, values: tuple[Expression, Expression], node: "Node") -> Expression:
        """An operator that is more than a function of its two values."""
        return self.opaque(node)

    def conditional(self, node: "Node") -> Expression:
        """``test ? one : other``."""
        return Either((self.value(self.field(node, "consequence")), self.value(self.field(node, "alternative"))))

    def string(self, node: "Node") -> Expression:
        """A string without values in it."""
        parts = (
            unescaped(self.text(one)) if one.type == "escape_sequence" else self.text(one)
            for one in node.named_children
        )
        return Fixed("".join(parts), self.line(node))

    def items(self, node: "Node") -> Expression:
        """A list."""
        return Items(self.all_values(node))

    def spread(self, node: "Node") -> Expression:
        """The elements of a list in the place of one."""
        return Spread(self.first_value(node))

    def element_of(self, holder: "Node | None", key: Expression, node: "Node") -> Expression:
        """One element of a list, or one field of a record."""
        return Applied(functions.element, (self.value(holder), key), self.source(node), self.line(node))

    def environment(self, name: Expression, node: "Node") -> Variable | None:
        """A variable of the environment, where its name is written out."""
        return Variable(f"env:{name.text}", f"${name.text}", self.line(node)) if isinstance(name, Fixed) else None
