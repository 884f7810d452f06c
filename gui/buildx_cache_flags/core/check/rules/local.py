"""Rules of the local cache.  buildx and BuildKit: client/solve.go, cache/remotecache/local; real runs."""

import re
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.draft.entries import TYPE
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.golang import TRUE_WORDS
from buildx_cache_flags.core.text.variables import with_sample

from .base import DraftView, EntryView, Finding
from .registering import draft_rule, entry_rule

TYPE_NAME: Final = "local"
_MANIFESTS: Final = (TYPE_NAME, "registry")
"""Types whose exporters answer with a manifest; the answer of the last one is written into every local index."""

_SHELL_ONLY = re.compile(r"~(?=/|\\|\Z)|\$\{?[A-Za-z_]")
_ABSOLUTE = re.compile(r"[/\\~$%]|[A-Za-z]:|\$\{")
_EMPTY_ADVICE: Final = "An empty tag is stored under no name and can't be read by its tag. Remove it to use latest."


def _paths(view: EntryView) -> Iterator[tuple[Parameter, str]]:
    yield from ((parameter, text) for parameter, text in view.parameters("path") if text)


@entry_rule(
    "path-shell",
    "warning",
    catches="~ and $HOME in a folder, which buildx doesn't expand",
    source="buildx: dest and src are not expanded",
    needs="path",
)
def path_shell(view: EntryView) -> Iterator[Finding]:
    """No shell expands a tilde behind an equals sign."""
    for parameter, text in _paths(view):
        found = _SHELL_ONLY.search(with_sample(text) if view.with_variables else text)
        if found is not None and (found[0] != "~" or text.startswith("~")):
            what = "~" if found[0] == "~" else "$"
            yield Finding(
                view.place(parameter.name),
                f"buildx doesn't expand “{what}” here and creates a folder of that name. Use the full path.",
            )


@entry_rule(
    "path-relative",
    "hint",
    catches="a relative folder, which is relative to where buildx is started",
    source="buildx: relative to its working directory, not to the context or the Bake file",
    needs="path",
)
def path_relative(view: EntryView) -> Iterator[Finding]:
    """Neither the context nor a Bake file changes that."""
    for parameter, text in _paths(view):
        if not _ABSOLUTE.match(text):
            yield Finding(
                view.place(parameter.name),
                "A relative folder is relative to where buildx is started, not to the build context.",
            )


@entry_rule(
    "tag-empty",
    "warning",
    catches="tag= on --cache-to, under which nothing can be read again",
    source="BuildKit: stored under an empty name; the importer rejects an empty tag",
    type=TYPE_NAME,
)
def tag_empty(view: EntryView) -> Iterator[Finding]:
    """On --cache-from an empty tag stops the build, which its row says."""
    if view.option == "cache-to" and view.text("tag") == "":
        yield Finding(view.place("tag"), _EMPTY_ADVICE, (view.unset("tag"),))


@entry_rule(
    "tag-beside-digest",
    "warning",
    catches="digest and tag together, of which the digest wins",
    source="BuildKit: local cache importer",
    type=TYPE_NAME,
)
def tag_beside_digest(view: EntryView) -> Iterator[Finding]:
    """The tag is not even looked at."""
    if view.option == "cache-from" and view.text("digest") and view.text("tag"):
        yield Finding(
            view.place("tag"),
            "The tag has no effect because the digest takes precedence. Remove one of them.",
            (view.unset("tag"),),
        )


@entry_rule(
    "local-grows",
    "hint",
    catches="a local cache without reset, which only grows",
    source="buildx 0.35: reset; before, layers are never deleted",
    type=TYPE_NAME,
)
def local_grows(view: EntryView) -> Iterator[Finding]:
    """Users found 344 GiB in such a folder."""
    if view.option != "cache-to" or "reset" in view.values.refused:
        return
    since = versions.text(view.backend.by_name["reset"].client)
    text = view.text("reset")
    if text is None and view.text("dest"):
        message = f"The folder only grows. reset=true deletes unused layers after each build (buildx {since} or later)."
        yield Finding(view.place("dest"), message, (view.set_to("reset", "true"),))
    elif text in TRUE_WORDS:
        yield Finding(view.place("reset"), f"reset needs buildx {since} or later. Older releases silently ignore it.")


@draft_rule(
    "local-not-last",
    "error",
    catches="a local export before another local or registry export with other settings, which destroys its index",
    source="BuildKit: one cache.manifest for all exports; the last answer is written into every local index.json",
    needs="several written",
)
def local_not_last(view: DraftView) -> Iterator[Finding]:
    """The folder then names a digest that it does not hold, and every later import skips it."""
    yield from _overwritten(view, same=False)


@draft_rule(
    "local-before-another",
    "warning",
    catches="a local export before another local or registry export with equal settings",
    source="BuildKit: one cache.manifest for all exports; the last answer is written into every local index.json",
    needs="several written",
)
def local_before_another(view: DraftView) -> Iterator[Finding]:
    """Equal settings give equal manifests, as long as nothing else changes them."""
    yield from _overwritten(view, same=True)


def _overwritten(view: DraftView, *, same: bool) -> Iterator[Finding]:
    writes = [one for one in view.of("cache-to") if one.entry.type in _MANIFESTS]
    positions = [one.position() for one in writes]
    for number, one in enumerate(writes):
        if one.entry.type != TYPE_NAME:
            continue
        behind = range(number + 1, len(writes))
        later = [writes[n] for n in behind if positions[n] != positions[number] or writes[n].ref]
        if not later:
            continue
        if all(_settings(other) == _settings(one) for other in later) is same:
            other = later[-1]
            happens = "may replace" if same else "replaces"
            message = f"--cache-to {other.index + 1} {happens} the index of this folder, so its cache can't be read. Keep one local entry, and put it last."
            fixes = (_moved_last(view, one), Fix("Remove this entry", (Change(Place("cache-to", one.index)),)))
            yield Finding(one.place(TYPE), message, tuple(fix for fix in fixes if fix is not None))


def _settings(view: EntryView) -> dict[str, str]:
    """What decides about the manifest: everything but where it goes and whether errors count."""
    own = {parameter.name for parameter in view.address} | {TYPE, "ignore-error", "reset", "tag", "registry.insecure"}
    known = (parameter for parameter in view.backend.of(view.option) if parameter.name not in own)
    return {parameter.name: view.effective(parameter.name) or "" for parameter in known}


def _moved_last(view: DraftView, one: EntryView) -> Fix | None:
    """The two entries exchanged, where there are just these two and the other one is no folder.

    A field without a name can't be moved: at its place stands the entry as a whole.
    """
    writes = view.of("cache-to")
    if len(writes) != 2 or len(view.draft.writes) != 2 or writes[1].entry.type == TYPE_NAME:
        return None
    if any(not key for entry in view.draft.writes for key, _ in entry.fields):
        return None
    changes = []
    for index, entry in ((0, writes[1].entry), (1, writes[0].entry)):
        there = view.draft.writes[index]
        changes += [Change(Place("cache-to", index, key)) for key, _ in there.fields if entry.get(key) is None]
        changes += [Change(Place("cache-to", index, key), value) for key, value in entry.fields]
    return Fix("Put it last", tuple(changes))
