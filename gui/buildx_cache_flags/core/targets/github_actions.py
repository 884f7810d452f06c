"""A GitHub Actions workflow with a step of ``docker/build-push-action``, and all that has to stand around it."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Command
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import listed

from . import bash, branches, documents, github_inputs, github_steps, github_values, plan
from .documents import Pieces, source_of
from .github_names import PROPERTIES, expression
from .plan import Plan
from .rendered import Rendered, join

_HANDLEBARS: Final = "{{"
_HOW_TO_BRANCH: Final = (
    'In an earlier step run echo "TAG=${NAME//[^A-Za-z0-9_.-]/-}" >> "$GITHUB_ENV", and use ${TAG} instead'
)
_IS_PUSH: Final = "github.event_name == 'push'"
_IS_PULL_REQUEST: Final = "github.event_name == 'pull_request'"
_ONE_MACHINE: Final = "ubuntu-latest"

_CONTEXT: Final = codes.register(
    "github-context",
    "error",
    catches="spaces around the build context, or “{{” in it, for docker/build-push-action",
    source="docker/build-push-action: inputs are trimmed, and handlebars are filled in",
)
_ENV: Final = codes.register(
    "github-env",
    "hint",
    catches="a variable that the workflow must set itself",
    source="GitHub Actions: env holds what the workflow sets",
)


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* as a whole workflow; it has no form on one line."""
    return join(_workflow(plan.of(command), pinned=False))


def render_pinned(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* as a workflow that names the commits of its actions."""
    return join(_workflow(plan.of(command), pinned=True))


def check(command: Command) -> Iterator[Problem]:
    """What the action can't be given, and what is to be kept in mind."""
    draft = source_of(command)
    yield from documents.needs_files(draft, "GitHub Actions")
    if github_values.OUTER_BLANK.match(draft.build_context):
        message = "The action trims spaces around the context. Use a folder without them."
        yield Problem.of(_CONTEXT, documents.CONTEXT, message)
    if _HANDLEBARS in draft.build_context:
        message = f"The action reads “{_HANDLEBARS}” in the context as a placeholder. Use a folder without it."
        yield Problem.of(_CONTEXT, documents.CONTEXT, message)
    yield from github_inputs.check(draft)
    yield from _unset(command)
    for name, one in github_inputs.environment(draft):
        given = f"${{{{ secrets.{name} }}}}" if one.name == "secret" else "its value"
        message = f"{name} is empty unless the step sets it. Add it under env: of the step, as {name}: {given}."
        yield Problem.of(_ENV, one.place, message)
    yield from branches.hints(command, _HOW_TO_BRANCH, known=plan.KNOWN)


def _unset(command: Command) -> Iterator[Problem]:
    """What ``env`` holds is what the workflow sets, and nothing of the machine it runs on."""
    places: dict[str, Place] = {}
    for name, place in documents.places_of_variables(command):
        if name not in PROPERTIES and name not in plan.KNOWN:
            places.setdefault(name, place)
    for name, place in places.items():
        message = f"{expression(name)} is empty unless the workflow sets {name}. Set it under env:, or write it to $GITHUB_ENV in an earlier step."
        yield Problem.of(_ENV, place, message)


def _workflow(job: Plan, *, pinned: bool) -> Pieces:
    own = [name for name in plan.own(job.names) if name not in PROPERTIES]
    yield "# Save it as .github/workflows/build.yml\n", None
    if own:
        yield f"# Set {listed(own, 'and')} under env: or in a step before the build\n", None
    yield "name: build\n", None
    yield from ((text, None) for text in _when(job))
    yield "\njobs:\n", None
    if job.shared is not None:
        yield from _shared(job, pinned=pinned)
    yield from _build(job, pinned=pinned)
    if job.platforms and job.draft.pushed:
        yield from _merge(job, pinned=pinned)


def _when(job: Plan) -> Iterator[str]:
    """The events, what happens to a run that is overtaken, and what all jobs know."""
    trigger = job.draft.trigger
    yield "on:\n"
    if trigger != "pull-request" and job.of_branch and trigger == "push":
        yield "  push:\n    # Every branch, and no tags\n    branches: ['**']\n"
    elif trigger != "pull-request":
        yield f"  push:\n    # The branch that writes the cache\n    branches: [{plan.MAIN}]\n"
    if trigger != "push":
        yield "  pull_request:\n"
    yield "\n# A newer run replaces the one before it on the same branch"
    yield ", but main finishes what it writes\n" if job.differs else "\n"
    yield "concurrency:\n  group: ${{ github.workflow }}-${{ github.ref }}\n  cancel-in-progress: "
    yield f"${{{{ {_IS_PULL_REQUEST} }}}}\n" if job.differs else "true\n"
    if plan.CACHE_REGISTRY in job.names:
        yield "\nenv:\n  # The host of the registry that keeps the cache: write yours\n"
        yield f"  {plan.CACHE_REGISTRY}: {plan.SAMPLE_REGISTRY}\n"


def _permissions(job: Plan, *, files: bool = True) -> Iterator[str]:
    """What the token of a job may do: as little as can be."""
    ghcr = next((host for host in job.hosts if host.domain == github_steps.GHCR), None)
    yield "    permissions:\n" if files or ghcr else "    permissions: {}\n"
    if files:
        yield "      contents: read # checks out the repository\n"
    if ghcr is not None:
        yield f"      packages: {'write' if ghcr.needed else 'read'} # logs in to {github_steps.GHCR}\n"


def _shared(job: Plan, *, pinned: bool) -> Pieces:
    """The job that builds what all services stand on."""
    base = job.of_shared()
    yield (
        f"  # The stage that all services share: its cache is there before they start\n  {job.jobs.services.shared}:\n",
        None,
    )
    yield f"    runs-on: {_ONE_MACHINE}\n", None
    yield from ((text, None) for text in _permissions(base))
    yield from _steps(base, pinned=pinned)
    more = (("target", job.jobs.services.shared),)
    yield from _builds(base, pinned=pinned, more=more, quiet=True)
    yield "\n", None


def _build(job: Plan, *, pinned: bool) -> Pieces:
    built = job.of_matrix()
    yield "  build:\n", None
    if job.shared is not None:
        yield f"    needs: {job.jobs.services.shared}\n", None
    yield from ((text, None) for text in _matrix(job))
    yield from ((text, None) for text in _permissions(built))
    yield from _steps(built, pinned=pinned)
    more = []
    if job.platforms:
        more.append(("platforms", "${{ matrix.platform }}"))
    if job.services:
        more.append(("target", "${{ matrix.service }}"))
    if job.tags_vary:
        yield from github_steps.metadata(built, pinned=pinned)
    yield from _builds(built, pinned=pinned, more=tuple(more))


def _matrix(job: Plan) -> Iterator[str]:
    """The runs of the job, each with the name that its cache goes by."""
    if not job.platforms and not job.services:
        yield f"    runs-on: {_ONE_MACHINE}\n"
        return
    yield "    strategy:\n      matrix:\n"
    if job.services:
        yield "        # The stages of the Dockerfile that are your services\n"
        yield f"        service: [{', '.join(job.services)}]\n"
    if job.platforms:
        if job.services:
            yield f"        platform: [{', '.join(one.name for one in job.platforms)}]\n"
        yield "        # Each platform on a machine of its own kind, so that nothing is emulated\n        include:\n"
        for one in job.platforms:
            yield f"          - platform: {one.name}\n            tag: {one.tag}\n            runner: {one.github}\n"
    yield f"    runs-on: {'${{ matrix.runner }}' if job.platforms else _ONE_MACHINE}\n"
    yield "    env:\n      # Names in the tag of the cache and in the image\n"
    if job.services:
        yield f"      {plan.SERVICE}: ${{{{ matrix.service }}}}\n"
    if job.platforms:
        yield f"      {plan.PLATFORM}: ${{{{ matrix.tag }}}}\n"


def _steps(job: Plan, *, pinned: bool) -> Pieces:
    """What has to be there before the build."""
    yield "    steps:\n", None
    yield from ((text, None) for text in github_steps.checkout(job, pinned=pinned))
    yield from ((text, None) for text in github_steps.names(job))
    yield from ((text, None) for text in github_steps.builder(job, pinned=pinned))
    hosts = [host for host in job.hosts if github_steps.is_login(job, host)]
    yield from github_steps.logins(job, hosts, pinned=pinned)


def _builds(job: Plan, *, pinned: bool, more: tuple[tuple[str, str], ...] = (), quiet: bool = False) -> Pieces:
    """The build; where pull requests do less than main, one step for each."""
    tags = "${{ steps.meta.outputs.tags }}" if job.tags_vary else ""
    if not job.differs:
        yield from github_steps.build(job, "Build", pinned=pinned, tags=tags, more=more, quiet=quiet)
        return
    yield "      # A pull request reads the cache: it writes none, so that nothing untested reaches main\n", None
    reads = job.reading()
    yield from github_steps.build(
        reads, "Build a pull request", pinned=pinned, condition=_IS_PULL_REQUEST, more=more, quiet=True
    )
    does = " and ".join(
        [*(["pushes the image"] if job.draft.pushed else []), *(["writes the cache"] if job.draft.writes else [])]
    )
    yield f"      # {plan.MAIN} reads it too, and {does}\n", None
    yield from github_steps.build(job, f"Build {plan.MAIN}", pinned=pinned, condition=_IS_PUSH, more=more, quiet=quiet)


def _merge(job: Plan, *, pinned: bool) -> Pieces:
    """The job that puts the images of all platforms under one name."""
    yield "\n  # Puts the images of all platforms under one name\n  image:\n    needs: build\n", None
    if job.differs:
        yield f"    if: {_IS_PUSH}\n", None
    yield f"    runs-on: {_ONE_MACHINE}\n", None
    pushes = job.pushing()
    yield from ((text, None) for text in _permissions(pushes, files=False))
    if job.services:
        yield f"    strategy:\n      matrix:\n        service: [{', '.join(job.services)}]\n", None
        yield f"    env:\n      {plan.SERVICE}: ${{{{ matrix.service }}}}\n", None
    yield "    steps:\n", None
    yield from ((text, None) for text in github_steps.names(pushes))
    hosts = [host for host in pushes.hosts if github_steps.is_login(pushes, host)]
    yield from github_steps.logins(pushes, hosts, pinned=pinned)
    yield "      - name: Merge\n        run: |\n          ", None
    yield bash.render(job.merge()).text.replace("\n", "\n          "), None
    yield "\n", None
