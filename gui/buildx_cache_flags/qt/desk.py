"""What surrounds the form in its window: setups, session, history, palette, comparing and sharing."""

from functools import partial
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from buildx_cache_flags.core.session import copies
from buildx_cache_flags.core.session.copies import Copied
from buildx_cache_flags.core.session.sessions import Mark
from buildx_cache_flags.core.session.setups import SUFFIX
from buildx_cache_flags.qt import desk_actions, window_actions
from buildx_cache_flags.qt.completer import Completion
from buildx_cache_flags.qt.copy_log import CopyLog
from buildx_cache_flags.qt.keeper import Keeper
from buildx_cache_flags.qt.projects import Projects
from buildx_cache_flags.qt.setup_files import SetupFiles
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.window_actions import Action

if TYPE_CHECKING:
    from buildx_cache_flags.qt.notice import Notice

NAME = "Buildx Cache Flags"
_TICK_MS = 20_000
"""After which "2 min ago" may have become wrong."""

_PAUSE_MS = 60
"""After a change, before the title and the mark of the last copy follow: nobody reads them while typing."""


def folder() -> Path:
    """Where a person's own things are kept: the folder of the settings."""
    settings = QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "buildx-cache-flags", "buildx-cache-flags"
    )
    return Path(settings.fileName()).parent


class Desk(QObject):
    """Everything of one window that is not the form itself.  Without a *kept_in* nothing outlives the window."""

    copied_changed = Signal(str)
    """When the command was copied last, and whether it has changed since; empty where it was not."""
    copy_asked = Signal(str)
    """A text is to be copied that is not the command."""
    file_opened = Signal(object, str)
    """A file was opened that is no setup: its path, and what is to be said beside it."""

    palette_asked = Signal()

    def __init__(self, store: FormStore, window: QWidget, kept_in: Path | None = None) -> None:
        super().__init__(window)
        self._store = store
        self._window = window
        self.notice: Notice | None = None
        self.keeper = Keeper(store, kept_in / "sessions", self) if kept_in else None
        self.log = CopyLog(kept_in / "copies.json" if kept_in else None, store.catalog, self)
        self.setups = SetupFiles(store, kept_in / "recent.json" if kept_in else None, window)
        self.setups.chosen.connect(self.open)
        self.projects = Projects(store, window)
        self.projects.found.connect(self.log.learn)
        self.completion = Completion(self.log.used, window)
        for part in (self.keeper, self.log, self.setups, self.projects):
            if part is not None:
                part.noted.connect(self.say)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.show_copied)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._show)
        for signal in (store.changed, store.view_changed, store.kept_changed):
            signal.connect(self._show_soon)
        window_actions.bind(self.actions, window)
        if self.keeper is not None:
            self.keeper.recall()

    @property
    def actions(self) -> tuple[Action, ...]:
        """What can be done here, in the order of the menu."""
        return desk_actions.of(self)

    def add_other(self) -> None:
        """Add another option of the build, which is empty yet."""
        self._store.add_other()

    @property
    def private(self) -> bool:
        """Whether nothing is kept."""
        return self.log.private

    def recall_view(self) -> None:
        """Bring back how the command was written, once it is known what is usual; and read what was copied before."""
        if self.keeper is not None:
            self.keeper.recall_view()
        self.log.load()
        self._show()

    def fill_menu(self, menu: QMenu) -> None:
        """Fill the menu *menu* with what there is now."""
        menu.clear()
        known = self.setups.recent()
        file = tuple(action for action in self.actions if action.section == "file")
        window_actions.fill(menu, file)
        last = menu.addMenu("Recent setups")
        last.setEnabled(bool(known))
        window_actions.fill(
            last, tuple(Action(Path(path).name, path, partial(self.open, Path(path))) for path in known)
        )
        menu.addSeparator()
        window_actions.fill(menu, tuple(action for action in self.actions if action.section != "file"))

    def open(self, path: Path, note: str = "") -> None:
        """Open a setup, or any other file; *note* is said beside it."""
        if path.is_dir():
            self.projects.open(path)
            if note:
                self.say(note)
            return
        # Any other file may be large, and is read beside the window.
        if path.suffix.lower() != SUFFIX or not self.setups.open(path):
            self.file_opened.emit(path, note)
        elif note:
            self.say(note)

    def copied(self) -> None:
        """Note that the command was copied as it is now."""
        outcome = self._store.outcome
        if outcome is None:
            return
        mark = Mark(time(), copies.digest(outcome.text))
        self.log.add(self._store.draft, self._store.view, outcome.text)
        self._store.keep(self._store.opened, mark)
        self._show()

    def bring_back(self, one: Copied) -> None:
        """Make the form what it was when *one* was copied; Undo brings the present one back."""
        self._store.replace(one.draft)
        self._store.set_view(one.view)

    def copy_again(self, one: Copied) -> None:
        """Copy the text of *one* once more."""
        self.log.add(one.draft, one.view, one.text)
        self.copy_asked.emit(one.text)

    def copy_markdown(self) -> None:
        """Copy the command with all that explains it."""
        from buildx_cache_flags.core.explain.as_markdown import markdown

        if self._store.outcome is not None:
            self.copy_asked.emit(markdown(self._store.outcome))

    def show_offer(self, offer: str) -> None:
        """Show what a step of *Before you run* has to paste."""
        from buildx_cache_flags.qt.handouts import Handouts

        handouts = Handouts(self._store, self._window)
        handouts.copy_asked.connect(self.copy_asked)
        handouts.show(offer)

    def show_cleanup(self) -> None:
        """Show what deletes old versions of the cache."""
        self.show_offer("cleanup")

    def show_own_registry(self) -> None:
        """Show how BuildKit reaches a registry in one's own network."""
        self.show_offer("registry")

    def show_shortcuts(self) -> None:
        """Show every key."""
        from buildx_cache_flags.qt import shortcuts
        from buildx_cache_flags.qt.dialogs.shortcut_sheet import ShortcutSheet

        known = {action.shown_keys: action.help for action in self.actions if action.keys}
        ShortcutSheet({**known, **dict(shortcuts.HELP)}.items(), self._window).open()

    def show_palette(self) -> None:
        """Find whatever there is."""
        self.palette_asked.emit()

    def show_comparison(self, other: Copied | None = None) -> None:
        """Put the form beside *other*, else beside what was copied last or saved; else mode=min beside mode=max."""
        from buildx_cache_flags.qt import comparisons

        comparisons.show(self, other)

    @property
    def store(self) -> FormStore:
        """What the form shows."""
        return self._store

    @property
    def window(self) -> QWidget:
        """The window that all this belongs to."""
        return self._window

    def show_history(self) -> None:
        """Show what was copied, with what other windows copied meanwhile."""
        from buildx_cache_flags.qt.dialogs.history_dialog import HistoryDialog

        dialog = HistoryDialog(self.log, self._window)
        dialog.chosen.connect(self.bring_back)
        dialog.copy_asked.connect(self.copy_again)
        dialog.compare_asked.connect(self.show_comparison)
        dialog.open()

    def ask_clear(self) -> None:
        """Ask, and forget all copies."""
        from PySide6.QtWidgets import QMessageBox

        from buildx_cache_flags.qt import literal

        sentence = f"Clear the history of {len(self.log.copies)} copied commands? This can't be undone."
        box = literal.box(self._window, QMessageBox.Icon.Question, "Clear history", sentence)
        clear = box.addButton("Clear", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        clear.clicked.connect(self.log.clear)
        box.open()

    def toggle_private(self) -> None:
        """Keep nothing from now on, or keep everything again."""
        self.log.private = self.setups.private = not self.log.private
        if self.keeper is not None:
            self.keeper.set_private(self.log.private)
        self._show()

    def close(self) -> None:
        """Write what is not written yet."""
        self.log.flush()
        if self.keeper is not None:
            self.keeper.close()

    def say(self, sentence: str) -> None:
        """Say *sentence* once, where it keeps nobody from working."""
        if self.notice is None:
            if not sentence:
                return
            from buildx_cache_flags.qt.notice import Notice

            self.notice = Notice(self._window)
            layout = self._window.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(1, self.notice)
        self.notice.say(sentence)

    def _show_soon(self) -> None:
        self._soon.start()

    def _show(self) -> None:
        self._show_title()
        self.show_copied()

    def _show_title(self) -> None:
        opened = self._store.opened
        name = Path(opened.path).name.replace("[*]", "[*][*]") if opened else NAME
        private = " (private)" if self.private else ""
        title = f"{name}[*]{private}"
        if title != self._window.windowTitle():
            self._window.setWindowTitle(title)
        self._window.setWindowModified(self.setups.modified)

    def show_copied(self) -> None:
        """Tell when the command was copied last."""
        self.copied_changed.emit(self.copied_text())

    def copied_text(self) -> str:
        """When the command was copied last, and whether it has changed since; empty where it never was."""
        mark, outcome = self._store.mark, self._store.outcome
        if mark is None or outcome is None:
            self._tick.stop()
            return ""
        if not self._tick.isActive():
            self._tick.start()
        since = "" if copies.digest(outcome.text) == mark.digest else " · changed since"
        return f"Copied {copies.ago(time() - mark.time)}{since}"
