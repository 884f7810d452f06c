"""What functions of Bake take: each argument as the type that it has to be."""

from collections.abc import Callable
from typing import Any, Final

from .values import Value, as_boolean, as_number, as_text, equal

LONGEST: Final = 100_000
"""Characters of a string, and items of a list, that a call may make."""


class UncallableError(ValueError):
    """A call whose result can't be said."""


class RefusedError(UncallableError):
    """A call or an index that Bake itself refuses, whatever the environment is."""


def text_of(value: Value) -> str:
    """*value* as a string."""
    text = as_text(value)
    if text is None:
        raise UncallableError
    return text


def number_of(value: Value) -> int | float:
    """*value* as a number."""
    number = as_number(value)
    if number is None:
        raise UncallableError
    return number


def truth_of(value: Value) -> bool:
    """*value* as a boolean."""
    truth = as_boolean(value)
    if truth is None:
        raise UncallableError
    return truth


def list_of(value: Value) -> list[Value]:
    """*value* where it is a list."""
    if not isinstance(value, list):
        raise UncallableError
    return value


def map_of(value: Value) -> dict[str, Value]:
    """*value* where it is an object."""
    if not isinstance(value, dict):
        raise UncallableError
    return value


def same(left: Value, right: Value) -> bool:
    """Whether both are the same."""
    known = equal(left, right)
    if known is None:
        raise UncallableError
    return known


def of_texts(function: Callable[..., str]) -> Callable[..., str]:
    """A function of strings."""
    return lambda *arguments: function(*map(text_of, arguments))


def of_numbers(function: Callable[..., Any]) -> Callable[..., Value]:
    """A function of numbers; Python's own are generic, so their results have no narrower type."""
    return lambda *arguments: function(*map(number_of, arguments))
