"""The caches of a repository: its tags, looked into one by one as far as a limit."""

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from buildx_cache_flags.core.cachemanifest import manifests
from buildx_cache_flags.core.cachemanifest.inventory import Contents
from buildx_cache_flags.core.cachemanifest.manifests import ManifestError

from . import failures
from .registry import MOST_LIST, RegistryClient
from .transport import Response

MOST_TAGS: Final = 1000
MOST_LOOKS: Final = 40
"""Tags that are looked into: each takes two or three questions."""

_PAGE: Final = 500
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_NEXT: Final = re.compile(r"<([^<>]{1,2000})>\s*;[^,]{0,100}\brel=\"?next\b")
_LIKELY: Final = re.compile(r"cache|buildx|buildkit", re.IGNORECASE)

Progress = Callable[[int, int], object]
"""Hears how many tags have been looked into of how many; what it raises ends the looking."""


class Tag(NamedTuple):
    """A tag and what is under it; ``None`` where that could not be told."""

    name: str
    contents: Contents | None


class Caches(NamedTuple):
    """The tags under which a cache is, newest first, of ``looked`` that were looked into and ``all`` that there are.

    ``more`` says that the registry has still more tags than ``all``.
    """

    tags: tuple[Tag, ...]
    looked: int
    all: int
    more: bool = False


def caches(registry: RegistryClient, progress: Progress | None = None) -> Caches:
    """The caches of the repository; :class:`.OutsideError` where the registry lists no tags.

    Tags that are called like a cache are looked into first.
    """
    names, more = _names(registry)
    chosen = sorted(names, key=lambda name: _LIKELY.search(name) is None)[:MOST_LOOKS]
    tags = []
    for number, name in enumerate(chosen):
        if progress:
            progress(number, len(chosen))
        tags.append(Tag(name, _look(registry, name)))
    found = [tag for tag in tags if tag.contents and tag.contents.kind in ("cache", "inline")]
    found.sort(key=lambda tag: tag.contents.created if tag.contents else "", reverse=True)
    return Caches(tuple(found), len(chosen), len(names), more)


def _look(registry: RegistryClient, name: str) -> Contents | None:
    try:
        return registry.look(name)
    except ManifestError:
        return None


def _names(registry: RegistryClient) -> tuple[list[str], bool]:
    """The tags, page by page as far as a limit, and whether there are more."""
    path = f"tags/list?n={_PAGE}"
    names: dict[str, None] = {}
    while path and len(names) < MOST_TAGS:
        before = len(names)
        answer = registry.request("GET", path, MOST_LIST)
        if answer.status != 200:
            raise _no_list(registry, answer)
        names.update(dict.fromkeys(_listed(registry, answer)))
        path = _next(registry, answer) if len(names) > before else ""
    return list(names)[:MOST_TAGS], bool(path) or len(names) > MOST_TAGS


def _listed(registry: RegistryClient, answer: Response) -> Iterable[str]:
    try:
        found = manifests.json_object(answer.data).get("tags") or []
    except ManifestError:
        raise registry.failure(answer) from None
    listed = found if isinstance(found, list) else []
    return (name for name in listed if isinstance(name, str) and _TAG.fullmatch(name))


def _next(registry: RegistryClient, answer: Response) -> str:
    """The next page, which has to be of the same registry."""
    match = _NEXT.search(answer.headers.get("link", ""))
    url = registry.url(match[1]) if match else ""
    return url if url.startswith(registry.url("tags/list")) else ""


def _no_list(registry: RegistryClient, answer: Response) -> failures.OutsideError:
    if answer.status in (404, 405):
        return failures.no_tags(registry.host)
    return registry.failure(answer)
