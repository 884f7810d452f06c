"""Variables in the refs of a file that may hold what no ref can."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.problems import Fix, Location, Problem
from buildx_cache_flags.core.files import Build
from buildx_cache_flags.core.files.found_builds import Value, file_problem
from buildx_cache_flags.core.targets.branches import is_likely_branch
from buildx_cache_flags.core.text import variables

BRANCH: Final = codes.register(
    "ref-branch-name",
    "warning",
    catches="the name of a branch in a ref of a file: it may contain a slash, which tags don't allow",
    source="the grammar of references",
)
OWNER: Final = codes.register(
    "ref-owner-case",
    "hint",
    catches="github.repository or its owner in a ref: both keep upper-case letters",
    source="GitHub: names keep their case; distribution/reference: repositories have none",
)
_SAFE: Final[Mapping[str, str]] = {
    "CI_COMMIT_REF_NAME": "CI_COMMIT_REF_SLUG",
    "CI_COMMIT_BRANCH": "CI_COMMIT_REF_SLUG",
    "CI_DEFAULT_BRANCH": "",
}
"""What GitLab has of the same in a form that fits into a tag."""

_OWNERS: Final = ("GITHUB_REPOSITORY", "GITHUB_REPOSITORY_OWNER")


def problems(builds: Sequence[Build]) -> Iterator[Problem]:
    """One finding for each such variable of each value."""
    for build in builds:
        for value in build.values:
            names = variables.names(value.text)
            for name in names:
                if is_likely_branch(name) and _SAFE.get(name, name):
                    yield _branch(build, value, name)
            owners = [name for name in names if name in _OWNERS]
            if owners:
                yield _owner(build, value, owners[0])


def _branch(build: Build, value: Value, name: str) -> Problem:
    written = dict(value.spelling).get(f"${{{name}}}", f"${name}")
    safe = _SAFE.get(name, "")
    if safe:
        text = value.respelt(value.text.replace(f"${{{name}}}", f"${{{safe}}}"))
        message = f"{written} is a branch name and may contain “/”, which tags don't allow. Use ${safe}."
        return _problem(BRANCH, build, value, message, Fix(f"Use ${safe}", (), text))
    also = " (and is “5/merge” on pull requests)" if name == "GITHUB_REF_NAME" and build.around.pull_requests else ""
    message = f"{written} is a branch name and may contain “/”{also}, which tags don't allow. Replace it in an earlier step, and use the result."
    return _problem(BRANCH, build, value, message)


def _owner(build: Build, value: Value, name: str) -> Problem:
    written = dict(value.spelling).get(f"${{{name}}}", f"${name}")
    message = f"{written} keeps the capital letters of the name on GitHub, and registries reject them. Use the name in lower case if it has any."
    return _problem(OWNER, build, value, message)


def _problem(code: Code, build: Build, value: Value, message: str, fix: Fix | None = None) -> Problem:
    problem = file_problem(code, value.line, message)
    return problem._replace(fix=fix, location=Location(line=value.line, where=build.where))
