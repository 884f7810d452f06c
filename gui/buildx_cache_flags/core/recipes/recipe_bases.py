"""The places that a recipe is filled in for, and what it puts behind them: at the address of a type, whichever it is."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option, Parameter
from buildx_cache_flags.core.check import validation
from buildx_cache_flags.core.draft import Draft, suggest
from buildx_cache_flags.core.draft.entries import TYPE, Entry
from buildx_cache_flags.core.text.variables import names, split

PLACE: Final = "{ref}"
"""What stands for the person's own place at the beginning of a recipe's address."""

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

    ``place`` is empty where there is none yet; ``made`` are the places whose reading belongs to it, because they follow
    it or because a recipe made them of it; ``write`` and ``read`` are the entries that it was found in.
    """

    place: str
    made: frozenset[str] = frozenset()
    write: Entry = Entry(())
    read: Entry = Entry(())

    def carried(self, option: Option, type: str, catalog: Catalog, *, first: bool) -> Iterator[tuple[str, str]]:  # noqa: A002
        """The fields that stay whatever a recipe says: what concerns the place, and what the table of *type* does not know.

        A parameter that both flags read concerns the place.  The *first* entry of a recipe gets what is not known.
        """
        backend = catalog.backend(type)
        known = (TYPE, *(backend.names if backend else ()))
        own, other = (self.write, self.read) if option == "cache-to" else (self.read, self.write)
        for key, value in own.fields:
            if concerns_place(key, type, catalog) or (first and key not in known):
                yield key, value
        for key, value in other.fields:
            if concerns_place(key, type, catalog) and own.get(key) is None:
                yield key, value


def concerns_place(key: str, type: str, catalog: Catalog) -> bool:  # noqa: A002
    """Whether *key* says something of a place, as ``registry.insecure`` does, and not of the way of caching."""
    backend = catalog.backend(type)
    parameter = backend.by_name.get(key) if backend else None
    if backend is None or parameter is None or any(parameter is backend.place(option) for option in OPTIONS):
        return False
    return not parameter.required and set(parameter.options) >= set(OPTIONS)


def parameter_of(type: str, option: Option, catalog: Catalog) -> Parameter | None:  # noqa: A002
    """The parameter that a recipe fills in for entries of *type*; ``None`` where no single one says where the cache is."""
    backend = catalog.backend(type)
    return backend.place(option) if backend else None


def is_tagged(type: str, catalog: Catalog) -> bool:  # noqa: A002
    """Whether places of *type* are references, which have a tag and lie beside an image."""
    parameter = parameter_of(type, "cache-to", catalog)
    return parameter is not None and parameter.kind == "reference"


def place_of(entry: Entry, option: Option, catalog: Catalog) -> str:
    """Where *entry* says that its cache is, where one parameter does."""
    parameter = parameter_of(entry.type, option, catalog)
    return (entry.get(parameter.name) or "") if parameter else ""


def bases(
    draft: Draft,
    catalog: Catalog,
    trails: tuple[Trail, ...],
    own: tuple[str, ...],
    type: str = "",  # noqa: A002
) -> tuple[Base, ...]:
    """The places of *draft* for entries of *type*, by itself the default one.

    That is what is written to, else what is read first, else the image's repository where a place is a reference.
    They come without what a recipe put behind them before: what is written by *trails*, and the suffixes in *own*.
    At least one is given; its place is empty where the draft names none at all.
    """
    kind = type or catalog.default.type
    tagged = is_tagged(kind, catalog)
    suffixes = tuple(dict.fromkeys((*own, *(trail.written for trail in trails))))
    written = [entry for entry in draft.writes if entry.type == kind and place_of(entry, "cache-to", catalog)]
    read = [entry for entry in draft.reads if entry.type == kind and place_of(entry, "cache-from", catalog)]
    found: dict[str, Base] = {}
    for entry in written or read[:1]:
        text = place_of(entry, "cache-to" if written else "cache-from", catalog)
        place = stripped(without_digest(text) if tagged else text, suffixes, tagged=tagged)
        made = frozenset({text, place, *_made(place, text, trails, tagged=tagged)})
        if place in found:
            found[place] = found[place]._replace(made=found[place].made | made)
        else:
            found[place] = Base(place, made, entry if written else _first(draft.writes, kind))
    if not found:
        place = suggest.beside(draft.image) if tagged and suggest.is_place(draft.image) else ""
        return (Base(place, frozenset(), _first(draft.writes, kind), _first(draft.reads, kind)),)
    return tuple(base._replace(read=_belonging(base, read, catalog)) for base in found.values())


def _made(place: str, text: str, trails: Iterable[Trail], *, tagged: bool) -> Iterator[str]:
    """The places that a recipe reads which wrote to *text*, if one did."""
    for trail in trails:
        if text == written_place(place, trail.written, tagged=tagged):
            yield from (written_place(place, suffix, names(trail.written), tagged=tagged) for suffix in trail.read)


def _belonging(base: Base, read: list[Entry], catalog: Catalog) -> Entry:
    return next((entry for entry in read if place_of(entry, "cache-from", catalog) in base.made), Entry(()))


def _first(entries: tuple[Entry, ...], type: str) -> Entry:  # noqa: A002
    """The first entry that may wait for a place."""
    return next((entry for entry in entries if entry.type == type), Entry(()))


def has_place(draft: Draft, catalog: Catalog) -> bool:
    """Whether a recipe for the default type has a place in *draft*."""
    return bool(bases(draft, catalog, (), ())[0].place)


def suffix_of(template: Entry, option: Option, catalog: Catalog) -> str | None:
    """What a recipe's entry puts behind the place; ``None`` where its address stands for itself."""
    place = place_of(template, option, catalog)
    return place.removeprefix(PLACE) if place.startswith(PLACE) else None


def has_tag(text: str) -> bool:
    """Whether *text*, a reference without a digest, names a tag; what a variable holds is not known."""
    return bool(text.rpartition("/")[2].partition(":")[2])


def without_digest(text: str) -> str:
    """*text* without the digest, which a cache can't be written to; with a tag where it had none beside it."""
    try:
        digest = validation.check_reference(text, with_variables=True).digest
    except ValueError:
        return text
    name = text.partition("@")[0]
    return text if not digest else name if has_tag(name) else f"{name}:{TAG}"


def stripped(text: str, suffixes: Iterable[str], *, tagged: bool = True) -> str:
    """*text* without any of *suffixes* behind it: behind its tag where it is a reference."""
    for suffix in suffixes:
        shorter = text.removesuffix(suffix)
        if shorter not in ("", text) and (not tagged or has_tag(shorter)):
            return stripped(shorter, suffixes, tagged=tagged)
    return text


def written_place(place: str, suffix: str, variables: Iterable[str] = (), *, tagged: bool = True) -> str:
    """*place* with *suffix* behind it; behind its tag where it is a reference, which gets one where it has none.

    A variable that *place* holds already is not put in twice.  Where *place* holds all the *variables* that its recipe
    writes, a suffix without any stands in their place: ``app:${BRANCH}`` and ``-main`` make ``app:main``.
    """
    held, wanted = set(names(place)), set(names(suffix))
    if not suffix or (wanted and wanted <= held):
        return place
    theirs = set(variables)
    if theirs and not wanted and theirs <= held:
        word = suffix.lstrip(SEPARATORS)
        return "".join(_or(word, piece, theirs) if is_name else piece for piece, is_name in split(place))
    return f"{place}{suffix}" if not tagged or has_tag(place) else f"{place}:{TAG}{suffix}"


def moved(place: str, registry: str) -> str:
    """*place*, a reference, in the registry whose host the variable *registry* holds: the same path and tag there."""
    head, slash, path = place.partition("/")
    variable = names(head)
    is_host = bool(slash) and (head == f"${{{variable[0]}}}" if variable else any(mark in head for mark in ".:["))
    if not place or f"${{{registry}}}" in place:
        return place
    return f"${{{registry}}}/{path if is_host or head == 'localhost' else place}"


def _or(word: str, name: str, replaced: set[str]) -> str:
    return word if name in replaced else f"${{{name}}}"


def identity(entry: Entry, catalog: Catalog, option: Option = "cache-from") -> object:
    """What two entries share that keep or read the same; entries without one place are told apart as a whole."""
    text = place_of(entry, option, catalog)
    if not text:
        return entry
    if not is_tagged(entry.type, catalog):
        return entry.type, text
    try:
        read = validation.check_reference(text, with_variables=True)
    except ValueError:
        return entry.type, text
    return entry.type, read.canonical, names(text)
