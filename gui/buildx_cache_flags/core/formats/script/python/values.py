"""Expressions of Python's syntax tree."""

import ast
import re
from collections.abc import Sequence
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Each,
    Either,
    Expression,
    Fixed,
    Invoked,
    Items,
    Joined,
    Opaque,
    Record,
    Spread,
    Statement,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading import calls
from buildx_cache_flags.core.formats.script.reading.cursor import DEEPEST, TornError
from buildx_cache_flags.core.text.work import Work

from .nodes import constant, dotted, target_names

_METHODS: Final[dict[str, functions.Function]] = {
    "casefold": functions.lower,
    "copy": functions.same,
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
    "as_posix": functions.same,
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


class Values:
    """Gives what an expression is worth, and notes what it runs."""

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

    def _call(self, node: ast.Call) -> Expression:
        """What a call gives; a program that it runs is noted."""
        line, source = self.line(node), self._source(node)
        name = dotted(node.func) or (node.func.attr if isinstance(node.func, ast.Attribute) else "")
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
        return Applied(functions.default, (variable, default[0]), f"${name}", line) if default else variable

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
            case ast.Constant(value=constant_value):
                return constant(constant_value, line)
            case ast.JoinedStr(values=values):
                return Joined(tuple(map(self.value, values)))
            case ast.FormattedValue(value=value, format_spec=None):
                return self.value(value)
            case ast.Name(id=name):
                return Variable(name, f"${{{name}}}", line)
            case ast.Attribute():
                name = dotted(node)
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
                return Applied(functions.default, (self.value(first), self.value(rest[-1])), source, line)
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
                if dotted(value) in ("os.environ", "environ"):
                    known = self.value(key)
                    return self._environment(known.text, (), line) if isinstance(known, Fixed) else Opaque(source, line)
                return Applied(functions.element, (self.value(value), self.value(key)), source, line)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
                return Fixed(str(-number), line)
        return Opaque(source, line)

    def _comprehension(self, node: ast.expr, source: str, line: int) -> Expression:
        match node:
            case ast.ListComp(elt=body, generators=[one]) | ast.GeneratorExp(elt=body, generators=[one]):
                return Each(
                    target_names(one.target), self._iterated(one.iter) or Opaque(source, line), self.value(body)
                )
            case ast.ListComp(elt=body, generators=[one, other]):
                inner = Each(target_names(other.target), self.value(other.iter), self.value(body))
                return Each(target_names(one.target), self.value(one.iter), inner, flat=True)
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
        name = dotted(node)
        if name:
            return f"${{{name}}}"
        kind = dotted(node.func) if isinstance(node, ast.Call) else ""
        return f"${{{kind}(…)}}" if kind else "${…}"


def _with(parts: Sequence[Expression], separator: str) -> Joined:
    found: list[Expression] = []
    for part in parts:
        found += [Fixed(separator), part] if found else [part]
    return Joined(tuple(found))
