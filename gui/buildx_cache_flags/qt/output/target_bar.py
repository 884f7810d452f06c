"""Where the command goes: a chip for each of the usual places, and a menu with the others."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QRadioButton, QSizePolicy, QWidget

from buildx_cache_flags.core.targets import FIRST, TARGETS
from buildx_cache_flags.qt import literal, plain
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.look.segments import Segment
from buildx_cache_flags.qt.store import FormStore

GAP = 6
"""Pixels between two chips."""


class MoreChip(Button):
    """A button that looks like a chip and opens a menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("More", opens=True, parent=parent)

    def sizeHint(self) -> QSize:
        # As high as a chip.
        return super().sizeHint() - QSize(0, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        area = self.rect()
        pressed = self.isDown() or self.underMouse()
        paint.box(painter, area, area.height() / 2 - 0.5, ink.soft if pressed else ink.card, ink.frame_pen)
        if self.hasFocus():
            paint.ring(painter, area, area.height() / 2, ink.ring_pen)
        paint.chevron(painter, area.width() - 17, area.height() / 2 + 1, ink.chevron_pen)
        painter.setPen(QPen(ink.muted, 1))
        painter.drawText(area.adjusted(0, 0, -18, 0), plain.MIDDLE | plain.CENTRE, self.text())


class TargetBar(QWidget):
    """Chips in as many lines as they need.  A place from the menu gets a chip of its own once it is chosen."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self.setFont(theme.small(self.font()))
        self.chips: dict[str, Segment] = {}
        self._group = QButtonGroup(self)
        for name in FIRST:
            self._add(name, TARGETS[name].short)
        self.more = MoreChip(self)
        self.more.setAccessibleName("More places to copy for")
        self.more.setMenu(QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._fill_menu)
        literal.tip(self.more, "Other shells and files")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _add(self, name: str, text: str) -> None:
        chip = Segment(text, "chip", self)
        chip.setAccessibleDescription("Copy for")
        literal.tip(chip, f"Copy for {TARGETS[name].label}")
        chip.toggled.connect(lambda on: self._choose(name) if on else None)
        last = next(reversed(self.chips.values()), None)
        self.chips[name] = chip
        self._group.addButton(chip)
        if last is not None:
            self.setTabOrder(last, chip)

    def _fill_menu(self) -> None:
        menu = self.more.menu()
        menu.clear()
        for target in TARGETS.values():
            if target.whole and target.name not in FIRST:
                action = QAction(target.label, menu)
                action.setCheckable(True)
                action.setChecked(self._store.view.target == target.name)
                action.triggered.connect(lambda _=False, name=target.name: self._choose(name))
                menu.addAction(action)

    def _choose(self, name: str) -> None:
        self._store.set_view(self._store.view._replace(target=name))

    def update_bar(self) -> None:
        """Show the target that the store has."""
        name = self._store.view.target
        if name not in self.chips:
            self._add(name, TARGETS[name].label.removeprefix("Terminal: "))
            self.chips[name].show()
            self._arrange()
            self.updateGeometry()
        chip = self.chips[name]
        if not chip.isChecked():
            chip.setChecked(True)
        for one in self.chips.values():
            # Tab stops at the chosen one, a click and the arrow keys reach the others.
            wanted = Qt.FocusPolicy.StrongFocus if one is chip else Qt.FocusPolicy.ClickFocus
            if one.focusPolicy() != wanted:
                one.setFocusPolicy(wanted)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        wide = sum(one.sizeHint().width() + GAP for one in self._widgets()) - GAP
        return QSize(wide, self.heightForWidth(max(self.width(), self.minimumSizeHint().width())))

    def minimumSizeHint(self) -> QSize:
        widest = max(one.sizeHint().width() for one in self._widgets())
        return QSize(widest, self.more.sizeHint().height())

    def _widgets(self) -> list[QRadioButton | Button]:
        return [*self.chips.values(), self.more]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._place(self.width(), move=True)

    def _place(self, width: int, *, move: bool) -> int:
        """Put the chips into lines of *width*, or only count; the height that they need."""
        x = y = line = 0
        for one in self._widgets():
            size = one.sizeHint()
            if x and x + size.width() > width:
                x, y, line = 0, y + line + GAP, 0
            if move:
                one.setGeometry(x, y, size.width(), size.height())
            x, line = x + size.width() + GAP, max(line, size.height())
        return y + line
