"""Nodes of Python's syntax tree that mean something by themselves."""

import ast

from buildx_cache_flags.core.formats.script.model import Expression, Fixed, Items
from buildx_cache_flags.core.formats.script.reading import calls


def constant(value: object, line: int) -> Expression:
    """A constant: a text with its lines, or a number as it is written."""
    if isinstance(value, str):
        return calls.lines(value, line)
    return Items(()) if value is None else Fixed(str(value), line)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` as text; empty where it is anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(names))) if isinstance(node, ast.Name) else ""


def target_names(target: ast.expr) -> tuple[str, ...]:
    """The names that an assignment or a loop gives values."""
    if isinstance(target, ast.Tuple | ast.List):
        return tuple(dotted(one) for one in target.elts)
    return (dotted(target),)


def is_zero(node: ast.expr) -> bool:
    """Whether an index is that of the first element."""
    return isinstance(node, ast.Constant) and node.value == 0
