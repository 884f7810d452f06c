"""The places that a recipe is filled in for, and what it puts behind their tags."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import model
from buildx_cache_flags.core.draft import Draft, suggest
from buildx_cache_flags.core.draft.entries import SHORT_KEY, TYPE, Entry
from buildx_cache_flags.core.text.variables import names, split

PLACE: Final = "{ref}"
"""What stands for the person's own place at the beginning of a recipe's ref."""

TAG: Final = "buildcache"
"""The tag of a place that has none and needs one."""

SEPARATORS: Final = "-._"
"""What may stand between a tag and what a recipe puts behind it."""


class Trail(NamedTuple):
    """What one entry of a recipe leaves behind a place: the suffix it writes to, and the suffixes that are read."""

    written: str
    read: tuple[str, ...] = ()


class Base(NamedTuple):
    """One place a cache is kept at.

    ``ref`` is empty where there is none yet; ``made`` are the refs whose reading belongs to it, because they follow it
    or because a recipe made them of it; ``write`` and ``read`` are the entries that it was found in.
    """

    ref: str
    made: frozenset[str] = frozenset()
    write: Entry = Entry(())
    read: Entry = Entry(())

    def carried(self, option: Option, catalog: Catalog, *, first: bool) -> Iterator[tuple[str, str]]:
        """The fields that stay whatever a recipe says: what concerns the place, and what the table does not know.

        A parameter that both flags read concerns the place.  The *first* entry of a recipe gets what is not known.
        """
        own, other = (self.write, self.read) if option == "cache-to" else (self.read, self.write)
        for key, value in own.fields:
            if concerns_place(key, catalog) or (first and key not in catalog.default.by_name and key != TYPE):
                yield key, value
        for key, value in other.fields:
            if concerns_place(key, catalog) and own.get(key) is None:
                yield key, value


def concerns_place(key: str, catalog: Catalog) -> bool:
    """Whether *key* says something of a place, as ``registry.insecure`` does, and not of the way of caching."""
    parameter = catalog.default.by_name.get(key)
    return parameter is not None and not parameter.required and set(parameter.options) >= set(OPTIONS)


def bases(draft: Draft, catalog: Catalog, trails: tuple[Trail, ...], own: tuple[str, ...]) -> tuple[Base, ...]:
    """The places of *draft*: what is written to, else what is read first, else the image's repository.

    They come without what a recipe put behind them before: what is written by *trails*, and the suffixes in *own*.
    At least one is given; its ref is empty where the draft names no place at all.
    """
    suffixes = tuple(dict.fromkeys((*own, *(trail.written for trail in trails))))
    written = [entry for entry in draft.writes if entry.type == catalog.default.type and entry.get(SHORT_KEY)]
    read = [entry for entry in draft.reads if entry.type == catalog.default.type and entry.get(SHORT_KEY)]
    found: dict[str, Base] = {}
    for entry in written or read[:1]:
        text = entry.get(SHORT_KEY) or ""
        ref = stripped(without_digest(text), suffixes)
        made = frozenset({text, ref, *_made(ref, text, trails)})
        if ref in found:
            found[ref] = found[ref]._replace(made=found[ref].made | made)
        else:
            found[ref] = Base(ref, made, entry if written else _first(draft.writes, catalog))
    if not found:
        ref = suggest.beside(draft.image) if suggest.is_place(draft.image) else ""
        return (Base(ref, frozenset(), _first(draft.writes, catalog), _first(draft.reads, catalog)),)
    return tuple(base._replace(read=_belonging(base, read)) for base in found.values())


def _made(ref: str, text: str, trails: Iterable[Trail]) -> Iterator[str]:
    """The refs that a recipe reads which wrote to *text*, if one did."""
    for trail in trails:
        if text == written_ref(ref, trail.written):
            yield from (written_ref(ref, suffix, names(trail.written)) for suffix in trail.read)


def _belonging(base: Base, read: list[Entry]) -> Entry:
    return next((entry for entry in read if entry.get(SHORT_KEY) in base.made), Entry(()))


def _first(entries: tuple[Entry, ...], catalog: Catalog) -> Entry:
    """The first entry that may wait for a ref."""
    return next((entry for entry in entries if entry.type == catalog.default.type), Entry(()))


def has_place(draft: Draft, catalog: Catalog) -> bool:
    """Whether a recipe has a place in *draft*."""
    return bool(bases(draft, catalog, (), ())[0].ref)


def suffix_of(template: Entry) -> str | None:
    """What a recipe's entry puts behind the place; ``None`` where its ref stands for itself."""
    ref = template.get(SHORT_KEY) or ""
    return ref.removeprefix(PLACE) if ref.startswith(PLACE) else None


def has_tag(text: str) -> bool:
    """Whether *text*, a reference without a digest, names a tag; what a variable holds is not known."""
    return bool(text.rpartition("/")[2].partition(":")[2])


def without_digest(text: str) -> str:
    """*text* without the digest, which a cache can't be written to; with a tag where it had none beside it."""
    try:
        digest = model.check_reference(text, with_variables=True).digest
    except ValueError:
        return text
    name = text.partition("@")[0]
    return text if not digest else name if has_tag(name) else f"{name}:{TAG}"


def stripped(text: str, suffixes: Iterable[str]) -> str:
    """*text* without any of *suffixes* behind its tag."""
    for suffix in suffixes:
        shorter = text.removesuffix(suffix)
        if shorter != text and has_tag(shorter):
            return stripped(shorter, suffixes)
    return text


def written_ref(ref: str, suffix: str, variables: Iterable[str] = ()) -> str:
    """*ref* with *suffix* behind its tag, which it gets where it has none.

    A variable that *ref* holds already is not put in twice.  Where *ref* holds all the *variables* that its recipe
    writes, a suffix without any stands in their place: ``app:${BRANCH}`` and ``-main`` make ``app:main``.
    """
    held, wanted = set(names(ref)), set(names(suffix))
    if not suffix or (wanted and wanted <= held):
        return ref
    theirs = set(variables)
    if theirs and not wanted and theirs <= held:
        word = suffix.lstrip(SEPARATORS)
        return "".join(_or(word, piece, theirs) if is_name else piece for piece, is_name in split(ref))
    return f"{ref}{suffix}" if has_tag(ref) else f"{ref}:{TAG}{suffix}"


def _or(word: str, name: str, replaced: set[str]) -> str:
    return word if name in replaced else f"${{{name}}}"


def identity(entry: Entry, catalog: Catalog) -> object:
    """What two entries share that keep or read the same; entries of other types are told apart as a whole."""
    text = entry.get(SHORT_KEY)
    if text is None or entry.type != catalog.default.type:
        return entry
    try:
        read = model.check_reference(text, with_variables=True)
    except ValueError:
        return text
    return read.canonical, names(text)
