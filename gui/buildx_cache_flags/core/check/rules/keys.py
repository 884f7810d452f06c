"""Rules for keys: unknown, misspelt, repeated, or read by the other flag only."""

from collections import Counter
from collections.abc import Iterator

from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.draft.entries import TYPE
from buildx_cache_flags.core.text.wording import shown

from .base import EntryView, Finding
from .misspelt import closest, suggestion
from .registering import entry_rule


def _elsewhere(view: EntryView, key: str) -> bool:
    """Whether another type reads *key*."""
    others = (view.catalog.backend(name) for name in view.catalog.types)
    return any(other is not None and key in other.by_name for other in others)


def _unknown(view: EntryView) -> Iterator[str]:
    # What stands for something that is missing is said of as that, once.
    return (key for key in view.attrs if key not in view.backend.by_name and key not in view.misspelt)


@entry_rule(
    "key-required",
    "error",
    catches="type=registry, ref=… and rfe=…: what the entry needs stands under a key that isn't read",
    source="buildx: fields are not trimmed; registry cache exporter requires ref",
    needs="stray",
)
def key_required(view: EntryView) -> Iterator[Finding]:
    """One slip in a key takes away what the entry needs: one finding for both."""
    for key, name in view.misspelt.items():
        if key.strip() == name:
            message = (
                f"Space {_where(key)} “{name}”: BuildKit reads {shown(key)} as an unknown key, so {name} is missing."
            )
            yield Finding(
                view.place(key), f"{message} Remove the space.", (_rename(view, key, name, "Remove the space"),)
            )
        else:
            message = f"{shown(key)} is not a key, so {name} is missing. Use {name}."
            yield Finding(view.place(key), message, (_rename(view, key, name),))


def _where(key: str) -> str:
    """Where the spaces of *key* are."""
    return "around" if key[:1].isspace() and key[-1:].isspace() else "before" if key[:1].isspace() else "after"


@entry_rule(
    "key-spaces",
    "warning",
    catches="a space after the comma, which becomes part of the key",
    source="buildx: fields are not trimmed; BuildKit ignores keys that it does not know",
    needs="stray",
)
def key_spaces(view: EntryView) -> Iterator[Finding]:
    """``type=registry, ref=x`` has the key " ref"."""
    for key in _unknown(view):
        plain = key.strip()
        if plain == key or plain not in (*view.backend.by_name, TYPE):
            continue
        message = f"Space {_where(key)} “{plain}”: BuildKit reads {shown(key)} as an unknown key. Remove the space."
        yield Finding(view.place(key), message, (_rename(view, key, plain, "Remove the space"),))


@entry_rule(
    "key-unknown",
    "warning",
    catches="compresion, mod, name and any other key that BuildKit silently ignores",
    source="BuildKit: attributes that the registry exporter does not read have no effect",
    needs="stray",
)
def key_unknown(view: EntryView) -> Iterator[Finding]:
    """A misspelt key is silently dropped."""
    for key in _unknown(view):
        if key.strip() in (*view.backend.by_name, TYPE):
            continue
        if not key:
            message = f"{shown(f'={view.attrs[key]}')} has no key: BuildKit silently ignores it. Remove it."
            yield Finding(view.place(key), message)
            continue
        meant = suggestion(key, view.option, view.backend)
        remove = view.unset(key, f"Remove {shown(key)}")
        free = meant and meant not in view.attrs
        advice = f"Use {meant}." if free else f"Remove it: {meant} is already set." if meant else "Remove it."
        fixes = (_rename(view, key, meant), *_misspelt_value(view, key, meant), remove) if free else (remove,)
        if not meant and _elsewhere(view, key):
            message = f"type={view.entry.type} doesn't use {key}: BuildKit silently ignores it. Remove it."
            yield Finding(view.place(key), message, fixes)
            continue
        yield Finding(view.place(key), f"Unknown key {shown(key)}: BuildKit silently ignores it. {advice}", fixes)


def _rename(view: EntryView, key: str, name: str, label: str = "") -> Fix:
    return Fix(label or f"Use {name}", (Change(view.place(key), rename=name),))


def _misspelt_value(view: EntryView, key: str, name: str) -> Iterator[Fix]:
    """The same with the value put right as well, so that one slip does not hide another."""
    near = closest(view.attrs[key], view.backend.by_name[name].values)
    if near:
        yield Fix(f"Use {name}={near}", (Change(view.place(key)), Change(view.place(name), near)))


@entry_rule(
    "key-repeated",
    "warning",
    catches="the same key twice, of which only the last one is used",
    source="buildx: the last of a repeated key wins",
    needs="repeated",
)
def key_repeated(view: EntryView) -> Iterator[Finding]:
    """Earlier ones are silently overwritten."""
    if len(view.entry.fields) == len(view.attrs) + 1:
        return
    counted = Counter(key for key, _ in view.entry.fields)
    for key, times in counted.items():
        if times > 1:
            last = view.entry.get(key) or ""
            often = "twice" if times == 2 else f"{times} times"
            name = key if key in (*view.backend.by_name, TYPE) else shown(f"{key}=")
            message = f"{name} is set {often}: only the last value, {shown(last)}, is used. Keep the last one."
            yield Finding(view.place(key), message, (view.set_to(key, last, "Keep the last one"),))


@entry_rule(
    "key-ignored-on-read",
    "warning",
    catches="mode, compression and others on --cache-from, which reads only the ref",
    source="BuildKit: the registry importer reads ref and registry.insecure",
    needs="stray",
)
def key_ignored_on_read(view: EntryView) -> Iterator[Finding]:
    """What a cache is made of is detected when it is read."""
    for key in view.attrs:
        parameter = view.backend.by_name.get(key)
        if parameter is not None and view.option not in parameter.options:
            meant = next((one.name for one in view.backend.of(view.option) if key in one.aliases), "")
            if meant and meant not in view.attrs:
                message = f"--{view.option} silently ignores {key}. Use {meant}."
                yield Finding(view.place(key), message, (_rename(view, key, meant), view.unset(key)))
                continue
            message = f"--{view.option} silently ignores {key}: it is detected when the cache is read. Remove it."
            yield Finding(view.place(key), message, (view.unset(key),))
