"""Ruby: the statements of a script, read into the model."""

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
    Call,
    Condition,
    Define,
    Each,
    Either,
    Evaluate,
    Expression,
    Extend,
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
from .reading.trees import Statements, TreeReader, Values, joined

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS: Final[dict[str, functions.Function]] = {
    "chomp": functions.strip_back,
    "compact": functions.filled,
    "downcase": functions.lower,
    "flatten": functions.flattened,
    "gsub": functions.replaced,
    "join": functions.connected,
    "lines": functions.lines,
    "shellsplit": functions.shell_words,
    "split": functions.parted,
    "strip": functions.strip,
    "tr": functions.replaced,
    "to_s": functions.same,
    "to_a": functions.same,
    "freeze": functions.same,
    "dup": functions.same,
    "upcase": functions.upper,
}
_GROWING: Final = ("push", "append", "concat", "unshift", "prepend")


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script."""
    return Reader(text, first, work).all()


class Reader(TreeReader):
    """One way through a script."""

    function_nodes = ("method", "singleton_method")

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        import tree_sitter_ruby

        return tree_sitter_ruby.language()

    # Statements

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
        values = (self.value(self.field(node, "left")), self.value(self.field(node, "right")))
        return Condition("==" if self.text(self.field(node, "operator")) == "==" else "!=", values)

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
            outer, self.effects = self.effects, []
            value = self.value(child)
            found += [*self.effects, Leave("return", value)]
            self.effects = outer
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

    def _while(self, node: "Node") -> Iterator[Statement]:
        yield Loop((), None, tuple(self.block(self.field(node, "body"))), self.line(node))

    def _begin(self, node: "Node") -> Iterator[Statement]:
        for child in self.named(node):
            if child.type == "rescue":
                yield Branch((tuple(self.block(self.field(child, "body"))), ()))
            else:
                yield from self.statement(child)

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
            value = self.value(node)
            if isinstance(value, Invoked):
                yield Call(value)

    def _do(self, node: "Node") -> Iterator[Statement]:
        self.value(node)
        yield from ()

    # Values

    def _string(self, node: "Node") -> Expression:
        return joined(self._parts(node), self.line(node))

    def _parts(self, node: "Node") -> list[Expression]:
        parts: list[Expression] = []
        for one in node.named_children:
            if one.type == "interpolation":
                parts.append(self.first_value(one))
            elif one.type == "escape_sequence":
                parts.append(Fixed(unescaped(self.text(one)), self.line(one)))
            else:
                parts.append(calls.lines(self.text(one), self.line(one)))
        return parts

    def _symbol(self, node: "Node") -> Expression:
        return Fixed(self.text(node).strip(":\"'"), self.line(node))

    def _array(self, node: "Node") -> Expression:
        return Items(self.all_values(node))

    def _hash(self, node: "Node") -> Expression:
        fields: list[tuple[str, Expression]] = []
        for one in self.named(node):
            key = self.field(one, "key")
            if key is not None:
                fields.append((self.text(key).strip(":\"'"), self.value(self.field(one, "value"))))
        return Record(tuple(fields))

    def _splat(self, node: "Node") -> Expression:
        return Spread(self.first_value(node))

    def _binary(self, node: "Node") -> Expression:
        operator = self.text(self.field(node, "operator"))
        values = (self.value(self.field(node, "left")), self.value(self.field(node, "right")))
        if operator == "+":
            return Applied(functions.together, values, self.source(node), self.line(node))
        if operator in ("||", "or"):
            return Applied(functions.default, values, "${…}", self.line(node))
        if operator == "%":
            items = values[1] if isinstance(values[1], Items) else Items(values[1:])
            return Applied(functions.percent_format, (values[0], items), "${…}", self.line(node))
        return self.opaque(node)

    def _conditional(self, node: "Node") -> Expression:
        return Either((self.value(self.field(node, "consequence")), self.value(self.field(node, "alternative"))))

    def _element(self, node: "Node") -> Expression:
        holder, inner = self.field(node, "object"), self.named(node)
        key = self.value(inner[-1])
        if self.text(holder) == "ENV" and isinstance(key, Fixed):
            return Variable(f"env:{key.text}", f"${key.text}", self.line(node))
        return Applied(functions.element, (self.value(holder), key), "${…}", self.line(node))

    def _identifier(self, node: "Node") -> Expression:
        name = self.text(node)
        return Invoked(name, (), f"${{{name}}}", self.line(node)) if name in self.functions else self.variable(node)

    def _subshell(self, node: "Node") -> Expression:
        text = joined(self._parts(node), self.line(node))
        self.effects.append(Evaluate(text, self.line(node), "bash"))
        return Opaque("${…}", self.line(node))

    def _call(self, node: "Node") -> Expression:
        receiver, line = self.field(node, "receiver"), self.line(node)
        name = self.text(self.field(node, "method"))
        given = self.named(self.field(node, "arguments"))
        pairs = [one for one in given if one.type == "pair"]
        arguments = tuple(self.value(one) for one in given if one.type != "pair")
        if name in self.functions and (receiver is None or receiver.type == "self"):
            named = tuple(
                (self.text(self.field(one, "key")).strip(":"), self.value(self.field(one, "value"))) for one in pairs
            )
            return Invoked(name, arguments, "${…}", line, named)
        if self.text(receiver) == "ENV" and name == "fetch" and arguments and isinstance(arguments[0], Fixed):
            variable = Variable(f"env:{arguments[0].text}", f"${arguments[0].text}", line)
            if len(arguments) < 2:
                return variable
            return Applied(functions.default, (variable, arguments[1]), variable.source, line)
        if self.text(receiver) == "Shellwords" and arguments:
            function = functions.shell_words if name in ("split", "shellsplit") else functions.quoted
            return Applied(function, arguments[:1], "${…}", line)
        if receiver is not None:
            made = self._method_value(node, receiver, name, arguments)
            if made is not None:
                return made
        self.run(name, arguments, node)
        return Opaque(f"${{{name}(…)}}", line)

    def _method_value(
        self, node: "Node", receiver: "Node", name: str, arguments: tuple[Expression, ...]
    ) -> Expression | None:
        block, line = self.field(node, "block"), self.line(node)
        if block is not None and name in ("map", "flat_map", "collect"):
            names = tuple(self.text(one) for one in self.named(self.field(block, "parameters")))
            body = self.named(self.field(block, "body"))
            if names and len(body) == 1:
                return Each(names, self.value(receiver), self.value(body[0]), flat=name == "flat_map")
            return None
        function = _METHODS.get(name)
        if function is None:
            return None
        if name == "join" and not arguments:
            arguments = (Fixed(""),)
        return Applied(function, (self.value(receiver), *arguments), "${…}", line)

    values: ClassVar[Values] = {
        "argument_list": _array,
        "array": _array,
        "bare_string": _string,
        "binary": _binary,
        "call": _call,
        "conditional": _conditional,
        "constant": TreeReader.variable,
        "element_reference": _element,
        "false": TreeReader.number,
        "global_variable": TreeReader.variable,
        "hash": _hash,
        "hash_splat_argument": TreeReader.nothing,
        "identifier": _identifier,
        "instance_variable": TreeReader.variable,
        "integer": TreeReader.number,
        "nil": TreeReader.nothing,
        "parenthesized_statements": TreeReader.first_value,
        "simple_symbol": _symbol,
        "splat_argument": _splat,
        "string": _string,
        "string_array": _array,
        "subshell": _subshell,
        "symbol_array": _array,
        "true": TreeReader.number,
    }
    statements: ClassVar[Statements] = {
        "assignment": _assignment,
        "begin": _begin,
        "binary": _binary_statement,
        "body_statement": TreeReader.block,
        "call": _call_statement,
        "case": _case,
        "class": TreeReader.block,
        "for": _for,
        "if": _if,
        "if_modifier": _modified,
        "method": _method,
        "module": TreeReader.block,
        "operator_assignment": _operator_assignment,
        "parenthesized_statements": TreeReader.block,
        "return": _return,
        "singleton_method": _method,
        "subshell": _do,
        "unless": _if,
        "unless_modifier": _modified,
        "until": _while,
        "while": _while,
    }
