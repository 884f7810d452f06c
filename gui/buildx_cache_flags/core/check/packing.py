"""How the layers of a cache are chosen and packed: what the parameters that several types share amount to together.

BuildKit: ``mode`` chooses the layers; a push or a load packs the image's own layers first, with gzip, and the cache
takes them as they are; without force-compression, layers that BuildKit holds keep their compression.
"""

from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import LevelRule
from buildx_cache_flags.core.draft import Draft, effective_default, effective_value
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.text.golang import TRUE_WORDS, parse_int64
from buildx_cache_flags.core.text.versions import Version

MODE: Final = "mode"
COMPRESSION: Final = "compression"
LEVEL: Final = "compression-level"
FORCE: Final = "force-compression"
IGNORE: Final = "ignore-error"

Kept = Literal["", "image", "stored"]
"""Whose layers keep their compression: nobody's, the image's own, or those that BuildKit holds already."""


class Packing(NamedTuple):
    """How an entry that is written packs its layers.

    ``compression`` is the one that counts (empty for a type that has none), ``default`` what layers have anyway,
    ``packs`` says whether it packs at all, ``level`` is a level with an effect, and ``chosen`` says whether a person
    chose the compression.
    """

    every_stage: bool
    compression: str = ""
    default: str = ""
    packs: bool = True
    level: int | None = None
    kept: Kept = ""
    chosen: bool = False
    ignores_errors: bool = False


def keeps_every_stage(entry: Entry, backend: Backend, version: Version) -> bool:
    """Whether the layers of every stage are kept."""
    return backend.modes and _value(entry, MODE, backend, version) == "max"


def packs_image_first(draft: Draft) -> bool:
    """Whether the build packs the image's own layers before the cache gets them."""
    return draft.pushed or draft.output == "load"


def of(entry: Entry, backend: Backend, draft: Draft, version: Version) -> Packing:
    """How *entry*, which is written and whose values are right, packs its layers."""
    every = keeps_every_stage(entry, backend, version)
    ignores = backend.by_name.get(IGNORE) is not None and (entry.get(IGNORE) or "") in TRUE_WORDS
    parameter = backend.by_name.get(COMPRESSION)
    if parameter is None:
        return Packing(every, ignores_errors=ignores)
    compression = _value(entry, COMPRESSION, backend, version)
    default = effective_default(backend, parameter, entry, version) or ""
    rule = level_rule(entry, backend, version)
    kept = _kept(entry, backend, draft, version, compression, default)
    level = _level(entry)
    if level is not None and rule is not None and (rule.ignored or not level_counts(entry, backend, draft, version)):
        level = None
    chosen = bool(entry.get(COMPRESSION))
    packs = rule is None or not rule.ignored
    return Packing(every, compression, default, packs, level, kept, chosen, ignores)


def _kept(entry: Entry, backend: Backend, draft: Draft, version: Version, compression: str, default: str) -> Kept:
    if compression == default or is_forced(entry, backend, version):
        return ""
    return "image" if packs_image_first(draft) else "stored"


def level_counts(entry: Entry, backend: Backend, draft: Draft, version: Version) -> bool:
    """Whether a level has any effect: not where the image's own layers are all there is, packed already with gzip."""
    if not packs_image_first(draft) or keeps_every_stage(entry, backend, version):
        return True
    parameter = backend.by_name.get(COMPRESSION)
    default = effective_default(backend, parameter, entry, version) if parameter else None
    return is_forced(entry, backend, version) and _value(entry, COMPRESSION, backend, version) != default


def is_forced(entry: Entry, backend: Backend, version: Version) -> bool:
    """Whether layers that are stored already are packed anew."""
    parameter = backend.by_name.get(FORCE)
    text = _value(entry, FORCE, backend, version)
    return (text or (parameter.empty if parameter and entry.get(FORCE) == "" else "") or "") in TRUE_WORDS


def level_rule(entry: Entry, backend: Backend, version: Version) -> LevelRule | None:
    """The rule for the levels of *entry*; ``None`` for a type that has no levels."""
    parameter = backend.by_name.get(LEVEL)
    if parameter is None or parameter.levels is None:
        return None
    return parameter.levels.rule(_value(entry, parameter.levels.of, backend, version), version)


def _level(entry: Entry) -> int | None:
    try:
        return parse_int64(entry.get(LEVEL) or "")
    except ValueError:
        return None


def _value(entry: Entry, name: str, backend: Backend, version: Version) -> str:
    parameter = backend.by_name.get(name)
    return (effective_value(backend, parameter, entry, version) if parameter else None) or ""
