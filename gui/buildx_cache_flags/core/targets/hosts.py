"""The registries that a command talks to, also where a variable stands for a part of them, and how one logs in there."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.registries import Registries, Registry
from buildx_cache_flags.core.draft import Draft, others, reference
from buildx_cache_flags.core.text import variables

BUILDER: Final = "docker buildx create --name cache-builder --driver docker-container --use --bootstrap"
"""Makes a builder that exports a cache, starts it, and uses it from then on."""

VARIABLE_FIRST: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}(?=[/:@]|\Z)")
"""A variable that stands for a host, or for a host and more."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9.:_-]+\Z")
"""What no shell reads as anything else."""


_KEPT: Final = "Keep the name and password in CI/CD variables of the project, and mask the password."


class Host(NamedTuple):
    """A registry that the command talks to: as a reference names it, what is known of it, and what goes there."""

    domain: str
    registry: Registry
    written: bool
    """Whether a cache is written there."""

    pushed: bool
    """Whether the image is pushed there."""

    known: bool
    """Whether anything is known of the registry, and not only its host."""

    @property
    def name(self) -> str:
        """What to call it."""
        if self.known:
            return self.registry.name
        return f"the registry in {self.domain}" if self.unknown else self.domain

    @property
    def variable(self) -> str:
        """The variable that stands for all of it; empty where its text is there."""
        alone = VARIABLE_FIRST.fullmatch(self.domain)
        return alone[1] if alone else ""

    @property
    def unknown(self) -> bool:
        """Whether a variable stands for all of it, so that nobody knows how to log in there."""
        return bool(self.variable) and not self.known

    @property
    def own(self) -> bool:
        """Whether a variable names it that is predefined where that registry belongs to the job."""
        return bool(self.variable) and not self.unknown

    @property
    def needed(self) -> bool:
        """Whether nothing works there without a login; a cache that is only read may be public."""
        return self.written or self.pushed

    def command(self, text: str) -> str:
        """The command *text* for this registry."""
        return "" if self.unknown else self.registry.filled(text, self.domain, _argument)

    def in_gitlab(self) -> "Login":
        """How a job of GitLab's logs in: by predefined variables where the registry is its own."""
        registry = self.registry
        line, note = (registry.own, registry.own_note) if self.own else (registry.gitlab, registry.gitlab_note)
        note = note or f"{registry.login_note} {_KEPT}".lstrip()
        secret = "" if self.own else registry.gitlab_secret
        filled = (registry.filled(text, self.domain, _argument) for text in (line, registry.gitlab_setup))
        return Login(*filled, *(registry.filled(text, self.domain) for text in (secret, note)))


class Login(NamedTuple):
    """A line that logs in, what is installed for it, the variable that it needs, and what to set up, as sentences."""

    line: str
    setup: str
    secret: str
    note: str


def of(draft: Draft, catalog: Catalog) -> tuple[Host, ...]:
    """The registries of all refs and of the pushed image, each once: those that need a login come first."""
    known = catalog.registries
    writes = _located((ref for entry in draft.writes for ref in catalog.references(entry, "cache-to")), known)
    pushed = _located([draft.image, *others.values(draft.others, "tag")] if draft.pushed else [], known)
    reads = _located((ref for entry in draft.reads for ref in catalog.references(entry, "cache-from")), known)
    return tuple(
        Host(domain, registry, domain in writes, domain in pushed, registry is not known.other)
        for domain, registry in {**writes, **pushed, **reads}.items()
    )


def _located(texts: Iterable[str | None], known: Registries) -> dict[str, Registry]:
    """The registry of each reference by its domain; nothing for what is no reference."""
    return dict(filter(None, (located(text or "", known) for text in texts)))


def located(text: str, known: Registries) -> tuple[str, Registry] | None:
    """The host of the reference *text*, which may have variables, and its registry; ``None`` where it is no reference.

    The host is that of the text, or ``${NAME}`` where a variable stands for it.
    """
    try:
        parsed = reference.parse(variables.with_sample(text))
    except ValueError:
        return None
    alone = VARIABLE_FIRST.match(text)
    if alone:
        named = known.named_by(alone[1])
        # The first of its variables is the host, another one may be a repository there.
        return (f"${{{named.variables[0]}}}", named) if named else (alone[0], known.other)
    # The text and not the sample, whose host does not exist.
    domain = text.partition("/")[0] if parsed.domain != reference.DEFAULT_DOMAIN else parsed.domain
    return domain, known.of(domain)


def _argument(text: str) -> str:
    """*text*, a part of a domain, as one argument for a shell.

    A variable without a value must not leave an empty one: ``docker login ""`` would log in to Docker Hub.
    """
    alone = VARIABLE_FIRST.fullmatch(text)
    if alone:
        return f'"${{{alone[1]}:?}}"'
    return text if _PLAIN.match(text) else f'"{text}"'
