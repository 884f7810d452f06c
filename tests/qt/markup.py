"""What Qt would read as HTML of all that the windows show at this moment."""

from collections.abc import Iterator

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocumentFragment
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLabel, QListWidget, QMessageBox, QWidget

from buildx_cache_flags.qt.explain.before import LinkedText

LINK = " Read more"


def read_as_html() -> list[str]:
    """Every text that is taken for HTML, and where; the one label that is HTML has to show its text as it stands."""
    return [f"{type(widget).__name__}: {text}" for widget in QApplication.allWidgets() for text in _of_widget(widget)]


def _of_widget(widget: QWidget) -> Iterator[str]:
    texts = [
        widget.toolTip(),
        widget.whatsThis(),
        widget.statusTip(),
        *_of_actions(widget.actions()),
        *_of_items(widget),
    ]
    yield from filter(QtGui.Qt.mightBeRichText, texts)
    if isinstance(widget, LinkedText):
        # The invisible places where a long word may break stand in the text, but not in its name.
        shown = QTextDocumentFragment.fromHtml(widget.text()).toPlainText().replace("\u200b", "")
        if shown.removesuffix(LINK) != widget.accessibleName().replace("\u200b", ""):
            yield widget.text()
    elif isinstance(widget, QLabel | QMessageBox) and not _is_plain(widget.textFormat(), widget.text()):
        yield widget.text()


def _is_plain(text_format: Qt.TextFormat, text: str) -> bool:
    if text_format == Qt.TextFormat.AutoText:
        return not QtGui.Qt.mightBeRichText(text)
    return text_format == Qt.TextFormat.PlainText


def _of_actions(actions: list[QAction]) -> Iterator[str]:
    for action in actions:
        yield from (action.toolTip(), action.whatsThis())


def _of_items(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QComboBox | QListWidget | QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        for row in range(model.rowCount()):
            yield str(model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) or "")
