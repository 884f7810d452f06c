"""Rules across entries, and for the fields of the draft itself."""

from collections.abc import Iterator
from itertools import chain, combinations

from buildx_cache_flags.core.check.packing import COMPRESSION, LEVEL, is_forced
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.draft.addresses import Position, differing
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import OTHERS, Place
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.variables import names
from buildx_cache_flags.core.text.wording import shown

from .base import MOST_ENTRIES, DraftView, EntryView, Finding
from .registering import draft_rule


def _repeated(views: list[EntryView]) -> Iterator[tuple[EntryView, EntryView, bool]]:
    """Later entries with an earlier one's ref, and whether the text is the same to the letter."""
    seen: dict[object, EntryView] = {}
    for view in views:
        read, text = view.reference(), view.text(view.ref) or ""
        if read is None:
            continue
        key = (read.canonical, names(text) if view.with_variables else ())
        if key in seen:
            yield seen[key], view, seen[key].text(view.ref) == text
        else:
            seen[key] = view


def _entry_gone(view: EntryView) -> Fix:
    return Fix("Remove this entry", (Change(Place(view.option, view.index)),))


@draft_rule(
    "ref-repeated",
    "error",
    catches="two --cache-to with the same ref",
    source="BuildKit: duplicate cache exports",
    needs="several written",
)
def ref_repeated(view: DraftView) -> Iterator[Finding]:
    """The same text fails at once; another spelling of the same place is overwritten."""
    for first, second, exactly in _repeated(view.of("cache-to")):
        happens = "the build fails immediately" if exactly else "one cache overwrites the other"
        message = f"--cache-to {first.index + 1} writes to the same ref, so {happens}. Change one or remove it."
        yield Finding(second.place(second.ref), message, (_entry_gone(second),))


@draft_rule(
    "ref-repeated-read",
    "warning",
    catches="two --cache-from with the same ref",
    source="BuildKit: the second import finds nothing new",
    needs="several",
)
def ref_repeated_read(view: DraftView) -> Iterator[Finding]:
    """Harmless, and without use."""
    for first, second, _ in _repeated(view.of("cache-from")):
        message = f"--cache-from {first.index + 1} already reads this ref. Remove one of them."
        yield Finding(second.place(second.ref), message, (_entry_gone(second),))


@draft_rule(
    "entry-repeated",
    "error",
    catches="the same entry twice on --cache-to",
    source="BuildKit: duplicate cache exports",
    needs="several",
)
def entry_repeated(view: DraftView) -> Iterator[Finding]:
    """Attributes are compared as a whole; a type without any address, such as inline, is written once anyway."""
    seen: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    for one in view.of("cache-to"):
        key = one.entry.type, frozenset(one.attrs.items())
        said = one.ref and one.reference() is not None
        if key in seen and one.address and not said:
            message = f"Duplicate type={one.entry.type} entry: the build fails immediately. Remove one."
            yield Finding(Place("cache-to", one.index), message, (_entry_gone(one),))
        seen.add(key)


@draft_rule(
    "place-repeated",
    "error",
    catches="two --cache-to that write to the same place with other settings",
    source="BuildKit: both write, and the last one wins",
    needs="several written",
)
def place_repeated(view: DraftView) -> Iterator[Finding]:
    """The same address twice is a race; the same attributes fail at once, and a reference has a rule of its own."""
    seen: dict[tuple[str, Position], EntryView] = {}
    for one in view.of("cache-to"):
        if not one.address or one.ref:
            continue
        key = one.entry.type, tuple(_plain(part) for part in one.position())
        first = seen.setdefault(key, one)
        if first is not one and first.attrs != one.attrs:
            place = one.place(one.address[0].name)
            message = f"--cache-to {first.index + 1} writes to the same place, so one cache overwrites the other. Change one or remove it."
            yield Finding(place, message, (_entry_gone(one),))


@draft_rule(
    "layers-shared",
    "warning",
    catches="two --cache-to with different compressions or levels, which end up with each other's layers",
    source="BuildKit: the exports of one build share compressed layers; levels never differ between two of one type",
    needs="several written",
)
def layers_shared(view: DraftView) -> Iterator[Finding]:
    """Forced on both, each gets its own compression; of two levels of one compression the first one counts."""
    packed = [(one, one.packing) for one in view.of("cache-to") if one.backend.by_name.get(COMPRESSION)]
    for (first, one), (second, other) in combinations(packed, 2):
        place = second.place(COMPRESSION)
        if one.compression != other.compression:
            if not all(is_forced(each.entry, each.backend, view.version) for each in (first, second)):
                message = f"The exports of one build share layers, so both caches hold {one.compression} and {other.compression}. Use one compression, or force-compression on both."
                fix = Fix(f"Use {one.compression}", (Change(place, one.compression),))
                yield Finding(place, message, (fix,))
        elif one.level != other.level:
            message = "The exports of one build share layers, so one level counts for both. Use the same level."
            yield Finding(second.place(LEVEL), message)


def _plain(text: str) -> str:
    """*text* without what makes no other place: slashes at its end."""
    return text.rstrip("/") or text


@draft_rule(
    "place-apart",
    "warning",
    catches="a --cache-from of the same type that can't find what --cache-to writes",
    source="BuildKit: a cache is found only where every part of its address is the same",
    needs="several",
)
def place_apart(view: DraftView) -> Iterator[Finding]:
    """One written and one read, of one type: whoever writes both means the same cache."""
    writes, reads = view.of("cache-to"), view.of("cache-from")
    if len(writes) != 1 or len(reads) != 1 or writes[0].backend is not reads[0].backend or len(writes[0].address) < 2:
        return
    apart = differing(writes[0].entry, reads[0].entry, writes[0].backend, view.version)
    for name in apart:
        written = next(one for one, read in writes[0].backend.links if read == name)
        value = writes[0].text(written)
        message = (
            f"--cache-to and --cache-from have different values for {name}, so this cache is never found. Use the same."
        )
        yield Finding(reads[0].place(name), message, (Fix("Use the same", (Change(reads[0].place(name), value),)),))


@draft_rule(
    "exports-too-many",
    "error",
    catches="several --cache-to for a BuildKit that allows only one",
    source="BuildKit: several cache exports since 0.11",
    needs="several written",
)
def exports_too_many(view: DraftView) -> Iterator[Finding]:
    """Before 0.11 one export was all."""
    if len(view.draft.writes) > 1 and view.version < view.catalog.releases.several_exports:
        place = Place("cache-to", 1)
        since = versions.text(view.catalog.releases.several_exports)
        message = f"BuildKit {versions.text(view.version)} allows only one --cache-to, so the build fails immediately. Remove this entry, or use BuildKit {since} or later."
        yield Finding(place, message, (Fix("Remove this entry", (Change(place),)),))


@draft_rule(
    "entries-too-many",
    "error",
    catches=f"more than {MOST_ENTRIES} entries, which are not checked any more",
    source="this check: a flood of entries must not stop it",
    needs="several",
)
def entries_too_many(view: DraftView) -> Iterator[Finding]:
    """What was not checked must not pass for right."""
    if view.count > MOST_ENTRIES:
        message = (
            f"There are {view.count} entries, and only the first {MOST_ENTRIES} are checked. Keep only those you need."
        )
        yield Finding(Place(), message)


@draft_rule(
    "no-entries",
    "warning",
    catches="neither --cache-to nor --cache-from",
    source="buildx: without these flags nothing is cached in a registry",
    trait="missing",
)
def no_entries(view: DraftView) -> Iterator[Finding]:
    """A build without cache flags is right, but not what this application is for."""
    if not view.draft.writes and not view.draft.reads:
        yield Finding(Place(), "Nothing is cached. Add an entry that writes or reads a cache.")


def _texts(view: DraftView) -> Iterator[tuple[Place, str]]:
    yield Place(parameter="image"), view.draft.image
    yield Place(parameter="context"), view.draft.context
    yield from ((Place(None, number, OTHERS), text) for number, text in enumerate(view.draft.others))
    for option, index, entry in view.draft.all_entries():
        yield from ((Place(option, index, key), f"{key}={value}") for key, value in entry.fields)


@draft_rule(
    "text-unwritable",
    "error",
    catches="a NUL or half a character, which can't be used on a command line",
    source="POSIX: arguments end at the first NUL",
)
def text_unwritable(view: DraftView) -> Iterator[Finding]:
    """Neither can be handed to a program."""
    draft = view.draft
    fields = chain.from_iterable(entry.fields for entry in (*draft.writes, *draft.reads))
    # Nearly every draft is: there is no need to look at each text.
    if _surely_writable("".join((draft.image, draft.context, *draft.others, *chain.from_iterable(fields)))):
        return
    for place, text in _texts(view):
        kept = text if _surely_writable(text) else _writable(text)
        if kept != text:
            message = f"{shown(text)} contains a character that can't be used on a command line. Remove it."
            yield Finding(place, message, _kept(view, place, kept))


def _surely_writable(text: str) -> bool:
    return text.isascii() and "\0" not in text


def _writable(text: str) -> str:
    """*text* without NULs, and without halves of characters, which UTF-8 does not have."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _kept(view: DraftView, place: Place, kept: str) -> tuple[Fix, ...]:
    if place.option is None:
        return (Fix("Remove the character", (Change(place, kept),)),)
    entry: Entry = view.draft.entries(place.option)[place.entry]
    key, _, value = kept.partition("=")
    if key != place.parameter or entry.get(key) is None:
        return (Fix("Remove the character", (Change(place),)),)
    return (Fix("Remove the character", (Change(place, value),)),)


@draft_rule(
    "context-line-break",
    "warning",
    catches="a line break in the build context",
    source="docker: the context is a path or URL",
)
def context_line_break(view: DraftView) -> Iterator[Finding]:
    """A path may have one, but nearly always it came along with a paste."""
    context = view.draft.context
    if "\n" in context or "\r" in context:
        place, first = Place(parameter="context"), (context.split() or ["."])[0]
        message = f"The build context {shown(context)} contains a line break. Use {shown(first)}."
        yield Finding(place, message, (Fix(f"Use {shown(first)}", (Change(place, first),)),))


@draft_rule(
    "buildkit-unknown",
    "error",
    catches="a BuildKit version that isn't valid",
    source="BuildKit: releases are numbered 0.21 or v0.21.3",
)
def buildkit_unknown(view: DraftView) -> Iterator[Finding]:
    """Without a version nothing can be said of defaults."""
    try:
        view.catalog.version(view.draft.buildkit)
    except ValueError as error:
        place = Place(parameter="buildkit")
        yield Finding(place, str(error), (Fix("Use the current version", (Change(place, ""),)),))
