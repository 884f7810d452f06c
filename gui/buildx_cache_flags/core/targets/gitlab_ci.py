"""GitLab CI: a job that runs the command of a POSIX shell.

GitLab replaces nothing in ``script:``; the shell of the job does, so ``${CI_REGISTRY_IMAGE}`` and all others stay as
they are.  Several lines are one item, a literal block, so that they go to the shell together.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Command
from buildx_cache_flags.core.draft.place import Place

from . import bash, branches, yamltext
from .rendered import Rendered, join

_JOB: Final = "build-image:\n  script:\n    - "
_INDENT: Final = " " * 6

_SLUG: Final = "CI_COMMIT_REF_SLUG"
SAFE: Final[Mapping[str, str]] = {
    "CI_COMMIT_BRANCH": _SLUG,
    "CI_COMMIT_REF_NAME": _SLUG,
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": _SLUG,
}
"""Predefined variables, and the one with the same name in a form that is right in a tag and in a path."""


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write a job that runs *command*, one flag a line unless *one_line*."""
    pieces = list(_pieces(bash.render(command, one_line=one_line)))
    scalar = yamltext.scalar(pieces) if one_line else yamltext.lines([pieces], _INDENT)
    return join([(_JOB, None), *scalar, ("\n", None)])


def check(command: Command) -> Iterator[Problem]:
    """What is to be kept in mind in a GitLab job."""
    how = "Set TAG=$(printf %s \"$NAME\" | tr -c 'A-Za-z0-9_.-' -) in an earlier line, and use ${TAG} instead"
    return branches.hints(command, how, safe=SAFE)


def _pieces(rendered: Rendered) -> Iterator[tuple[str, Place | None]]:
    """The text of *rendered* in pieces again, each with its place."""
    position = 0
    for span in rendered.spans:
        yield rendered.text[position : span.start], None
        yield rendered.text[span.start : span.end], span.place
        position = span.end
    yield rendered.text[position:], None
