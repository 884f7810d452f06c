"""The steps of a job or of a composite action, and what each of them sees of those before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document

from . import operands, redirected, stepwrites
from .evaluation import known_or_later
from .operands import Lazy, Value
from .scopes import Env, Scope
from .worlds import World

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

    from .redirected import Target
    from .stepwrites import Written

MOST: Final = 2_000
"""Steps of one file, those of everything that it uses included."""


class Frame:
    """What steps stand in: a job, or a composite action that a step of another frame uses."""

    def __init__(self, document: Document, where: str = "", line: int = 0, shell: str = "bash") -> None:
        self.document = document
        self.where = where
        """The place of the frame, as the beginning of a step's."""
        self.line = line
        """The line of the file that is read on which the frame stands, where it is in another file; else 0."""
        self.shell = shell
        """The shell of its steps where they name none."""
        self._steps: list[Step] | None = None

    def scope(self, world: World) -> Scope | None:
        """What its steps see without each other; ``None`` where it is not run in *world*."""
        raise NotImplementedError

    def steps_node(self) -> "Node | None":
        """The list of its steps."""
        raise NotImplementedError

    def inner(self, step: "Step") -> "Frame | None":
        """The composite action that *step* uses, where that is one of the repository's own."""
        raise NotImplementedError

    @property
    def steps(self) -> "list[Step]":
        """Its steps, those that use an action of the repository with what is in it."""
        if self._steps is None:
            self._steps = []
            for number, node in enumerate(yamlnodes.items(self.steps_node()), start=1):
                step = Step(self, node, number, self._steps, self.document.mapping(node))
                self._steps.append(step)
                step.inner = self.inner(step)
        return self._steps

    def output(self, name: str, world: World) -> Value:
        """One of its outputs."""
        raise NotImplementedError

    def behind(self, world: World) -> Scope | None:
        """What is seen behind all its steps."""
        if not self.steps:
            return self.scope(world)
        last = self.steps[-1]
        return Step(self, last.node, len(self.steps) + 1, [*self.steps, last]).seen(world)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What stands before a step: steps that set up a builder, the nearest first, and what others may have done."""

    setups: "tuple[Step, ...]"
    token: bool
    may_set_up: bool


@dataclass(slots=True)
class Step:
    """One step; ``number`` counts from 1 among its ``siblings``."""

    frame: Frame
    node: "Node"
    number: int
    siblings: list["Step"] = field(repr=False)
    settings: Mapping[str, "Node"] = field(default_factory=dict)
    ways: dict[str, "list[Mapping[Target, Written]]"] = field(default_factory=dict, repr=False)
    """What each way through its script writes, by the text of the script."""
    inner: "Frame | None" = None
    """The composite action that it uses, where that is one of the repository's own."""
    earlier: Earlier | None = field(default=None, repr=False)
    is_there: bool = True
    """Whether an action of the repository that it uses lies beside the file."""

    @property
    def uses(self) -> str:
        """The action; empty for a step with a script."""
        return yamlnodes.text(self.settings.get("uses")) or ""

    @property
    def writes_more(self) -> bool:
        """Whether its script may write outputs in a way that is not followed."""
        script = yamlnodes.text(self.settings.get("run")) or ""
        return not redirected.names_files(script) or "GITHUB_OUTPUT" in redirected.in_posix(script).replace(
            redirected.LISTS["OUTPUT"], ""
        )

    @property
    def id(self) -> str:
        """Its id; empty where it has none."""
        return yamlnodes.text(self.settings.get("id")) or ""

    def given(self, name: str) -> "Node | None":
        """One of the inputs that it gives its action; their names have no case."""
        inputs = self.frame.document.mapping(self.settings.get("with"))
        return next((node for key, node in inputs.items() if key.lower() == name.lower()), None)

    @property
    def line(self) -> int:
        """Its line in the file that is read."""
        return self.frame.line or yamlnodes.line(self.node)

    @property
    def where(self) -> str:
        """The step as a person finds it."""
        name = yamlnodes.text(self.settings.get("name")) or self.id or str(self.number)
        inside = f" (its line {yamlnodes.line(self.node)})" if self.frame.line else ""
        return f"{self.frame.where}step {name}{inside}"

    def before(self) -> Iterator["Step"]:
        """The steps before it in its frame, the nearest first."""
        return reversed(self.siblings[: self.number - 1])

    def scope(self, world: World) -> Scope | None:
        """What it sees in *world*; ``None`` where it is not run there."""
        scope = self.seen(world)
        return scope if scope is not None and scope.holds(self.settings.get("if")) else None

    def seen(self, world: World) -> Scope | None:
        """What it sees in *world*, its own condition included; ``None`` where its frame is not run."""
        base = self.frame.scope(world)
        if base is None:
            return None
        outer = replace(base, steps=lambda name: self._step(name, world), env=self._written(base.env, world))
        return with_env(outer, self.settings.get("env"))

    def _written(self, outer: Env, world: World) -> Env:
        """The variables that steps before this one write for those behind them."""
        names = tuple(name for step in self.before() for name in stepwrites.env_names(step))
        return Env(names, lambda name: self._written_value(name, world), outer) if names else outer

    def _written_value(self, name: str, world: World) -> Value:
        for step in self.before():
            if name in stepwrites.env_names(step):
                scope = step.scope(world)
                value = stepwrites.env(step, scope, name) if scope else None
                if value is not None:
                    return value
        return None

    def _step(self, name: str, world: World) -> Value:
        found = next((step for step in self.before() if step.id.lower() == name.lower()), None)
        if found is None:
            # A step that is not there gives nothing; but of what is pasted, it may only be missing.
            return Lazy(lambda key: known_or_later(f"steps.{name}.{key}", world), f"steps.{name}")

        def member(key: str) -> Value:
            if key.lower() == "outputs":
                return Lazy(lambda output: _output(found, output, world), f"steps.{name}.outputs")
            return known_or_later(f"steps.{name}.{key}", world)

        return Lazy(member, f"steps.{name}")


def _output(step: Step, name: str, world: World) -> Value:
    """What an output of *step* is; nothing where the step is not run."""
    scope = step.scope(world)
    if scope is None:
        return ""
    if step.inner is not None:
        return step.inner.output(name, world)
    return stepwrites.output(step, scope, name)


def with_env(scope: Scope, node: "Node | None") -> Scope:
    """*scope* with one more level of ``env`` inside."""
    own = scope.document.mapping(node)
    if not own:
        return scope

    def value(name: str) -> Value:
        found = scope.value(own[name])
        return operands.as_text(found) if operands.is_known(found) else found

    return replace(scope, env=Env(tuple(own), value, scope.env))


def leaves(frame: Frame) -> Iterator[Step]:
    """Every step that does something itself, those inside composite actions included."""
    for step in frame.steps:
        if step.inner is None:
            yield step
        else:
            yield from leaves(step.inner)
