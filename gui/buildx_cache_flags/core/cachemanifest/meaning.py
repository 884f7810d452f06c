"""What the contents of a ref mean for a build that reads or writes it."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog.registries import Registries
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import listed, shown

from .inventory import Contents

_IMPORT: Final = "BuildKit, solver/llbsolver and cache/remotecache/import.go"

ABSENT: Final = codes.register(
    "cache-absent",
    "hint",
    catches="`inspect`: nothing is under the ref yet",
    source=_IMPORT,
)
IMAGE_ONLY: Final = codes.register(
    "cache-not-in-image",
    "warning",
    catches="`inspect`: an image without an inline cache, from which a build silently reuses nothing",
    source=_IMPORT,
)
NO_CACHE: Final = codes.register(
    "cache-no-cache",
    "warning",
    catches="`inspect`: something that is neither a cache nor an image, such as a Helm chart",
    source=_IMPORT,
)
EMPTY: Final = codes.register(
    "cache-empty",
    "warning",
    catches="`inspect`: a cache that keeps the result of no step",
    source=_IMPORT,
)
AS_INDEX: Final = codes.register(
    "cache-as-index",
    "hint",
    catches="`inspect`: a cache stored as an index, which some registries reject",
    source="the documentation of the registries",
)
OTHER_COMPRESSION: Final = codes.register(
    "cache-other-compression",
    "hint",
    catches="`inspect`: layers of another compression than the entry writes",
    source="BuildKit, util/compression",
)
UNREADABLE: Final = codes.register(
    "cache-unreadable",
    "error",
    catches="`inspect`: what the registry has under the ref is broken",
    source="the OCI image specification 1.1",
)

_COMPRESSION: Final = "compression"
_INDEXES: Final = ("image index", "Docker manifest list")


def is_found(contents: Contents | None) -> bool:
    """Whether a build that reads the ref finds a cache that it can use."""
    return contents is not None and contents.kind in ("cache", "inline") and contents.steps_with_layers > 0


def problems(contents: Contents | None, registries: Registries, entry: Entry | None = None) -> tuple[Problem, ...]:
    """What is to be said of *contents*, ``None`` where nothing is there; *entry* is the one that writes it, if known."""
    return tuple(_problems(contents, registries, entry))


def unreadable(reason: str) -> Problem:
    """The problem for what could not be read; *reason* is half a sentence."""
    return Problem.of(
        UNREADABLE, Place(), f"What is under this ref can't be read: {reason}. Write it again, or use another ref."
    )


def _problems(contents: Contents | None, registries: Registries, entry: Entry | None) -> Iterator[Problem]:
    if contents is None:
        yield _of(ABSENT, "Nothing is there yet. The first build starts cold.")
    elif contents.kind == "image":
        yield _of(
            IMAGE_ONLY,
            "This image has no cache, so nothing is reused from it. "
            "Build it with --cache-to type=inline, or read a ref that --cache-to writes.",
        )
    elif contents.kind == "other":
        what = f" ({shown(contents.media_type)})" if contents.media_type else ""
        yield _of(NO_CACHE, f"This is neither a cache nor an image{what}. Use another ref for the cache.")
    else:
        yield from _of_cache(contents, registries, entry)


def _of_cache(contents: Contents, registries: Registries, entry: Entry | None) -> Iterator[Problem]:
    if not contents.steps_with_layers:
        yield _of(
            EMPTY, "The cache keeps the result of no step, so nothing will be reused. Build once with --cache-to."
        )
    refusing = _refuse_indexes(registries)
    if contents.kind == "cache" and contents.storage in _INDEXES and refusing:
        yield _of(
            AS_INDEX,
            f"The cache is stored as an index, which {listed(refusing, 'and')} would reject. "
            "Set image-manifest=true and oci-mediatypes=true.",
        )
    written = entry.get(_COMPRESSION) if entry else None
    others = [kind for kind in contents.compressions if kind not in (written, "unknown")]
    if written and others and contents.kind == "cache":
        yield _of(
            OTHER_COMPRESSION,
            f"{listed(others, 'and')} in it, and this entry writes {written}: layers that are there already keep their "
            "compression without force-compression=true.",
        )


def _refuse_indexes(registries: Registries) -> list[str]:
    """The registries that are known to refuse a cache that is stored as an index, each once."""
    refusing = (
        registry.name
        for registry in registries.rows
        for advice in registry.advice
        if (advice.parameter, advice.wants, advice.severity) == ("image-manifest", "true", "warning")
    )
    return list(dict.fromkeys(refusing))


def _of(code: codes.Code, sentence: str) -> Problem:
    return Problem.of(code, Place(), sentence)
