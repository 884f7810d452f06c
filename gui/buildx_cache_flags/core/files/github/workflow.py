"""GitHub Actions: every build of a workflow, or of a composite action."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk import beside as files_beside
from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.files import folded
from buildx_cache_flags.core.files.around import Around
from buildx_cache_flags.core.files.found_builds import Build, Found
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.pasted.leftout import LeftOutAt

from . import actions, refusals, step_scripts
from .called import Composite, Job, Workflow, called_by, jobs_of, unread_call
from .inputs import Inputs
from .scopes import Scope
from .sources import Sources
from .steps import MOST, Frame, Step, leaves
from .surroundings import around, settled
from .worlds import TooMuchError, World, worlds

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

_TOO_MANY: Final = "it has too many conditions, so not every combination was checked"
_TOO_MUCH: Final = "its values refer to each other too often to be read"


def read(document: Document, catalog: Catalog, beside: Beside | None = None) -> Found:
    """The builds of all jobs, or of a composite action."""
    found = Found()
    reader = _Reader(catalog, found)
    sources = Sources(beside or files_beside.NoFiles())
    for root in document.roots:
        found.problems += refusals.in_workflow(document, root)
        found.problems += refusals.in_action(document, root)
        for frame in _frames(document, root, sources, found):
            for count, step in enumerate(leaves(frame)):
                if count >= MOST:
                    break
                reader.take(step)
    found.left = list(dict.fromkeys(found.left))
    found.unchecked = list(dict.fromkeys(found.unchecked))
    found.problems = list(dict.fromkeys(found.problems))
    return found


def _frames(document: Document, root: "Node", sources: Sources, found: Found) -> Iterator[Frame]:
    if document.at(root, "runs", "steps") is not None:
        yield Composite(document, sources)
    yield from _jobs(Workflow(document, root, sources), found)


def _jobs(workflow: Workflow, found: Found) -> Iterator[Job]:
    """Every job, those of workflows that are called in the place of the calling ones."""
    for job in jobs_of(workflow):
        called = called_by(job)
        if called is None:
            found.unchecked += unread_call(job)
            yield job
        else:
            yield from _jobs(called, found)


class _Reader:
    """Collects the builds of step after step."""

    def __init__(self, catalog: Catalog, found: Found) -> None:
        self.catalog = catalog
        self.found = found

    def take(self, step: Step) -> None:
        """Read one step in every world in which it is run."""
        found: list[list[tuple[Build, World]]] = []
        world: World | None = None
        try:
            for world in worlds():
                scope = step.scope(world)
                for build in self._builds(step, scope, world) if scope else ():
                    same = next((group for group in found if _same(build, group[0][0])), None)
                    if same is None:
                        found.append([(build, world)])
                    else:
                        same.append((build, world))
        except (TooMuchError, RecursionError):
            self.found.unchecked.append(LeftOutAt(step.where, _TOO_MUCH, step.line))
        if world is not None and world.more:
            self.found.unchecked.append(LeftOutAt(step.where, _TOO_MANY, step.line))
        self.found.builds += _named(found)

    def _builds(self, step: Step, scope: Scope, world: World) -> Iterable[Build]:
        if "run" in step.settings:
            self.found.problems += folded.problems(step.settings["run"], step.line, step.where)
            found = list(step_scripts.builds(step, scope, self.catalog))
            self.found.unchecked += step_scripts.unread(step, scope) if not found else ()
            surroundings = around(step, scope, world) if found else Around()
            return [replace(build, around=replace(surroundings, images=build.around.images)) for build in found]
        kind = actions.kind_of(step.uses)
        if not kind:
            self.found.unchecked += actions.unread(step)
            return ()
        return actions.builds(kind, Inputs(step, scope), around(step, scope, world), self.catalog, self.found)


def _same(build: Build, other: Build) -> bool:
    """Whether two builds differ at most in whether the image is pushed, and in what surrounds them."""
    return _plain(build) == _plain(other)


def _plain(build: Build) -> Build:
    draft, judged = replace(build.draft, output="nothing"), replace(build.judged, output="nothing")
    return replace(build, draft=draft, judged=judged, around=Around())


def _named(found: list[list[tuple[Build, World]]]) -> Iterator[Build]:
    """One build for each group, those of one step that differ by a condition with that condition."""
    builds = [_merged(group) for group in found]
    for build in builds:
        others = [other.around.conditions for other in builds if other.where == build.where and other is not build]
        said = [
            _condition(key, answer)
            for key, answer in sorted(build.around.conditions)
            if any((key, answer) not in conditions for conditions in others)
        ]
        yield replace(build, where=f"{build.where}, when {' and '.join(said)}") if said else build


def _merged(group: list[tuple[Build, World]]) -> Build:
    """The build of a group: the one that is pushed, if any is."""
    build = next((build for build, _ in group if build.draft.output == "push"), group[0][0])
    surroundings = settled([(build.around, world) for build, world in group])
    return replace(build, around=replace(surroundings, images=build.around.images))


def _condition(key: str, answer: str) -> str:
    if answer == "true":
        return key
    return f"not {key}" if answer == "false" else f"{key} is {answer}"
