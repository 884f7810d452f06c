"""What stands around the command in a job of GitLab's: where it runs, when, and what has to be there first."""

import textwrap
from collections.abc import Iterator
from typing import Final

from . import plan, yamltext
from .documents import Pieces
from .hosts import BUILDER, Host
from .plan import Plan

FRAME: Final = ".docker"
"""The name of what several jobs have in common."""

IMAGE_TAG: Final = "IMAGE_TAG"
"""The variable with the tag of the image, where every branch has its own."""

_WIDTH: Final = 100
_ON_MAIN: Final = "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"
_ON_BRANCHES: Final = "$CI_COMMIT_BRANCH"
_ON_REQUESTS: Final = '$CI_PIPELINE_SOURCE == "merge_request_event"'


def comment(text: str, indent: str) -> str:
    """*text* as lines of a comment."""
    return "".join(f"{indent}# {line}\n" for line in textwrap.wrap(text, _WIDTH - len(indent)))


def frame(job: Plan) -> Pieces:
    """Docker, the builder and the logins."""
    yield f"  image: {job.jobs.docker.client}\n", None
    yield "  services:\n    # The daemon that builds; the job only talks to it\n", None
    yield f"    - {job.jobs.docker.daemon}\n", None
    yield from ((text, None) for text in _variables(job))
    yield "  before_script:\n", None
    for why, lines in _first(job):
        yield comment(why, "    "), None
        for line in lines:
            yield "    - ", None
            yield from yamltext.scalar([(line, None)])
            yield "\n", None


def _variables(job: Plan) -> Iterator[str]:
    yield "  variables:\n    # Where both keep the certificates for that\n    DOCKER_TLS_CERTDIR: /certs\n"
    if job.of_branch:
        yield "    # The branch in lower case, with “-” for whatever a tag does not take, 63 characters at most\n"
        yield f"    {plan.BRANCH}: $CI_COMMIT_REF_SLUG\n"
    if plan.CACHE_REGISTRY in job.names:
        yield "    # The host of the registry that keeps the cache: write yours\n"
        yield f"    {plan.CACHE_REGISTRY}: {plan.SAMPLE_REGISTRY}\n"


def _first(job: Plan) -> Iterator[tuple[str, list[str]]]:
    """What runs before the command, each with why."""
    if plan.OWNER in job.names:
        line = f"{plan.OWNER}=$(printf %s \"$CI_PROJECT_ROOT_NAMESPACE\" | tr 'A-Z' 'a-z')"
        yield "The name of a repository in a registry has no upper-case letters", [line]
    # With TLS in its environment buildx wants a context that it can keep.
    create = " ".join(filter(None, (BUILDER, job.builder_options, "ci")))
    if job.emulates:
        emulator = "docker run --privileged --rm tonistiigi/binfmt --install all"
        yield "Emulates the platforms that this machine is not", [emulator]
    yield "A builder that can export a cache", ["docker context create ci", create]
    for host in job.hosts:
        if not host.unknown or host.variable == plan.CACHE_REGISTRY:
            yield _login(job, host)


def _login(job: Plan, host: Host) -> tuple[str, list[str]]:
    login = host.in_gitlab()
    if not login.secret or (host.needed and job.draft.trigger == "push"):
        return login.note, [line for line in (login.setup, login.line) if line]
    does = " && ".join(line for line in (login.setup, login.line) if line)
    why = f"{login.note} Without them, as for a merge request from a fork, nobody logs in."
    return why, [f'if [ -n "${{{login.secret}:-}}" ]; then {does}; fi']


def rules(job: Plan, *, main: bool = True, requests: bool = False) -> Iterator[str]:
    """When a job runs; where every branch has its own image, also with which tag."""
    yield "  rules:\n"
    if job.tags_vary and job.image is not None:
        yield f"    # The default branch pushes {job.image.tag}, every other one its own name\n"
        for when, tag in ((_ON_MAIN, job.image.tag), (_ON_BRANCHES, "$CI_COMMIT_REF_SLUG")):
            yield f"    - if: {when}\n      variables:\n        {IMAGE_TAG}: {_text(tag)}\n"
        return
    if main:
        yield f"    - if: {_ON_BRANCHES if job.of_branch and job.draft.trigger == 'push' else _ON_MAIN}\n"
    if requests:
        yield f"    - if: {_ON_REQUESTS}\n"


def _text(text: str) -> str:
    return "".join(piece for piece, _ in yamltext.scalar([(text, None)]))


def matrix(job: Plan) -> Iterator[str]:
    """The runs of a job: one for each platform and each service."""
    if not job.platforms and not job.services:
        return
    yield "  parallel:\n    matrix:\n"
    services = f"{plan.SERVICE}: [{', '.join(job.services)}]"
    if job.services:
        yield "      # The stages of the Dockerfile that are your services\n"
    if not job.platforms:
        yield f"      - {services}\n"
        return
    for one in job.platforms:
        yield f"      - {plan.PLATFORM}: {one.tag}\n        RUNNER: {one.gitlab}\n"
        yield f"        {services}\n" if job.services else ""
    yield "  tags:\n    # A machine of the platform's own kind at GitLab.com: name yours where you have some\n    - $RUNNER\n"
