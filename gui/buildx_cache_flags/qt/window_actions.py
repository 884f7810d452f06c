"""Everything that can be done to the whole form, in one list: menu, palette, shortcuts and their sheet read it."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from buildx_cache_flags.qt import literal


class Action(NamedTuple):
    """One thing to do: its name, what it does in a sentence, and its keys, empty where it has none.

    ``section`` is the menu's part that it stands in.  Where ``bound`` is false, somebody else listens to the keys.
    """

    name: str
    help: str
    do: Callable[[], object]
    keys: str = ""
    section: str = ""
    bound: bool = True
    checked: Callable[[], bool] | None = None

    @property
    def shown_keys(self) -> str:
        """The keys as the system writes them."""
        return QKeySequence(self.keys).toString(QKeySequence.SequenceFormat.NativeText)


def bind(actions: tuple[Action, ...], window: QWidget) -> None:
    """Have *window* listen to the keys of *actions*."""
    for action in actions:
        if action.keys and action.bound:
            made = QAction(action.name, window)
            made.setShortcut(QKeySequence(action.keys))
            made.triggered.connect(action.do)
            window.addAction(made)


def fill(menu: QMenu, actions: tuple[Action, ...]) -> None:
    """Put *actions* into *menu*, a line between their sections."""
    section = None
    for action in actions:
        if section is not None and action.section != section:
            menu.addSeparator()
        section = action.section
        # Not by setShortcut: the window listens to the keys already, and two that do are none.
        keys = f"\t{action.shown_keys}" if action.keys else ""
        made = menu.addAction(f"{action.name.replace('&', '&&')}{keys}")
        if action.checked is not None:
            made.setCheckable(True)
            made.setChecked(action.checked())
        literal.tip(made, action.help)
        made.triggered.connect(action.do)
