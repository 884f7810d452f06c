"""Two forms side by side: their commands, what they do, and what is cached, line by line."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import Draft, set_value
from buildx_cache_flags.core.explain import sentences
from buildx_cache_flags.core.explain.picture import scene
from buildx_cache_flags.core.outcome import Outcome
from buildx_cache_flags.core.text.wording import visible

MODE: Final = "mode"
_MOST: Final = 2_000
"""Lines of one side that are compared."""
_LONGEST: Final = 400


class ComparedRow(NamedTuple):
    """A line of both sides; ``None`` where a side has none.  What is not ``same`` was removed, and the other added."""

    left: str | None
    right: str | None

    @property
    def same(self) -> bool:
        """Whether both sides say it."""
        return self.left == self.right


class Section(NamedTuple):
    """One aspect: its title, and its lines."""

    title: str
    rows: tuple[ComparedRow, ...]

    @property
    def same(self) -> bool:
        """Whether both sides say the same."""
        return all(row.same for row in self.rows)


def compare(left: Outcome, right: Outcome) -> tuple[Section, ...]:
    """What differs between two outcomes, and what does not."""
    return (
        Section("Command", tuple(_rows(_command(left), _command(right)))),
        Section("What it does", tuple(_rows(_meaning(left), _meaning(right)))),
        Section("What is cached", tuple(_rows(_cached(left), _cached(right)))),
    )


def with_mode(draft: Draft, mode: str, catalog: Catalog) -> Draft:
    """*draft* with *mode* in each entry that is written and has one."""
    option: Option = "cache-to"
    for index, entry in enumerate(draft.entries(option)):
        backend = catalog.backend(entry.type)
        if backend is not None and backend.read_by(MODE, option) is not None:
            draft = set_value(draft, option, index, MODE, mode, catalog)
    return draft


def _command(outcome: Outcome) -> list[str]:
    return outcome.text.splitlines()[:_MOST]


def _meaning(outcome: Outcome) -> list[str]:
    return [visible(sentence, _LONGEST) for sentence in sentences(outcome.facts)]


def _cached(outcome: Outcome) -> list[str]:
    """A line for each stage and each cache of the picture."""
    drawn = scene(outcome.facts)
    stages = [f"{name}: {'cached' if kept else 'not cached'}" for name, kept in drawn.stages]
    verbs = {(True, True): "written and read", (True, False): "written", (False, True): "read"}
    places = [f"{place.name or '… (not set yet)'}: {verbs[place.writes, place.reads]}" for place in drawn.places]
    return [*stages, *places, *([f"{drawn.more} more caches"] if drawn.more else [])]


def _rows(left: Sequence[str], right: Sequence[str]) -> Iterator[ComparedRow]:
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (ComparedRow(line, line) for line in left[a:b])
            continue
        width = max(b - a, d - c)
        for step in range(width):
            yield ComparedRow(left[a + step] if a + step < b else None, right[c + step] if c + step < d else None)
