"""Fix all problems at once: what that changes is shown first, and one undo takes it back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from buildx_cache_flags.core.check.fix_all import Fixed, fix_all
from buildx_cache_flags.core.draft import differences
from buildx_cache_flags.qt.dialogs.buttons import DialogButtons
from buildx_cache_flags.qt.dialogs.diff_list import DiffList
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.look.thin_bar import ThinBar
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.wrapping import breakable

WIDTH = 64 * theme.GRID


class FixDialog(QDialog):
    """Shows the diff of *fixed*; the form changes only with the first button."""

    def __init__(self, store: FormStore, fixed: Fixed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._store = store
        self._fixed = fixed
        count = len(fixed.problems)
        self.setWindowTitle("Fix the problem" if count == 1 else f"Fix {count} problems")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.differences = differences.lines(store.draft, fixed.draft, store.catalog)
        self.buttons = DialogButtons("Fix")
        self._lay_out()
        self.buttons.accepted.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        self.buttons.main.setFocus()

    @classmethod
    def of(cls, store: FormStore, parent: QWidget | None = None) -> "FixDialog | None":
        """The dialog for what can be fixed in the form now; ``None`` where nothing can."""
        outcome = store.outcome
        if outcome is None:
            return None
        fixed = fix_all(store.draft, outcome.problems, store.catalog, lambda draft: store.judged(draft).problems)
        return cls(store, fixed, parent) if fixed.problems else None

    def _lay_out(self) -> None:
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.GRID)
        for message in dict.fromkeys(problem.message for problem in self._fixed.problems):
            label = Label(breakable(message))
            label.setWordWrap(True)
            inside.addWidget(label)
        inside.addSpacing(theme.GRID)
        inside.addWidget(DiffList(self.differences))
        inside.addStretch(1)
        area = QScrollArea()
        area.setVerticalScrollBar(ThinBar())
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        layout.setSpacing(2 * theme.GRID)
        layout.addWidget(area, 1)
        layout.addWidget(self.buttons)
        body.setFixedWidth(WIDTH)
        needed = body.heightForWidth(WIDTH) if body.hasHeightForWidth() else body.sizeHint().height()
        body.setMinimumWidth(0)
        body.setMaximumWidth(16_777_215)
        beside = self.buttons.sizeHint().height() + 8 * theme.GRID
        self.resize(WIDTH + 4 * theme.GRID, min(needed + beside, 70 * theme.GRID))

    def _apply(self) -> None:
        self._store.replace(self._fixed.draft)
        self._store.touch_all()
        self.accept()
