"""The sheet of shortcuts: every key in one place."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress


class ShortcutSheet(QDialog):
    """Shows keys and what they do, row by row."""

    def __init__(self, rows: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self.rows = tuple(rows)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setHorizontalSpacing(3 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        for number, (keys, what) in enumerate(self.rows):
            name, meaning = Label(keys), Label(what)
            name.setFont(theme.mono(name.font()))
            meaning.setWordWrap(True)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(name, number, 0, top)
            grid.addWidget(meaning, number, 1, top)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(self.rows), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName("Keyboard shortcuts")
        area.setWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        self.resize(72 * theme.GRID, 68 * theme.GRID)
