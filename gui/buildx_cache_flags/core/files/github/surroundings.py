"""What the workflow says about the surroundings of the builds of a step."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.files.around import Around
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.text import work

from .called import Composite, Job
from .inputs import Inputs
from .scopes import Scope
from .steps import Earlier, Frame, Step
from .worlds import World

PULL_REQUEST: Final = "pull_request"

_SETUP = re.compile(r"docker/setup-buildx-action(?:@|\Z)", re.IGNORECASE)
_OTHER_BUILDER = re.compile(r"buildx|buildkit|depot|namespace|nscloud|blacksmith|setup-docker|builder", re.IGNORECASE)
_CREATES = re.compile(r"\bbuildx\s+create\b|\bBUILDX_BUILDER\b|containerd-snapshotter")
_IMAGE = re.compile(r"image=[\w./:-]*buildkit:v?(\d+\.\d+)(?:\.\d+)?")
_TOKEN = re.compile(r"ghaction-github-runtime|actions/github-script|ACTIONS_RUNTIME_TOKEN", re.IGNORECASE)
_FROM_A_FORK = re.compile(r"head\.repo|\.fork\b|head_repository", re.IGNORECASE)
_BUILT: Final = (
    "context",
    "file",
    "target",
    "platforms",
    "build-args",
    "build-contexts",
    "targets",
    "files",
    "workdir",
)
_DOCKER: Final = "docker"
_A_STEP_BEFORE: Final = 10
"""Steps of work for each step that is looked at."""


def _earlier(step: Step) -> Earlier:
    """What stands before *step*, looked at once."""
    if step.earlier is None:
        before = list(_before(step))
        work.spend(_A_STEP_BEFORE * len(before))
        step.earlier = Earlier(
            tuple(other for other in before if _SETUP.match(other.uses)),
            any(_TOKEN.search(_said(other)) for other in before),
            any(_may_set_up(other) for other in before),
        )
    return step.earlier


def around(step: Step, scope: Scope, world: World) -> Around:
    """The surroundings of what *step* builds in *world*."""
    given = Inputs(step, scope)
    job = _job(step.frame)
    before = _earlier(step)
    arguments = given.text("build-args")
    return Around(
        buildkit=_release(before.setups, world),
        no_builder=_no_builder(step, before, world, job),
        pull_requests=PULL_REQUEST in scope.events,
        packed=_packed(given),
        built=_built(given, job),
        step=f"{id(step.frame.document)}:{yamlnodes.line(step.node)}",
        job=step.frame.where,
        inline=bool(arguments and re.search(r"^\s*BUILDKIT_INLINE_CACHE=(?:1|true)\s*$", arguments.raw, re.MULTILINE)),
        script="run" in step.settings,
        token=before.token,
        service="github",
    )


def _job(frame: Frame) -> Job | None:
    """The job that a step is part of; ``None`` for an action that is read by itself."""
    while isinstance(frame, Composite) and frame.step is not None:
        frame = frame.step.frame
    return frame if isinstance(frame, Job) else None


def _before(step: Step) -> Iterator[Step]:
    """All steps that come before *step*, the nearest first, those inside actions of the repository included."""
    for other in step.before():
        yield from _inside(other)
    frame = step.frame
    if isinstance(frame, Composite) and frame.step is not None:
        yield from _before(frame.step)


def _inside(step: Step) -> Iterator[Step]:
    if step.inner is not None:
        for other in reversed(step.inner.steps):
            yield from _inside(other)
    yield step


def _said(step: Step) -> str:
    return f"{step.uses} {yamlnodes.text(step.settings.get('run')) or ''}"


def _setups(setups: Sequence[Step], world: World) -> Iterator[Inputs]:
    for other in setups:
        scope = other.scope(world)
        if scope is not None:
            yield Inputs(other, scope)


def _release(setups: Sequence[Step], world: World) -> str:
    """The BuildKit release of the nearest builder that is set up, as in ``0.11``."""
    for setup in _setups(setups, world):
        options = setup.text("driver-opts")
        match = _IMAGE.search(options.raw) if options else None
        return match[1] if match else ""
    return ""


def _no_builder(step: Step, before: Earlier, world: World, job: Job | None) -> bool:
    """Whether only Docker's own builder can be there."""
    for setup in _setups(before.setups, world):
        driver = setup.text("driver")
        return driver is not None and driver.raw == _DOCKER
    # A runner of one's own, or whoever uses an action, may have set up a builder elsewhere.
    if job is None or not job.os or step.given("builder") is not None:
        return False
    if _OTHER_BUILDER.search(step.uses.partition("/")[0]) or "container" in job.document.mapping(job.node):
        return False
    return not before.may_set_up


def _may_set_up(step: Step) -> bool:
    if "run" in step.settings:
        return _CREATES.search(yamlnodes.text(step.settings["run"]) or "") is not None
    # An action of the repository that could not be read may do anything.
    unread = step.uses.startswith("./") and step.inner is None
    return unread or _OTHER_BUILDER.search(step.uses) is not None or step.given("daemon-config") is not None


def settled(surroundings: Sequence[tuple[Around, World]]) -> Around:
    """The surroundings of one build that is the same in several worlds, when all is known that was asked in each."""
    first = surroundings[0][0]
    said = [frozenset(world.said.items()) for _, world in surroundings]
    return replace(
        first,
        conditions=frozenset.intersection(*said),
        pull_requests=first.pull_requests and any(_from_forks(world) for _, world in surroundings),
        no_builder=any(one.no_builder for one, _ in surroundings),
    )


def _from_forks(world: World) -> bool:
    """Whether a world may be that of a pull request from a fork."""
    if world.said.get("github.event_name", PULL_REQUEST) != PULL_REQUEST:
        return False
    return not any(_FROM_A_FORK.search(key) for key in world.said)


def _packed(given: Inputs) -> str:
    """The compression that ``outputs`` asks for."""
    for output in given.list("outputs", quotes=False):
        fields = {key: value for key, _, value in (field.partition("=") for field in output.raw.split(","))}
        if fields.get("compression"):
            return fields["compression"]
    return ""


def _built(given: Inputs, job: Job | None) -> str:
    texts = [given.text(name) for name in _BUILT]
    runner = given.scope.text(job.document.at(job.node, "runs-on")) if job else None
    return "\n".join(text.raw if text else "" for text in [*texts, runner])
