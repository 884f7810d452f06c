"""Where the builds of a file keep their caches, so that two of them can be compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.core.draft.addresses import position
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.files import Build
from buildx_cache_flags.core.text import variables
from buildx_cache_flags.core.text.versions import Version

_OF_ITS_OWN: Final = ("steps_", "matrix_", "strategy_", "job_", "needs_")
"""How the placeholders begin of what may be another value in each job."""


@dataclass(frozen=True, slots=True)
class Cache:
    """One cache of one build: where it lies, as text that is the same for the same place, and as the file writes it."""

    build: Build
    option: Option
    type: str
    key: str
    shown: str
    line: int
    entry: Entry
    repository: str = ""
    """The repository of a cache that lies in a registry; empty for other types."""
    part: str = "place"
    """The parameter that tells two such caches apart; a place where it takes several."""

    @property
    def own(self) -> bool:
        """Whether a part of the place may be something else in each job."""
        return any(name.startswith(_OF_ITS_OWN) for name in variables.names(self.key))


def caches(builds: Sequence[Build], option: Option, catalog: Catalog) -> Iterator[Cache]:
    """The caches of all builds whose place is told."""
    for build in builds:
        version = catalog.release(build.judged.buildkit)
        written = [one for one in build.entries if one.option == option]
        for number, entry in enumerate(build.judged.entries(option)):
            backend = catalog.backend(entry.type)
            key = _key(entry, option, backend, version) if backend else ""
            if backend and key:
                at = written[number] if number < len(written) else None
                shown = _shown(at.entry if at else entry, option, backend)
                repository = key.rpartition(":")[0] if backend.references(option) else ""
                line, part = at.line if at else build.line, _part(backend, option)
                yield Cache(build, option, entry.type, key, shown, line, entry, repository, part)


def _key(entry: Entry, option: Option, backend: Backend, version: Version) -> str:
    """The place of an entry; empty where it has none, or none that is one."""
    addressed = backend.addressed(option)
    if not addressed or any(one.required and not entry.get(one.name) for one in addressed):
        return ""
    values = position(entry, option, backend, version)
    if backend.references(option):
        return _canonical(values[0])
    return ":".join(values) if any(values) else f"type={entry.type}"


def _part(backend: Backend, option: Option) -> str:
    names = [parameter.name for parameter in backend.addressed(option)]
    return names[0] if len(names) == 1 else "place"


def _canonical(text: str) -> str:
    """A ref with its registry and its tag, variables as they stand; empty where it is no ref."""
    try:
        reference.parse(variables.with_sample(text))
    except ValueError:
        return ""
    first, slash, _ = text.partition("/")
    is_host = any(mark in first for mark in ".:$") or first == "localhost"
    if not (slash and is_host):
        text = f"docker.io/{text}" if slash or text.startswith("${") else f"docker.io/library/{text}"
    return text if ":" in text.rpartition("/")[2] else f"{text}:latest"


def _shown(entry: Entry, option: Option, backend: Backend) -> str:
    """What to call the place: what is set of its address, but nothing that a secret may stand in."""
    if backend.references(option):
        return entry.get(backend.references(option)[0].name) or ""
    told = [one for one in backend.addressed(option) if one.kind not in ("url", "secret") and entry.get(one.name)]
    return ",".join([f"type={entry.type}", *(f"{one.name}={entry.get(one.name)}" for one in told)])
