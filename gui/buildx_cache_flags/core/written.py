"""What goes on the clipboard: an evaluation, written in one of the ways a person can choose."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from .catalog.parameters import Option
from .check.evaluate import Evaluation
from .check.problems import Problem
from .draft.command import Command
from .draft.place import Place
from .targets import TARGETS, Target
from .targets.base import Rendered


class View(NamedTuple):
    """How the command is written.

    ``target`` is the name of one; without ``whole``, a shell gets the cache flags alone; ``bake_objects`` needs buildx
    0.20 or later.
    """

    target: str = "bash"
    whole: bool = True
    one_line: bool = False
    defaults: bool = False
    bake_objects: bool = False


@dataclass(frozen=True)
class Written:
    """The text to copy, right or wrong, and all problems: the draft's, and those of the place it goes to.

    ``command`` is what the text was made from.
    """

    rendered: Rendered
    problems: tuple[Problem, ...]
    command: Command

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that must be mended before anything is copied."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def at(self, place: Place) -> tuple[Problem, ...]:
        """The problems of one place."""
        return tuple(problem for problem in self.problems if problem.place == place)


def write(evaluation: Evaluation, view: View) -> Written:
    """Write the command of *evaluation* as *view* says."""
    target = TARGETS[view.target]
    command = _command(evaluation, view, target)
    rendered = target.write(command, one_line=view.one_line, bake_objects=view.bake_objects)
    return Written(rendered, evaluation.problems + target.problems(command, bake_objects=view.bake_objects), command)


def write_entry(evaluation: Evaluation, view: View, option: Option, index: int) -> str:
    """Write one entry alone: its flag for a shell, and the bare value for a file."""
    target = TARGETS[view.target]
    command = evaluation.complete if view.defaults else evaluation.preview
    places = Place(option, index)
    line = next(line for line in command.lines if line.arguments[0].pieces[0].place == places)
    if not target.shell:
        return line.arguments[1].text
    return target.write(replace(command, lines=(line,)), one_line=True).text


def _command(evaluation: Evaluation, view: View, target: Target) -> Command:
    command = evaluation.complete if view.defaults else evaluation.preview
    return command if view.whole or not target.shell else command.flags()
