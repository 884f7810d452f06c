"""A build that was opened from a file and changed: its entries go back to where they stand, and nothing else changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.disk.beside import Checkout
from buildx_cache_flags.core.draft import Draft, addresses, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.secrets import without_secrets
from buildx_cache_flags.core.files import Build, FileReading, Value, read_file

from . import fixing


@dataclass(frozen=True, slots=True)
class OpenedBuild:
    """Where a build was opened from: the file, the number of the build in it, and the build as it was."""

    path: Path
    number: int
    build: Build

    @property
    def where(self) -> str:
        """The build as a person finds it."""
        return f"{self.build.where}, line {self.build.line}"


@dataclass(frozen=True, slots=True)
class PutBack:
    """The text of the file before and after; *also* counts the other builds that change with it."""

    before: str
    after: str
    also: int = 0


class NotPossibleError(ValueError):
    """The entries can't be put back; the message is a sentence that says why, and what to do."""


def put_back(origin: OpenedBuild, text: str, draft: Draft, catalog: Catalog) -> PutBack:
    """Put the entries of *draft* into *text*, which is that of the file as it is now.

    Raises :class:`NotPossibleError` where the file has changed, or where no place in it is sure.
    """
    before = _read(origin, text, catalog)
    if origin.number >= len(before.builds) or not _same(before.builds[origin.number], origin.build):
        raise NotPossibleError(f"{origin.path.name} has changed. Open the build again.")
    # A secret is never written in clear.
    draft = without_secrets(draft, catalog)
    after = text
    for value, old, new in _changed(origin, draft):
        edit = fixing.edit(after, value.line, entries.format(old), entries.format(new))
        if edit is None:
            raise NotPossibleError(
                f"{_shown(old, value.option, catalog)} has no one place in {origin.path.name}. Copy it and put it there."
            )
        after = edit.apply(after)
    return PutBack(text, after, _also(before, _read(origin, after, catalog), origin, draft))


def _read(origin: OpenedBuild, text: str, catalog: Catalog) -> FileReading:
    return read_file(str(origin.path), text.replace("\r\n", "\n"), catalog, Checkout.of(origin.path))


def _same(build: Build, other: Build) -> bool:
    return build.where == other.where and build.values == other.values and build.draft == other.draft


def _changed(origin: OpenedBuild, draft: Draft) -> Iterator[tuple[Value, Entry, Entry]]:
    """Every value of the file whose entry is another one now."""
    for option in OPTIONS:
        old, new = origin.build.draft.entries(option), draft.entries(option)
        values = [value for value in origin.build.values if value.option == option]
        if len(old) != len(new):
            word = "added" if len(new) > len(old) else "removed"
            raise NotPossibleError(
                f"An entry was {word}, and only entries that are there go back. Copy it and put it there."
            )
        if old != new and len(old) != len(values):
            raise NotPossibleError(f"{origin.path.name} writes several entries as one. Copy them and put them there.")
        yield from ((value, one, other) for value, one, other in zip(values, old, new, strict=False) if one != other)


def _also(before: FileReading, after: FileReading, origin: OpenedBuild, draft: Draft) -> int:
    """How many other builds changed; :class:`NotPossibleError` where the one itself is not what it has to be."""
    if len(after.builds) != len(before.builds):
        raise NotPossibleError(f"{origin.path.name} would have other builds then. Copy the entries and put them there.")
    own = after.builds[origin.number].draft
    if (own.writes, own.reads) != (draft.writes, draft.reads):
        raise NotPossibleError(f"{origin.path.name} would mean something else. Copy the entries and put them there.")
    pairs = enumerate(zip(before.builds, after.builds, strict=True))
    return sum(1 for number, (one, other) in pairs if number != origin.number and one.draft != other.draft)


def _shown(entry: Entry, option: Option, catalog: Catalog) -> str:
    return addresses.shown(entry, option, catalog) or entries.format(entry)


def opened(build: Build, draft: Draft) -> Draft:
    """What the form shows of *build*; *draft* is what it shows now, whose BuildKit version stays."""
    return replace(build.draft, buildkit=draft.buildkit)
