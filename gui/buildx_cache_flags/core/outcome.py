"""The one judgement of a draft, which form, preview, clipboard, ``render`` and ``check`` share."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from .catalog import Catalog
from .catalog.parameters import Option
from .check import facts
from .check.evaluate import evaluate
from .check.facts import Facts
from .check.problems import Problem
from .draft import Draft
from .draft.command import Command, compose
from .draft.place import Place

if TYPE_CHECKING:
    # Nothing is written where something is only checked.
    from .targets import Target
    from .targets.file_parts import Part
    from .targets.rendered import Rendered, Span


class View(NamedTuple):
    """How the command is written.

    ``target`` is the name of one; without ``whole``, a shell gets the cache flags alone; ``bake_objects`` needs buildx
    0.20 or later; ``part`` of a file counts where the target has it; ``pinned`` names the commits of actions.
    """

    target: str = "bash"
    whole: bool = True
    one_line: bool = False
    defaults: bool = False
    bake_objects: bool = False
    part: "Part" = "all"
    pinned: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a draft amounts to, right or wrong: all that is shown, copied and explained.

    Without a view nothing is written: the text is empty, and no place has anything to say.  Whatever is not asked for
    is not made, so a check makes neither command nor facts.
    """

    draft: Draft
    view: View | None
    catalog: Catalog = field(repr=False)
    with_variables: bool = False
    found: tuple[Problem, ...] = ()
    """What the rules find in the draft, wherever it goes."""

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is to be said: of the draft, and of it in the place that it goes to."""
        if self.view is None:
            return self.found
        return self.found + self._target.problems(self.command, bake_objects=self.view.bake_objects)

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that must be fixed before anything is copied."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @cached_property
    def command(self) -> Command:
        """The command as far as it goes."""
        view = self.view or View()
        command = compose(self.draft, self.catalog, defaults=view.defaults)
        return command if view.whole or not self._target.shell else command.flags()

    @property
    def text(self) -> str:
        """The text to copy, byte for byte."""
        return self.rendered.text

    @property
    def spans(self) -> "tuple[Span, ...]":
        """Which stretches of the text came from which place of the draft, in order."""
        return self.rendered.spans

    @cached_property
    def facts(self) -> Facts:
        """What is read, built and written, and how it is packed."""
        return facts.of(self.draft, self.catalog, self.found, with_variables=self.with_variables)

    def at(self, place: Place) -> tuple[Problem, ...]:
        """The problems of one place."""
        return tuple(problem for problem in self.problems if problem.place == place)

    def entry_text(self, option: Option, index: int) -> str:
        """One entry alone, as it is copied: its flag for a shell, and the bare value for a file."""
        place = Place(option, index)
        line = next(line for line in self.command.lines if line.arguments[0].pieces[0].place == place)
        if not self._target.shell:
            return line.arguments[1].text
        return self._target.write(replace(self.command, lines=(line,)), one_line=True).text

    def seen(self, view: View) -> "Outcome":
        """The same draft, written in another way; nothing that holds for both is judged anew."""
        return replace(self, view=view)

    @cached_property
    def rendered(self) -> "Rendered":
        """The text with its spans."""
        from .targets.file_parts import cut
        from .targets.rendered import Rendered

        if self.view is None:
            return Rendered("")
        view = self.view
        how = {"one_line": view.one_line, "bake_objects": view.bake_objects, "pinned": view.pinned}
        whole = self._target.write(self.command, **how)
        return cut(whole, view.part) if view.part in self._target.parts else whole

    @property
    def _target(self) -> "Target":
        from .targets import TARGETS

        return TARGETS[(self.view or View()).target]


def judge(draft: Draft, view: View | None, catalog: Catalog, *, with_variables: bool = False) -> Outcome:
    """Judge *draft*, to be written as *view* says.  Pure: the same draft always gives the same outcome.

    With *with_variables*, ``${NAME}`` may stand in references.
    """
    return Outcome(draft, view, catalog, with_variables, evaluate(draft, catalog, with_variables=with_variables))
