"""The repositories that hold caches: what a reference says of one, and what the texts for it are filled with."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final
from urllib.parse import quote

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.catalog.registries import Registry, without_port
from buildx_cache_flags.core.draft import Draft, reference
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.targets.hosts import located
from buildx_cache_flags.core.text import variables

_GAP: Final = re.compile(r"(?<![$%])\{([a-z0-9_]+)\}")
"""A gap; ``${name}`` is a variable of a shell, and ``%{name}`` is curl's."""
_PARTS: Final = 3
"""Parts of a path that a text may ask for one by one."""
_TELLING: Final = 3
"""Characters at the beginning of a tag by which caches are told from images."""


@dataclass(frozen=True)
class CleanupPlace:
    """One repository: its registry, host with port and path, and the tags of the caches in it.

    A tag with a variable stands for several caches, as for one cache a branch.
    """

    registry: Registry
    host: str
    path: str
    tags: tuple[str, ...]
    known: bool
    image_tag: str = ""
    """The tag of an image that the same build pushes to this repository; empty where it pushes elsewhere."""

    @property
    def name(self) -> str:
        """What to call its registry."""
        return self.registry.name if self.known else self.host

    @property
    def own(self) -> bool:
        """Whether a variable names the registry that is predefined where it belongs to the job, as in GitLab."""
        return self.known and self.host.startswith("${")

    @property
    def repository(self) -> str:
        """Host and path."""
        return "/".join(filter(None, (self.host, self.path)))

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The variables in it."""
        return variables.names(" ".join((self.repository, *self.tags)))

    @cached_property
    def vague(self) -> str:
        """A tag that stands for several caches and does not tell them from images; empty where there is none."""
        found = (tag for tag in self.tags if variables.names(tag) and not self._tells(tag))
        return next(found, "")

    @cached_property
    def several(self) -> str:
        """The first tag that stands for several caches and tells them from images; empty where there is none."""
        return next((tag for tag in self.tags if variables.names(tag) and self._tells(tag)), "")

    def _tells(self, tag: str) -> bool:
        long_enough = len(tag.partition("${")[0]) >= _TELLING
        return long_enough and not fnmatchcase(self.image_tag, _written(tag, "*"))

    @cached_property
    def gaps(self) -> Mapping[str, str]:
        """What the gaps of a text stand for; what the reference does not say is missing.

        ``part1`` to ``part3`` are parts of the path, ``from2`` and ``from3`` the path from there on, the same with
        ``_encoded`` for an address; ``1`` and ``2`` what the pattern of the registry's host leaves open.
        """
        parts = self.path.split("/")
        found = {"host": self.host, "site": _site(self.host), "path": self.path, "repository": self.repository}
        found |= {f"part{number}": part for number, part in enumerate(parts[:_PARTS], 1)}
        found |= {f"from{number + 1}": "/".join(parts[number:]) for number in range(1, min(len(parts), _PARTS))}
        found |= {f"{name}_encoded": quote(text, safe="${}") for name, text in list(found.items())}
        match = self.registry.match(without_port(self.host))
        found |= {str(number): group for number, group in enumerate(match.groups() if match else (), 1)}
        if "1" in found:
            found["location"] = found["1"].removesuffix("-docker")
        found["tag"] = self.tags[0] if self.tags else reference.DEFAULT_TAG
        found["scheme"] = "http" if self.registry.local else "https"
        if self.several:
            found |= _family(self.several)
        return found


def gaps_of(text: str) -> tuple[str, ...]:
    """The names of the gaps in *text*, each once."""
    return tuple(dict.fromkeys(_GAP.findall(text)))


def fill(text: str, known: Mapping[str, str]) -> str:
    """*text* with its gaps filled, all at once: what is put in may have braces too."""
    return _GAP.sub(lambda gap: known.get(gap[1], gap[0]), text)


def of_draft(draft: Draft, catalog: Catalog) -> tuple[CleanupPlace, ...]:
    """The repositories of the caches that *draft* writes, else of those that it reads, each once."""
    image = of_reference(draft.image, catalog) if draft.pushed else None
    both: tuple[tuple[tuple[Entry, ...], Option], ...] = ((draft.writes, "cache-to"), (draft.reads, "cache-from"))
    for entries, option in both:
        refs = [ref for entry in entries for ref in catalog.references(entry, option)]
        found = _together(place for ref in refs if (place := of_reference(ref, catalog)))
        if found:
            return tuple(_beside(place, image) for place in found)
    return ()


def _beside(place: CleanupPlace, image: CleanupPlace | None) -> CleanupPlace:
    """*place*, which knows the tag of the *image* where that is in the same repository."""
    here = image is not None and image.repository == place.repository
    return replace(place, image_tag=variables.with_sample(image.tags[0])) if image and here else place


def _together(places: Iterable[CleanupPlace]) -> tuple[CleanupPlace, ...]:
    """*places* with all tags of one repository in one of them."""
    found: dict[str, CleanupPlace] = {}
    for place in places:
        before = found.get(place.repository, place)
        found[place.repository] = replace(place, tags=tuple(dict.fromkeys((*before.tags, *place.tags))))
    return tuple(found.values())


def of_reference(text: str, catalog: Catalog) -> CleanupPlace | None:
    """The repository that *text* names, which may have variables; ``None`` where it is no reference."""
    known = catalog.registries
    at = located(text, known)
    if at is None:
        return None
    host, registry = at
    # A digest says nothing of the tag, and a port is followed by a path.
    name = _with_host(text.partition("@")[0])
    head, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        head, tag = name, reference.DEFAULT_TAG
    return CleanupPlace(registry, host, head.partition("/")[2], (tag,), registry is not known.other)


def _with_host(text: str) -> str:
    """*text* with the host that Docker puts in front, and ``library`` where it puts that."""
    sample = variables.with_sample(text)
    host, path = reference.split_domain(sample)
    if sample == f"{host}/{path}" or text.startswith("${"):
        return text
    rest = re.sub(r"\A(?:index\.)?docker\.io/", "", text)
    return f"{host}/{'' if '/' in rest else 'library/'}{rest}"


def _site(host: str) -> str:
    """The host of the pages beside a registry that has a host of its own, as GitLab's has."""
    return without_port(host).removeprefix("registry.")


def _family(tag: str) -> Mapping[str, str]:
    """How the caches that *tag* stands for are told from others, in three ways of writing.

    There is a prefix only where it says as much as the others: ``a-${X}-b`` has none.
    """
    found = {"wildcard": _written(tag, "*"), "regex": _written(tag.replace(".", "[.]"), ".*")}
    prefix = found["wildcard"].removesuffix("*")
    return found if "*" in prefix else {**found, "prefix": prefix}


def _written(tag: str, anything: str) -> str:
    return "".join(anything if is_name else piece for piece, is_name in variables.split(tag))
