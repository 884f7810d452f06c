"""What the person has set so far: a frozen value, and the pure functions that make a new one from it.

Absent means unset.  Everything is kept as the text it was, valid or not, so that nothing that was ever put in is lost.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, TypeVar, get_args

from buildx_cache_flags.core.catalog.parameters import OPTIONS, TYPED, Option, Parameter
from buildx_cache_flags.core.text.versions import Version

from .entries import SHORT_KEY, TYPE, Entry
from .place import OTHERS

if TYPE_CHECKING:
    from buildx_cache_flags.core.catalog import Catalog
    from buildx_cache_flags.core.catalog.backends import Backend

Output = Literal["push", "load", "nothing"]
OUTPUTS: Final[tuple[Output, ...]] = get_args(Output)
Trigger = Literal["push", "pull-request", "main-writes"]
"""When a job runs: on a push; on a pull request; or on both, where a pull request only reads and main writes."""
TRIGGERS: Final[tuple[Trigger, ...]] = get_args(Trigger)
DEFAULT_CONTEXT: Final = "."
_Word = TypeVar("_Word", bound=str)


def one_of(words: tuple[_Word, ...], word: object) -> _Word | None:
    """The one of *words* that *word* is; ``None`` where it is none of them."""
    for one in words:
        if one == word:
            return one
    return None


Links = tuple[tuple[str, str], ...]
"""Attributes that a reading entry takes from the entry that is written to, each with its name there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The image and what happens to it, the build context, the BuildKit version, and the entries to write and read.

    ``buildkit`` is text such as ``0.21``; empty means the newest.  While ``following`` holds, the first read entry
    takes what says where the cache is, its ``links``, from the first write entry of the same type; that is a way of
    editing and not part of the value, so two drafts that differ only in it are equal.  ``others`` are the other options
    of the build, each as :mod:`.others` reads it.  ``trigger`` counts where a file says when it runs.
    """

    image: str = ""
    output: Output = "push"
    context: str = DEFAULT_CONTEXT
    buildkit: str = ""
    writes: tuple[Entry, ...] = (Entry(),)
    reads: tuple[Entry, ...] = (Entry(),)
    following: bool = field(default=True, compare=False)
    links: Links = field(default=((SHORT_KEY, SHORT_KEY),), compare=False)
    others: tuple[str, ...] = ()
    trigger: Trigger = "push"

    @property
    def build_context(self) -> str:
        """The context as it is written: the current folder where none is named, and never read as an option."""
        if self.context.startswith("-") and self.context != "-":
            return f"./{self.context}"
        return self.context or DEFAULT_CONTEXT

    def meaning(self) -> "Draft":
        """The draft in the one form that all drafts with the same command share.

        An empty context is the current folder, and without an image "push" and "nothing" are the same.
        """
        output: Output = "push" if not self.image and self.output == "nothing" else self.output
        others = tuple(text.strip(" ") for text in self.others if text.strip(" "))
        return replace(self, context=self.build_context, output=output, others=others)

    def entries(self, option: Option) -> tuple[Entry, ...]:
        """The entries of *option*, in order."""
        return self.writes if option == "cache-to" else self.reads

    def all_entries(self) -> Iterable[tuple[Option, int, Entry]]:
        """Every entry with its option and its index there, cache-to first."""
        for option in OPTIONS:
            for index, entry in enumerate(self.entries(option)):
                yield option, index, entry

    def same(self, other: "Draft") -> bool:
        """Whether *other* is equal and is also edited in the same way."""
        return self == other and self.following == other.following

    @property
    def pushed(self) -> bool:
        """Whether the build pushes an image: without a name there is nothing to push."""
        return bool(self.image) and self.output == "push"

    @property
    def follows(self) -> bool:
        """Whether the first read entry follows the first write entry at this moment."""
        both = self.following and bool(self.writes) and bool(self.reads) and bool(self.links)
        return both and self.writes[0].type == self.reads[0].type

    def with_entries(self, option: Option, entries: Iterable[Entry]) -> "Draft":
        """A copy with these *entries* for *option*."""
        new = tuple(entries)
        writes, reads = (new, self.reads) if option == "cache-to" else (self.writes, new)
        return self._with(writes, reads)._followed()

    def _with(self, writes: tuple[Entry, ...], reads: tuple[Entry, ...]) -> "Draft":
        # Not replace(), which takes longer than all the rest of a try.
        build = self.image, self.output, self.context, self.buildkit
        return Draft(*build, writes, reads, self.following, self.links, self.others, self.trigger)

    def with_entry(self, option: Option, index: int, entry: Entry) -> "Draft":
        """A copy in which the entry at *index* is *entry*."""
        entries = list(self.entries(option))
        entries[index] = entry
        return self.with_entries(option, entries)

    def with_other(self, index: int, text: str | None) -> "Draft":
        """A copy in which the other option at *index* is *text*, or is gone where that is ``None``."""
        new = () if text is None else (text,)
        return replace(self, others=(*self.others[:index], *new, *self.others[index + 1 :]))

    def with_following(self, following: bool) -> "Draft":
        """A copy in which the first read entry follows the first write entry's address, or no longer does."""
        return replace(self, following=following)._followed()

    def _followed(self) -> "Draft":
        """This draft with the first read entry's address brought in step, where it follows."""
        if not self.follows:
            return self
        first, order = self.reads[0], tuple(name for _, name in self.links)
        for written, name in self.links:
            first = first.with_value(name, self.writes[0].get(written), order)
        return self._with(self.writes, (first, *self.reads[1:]))

    def linked(self, catalog: "Catalog") -> "Draft":
        """A copy whose links are those of the type that is written first."""
        backend = catalog.backend(self.writes[0].type) if self.writes else None
        links = backend.links if backend else ()
        return self if links == self.links else replace(self, links=links)


def set_value(draft: Draft, option: Option, index: int, name: str, value: str | None, catalog: "Catalog") -> Draft:
    """Set one attribute to *value*, or unset it where *value* is ``None``; nothing else changes.

    Setting a part of the address of the first read entry ends its following.
    """
    entry = draft.entries(option)[index]
    backend = catalog.backend(entry.type)
    if option == "cache-from" and index == 0 and name in (TYPE, *(name for _, name in draft.links)):
        draft = replace(draft, following=False)
    changed = draft.with_entry(option, index, entry.with_value(name, value, backend.names if backend else ()))
    return changed.linked(catalog) if name == TYPE else changed


def set_type(draft: Draft, option: Option, index: int, type: str, catalog: "Catalog") -> Draft:  # noqa: A002
    """Make the entry another *type* of cache, and keep what both know.

    A read entry that follows changes along with the entry it follows, where it can be read at all.
    """
    backend = catalog.backend(type)
    if backend is None:
        return set_value(draft, option, index, TYPE, type, catalog)
    leads = draft.follows and option == "cache-to" and index == 0
    draft = draft.with_entry(option, index, _retyped(draft.entries(option)[index], option, backend, catalog))
    if leads and "cache-from" in backend.options:
        draft = replace(draft, reads=(_retyped(draft.reads[0], "cache-from", backend, catalog), *draft.reads[1:]))
    return draft.linked(catalog).with_following(draft.following)


def _retyped(entry: Entry, option: Option, backend: "Backend", catalog: "Catalog") -> Entry:
    """*entry* with the type of *backend*, without what only its type before knew."""
    before = catalog.backend(entry.type)
    gone = {name for name in (before.names if before else ()) if backend.read_by(name, option) is None}
    kept = Entry(tuple(field for field in entry.fields if field[0] not in gone))
    return kept.with_value(TYPE, backend.type)


def edit_value(draft: Draft, option: Option, index: int, name: str, value: str, catalog: "Catalog") -> Draft:
    """Set one attribute as an editor does: going back to what unset means, or emptying a text, unsets it.

    An attribute that the table does not have is kept also while its text is empty.
    """
    entry = draft.entries(option)[index]
    backend = catalog.backend(entry.type)
    parameter = backend.by_name.get(name) if backend else None
    if backend is None or parameter is None:
        return set_value(draft, option, index, name, value, catalog)
    unset = effective_default(backend, parameter, entry, catalog.release(draft.buildkit)) or ""
    emptied = not value and parameter.kind in TYPED
    return set_value(draft, option, index, name, None if value == unset or emptied else value, catalog)


def add_entry(draft: Draft, option: Option) -> Draft:
    """Append an empty entry of the default type."""
    return draft.with_entries(option, (*draft.entries(option), Entry()))


def remove_entry(draft: Draft, option: Option, index: int) -> Draft:
    """Remove one entry.  What another one followed keeps the text it had."""
    entries = draft.entries(option)
    if index == 0 and draft.follows:
        draft = replace(draft, following=False)
    return draft.with_entries(option, (*entries[:index], *entries[index + 1 :]))


def move_entry(draft: Draft, option: Option, index: int, to: int) -> Draft:
    """Move the entry at *index* to place *to*; moving the first one ends the following, as it has a place now."""
    entries = list(draft.entries(option))
    if draft.follows and 0 in (index, to):
        draft = replace(draft, following=False)
    entries.insert(to, entries.pop(index))
    return draft.with_entries(option, entries)


def effective_default(backend: "Backend", parameter: Parameter, entry: Entry, version: Version) -> str | None:
    """What *parameter* means in *entry* while it is unset, for BuildKit *version*; ``None`` where it means nothing.

    Since BuildKit 0.22 an unset image-manifest follows oci-mediatypes, which is why the entry matters.
    """
    default = parameter.default_since(version)
    if default is None:
        return None
    if not default.follows:
        return default.value
    return effective_value(backend, backend.by_name[default.follows], entry, version)


def effective_value(backend: "Backend", parameter: Parameter, entry: Entry, version: Version) -> str | None:
    """The text that counts for *parameter*: what is set, else what unset means."""
    value = entry.get(parameter.name)
    return effective_default(backend, parameter, entry, version) if value is None else value


def reset_value(draft: Draft, option: Option | None, index: int, name: str, catalog: "Catalog") -> Draft:
    """Unset one attribute or field; an address of the first read entry follows the first write entry again.

    No entry is without a type: the one that is reset is the default one, as in a new entry.
    """
    if option is None:
        return draft.with_other(index, None) if name == OTHERS else replace(draft, **{name: getattr(Draft(), name)})
    if name == TYPE:
        return set_value(draft, option, index, name, catalog.default.type, catalog)
    linked = option == "cache-from" and index == 0 and name in (name for _, name in draft.links)
    if linked and draft.writes and draft.writes[0].type == draft.reads[0].type:
        return draft.with_following(True)
    return set_value(draft, option, index, name, None, catalog)
