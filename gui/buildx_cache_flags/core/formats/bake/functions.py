"""The functions that a Bake file may call, so far as their result depends on their arguments alone.

Names and meaning are those of buildx's ``bake/hclparser/stdlib.go``, which takes them from go-cty's standard library.
What depends on the moment, the machine or chance (``timestamp``, ``uuidv4``, ``homedir``) is not worked out, nor is
what nobody writes about a cache (``cidrhost``, ``rsadecrypt``); such a call stays as the file writes it.
"""

import base64
import math
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Template, plain

from . import lists, texts
from .arguments import (
    LONGEST,
    RefusedError,
    UncallableError,
    list_of,
    number_of,
    of_numbers,
    of_texts,
    same,
    text_of,
    truth_of,
)
from .values import Value, as_text

_NOT_CLEAN = re.compile(r"[^a-zA-Z0-9_-]")


def call(name: str, arguments: list[Value]) -> Value:
    """The result of a call; :class:`UncallableError` for what is not known here or does not fit."""
    function = _FUNCTIONS.get(name)
    if function is None:
        raise UncallableError(name)
    try:
        result = function(*arguments)
    except RefusedError:
        raise
    except (ArithmeticError, IndexError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UncallableError(name) from error
    if isinstance(result, str):
        result = plain(result)
    size = len(as_text(result) or "") if not isinstance(result, (list, dict)) else len(result)
    work.spend(size)
    if size > LONGEST:
        raise UncallableError(name)
    return result


def convert(value: Value, kind: str) -> Value:
    """A value as another type."""
    if kind == "string" and (isinstance(value, Template) or as_text(value) is not None):
        return value if isinstance(value, Template) else plain(as_text(value) or "")
    if kind == "number":
        return number_of(value)
    if kind == "bool":
        return truth_of(value)
    raise UncallableError(kind)


_FUNCTIONS: Final[Mapping[str, Callable[..., "Value | str"]]] = {
    "absolute": of_numbers(abs),
    "add": of_numbers(lambda left, right: left + right),
    "and": lambda left, right: truth_of(left) and truth_of(right),
    "base64decode": of_texts(lambda text: base64.b64decode(text, validate=True).decode()),
    "base64encode": of_texts(lambda text: base64.b64encode(text.encode()).decode()),
    "basename": of_texts(lambda path: posixpath.basename(path.rstrip("/")) or ("/" if path else ".")),
    "byteslen": lambda text: len(text_of(text).encode()),
    "ceil": of_numbers(math.ceil),
    "chomp": of_texts(lambda text: re.sub(r"(?:\r\n?|\n)*\Z", "", text)),
    "chunklist": lists.chunklist,
    "coalesce": lists.coalesce,
    "coalescelist": lists.coalescelist,
    "compact": lists.compact,
    "concat": lists.concat,
    "contains": lists.contains,
    "csvdecode": texts.csvdecode,
    "dirname": of_texts(lambda path: posixpath.normpath(posixpath.dirname(path)) if path else "."),
    "distinct": lists.distinct,
    "divide": of_numbers(lambda left, right: left / right),
    "element": lists.element,
    "equal": same,
    "flatten": lists.flatten,
    "floor": of_numbers(math.floor),
    "format": texts.format_,
    "formatlist": texts.formatlist,
    "greaterthan": of_numbers(lambda left, right: left > right),
    "greaterthanorequalto": of_numbers(lambda left, right: left >= right),
    "hasindex": lambda where, key: (
        text_of(key) in where if isinstance(where, dict) else 0 <= number_of(key) < len(list_of(where))
    ),
    "indent": texts.indent,
    "index": lists.index_,
    "indexof": lists.indexof,
    "int": of_numbers(math.trunc),
    "join": texts.join,
    "jsondecode": texts.jsondecode,
    "jsonencode": texts.jsonencode,
    "keys": lists.keys,
    "length": texts.length,
    "lessthan": of_numbers(lambda left, right: left < right),
    "lessthanorequalto": of_numbers(lambda left, right: left <= right),
    "lookup": lists.lookup,
    "lower": of_texts(str.lower),
    "max": of_numbers(max),
    "md5": texts.digest("md5"),
    "merge": lists.merge,
    "min": of_numbers(min),
    "modulo": of_numbers(math.fmod),
    "multiply": of_numbers(lambda left, right: left * right),
    "negate": of_numbers(lambda number: -number),
    "not": lambda value: not truth_of(value),
    "notequal": lambda left, right: not same(left, right),
    "or": lambda left, right: truth_of(left) or truth_of(right),
    "parseint": texts.parseint,
    "pow": of_numbers(lists.power),
    "range": lists.range_,
    "regex": texts.regex,
    "regex_replace": texts.regex_replace,
    "regexall": texts.regexall,
    "replace": texts.replace,
    "reverse": of_texts(lambda text: text[::-1]),
    "reverselist": lambda items: list_of(items)[::-1],
    "sanitize": of_texts(lambda text: _NOT_CLEAN.sub("_", text)),
    "setintersection": lists.setintersection,
    "setproduct": lists.setproduct,
    "setsubtract": lists.setsubtract,
    "setunion": lists.setunion,
    "sha1": texts.digest("sha1"),
    "sha256": texts.digest("sha256"),
    "sha512": texts.digest("sha512"),
    "signum": of_numbers(lambda number: (number > 0) - (number < 0)),
    "slice": lists.slice_,
    "sort": lists.sort,
    "split": texts.split,
    "strlen": texts.length,
    "substr": texts.substr,
    "subtract": of_numbers(lambda left, right: left - right),
    "title": of_texts(lambda text: re.sub(r"(?<!\S)\S", lambda match: match[0].upper(), text)),
    "trim": of_texts(lambda text, characters: text.strip(characters)),
    "trimprefix": of_texts(lambda text, prefix: texts.without(text, prefix, "")),
    "trimspace": of_texts(str.strip),
    "trimsuffix": of_texts(lambda text, suffix: texts.without(text, "", suffix)),
    "upper": of_texts(str.upper),
    "urlencode": of_texts(lambda text: quote(text, safe="-_.~").replace("%20", "+")),
    "values": lists.values,
    "zipmap": lists.zipmap,
}

_NOT_WORKED_OUT: Final = frozenset(
    [
        "bcrypt",
        "bytesslice",
        "can",
        "cidrhost",
        "cidrnetmask",
        "cidrsubnet",
        "cidrsubnets",
        "convert",
        "formatdate",
        "homedir",
        "log",
        "rsadecrypt",
        "semvercmp",
        "sethaselement",
        "setsymmetricdifference",
        "timeadd",
        "timestamp",
        "try",
        "unixtimestampparse",
        "uuidv4",
        "uuidv5",
    ]
)
OPERATORS: Final = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "%": "modulo",
    "<": "lessthan",
    "<=": "lessthanorequalto",
    ">": "greaterthan",
    ">=": "greaterthanorequalto",
}
"""The functions that stand for operators."""

NAMES: Final = frozenset(_FUNCTIONS) | _NOT_WORKED_OUT
"""Every function of buildx, those that are not worked out here included."""
