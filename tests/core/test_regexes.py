"""No pattern of the source has what Python 3.11.2 gets wrong: possessive quantifiers and atomic groups.

A possessive quantifier of a group that has alternatives may match otherwise there than on 3.11.5 and later
(CPython's issue 106052), and Debian 12 has 3.11.2.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import buildx_cache_flags

SOURCE = Path(buildx_cache_flags.__file__).parent
_PLAIN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REFUSED = re.compile(r"[*+?}]\+|\(\?>")
_KEYS = re.compile(r"\b(?:Ctrl|Alt|Shift|Meta)\+(?:\+(?=$|,)|[^+\s])")
"""One shortcut as people read it, such as Ctrl++ for the key +."""


def refused(pattern: str) -> bool:
    """Whether *pattern* has such a quantifier or group; escapes and sets of characters can't be either."""
    return _REFUSED.search(_PLAIN.sub("x", pattern)) is not None


def is_pattern(text: str) -> bool:
    """Whether *text* could be one at all; a list of shortcuts is none."""
    if _KEYS.match(text) and not _KEYS.sub("", text).strip(", "):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(text)
        except (re.error, OverflowError, RecursionError):
            return False
    return True


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module that may be a pattern, but its docstrings, with its line; what is put into one counts as a letter."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False):
            node.body = node.body[1:]
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in joined for part in node.values}
    for node in joined:
        parts = (str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        yield node.lineno, "".join(parts)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
            and is_pattern(node.value)
        ):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_pattern_of_the_source_is_possessive(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert [(line, text) for line, text in texts(tree) if refused(text)] == []


@pytest.mark.parametrize("pattern", ["a++", "(?:a|b)*+c", "a?+", "a{2}+", "(?>a)", r"\\++(?!x)", "[+]++"])
def test_what_is_refused(pattern: str) -> None:
    assert refused(pattern)


@pytest.mark.parametrize("text", ["Ctrl++", "Ctrl++, Ctrl+-, Ctrl+0"])
def test_shortcuts_are_no_patterns(text: str) -> None:
    assert not is_pattern(text)


@pytest.mark.parametrize("text", ["Ctrl++|Alt", "(?:Ctrl+)++", "Ctrl++x"])
def test_patterns_of_shortcuts_are_patterns(text: str) -> None:
    assert is_pattern(text)
    assert refused(text)


@pytest.mark.parametrize("pattern", ["a+", r"a\\+", r"a\++", "[*+]", r"[\]*+]", "[]*+]x", r"\(\?>", "a|b+"])
def test_what_is_not(pattern: str) -> None:
    assert not refused(pattern)
