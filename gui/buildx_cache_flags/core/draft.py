"""What the person has set so far: a frozen value, and the pure functions that make a new one from it.

Absent means unset.  Everything is kept as the text it was, valid or not, so that nothing that was ever put in is lost.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from .entries import TYPE, Entry, registry
from .parameters import OPTIONS, Option, Parameter, Table
from .versions import Version

Output = Literal["push", "load", "nothing"]
OUTPUTS: Final[tuple[Output, ...]] = get_args(Output)
DEFAULT_CONTEXT: Final = "."


@dataclass(frozen=True, slots=True)
class Draft:
    """The image and what happens to it, the build context, the BuildKit version, and the entries to write and read.

    ``buildkit`` is text such as ``0.21``; empty means the newest.  While ``following`` holds, the first read entry
    takes its ref from the first write entry; that is a way of editing and not part of the value, so two drafts that
    differ only in it are equal.
    """

    image: str = ""
    output: Output = "push"
    context: str = DEFAULT_CONTEXT
    buildkit: str = ""
    writes: tuple[Entry, ...] = (Entry(),)
    reads: tuple[Entry, ...] = (Entry(),)
    following: bool = field(default=True, compare=False)

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
        return replace(self, context=self.build_context, output=output)

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
        return self.following and bool(self.writes) and bool(self.reads)

    def with_entries(self, option: Option, entries: Iterable[Entry]) -> "Draft":
        """A copy with these *entries* for *option*."""
        new = tuple(entries)
        changed = replace(self, writes=new) if option == "cache-to" else replace(self, reads=new)
        return changed._followed()

    def with_entry(self, option: Option, index: int, entry: Entry) -> "Draft":
        """A copy in which the entry at *index* is *entry*."""
        entries = list(self.entries(option))
        entries[index] = entry
        return self.with_entries(option, entries)

    def with_following(self, following: bool) -> "Draft":
        """A copy in which the first read entry follows the first write entry's ref, or no longer does."""
        return replace(self, following=following)._followed()

    def _followed(self) -> "Draft":
        """This draft with the first read entry's ref brought in step, where it follows."""
        if not self.follows:
            return self
        first = self.reads[0].with_value("ref", self.writes[0].get("ref"), ("ref",))
        return replace(self, reads=(first, *self.reads[1:]))


def set_value(draft: Draft, option: Option, index: int, name: str, value: str | None, table: Table) -> Draft:
    """Set one attribute to *value*, or unset it where *value* is ``None``; nothing else changes.

    Setting the ref of the first read entry ends its following.
    """
    entry = draft.entries(option)[index].with_value(name, value, table.names)
    if option == "cache-from" and index == 0 and name == "ref":
        draft = replace(draft, following=False)
    return draft.with_entry(option, index, entry)


def edit_value(draft: Draft, option: Option, index: int, name: str, value: str, table: Table) -> Draft:
    """Set one attribute as an editor does: going back to what unset means unsets it.

    An attribute that the table does not have is kept also while its text is empty.
    """
    parameter = table.by_name.get(name)
    if parameter is None:
        return set_value(draft, option, index, name, value, table)
    entry = draft.entries(option)[index]
    unset = effective_default(table, parameter, entry, table.release(draft.buildkit)) or ""
    return set_value(draft, option, index, name, None if value == unset else value, table)


def add_entry(draft: Draft, option: Option) -> Draft:
    """Append an empty registry entry."""
    return draft.with_entries(option, (*draft.entries(option), registry()))


def remove_entry(draft: Draft, option: Option, index: int) -> Draft:
    """Take one entry out.  What another one followed keeps the text it had."""
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


def effective_default(table: Table, parameter: Parameter, entry: Entry, version: Version) -> str | None:
    """What *parameter* means in *entry* while it is unset, for BuildKit *version*; ``None`` where it means nothing.

    Since BuildKit 0.22 an unset image-manifest follows oci-mediatypes, which is why the entry matters.
    """
    default = parameter.default_since(version)
    if default is None:
        return None
    if not default.follows:
        return default.value
    return effective_value(table, table.by_name[default.follows], entry, version)


def effective_value(table: Table, parameter: Parameter, entry: Entry, version: Version) -> str | None:
    """The text that counts for *parameter*: what is set, else what unset means."""
    value = entry.get(parameter.name)
    return effective_default(table, parameter, entry, version) if value is None else value


def reset_value(draft: Draft, option: Option | None, index: int, name: str, table: Table) -> Draft:
    """Unset one attribute or field; the ref of the first read entry follows the first write entry again.

    No entry is without a type: the one that is reset is that of *table*, as in a new entry.
    """
    if option is None:
        return replace(draft, **{name: getattr(Draft(), name)})
    if name == TYPE:
        return set_value(draft, option, index, name, table.type, table)
    if option == "cache-from" and index == 0 and name == "ref" and draft.writes:
        return draft.with_following(True)
    return set_value(draft, option, index, name, None, table)
