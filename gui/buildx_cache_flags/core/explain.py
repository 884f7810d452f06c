"""What the present command does, in plain sentences, which never say more than its problems leave of it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from .draft import DEFAULT_CONTEXT, Draft, effective_default, effective_value
from .entries import Entry
from .evaluate import Evaluation
from .golang import TRUE_WORDS, parse_int64
from .parameters import Option, Table
from .problems import Place
from .wording import shown

_STILL_EMPTY: Final = "ref-missing"
"""The error of an entry that is only not filled in yet."""

_ONLY_WRITTEN: Final = frozenset(("ref-digest", "ref-is-image", "ref-repeated"))
"""Errors of a ref that is written to, which do not keep anybody from reading it."""

_EMPTY: Final = "the ref, once it is filled in"

MOST: Final = 20
"""Entries of one option that are told of."""

_NO_LEVEL: Final = frozenset(("level-ignored", "level-without-effect"))


def sentences(evaluation: Evaluation, *, whole: bool = True) -> tuple[str, ...]:
    """Say what the draft of *evaluation* does, one sentence for each step, in the order in which it happens.

    Without *whole* only the cache flags are told of.
    """
    building = [_building(evaluation)] if whole else []
    said = (*_reading(evaluation), *building, *_writing(evaluation))
    return said or ("Nothing is cached: there is no entry yet.",)


def wrong_entries(evaluation: Evaluation) -> Mapping[tuple[Option, int], int]:
    """The entries that do not do what they say, and how many errors they have; one that is not filled in is none.

    A read entry that follows a ref has the errors of that ref, which stand only where it is typed.
    """
    errors = [problem for problem in evaluation.errors if problem.code != _STILL_EMPTY]
    wrong = Counter((error.place.option, error.place.entry) for error in errors if error.place.option is not None)
    if evaluation.draft.follows:
        followed = Place("cache-to", 0, "ref")
        found = sum(error.place == followed and error.code not in _ONLY_WRITTEN for error in errors)
        wrong.update({("cache-from", 0): found} if found else {})
    return wrong


def _shown(option: Option, entries: tuple[Entry, ...]) -> Iterator[tuple[int, str, Entry]]:
    """The entries that are told of, each with its index and what to call it as long as its ref is empty."""
    for index, entry in enumerate(entries[:MOST]):
        yield index, f"{option} {index + 1}", entry


def _rest(option: Option, entries: tuple[Entry, ...]) -> Iterator[str]:
    if len(entries) > MOST:
        yield f"There are {len(entries) - MOST} more entries of {option}."


def _mended(errors: int) -> str:
    return "its error is mended" if errors == 1 else "its errors are mended"


def _reading(evaluation: Evaluation) -> Iterator[str]:
    wrong, table, reads = wrong_entries(evaluation), evaluation.table, evaluation.draft.reads
    for index, name, entry in _shown("cache-from", reads):
        where, errors = _where(entry, table), wrong.get(("cache-from", index), 0)
        if errors:
            yield f"Nothing is read from {where or name} until {_mended(errors)}."
        else:
            yield f"Looks for layers to reuse in {where or _EMPTY}."
    yield from _rest("cache-from", reads)


def _where(entry: Entry, table: Table) -> str:
    return (entry.get("ref") or "") if entry.type == table.type else f"a cache of type {shown(entry.type)}"


def _building(evaluation: Evaluation) -> str:
    draft = evaluation.draft
    for name in ("image", "context"):
        if any(problem.place == Place(parameter=name) for problem in evaluation.errors):
            return f"Builds nothing until the error in {name} is mended."
    places = {DEFAULT_CONTEXT: "the current folder", "-": "standard input"}
    place = places.get(draft.build_context, draft.build_context)
    if not draft.image and draft.output == "load":
        return f"Builds from {place} and loads the image into the local Docker, without a name."
    if not draft.image:
        return f"Builds from {place}; without an image's name the result stays in the builder."
    after = {"push": "and pushes it to its registry", "load": "and loads it into the local Docker", "nothing": ""}
    return f"Builds {draft.image} from {place} {after[draft.output]}".rstrip() + "."


def _writing(evaluation: Evaluation) -> Iterator[str]:
    wrong, writes = wrong_entries(evaluation), evaluation.draft.writes
    for index, name, entry in _shown("cache-to", writes):
        where, errors = _where(entry, evaluation.table), wrong.get(("cache-to", index), 0)
        if errors:
            yield f"Does not write to {where or name} as asked until {_mended(errors)}."
        elif entry.type != evaluation.table.type:
            yield f"Writes {where}."
        else:
            yield from _written(evaluation, index, entry)
    yield from _rest("cache-to", writes)


def _written(evaluation: Evaluation, index: int, entry: Entry) -> Iterator[str]:
    draft, table = evaluation.draft, evaluation.table
    codes = {problem.code for problem in evaluation.problems if problem.place[:2] == ("cache-to", index)}
    writing = _Writing(_understood(entry, draft, table), draft, table, codes)
    yield f"Writes {writing.layers()} to {_where(entry, table) or _EMPTY}, {writing.packed()}."
    if writing.entry.get("ignore-error") in TRUE_WORDS:
        yield "If the cache can't be written, the build passes all the same."


def _understood(entry: Entry, draft: Draft, table: Table) -> Entry:
    """*entry* without what the BuildKit of *draft* does not know yet."""
    version = table.release(draft.buildkit)
    later = {parameter.name for parameter in table.parameters if parameter.since > version}
    return Entry(tuple(field for field in entry.fields if field[0] not in later))


class _Writing(NamedTuple):
    """An entry that is written, and the codes of what the rules found in it: these know how it is packed."""

    entry: Entry
    draft: Draft
    table: Table
    codes: Collection[str]

    def layers(self) -> str:
        """Which layers are written."""
        return "the layers of every stage" if self._value("mode") == "max" else "the image's own layers"

    def packed(self) -> str:
        """How they are packed."""
        how = self._how()
        if "compression-pushed-layers" in self.codes and self.entry.get("compression"):
            kept = f"packed with {self._default('compression')}"
            if self._value("mode") != "max":
                return f"still {kept}"
            return f"the image's own still {kept}, the others {how}{self._level()}"
        if "compression-stored-layers" in self.codes and self.entry.get("compression"):
            return f"new ones {how}{self._level()}"
        apart = self._level() and self.draft.pushed and self._value("compression") == self._default("compression")
        # The push packs the image's own layers first, and a level never packs them anew.
        return f"{how}{', those of other stages' if apart else ''}{self._level()}"

    def _how(self) -> str:
        compression = self._value("compression")
        level = self.table.by_name.get("compression-level")
        ignored = level is not None and level.levels is not None and level.levels.rule(compression).ignored
        return "not packed" if ignored else f"packed with {compression}"

    def _level(self) -> str:
        level = self.entry.get("compression-level")
        return f" at level {parse_int64(level)}" if level and not _NO_LEVEL.intersection(self.codes) else ""

    def _default(self, name: str) -> str:
        parameter = self.table.by_name.get(name)
        version = self.table.release(self.draft.buildkit)
        return (effective_default(self.table, parameter, self.entry, version) if parameter else None) or ""

    def _value(self, name: str) -> str:
        parameter = self.table.by_name.get(name)
        version = self.table.release(self.draft.buildkit)
        return (effective_value(self.table, parameter, self.entry, version) if parameter else None) or ""
