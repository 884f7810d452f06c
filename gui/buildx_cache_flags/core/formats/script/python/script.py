"""Python: the statements of a script, from its own syntax tree, read into the model."""

import ast
import warnings
from collections.abc import Iterable, Iterator

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Block,
    Branch,
    Call,
    Condition,
    Define,
    Expression,
    Extend,
    Fixed,
    Invoked,
    Leave,
    Loop,
    Spread,
    Statement,
    Store,
)
from buildx_cache_flags.core.formats.script.reading.cursor import DEEPEST, TornError
from buildx_cache_flags.core.text.work import Work

from .nodes import dotted, is_zero, target_names
from .values import Values


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; :class:`TornError` where Python would refuse it."""
    work.spend(len(text))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise TornError("Python rejects the script", getattr(error, "lineno", None) or first) from None
    return tuple(Reader(tree, first, work).block(tree.body))


class Reader(Values):
    """One way through a module."""

    def block(self, body: Iterable[ast.stmt]) -> Iterator[Statement]:
        """The statements of a block."""
        for node in body:
            self.work.spend()
            self.depth += 1
            if self.depth > DEEPEST:
                raise TornError("it is nested deeper than scripts are", self.line(node))
            outer, self.effects = self.effects, []
            found = list(self._statement(node))
            yield from self.effects
            self.effects = outer
            yield from found
            self.depth -= 1

    def _statement(self, node: ast.stmt) -> Iterator[Statement]:
        line = self.line(node)
        match node:
            case ast.Assign(targets=[*targets], value=value):
                made = self.value(value)
                for target in targets:
                    yield from self._assigned(target, made, line)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                yield from self._assigned(target, self.value(value), line)
            case ast.AugAssign(target=target, op=ast.Add(), value=value):
                name = dotted(target)
                if name:
                    yield Assign(name, self.value(value), line, add=True)
            case ast.Expr(value=value):
                yield from self._expression(value)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield self._function(node)
            case ast.Return(value=value):
                yield Leave("return", self.value(value) if value is not None else None)
            case ast.Raise():
                yield Leave("exit")
            case ast.Break() | ast.Continue():
                yield Leave("turn")
            case _:
                yield from self._compound(node)

    def _compound(self, node: ast.stmt) -> Iterator[Statement]:
        """The statements that have blocks."""
        line = self.line(node)
        match node:
            case ast.If(test=test, body=body, orelse=orelse):
                yield from self._if(test, body, orelse)
            case ast.For(target=target, iter=items, body=body) | ast.AsyncFor(target=target, iter=items, body=body):
                yield Loop(target_names(target), self._iterated(items), tuple(self.block(body)), line)
            case ast.While(body=body):
                yield Loop((), None, tuple(self.block(body)), line)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    yield from self._expression(item.context_expr)
                yield from self.block(body)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
                yield from self.block([*body, *orelse])
                for handler in handlers:
                    yield Branch((tuple(self.block(handler.body)), ()))
                yield from self.block(final)
            case ast.ClassDef(body=body):
                yield from self.block(
                    one for one in body if isinstance(one, ast.FunctionDef | ast.Assign | ast.AnnAssign)
                )
            case _:
                pass

    def _assigned(self, target: ast.expr, value: Expression, line: int) -> Iterator[Statement]:
        name = dotted(target)
        if name:
            yield Assign(name, value, line)
        elif isinstance(target, ast.Subscript):
            holder = dotted(target.value)
            if holder in ("os.environ", "environ"):
                key = self.value(target.slice)
                if isinstance(key, Fixed):
                    yield Assign(f"env:{key.text}", value, line)
            elif holder:
                yield Store(holder, self.value(target.slice), value, line)
        elif isinstance(target, ast.Tuple | ast.List):
            for number, element in enumerate(target.elts):
                part = Applied(functions.element, (value, Fixed(str(number))), "${…}", line)
                yield from self._assigned(element, part, line)

    def _if(self, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> Iterator[Statement]:
        main = isinstance(test, ast.Compare) and dotted(test.left) == "__name__"
        if main:
            yield from self.block(body)
            return
        blocks = (tuple(self.block(body)), tuple(self.block(orelse)))
        yield Branch(blocks, (self._condition(test),))

    def _condition(self, test: ast.expr) -> Condition | None:
        match test:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as operator], comparators=[right]):
                return Condition("==" if isinstance(operator, ast.Eq) else "!=", (self.value(left), self.value(right)))
            case ast.UnaryOp(op=ast.Not(), operand=ast.Name() as operand):
                return Condition("unset", (self.value(operand),))
            case ast.Name():
                return Condition("set", (self.value(test),))
        return None

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Define:
        arguments = [*node.args.posonlyargs, *node.args.args]
        defaults: list[ast.expr | None] = [None] * (len(arguments) - len(node.args.defaults))
        pairs = [*zip(arguments, [*defaults, *node.args.defaults], strict=True)]
        if pairs and pairs[0][0].arg in ("self", "cls"):
            pairs = pairs[1:]
        pairs += zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        parameters = tuple((one.arg, self.value(default) if default else None) for one, default in pairs)
        rest = node.args.vararg.arg if node.args.vararg else ""
        return Define(node.name, parameters, tuple(self.block(node.body)), rest)

    def _expression(self, node: ast.expr) -> Iterator[Statement]:
        """An expression for what it does."""
        match node:
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                yield from self._expression(value)
            case ast.Call(func=ast.Attribute(value=holder, attr="append" | "extend" | "insert" as name), args=[*args]):
                target = dotted(holder)
                if target and args:
                    given = self.value(args[-1])
                    items: tuple[Expression, ...] = (Spread(given),) if name == "extend" else (given,)
                    yield Extend(target, items, self.line(node), front=name == "insert" and is_zero(args[0]))
            case ast.Call():
                called = self.value(node)
                if isinstance(called, Invoked):
                    yield Call(called)
            case _:
                self.value(node)
