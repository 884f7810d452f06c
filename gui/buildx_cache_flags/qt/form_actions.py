"""What keys and buttons do to the whole form beside editing it: fix problems, undo and redo."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from buildx_cache_flags.core.draft import differences
from buildx_cache_flags.qt import announce

if TYPE_CHECKING:
    from buildx_cache_flags.qt.window import Window

MOST_SAID = 2
"""Changes that are spoken after an undo."""


class FormActions:
    """The actions of one window."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._store = window.store

    def fix_focused(self) -> None:
        """Fix the problem of the row that has the focus; without one, all of them."""
        window, outcome = self._window, self._store.outcome
        place = window.form.place_of(window.focusWidget())
        found = outcome.at(place) if outcome is not None and place is not None else ()
        fix = next((problem.fix for problem in found if problem.fix is not None), None)
        if fix is not None:
            self._store.apply(fix)
        else:
            self.fix_all()

    def fix_all(self) -> None:
        """Show what would fix all problems, or go to the first one where nothing does without a loss."""
        from buildx_cache_flags.qt.dialogs.fix_dialog import FixDialog

        window, outcome = self._window, self._store.outcome
        if outcome is None or not outcome.problems:
            return
        dialog = FixDialog.of(self._store, window)
        if dialog is not None:
            dialog.open()
        elif outcome.errors:
            self._store.touch_all()
            window.output.problems_tab.show()
            window.form.go_to(outcome.errors[0].place)

    def change_text_size(self, by: int) -> None:
        """Make text larger or smaller *by* points, or as the system has it for 0."""
        from buildx_cache_flags.qt.look import text_size
        from buildx_cache_flags.qt.memory import TEXT_SIZES, Memory

        now = round(self._window.font().pointSizeF())
        points = min(max(now + by, TEXT_SIZES.start), TEXT_SIZES.stop - 1) if by else 0
        Memory().keep_text_size(points)
        text_size.use(points)
        announce.say(f"Text size {points} points." if points else "Text size of the system.", self._window)

    def undo(self) -> None:
        """Go back one step, and say so."""
        self._travel("Undone", self._store.undo)

    def redo(self) -> None:
        """Go forward again, and say so."""
        self._travel("Redone", self._store.redo)

    def _travel(self, done: str, move: Callable[[], None]) -> None:
        before = self._store.draft
        move()
        changed = differences.lines(before, self._store.draft, self._store.catalog)
        said = [line.spoken for line in changed if line.sign != " "][:MOST_SAID]
        if said:
            announce.say(f"{done}: {'; '.join(said)}.", self._window)
