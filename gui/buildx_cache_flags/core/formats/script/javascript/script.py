"""JavaScript and TypeScript: the statements of a script, read into the model."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Block,
    Branch,
    Call,
    Condition,
    Expression,
    Extend,
    Fixed,
    Invoked,
    Leave,
    Loop,
    Statement,
    Store,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading.nodes import NodeReader
from buildx_cache_flags.core.formats.script.reading.trees import Statements
from buildx_cache_flags.core.text.work import Work

from .functions import FUNCTION_NODES
from .values import Values

if TYPE_CHECKING:
    from tree_sitter import Node


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script."""
    reader: NodeReader = TypeScript(text, first, work) if dialect == "typescript" else JavaScript(text, first, work)
    return reader.all()


class JavaScript(Values):
    """One way through a script; the grammar of TypeScript with JSX reads JavaScript as well."""

    handlers = ("catch_clause",)

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_typescript

        return tree_sitter_typescript.language_tsx()

    def _declaration(self, node: "Node") -> Iterator[Statement]:
        for declarator in self.named(node):
            if declarator.type == "variable_declarator":
                yield from self._declared(declarator)

    def _declared(self, node: "Node") -> Iterator[Statement]:
        name, value = self.field(node, "name"), self.field(node, "value")
        if name is None or value is None:
            return
        if value.type in FUNCTION_NODES:
            yield self._define(self.text(name), value)
        elif name.type == "identifier":
            yield Assign(self.text(name), self.value(value), self.line(node))
        elif name.type == "object_pattern":
            yield from self._taken_apart(name, self.value(value), self.text(value))

    def _function(self, node: "Node") -> Iterator[Statement]:
        yield self._define(self.text(self.field(node, "name")), node)

    def does(self, node: "Node") -> Iterator[Statement]:
        """What an expression does."""
        line = self.line(node)
        if node.type in ("await_expression", "parenthesized_expression"):
            for inner in self.named(node):
                yield from self.does(inner)
            return
        if node.type == "assignment_expression":
            left, value = self.field(node, "left"), self.value(self.field(node, "right"))
            yield from self._stored(left, value, line)
        elif node.type == "augmented_assignment_expression":
            operator = self.text(self.field(node, "operator"))
            name, value = self.text(self.field(node, "left")), self.value(self.field(node, "right"))
            if operator in ("||=", "??="):
                known = Variable(name, f"${{{name}}}", line)
                yield Assign(name, Applied(functions.default, (known, value), f"${{{name}}}", line), line)
            elif operator == "+=":
                yield Assign(name, value, line, add=True)
        elif node.type == "binary_expression" and self.text(self.field(node, "operator")) == "&&":
            right = self.field(node, "right")
            if right is not None:
                yield Branch((tuple(self.does(right)), ()))
        else:
            yield from self._called(node, line)

    def _stored(self, left: "Node | None", value: Expression, line: int) -> Iterator[Statement]:
        if left is None:
            return
        if left.type == "subscript_expression":
            key = self.value(self.field(left, "index"))
            yield Store(self.text(self.field(left, "object")), key, value, line)
        elif left.type == "member_expression":
            holder, name = self.text(self.field(left, "object")), self.text(self.field(left, "property"))
            if holder == "process.env":
                yield Assign(f"env:{name}", value, line)
            elif holder == "this":
                yield Assign(f"this.{name}", value, line)
            else:
                yield Store(holder, Fixed(name), value, line)
        else:
            yield Assign(self.text(left), value, line)

    def _called(self, node: "Node", line: int) -> Iterator[Statement]:
        """A call for what it does, such as growing a list."""
        function = self.field(node, "function") if node.type == "call_expression" else None
        name = (
            self.text(self.field(function, "property"))
            if function is not None and function.type == "member_expression"
            else ""
        )
        if function is not None and name in ("push", "unshift", "forEach", "map"):
            holder = self.field(function, "object")
            arguments = self.named(self.field(node, "arguments"))
            if name in ("forEach", "map"):
                if arguments and arguments[0].type in FUNCTION_NODES:
                    yield from self._for_each(holder, arguments[0], line)
            else:
                yield Extend(self.text(holder), tuple(map(self.value, arguments)), line, front=name == "unshift")
            return
        yield from self.expression(node)

    def _for_each(self, items: "Node | None", function: "Node", line: int) -> Iterator[Statement]:
        made = self._define("", function)
        names = self.names_of(function)
        body: list[Statement] = []
        for one in made.body:
            if isinstance(one, Leave):
                body += [Call(one.value)] if isinstance(one.value, Invoked) else []
            else:
                body.append(one)
        yield Loop(names, self.value(items), tuple(body), line)

    def _if(self, node: "Node") -> Iterator[Statement]:
        test = self.field(node, "condition")
        self.value(test)
        then, other = self.field(node, "consequence"), self.field(node, "alternative")
        blocks = (tuple(self.statement(then)), tuple(self.statement(other)))
        yield Branch(blocks, (self._condition(test),))

    def _condition(self, node: "Node | None") -> Condition | None:
        while node is not None and node.type == "parenthesized_expression":
            node = next(iter(self.named(node)), None)
        if node is None:
            return None
        if node.type == "binary_expression":
            return self.compared(node)
        if node.type == "unary_expression" and self.text(self.field(node, "operator")) == "!":
            return Condition("unset", (self.value(self.field(node, "argument")),))
        return Condition("set", (self.value(node),)) if node.type == "identifier" else None

    def _for(self, node: "Node") -> Iterator[Statement]:
        left, right = self.field(node, "left"), self.field(node, "right")
        body = tuple(self.statement(self.field(node, "body")))
        names = tuple(re.findall(r"[A-Za-z_$][\w$]*", self.text(left))) if left is not None else ()
        items = self.value(right) if right is not None else None
        whole = items if self.text(self.field(node, "operator")) != "in" else None
        yield Loop(names, whole, body, self.line(node))

    def _switch(self, node: "Node") -> Iterator[Statement]:
        subject = self.value(self.field(node, "value"))
        blocks: list[Block] = []
        conditions: list[Condition | None] = []
        whole = False
        for case in self.named(self.field(node, "body")):
            label = self.field(case, "value")
            whole |= label is None
            body = [one for one in self.named(case) if one != label]
            found = [made for one in body for made in self.statement(one)]
            blocks.append(tuple(one for one in found if not (isinstance(one, Leave) and one.kind == "turn")))
            conditions.append(Condition("==", (subject, self.value(label))) if label is not None else None)
        yield Branch(tuple(blocks if whole else [*blocks, ()]), tuple(conditions))

    statements: ClassVar[Statements] = {
        "break_statement": NodeReader.turned,
        "class_body": NodeReader.block,
        "class_declaration": NodeReader.body,
        "continue_statement": NodeReader.turned,
        "do_statement": NodeReader.loop,
        "else_clause": NodeReader.block,
        "export_statement": NodeReader.block,
        "expression_statement": NodeReader.expression_statement,
        "finally_clause": NodeReader.body,
        "for_in_statement": _for,
        "for_statement": NodeReader.loop,
        "function_declaration": _function,
        "if_statement": _if,
        "lexical_declaration": _declaration,
        "method_definition": _function,
        "return_statement": NodeReader.returned,
        "statement_block": NodeReader.block,
        "switch_statement": _switch,
        "throw_statement": NodeReader.left,
        "try_statement": NodeReader.attempt,
        "variable_declaration": _declaration,
        "while_statement": NodeReader.loop,
    }


class TypeScript(JavaScript):
    """TypeScript without JSX, which reads ``<type>value`` as a cast."""

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_typescript

        return tree_sitter_typescript.language_typescript()
