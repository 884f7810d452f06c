"""The steps of a GitHub job: what has to be there before the build, and the build."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.catalog.registries import variable_of
from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.core.draft.command import Piece
from buildx_cache_flags.core.draft.place import Place

from . import documents, github_inputs, github_values, plan, yamltext
from .documents import Pieces
from .github_inputs import Input
from .hosts import Host
from .plan import Plan

GHCR: Final = "ghcr.io"
_STEP: Final = "      "
_INDENT: Final = "          "
_OPTIONS: Final[tuple[Option, ...]] = ("cache-from", "cache-to")
_NO_FORK: Final = "github.event.pull_request.head.repo.full_name == github.repository"


def comment(text: str, indent: str) -> str:
    """*text* as lines of a comment."""
    return "".join(f"{indent}# {line}\n" for line in textwrap.wrap(text, 100 - len(indent)))


def checkout(job: Plan, *, pinned: bool) -> Iterator[str]:
    """The step that gets the files."""
    yield f"{_STEP}- uses: {job.jobs.uses('actions/checkout', pinned=pinned)}\n        with:\n"
    yield f"{_INDENT}# Keeps the job's token out of .git, and so out of the build context\n"
    yield f"{_INDENT}persist-credentials: false\n"


def names(job: Plan) -> Iterator[str]:
    """The steps that turn names of GitHub's into what a reference may hold."""
    if job.of_branch:
        yield from _named(
            plan.BRANCH,
            f"A tag takes letters, digits, “_”, “.” and “-” only, and {plan.LONGEST_TAG} characters at most",
            "The branch as a part of a tag",
            f"printf %s \"${{GITHUB_HEAD_REF:-$GITHUB_REF_NAME}}\" | tr -c 'A-Za-z0-9_.-' - | cut -c 1-{job.room}",
        )
    if plan.OWNER in job.names:
        what = "A repository's name in a registry has no upper-case letters"
        yield from _named(
            plan.OWNER, what, "The owner in lower case", "printf %s \"$GITHUB_REPOSITORY_OWNER\" | tr 'A-Z' 'a-z'"
        )


def _named(variable: str, why: str, name: str, how: str) -> Iterator[str]:
    yield f"{_STEP}# {why}\n{_STEP}- name: {name}\n        run: |\n"
    yield f'{_INDENT}echo "{variable}=$({how})" >> "$GITHUB_ENV"\n'


def builder(job: Plan, *, pinned: bool) -> Iterator[str]:
    """The steps that make a builder, for other platforms than the machine's too."""
    if job.emulates:
        yield f"{_STEP}# Emulates the platforms that this machine is not\n"
        yield f"{_STEP}- uses: {job.jobs.uses('docker/setup-qemu-action', pinned=pinned)}\n"
    yield f"{_STEP}# A builder that can export a cache\n"
    yield f"{_STEP}- uses: {job.jobs.uses('docker/setup-buildx-action', pinned=pinned)}\n"
    options = job.builder_options.replace("--driver-opt ", "").split()
    if options:
        yield f"        with:\n{_INDENT}# Reaches a registry on localhost\n{_INDENT}driver-opts: {','.join(options)}\n"


def logins(job: Plan, hosts: Iterable[Host], *, pinned: bool) -> Iterator[tuple[str, Place | None]]:
    """A step for each of *hosts* that the job can log in to."""
    for host in hosts:
        yield from _login(job, host, pinned=pinned)


def is_login(job: Plan, host: Host) -> bool:
    """Whether the job can log in to *host*, and has to: a registry that is only read may be public."""
    if host.variable and host.variable != plan.CACHE_REGISTRY:
        return False
    return "${" not in host.domain.replace(f"${{{plan.CACHE_REGISTRY}}}", "") and (
        host.needed or host.domain == GHCR or job.draft.trigger != "push"
    )


def _login(job: Plan, host: Host, *, pinned: bool) -> Iterator[tuple[str, Place | None]]:
    user, password = _secrets(host)
    if host.domain != GHCR:
        yield comment(_sentence(host), _STEP), None
    yield f"{_STEP}- uses: {job.jobs.uses('docker/login-action', pinned=pinned)}\n", None
    if job.draft.trigger != "push" and host.domain != GHCR:
        when = _NO_FORK if job.draft.trigger == "pull-request" else f"github.event_name == 'push' || {_NO_FORK}"
        yield (
            f"        # Pull requests from forks have no secrets: they read the cache only if it is public\n        if: {when}\n",
            None,
        )
    yield "        with:\n", None
    if host.domain != reference.DEFAULT_DOMAIN:
        yield f"{_INDENT}registry: ", None
        yield from yamltext.scalar([github_values.given(Piece(host.domain, None, "reference"))])
        yield "\n", None
    yield f"{_INDENT}username: ${{{{ {user} }}}}\n{_INDENT}password: ${{{{ {password} }}}}\n", None


def _sentence(host: Host) -> str:
    """What has to be set up for the login."""
    name = f"the registry in {host.variable}" if host.variable else host.domain
    return host.registry.filled(host.registry.github.replace("{host}", name), host.domain).rstrip(".")


def _secrets(host: Host) -> tuple[str, str]:
    """Where name and password come from: GitHub gives a token for its own registry, everything else is a secret."""
    if host.domain == GHCR:
        return "github.actor", "secrets.GITHUB_TOKEN"
    if host.domain == reference.DEFAULT_DOMAIN:
        return "secrets.DOCKERHUB_USERNAME", "secrets.DOCKERHUB_TOKEN"
    name = variable_of(host.domain)
    return f"secrets.{name}_USERNAME", f"secrets.{name}_PASSWORD"


def metadata(job: Plan, *, pinned: bool) -> Pieces:
    """The step that gives every branch a tag of its own, where the form has one for all."""
    image = job.image
    if image is None:
        return
    yield f"{_STEP}# {plan.MAIN} pushes one tag, and every other branch one with its own name\n", None
    yield f"{_STEP}- id: meta\n        uses: {job.jobs.uses('docker/metadata-action', pinned=pinned)}\n", None
    yield f"        with:\n{_INDENT}images: ", None
    yield from yamltext.scalar([github_values.given(Piece(image.repository, documents.IMAGE, "reference"))])
    yield f"\n{_INDENT}tags: |\n", None
    for tag, is_main in ((image.tag, "=="), (f"${{{plan.BRANCH}}}", "!=")):
        yield f"{_INDENT}  type=raw,value=", None
        yield github_values.given(Piece(tag, documents.IMAGE, "reference"))
        yield f",enable=${{{{ github.ref_name {is_main} '{plan.MAIN}' }}}}\n", None


def build(
    job: Plan,
    name: str,
    *,
    pinned: bool,
    condition: str = "",
    tags: str = "",
    more: Iterable[tuple[str, str]] = (),
    quiet: bool = False,
) -> Pieces:
    """The step that builds, under *name*; with *quiet*, no stretch of it has a place.

    *condition* says when it runs, *tags* stands for the image's name, *more* are further inputs.
    """
    for text, place in _build(job, name, pinned, condition, tags, more):
        yield text, None if quiet else place


def _build(
    job: Plan, name: str, pinned: bool, condition: str, tags: str, more: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Place | None]]:
    draft = job.draft
    yield f"{_STEP}- name: {name}\n", None
    if condition:
        yield f"        if: {condition}\n", None
    yield (
        f"        uses: {job.jobs.uses('docker/build-push-action', pinned=pinned)}\n        with:\n{_INDENT}context: ",
        None,
    )
    yield from yamltext.scalar([github_values.given(Piece(draft.build_context, documents.CONTEXT))])
    for key, value in more:
        yield f"\n{_INDENT}{key}: {value}", None
    if draft.pushed or draft.output == "load":
        yield f"\n{_INDENT}", None
        yield f"{draft.output}: true", documents.OUTPUT
    for one in github_inputs.inputs(draft):
        yield f"\n{_INDENT}{one.name}: ", None
        if one.name == "tags" and tags:
            yield tags, documents.IMAGE
        else:
            yield from _input(one)
    for option in _OPTIONS:
        values = documents.values(job.command, option)
        if values:
            yield f"\n{_INDENT}", None
            yield option, Place(option)
            yield ": ", None
            yield from yamltext.lines([github_values.record(pieces) for pieces in values], f"{_INDENT}  ")
    yield "\n", None


def _input(one: Input) -> Pieces:
    first, *further = one.values
    if one.is_list and (further or github_values.needs_record(first.text)):
        yield from yamltext.lines([github_values.item(piece, one.name) for piece in one.values], f"{_INDENT}  ")
    elif one.is_switch:
        yield from ((piece.text, piece.place) for piece in one.values)
    else:
        yield from yamltext.scalar([github_values.given(first)])
