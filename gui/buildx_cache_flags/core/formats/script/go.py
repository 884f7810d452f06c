"""Go: the statements of a program, read into the model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.text.work import Work

from . import functions
from .javascript import unescaped
from .model import (
    Applied,
    Assign,
    Block,
    Branch,
    Condition,
    Define,
    Expression,
    Fixed,
    Invoked,
    Items,
    Leave,
    Loop,
    Opaque,
    Record,
    Spread,
    Statement,
    Store,
    Variable,
)
from .reading import calls
from .reading.trees import Statements, TreeReader, Values

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


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a program: its functions."""
    return Reader(text, first, work).all()


class Reader(TreeReader):
    """One way through a program."""

    function_nodes = ("function_declaration", "method_declaration")

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_go

        return tree_sitter_go.language()

    # Statements

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
        operator = self.text(self.field(node, "operator"))
        right = self.field(node, "right")
        values = (self.value(self.field(node, "left")), self.value(right))
        if self.text(right) == '""':
            return Condition("unset" if operator == "==" else "set", values[:1]) if operator in ("==", "!=") else None
        return Condition("==" if operator == "==" else "!=", values) if operator in ("==", "!=") else None

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

    def _turn(self, node: "Node") -> Iterator[Statement]:
        yield Leave("turn")

    # Values

    def _string(self, node: "Node") -> Expression:
        parts = (
            unescaped(self.text(one)) if one.type == "escape_sequence" else self.text(one)
            for one in node.named_children
        )
        return Fixed("".join(parts), self.line(node))

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
        return Applied(functions.element, (self.value(holder), Fixed(name)), self.source(node), self.line(node))

    def _index(self, node: "Node") -> Expression:
        values = (self.value(self.field(node, "operand")), self.value(self.field(node, "index")))
        return Applied(functions.element, values, self.source(node), self.line(node))

    def _slice(self, node: "Node") -> Expression:
        bounds = (self.field(node, "start"), self.field(node, "end"))
        values = (self.value(one) if one is not None else Fixed("") for one in bounds)
        return Applied(functions.stretch, (self.value(self.field(node, "operand")), *values), "${…}", self.line(node))

    def _binary(self, node: "Node") -> Expression:
        if self.text(self.field(node, "operator")) != "+":
            return self.opaque(node)
        values = (self.value(self.field(node, "left")), self.value(self.field(node, "right")))
        return Applied(functions.together, values, self.source(node), self.line(node))

    def _variadic(self, node: "Node") -> Expression:
        return Spread(self.first_value(node))

    def _call(self, node: "Node") -> Expression:
        function = self.field(node, "function")
        name, line = self.text(function), self.line(node)
        arguments = self.all_values(self.field(node, "arguments"))
        last = name.rpartition(".")[2]
        if last in self.functions and (name == last or name.count(".") == 1):
            return Invoked(last, arguments, "${…}", line)
        if name == "append" and arguments:
            return Items((Spread(arguments[0]), *arguments[1:]))
        if name == "fmt.Sprintf" and arguments:
            return Applied(functions.percent_format, (arguments[0], Items(arguments[1:])), "${…}", line)
        if name in ("os.Getenv", "os.LookupEnv") and arguments and isinstance(arguments[0], Fixed):
            return Variable(f"env:{arguments[0].text}", f"${arguments[0].text}", line)
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

    values: ClassVar[Values] = {
        "binary_expression": _binary,
        "call_expression": _call,
        "composite_literal": _composite,
        "false": TreeReader.number,
        "identifier": TreeReader.variable,
        "index_expression": _index,
        "int_literal": TreeReader.number,
        "interpreted_string_literal": _string,
        "nil": TreeReader.nothing,
        "parenthesized_expression": TreeReader.first_value,
        "raw_string_literal": _raw_string,
        "selector_expression": _selector,
        "slice_expression": _slice,
        "true": TreeReader.number,
        "unary_expression": TreeReader.first_value,
        "variadic_argument": _variadic,
    }
    statements: ClassVar[Statements] = {
        "assignment_statement": _assignment,
        "block": TreeReader.block,
        "break_statement": _turn,
        "const_declaration": _specs,
        "continue_statement": _turn,
        "defer_statement": TreeReader.block,
        "expression_statement": TreeReader.block,
        "expression_switch_statement": _switch,
        "for_statement": _for,
        "function_declaration": _function,
        "go_statement": TreeReader.block,
        "if_statement": _if,
        "method_declaration": _function,
        "return_statement": _return,
        "short_var_declaration": _assignment,
        "statement_list": TreeReader.block,
        "var_declaration": _specs,
    }
