"""The functions of make that decide what is expanded at all, and how often.

Source: GNU make manual, "Functions for Conditionals", "The let Function", "The foreach Function", "The call Function".
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from . import functions
from .parts import Variable
from .variable_references import split

if TYPE_CHECKING:
    from .expansion import Expander


def _if(expander: "Expander", rest: str, source: str, line: int) -> str:
    condition, *branches = [*split(rest, 3), ""]
    holds = expander.holds(expander.expand(condition.strip(), line), condition.strip())
    return expander.expand(branches[0] if holds else ",".join(branches[1:2]), line)


def _or(expander: "Expander", rest: str, source: str, line: int) -> str:
    for one in split(rest):
        value = expander.expand(one.strip(), line)
        if expander.holds(value, one.strip()):
            return value
    return ""


def _and(expander: "Expander", rest: str, source: str, line: int) -> str:
    value = ""
    for one in split(rest):
        value = expander.expand(one.strip(), line)
        if not expander.holds(value, one.strip()):
            return ""
    return value


def _foreach(expander: "Expander", rest: str, source: str, line: int) -> str:
    name, words, body = [*split(rest, 3), "", ""][:3]
    name = expander.expand(name.strip(), line)
    found = []
    for word in expander.expand(words, line).split():
        # An open list may hold several words: one turn stands for all of them.
        value = expander.opaque(f"$({name})") if expander.is_open(word) else word
        expander.layers.append({name: Variable(value, line, simple=True)})
        found.append(expander.expand(body, line))
        expander.layers.pop()
    return " ".join(found)


def _call(expander: "Expander", rest: str, source: str, line: int) -> str:
    name, *arguments = split(rest)
    name = expander.expand(name.strip(), line).strip()
    values = [expander.expand(one, line) for one in arguments]
    if name in functions.TEXT:
        return expander.function(name, ",".join(values), source, line) or ""
    variable = expander.lookup(name)
    if variable is None:
        return expander.unknown(name, source, line)
    layer = {str(number): Variable(value, line, simple=True) for number, value in enumerate([name, *values])}
    layer |= {str(number): Variable("", line, simple=True) for number in range(len(layer), 10)}
    expander.layers.append(layer)
    try:
        return expander.value(name, source, line)
    finally:
        expander.layers.pop()


def _let(expander: "Expander", rest: str, source: str, line: int) -> str:
    names, values, body = [*split(rest, 3), "", ""][:3]
    words = expander.expand(values, line).split()
    layer = {}
    known = expander.expand(names, line).split()
    for number, name in enumerate(known):
        value = " ".join(words[number:]) if number == len(known) - 1 else "".join(words[number : number + 1])
        layer[name] = Variable(value, line, simple=True)
    expander.layers.append(layer)
    try:
        return expander.expand(body, line)
    finally:
        expander.layers.pop()


def _eval(expander: "Expander", rest: str, source: str, line: int) -> str:
    expander.evaluate(expander.expand(rest, line), line)
    return ""


def _value(expander: "Expander", rest: str, source: str, line: int) -> str:
    variable = expander.lookup(expander.expand(rest.strip(), line))
    return variable.value if variable is not None else ""


FLOW: Final[dict[str, Callable[["Expander", str, str, int], str]]] = {
    "if": _if,
    "or": _or,
    "and": _and,
    "foreach": _foreach,
    "call": _call,
    "let": _let,
    "eval": _eval,
    "value": _value,
}
