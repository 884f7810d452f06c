"""How sentences read: the words that none of them uses, wherever people can read one."""

import ast
import re
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from buildx_cache_flags import resources
from buildx_cache_flags.cli import command_line

ROOT: Final = Path(__file__).parent.parent.parent
PACKAGE: Final = ROOT / "gui" / "buildx_cache_flags"

AVOIDED: Final = {
    "mend": (r"\bmend(?:s|ed|ing)?\b", "fix"),
    "without a word": (r"\bwithout a word\b|\bin silence\b", "silently"),
    "can't stand": (r"\bcan(?:'t|not) stand\b", "isn't valid, isn't allowed"),
    "take out": (r"\btak(?:e|es|ing|en) (?:it |them |one |the [\w-]+ |that )?out\b", "remove"),
    "wants": (r"(?<!-)\bwants\b", "needs"),
    "present form": (r"\bpresent (?:form|one)\b", "current form, saved form"),
    "stands in the way": (r"\bstands? in the way\b", "Ready to copy."),
    "write it out": (r"\bwrit(?:e|ten|es) (?:it )?out\b", "set it"),
    "as it stands": (r"\bas (?:it|they) stands?\b", "unchanged"),
    "is taken for": (r"\b(?:is|are) taken for\b|\btakes? [^.:;]{1,40} for (?:min|true|false|a|an|the)\b", "is read as"),
    "all the same": (r"\bpass(?:es)? all the same\b|\ball the same\.", "still"),
    "vouch": (r"\bvouch", "untrusted"),
    "at once": (r"\b(?:fails?|stops?) at once\b", "immediately"),
    "anew": (r"\banew\b", "again"),
    "goes on without": (r"\bgoes on without\b", "continues without"),
    "is no JSON": (
        r"(?<!there )\bis no (?:valid )?(?:JSON|YAML|HCL|UTF-8|text|file|object|boolean|reference|digest)\b",
        "is not",
    ),
    "that is none": (r"\b(?:that|it) is none\b|\bis none\b", "isn't valid"),
    "in clear": (r"\bin clear\b", "in plain text"),
    "left alone": (r"\bleft alone\b", "if unset"),
    "looked for": (r"\b(?:is|are) looked for\b", "is read from"),
    "for ever": (r"\bfor ever\b", "without limit"),
    "complain": (r"\bto complain about\b", "no problems"),
    "brought back": (r"\bbe brought back\b", "undone"),
    "behind": (r"\bbehind (?:it|them|@|-t|(?:the|a) (?:colon|comma|line|option|mark|variable))\b", "after"),
}
"""Names of the words, what finds them, and what to write instead."""


def _docstrings(tree: ast.Module) -> set[int]:
    """The strings that are no more than a comment."""
    alone = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {id(value) for value in alone if isinstance(value, ast.Constant)}


def _in_source(path: Path) -> Iterator[tuple[str, str]]:
    """Every text of a module that may be a sentence, with its line; a gap stands for what is put into it."""
    tree = ast.parse(path.read_text("utf-8"))
    left_out = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            text = node.value
        else:
            continue
        if " " in text.strip():
            yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def _in_table(name: str, values: Any) -> Iterator[tuple[str, str]]:
    if isinstance(values, str):
        yield name, values
    for key, value in values.items() if isinstance(values, dict) else ():
        yield from _in_table(f"{name}: {key}", value)
    for value in values if isinstance(values, list) else ():
        yield from _in_table(name, value)


def _in_documents() -> Iterator[tuple[str, str]]:
    """Documents line by line; code in them is not read."""
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", resources.path("problem-codes.md")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            yield f"{path.name}:{number}", re.sub(r"`[^`]*`", "…", line)
    page = (ROOT / "packaging" / "linux" / "buildx-cache-flags.1.in").read_text("utf-8")
    for number, line in enumerate(page.replace("\\-", "-").splitlines(), start=1):
        yield f"manual page:{number}", line


def _in_help() -> Iterator[tuple[str, str]]:
    for name, parser in {"": command_line.parser(), **_commands(command_line.parser())}.items():
        yield f"{name} --help", " ".join(parser.format_help().split())


def _commands(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    (found,) = (action.choices for action in parser._actions if isinstance(action, _SubParsersAction))
    return dict(found)


@cache
def sentences() -> tuple[tuple[str, str], ...]:
    """Everything that people can read, with where it stands."""
    found: list[tuple[str, str]] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        found.extend(_in_source(path))
    for path in sorted(resources.path().rglob("*.toml")):
        found.extend(_in_table(path.name, tomllib.loads(path.read_text("utf-8"))))
    found.extend(_in_documents())
    found.extend(_in_help())
    return tuple(found)


def test_all_places_are_read() -> None:
    places = " ".join(place for place, _ in sentences())
    for name in (
        "rules/parameter_values.py",
        "qt/window.py",
        "common.toml",
        "recipes.toml",
        "README.md",
        "manual page",
        "problem-codes",
    ):
        assert name in places
    assert len(sentences()) > 3_000


@pytest.mark.parametrize("word", AVOIDED)
def test_no_sentence_uses(word: str) -> None:
    pattern, instead = AVOIDED[word]
    found = [f"{place}: {text}" for place, text in sentences() if re.search(pattern, text, re.IGNORECASE)]
    assert not found, f"write instead: {instead}\n" + "\n".join(found)
