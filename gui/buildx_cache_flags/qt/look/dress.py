"""The look of a dialog: what Qt draws there by itself gets the frames, corners and bars of the window.

A dialog opens long after the first frame, so that a style sheet costs nobody anything.  Its colours are roles of the
palette, which follows the theme.  ``.QPushButton`` means that class alone: what paints itself is left alone.
"""

from typing import Final

from PySide6.QtWidgets import QWidget

_SHEET: Final = """
QPlainTextEdit, QTextEdit, QListView, QTreeView, .QLineEdit {
    border: 1px solid palette(mid); border-radius: 8px; background: palette(base); padding: 4px;
}
.QLineEdit { padding: 7px 10px; }
QPlainTextEdit:focus, QTextEdit:focus, QListView:focus, QTreeView:focus, .QLineEdit:focus {
    border: 2px solid palette(highlight); padding: 3px;
}
.QLineEdit:focus { padding: 6px 9px; }
QListView::item, QTreeView::item { padding: 4px; }
.QPushButton {
    border: 1px solid palette(mid); border-radius: 8px; background: palette(base); padding: 7px 14px;
}
.QPushButton:default {
    border-color: palette(highlight); background: palette(highlight); color: palette(highlighted-text);
}
.QPushButton:default:focus { border-color: palette(highlighted-text); }
.QPushButton:hover:!default { background: palette(alternate-base); }
.QPushButton:focus { border: 2px solid palette(highlight); padding: 6px 13px; }
.QPushButton:disabled { border-color: palette(window); }
QHeaderView::section { border: 0; background: palette(base); padding: 4px; }
QScrollBar:vertical { border: 0; background: transparent; width: 12px; }
QScrollBar:horizontal { border: 0; background: transparent; height: 12px; }
QScrollBar::handle { background: palette(mid); border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


def dress(dialog: QWidget) -> None:
    """Give *dialog* the look of the window."""
    dialog.setStyleSheet(_SHEET)
