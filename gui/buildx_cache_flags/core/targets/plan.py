"""What a whole job has to do around the command: when it runs, for which platforms and services, and where it logs in.

Four variables have a meaning of their own, which every file gives them: ``BRANCH`` is the branch as a part of a tag,
``PLATFORM`` a platform, ``SERVICE`` a service, and ``OWNER`` the owner of the repository in lower case.  A job runs once
for every platform and every service that its caches are told apart by.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.jobs import Jobs, Platform
from buildx_cache_flags.core.catalog.parameters import HOLDS_VARIABLES, OPTIONS
from buildx_cache_flags.core.draft import Draft, others, reference
from buildx_cache_flags.core.draft.command import Argument, Command, Line, Piece, compose, word
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.text import variables

from . import documents, hosts
from .hosts import Host

BRANCH: Final = "BRANCH"
PLATFORM: Final = "PLATFORM"
SERVICE: Final = "SERVICE"
OWNER: Final = "OWNER"
CACHE_REGISTRY: Final = "CACHE_REGISTRY"
KNOWN: Final = (BRANCH, PLATFORM, SERVICE, OWNER, CACHE_REGISTRY)
"""The variables that a whole job sets itself."""

SAMPLE_REGISTRY: Final = "registry.example.com"
"""What stands for the host of a registry until the person's own is there."""

MAIN: Final = "main"
"""The branch that writes, and whose cache the others start from, as in ``recipes.toml``."""

LONGEST_TAG: Final = 128
"""Characters of a tag, by the grammar of references."""

_LEAST: Final = 32
"""Characters that are always left of a branch's name."""


class Name(NamedTuple):
    """An image as a repository and a tag."""

    repository: str
    tag: str

    def __str__(self) -> str:
        return f"{self.repository}:{self.tag}"


@dataclass(frozen=True)
class Plan:
    """A command, and what can be told of the job that runs it."""

    command: Command
    draft: Draft
    catalog: Catalog

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The variables in it, each once."""
        return tuple(dict.fromkeys(name for name, _ in documents.places_of_variables(self.command)))

    @property
    def jobs(self) -> Jobs:
        """What jobs name besides the flags."""
        return self.catalog.jobs

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """The registries that it talks to, without those on the same machine."""
        return tuple(host for host in hosts.of(self.draft, self.catalog) if not host.registry.local)

    @cached_property
    def builder_options(self) -> str:
        """What ``docker buildx create`` needs for its registries besides the usual."""
        found = (host.registry.builder for host in hosts.of(self.draft, self.catalog))
        return " ".join(dict.fromkeys(filter(None, found)))

    @property
    def of_branch(self) -> bool:
        """Whether each branch has a cache of its own."""
        return BRANCH in self.names

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The platforms that are built one by one; none where all go into one build."""
        return self.jobs.platforms if PLATFORM in self.names else ()

    @property
    def services(self) -> tuple[str, ...]:
        """The services that are built one by one."""
        return self.jobs.services.names if SERVICE in self.names else ()

    @cached_property
    def shared(self) -> Entry | None:
        """The cache that all services read and none of them writes: that of the stage they share."""
        if not self.services:
            return None
        found = (entry for entry in self.draft.reads if entry.type == self.catalog.default.type)
        return next((entry for entry in found if not _uses(entry, SERVICE)), None)

    @property
    def differs(self) -> bool:
        """Whether a pull request does less than a push to main."""
        return self.draft.trigger == "main-writes" and bool(self.draft.writes or self.draft.pushed)

    @property
    def tags_vary(self) -> bool:
        """Whether every branch pushes an image under its own tag."""
        every_branch = self.of_branch and self.draft.trigger == "push"
        alone = not self.platforms and not others.values(self.draft.others, "tag")
        return every_branch and self.draft.pushed and alone and self.image is not None

    @property
    def image(self) -> Name | None:
        """The image's repository and tag; ``None`` without one, or where a variable may hold both."""
        return _name(self.draft.image)

    @property
    def emulates(self) -> bool:
        """Whether it builds for another platform than that of the machine."""
        asked = (name for value in others.values(self.draft.others, "platform") for name in value.split(","))
        return not self.platforms and any(name != self.jobs.platforms[0].name for name in asked)

    @cached_property
    def room(self) -> int:
        """How many characters of a branch's name fit into every tag that it is a part of."""
        return max(_LEAST, LONGEST_TAG - max((_around(text) for text in self._references()), default=0))

    def _references(self) -> Iterator[str]:
        yield self.draft.image
        yield from others.values(self.draft.others, "tag")
        for option in OPTIONS:
            yield from documents.references(self.command, option)

    # What the job builds

    def of_matrix(self) -> "Plan":
        """The same with an image of its own for each platform and each service, so that none overwrites another."""
        return self.of_service()._tagged(PLATFORM) if self.platforms else self.of_service()

    def of_service(self) -> "Plan":
        """The same with an image of its own for each service."""
        return self._tagged(SERVICE) if self.services else self

    def _tagged(self, variable: str) -> "Plan":
        """The same with *variable* in each name of the image, and without the option that it takes the place of."""
        option = "platform" if variable == PLATFORM else "target"
        kept = (others.read(text) for text in self.draft.others)
        renamed = (
            one._replace(value=_told_apart(one.value or "", variable)) if one.name == "tag" else one for one in kept
        )
        left = tuple(one.text for one in renamed if one.name != option)
        return self._of(replace(self.draft, image=_told_apart(self.draft.image, variable), others=left))

    def reading(self) -> "Plan":
        """The same for a pull request: nothing is written and nothing pushed."""
        return self._of(replace(self.draft, writes=(), output="nothing", following=False))

    def pushing(self) -> "Plan":
        """The same without any cache: the image of all platforms is only put together."""
        return self._of(replace(self.draft, writes=(), reads=(), following=False))

    def merge(self) -> Command:
        """The command that puts the images of all platforms under one name."""
        service = self.of_service()
        names = [service.draft.image, *others.values(service.draft.others, "tag")]
        merged = [self.of_matrix().with_values({PLATFORM: one.tag}).draft.image for one in self.platforms]
        lines = [Line(tuple(map(word, ("docker", "buildx", "imagetools", "create"))))]
        lines += [Line((word("--tag"), _reference(name))) for name in names]
        return Command((*lines, *(Line((_reference(name),)) for name in merged)), self.draft, self.catalog)

    def of_shared(self) -> "Plan":
        """The build of the stage that all services share: its cache is written and read, and no image is kept."""
        entry = self.shared
        if entry is None:
            raise ValueError("no cache is shared")
        backend = self.catalog.backend(entry.type)
        writes = self.draft.writes[:1]
        for key, name in backend.links if backend else ():
            writes = tuple(one.with_value(key, entry.get(name)) for one in writes)
        kept = tuple(text for text in self.draft.others if others.read(text).name not in ("tag", "target"))
        made = replace(self.draft, image="", writes=writes, reads=(entry,), following=False, others=kept)
        return self._of(made)

    def with_image(self, image: str) -> "Plan":
        """The same with another image."""
        return self._of(replace(self.draft, image=image))

    def with_values(self, values: Mapping[str, str]) -> "Plan":
        """The same with texts in the place of variables."""
        made = replace(
            self.draft,
            image=_filled(self.draft.image, values),
            others=tuple(_filled(text, values) for text in self.draft.others),
            writes=tuple(self._filled(entry, values) for entry in self.draft.writes),
            reads=tuple(self._filled(entry, values) for entry in self.draft.reads),
        )
        return self._of(made)

    def _filled(self, entry: Entry, values: Mapping[str, str]) -> Entry:
        backend = self.catalog.backend(entry.type)
        open_ones = {row.name for row in backend.parameters if row.kind in HOLDS_VARIABLES} if backend else set()
        fields = ((key, _filled(text, values) if key in open_ones else text) for key, text in entry.fields)
        return Entry(tuple(fields))

    def with_option(self, option: str, value: str) -> Command:
        """The command with one more option of ``docker buildx build``, whose *value* may hold variables."""
        line = Line((word(option), Argument((Piece(value, None, "reference"),))))
        return replace(self.command, lines=(*self.command.lines[:-1], line, self.command.lines[-1]))

    def _of(self, draft: Draft) -> "Plan":
        return Plan(compose(draft, self.catalog), draft, self.catalog)


def of(command: Command) -> Plan:
    """The plan of *command*, which was made from a draft."""
    if command.draft is None or command.catalog is None:
        raise ValueError("a command without its draft is no job")
    return Plan(command, command.draft, command.catalog)


def own(names: Iterable[str]) -> list[str]:
    """Those of *names* that no job sets itself."""
    return [name for name in names if name not in KNOWN]


def _name(text: str) -> Name | None:
    head, slash, last = text.partition("@")[0].rpartition("/")
    name, colon, tag = last.partition(":")
    if not name or (not colon and variables.names(last)):
        return None
    return Name(f"{head}{slash}{name}", tag or reference.DEFAULT_TAG)


def _told_apart(image: str, variable: str) -> str:
    """*image* with *variable* in it: a service's in its name, a platform's in its tag."""
    suffix, name = f"-${{{variable}}}", _name(image)
    if not image or variable in variables.names(image):
        return image
    if variable == SERVICE and name is not None:
        return f"{name.repository}{suffix}:{name.tag}"
    return f"{name or image}{suffix}"


def _reference(text: str) -> Argument:
    return Argument((Piece(text, documents.IMAGE, "reference"),))


def _uses(entry: Entry, name: str) -> bool:
    return any(name in variables.names(value) for _, value in entry.fields)


def _around(text: str) -> int:
    """How many characters of its tag *text* has besides the branch; 0 where none is in it."""
    _, colon, tag = text.rpartition("/")[2].partition(":")
    if not colon or BRANCH not in variables.names(tag):
        return 0
    return sum(len(part) for part, is_name in variables.split(tag) if not is_name)


def _filled(text: str, values: Mapping[str, str]) -> str:
    parts = variables.split(text)
    return "".join(values.get(part, f"${{{part}}}") if is_name else part for part, is_name in parts)
