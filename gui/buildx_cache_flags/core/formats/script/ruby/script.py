"""Ruby: the statements of a script, read into the model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Block,
    Branch,
    Condition,
    Define,
    Expression,
    Extend,
    Fixed,
    Leave,
    Loop,
    Spread,
    Statement,
    Store,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader
from buildx_cache_flags.core.formats.script.reading.trees import Statements
from buildx_cache_flags.core.text.work import Work

from .values import Values

if TYPE_CHECKING:
    from tree_sitter import Node

_GROWING: Final = ("push", "append", "concat", "unshift", "prepend")


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script."""
    return Reader(text, first, work).all()


class Reader(Values):
    """One way through a script."""

    handlers = ("rescue",)
    function_nodes = ("method", "singleton_method")

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_ruby

        return tree_sitter_ruby.language()

    def _assignment(self, node: "Node") -> Iterator[Statement]:
        left, value = self.field(node, "left"), self.value(self.field(node, "right"))
        if left is None:
            return
        if left.type == "element_reference":
            key = self.named(left)[-1]
            if self.text(self.field(left, "object")) == "ENV":
                known = self.value(key)
                if isinstance(known, Fixed):
                    yield Assign(f"env:{known.text}", value, self.line(node))
            else:
                yield Store(self.text(self.field(left, "object")), self.value(key), value, self.line(node))
        elif left.type != "left_assignment_list":
            yield Assign(self.text(left), value, self.line(node))

    def _operator_assignment(self, node: "Node") -> Iterator[Statement]:
        name, line = self.text(self.field(node, "left")), self.line(node)
        operator, value = self.text(self.field(node, "operator")), self.value(self.field(node, "right"))
        if operator == "+=":
            yield Assign(name, value, line, add=True)
        elif operator == "||=":
            known = Variable(name, f"${{{name}}}", line)
            yield Assign(name, Applied(functions.default, (known, value), f"${{{name}}}", line), line)

    def _modified(self, node: "Node") -> Iterator[Statement]:
        yield Branch((tuple(self.statement(self.field(node, "body"))), ()))

    def _if(self, node: "Node") -> Iterator[Statement]:
        test = self.field(node, "condition")
        blocks = (
            tuple(self.block(self.field(node, "consequence"))),
            tuple(self._else(self.field(node, "alternative"))),
        )
        yield Branch(blocks, (self._condition(test) if node.type != "unless" else None,))

    def _else(self, node: "Node | None") -> Iterator[Statement]:
        if node is not None and node.type == "elsif":
            yield from self._if(node)
        else:
            yield from self.block(node)

    def _condition(self, node: "Node | None") -> Condition | None:
        if node is None or node.type != "binary" or self.text(self.field(node, "operator")) not in ("==", "!="):
            return Condition("set", (self.value(node),)) if node is not None and node.type == "identifier" else None
        return self.compared(node)

    def _case(self, node: "Node") -> Iterator[Statement]:
        blocks = [tuple(self.block(self.field(one, "body"))) for one in self.named(node) if one.type == "when"]
        other = next((one for one in self.named(node) if one.type == "else"), None)
        yield Branch((*blocks, tuple(self.block(other))))

    def _method(self, node: "Node") -> Iterator[Statement]:
        parameters: list[tuple[str, Expression | None]] = []
        rest = ""
        for one in self.named(self.field(node, "parameters")):
            name = self.text(self.field(one, "name") or one)
            if one.type == "splat_parameter":
                rest = name
            else:
                default = self.field(one, "value")
                parameters.append((name, self.value(default) if default is not None else None))
        yield Define(self.text(self.field(node, "name")), tuple(parameters), self._body(self.field(node, "body")), rest)

    def _body(self, node: "Node | None") -> Block:
        """The statements of a method, the last of which is its value."""
        children = [node] if node is not None and node.type in self.values else self.named(node)
        found: list[Statement] = []
        for number, child in enumerate(children):
            if number < len(children) - 1 or child.type not in self.values:
                found += self.statement(child)
                continue
            found += self.value_as_block(child)
        return tuple(found)

    def _for(self, node: "Node") -> Iterator[Statement]:
        items = self.field(node, "value")
        inner = self.named(items)
        name = self.text(self.field(node, "pattern"))
        yield Loop(
            (name,),
            self.value(inner[0]) if inner else None,
            tuple(self.block(self.field(node, "body"))),
            self.line(node),
        )

    def _return(self, node: "Node") -> Iterator[Statement]:
        inner = self.named(node)
        values = self.named(inner[0]) if inner else []
        yield Leave("return", self.value(values[0]) if values else None)

    def _binary_statement(self, node: "Node") -> Iterator[Statement]:
        operator = self.text(self.field(node, "operator"))
        left, right = self.field(node, "left"), self.field(node, "right")
        if operator == "<<":
            yield Extend(self.text(left), (self.value(right),), self.line(node))
        elif operator in ("||", "&&", "or", "and"):
            yield from self.statement(left)
            yield Branch((tuple(self.statement(right)), ()))

    def _call_statement(self, node: "Node") -> Iterator[Statement]:
        receiver, name = self.field(node, "receiver"), self.text(self.field(node, "method"))
        block, line = self.field(node, "block"), self.line(node)
        if receiver is not None and name in _GROWING:
            items = self.all_values(self.field(node, "arguments"))
            items = tuple(map(Spread, items)) if name == "concat" else items
            yield Extend(self.text(receiver), items, line, front=name in ("unshift", "prepend"))
        elif block is not None and receiver is not None and name in ("each", "each_with_index", "each_pair"):
            names = tuple(self.text(one) for one in self.named(self.field(block, "parameters")))
            items_of = self.value(receiver)
            pairs = Applied(functions.pairs_or_items, (items_of,), "${…}", line) if len(names) == 2 else items_of
            yield Loop(names, pairs, tuple(self.block(self.field(block, "body"))), line)
        elif block is not None:
            self.value(node)
            yield from self.block(self.field(block, "body"))
        else:
            yield from self.expression(node)

    def _do(self, node: "Node") -> Iterator[Statement]:
        self.value(node)
        yield from ()

    statements: ClassVar[Statements] = {
        "assignment": _assignment,
        "begin": NodeReader.attempt,
        "binary": _binary_statement,
        "body_statement": NodeReader.block,
        "call": _call_statement,
        "case": _case,
        "class": NodeReader.block,
        "do": NodeReader.block,
        "for": _for,
        "if": _if,
        "if_modifier": _modified,
        "method": _method,
        "module": NodeReader.block,
        "operator_assignment": _operator_assignment,
        "parenthesized_statements": NodeReader.block,
        "return": _return,
        "singleton_method": _method,
        "subshell": _do,
        "unless": _if,
        "unless_modifier": _modified,
        "until": NodeReader.loop,
        "while": NodeReader.loop,
    }
