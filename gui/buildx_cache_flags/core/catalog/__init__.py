"""The catalog: one value with the tables of all types of cache, the registries and the releases of BuildKit.

It is made once and passed; nothing reads a table beside it.  A table is read when it is first asked for, because the
first frame of the window needs one of them only.
"""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.versions import Version

from . import backend_files, tables
from .backends import Backend
from .parameters import Group, Option, Parameter
from .tables import TableError

if TYPE_CHECKING:
    from buildx_cache_flags.core.draft.entries import Entry

    from .jobs import Jobs
    from .registries import Registries, Registry

_COMMON: Final = "common"

SHORT_TYPE: Final = "registry"
"""The type that buildx gives a value without any ``=``."""


class Releases(NamedTuple):
    """The releases of BuildKit that a person may choose from, newest first, and what changed outside the tables."""

    current: Version
    releases: tuple[Version, ...] = ()
    several_exports: Version = (0, 0)


class Catalog:
    """All that is known of caches.  It never changes; two are the same only where they are one object."""

    def __init__(
        self,
        sources: Mapping[str, Callable[[], Mapping[str, Any]]],
        releases: Releases,
        registries: "Callable[[], Registries]",
        jobs: "Callable[[], Jobs]",
    ) -> None:
        """Take a source of parsed TOML for each type, with those that are shared under ``common``."""
        self._sources = sources
        self._made: dict[str, Backend] = {}
        self._registries = registries
        self._jobs = jobs
        self.releases = releases

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The names of all types, in the order in which they are offered."""
        backends = sorted(map(self._backend, self._names), key=lambda backend: (backend.order, backend.type))
        return tuple(backend.type for backend in backends)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for name in self._sources if name != _COMMON)

    def types_of(self, option: Option) -> tuple[str, ...]:
        """The types that *option* knows."""
        return tuple(backend.type for backend in map(self._backend, self.types) if option in backend.options)

    def backend(self, type: str) -> Backend | None:  # noqa: A002 - the field's own name for it
        """The table of *type*; ``None`` for one that BuildKit does not know."""
        made = self._made.get(type)
        if made is None and type in self._sources and type != _COMMON:
            return self._backend(type)
        return made

    def _backend(self, name: str) -> Backend:
        if name not in self._made:
            try:
                self._made[name] = backend_files.from_data(self._sources[name](), *self._shared)
            except TableError as error:
                raise TableError(f"{name}.toml: {error}") from error
            if self._made[name].type != name:
                raise TableError(f"{name}.toml: type: {self._made[name].type!r} is not the name of the file")
        return self._made[name]

    @cached_property
    def _shared(self) -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, Group]]:
        """The rows and the groups that the tables share, by name."""
        if _COMMON not in self._sources:
            return {}, {}
        try:
            data = self._sources[_COMMON]()
            return backend_files.shared_rows(data), backend_files.shared_groups(data)
        except TableError as error:
            raise TableError(f"{_COMMON}.toml: {error}") from error

    @cached_property
    def default(self) -> Backend:
        """The table of the type that a value without any ``=`` means."""
        return self._backend(SHORT_TYPE if SHORT_TYPE in self._sources else self._names[0])

    @cached_property
    def registries(self) -> "Registries":
        """The registries, each found by its host."""
        return self._registries()

    @cached_property
    def jobs(self) -> "Jobs":
        """What whole jobs name besides the flags."""
        return self._jobs()

    def parameter(self, entry: "Entry", name: str, option: Option) -> Parameter | None:
        """The parameter *name* that *option* reads in *entry*; ``None`` where there is none."""
        backend = self.backend(entry.type)
        return backend.read_by(name, option) if backend else None

    def references(self, entry: "Entry", option: Option) -> tuple[str, ...]:
        """The references to images that say where the cache of *entry* is, so far as they are set."""
        backend = self.backend(entry.type)
        found = (entry.get(parameter.name) for parameter in (backend.references(option) if backend else ()))
        return tuple(filter(None, found))

    def version(self, text: str) -> Version:
        """The BuildKit version that *text* means; the newest for an empty one."""
        return versions.parse(text) if text else self.releases.current

    def release(self, text: str) -> Version:
        """The same, where a text that is no version counts as the newest one."""
        try:
            return self.version(text)
        except ValueError:
            return self.releases.current


def load(folder: Path, damaged: Callable[[str], object] | None = None) -> Catalog:
    """Read the catalog from *folder*; :class:`TableError` names what is wrong with it and where.

    The registries are read when one is first asked for.  What is wrong with them is told to *damaged*, and nothing is
    known of any registry then; without *damaged* it is raised then.
    """
    sources = {path.stem: partial(tables.read, path) for path in sorted((folder / "backends").glob("*.toml"))}
    releases = _releases(tables.read(folder / "releases.toml"))
    return Catalog(sources, releases, partial(_registries, folder, damaged), partial(_jobs, folder))


def from_data(
    data: Mapping[str, Mapping[str, Any]],
    releases: Mapping[str, Any],
    registries: "tuple[Registry, ...]" = (),
    jobs: Mapping[str, Any] | None = None,
) -> Catalog:
    """Make a catalog from parsed TOML: one table for each type by its name, and ``common`` for what they share."""
    sources = {name: partial(_given, rows) for name, rows in data.items()}
    return Catalog(sources, _releases(releases), partial(_registries_of, registries), partial(_jobs_of, jobs or {}))


def _given(rows: Mapping[str, Any]) -> Mapping[str, Any]:
    return rows


def _registries_of(rows: "tuple[Registry, ...]") -> "Registries":
    from .registries import Registries

    return Registries(rows)


def _registries(folder: Path, damaged: Callable[[str], object] | None) -> "Registries":
    from . import registries

    try:
        return registries.read(folder / "registries.toml")
    except TableError as error:
        if damaged is None:
            raise
        damaged(" ".join(str(error).split()))
        return registries.Registries()


def _jobs(folder: Path) -> "Jobs":
    from . import jobs

    return jobs.read(folder / "jobs.toml")


def _jobs_of(data: Mapping[str, Any]) -> "Jobs":
    from . import jobs

    return jobs.from_data(data)


def _releases(data: Mapping[str, Any]) -> Releases:
    values = dict(data)
    try:
        for key in ("current", "several_exports"):
            if key in values:
                values[key] = versions.parse(str(values[key]))
        values["releases"] = tuple(versions.parse(str(release)) for release in values.get("releases", ()))
    except ValueError as error:
        raise TableError(f"releases.toml: {error}") from error
    return tables.row(Releases, values, "releases.toml")
