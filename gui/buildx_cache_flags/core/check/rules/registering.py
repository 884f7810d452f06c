"""How a rule is made known: its code, its severity, and what has to be there for it to be asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Trait

from .base import DraftView, EntryView, Finding, Need

_View = TypeVar("_View", EntryView, DraftView)


@dataclass(frozen=True)
class Rule(Generic[_View]):
    """A rule: its registered code and severity, and the function.

    ``needs`` names what has to be there for the rule to find anything; without it the rule is not even asked.
    One of a ``type`` sees the entries of that type only.
    """

    code: str
    severity: Severity
    find: Callable[[_View], Iterator[Finding]]
    needs: Need = ""
    type: str = ""


ENTRY_RULES: list[Rule[EntryView]] = []
"""Rules for one entry, in the order in which their problems are shown."""

DRAFT_RULES: list[Rule[DraftView]] = []
"""Rules across entries and for the fields of the draft itself."""

_Find = Callable[[_View], Iterator[Finding]]


def entry_rule(
    code: str,
    severity: Severity,
    *,
    catches: str,
    source: str,
    needs: Need = "",
    trait: Trait = "",
    type: str = "",  # noqa: A002 - the field's own name for it
) -> Callable[[_Find[EntryView]], _Find[EntryView]]:
    """Register a rule for one entry."""

    codes.register(code, severity, catches=catches, source=source, trait=trait)

    def register(find: _Find[EntryView]) -> _Find[EntryView]:
        ENTRY_RULES.append(Rule(code, severity, find, needs, type))
        return find

    return register


def draft_rule(
    code: str, severity: Severity, *, catches: str, source: str, needs: Need = "", trait: Trait = ""
) -> Callable[[_Find[DraftView]], _Find[DraftView]]:
    """Register a rule for the whole draft."""

    codes.register(code, severity, catches=catches, source=source, trait=trait)

    def register(find: _Find[DraftView]) -> _Find[DraftView]:
        DRAFT_RULES.append(Rule(code, severity, find, needs))
        return find

    return register
