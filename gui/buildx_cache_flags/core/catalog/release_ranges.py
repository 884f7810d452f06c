"""Releases of BuildKit between which nothing changed in the tables, and what an older one lacks."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.versions import Version
from buildx_cache_flags.core.text.wording import listed

from . import Catalog
from .backends import Backend
from .parameters import Parameter


class ReleaseRange(NamedTuple):
    """Releases that mean the same for every table: the first and the last of them."""

    first: Version
    last: Version

    @property
    def text(self) -> str:
        """Both with a dash between them, or the one release."""
        if self.first == self.last:
            return versions.text(self.first)
        return f"{versions.text(self.first)} – {versions.text(self.last)}"

    def __contains__(self, version: object) -> bool:
        """Whether *version* is one of them."""
        return isinstance(version, tuple) and self.first <= version <= self.last


def release_ranges(catalog: Catalog) -> tuple[ReleaseRange, ...]:
    """Every release from the oldest that the catalog knows of to the newest, the newest range first."""
    newest, oldest = catalog.releases.current, min(catalog.releases.releases, default=catalog.releases.current)
    starts = sorted({oldest, *(version for version in _changes(catalog) if oldest < version <= newest)})
    ends = [(major, minor - 1) for major, minor in starts[1:]] + [newest]
    return tuple(ReleaseRange(first, last) for first, last in zip(starts, ends, strict=True))[::-1]


def _changes(catalog: Catalog) -> Iterator[Version]:
    """The releases that changed something."""
    yield catalog.releases.several_exports
    yield from catalog.releases.releases
    for backend in _backends(catalog, catalog.types):
        for parameter in backend.parameters:
            yield from _of_parameter(parameter)


def _of_parameter(parameter: Parameter) -> Iterator[Version]:
    yield parameter.since
    yield from (default.since for default in parameter.defaults)
    if parameter.levels is not None:
        yield from (rule.since for rules in parameter.levels.by.values() for rule in rules)


def _backends(catalog: Catalog, types: Iterable[str]) -> list[Backend]:
    found = (catalog.backend(name) for name in dict.fromkeys(types))
    return [backend for backend in found if backend is not None]


def lacks(catalog: Catalog, version: Version, types: Iterable[str]) -> tuple[str, ...]:
    """What is different with *version* from the newest release, in sentences, for entries of *types*."""
    if version >= catalog.releases.current:
        return ()
    backends = _backends(catalog, types)
    parameters = {one.name: one for backend in backends for one in backend.parameters if one.documented}
    unknown = [one.name for one in parameters.values() if one.since > version]
    other = [one for one in parameters.values() if one.since <= version and _differs(one, version, catalog)]
    name = f"BuildKit {versions.text(version)}"
    said = [f"{name} ignores {listed(unknown, 'and')}."] if unknown else []
    said += [f"{one.name} is {_meaning(one, version)} unless it is set." for one in other]
    if version < catalog.releases.several_exports:
        said.append(f"{name} writes one cache only.")
    return tuple(said) or (f"Nothing is different from BuildKit {versions.text(catalog.releases.current)} here.",)


def _differs(parameter: Parameter, version: Version, catalog: Catalog) -> bool:
    return parameter.default_since(version) != parameter.default_since(catalog.releases.current) and bool(
        _meaning(parameter, version)
    )


def _meaning(parameter: Parameter, version: Version) -> str:
    default = parameter.default_since(version)
    return "" if default is None else default.value or f"as {default.follows}"
