"""What lies in the repository itself: its jobs, its composite actions, and the workflows that it calls."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.pasted.leftout import LeftOutAt

from . import events, matrix, operands
from .evaluation import known_or_later
from .matrix import Combination
from .operands import Lazy, Value
from .scopes import Scope
from .sources import Sources
from .steps import Frame, Step, with_env
from .worlds import World, worlds

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

DEEPEST: Final = 9
"""How deep actions and workflows may call each other: GitHub allows about as much."""

_NOT_BESIDE: Final = "the workflow is not in this repository, so its builds are not read"
_ELSEWHERE: Final = "the workflow is in another repository, so its builds are not read"
_RUNNERS: Final = {"ubuntu": "Linux", "windows": "Windows", "macos": "macOS"}


class Workflow:
    """A workflow: the one that is read, or one that a job of another calls."""

    def __init__(self, document: Document, root: "Node", sources: Sources, caller: "Job | None" = None) -> None:
        self.document = document
        self.root = root
        self.sources = sources
        self.caller = caller
        self.depth: int = caller.depth + 1 if caller else 0
        self.events: tuple[str, ...] = caller.workflow.events if caller else events.events(document, root)
        branch = "" if caller else events.only_branch(document, root)
        self.github: Mapping[str, Value] = (
            {"ref": f"refs/heads/{branch}", "ref_name": branch, "ref_type": "branch"} if branch else {}
        )
        kind = "" if caller or branch else events.kinds_of_refs(document, root)
        if kind:
            start = "refs/tags/" if kind == "tag" else "refs/heads/"
            short = operands.later("github.ref_name")
            self.github = {"ref": operands.joined((*operands.parts(start), *short.parts)), "ref_type": kind}
        name = yamlnodes.text(document.at(root, "name"))
        if name and "${{" not in name:
            self.github = {**self.github, "workflow": name}
        if caller:
            self.github = caller.workflow.github

    @property
    def jobs(self) -> Mapping[str, "Node"]:
        """Its jobs by their ids."""
        return self.document.mapping(self.document.at(self.root, "jobs"))

    def scope(self, world: World) -> Scope | None:
        """What everything in it sees; ``None`` where it is not called in *world*."""
        if self.caller and self.caller.scope(world) is None:
            return None
        scope = Scope(world, self.document, self.events, self.github)
        scope = replace(scope, inputs=lambda name: self._input(scope, name))
        return with_env(scope, self.document.at(self.root, "env"))

    def _input(self, scope: Scope, name: str) -> Value:
        if self.caller is None:
            return events.given_inputs(scope, self.root, name)
        given = self.caller.document.at(self.caller.node, "with", name)
        outer = self.caller.scope(scope.world)
        if given is not None and outer is not None:
            return outer.value(given)
        return events.given_inputs(replace(scope, events=(events.CALL,)), self.root, name)

    def output(self, name: str, world: World) -> Value:
        """What it gives to a workflow that calls it."""
        node = self.document.at(self.root, "on", events.CALL, "outputs", name, "value")
        scope = self.scope(world)
        if node is None or scope is None:
            return ""
        return replace(scope, jobs=lambda job: job_result(self, job, world)).value(node)


class Job(Frame):
    """One job with one combination of its matrix."""

    def __init__(self, workflow: Workflow, name: str, combination: Combination | None) -> None:
        self.workflow = workflow
        self.depth = workflow.depth
        self.name = name
        self.node = workflow.jobs[name]
        self.combination = combination
        caller = workflow.caller
        label = f" ({matrix.label(combination)})" if combination else ""
        where = f"{caller.where if caller else ''}job {name}{label}, "
        super().__init__(workflow.document, where, (caller.line or caller.own_line) if caller else 0)
        self.own_line: int = yamlnodes.line(self.node)
        self.os = self._runner_os()
        self.shell = self._default_shell()

    def steps_node(self) -> "Node | None":
        """The list of its steps."""
        return self.document.at(self.node, "steps")

    def inner(self, step: Step) -> Frame | None:
        """The composite action that *step* uses, where that is one of the repository's own."""
        return action_of(step, self.workflow.sources, self.depth)

    def scope(self, world: World) -> Scope | None:
        """What its steps see without each other; ``None`` where it is not run in *world*."""
        scope = self.seen(world)
        return scope if scope is not None and scope.holds(self.document.at(self.node, "if")) else None

    def seen(self, world: World) -> Scope | None:
        """The same, whatever its condition is."""
        outer = self.workflow.scope(world)
        if outer is None:
            return None
        scope = replace(
            outer,
            matrix=self.combination,
            runner={"os": self.os} if self.os else {},
            needs=lambda name: job_result(self.workflow, name, world),
        )
        return with_env(scope, self.document.at(self.node, "env"))

    def _runner_os(self) -> str:
        scope = Scope(World([]), self.document, matrix=self.combination)
        node = self.document.at(self.node, "runs-on")
        labels = [scope.text(item) for item in yamlnodes.items(node) or ([node] if node is not None else [])]
        written = " ".join(label.raw for label in labels if label).lower()
        return next((system for label, system in _RUNNERS.items() if label in written), "")

    def _default_shell(self) -> str:
        for node in (self.node, self.workflow.root):
            shell = yamlnodes.text(self.document.at(node, "defaults", "run", "shell"))
            if shell:
                return shell
        return "pwsh" if self.os == "Windows" else "bash"


def jobs_of(workflow: Workflow) -> Iterator[Job]:
    """Every job with every combination of its matrix."""
    for name in workflow.jobs:
        yield from combined(workflow, name)


def combined(workflow: Workflow, name: str) -> list[Job]:
    """A job once for each combination of its matrix."""
    node = workflow.document.at(workflow.jobs[name], "strategy", "matrix")
    if node is None:
        return [Job(workflow, name, None)]
    found: list[Combination] = []
    for world in worlds():
        scope = workflow.scope(world)
        if scope is None:
            continue
        seen = replace(scope, needs=partial(job_result, workflow, world=world))
        found += [one for one in matrix.combinations(seen.value(node)) or () if one not in found]
    return [Job(workflow, name, one) for one in found] or [Job(workflow, name, None)]


def job_result(workflow: Workflow, name: str, world: World) -> Value:
    """What other jobs see of a job."""
    if name not in workflow.jobs:
        return None

    def member(key: str) -> Value:
        if key.lower() == "outputs":
            return Lazy(lambda output: _job_output(workflow, name, output, world), f"needs.{name}.outputs")
        return known_or_later(f"needs.{name}.{key}", world)

    return Lazy(member, f"needs.{name}")


def _job_output(workflow: Workflow, name: str, output: str, world: World) -> Value:
    jobs = combined(workflow, name)
    called = called_by(jobs[-1])
    if called is not None:
        return called.output(output, world)
    node = workflow.document.at(workflow.jobs[name], "outputs", output)
    if node is None:
        return ""
    if len(jobs) > 1:
        # Each combination writes it, and the last one that does wins: nobody knows which one that is.
        return operands.later(f"needs.{name}.outputs.{output}")
    scope = jobs[-1].behind(world)
    return scope.value(node) if scope is not None else ""


def called_by(job: Job) -> Workflow | None:
    """The workflow of the repository that a job calls; ``None`` where it has steps of its own."""
    uses = yamlnodes.text(job.document.at(job.node, "uses")) or ""
    if not uses.startswith("./") or job.depth >= DEEPEST:
        return None
    document = job.workflow.sources.document(uses.removeprefix("./"))
    return Workflow(document, document.roots[0], job.workflow.sources, job) if document else None


class Composite(Frame):
    """A composite action: one of the repository as a step uses it, or one that is read by itself."""

    def __init__(
        self, document: Document, sources: Sources, step: Step | None = None, path: str = "", depth: int = 0
    ) -> None:
        self.step = step
        self.root = document.roots[0]
        self.sources = sources
        self.depth = depth
        if step:
            super().__init__(document, f"{step.where}, {path} ", step.line, step.frame.shell)
        else:
            super().__init__(document)

    def steps_node(self) -> "Node | None":
        """The list of its steps."""
        return self.document.at(self.root, "runs", "steps")

    def inner(self, step: Step) -> Frame | None:
        """The composite action that *step* uses, where that is one of the repository's own."""
        return action_of(step, self.sources, self.depth)

    def scope(self, world: World) -> Scope | None:
        """What its steps see without each other; ``None`` where it is not used in *world*."""
        outer = self.step.scope(world) if self.step else Scope(world, self.document)
        if outer is None:
            return None
        scope = replace(outer, document=self.document)
        return replace(scope, inputs=lambda name: self._input(name, scope, outer))

    def _input(self, name: str, scope: Scope, outer: Scope) -> Value:
        given = self.step.given(name) if self.step else None
        if given is not None:
            return _text(outer.value(given))
        return declared_input(self.document, self.root, scope, name)

    def output(self, name: str, world: World) -> Value:
        """One of its outputs."""
        node = self.document.at(self.root, "outputs", name, "value")
        scope = self.behind(world)
        return scope.value(node) if node is not None and scope is not None else ""


def declared_input(document: Document, root: "Node", scope: Scope, name: str) -> Value:
    """What an input of an action is when nobody gives it."""
    declared = document.mapping(document.at(root, "inputs"))
    settings = next((node for key, node in declared.items() if key.lower() == name.lower()), None)
    if settings is None:
        return None
    default = document.at(settings, "default")
    if default is not None:
        return _text(scope.value(default))
    required = (yamlnodes.text(document.at(settings, "required")) or "").lower() == "true"
    is_read_alone = not scope.events
    return operands.later(f"inputs.{name}") if required or is_read_alone else ""


def action_of(step: Step, sources: Sources, depth: int) -> Composite | None:
    """The composite action of the repository that a step uses."""
    if not step.uses.startswith("./") or depth >= DEEPEST:
        return None
    folder = step.uses.removeprefix("./").rstrip("/")
    for name in ("action.yml", "action.yaml"):
        path = f"{folder}/{name}" if folder else name
        document = sources.document(path)
        if document is not None:
            steps = document.at(document.roots[0], "runs", "steps")
            return Composite(document, sources, step, path, depth + 1) if steps is not None else None
    step.is_there = False
    return None


def unread_call(job: Job) -> Iterator[LeftOutAt]:
    """A workflow that a job calls and that is not read."""
    uses = yamlnodes.text(job.document.at(job.node, "uses")) or ""
    if uses:
        reason = _NOT_BESIDE if uses.startswith("./") else _ELSEWHERE
        yield LeftOutAt(uses, reason, job.line or job.own_line)


def _text(value: Value) -> Value:
    return operands.as_text(value) if operands.is_known(value) else value
