"""The buttons of a row: the fix of what it says, and the arrow that leads back from what is set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.form import saying

if TYPE_CHECKING:
    # Their classes are made when they are first used, which is not in the first frame.
    from buildx_cache_flags.qt.form.reset_arrow import ResetArrow
    from buildx_cache_flags.qt.form.row import Row
    from buildx_cache_flags.qt.form.row_places import Places
    from buildx_cache_flags.qt.look.controls import Button


class RowButtons:
    """Makes each button of *row* when it is first needed."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._fix: Button | None = None
        self._reset: ResetArrow | None = None

    @property
    def shown(self) -> tuple[QWidget | None, QWidget | None]:
        """The button of a fix and the reset arrow, where they can be seen."""
        fix = self._fix if self._fix is not None and not self._fix.isHidden() else None
        return fix, self._reset if self._reset is not None and not self._reset.isHidden() else None

    @property
    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at behind the field."""
        yield from filter(None, (self._fix, self._reset))

    def show(self, offer: str, *, resettable: bool) -> bool:
        """Show a fix that says *offer*, if that is anything, and the arrow; whether a button came, went or says another thing."""
        before = [button is not None for button in self.shown]
        if offer:
            fix, parameter = self._fix_button(), self._row.parameter
            fix.setText(saying.shortened(offer).replace("&", "&&"))
            literal.tip(fix, offer if saying.shortened(offer) != offer else "")
            fix.setAccessibleName(f"{offer}, {parameter.label or parameter.name}")
        if self._fix is not None:
            self._fix.setVisible(bool(offer))
        if resettable or self._reset is not None:
            self._reset_button().setVisible(resettable)
        return bool(offer) or before != [button is not None for button in self.shown]

    def place(self, places: Places) -> None:
        """Put the buttons where they belong."""
        fix, reset = self.shown
        if fix is not None:
            fix.setGeometry(places.fix)
            fix.raise_()
        if reset is not None:
            reset.setGeometry(places.reset)

    def _fix_button(self) -> Button:
        if self._fix is None:
            from buildx_cache_flags.qt.look.controls import Button

            self._fix = Button("", parent=self._row)
            self._fix.clicked.connect(self._row.press_fix)
            QWidget.setTabOrder(list(self._row.editor.stops)[-1], self._fix)
        return self._fix

    def _reset_button(self) -> ResetArrow:
        if self._reset is None:
            from buildx_cache_flags.qt.form.reset_arrow import ResetArrow

            self._reset = ResetArrow(self._row.parameter.name, self._row, removes=self._row.removes)
            self._reset.clicked.connect(self._row.press_reset)
            QWidget.setTabOrder(self._fix or list(self._row.editor.stops)[-1], self._reset)
        return self._reset
