"""The services of a Compose project: what each one takes over from others, over several files.

Source: compose-go. Of a service that extends another, and of one that an override file names again, lists are put
together and single values replaced; ``!override`` replaces and ``!reset`` removes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.formats.yamlnodes import Document, Node
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text import work

from .interpolation import read_dotenv

_DEEPEST: Final = 20
_A_LAYER: Final = 50
"""Steps that a service costs for each one that it is put together from."""

_FILE: Final = ("dockerfile", "target")
_LISTS: Final = ("cache_from", "cache_to", "tags")
_BAKE_LISTS: Final = ("cache-from", "cache-to", "tags", "output")
_NAMES: Final = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_NOT_THERE: Final = "there is no such file next to this one, so it is not read"
_BROKEN: Final = "it can't be read, so what it adds is not known"
_DEEP: Final = "it leads through more services or files than are followed here"


@dataclass(frozen=True, slots=True)
class At:
    """A node of YAML and the file that it stands in; empty for the file that is read."""

    node: Node
    file: str = ""

    @property
    def line(self) -> int:
        """The line in that file."""
        return yamlnodes.line(self.node)


@dataclass(frozen=True, slots=True)
class Service:
    """What matters of one service: single values by key, lists by key, and the other keys of its build.

    ``no_lists`` are settings that need a list and have none.
    """

    name: str
    at: At
    values: Mapping[str, At]
    lists: Mapping[str, tuple[At, ...]]
    bake: Mapping[str, tuple[At, ...]]
    others: tuple[str, ...]
    other_bake: tuple[str, ...]
    no_lists: tuple[tuple[str, At], ...]
    builds: bool


@dataclass(slots=True)
class _File:
    document: Document
    name: str
    services: dict[str, Node] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    """The variables of an included file, which those of the project outdo."""


class Project:
    """A Compose file with what lies beside it: override files, includes, extended files and ``.env``."""

    def __init__(self, document: Document, name: str, beside: Beside) -> None:
        self._beside = beside
        self._files: dict[str, _File | None] = {}
        self.left: list[LeftOutAt] = []
        self.no_parents: list[tuple[str, At]] = []
        """Services that are extended and are not there, and where that stands."""
        self._known = {**_own_values(document), **read_dotenv(beside.near(".env") or "")}
        mains = [_File(document, "", dict(document.mapping(document.at(root, "services")))) for root in document.roots]
        self._order = [*mains, *self._overrides(name)]
        self._included: list[_File] = []
        for main in mains[:1]:
            self._include(main, 0)

    def known(self, file: str) -> Mapping[str, str]:
        """The variables that have a value in *file*; empty names the one that is read."""
        found = self._files.get(file)
        return {**found.known, **self._known} if found and found.known else self._known

    def _overrides(self, name: str) -> Iterator[_File]:
        if name not in _NAMES:
            return
        stem = name.rpartition(".")[0]
        for ending in ("yml", "yaml"):
            other = self._read(f"{stem}.override.{ending}", quiet=True)
            if other is not None:
                yield other

    def _read(self, path: str, *, line: int = 0, quiet: bool = False) -> _File | None:
        if path not in self._files:
            text = self._beside.near(path)
            try:
                self._files[path] = None if text is None else _file(Document(text), path)
            except BrokenFileError:
                self._files[path] = None
                self.left.append(LeftOutAt(path, _BROKEN, line))
            if text is None and not quiet:
                self.left.append(LeftOutAt(path, _NOT_THERE, line))
        return self._files[path]

    def _include(self, file: _File, depth: int) -> None:
        for root in file.document.roots:
            node = file.document.at(root, "include")
            for item in yamlnodes.items(node):
                paths = file.document.at(item, "path") if yamlnodes.text(item) is None else item
                known = self._variables(file.document, item)
                for path in yamlnodes.items(paths) or ([paths] if paths is not None else []):
                    self._include_one(yamlnodes.text(path) or "", yamlnodes.line(item), depth, known)

    def _variables(self, document: Document, item: Node) -> Mapping[str, str]:
        """The variables of what an include brings: of its ``env_file``, else of ``.env`` in its folder."""
        given = document.at(item, "env_file")
        paths = document.at(item, "path") if yamlnodes.text(item) is None else item
        first = yamlnodes.text(next(iter(yamlnodes.items(paths)), paths)) or ""
        folder = yamlnodes.text(document.at(item, "project_directory")) or first.rpartition("/")[0]
        files = [yamlnodes.text(one) or "" for one in yamlnodes.items(given) or ([given] if given is not None else [])]
        known: dict[str, str] = {}
        for file in files or [f"{folder}/.env" if folder else ".env"]:
            known |= read_dotenv(self._beside.near(file) or "")
        return known

    def _include_one(self, path: str, line: int, depth: int, known: Mapping[str, str]) -> None:
        if depth > _DEEPEST:
            self.left.append(LeftOutAt(path, _DEEP, line))
            return
        new = path not in self._files
        other = self._read(path, line=line)
        if other is not None and new:
            other.known = known
            self._included.append(other)
            self._include(other, depth + 1)

    def services(self) -> Iterator[Service]:
        """Every service, those of included files at the end."""
        own = [name for file in self._order for name in file.services]
        for name in dict.fromkeys(own):
            yield self._merged(name, [file for file in self._order if name in file.services])
        for file in self._included:
            for name in file.services:
                if name not in own:
                    yield self._merged(name, [file])

    def _merged(self, name: str, files: list[_File]) -> Service:
        layers = [layer for file in files for layer in self._layers(name, file, frozenset())]
        service = _Merge(name, At(files[0].services[name], files[0].name))
        for document, at in layers:
            service.take(document, at)
        return service.service()

    def _layers(self, name: str, file: _File, seen: frozenset[tuple[str, str]]) -> list[tuple[Document, At]]:
        """What a service is put together from, the most distant first."""
        node = file.services.get(name)
        if node is None:
            return []
        own = (file.document, At(node, file.name))
        extends = file.document.at(node, "extends")
        if extends is None:
            return [own]
        other_name = yamlnodes.text(extends) or yamlnodes.text(file.document.at(extends, "service")) or ""
        path = yamlnodes.text(file.document.at(extends, "file"))
        other = self._read(path, line=yamlnodes.line(extends)) if path else file
        if other is None:
            return [own]
        if other_name not in other.services:
            self.no_parents.append((other_name, At(node, file.name)))
            return [own]
        place = (other.name, other_name)
        if place in seen or len(seen) > _DEEPEST:
            self.left.append(LeftOutAt("extends", _DEEP, yamlnodes.line(extends)))
            return [own]
        return [*self._layers(other_name, other, seen | {place}), own]


def _own_values(document: Document) -> Mapping[str, str]:
    """The variables that Compose sets itself, as far as the file says them."""
    names = [yamlnodes.text(document.at(root, "name")) or "" for root in document.roots]
    return {"COMPOSE_PROJECT_NAME": names[-1]} if names and names[-1] and "$" not in names[-1] else {}


def _file(document: Document, name: str) -> _File:
    services: dict[str, Node] = {}
    for root in document.roots:
        services.update(document.mapping(document.at(root, "services")))
    return _File(document, name, services)


class _Merge:
    """One service while it is put together."""

    def __init__(self, name: str, at: At) -> None:
        self._name = name
        self._at = at
        self._values: dict[str, At] = {}
        self._lists: dict[str, tuple[At, ...]] = {}
        self._bake: dict[str, tuple[At, ...]] = {}
        self._others: list[str] = []
        self._other_bake: list[str] = []
        self._no_lists: list[tuple[str, At]] = []
        self._builds = False

    def take(self, document: Document, at: At) -> None:
        """Put one more layer over what is there."""
        work.spend(_A_LAYER)
        image = document.at(at.node, "image")
        if image is not None:
            self._values["image"] = At(image, at.file)
        build = document.at(at.node, "build")
        if build is None or yamlnodes.is_null(build):
            return
        self._builds = True
        settings = document.mapping(build)
        context = settings.get("context") or (build if yamlnodes.text(build) is not None else None)
        if context is not None:
            self._values["context"] = At(context, at.file)
        for key in _FILE:
            if key in settings:
                self._values[key] = At(settings[key], at.file)
        _add(self._lists, _LISTS, settings, at.file)
        wrong = ((key, settings[key]) for key in _LISTS if key in settings)
        self._no_lists += ((key, At(node, at.file)) for key, node in wrong if not _is_list_of_texts(node))
        bake = document.mapping(settings.get("x-bake"))
        _add(self._bake, _BAKE_LISTS, bake, at.file)
        self._others += (key for key in settings if key not in ("context", "x-bake", *_LISTS))
        self._other_bake += (key for key in bake if key not in _BAKE_LISTS)

    def service(self) -> Service:
        """What has been put together."""
        others, bake = tuple(dict.fromkeys(self._others)), tuple(dict.fromkeys(self._other_bake))
        return Service(
            self._name,
            self._at,
            self._values,
            self._lists,
            self._bake,
            others,
            bake,
            tuple(self._no_lists),
            self._builds,
        )


def _add(lists: dict[str, tuple[At, ...]], keys: tuple[str, ...], settings: Mapping[str, Node], file: str) -> None:
    for key in keys:
        node = settings.get(key)
        if node is None:
            continue
        items = tuple(At(item, file) for item in (yamlnodes.items(node) or ([] if _is_empty(node) else [node])))
        tag = str(node.tag)
        lists[key] = () if tag == "!reset" else items if tag == "!override" else (*lists.get(key, ()), *items)


def _is_list_of_texts(node: Node) -> bool:
    return yamlnodes.is_list(node) and all(yamlnodes.text(item) is not None for item in yamlnodes.items(node))


def _is_empty(node: Node) -> bool:
    return yamlnodes.is_null(node) or (yamlnodes.text(node) is None and not getattr(node, "value", None))
