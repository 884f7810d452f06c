"""GitLab CI: jobs that run the command of a POSIX shell, and all that has to stand around it.

GitLab replaces nothing in ``script:``; the shell of the job does, so ``${CI_REGISTRY_IMAGE}`` and all others stay as
they are.  Several lines are one item, a literal block, so that they go to the shell together.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Command
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import listed

from . import bash, branches, gitlab_job, plan, yamltext
from .documents import Pieces
from .plan import Plan
from .rendered import Rendered, join

_INDENT: Final = " " * 6
_BUILD: Final = "build-image"
_REQUEST: Final = "build-merge-request"
_MERGE: Final = "merge-platforms"
_PREDEFINED: Final = ("CI_", "GITLAB_")

_SLUG: Final = "CI_COMMIT_REF_SLUG"
SAFE: Final[Mapping[str, str]] = {
    "CI_COMMIT_BRANCH": _SLUG,
    "CI_COMMIT_REF_NAME": _SLUG,
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": _SLUG,
}
"""Predefined variables, and the one with the same name in a form that is right in a tag and in a path."""


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write jobs that run *command*, one flag a line unless *one_line*; a command without a draft is a script alone."""
    if command.draft is None:
        return join([(f"{_BUILD}:\n", None), *_script(command, one_line)])
    return join(_file(plan.of(command), one_line))


def check(command: Command) -> Iterator[Problem]:
    """What is to be kept in mind in a GitLab job."""
    how = "Set TAG=$(printf %s \"$NAME\" | tr -c 'A-Za-z0-9_.-' -) in an earlier line, and use ${TAG} instead"
    return branches.hints(command, how, safe=SAFE, known=plan.KNOWN)


def _file(job: Plan, one_line: bool) -> Pieces:
    yield "# Save it as .gitlab-ci.yml\n", None
    own = [name for name in plan.own(job.names) if not name.startswith(_PREDEFINED)]
    if own:
        yield f"# Set {listed(own, 'and')} in the project's CI/CD variables\n", None
    merges = bool(job.platforms) and job.draft.pushed
    shares = job.differs or merges or job.shared is not None
    if shares:
        yield f"{gitlab_job.FRAME}:\n", None
        yield from gitlab_job.frame(job)
        yield "\n", None
    if job.shared is not None:
        yield "# The stage that all services share: its cache is there before they start\n", None
        yield from _job(job, job.jobs.services.shared, one_line, job.of_shared(), target=job.jobs.services.shared)
        yield "\n", None
    yield from _main(job, one_line, shares)
    if job.differs:
        yield (
            "\n# A merge request reads the cache: it writes none, so that nothing untested reaches the default branch\n",
            None,
        )
        yield from _job(job, _REQUEST, one_line, job.of_matrix().reading(), requests=True)
    if merges:
        yield "\n# Puts the images of all platforms under one name\n", None
        yield from _merge(job, one_line)


def _main(job: Plan, one_line: bool, shares: bool) -> Pieces:
    yield f"{_BUILD}:\n", None
    if shares:
        yield f"  extends: {gitlab_job.FRAME}\n", None
    if job.shared is not None:
        yield f"  needs: [{job.jobs.services.shared}]\n", None
    only_requests = job.draft.trigger == "pull-request"
    yield from ((text, None) for text in gitlab_job.rules(job, main=not only_requests, requests=only_requests))
    yield from ((text, None) for text in gitlab_job.matrix(job))
    if not shares:
        yield from gitlab_job.frame(job)
    yield from _script(_command(job, job.of_matrix()), one_line)


def _command(job: Plan, built: Plan) -> Command:
    """The command of *built*, with what the matrix says beside it."""
    if job.tags_vary and built.image is not None:
        built = built.with_image(f"{built.image.repository}:${{{gitlab_job.IMAGE_TAG}}}")
    return built.with_option("--target", f"${{{plan.SERVICE}}}") if job.services else built.command


def _job(job: Plan, name: str, one_line: bool, built: Plan, *, target: str = "", requests: bool = False) -> Pieces:
    """A job beside the main one; no stretch of it has a place."""
    yield f"{name}:\n  extends: {gitlab_job.FRAME}\n", None
    only_requests = requests or job.draft.trigger == "pull-request"
    yield from ((text, None) for text in gitlab_job.rules(_plain(job), main=not only_requests, requests=only_requests))
    if not target:
        yield from ((text, None) for text in gitlab_job.matrix(job))
    command = built.with_option("--target", target) if target else _command(_plain(job), built)
    yield from ((text, None) for text, _ in _script(command, one_line))


def _plain(job: Plan) -> Plan:
    """*job* without an image, so that no tags vary."""
    return job if not job.tags_vary else job.with_image("")


def _merge(job: Plan, one_line: bool) -> Pieces:
    yield f"{_MERGE}:\n  extends: {gitlab_job.FRAME}\n  needs: [{_BUILD}]\n", None
    yield from ((text, None) for text in gitlab_job.rules(job))
    if job.services:
        yield f"  parallel:\n    matrix:\n      - {plan.SERVICE}: [{', '.join(job.services)}]\n", None
    yield from ((text, None) for text, _ in _script(job.merge(), one_line))


def _script(command: Command, one_line: bool) -> Pieces:
    pieces = list(_pieces(bash.render(command, one_line=one_line)))
    yield "  script:\n    - ", None
    yield from yamltext.scalar(pieces) if one_line else yamltext.lines([pieces], _INDENT)
    yield "\n", None


def _pieces(rendered: Rendered) -> Iterator[tuple[str, Place | None]]:
    """The text of *rendered* in pieces again, each with its place."""
    position = 0
    for span in rendered.spans:
        yield rendered.text[position : span.start], None
        yield rendered.text[span.start : span.end], span.place
        position = span.end
    yield rendered.text[position:], None
