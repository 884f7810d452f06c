"""What has to be there before the command works: a builder, logins, and registries that are ready for the cache.

The registry that the image is pushed to wants a login like that of the cache, and nothing else of what is said here.

What each registry wants stands in ``registries.toml``.  What docker needs is from its documentation of builders.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.registries import Registry
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.targets import hosts
from buildx_cache_flags.core.targets.hosts import BUILDER, Host
from buildx_cache_flags.core.targets.plan import CACHE_REGISTRY

from . import inhouse

_DRIVERS: Final = "https://docs.docker.com/build/builders/drivers/"
_SETUP_BUILDX: Final = "https://github.com/docker/setup-buildx-action"
_LOGIN_ACTION: Final = "https://github.com/docker/login-action"
_GITLAB_DOCKER: Final = "https://docs.gitlab.com/ci/docker/using_docker_build/"
_POSIX: Final = ("bash", "flags", "gitlab-ci")
"""Targets where a variable is written as in a draft."""


_IN_HOUSE: Final = "{host} looks like a registry in your own network. If it has plain HTTP or a certificate of its own, create the builder with a buildkitd.toml."
Offer = Literal["", "cleanup", "registry"]
"""What there is to paste for a step: what deletes old caches, or how BuildKit reaches a registry in one's own network."""


class Step(NamedTuple):
    """One thing to see to: a sentence or two, a command to copy, where to read more, and what else there is to paste."""

    text: str
    command: str = ""
    link: str = ""
    offer: Offer = ""


class _Place(NamedTuple):
    """How a builder is made and how one logs in where the command will run."""

    builder: Callable[[str], Step]
    login: Callable[[Host, Draft], Step]


def steps(draft: Draft, catalog: Catalog, target: str = "") -> tuple[Step, ...]:
    """What to see to before the command of *draft* runs where *target* says, in order; each thing once."""
    place = _PLACES.get(target, _TERMINAL)
    found = [_without_variables(step, target) for step in _steps(draft, catalog, place, hosts.of(draft, catalog))]
    return tuple(dict.fromkeys(found))


def _steps(draft: Draft, catalog: Catalog, place: _Place, found: tuple[Host, ...]) -> Iterator[Step]:
    written = [host for host in found if host.written]
    if any(catalog.backend(entry.type) for entry in draft.writes):
        yield place.builder(" ".join(dict.fromkeys(host.registry.builder for host in written if host.registry.builder)))
    for host in found:
        if not host.registry.local:
            yield place.login(host, draft)
    for name in inhouse.hosts(draft, catalog):
        if not inhouse.is_loopback(name):
            yield Step(_IN_HOUSE.format(host=name), link=inhouse.LINK, offer="registry")
    yield from _of_types(draft, catalog)
    several = len({host.registry.name for host in written}) > 1
    for host in written:
        who = f"{host.name}: " if several else ""
        for step in _about(host.registry):
            yield step._replace(text=who + step.text)


def _of_types(draft: Draft, catalog: Catalog) -> Iterator[Step]:
    """What each type of cache wants, whatever its place."""
    for name in dict.fromkeys(entry.type for _, _, entry in draft.all_entries()):
        backend = catalog.backend(name)
        if backend is not None:
            yield from (Step(text, link=backend.link) for text in backend.before)


def _about(registry: Registry) -> Iterator[Step]:
    """What has to be there, how the tag stays mutable, and how old versions go."""
    if registry.setup:
        yield Step(registry.setup, link=registry.setup_link)
    if registry.mutable:
        yield Step(registry.mutable, link=registry.mutable_link)
    if registry.cleanup:
        yield Step(registry.cleanup, link=registry.cleanup_link, offer="cleanup")


def _without_variables(step: Step, target: str) -> Step:
    """A command with a variable of the draft is right in a POSIX shell only."""
    return step._replace(command="") if "${" in step.command and target not in _POSIX else step


def _make_builder(options: str) -> Step:
    text = "One time only: create a builder that can export caches. The default docker driver can't without the containerd image store."
    return Step(text, f"{BUILDER} {options}".rstrip(), _DRIVERS)


def _log_in(host: Host, draft: Draft) -> Step:
    registry = host.registry
    when = "" if host.needed else ", unless its cache is public"
    text = f"Log in to {host.name}{when}. {registry.login_note}".rstrip()
    return Step(text, host.command(registry.login), registry.login_link)


def _github_builder(options: str) -> Step:
    reach = " With driver-opts: network=host it reaches a registry on localhost." if options else ""
    text = "The workflow creates a builder that can export caches, with docker/setup-buildx-action."
    return Step(text + reach, link=_SETUP_BUILDX)


def _github_login(host: Host, draft: Draft) -> Step:
    registry = host.registry
    sentence = registry.github if host.needed else registry.github_read
    if not sentence and draft.trigger != "push":
        # A pull request of the repository itself has the secrets; where the cache is public they may be missing.
        sentence = registry.github
    if host.variable == CACHE_REGISTRY:
        sentence = sentence.replace("{host}", f"the registry in {host.variable}")
    elif "${" in host.domain:
        sentence = "The workflow does not log in to {host}, because its value is known only when it runs. Add docker/login-action."
    elif not sentence:
        sentence = (
            "The workflow does not log in to {host} to read the cache. Add docker/login-action if the cache is private."
        )
    return Step(registry.filled(sentence, host.domain), link=_LOGIN_ACTION)


def _gitlab_builder(options: str) -> Step:
    text = "The job starts Docker as a service and creates a builder that can export caches. On your own runners, this needs privileged mode."
    # With TLS in its environment buildx wants a context that it can keep.
    return Step(text, " ".join(filter(None, ("docker context create ci &&", BUILDER, options, "ci"))), _GITLAB_DOCKER)


def _gitlab_login(host: Host, draft: Draft) -> Step:
    login = host.in_gitlab()
    if host.unknown and host.variable != CACHE_REGISTRY:
        return Step(f"Log in to {host.name} before the build. {login.note}", "", host.registry.login_link)
    when = "" if host.needed else ", unless its cache is public"
    return Step(f"The job logs in to {host.name}{when}. {login.note}", login.line, host.registry.login_link)


_TERMINAL: Final = _Place(_make_builder, _log_in)
_PLACES: Final[Mapping[str, _Place]] = {
    "github-actions": _Place(_github_builder, _github_login),
    "gitlab-ci": _Place(_gitlab_builder, _gitlab_login),
}
"""Targets that run elsewhere than in one's own terminal."""
