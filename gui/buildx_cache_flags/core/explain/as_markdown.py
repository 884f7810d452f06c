"""The command with all that explains it as Markdown, for a pull request or a chat."""

import re
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.explain import sentences
from buildx_cache_flags.core.explain.picture import scene
from buildx_cache_flags.core.explain.tokens import explain
from buildx_cache_flags.core.outcome import Outcome, View
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text.wording import printable

_MEANT: Final = re.compile(r"([\\`*_\[\]<>|~#])")
_RUN: Final = re.compile(r"`+")
_LANGUAGES: Final = {".sh": "sh", ".ps1": "powershell", ".bat": "bat", ".yml": "yaml"}


def markdown(outcome: Outcome) -> str:
    """Tell of *outcome*: the command, what it does, what is cached, the problems, and each word."""
    return "\n".join(_blocks(outcome))


def _blocks(outcome: Outcome) -> Iterator[str]:
    view = outcome.view or View()
    target = TARGETS[view.target]
    yield f"### Cache flags of docker buildx build ({_plain(target.label)})\n"
    language = _LANGUAGES.get(target.suffix, target.suffix.lstrip("."))
    yield f"{_fence(outcome.text)}{language}\n{outcome.text.rstrip()}\n{_fence(outcome.text)}\n"
    whole = target.whole and (view.whole or not target.shell)
    yield from _listed("What this does", [_plain(step) for step in sentences(outcome.facts, whole=whole)])
    yield f"**What is cached**\n\n{_plain(scene(outcome.facts).text)}\n"
    problems = [f"{problem.severity}: {_plain(problem.message)}" for problem in outcome.problems]
    yield from _listed("Problems", problems)
    rendered = None if target.shell or target.script else outcome.rendered
    tokens = explain(outcome.command, outcome.catalog, rendered)
    if tokens:
        yield "**Word by word**\n\n| word | meaning |\n|---|---|"
        for token in tokens:
            yield f"| {_code(token.text)} | {_plain(token.meaning)} |"


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        items = "\n".join(f"- {line}" for line in lines)
        yield f"**{title}**\n\n{items}\n"


def _plain(text: str) -> str:
    """*text* on one line, none of it meant as Markdown."""
    return _MEANT.sub(r"\\\1", printable(text))


def _fence(text: str) -> str:
    return "`" * max(3, 1 + max((len(run) for run in _RUN.findall(text)), default=0))


def _code(text: str) -> str:
    """*text* as code in a cell of a table, which a bar would end."""
    text = printable(text)
    ticks = "`" * (1 + max((len(run) for run in _RUN.findall(text)), default=0))
    room = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{ticks}{room}{text}{room}{ticks}".replace("|", "\\|")
