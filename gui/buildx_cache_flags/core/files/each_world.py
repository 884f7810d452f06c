"""Builds of a file that is gone through once for each answer to what only the environment decides."""

from dataclasses import replace

from buildx_cache_flags.core.formats.open_conditions import Choices

from .found_builds import Build


class Worlds:
    """Every build once, with the answers on which it depends."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Build] = {}

    def add(self, build: Build, world: Choices) -> None:
        """Keep *build*; one that is the same in several worlds depends only on what these have in common."""
        conditions = frozenset((question, str(answer)) for question, answer in world.answers.items())
        key = (build.where, build.line, build.values, build.draft, build.unchecked)
        known = self._found.get(key)
        conditions |= build.around.conditions
        if known is not None:
            conditions &= known.around.conditions
        self._found[key] = replace(known or build, around=replace(build.around, conditions=conditions))

    def builds(self) -> list[Build]:
        """All of them, in the order in which they were found."""
        return list(self._found.values())
