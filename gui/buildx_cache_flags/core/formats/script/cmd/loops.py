"""cmd: what a loop of a batch file goes through, and what it sets."""

from collections.abc import Iterable, Iterator

from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Branch,
    Expression,
    Loop,
    Pipe,
    Statement,
)

from .functions import counted, listed


def elements(kind: str, items: Expression, line: int) -> Expression | None:
    """What a loop goes through; nothing where that are files, or what a program puts out."""
    if kind == "/l":
        return Applied(counted, (items,), "${…}", line)
    return None if kind else Applied(listed, (items,), "${…}", line)


def assigned(statements: Iterable[Statement]) -> Iterator[str]:
    """The variables that *statements* give a value, those inside of conditions and loops included."""
    for one in statements:
        if isinstance(one, Assign):
            yield one.name
        elif isinstance(one, Branch | Pipe):
            for block in one.blocks:
                yield from assigned(block)
        elif isinstance(one, Loop):
            yield from assigned(one.body)
