"""Python: the statements of a script, read into the model with Python's own parser."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from buildx_cache_flags.core.text.work import Work

from . import calls, functions, powershell_functions
from .cursor import DEEPEST, TornError
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

__all__ = ["TornError", "read"]

_METHODS: Final[dict[str, functions.Function]] = {
    "casefold": functions.lower,
    "copy": powershell_functions.same,
    "lower": functions.lower,
    "lstrip": functions.strip_front,
    "rstrip": functions.strip_back,
    "strip": functions.strip,
    "upper": functions.upper,
    "replace": functions.replaced,
    "removesuffix": functions.without_suffix,
    "removeprefix": functions.without_prefix,
    "split": functions.parted,
    "splitlines": functions.lines,
    "as_posix": powershell_functions.same,
}
_MODULES: Final = ("asyncio", "os", "shlex", "subprocess", "sh", "sys", "str", "json")
_SAME: Final = (
    "str",
    "list",
    "tuple",
    "Path",
    "PurePath",
    "sorted",
    "reversed",
    "quote",
    "resolve",
    "dedent",
    "fspath",
)
_ENVIRONMENT: Final = ("os.environ.get", "os.getenv", "environ.get", "getenv", "env.get", "config")
_PERCENT = re.compile(r"%(?:%|\((\w+)\)s|s|d|r)")


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; :class:`TornError` where Python would refuse it."""
    work.spend(len(text))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise TornError("Python refuses the script", getattr(error, "lineno", None) or first) from None
    return tuple(Reader(tree, first, work).block(tree.body))


class Reader:
    """One way through a module."""

    def __init__(self, tree: ast.Module, first: int, work: Work) -> None:
        self.work = work
        self.first = first
        self.depth = 0
        self.functions = frozenset(
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        self.methods = frozenset(
            method.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
            for method in node.body
            if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        self.effects: list[Statement] = []

    def line(self, node: ast.AST) -> int:
        """The line of the file on which a node begins."""
        return self.first + getattr(node, "lineno", 1) - 1

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
                name = _dotted(target)
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
                yield Loop(_names(target), self._iterated(items), tuple(self.block(body)), line)
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
        name = _dotted(target)
        if name:
            yield Assign(name, value, line)
        elif isinstance(target, ast.Subscript):
            holder = _dotted(target.value)
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
        main = isinstance(test, ast.Compare) and _dotted(test.left) == "__name__"
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

    # Calls

    def _expression(self, node: ast.expr) -> Iterator[Statement]:
        """An expression for what it does."""
        match node:
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                yield from self._expression(value)
            case ast.Call(func=ast.Attribute(value=holder, attr="append" | "extend" | "insert" as name), args=[*args]):
                target = _dotted(holder)
                if target and args:
                    given = self.value(args[-1])
                    items: tuple[Expression, ...] = (Spread(given),) if name == "extend" else (given,)
                    yield Extend(target, items, self.line(node), front=name == "insert" and _is_first(args[0]))
            case ast.Call():
                called = self.value(node)
                if isinstance(called, Invoked):
                    yield Call(called)
            case _:
                self.value(node)

    def _call(self, node: ast.Call) -> Expression:
        """What a call gives; a program that it runs is noted."""
        line, source = self.line(node), self._source(node)
        name = _dotted(node.func) or (node.func.attr if isinstance(node.func, ast.Attribute) else "")
        last = name.rpartition(".")[2]
        arguments = tuple(
            Spread(self.value(one.value)) if isinstance(one, ast.Starred) else self.value(one) for one in node.args
        )
        named = tuple((one.arg, self.value(one.value)) for one in node.keywords if one.arg)
        if self._is_own(name, last):
            return Invoked(last, arguments, source, line, named)
        pure = self._pure(node, name, last, arguments, line)
        if pure is not None:
            return pure
        self._run(name, last, arguments, named, line)
        return Opaque(source, line)

    def _is_own(self, name: str, last: str) -> bool:
        """Whether a call is one of a function or method of the script."""
        holder = name.rpartition(".")[0]
        if holder in ("", "self", "cls"):
            return last in self.functions
        return last in self.methods and holder.partition(".")[0] not in _MODULES

    def _pure(
        self, node: ast.Call, name: str, last: str, arguments: tuple[Expression, ...], line: int
    ) -> Expression | None:
        source = self._source(node)
        if name in _ENVIRONMENT and arguments and isinstance(arguments[0], Fixed):
            return self._environment(arguments[0].text, arguments[1:], line)
        if last == "split" and name.startswith("shlex"):
            return Applied(functions.shell_words, arguments[:1], source, line)
        if name in ("shlex.join", "subprocess.list2cmdline") and arguments:
            return Applied(functions.quoted, arguments[:1], source, line)
        if name in ("os.path.join", "path.join") and arguments:
            return _with(arguments, "/")
        if last in _SAME and (arguments or isinstance(node.func, ast.Attribute)):
            value = (
                arguments[0]
                if arguments
                else self.value(node.func.value)
                if isinstance(node.func, ast.Attribute)
                else None
            )
            return Items((Spread(value),)) if last in ("list", "tuple") and value is not None else value
        if isinstance(node.func, ast.Attribute):
            return self._method(node.func, last, arguments, node.keywords, source, line)
        return None

    def _method(
        self,
        function: ast.Attribute,
        name: str,
        arguments: tuple[Expression, ...],
        keywords: Sequence[ast.keyword],
        source: str,
        line: int,
    ) -> Expression | None:
        if name == "join" and len(arguments) == 1:
            return Applied(functions.connected, (arguments[0], self.value(function.value)), source, line)
        if name == "format":
            named = Record(tuple((one.arg or "", self.value(one.value)) for one in keywords))
            return Applied(functions.python_format, (self.value(function.value), Items(arguments), named), source, line)
        made = _METHODS.get(name)
        holder = self.value(function.value) if made else None
        return Applied(made, (holder, *arguments), source, line) if made and holder is not None else None

    def _environment(self, name: str, default: tuple[Expression, ...], line: int) -> Expression:
        variable = Variable(f"env:{name}", f"${name}", line)
        return Applied(powershell_functions.default, (variable, default[0]), f"${name}", line) if default else variable

    def _run(
        self,
        name: str,
        last: str,
        arguments: tuple[Expression, ...],
        named: tuple[tuple[str, Expression], ...],
        line: int,
    ) -> None:
        given = dict(named)
        first = arguments[0] if arguments else given.get("args") or given.get("cmd")
        if first is None:
            return
        shell = given.get("shell")
        through = isinstance(shell, Fixed) and shell.text == "True"
        self.effects += calls.run(name, last, first, arguments, line, shell=through)

    # Values

    def value(self, node: ast.expr) -> Expression:
        """What an expression is worth."""
        self.work.spend()
        self.depth += 1
        if self.depth > DEEPEST + 100:
            raise TornError("it is nested deeper than scripts are", self.line(node))
        found = self._value(node)
        self.depth -= 1
        return found

    def _value(self, node: ast.expr) -> Expression:
        line = self.line(node)
        match node:
            case ast.Constant(value=constant):
                return _constant(constant, line)
            case ast.JoinedStr(values=values):
                return Joined(tuple(map(self.value, values)))
            case ast.FormattedValue(value=value, format_spec=None):
                return self.value(value)
            case ast.Name(id=name):
                return Variable(name, f"${{{name}}}", line)
            case ast.Attribute():
                name = _dotted(node)
                return Variable(name, f"${{{name}}}", line) if name else Opaque(self._source(node), line)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return Items(tuple(map(self.value, elements)))
            case ast.Starred(value=value):
                return Spread(self.value(value))
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                known = ((self.value(key), self.value(value)) for key, value in pairs if key is not None)
                return Record(tuple((key.text, value) for key, value in known if isinstance(key, Fixed)))
            case ast.IfExp(body=body, orelse=orelse):
                return Either((self.value(body), self.value(orelse)))
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.value(value)
            case ast.Call():
                return self._call(node)
        return self._operation(node, line)

    def _operation(self, node: ast.expr, line: int) -> Expression:
        source = self._source(node)
        match node:
            case ast.BinOp():
                return self._binary(node, source, line)
            case ast.Subscript() | ast.UnaryOp():
                return self._part(node, source, line)
            case ast.BoolOp(op=ast.Or(), values=[first, *rest]):
                return Applied(powershell_functions.default, (self.value(first), self.value(rest[-1])), source, line)
            case _:
                return self._comprehension(node, source, line)

    def _binary(self, node: ast.BinOp, source: str, line: int) -> Expression:
        match node:
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return Applied(functions.together, (self.value(left), self.value(right)), source, line)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return _with((self.value(left), self.value(right)), "/")
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                items = self.value(right)
                many = items if isinstance(items, Items) else Items((items,))
                return Applied(functions.percent_format, (self.value(left), many), source, line)
        return Opaque(source, line)

    def _part(self, node: ast.Subscript | ast.UnaryOp, source: str, line: int) -> Expression:
        match node:
            case ast.Subscript(value=value, slice=ast.Slice(lower=lower, upper=upper, step=None)):
                bounds = tuple(self.value(bound) if bound else Fixed("") for bound in (lower, upper))
                return Applied(functions.stretch, (self.value(value), *bounds), source, line)
            case ast.Subscript(value=value, slice=key):
                if _dotted(value) in ("os.environ", "environ"):
                    known = self.value(key)
                    return self._environment(known.text, (), line) if isinstance(known, Fixed) else Opaque(source, line)
                return Applied(functions.element, (self.value(value), self.value(key)), source, line)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
                return Fixed(str(-number), line)
        return Opaque(source, line)

    def _comprehension(self, node: ast.expr, source: str, line: int) -> Expression:
        match node:
            case ast.ListComp(elt=body, generators=[one]) | ast.GeneratorExp(elt=body, generators=[one]):
                return Each(_names(one.target), self._iterated(one.iter) or Opaque(source, line), self.value(body))
            case ast.ListComp(elt=body, generators=[one, other]):
                inner = Each(_names(other.target), self.value(other.iter), self.value(body))
                return Each(_names(one.target), self.value(one.iter), inner, flat=True)
        return Opaque(source, line)

    def _iterated(self, node: ast.expr) -> Expression | None:
        """What a loop goes through."""
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr="items"), args=[]):
                return Applied(functions.pairs, (self.value(holder),), self._source(node), self.line(node))
            case ast.Call(func=ast.Attribute(value=holder, attr="values"), args=[]):
                return Applied(functions.record_values, (self.value(holder),), self._source(node), self.line(node))
            case ast.Call(func=ast.Name(id="enumerate"), args=[first, *_]):
                return Applied(functions.numbered, (self.value(first),), self._source(node), self.line(node))
        value = self.value(node)
        return Applied(functions.iterated, (value,), self._source(node), self.line(node))

    def _source(self, node: ast.expr) -> str:
        name = _dotted(node)
        if name:
            return f"${{{name}}}"
        kind = _dotted(node.func) if isinstance(node, ast.Call) else ""
        return f"${{{kind}(…)}}" if kind else "${…}"


def _constant(value: object, line: int) -> Expression:
    if isinstance(value, str):
        return calls.lines(value, line)
    return Items(()) if value is None else Fixed(str(value), line)


def _dotted(node: ast.expr) -> str:
    """``a.b.c`` as text; empty where it is anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(names))) if isinstance(node, ast.Name) else ""


def _names(target: ast.expr) -> tuple[str, ...]:
    if isinstance(target, ast.Tuple | ast.List):
        return tuple(_dotted(one) for one in target.elts)
    return (_dotted(target),)


def _is_first(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def _with(parts: Sequence[Expression], separator: str) -> Joined:
    found: list[Expression] = []
    for part in parts:
        found += [Fixed(separator), part] if found else [part]
    return Joined(tuple(found))
