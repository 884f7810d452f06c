"""Why a problem is one: its cause, what real builds did, how to fix it, and where the documentation is."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from buildx_cache_flags.core.check import explanations
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.qt import literal, roles
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.wrapping import breakable

WIDTH = 60 * theme.GRID


class WhyDialog(QDialog):
    """Shows what stands behind the code of *problem*; it changes nothing."""

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._why = explanations.load()[problem.code]
        self.setWindowTitle(f"Why? {problem.code}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.documentation = Button("Open the documentation")
        self.documentation.setAutoDefault(False)
        literal.tip(self.documentation, self._why.link)
        self.documentation.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._why.link)))
        self.close_button = Button("Close", "primary")
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(self.documentation, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(problem)
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def texts(self) -> list[str]:
        """Every text that is shown, in order."""
        return [label.text() for label in self._body.findChildren(Label)]

    def _lay_out(self, problem: Problem) -> None:
        self._body = QWidget()
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.GRID)
        inside.addWidget(_wrapped(problem.message))
        for title, text in (
            ("Cause", self._why.cause),
            ("What real builds did", self._why.seen),
            ("How to fix it", self._why.fix),
        ):
            if text:
                inside.addSpacing(theme.GRID)
                head = Label(title)
                head.setFont(theme.heading(head.font()))
                roles.mark(head, "heading")
                inside.addWidget(head)
                inside.addWidget(_wrapped(text))
        inside.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        layout.setSpacing(2 * theme.GRID)
        layout.addWidget(area, 1)
        layout.addWidget(self.buttons)
        needed = inside.heightForWidth(WIDTH) + self.buttons.sizeHint().height() + 8 * theme.GRID
        self.resize(WIDTH + 4 * theme.GRID, min(needed, 70 * theme.GRID))


def _wrapped(text: str) -> Label:
    label = Label(breakable(text))
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
