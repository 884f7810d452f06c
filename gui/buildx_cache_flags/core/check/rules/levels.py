"""Rules for the compression level, whose meaning depends on the compression."""

from collections.abc import Iterator
from contextlib import suppress

from buildx_cache_flags.core.catalog.parameters import LevelRule, Parameter
from buildx_cache_flags.core.check.packing import is_forced, keeps_every_stage, level_counts, packs_image_first
from buildx_cache_flags.core.text.golang import parse_int64
from buildx_cache_flags.core.text.wording import capital, shown

from .base import EntryView, Finding
from .registering import entry_rule

BUILDKIT_LEVELS = "BuildKit: util/compression, gzip -2 to 9; zstd in four groups"


def _levels(view: EntryView) -> Iterator[tuple[Parameter, int, str, LevelRule]]:
    """Each level that is a number, with the compression that decides and its rule."""
    for parameter, _ in view.parameters("level"):
        level = view.level(parameter)
        deciding = view.level_rule(parameter.levels) if parameter.levels else None
        if level is not None and deciding is not None:
            yield parameter, level, *deciding


def _has_effect(view: EntryView) -> bool:
    """Whether the level counts at all; where it does not, that is the one thing to say of it."""
    return level_counts(view.entry, view.backend, view.draft, view.version)


def _documented(parameter: Parameter, level: int) -> bool:
    levels = parameter.levels
    return levels is not None and levels.min <= level <= levels.max


@entry_rule(
    "level-not-a-number",
    "error",
    catches="a level that is not a whole number of 64 bits",
    source="BuildKit: strconv.ParseInt, and the build fails immediately",
    needs="refused",
)
def level_not_a_number(view: EntryView) -> Iterator[Finding]:
    """The level is read even where the compression then ignores it."""
    for parameter, text in view.parameters("level"):
        if parameter.name not in view.values.refused:
            continue
        levels = parameter.levels
        span = f"a whole number from {levels.min} to {levels.max}" if levels else "a whole number"
        use = f"{span}, or remove it"
        fixes = [view.unset(parameter.name)]
        with suppress(ValueError):
            use = str(parse_int64(text.strip()))
            fixes.insert(0, view.set_to(parameter.name, use))
        message = f"{capital(shown(text))} is not a whole number: the build fails immediately. Use {use}."
        yield Finding(view.place(parameter.name), message, tuple(fixes))


@entry_rule(
    "level-out-of-range",
    "error",
    catches="compression=gzip,compression-level=12: fails after the build, or silently loses layers",
    source=BUILDKIT_LEVELS,
    needs="level",
)
def level_out_of_range(view: EntryView) -> Iterator[Finding]:
    """The level is first looked at when the layers are packed, after all the work is done."""
    for parameter, level, compression, rule in _levels(view):
        if rule.accepts(level):
            continue
        nearest = rule.nearest(level)
        direction = "go up to" if level > nearest else "start at"
        message = f"{compression} levels {direction} {nearest}: {level} {_what_happens(view, rule)}. Use {nearest}."
        yield Finding(view.place(parameter.name), message, (view.set_to(parameter.name, str(nearest)),))


def _what_happens(view: EntryView, rule: LevelRule) -> str:
    if rule.beyond:
        return rule.beyond
    if view.packing.ignores_errors and not packs_image_first(view.draft):
        return "gives a build without a cache, because ignore-error hides the failure"
    if not packs_image_first(view.draft):
        return "fails only after the whole build"
    if keeps_every_stage(view.entry, view.backend, view.version):
        return "silently drops the layers of every stage but the last from the cache"
    return "is silently ignored, or fails only after the whole build"


@entry_rule(
    "level-undocumented",
    "warning",
    catches="levels below 0 or above 22, which work but are not documented",
    source=BUILDKIT_LEVELS,
    needs="level",
)
def level_undocumented(view: EntryView) -> Iterator[Finding]:
    """BuildKit takes more than the documented 0 to 22."""
    if not _has_effect(view):
        return
    for parameter, level, _, rule in _levels(view):
        if _documented(parameter, level) or not rule.accepts(level) or rule.ignored or parameter.levels is None:
            continue
        group = rule.group(level)
        same = f" like {group[0]}" if group else ""
        advice = f"Use {group[0]}" if group else "Remove it, or stay within that range"
        fixes = (view.set_to(parameter.name, str(group[0])),) if group else (view.unset(parameter.name),)
        message = f"Level {level} works{same}, but only {parameter.levels.min} to {parameter.levels.max} are documented. {advice}."
        yield Finding(view.place(parameter.name), message, fixes)


@entry_rule(
    "level-same-result",
    "hint",
    catches="zstd levels that give the result of a lower one: 15 compresses like 10",
    source="BuildKit: zstd.EncoderLevelFromZstd knows four levels",
    needs="level",
)
def level_same_result(view: EntryView) -> Iterator[Finding]:
    """Many zstd levels, four results."""
    if not _has_effect(view):
        return
    for parameter, level, compression, rule in _levels(view):
        group = rule.group(level)
        if group is None or level <= group[0] or not _documented(parameter, level) or parameter.levels is None:
            continue
        first, last = group
        end = parameter.levels.max if last is None else last
        message = f"{compression} levels {first} to {end} produce the same result. Use {first}."
        yield Finding(view.place(parameter.name), message, (view.set_to(parameter.name, str(first)),))


@entry_rule(
    "level-plain",
    "hint",
    catches="gzip level 0, which does not compress",
    source="compress/gzip: NoCompression",
    needs="level",
)
def level_plain(view: EntryView) -> Iterator[Finding]:
    """Level 0 of gzip stores the data as it is, in gzip's wrapping."""
    if not _has_effect(view):
        return
    for parameter, level, compression, rule in _levels(view):
        if rule.plain is not None and level == rule.plain:
            message = f"Level {level} of {compression} does not compress at all. Use the default level."
            fix = view.unset(parameter.name, "Use the default level")
            yield Finding(view.place(parameter.name), message, (fix,))


@entry_rule(
    "level-spelling",
    "hint",
    catches="+9, 09 and other spellings of a number",
    source="BuildKit: strconv.ParseInt",
    needs="level",
)
def level_spelling(view: EntryView) -> Iterator[Finding]:
    """A sign or leading zeros are read, but nobody else writes them."""
    for parameter, text in view.parameters("level"):
        level = view.level(parameter)
        if level is not None and text != str(level):
            message = f"{shown(text)} is read as {level}. Use {level}."
            yield Finding(view.place(parameter.name), message, (view.set_to(parameter.name, str(level)),))


@entry_rule(
    "level-ignored",
    "warning",
    catches="a level for a compression that has none, such as uncompressed",
    source="BuildKit: uncompressed ignores the level",
    needs="level",
)
def level_ignored(view: EntryView) -> Iterator[Finding]:
    """Nothing is packed, so there is nothing to pack harder."""
    for parameter, level, compression, rule in _levels(view):
        if rule.ignored:
            message = f"compression={compression} has no levels, so level {level} has no effect. Remove it."
            yield Finding(view.place(parameter.name), message, (view.unset(parameter.name),))


@entry_rule(
    "level-without-effect",
    "warning",
    catches="a level for a pushed image, whose layers are compressed already",
    source="BuildKit: with --push, mode=min exports the image's own layers as they are",
    needs="level",
)
def level_without_effect(view: EntryView) -> Iterator[Finding]:
    """The image's layers were packed for the push; they are only packed again for another compression."""
    if _has_effect(view):
        return
    for parameter, level, _, rule in _levels(view):
        if not rule.ignored and rule.accepts(level):
            how = "pushed" if view.draft.pushed else "loaded"
            message = f"Level {level} has no effect: with mode=min the {how} image's layers are reused as they are. Remove it."
            yield Finding(view.place(parameter.name), message, (view.unset(parameter.name),))


@entry_rule(
    "level-stored-layers",
    "hint",
    catches="a level with force-compression, which never changes the level of stored layers",
    source="real runs: a changed level on stored layers never has an effect, forced or not",
    needs="level",
)
def level_stored_layers(view: EntryView) -> Iterator[Finding]:
    """force-compression looks at the compression of a stored layer, never at its level."""
    if view.option != "cache-to" or not is_forced(view.entry, view.backend, view.version):
        return
    for parameter, level, _, rule in _levels(view):
        if not rule.ignored and rule.accepts(level):
            message = f"Level {level} applies to new layers only. Stored layers keep their level, even with force-compression."
            yield Finding(view.place(parameter.name), message)
