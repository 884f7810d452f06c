"""The bar above both columns: recipes, paste, undo, redo, the BuildKit version and help."""

from dataclasses import replace

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QMessageBox, QToolButton, QWidget

from buildx_cache_flags import __version__
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.qt import icons, literal
from buildx_cache_flags.qt.detect import DetectButton
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore


class Toolbar(QWidget):
    """Buttons for what concerns the whole form."""

    paste_asked = Signal()
    file_asked = Signal(QMenu)
    """The menu File is opened, and has to be filled."""
    recipe_applied = Signal()
    tour_asked = Signal()
    shortcuts_asked = Signal()

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self.file = self._file_button()
        self.start = self._start_button()
        self.paste = self._button("paste", "Paste…", QKeySequence.StandardKey.Paste, self.paste_asked)
        self.undo = self._button("undo", "Undo", QKeySequence.StandardKey.Undo, store.undo)
        self.redo = self._button("redo", "Redo", QKeySequence.StandardKey.Redo, store.redo)
        for known_by_icon in (self.undo, self.redo):
            known_by_icon.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.buildkit = self._buildkit_box()
        self.detect = DetectButton(store)
        self.help = QToolButton()
        self.help.setText("Help")
        self.help.setAutoRaise(True)
        self.help.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.help.setMenu(QMenu(self.help))
        self.help.menu().aboutToShow.connect(self._fill_menu)
        self._lay_out()
        store.changed.connect(self.update_bar)
        self.update_bar()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID, theme.GRID * 2, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addWidget(self.file)
        layout.addWidget(self.start)
        layout.addWidget(self.paste)
        layout.addSpacing(theme.GRID)
        layout.addWidget(self.undo)
        layout.addWidget(self.redo)
        layout.addStretch(1)
        label = Label("BuildKit")
        label.setBuddy(self.buildkit)
        layout.addWidget(label)
        layout.addWidget(self.buildkit)
        layout.addWidget(self.detect)
        layout.addWidget(self.help)

    def _file_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("&File")
        button.setAutoRaise(True)
        keys = button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        literal.tip(button, f"Setups, history and sharing ({keys})")
        button.setAccessibleName("File")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        button.menu().setToolTipsVisible(True)
        button.menu().aboutToShow.connect(lambda: self.file_asked.emit(button.menu()))
        return button

    def _start_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon("start"))
        button.setText("Recipe&s")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        literal.tip(
            button, f"Start from a recipe ({button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
        )
        button.setAccessibleName("Start from a recipe")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        button.menu().aboutToShow.connect(self._fill_recipes)
        return button

    def _fill_recipes(self) -> None:
        """Offer the recipes; nothing of them is read before."""
        from buildx_cache_flags.qt.dialogs.recipe_menu import RecipeMenu

        menu = self.start.menu()
        found = menu.findChild(RecipeMenu)
        if found is None:
            found = RecipeMenu(menu, self._store, self.window())
            found.applied.connect(self.recipe_applied)
        found.fill()

    def _button(self, icon: str, text: str, key: QKeySequence.StandardKey, action: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon(icon))
        button.setText(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        literal.tip(
            button, f"{text.rstrip('…')} ({QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)})"
        )
        button.clicked.connect(action)
        return button

    def _buildkit_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName("My BuildKit")
        literal.tip(box, "Your builder's BuildKit version. Find it with docker buildx inspect.")
        releases = self._store.catalog.releases
        box.addItem(f"current ({versions.text(releases.current)})", "")
        for release in releases.releases:
            if release != releases.current:
                box.addItem(versions.text(release), versions.text(release))
        box.activated.connect(self._choose_buildkit)
        return box

    def _choose_buildkit(self, index: int) -> None:
        self._store.replace(replace(self._store.draft, buildkit=self.buildkit.itemData(index)))

    def update_bar(self) -> None:
        """Show the store's version and whether there is anything to undo."""
        self.undo.setEnabled(self._store.can_undo)
        self.redo.setEnabled(self._store.can_redo)
        chosen = self._store.draft.buildkit
        if chosen == self.buildkit.currentData():
            return
        index = self.buildkit.findData(chosen)
        if index < 0:
            self.buildkit.addItem(chosen, chosen)
            index = self.buildkit.count() - 1
        self.buildkit.setCurrentIndex(index)

    def _fill_menu(self) -> None:
        """Fill the menu when it is first asked for."""
        menu = self.help.menu()
        if menu.actions():
            return
        appearance = menu.addMenu("Appearance")
        group = QActionGroup(appearance)
        for name in theme.APPEARANCES:
            action = QAction(name.title(), group)
            action.setCheckable(True)
            action.setChecked(theme.current().appearance == name)
            action.triggered.connect(lambda _=False, chosen=name: theme.current().choose(chosen))
            appearance.addAction(action)
        menu.addAction("Show the tour").triggered.connect(self.tour_asked)
        menu.addAction("Keyboard shortcuts").triggered.connect(self.shortcuts_asked)
        link = menu.addAction("Documentation of the registry cache")
        link.triggered.connect(lambda: QDesktopServices.openUrl(QUrl(self._store.catalog.default.link)))
        menu.addSeparator()
        menu.addAction("About Buildx Cache Flags").triggered.connect(self._show_about)

    def _show_about(self) -> None:
        box = self._show(
            "About Buildx Cache Flags",
            f"<b>Buildx Cache Flags {__version__}</b><p>Builds and checks the cache flags of "
            "docker buildx build.</p><p>MIT licence. Qt and PySide6 are used under the LGPL.</p>",
        )
        box.setIconPixmap(self.window().windowIcon().pixmap(theme.GRID * 8))

    def _show(self, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setText(text)
        box.open()
        return box
