"""What an expression of HCL amounts to, so far as the file alone says it."""

import math
from typing import TypeAlias

from buildx_cache_flags.core.text.template import Part, Template, plain

Value: TypeAlias = "Template | bool | int | float | list[Value] | dict[str, Value] | None"
"""A string is a template: with parts that are open where only the environment or a run knows them."""


def opaque(source: str, line: int = 0) -> Template:
    """A value that nobody knows before the file is used, written as the file writes it."""
    return Template((Part("raw", f"${{{source}}}"),), line)


def is_open(value: Value) -> bool:
    """Whether anything in *value* is known only later."""
    if isinstance(value, Template):
        return any(part.kind != "text" for part in value.parts)
    if isinstance(value, list):
        return any(map(is_open, value))
    return isinstance(value, dict) and any(map(is_open, value.values()))


def as_text(value: Value) -> str | None:
    """*value* as HCL converts it to a string; ``None`` where it has none, or is open."""
    if isinstance(value, Template):
        return None if is_open(value) else "".join(part.text for part in value.parts)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    return None


def number_text(value: float) -> str:
    """A number as HCL writes it: without a fraction where it has none."""
    return str(int(value)) if math.isfinite(value) and value == int(value) else str(value)


def as_number(value: Value) -> int | float | None:
    """*value* as HCL converts it to a number; ``None`` where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return value
    text = as_text(value)
    try:
        number = float(text) if text else math.nan
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number == int(number) else number


def as_boolean(value: Value) -> bool | None:
    """*value* as HCL converts it to a boolean; ``None`` where it is none."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(as_text(value) or "") if isinstance(value, Template) else None


def joined(parts: list[Value], line: int) -> Template | None:
    """Values side by side in one string, open ones as they stand; ``None`` where one is no string."""
    together: list[Part] = []
    for part in parts:
        if isinstance(part, Template):
            together += part.parts
            continue
        text = as_text(part)
        if text is None:
            return None
        together += plain(text).parts
    return Template(_merged(together), line)


def _merged(parts: list[Part]) -> tuple[Part, ...]:
    merged: list[Part] = []
    for part in parts:
        if merged and part.kind == "text" and merged[-1].kind == "text":
            merged[-1] = Part("text", merged[-1].text + part.text)
        else:
            merged.append(part)
    return tuple(merged)


def equal(left: Value, right: Value) -> bool | None:
    """Whether both are the same; ``None`` where one is open.  Values of different types are not."""
    if is_open(left) or is_open(right):
        return None
    return _plain(left) == _plain(right)


def _plain(value: Value) -> object:
    if isinstance(value, Template):
        return ("text", as_text(value))
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, (int, float)):
        return ("number", float(value))
    if isinstance(value, list):
        return ("list", [_plain(item) for item in value])
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else None
