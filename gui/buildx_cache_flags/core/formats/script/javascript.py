"""JavaScript and TypeScript: the statements of a script, read into the model."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from buildx_cache_flags.core.text.work import Work

from . import functions
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
    Joined,
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
from .reading.trees import Statements, TreeReader, Values, joined

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_METHODS: Final[dict[str, functions.Function]] = {
    "concat": functions.together,
    "filter": functions.filled,
    "flat": functions.flattened,
    "join": functions.connected,
    "replaceAll": functions.replaced,
    "slice": functions.stretch,
    "split": functions.parted,
    "substring": functions.stretch,
    "toLowerCase": functions.lower,
    "toString": functions.same,
    "toUpperCase": functions.upper,
    "trim": functions.strip,
}
_LISTS: Final[dict[str, functions.Function]] = {
    "Object.entries": functions.pairs,
    "Object.keys": functions.record_names,
    "Object.values": functions.record_values,
}
_FUNCTIONS: Final = ("arrow_function", "function_expression", "function")


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script."""
    reader: TreeReader = TypeScript(text, first, work) if dialect == "typescript" else JavaScript(text, first, work)
    return reader.all()


def unescaped(text: str) -> str:
    """What an escape of a string means."""
    if text[1:2] in ("u", "x"):
        digits = text[2:].strip("{}")
        return chr(min(int(digits, 16), 0x10FFFF)) if re.fullmatch("[0-9A-Fa-f]+", digits) else text
    return _ESCAPES.get(text[1:], text[1:])


class JavaScript(TreeReader):
    """One way through a script; the grammar of TypeScript with JSX reads JavaScript as well."""

    function_nodes = (
        "function_declaration",
        "method_definition",
        "variable_declarator",
        "generator_function_declaration",
    )

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_typescript

        return tree_sitter_typescript.language_tsx()

    def function_name(self, node: "Node") -> str:
        """The name of a function, also where it is the value of a constant."""
        value = self.field(node, "value")
        if node.type == "variable_declarator" and (value is None or value.type not in _FUNCTIONS):
            return ""
        return self.text(self.field(node, "name"))

    # Statements

    def _declaration(self, node: "Node") -> Iterator[Statement]:
        for declarator in self.named(node):
            if declarator.type == "variable_declarator":
                yield from self._declared(declarator)

    def _declared(self, node: "Node") -> Iterator[Statement]:
        name, value = self.field(node, "name"), self.field(node, "value")
        if name is None or value is None:
            return
        if value.type in _FUNCTIONS:
            yield self._define(self.text(name), value)
        elif name.type == "identifier":
            yield Assign(self.text(name), self.value(value), self.line(node))
        elif name.type == "object_pattern":
            yield from self._taken_apart(name, self.value(value), self.text(value))

    def _taken_apart(self, pattern: "Node", value: Expression, source: str) -> Iterator[Statement]:
        """``const { a, b: c, d = "…" } = value``."""
        for one in self.named(pattern):
            key, default = one, None
            if one.type == "object_assignment_pattern":
                key, default = self.field(one, "left") or one, self.field(one, "right")
            name = target = self.text(key)
            if one.type == "pair_pattern":
                name, target = self.text(self.field(one, "key")), self.text(self.field(one, "value"))
            line = self.line(one)
            part: Expression = Applied(functions.element, (value, Fixed(name)), f"${{{target}}}", line)
            if source == "process.env":
                part = Variable(f"env:{name}", f"${{{target}}}", line)
            if default is not None:
                part = Applied(functions.default, (part, self.value(default)), f"${{{target}}}", line)
            yield Assign(target, part, line)

    def _define(self, name: str, node: "Node") -> Define:
        parameters, rest = self._parameters(node)
        prelude = tuple(self._prelude(node))
        body = self.field(node, "body")
        if body is not None and body.type != "statement_block":
            outer, self.effects = self.effects, []
            value = self.value(body)
            statements: Block = (*self.effects, Leave("return", value))
            self.effects = outer
        else:
            statements = tuple(self.block(body))
        return Define(name, parameters, (*prelude, *statements), rest)

    def _prelude(self, node: "Node") -> Iterator[Statement]:
        """What takes parameters apart that are written as patterns."""
        for one in self.named(self.field(node, "parameters")):
            pattern = self.field(one, "pattern") or one
            if pattern.type == "object_pattern":
                yield from self._taken_apart(pattern, Variable(self.text(pattern), "${…}", self.line(pattern)), "")

    def _parameters(self, node: "Node") -> tuple[tuple[tuple[str, Expression | None], ...], str]:
        single = self.field(node, "parameter")
        if single is not None:
            return ((self.text(single), None),), ""
        found: list[tuple[str, Expression | None]] = []
        rest = ""
        for one in self.named(self.field(node, "parameters")):
            pattern = self.field(one, "pattern") or one
            default = self.field(one, "value")
            if pattern.type == "rest_pattern":
                rest = self.text(pattern).removeprefix("...")
            else:
                found.append((self.text(pattern), self.value(default) if default is not None else None))
        return tuple(found), rest

    def _function(self, node: "Node") -> Iterator[Statement]:
        yield self._define(self.text(self.field(node, "name")), node)

    def _expression_statement(self, node: "Node") -> Iterator[Statement]:
        for inner in self.named(node):
            yield from self._does(inner)

    def _does(self, node: "Node") -> Iterator[Statement]:
        line = self.line(node)
        if node.type in ("await_expression", "parenthesized_expression"):
            for inner in self.named(node):
                yield from self._does(inner)
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
                yield Branch((tuple(self._does(right)), ()))
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
                if arguments and arguments[0].type in _FUNCTIONS:
                    yield from self._for_each(holder, arguments[0], line)
            else:
                yield Extend(self.text(holder), tuple(map(self.value, arguments)), line, front=name == "unshift")
            return
        yield from self.expression(node)

    def _for_each(self, items: "Node | None", function: "Node", line: int) -> Iterator[Statement]:
        made = self._define("", function)
        names = tuple(name for name, _ in made.parameters[:1])
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
        blocks = (tuple(self._branch(then)), tuple(self._branch(other)))
        yield Branch(blocks, (self._condition(test),))

    def _branch(self, node: "Node | None") -> Iterator[Statement]:
        if node is None:
            return
        if node.type in ("statement_block", "else_clause"):
            yield from self.block(node)
        else:
            yield from self.statement(node)

    def _condition(self, node: "Node | None") -> Condition | None:
        while node is not None and node.type == "parenthesized_expression":
            node = next(iter(self.named(node)), None)
        if node is None:
            return None
        if node.type == "binary_expression":
            operator = self.text(self.field(node, "operator"))
            values = (self.value(self.field(node, "left")), self.value(self.field(node, "right")))
            if operator in ("===", "=="):
                return Condition("==", values)
            return Condition("!=", values) if operator in ("!==", "!=") else None
        if node.type == "unary_expression" and self.text(self.field(node, "operator")) == "!":
            return Condition("unset", (self.value(self.field(node, "argument")),))
        return Condition("set", (self.value(node),)) if node.type == "identifier" else None

    def _for(self, node: "Node") -> Iterator[Statement]:
        left, right = self.field(node, "left"), self.field(node, "right")
        body = tuple(self._branch(self.field(node, "body")))
        names = tuple(re.findall(r"[A-Za-z_$][\w$]*", self.text(left))) if left is not None else ()
        items = self.value(right) if right is not None else None
        whole = items if self.text(self.field(node, "operator")) != "in" else None
        yield Loop(names, whole, body, self.line(node))

    def _while(self, node: "Node") -> Iterator[Statement]:
        yield Loop((), None, tuple(self._branch(self.field(node, "body"))), self.line(node))

    def _try(self, node: "Node") -> Iterator[Statement]:
        yield from self.block(self.field(node, "body"))
        handler = self.field(node, "handler")
        if handler is not None:
            yield Branch((tuple(self.block(self.field(handler, "body"))), ()))
        yield from self.block(self.field(node, "finalizer"))

    def _return(self, node: "Node") -> Iterator[Statement]:
        inner = self.named(node)
        yield Leave("return", self.value(inner[0]) if inner else None)

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

    def _exit(self, node: "Node") -> Iterator[Statement]:
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

    def _template(self, node: "Node") -> Expression:
        return joined(self._template_parts(node), self.line(node))

    def _template_parts(self, node: "Node") -> list[Expression]:
        """Texts and values by turns, a text first."""
        parts: list[Expression] = []
        for one in node.named_children:
            if one.type == "template_substitution":
                parts.append(self.first_value(one))
            elif one.type == "escape_sequence":
                parts.append(Fixed(unescaped(self.text(one)), self.line(one)))
            else:
                parts.append(calls.lines(self.text(one), self.line(one)))
        return parts

    def _identifier(self, node: "Node") -> Expression:
        return Items(()) if self.text(node) == "undefined" else self.variable(node)

    def _member(self, node: "Node") -> Expression:
        holder, name = self.field(node, "object"), self.text(self.field(node, "property"))
        written = self.text(node).replace("?.", ".")
        if self.text(holder) == "process.env":
            return Variable(f"env:{name}", f"${{{written}}}", self.line(node))
        if holder is not None and holder.type in ("identifier", "this"):
            return Variable(f"{self.text(holder)}.{name}", f"${{{written}}}", self.line(node))
        if name == "length":
            return Applied(functions.repeated, (self.value(holder),), self.source(node), self.line(node))
        return Applied(functions.element, (self.value(holder), Fixed(name)), self.source(node), self.line(node))

    def _subscript(self, node: "Node") -> Expression:
        values = (self.value(self.field(node, "object")), self.value(self.field(node, "index")))
        return Applied(functions.element, values, self.source(node), self.line(node))

    def _array(self, node: "Node") -> Expression:
        return Items(self.all_values(node))

    def _spread(self, node: "Node") -> Expression:
        return Spread(self.first_value(node))

    def _object(self, node: "Node") -> Expression:
        fields: list[tuple[str, Expression]] = []
        for one in self.named(node):
            if one.type == "pair":
                fields.append((self.text(self.field(one, "key")).strip("'\""), self.value(self.field(one, "value"))))
            elif one.type == "shorthand_property_identifier":
                fields.append((self.text(one), self.variable(one)))
        return Record(tuple(fields))

    def _ternary(self, node: "Node") -> Expression:
        return Either((self.value(self.field(node, "consequence")), self.value(self.field(node, "alternative"))))

    def _binary(self, node: "Node") -> Expression:
        operator = self.text(self.field(node, "operator"))
        left, right = self.value(self.field(node, "left")), self.value(self.field(node, "right"))
        if operator == "+":
            return Applied(functions.together, (left, right), self.source(node), self.line(node))
        if operator in ("||", "??"):
            return Applied(functions.default, (left, right), _written(left), self.line(node))
        return Either((right, Items(()))) if operator == "&&" else self.opaque(node)

    def _wrapped(self, node: "Node") -> Expression:
        return self.first_value(node)

    def _call(self, node: "Node") -> Expression:
        function, given = self.field(node, "function"), self.field(node, "arguments")
        line, name = self.line(node), self.text(function).replace("?.", ".")
        if given is not None and given.type == "template_string":
            return self._tagged(name, given, node)
        nodes = self.named(given)
        if name in self.functions or (name.startswith("this.") and name[5:] in self.functions):
            arguments = tuple(map(self.value, nodes))
            return Invoked(name.removeprefix("this."), arguments, self.source(node), line)
        if name in _LISTS and nodes:
            return Applied(_LISTS[name], (self.value(nodes[0]),), self.source(node), line)
        if function is not None and function.type == "member_expression":
            made = self._method(function, nodes, node)
            if made is not None:
                return made
        arguments = tuple(self.value(one) for one in nodes if one.type not in _FUNCTIONS)
        self.run(name, arguments, node)
        return Opaque(f"${{{name}(…)}}" if re.fullmatch(r"[\w.$]+", name) else "${…}", line)

    def _tagged(self, name: str, template: "Node", node: "Node") -> Expression:
        """A command as ``zx`` and its like have it: each value is one argument, or each element of a list."""
        parts: list[Expression] = []
        for part in self._template_parts(template):
            text = isinstance(part, Fixed) or (
                isinstance(part, Joined) and all(isinstance(one, Fixed) for one in part.parts)
            )
            parts.append(part if text else Items((Spread(part),)))
        words = Applied(functions.template_words, tuple(parts), "${…}", self.line(node))
        if name.rpartition(".")[2] in ("$", "sh", "execa", "shell", "run") or name.startswith("$"):
            self.effects.append(Command((Spread(words),), self.line(node)))
        return Opaque("${…}", self.line(node))

    def _method(self, function: "Node", nodes: list["Node"], node: "Node") -> Expression | None:
        holder, name = self.field(function, "object"), self.text(self.field(function, "property"))
        line, source = self.line(node), self.source(node)
        if name in ("map", "flatMap") and nodes and nodes[0].type in _FUNCTIONS:
            made = self._define("", nodes[0])
            last = made.body[-1] if made.body else None
            if isinstance(last, Leave) and last.value is not None and made.parameters:
                return Each((made.parameters[0][0],), self.value(holder), last.value, flat=name == "flatMap")
            return None
        if name == "replace" and len(nodes) == 2:
            return self._replaced(holder, nodes, source, line)
        if name not in _METHODS or any(one.type in _FUNCTIONS for one in nodes if name != "filter"):
            return None
        arguments = () if name == "filter" else tuple(map(self.value, nodes))
        if name == "join" and not arguments:
            arguments = (Fixed(","),)
        return Applied(_METHODS[name], (self.value(holder), *arguments), source, line)

    def _replaced(self, holder: "Node | None", nodes: list["Node"], source: str, line: int) -> Expression:
        if nodes[0].type != "regex":
            values = (self.value(holder), *map(self.value, nodes))
            return Applied(functions.replaced_once, values, source, line)
        pattern, flags = self.text(self.field(nodes[0], "pattern")), self.text(self.field(nodes[0], "flags"))
        if "i" in flags:
            pattern = f"(?i){pattern}"
        function = functions.replaced_pattern if "g" in flags else functions.replaced_pattern_once
        return Applied(function, (self.value(holder), Fixed(pattern), self.value(nodes[1])), source, line)

    values: ClassVar[Values] = {
        "array": _array,
        "as_expression": _wrapped,
        "await_expression": _wrapped,
        "binary_expression": _binary,
        "call_expression": _call,
        "false": TreeReader.number,
        "identifier": _identifier,
        "member_expression": _member,
        "non_null_expression": _wrapped,
        "null": TreeReader.nothing,
        "number": TreeReader.number,
        "object": _object,
        "parenthesized_expression": _wrapped,
        "satisfies_expression": _wrapped,
        "spread_element": _spread,
        "string": _string,
        "subscript_expression": _subscript,
        "template_string": _template,
        "ternary_expression": _ternary,
        "true": TreeReader.number,
        "undefined": TreeReader.nothing,
    }
    statements: ClassVar[Statements] = {
        "break_statement": _turn,
        "class_body": TreeReader.block,
        "class_declaration": lambda reader, node: reader.block(reader.field(node, "body")),
        "continue_statement": _turn,
        "do_statement": _while,
        "export_statement": TreeReader.block,
        "expression_statement": _expression_statement,
        "for_in_statement": _for,
        "for_statement": _while,
        "function_declaration": _function,
        "if_statement": _if,
        "lexical_declaration": _declaration,
        "method_definition": _function,
        "return_statement": _return,
        "statement_block": TreeReader.block,
        "switch_statement": _switch,
        "throw_statement": _exit,
        "try_statement": _try,
        "variable_declaration": _declaration,
        "while_statement": _while,
    }


class TypeScript(JavaScript):
    """TypeScript without JSX, which reads ``<type>value`` as a cast."""

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_typescript

        return tree_sitter_typescript.language_typescript()


def _written(value: Expression) -> str:
    return value.source if isinstance(value, Variable | Opaque | Applied) else "${…}"
