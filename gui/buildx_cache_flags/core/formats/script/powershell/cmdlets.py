"""Commands of PowerShell itself that run a program, set a variable or put something out."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from buildx_cache_flags.core.formats.script.functions import windows
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Command,
    Evaluate,
    Expression,
    Fixed,
    Flawed,
    Items,
    Opaque,
    Spread,
)
from buildx_cache_flags.core.formats.script.powershell.strings import name_of

from .blocks import Parsed

PARAMETER = re.compile(r"-([A-Za-z]\w*):?\Z")


def _parameters(given: Sequence[Expression]) -> tuple[list[Expression], dict[str, Expression]]:
    """Arguments in order, and those with names, of a command of PowerShell itself."""
    in_order: list[Expression] = []
    named: dict[str, Expression] = {}
    rest = list(given)
    while rest:
        one = rest.pop(0)
        plain = one.value if isinstance(one, Flawed) else one
        parameter = PARAMETER.match(plain.text) if isinstance(plain, Fixed) else None
        if not parameter:
            in_order.append(value_of(plain))
        elif rest and not (isinstance(rest[0], Fixed) and PARAMETER.match(rest[0].text)):
            named[parameter[1].lower()] = value_of(rest.pop(0))
    return in_order, named


def _evaluated(given: list[Expression], source: str, line: int) -> Parsed:
    in_order, named = _parameters(given)
    text = named.get("command") or (in_order[0] if in_order else None)
    return ([Evaluate(text, line, "")] if text is not None else []), Opaque(source, line)


def _started(given: list[Expression], source: str, line: int) -> Parsed:
    """``Start-Process``: the elements of its list are put together with blanks, and parted again by the program."""
    flat = [one.value if isinstance(one, Spread) else one for one in given]
    in_order, named = _parameters(flat)
    program = named.get("filepath") or (in_order[0] if in_order else None)
    handed = next((named[name] for name in ("argumentlist", "args", "argument") if name in named), None)
    if handed is None and len(in_order) > 1:
        handed = in_order[1]
    if program is None:
        return [], None
    words = () if handed is None else (Spread(Applied(windows.line_of, (handed,), source, line)),)
    return [Command((program, *words), line)], Opaque(source, line)


def _set(given: list[Expression], source: str, line: int) -> Parsed:
    in_order, named = _parameters(given)
    name = named.get("name") or (in_order[0] if in_order else None)
    value = named.get("value") or (in_order[1] if len(in_order) > 1 else None)
    if not isinstance(name, Fixed) or value is None:
        return [], None
    return [Assign(name_of(name.text.replace("env:", "env:")), value, line)], None


def _put_out(given: list[Expression], source: str, line: int) -> Parsed:
    return [], Items(tuple(given))


def _nothing(given: list[Expression], source: str, line: int) -> Parsed:
    return [], None


def _through_cmd(given: list[Expression], source: str, line: int) -> Parsed:
    """``cmd /c …``: a program's command line."""
    rest = given[1:] if given and isinstance(given[0], Fixed) else given
    return [Command((Spread(Applied(windows.line_of, (Items(tuple(rest)),), source, line)),), line)], Opaque(
        source, line
    )


COMMANDS: Final[dict[str, Callable[[list[Expression], str, int], Parsed]]] = {
    "cmd": _through_cmd,
    "cmd.exe": _through_cmd,
    "echo": _put_out,
    "iex": _evaluated,
    "invoke-expression": _evaluated,
    "new-variable": _set,
    "out-null": _nothing,
    "saps": _started,
    "set-item": _set,
    "set-variable": _set,
    "start": _started,
    "start-process": _started,
    "write": _put_out,
    "write-debug": _nothing,
    "write-error": _nothing,
    "write-host": _nothing,
    "write-information": _nothing,
    "write-output": _put_out,
    "write-verbose": _nothing,
    "write-warning": _nothing,
}


def value_of(argument: Expression) -> Expression:
    """An argument as one value, also where its elements would each be one."""
    return argument.value if isinstance(argument, Spread) else argument
