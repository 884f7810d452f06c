"""GitHub Actions: every build of a workflow, or of a composite action."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.files import beside as files_beside
from buildx_cache_flags.core.files.beside import Beside
from buildx_cache_flags.core.files.reading import Build, LeftOutAt
from buildx_cache_flags.core.files.yamlnodes import Document
from buildx_cache_flags.core.parameters import Table

from . import actions, scripts
from .called import Composite, Job, Sources, Workflow, called_by, jobs_of
from .inputs import Inputs
from .scopes import Scope
from .steps import MOST, Frame, Step, leaves
from .worlds import TooMuchError, World, worlds

if TYPE_CHECKING:
    from buildx_cache_flags.core.files.yamlnodes import Node

_TOO_MANY: Final = "it has more conditions than can be looked at, so not every way in which they turn out was"
_TOO_MUCH: Final = "its values name each other too often to be worked out"


def read(document: Document, table: Table, beside: Beside | None = None) -> tuple[list[Build], list[LeftOutAt]]:
    """The builds of all jobs, or of a composite action."""
    reader = _Reader(table)
    sources = Sources(beside or files_beside.NoFiles())
    for root in document.roots:
        for frame in _frames(document, root, sources):
            for count, step in enumerate(leaves(frame)):
                if count >= MOST:
                    break
                reader.take(step)
    return reader.builds, list(dict.fromkeys(reader.left))


def _frames(document: Document, root: "Node", sources: Sources) -> Iterator[Frame]:
    if document.at(root, "runs", "steps") is not None:
        yield Composite(document, sources)
    yield from _jobs(Workflow(document, root, sources))


def _jobs(workflow: Workflow) -> Iterator[Job]:
    """Every job, those of workflows that are called in the place of the calling ones."""
    for job in jobs_of(workflow):
        called = called_by(job)
        if called is None:
            yield job
        else:
            yield from _jobs(called)


class _Reader:
    """Collects the builds of step after step."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.builds: list[Build] = []
        self.left: list[LeftOutAt] = []

    def take(self, step: Step) -> None:
        """Read one step in every world in which it is run."""
        found: list[tuple[Build, World]] = []
        world: World | None = None
        try:
            for world in worlds():
                scope = step.scope(world)
                for build in self._builds(step, scope) if scope else ():
                    if not any(_same(build, other) for other, _ in found):
                        found.append((build, world))
        except (TooMuchError, RecursionError):
            self.left.append(LeftOutAt(step.where, _TOO_MUCH, step.line))
        if world is not None and world.more:
            self.left.append(LeftOutAt(step.where, _TOO_MANY, step.line))
        self.builds += _named(found)

    def _builds(self, step: Step, scope: Scope) -> Iterable[Build]:
        if "run" in step.settings:
            return scripts.builds(step, scope, self.table)
        kind = actions.kind_of(step.uses)
        return actions.builds(kind, Inputs(step, scope), self.table, self.left) if kind else ()


def _same(build: Build, other: Build) -> bool:
    """Whether two builds differ at most in whether the image is pushed."""
    return (
        replace(
            build,
            draft=replace(build.draft, output=other.draft.output),
            judged=replace(build.judged, output=other.judged.output),
        )
        == other
    )


def _named(found: list[tuple[Build, World]]) -> Iterator[Build]:
    """The builds, those of one step that differ by a condition with that condition."""
    if len({build.where for build, _ in found}) == len(found):
        yield from (build for build, _ in found)
        return
    worlds_of = [world for _, world in found]
    for build, world in found:
        said = [
            _condition(key, answer)
            for key, answer in world.said.items()
            if any(other.said.get(key, answer) != answer for other in worlds_of)
        ]
        yield replace(build, where=f"{build.where}, when {' and '.join(said)}") if said else build


def _condition(key: str, answer: str) -> str:
    if answer == "true":
        return key
    return f"not {key}" if answer == "false" else f"{key} is {answer}"
