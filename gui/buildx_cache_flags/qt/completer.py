"""Completes images and refs while they are typed, from what was used before.  Tab keeps its own meaning."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QWidget

from buildx_cache_flags.qt.form.editors import ReferenceEditor
from buildx_cache_flags.qt.form.row import Row

_MOST_SHOWN: Final = 8


class Completion(QObject):
    """Gives the field of a reference that gets the focus a list of what fits what is typed.

    The list only opens while somebody types; arrow keys choose, Enter takes, Escape closes, and Tab goes on.
    """

    def __init__(self, used: Callable[[], list[str]], window: QWidget) -> None:
        super().__init__(window)
        self._used = used
        self._window = window
        self._model = QStringListModel(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, ReferenceEditor) and new.window() is self._window and _holds_reference(new):
            self._offer(new)

    def _offer(self, field: ReferenceEditor) -> None:
        used = self._used()
        if used != self._model.stringList():
            self._model.setStringList(used)
        if field.completer() is not None or not used:
            return
        completer = QCompleter(self._model, field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setMaxVisibleItems(_MOST_SHOWN)
        if (popup := completer.popup()) is not None:
            popup.setAccessibleName("Used before")
        field.setCompleter(completer)
        # Qt has it for an index, too; its stubs know of neither.
        completer.activated[str].connect(lambda text: field.edited.emit(text, "picked"))  # type: ignore[index]


def _holds_reference(field: QLineEdit) -> bool:
    widget: QWidget | None = field
    while widget is not None:
        if isinstance(widget, Row):
            # The context is a folder, which is of the same kind of field.
            return widget.parameter.kind == "reference" and widget.place.parameter != "context"
        widget = widget.parentWidget()
    return False
