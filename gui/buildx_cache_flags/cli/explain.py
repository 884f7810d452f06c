"""``explain``: why a problem is one, by its code."""

import json
import sys
from argparse import Namespace
from textwrap import wrap
from typing import Final

from buildx_cache_flags.core.check import explanations
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.explain import limits
from buildx_cache_flags.core.text.wording import listed, shown

from . import codes
from .console import Console

LIMITS: Final = "limits"
"""The word that is no code, and stands for what a cache can't do."""
_WIDTH: Final = 80
_INDENT: Final = " " * len("More  ")


def run(arguments: Namespace) -> int:
    """Print what is behind the codes that are named, or the list of all; 2 where one is unknown."""
    console = Console(sys.stdout)
    if [word.lower() for word in arguments.codes] == [LIMITS]:
        _limits(console, as_json=arguments.format == "json")
        return 0
    if not arguments.codes:
        _list(codes.every(), console, as_json=arguments.format == "json")
        return 0
    named: list[Code] = []
    for word in arguments.codes:
        # A code may be copied from a report, with the brackets around it.
        plain = word.strip().strip("[]`").lower()
        code = codes.find(plain) if plain in explanations.load() else None
        if code is None:
            arguments.refuse(_unknown(word))
        else:
            named.append(code)
    if arguments.format == "json":
        console.write(_safe(json.dumps([_row(code) for code in named])) + "\n")
        return 0
    for number, code in enumerate(named):
        if number:
            console.line()
        _write(code, console)
    return 0


def _limits(console: Console, *, as_json: bool) -> None:
    found = limits.load()
    if as_json:
        console.write(_safe(json.dumps([limit._asdict() for limit in found])) + "\n")
        return
    for number, limit in enumerate(found):
        if number:
            console.line()
        console.line(console.styled(limit.title, "mark"))
        for name, text in (("Why", limit.text), ("Do", limit.todo)):
            _paragraph(name, text, console)
        console.line(f"{console.styled('More', 'mark')}  {limit.link}")


def _unknown(word: str) -> str:
    near = explanations.nearest(word)
    return f"there is no code {shown(word)}. " + (
        f"Did you mean {listed(near)}?" if near else "explain lists all codes"
    )


def _list(every: tuple[Code, ...], console: Console, *, as_json: bool) -> None:
    if as_json:
        console.write(_safe(json.dumps([_row(code) for code in every])) + "\n")
        return
    width = max(len(code.code) for code in every)
    for code in every:
        severity = console.styled(f"{code.severity:<7}", code.severity)
        console.line(f"{code.code:<{width}}  {severity}  {code.catches}")


def _write(code: Code, console: Console) -> None:
    why = explanations.load()[code.code]
    console.line(f"{console.styled(code.code, 'mark')} ({console.styled(code.severity, code.severity)})")
    for name, text in (("What", f"{code.catches}."), ("Why", why.cause), ("Seen", why.seen), ("Fix", why.fix)):
        if text:
            _paragraph(name, text, console)
    console.line(f"{console.styled('More', 'mark')}  {why.link}")


def _paragraph(name: str, text: str, console: Console) -> None:
    lines = wrap(text, _WIDTH - len(_INDENT), break_long_words=False, break_on_hyphens=False)
    console.line(f"{console.styled(f'{name:<{len(_INDENT)}}', 'mark')}{lines[0]}")
    for line in lines[1:]:
        console.line(_INDENT + line)


def _row(code: Code) -> dict[str, str]:
    why = explanations.load()[code.code]
    about = {"code": code.code, "severity": code.severity, "catches": code.catches, "source": code.source}
    return {**about, **why._asdict()}


def _safe(text: str) -> str:
    """*text*, JSON, in which no CI service finds a command."""
    return text.replace("##", "#\\u0023")
