"""Scripts of package.json: each as npm runs it, with the scripts that it runs in turn in their place.

Source: npm's documentation of ``npm run``; yarn, pnpm, bun and npm-run-all where they do the same.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.formats import jsonc
from buildx_cache_flags.core.formats.jsonc import Node, Text
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import plain

from . import jsonfiles
from .found_builds import Build, Found
from .scripttext import ScriptText

_WORDS: Final = r"((?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|()])+)*)"
_CALL = re.compile(
    rf"(?:(?<=[;&|(\n])|\A)[ \t]*(npm[ \t]+(?:run|run-script)|yarn[ \t]+run|pnpm[ \t]+run|bun[ \t]+run|yarn|pnpm|run-s|run-p|npm-run-all){_WORDS}"
)
_WORD = re.compile(r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'])+")
_DEEPEST: Final = 20
_ALL: Final = ("run-s", "run-p", "npm-run-all")


class _Piece(NamedTuple):
    """A stretch of a command with its line."""

    text: str
    line: int


def read(text: str, catalog: Catalog) -> Found:
    """The builds of all scripts; one that only runs inside others is read there."""
    package = jsonfiles.parse(text)
    scripts = {name: node for name, node in jsonc.fields(package.get("scripts")).items() if isinstance(node, Text)}
    variables = dict(_variables(package))
    called = {name for script in scripts for name in _called(script, scripts)}
    builds: list[Build] = []
    for name in scripts:
        if name not in called or _calls_itself(name, scripts):
            builds += _builds(name, scripts, variables, catalog)
    return Found(builds)


def _variables(package: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """What npm puts into the environment of a script."""
    for key in ("name", "version"):
        node = package.get(key)
        if isinstance(node, Text):
            yield f"npm_package_{key}", node.text
    for key, node in jsonc.fields(package.get("config")).items():
        if isinstance(node, Text | jsonc.Other):
            yield f"npm_package_config_{key}", node.text


def _called(name: str, scripts: Mapping[str, Text]) -> Iterator[str]:
    """The scripts that *name* runs, with those that npm runs before and behind it."""
    yield from (f"{when}{name}" for when in ("pre", "post"))
    for match in _CALL.finditer(scripts[name].text):
        yield from (called for called, _ in _targets(match, scripts))


def _calls_itself(name: str, scripts: Mapping[str, Text]) -> bool:
    """Whether a script is part of a circle, and no other way leads to it."""
    seen: set[str] = set()
    open_ones = [name]
    while open_ones:
        one = open_ones.pop()
        for called in _called(one, scripts):
            work.spend()
            if called == name:
                return True
            if called in scripts and called not in seen:
                seen.add(called)
                open_ones.append(called)
    return False


def _targets(match: re.Match[str], scripts: Mapping[str, Text]) -> Iterator[tuple[str, str]]:
    """The scripts that a call runs, each with the arguments that it gets."""
    words = _WORD.findall(match[2])
    work.spend(len(words) + 1)
    program = match[1].split()[0]
    if program in _ALL:
        for word in words:
            pattern = word.strip("\"'")
            yield from ((name, "") for name in scripts if fnmatchcase(name, pattern))
        return
    while words and words[0].startswith("-"):
        words.pop(0)
    if words and words[0].strip("\"'") in scripts:
        rest = words[1:]
        if program == "npm":
            # npm takes options for itself up to the two dashes.
            rest = rest[rest.index("--") + 1 :] if "--" in rest else [one for one in rest if not one.startswith("-")]
        yield words[0].strip("\"'"), " ".join(one for one in rest if one != "--")


def _builds(name: str, scripts: Mapping[str, Text], variables: Mapping[str, str], catalog: Catalog) -> list[Build]:
    script = ScriptText("sh")
    pieces = list(_pieces(name, "", scripts, 0))
    whole = "".join(piece.text for piece in pieces)
    for key, value in variables.items():
        if key in whole:
            script.set(key, plain(value).parts, scripts[name].line)
    for piece in pieces:
        script.add(plain(piece.text, piece.line), keeps_lines=False)
    return script.builds(catalog, f"script {name}, ")


def _pieces(name: str, arguments: str, scripts: Mapping[str, Text], depth: int) -> Iterator[_Piece]:
    """A script with the scripts that it runs in the place of their calls, each in a shell of its own."""
    node = scripts[name]
    work.spend(len(node.text) + 1)
    if f"pre{name}" in scripts and depth < _DEEPEST:
        yield from _apart(f"pre{name}", "", scripts, depth, node.line)
    text = f"{node.text} {arguments}" if arguments else node.text
    position = 0
    for match in _CALL.finditer(text):
        targets = list(_targets(match, scripts))
        if targets and depth < _DEEPEST:
            if text[position : match.start()].strip():
                yield _Piece(_open_end(text[position : match.start()]), node.line)
            for called, given in targets:
                yield from _apart(called, given, scripts, depth, node.line)
            position = match.end()
    rest = text[position:].strip()
    if rest:
        yield _Piece(rest.removeprefix("&&").removeprefix(";") if position else rest, node.line)
    if f"post{name}" in scripts and depth < _DEEPEST:
        yield from _apart(f"post{name}", "", scripts, depth, node.line)


def _open_end(text: str) -> str:
    """Text in front of a call, which must not end in the middle of a line."""
    return text.strip().removesuffix("&&").removesuffix(";").removeprefix("&&").removeprefix(";")


def _apart(name: str, arguments: str, scripts: Mapping[str, Text], depth: int, line: int) -> Iterator[_Piece]:
    yield _Piece("(", line)
    yield from _pieces(name, arguments, scripts, depth + 1)
    yield _Piece(")", line)
