"""The bar above both columns: file, recipes, paste, undo, redo, the BuildKit of the builder, and help."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from buildx_cache_flags.qt import icons, literal, roles
from buildx_cache_flags.qt.detect import DetectButton
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.release_box import ReleaseBox
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.qt.dialogs.recipe_menu import RecipeMenu

START, PASTE = "&Start from a recipe", "Paste a command…"
SHORT_START, SHORT_PASTE = "Recipe&s", "Paste…"


class Toolbar(QWidget):
    """Buttons for what concerns the whole form.

    Where there is little room, their texts are shorter; where there is less, pasting, undo and redo are in a menu.
    """

    paste_asked = Signal()
    file_asked = Signal(QMenu)
    """The menu File is opened, and has to be filled."""
    recipe_applied = Signal()
    tour_asked = Signal()
    shortcuts_asked = Signal()
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self._is_short = self._is_tight = False
        self.setAccessibleName("Toolbar")
        roles.mark(self, "toolbar")
        self.file = Button("&File", "quiet")
        _name(self.file, "File", "Setups, history and sharing (Alt+F)")
        self.file.setMenu(QMenu(self.file))
        self.file.menu().setToolTipsVisible(True)
        self.file.menu().aboutToShow.connect(lambda: self.file_asked.emit(self.file.menu()))
        self.start = Button(START, opens=True)
        _name(self.start, "Start from a recipe", "Start from a recipe (Alt+S)")
        self.start.setMenu(QMenu(self.start))
        self.start.menu().aboutToShow.connect(self._fill_recipes)
        self.paste = Button(PASTE)
        _name(self.paste, "Paste a command", f"Paste a flag, a command or a file ({_keys('Paste')})")
        self.paste.clicked.connect(self.paste_asked)
        self.undo = _by_icon("undo", "Undo", self.undo_asked)
        self.redo = _by_icon("redo", "Redo", self.redo_asked)
        self.more = Button("⋯")
        _name(self.more, "More", "Paste, undo and redo")
        self.more.setMenu(QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._fill_more)
        self.more.hide()
        self._label = Label("Builder")
        self._label.setFont(theme.small(self.font()))
        self._label.setForegroundRole(theme.Role.PlaceholderText)
        self.buildkit = ReleaseBox(store)
        self._label.setBuddy(self.buildkit)
        self.detect = DetectButton(store)
        self.help = Button("Help", "quiet")
        self.help.setMenu(QMenu(self.help))
        self.help.menu().aboutToShow.connect(self._fill_help)
        self._lay_out()
        store.changed.connect(self.update_bar)
        self.update_bar()

    def _lay_out(self) -> None:
        layout = self._line = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID, theme.GRID - 1, 2 * theme.GRID, theme.GRID)
        layout.setSpacing(theme.GRID)
        first: tuple[QWidget, ...] = (self.file, self.start, self.paste, self.undo, self.redo, self.more)
        last: tuple[QWidget, ...] = (self._label, self.buildkit, self.detect, self.help)
        for widget in first:
            layout.addWidget(widget)
        layout.addStretch(1)
        for widget in last:
            layout.addWidget(widget)

    def minimumSizeHint(self) -> QSize:
        """Room for the short texts, with the rest in the menu."""
        return QSize(self._least_width(self.more.sizeHint().width()), super().minimumSizeHint().height())

    def _least_width(self, *middle: int) -> int:
        """Pixels across with the short texts and these widths between them."""
        start = _width_with(self.start, SHORT_START)
        wide = (
            self.file.sizeHint().width(),
            start,
            *middle,
            self.buildkit.minimumWidth(),
            self.help.sizeHint().width(),
        )
        return sum(wide) + len(wide) * theme.GRID // 2 + 3 * theme.GRID

    def _short_width(self) -> int:
        """Pixels across with the short texts and a button for everything."""
        return self._least_width(_width_with(self.paste, SHORT_PASTE), self.undo.width(), self.redo.width())

    def _long_width(self) -> int:
        """Pixels across with the long texts, and all of the builder."""
        longer = _width_with(self.start, START) - _width_with(self.start, SHORT_START)
        longer += _width_with(self.paste, PASTE) - _width_with(self.paste, SHORT_PASTE)
        beside = (
            self._label.sizeHint().width()
            + self.detect.sizeHint().width()
            + self.buildkit.sizeHint().width()
            - self.buildkit.minimumWidth()
        )
        return self._short_width() + longer + beside + 5 * theme.GRID

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        short, tight = self.width() < self._long_width(), self.width() < self._short_width()
        if short != self._is_short:
            self._is_short = short
            self.start.setText(SHORT_START if short else START)
            self.paste.setText(SHORT_PASTE if short else PASTE)
            self._label.setVisible(not short)
            self.detect.setVisible(not short)
            self._line.setSpacing(theme.GRID // 2 if short else theme.GRID)
        if tight != self._is_tight:
            self._is_tight = tight
            for button in (self.paste, self.undo, self.redo):
                button.setVisible(not tight)
            self.more.setVisible(tight)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.fillRect(self.rect(), ink.card)
        paint.bar(painter, self.rect().toRectF().adjusted(0, self.height() - 1, 0, 0), ink.line)

    def _fill_recipes(self) -> None:
        """Offer the recipes; nothing of them is read before."""
        self._recipes().fill()

    def _recipes(self) -> "RecipeMenu":
        from buildx_cache_flags.qt.dialogs.recipe_menu import RecipeMenu

        menu = self.start.menu()
        found = menu.findChild(RecipeMenu)
        if found is None:
            found = RecipeMenu(menu, self._store, self.window())
            found.applied.connect(self.recipe_applied)
        return found

    def choose_recipe(self) -> None:
        """Ask what leads to a recipe."""
        self._recipes().choose()

    def _fill_more(self) -> None:
        menu = self.more.menu()
        menu.clear()
        menu.addAction(PASTE, self.paste_asked.emit)
        for button, asked in ((self.undo, self.undo_asked), (self.redo, self.redo_asked)):
            menu.addAction(button.text(), asked.emit).setEnabled(button.isEnabled())

    def update_bar(self) -> None:
        """Show the store's version and whether there is anything to undo."""
        self.undo.setEnabled(self._store.can_undo)
        self.redo.setEnabled(self._store.can_redo)
        self.buildkit.update_box()

    def _fill_help(self) -> None:
        from buildx_cache_flags.qt import help_menu

        help_menu.fill(
            self.help.menu(),
            self.window(),
            self._store.catalog.default.link,
            self.tour_asked.emit,
            self.shortcuts_asked.emit,
        )


def _name(button: QPushButton, name: str, tip: str) -> None:
    button.setAccessibleName(name)
    literal.tip(button, tip)


def _width_with(button: QPushButton, text: str) -> int:
    """Pixels across that *button* would want with *text*."""
    metrics = button.fontMetrics()
    return button.sizeHint().width() + metrics.horizontalAdvance(text) - metrics.horizontalAdvance(button.text())


def _keys(name: str) -> str:
    keys = QKeySequence(QKeySequence.StandardKey[name])
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def _by_icon(icon: str, name: str, asked: object) -> QToolButton:
    button = QToolButton()
    button.setIcon(icons.icon(icon))
    button.setText(name)
    button.setAutoRaise(True)
    side = theme.height_of_control(button.font())
    button.setFixedSize(side, side)
    button.setIconSize(QSize(side // 2 - 1, side // 2 - 1))
    literal.tip(button, f"{name} ({_keys(name)})")
    button.clicked.connect(asked)
    return button
