"""Go: the statements of a program, read into the model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Block,
    Branch,
    Condition,
    Define,
    Expression,
    Items,
    Leave,
    Loop,
    Statement,
    Store,
)
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader
from buildx_cache_flags.core.formats.script.reading.trees import Statements
from buildx_cache_flags.core.text.work import Work

from .values import CHANGING, Values

if TYPE_CHECKING:
    from tree_sitter import Node


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a program: its functions."""
    reader = Reader(text, first, work)
    work.spend(len(text))
    reader.changing = frozenset(CHANGING.findall(text))
    return reader.all()


class Reader(Values):
    """One way through a program."""

    function_nodes = ("function_declaration", "method_declaration")

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_go

        return tree_sitter_go.language()

    def _specs(self, node: "Node") -> Iterator[Statement]:
        for child in self.named(node):
            if child.type in ("const_spec", "var_spec"):
                yield from self._pairs(child, self.field(child, "value"), declared=True)
            elif child.type == "var_spec_list":
                yield from self._specs(child)

    def _assignment(self, node: "Node") -> Iterator[Statement]:
        operator = self.text(self.field(node, "operator"))
        if operator == "+=":
            left = self.named(self.field(node, "left"))
            if left:
                yield Assign(self.text(left[0]), self.first_value(node.named_children[-1]), self.line(node), add=True)
            return
        yield from self._pairs(node, self.field(node, "right"), declared=False)

    def _pairs(self, node: "Node", values: "Node | None", *, declared: bool) -> Iterator[Statement]:
        if values is None:
            return
        left = node.children_by_field_name("name") if declared else self.named(self.field(node, "left"))
        right = self.named(values)
        for number, target in enumerate(left):
            value = self.value(right[number]) if number < len(right) else self.opaque(right[0]) if right else Items(())
            line = self.line(node)
            if target.type == "index_expression":
                key = self.value(self.field(target, "index"))
                yield Store(self.text(self.field(target, "operand")), key, value, line)
            elif self.text(target) != "_":
                yield Assign(self.text(target), value, line)

    def _function(self, node: "Node") -> Iterator[Statement]:
        parameters: list[tuple[str, Expression | None]] = []
        rest = ""
        for one in self.named(self.field(node, "parameters")):
            names = [self.text(name) for name in one.children_by_field_name("name")]
            if one.type == "variadic_parameter_declaration":
                rest = names[0] if names else ""
            else:
                parameters += [(name, None) for name in names]
        body = tuple(self.block(self.field(node, "body")))
        yield Define(self.text(self.field(node, "name")), tuple(parameters), body, rest)

    def _if(self, node: "Node") -> Iterator[Statement]:
        yield from self.statement(self.field(node, "initializer"))
        test = self.field(node, "condition")
        then, other = self.field(node, "consequence"), self.field(node, "alternative")
        blocks = (tuple(self.statement(then)), tuple(self.statement(other)))
        yield Branch(blocks, (self._condition(test),))

    def _condition(self, node: "Node | None") -> Condition | None:
        if node is None or node.type not in ("binary_expression", "identifier"):
            self.value(node)
            return None
        if node.type == "identifier":
            return Condition("set", (self.value(node),))
        known = self.compared(node)
        if known is not None and self.text(self.field(node, "right")) == '""':
            return Condition("unset" if known.operator == "==" else "set", known.values[:1])
        return known

    def _for(self, node: "Node") -> Iterator[Statement]:
        clause = next((one for one in self.named(node) if one.type == "range_clause"), None)
        body = tuple(self.statement(self.field(node, "body")))
        if clause is None:
            yield Loop((), None, body, self.line(node))
            return
        names = [self.text(one) for one in self.named(self.field(clause, "left"))]
        items = self.value(self.field(clause, "right"))
        pairs = Applied(functions.entries_of, (items,), "${…}", self.line(node))
        names = names if len(names) == 2 else [*names, "_"][:2]
        yield Loop(tuple(names), pairs, body, self.line(node))

    def _return(self, node: "Node") -> Iterator[Statement]:
        values = self.named(node)
        inner = self.named(values[0]) if values else []
        yield Leave("return", self.value(inner[0]) if inner else None)

    def _switch(self, node: "Node") -> Iterator[Statement]:
        subject = self.field(node, "value")
        blocks: list[Block] = []
        conditions: list[Condition | None] = []
        whole = False
        for case in self.named(node):
            if case.type not in ("expression_case", "default_case"):
                continue
            whole |= case.type == "default_case"
            label = self.field(case, "value")
            blocks.append(tuple(found for one in self.named(case) if one != label for found in self.statement(one)))
            labels = self.named(label)
            simple = subject is not None and len(labels) == 1
            conditions.append(Condition("==", (self.value(subject), self.value(labels[0]))) if simple else None)
        yield Branch(tuple(blocks if whole else [*blocks, ()]), tuple(conditions))

    statements: ClassVar[Statements] = {
        "assignment_statement": _assignment,
        "block": NodeReader.block,
        "break_statement": NodeReader.turned,
        "const_declaration": _specs,
        "continue_statement": NodeReader.turned,
        "defer_statement": NodeReader.block,
        "expression_statement": NodeReader.block,
        "expression_switch_statement": _switch,
        "for_statement": _for,
        "function_declaration": _function,
        "go_statement": NodeReader.block,
        "if_statement": _if,
        "method_declaration": _function,
        "return_statement": _return,
        "short_var_declaration": _assignment,
        "statement_list": NodeReader.block,
        "var_declaration": _specs,
    }
