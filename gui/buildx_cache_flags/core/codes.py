"""Every code that a problem may have: what the generated page of codes is made from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from .problems import Severity
from .rules import DRAFT_RULES, ENTRY_RULES
from .syntax import SYNTAX_RULES


class Described(Protocol):
    """Whatever tells what a code is for."""

    @property
    def code(self) -> str:
        """The stable code."""

    @property
    def severity(self) -> Severity:
        """How bad it is."""

    @property
    def catches(self) -> str:
        """What it catches, in plain words."""

    @property
    def source(self) -> str:
        """Whose behaviour it tells of."""


@dataclass(frozen=True, slots=True)
class Code:
    """One row of the page."""

    code: str
    severity: Severity
    catches: str
    source: str


def all_codes(further: Iterable[Described] = ()) -> tuple[Code, ...]:
    """Each code once, in the order in which problems are shown; *further* ones stand at the end."""
    rules: Iterable[Described] = chain(SYNTAX_RULES, DRAFT_RULES, ENTRY_RULES, further)
    by_code = {rule.code: Code(rule.code, rule.severity, rule.catches, rule.source) for rule in reversed(tuple(rules))}
    return tuple(reversed(by_code.values()))


def page(codes: Sequence[Code]) -> str:
    """The page of codes, in Markdown."""
    return "\n".join(_lines(codes))


def _lines(codes: Sequence[Code]) -> Iterator[str]:
    yield "# Problem codes"
    yield ""
    yield "Generated from the rules by `python -m buildx_cache_flags.cli.codes`; a test fails where it is out of date."
    yield ""
    yield "- **error**: the build or the export fails, a value is replaced by another, or the cache is lost. Copy waits."
    yield "- **warning**: accepted, but without effect or risky."
    yield "- **hint**: advice."
    yield ""
    yield "| Code | Severity | What it catches | Whose behaviour |"
    yield "|---|---|---|---|"
    for code in codes:
        cells = (f"`{code.code}`", code.severity, code.catches, code.source)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""
