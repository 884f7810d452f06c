"""The one mutable state: the draft with its history, how it is shown, and what it amounts to."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Signal

from buildx_cache_flags.core import draft as drafts
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check.problems import Fix, Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.place import OTHERS, Place

if TYPE_CHECKING:
    from buildx_cache_flags.core.outcome import Outcome, View
    from buildx_cache_flags.core.session.sessions import Mark, Opened

HISTORY: Final = 1000
"""Steps that can be undone."""
Gesture = Literal["typed", "dragged", "picked"]
"""How an edit was made: by a key in a text, by a slider on its way, or by a choice that is complete in itself."""

_GoingOn = tuple[Place, Gesture, bool]
"""Where a step is made, how, and whether it takes text away."""

_Step = tuple[Draft, "Opened | None"]
"""A form to come back to, and the setup that it was."""

_WORD_ENDS: Final = frozenset(" /:.,-_=@")


class FormStore(QObject):
    """Holds the draft.  Whatever changes it, the form, a paste, a fix or an undo, goes through :meth:`replace`.

    ``changed`` carries the new outcome, or ``None`` as long as the model is not loaded; ``view_changed`` says that
    the command is to be written in another way.
    """

    changed = Signal(object)
    view_changed = Signal()
    kept_changed = Signal()
    """The setup that the form is, or what was copied last, is another one."""

    def __init__(self, catalog: Catalog, draft: Draft | None = None) -> None:
        super().__init__()
        self.catalog = catalog
        self.draft = Draft() if draft is None else draft
        self.outcome: Outcome | None = None
        self._view: View | None = None
        self.touched: set[Place] = set()
        self._judge: Callable[..., Outcome] | None = None
        self._past: list[_Step] = []
        self._future: list[_Step] = []
        self._going_on: _GoingOn | None = None
        self.opened: Opened | None = None
        self.mark: Mark | None = None

    def start(self) -> None:
        """Load the model and judge the draft for the first time; kept out of the way of the first frame."""
        from buildx_cache_flags.core.outcome import judge

        self._judge = judge
        self._announce()

    @property
    def started(self) -> bool:
        """Whether drafts are judged yet."""
        return self._judge is not None

    def replace(self, draft: Draft) -> None:
        """Make *draft* the present one, as a step of the history."""
        self._step(draft, None)

    def set_value(self, place: Place, value: str, gesture: Gesture = "picked") -> None:
        """Set an attribute of an entry, or a field of the draft, as an editor does.

        Typing within one word of one field, or one drag of a slider, is a single step of the history; something that
        was picked ends it, also where it changes nothing.
        """
        self.touched.add(place)
        if place.option is None:
            changed = self._with_field(place, value)
        else:
            changed = drafts.edit_value(self.draft, place.option, place.entry, place.parameter, value, self.catalog)
        deletes = gesture == "typed" and len(self._text(changed, place)) < len(self._text(self.draft, place))
        self._step(changed, None if gesture == "picked" else (place, gesture, deletes))

    def write_always(self, place: Place, value: str) -> None:
        """Write *value* out, also where it would count anyway."""
        if place.option is not None:
            option, index, name = place.option, place.entry, place.parameter
            self.replace(drafts.set_value(self.draft, option, index, name, value, self.catalog))

    def reset(self, place: Place) -> None:
        """Unset what is at *place*."""
        self.touched.discard(place)
        self.replace(drafts.reset_value(self.draft, place.option, place.entry, place.parameter, self.catalog))

    def set_type(self, option: Option, index: int, type: str) -> None:  # noqa: A002 - the field's own name for it
        """Make an entry another type of cache; what both types know stays."""
        self._forget(option)
        self.replace(drafts.set_type(self.draft, option, index, type, self.catalog))

    def add_entry(self, option: Option) -> None:
        """Append an empty entry."""
        self.replace(drafts.add_entry(self.draft, option))

    def remove_entry(self, option: Option, index: int) -> None:
        """Take an entry out."""
        self._forget(option)
        self.replace(drafts.remove_entry(self.draft, option, index))

    def move_entry(self, option: Option, index: int, to: int) -> None:
        """Move an entry."""
        self._forget(option)
        self.replace(drafts.move_entry(self.draft, option, index, to))

    def add_other(self) -> None:
        """Append an empty other option."""
        self.replace(replace(self.draft, others=(*self.draft.others, "")))

    def apply(self, fix: Fix) -> None:
        """Mend a problem."""
        self.replace(fix.apply(self.draft, self.catalog))

    def undo(self) -> None:
        """Go back one step."""
        self._travel(self._past, self._future)

    def redo(self) -> None:
        """Go forward again."""
        self._travel(self._future, self._past)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to go back to."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to go forward to."""
        return bool(self._future)

    @property
    def typing(self) -> bool:
        """Whether the last change was a keystroke in a text."""
        return self._going_on is not None and self._going_on[1] == "typed"

    @property
    def steps(self) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
        """The drafts to go back to, the oldest first, and those to go forward to, the next one last."""
        return tuple(draft for draft, _ in self._past), tuple(draft for draft, _ in self._future)

    def restore(self, draft: Draft, past: Iterable[Draft], future: Iterable[Draft]) -> None:
        """Bring back a form with its steps.  What was done meanwhile stays the present form, as steps behind it."""
        steps: list[_Step] = [(one, self.opened) for one in past]
        if self._past:
            self._past = [*steps, (draft, self.opened), *self._past[1:]][-HISTORY:]
        else:
            self.draft, self._past = draft, steps[-HISTORY:]
            self._future = [(one, self.opened) for one in future]
        self._going_on = None
        self._announce()

    def keep(self, opened: "Opened | None", mark: "Mark | None") -> None:
        """Note the setup that the form is, and what was copied last."""
        if (opened, mark) != (self.opened, self.mark):
            self.opened, self.mark = opened, mark
            self.kept_changed.emit()

    def end_gesture(self) -> None:
        """End the present step of typing or dragging: what follows is a new one."""
        self._going_on = None

    def touch_all(self) -> None:
        """Treat every field as touched, so that nothing that is missing stays quiet."""
        if self.outcome is not None:
            self.touched.update(problem.place for problem in self.outcome.problems)
            self.changed.emit(self.outcome)

    @property
    def view(self) -> "View":
        """How the command is written."""
        if self._view is None:
            from buildx_cache_flags.core.outcome import View

            self._view = View()
        return self._view

    def set_view(self, view: "View") -> None:
        """Write the command in another way."""
        if view != self.view:
            self._view = view
            if self.outcome is not None:
                self.outcome = self.outcome.seen(view)
            self.view_changed.emit()

    @property
    def text(self) -> str:
        """The text that Copy copies, right or wrong; empty until the model is loaded."""
        return self.outcome.text if self.outcome else ""

    def problems_at(self, place: Place) -> "tuple[Problem, ...]":
        """The problems of one place; none until the model is loaded."""
        return self.outcome.at(place) if self.outcome else ()

    def text_of(self, option: Option, index: int) -> str:
        """One entry alone, as it is copied; empty until the model is loaded."""
        return self.outcome.entry_text(option, index) if self.outcome else ""

    def judged(self, draft: Draft) -> "Outcome":
        """What *draft* would amount to here, without anything being changed."""
        from buildx_cache_flags.core.outcome import judge

        return judge(draft, self.view, self.catalog, with_variables=True)

    def _travel(self, source: list[_Step], target: list[_Step]) -> None:
        if source:
            target.append((self.draft, self.opened))
            self._going_on = None
            draft, opened = source.pop()
            self._set(draft)
            # Or saving would put the form of one file into another.
            self.keep(opened, self.mark)

    def _step(self, draft: Draft, going_on: _GoingOn | None) -> None:
        if draft.same(self.draft):
            self._going_on = going_on and self._going_on
            return
        if going_on is None or going_on != self._going_on or self._is_new_word(draft, going_on):
            self._past = [*self._past[-HISTORY:], (self.draft, self.opened)]
        self._going_on = going_on
        self._future.clear()
        self._set(draft)

    def _is_new_word(self, draft: Draft, going_on: _GoingOn) -> bool:
        place, gesture, _ = going_on
        return gesture == "typed" and _starts_word(self._text(self.draft, place), self._text(draft, place))

    def _set(self, draft: Draft) -> None:
        self.draft = draft
        self._announce()

    def _announce(self) -> None:
        if self._judge is not None:
            self.outcome = self._judge(self.draft, self.view, self.catalog, with_variables=True)
        self.changed.emit(self.outcome)

    def _with_field(self, place: Place, value: str) -> Draft:
        if place.parameter == OTHERS:
            return self.draft.with_other(place.entry, value)
        return replace(self.draft, **{place.parameter: value})  # type: ignore[arg-type]

    def _text(self, draft: Draft, place: Place) -> str:
        if place.option is None and place.parameter == OTHERS:
            return draft.others[place.entry] if place.entry < len(draft.others) else ""
        if place.option is None:
            return str(getattr(draft, place.parameter))
        return draft.entries(place.option)[place.entry].get(place.parameter) or ""

    def _forget(self, option: Option) -> None:
        """Entries change their places, so what was touched is known no longer."""
        self.touched = {place for place in self.touched if place.option != option}


def _starts_word(before: str, after: str) -> bool:
    """Whether typing went from one word to the next, or was in truth pasting or deleting in one go."""
    if len(after) != len(before) + 1:
        return len(after) > len(before) or not before.startswith(after) or len(before) - len(after) > 1
    return before[-1:] in _WORD_ENDS and after[-1:] not in _WORD_ENDS
