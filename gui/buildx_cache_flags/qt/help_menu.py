"""The menu Help: settings, the tour, the keys, the documentation, and what this is."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from buildx_cache_flags import __version__
from buildx_cache_flags.qt.look import theme


def fill(
    menu: QMenu, window: QWidget, link: str, show_tour: Callable[[], object], show_keys: Callable[[], object]
) -> None:
    """Fill *menu* when it is first asked for."""
    if menu.actions():
        return
    appearance = menu.addMenu("Appearance")
    group = QActionGroup(appearance)
    for name in theme.APPEARANCES:
        action = QAction(name.title(), group)
        action.setCheckable(True)
        action.setChecked(theme.current().appearance == name)
        action.triggered.connect(_choosing(name))
        appearance.addAction(action)
    menu.addAction("Settings…").triggered.connect(lambda: show_settings(window, show_tour))
    menu.addAction("Show the tour").triggered.connect(show_tour)
    menu.addAction("Keyboard shortcuts").triggered.connect(show_keys)
    menu.addAction("What a cache can't do…").triggered.connect(lambda: show_limits(window))
    menu.addAction("Documentation of the registry cache").triggered.connect(
        lambda: QDesktopServices.openUrl(QUrl(link))
    )
    menu.addSeparator()
    menu.addAction("About Buildx Cache Flags").triggered.connect(lambda: _show_about(window))


def show_limits(window: QWidget) -> None:
    """Open the page of what a cache can't do."""
    from buildx_cache_flags.qt.dialogs.limits_dialog import LimitsDialog

    LimitsDialog(window).open()


def show_settings(window: QWidget, show_tour: Callable[[], object]) -> None:
    """Open the page of the settings."""
    from buildx_cache_flags.qt.dialogs.settings_dialog import SettingsDialog

    dialog = SettingsDialog(window)
    dialog.tour_asked.connect(show_tour)
    dialog.open()


def _show_about(window: QWidget) -> None:
    box = _show(
        window,
        "About Buildx Cache Flags",
        f"<b>Buildx Cache Flags {__version__}</b><p>Builds and checks the cache flags of "
        "docker buildx build.</p><p>MIT licence. Qt and PySide6 are used under the LGPL.</p>",
    )
    box.setIconPixmap(window.windowIcon().pixmap(theme.GRID * 8))


def _show(window: QWidget, title: str, text: str) -> QMessageBox:
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(text)
    box.open()
    return box


def _choosing(appearance: theme.Appearance) -> Callable[[], None]:
    return lambda: theme.current().choose(appearance)
