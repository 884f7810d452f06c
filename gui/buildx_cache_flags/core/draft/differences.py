"""What differs between two drafts, line by line as a diff shows it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.text.wording import shown

from . import Draft, Trigger, entries
from .entries import Entry
from .pairs import pairs
from .secrets import hidden, other_hidden

Sign = Literal["-", "+", " "]

_LONGEST: Final = 200
"""Characters of a value that a line shows as they are."""

TRIGGER_NAMES: Final[Mapping[Trigger, str]] = {
    "push": "Runs on pushes",
    "pull-request": "Runs on pull requests",
    "main-writes": "Pull requests read, main writes",
}
"""What to call each way to start a job."""

_SPOKEN: Final[dict[Sign, str]] = {"-": "removed ", "+": "added ", " ": ""}


class Difference(NamedTuple):
    """One line: what goes, what comes, or (with a space for a sign) what the lines below belong to."""

    sign: Sign
    text: str

    @property
    def line(self) -> str:
        """The line as it is shown."""
        return f"{self.sign} {self.text}"

    @property
    def spoken(self) -> str:
        """The line for who listens."""
        return f"{_SPOKEN[self.sign]}{self.text}"


def lines(before: Draft, after: Draft, catalog: Catalog) -> tuple[Difference, ...]:
    """What becomes of *before* where it gives way to *after*: nothing where they mean the same."""
    return tuple(_lines(before.meaning(), after.meaning(), catalog))


def _lines(before: Draft, after: Draft, catalog: Catalog) -> Iterator[Difference]:
    yield from _changed(_image(before), _image(after))
    yield from _changed(_output(before), _output(after))
    yield from _changed(f"context {_plain(before.build_context)}", f"context {_plain(after.build_context)}")
    yield from _others(before.others, after.others)
    yield from _changed(_buildkit(before), _buildkit(after))
    yield from _changed(TRIGGER_NAMES[before.trigger], TRIGGER_NAMES[after.trigger])
    for option in OPTIONS:
        yield from _entries(option, before.entries(option), after.entries(option), catalog)
    if before.follows and after.reads and not after.following:
        yield Difference("-", "cache-from 1 follows the ref of cache-to 1")


def _image(draft: Draft) -> str:
    return f"-t {_plain(draft.image)}" if draft.image else ""


def _output(draft: Draft) -> str:
    return {"push": "--push", "load": "--load"}.get(draft.output, "neither --push nor --load")


def _others(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Difference]:
    """Other options that go and that come; what only changes its place is not told."""
    gone, new = Counter(before), Counter(after)
    for text in before:
        if gone[text] > new[text]:
            gone[text] -= 1
            yield Difference("-", _plain(other_hidden(text)))
    gone = Counter(before)
    for text in after:
        if new[text] > gone[text]:
            new[text] -= 1
            yield Difference("+", _plain(other_hidden(text)))


def _buildkit(draft: Draft) -> str:
    return f"BuildKit {_plain(draft.buildkit)}" if draft.buildkit else "newest BuildKit"


def _changed(old: str, new: str) -> Iterator[Difference]:
    if old != new:
        yield from (Difference("-", old),) if old else ()
        yield from (Difference("+", new),) if new else ()


def _plain(text: str) -> str:
    """*text* as it is, where it is short and can be seen."""
    return text if text.isprintable() and 0 < len(text) <= _LONGEST else shown(text)


def _entries(
    option: Option, before: tuple[Entry, ...], after: tuple[Entry, ...], catalog: Catalog
) -> Iterator[Difference]:
    found, moved = pairs(before, after, catalog)
    for index in sorted(set(range(len(before))) - set(found.values())):
        yield Difference("-", f"--{option} {_whole(before[index], catalog)}")
    for index, entry in enumerate(after):
        old = found.get(index)
        if old is None:
            yield Difference("+", f"--{option} {_whole(entry, catalog)}")
        elif before[old] != entry or index in moved:
            was = "" if old == index else f" (was {option} {old + 1})"
            yield Difference(" ", f"{option} {index + 1}{was}")
            yield from _attributes(before[old], entry, catalog)


def _attributes(before: Entry, after: Entry, catalog: Catalog) -> Iterator[Difference]:
    old, new = dict(before.fields), dict(after.fields)
    was, now = (dict(hidden(entry, catalog).fields) for entry in (before, after))
    backend = catalog.backend(after.type)
    order = [*(backend.names if backend else ()), *new, *old]
    keys = sorted({*old, *new}, key=order.index)
    changed = [key for key in keys if old.get(key) != new.get(key)]
    for key in changed:
        if key in old:
            yield Difference("-", f"{key}={_value(was[key])}")
        if key in new:
            yield Difference("+", f"{key}={_value(now[key])}")
    if not changed and before != after:
        yield Difference("-", _whole(before, catalog))
        yield Difference("+", _whole(after, catalog))


def _value(text: str) -> str:
    return _plain(text) if text else ""


def _whole(entry: Entry, catalog: Catalog) -> str:
    """*entry* as it is written, without any secret."""
    return _plain(entries.format(hidden(entry, catalog)))
