"""Where finished flags go: one module for each target, and one row here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from buildx_cache_flags.core.command import Command
from buildx_cache_flags.core.problems import Problem

from . import bash
from .base import Rendered


class Render(Protocol):
    """How a target writes a command."""

    def __call__(self, command: Command, *, one_line: bool) -> Rendered:
        """Write *command*, one flag a line unless *one_line*."""


class Check(Protocol):
    """Finds what a target can't carry."""

    def __call__(self, command: Command) -> Iterable[Problem]:
        """The problems of *command* in this target."""


@dataclass(frozen=True, slots=True)
class Target:
    """One place that finished flags go to.

    ``whole`` tells whether it takes the whole command; without, it takes the cache flags alone.  ``check`` finds what
    this place can't carry, as errors, and what is to be kept in mind there, as hints.  ``suffix`` is the usual ending
    of a file of this kind.
    """

    name: str
    label: str
    render: Render
    whole: bool = True
    check: Check | None = None
    suffix: str = ".sh"

    def problems(self, command: Command) -> tuple[Problem, ...]:
        """What is to be said of *command* for this place only."""
        return tuple(self.check(command)) if self.check else ()

    def write(self, command: Command, *, one_line: bool = False) -> Rendered:
        """What goes on the clipboard for *command*, byte for byte."""
        return self.render(command if self.whole else command.flags(), one_line=one_line)


def _by_name(targets: Iterable[Target]) -> Mapping[str, Target]:
    return {target.name: target for target in targets}


TARGETS: Final = _by_name(
    (
        Target("bash", "Terminal: bash, zsh, sh", bash.render),
        Target("flags", "The cache flags alone", bash.render, whole=False),
    )
)
"""The targets by name, in the order in which they are offered."""
