"""Paste: a text is read, what it will change is shown, and only then it is applied."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk import contents
from buildx_cache_flags.core.disk.contents import UnreadableError
from buildx_cache_flags.core.draft import differences
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.pasted.pasting import Pasted
from buildx_cache_flags.core.project import offers
from buildx_cache_flags.core.project.offers import Offers
from buildx_cache_flags.qt.background import Background
from buildx_cache_flags.qt.dialogs.buttons import DialogButtons
from buildx_cache_flags.qt.dialogs.finding_list import Findings
from buildx_cache_flags.qt.dialogs.pasted_text import PastedText
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import DropDown
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.store import FormStore

AT_ONCE: Final = 4_000
"""Characters of a text that is read between two keystrokes; a longer one is read off the thread of the window."""

MOST_ENTRIES: Final = 60
"""Entries that the form takes from one paste, each with a card of its own; nobody writes as many by hand."""


class PasteDialog(QDialog):
    """Shows a text and what it would change; the form changes only with Apply.

    Where the text is a file with several builds, a drop-down chooses one.
    """

    found = Signal(object)
    """The drafts that the builds of a file make."""

    def __init__(self, store: FormStore, text: str, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(parent)
        dress(self)
        self._store = store
        self._name = name
        self._note = ""
        self._fixed: dict[str, str] = {}
        self._offers = Offers(())
        self._chosen = 0
        self.setWindowTitle(f"Paste from {name}" if name else "Paste")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = PastedText()
        self.builds = DropDown()
        self.findings = Findings()
        self.background = Background(self)
        self.progress = QProgressBar()
        self.buttons = DialogButtons("Apply")
        self.apply_button = self.buttons.main
        self._lay_out()
        self.text.changed.connect(self._read)
        self.builds.activated.connect(self._show)
        self.findings.fixed.connect(self._fix)
        self.buttons.accepted.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        self.background.progress.connect(self._show_progress)
        self.background.busy_changed.connect(self._show_busy)
        self.finished.connect(self.background.cancel)
        self.resize(76 * theme.GRID, 64 * theme.GRID)
        self.text.show_text(text)
        self._read()

    @classmethod
    def of_file(cls, store: FormStore, path: Path, parent: QWidget | None = None, note: str = "") -> "PasteDialog":
        """The dialog for the file at *path*, which it reads; one that can't be read is said so in it, and so is *note*."""
        dialog = cls(store, "", parent, path.name)
        dialog._note = note
        dialog.text.setReadOnly(True)
        dialog.background.do(lambda tell: _content(path, tell), dialog._loaded)
        return dialog

    def _loaded(self, content: str | UnreadableError) -> None:
        self.text.setReadOnly(False)
        if isinstance(content, UnreadableError):
            self.findings.show_sentences([f"{self._name} can't be read: {content}.", *self._notes])
        else:
            self.text.show_text(content)
            self._read()

    @property
    def _notes(self) -> tuple[str, ...]:
        return (self._note,) if self._note else ()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        label = Label("Paste a flag, a command or a file")
        label.setBuddy(self.text)
        self.builds.setAccessibleName("Build")
        self.progress.setAccessibleName("Reading")
        self.progress.setTextVisible(False)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.hide()
        end = QHBoxLayout()
        end.addWidget(self.progress, 1)
        end.addWidget(self.buttons)
        layout.addWidget(label)
        layout.addWidget(self.text, 2)
        layout.addWidget(self.text.note)
        layout.addWidget(self.builds)
        layout.addWidget(self.findings, 3)
        layout.addLayout(end)

    @property
    def _pasted(self) -> Pasted | None:
        index = max(self.builds.currentIndex(), 0)
        return self._offers.offers[index].pasted if index < len(self._offers.offers) else None

    @property
    def _view(self) -> View | None:
        """How the command is to be written, where what was pasted says so."""
        index = max(self.builds.currentIndex(), 0)
        return self._offers.offers[index].view if index < len(self._offers.offers) else None

    def _read(self) -> None:
        text, name, fixed = self.text.whole, self._name, dict(self._fixed)
        draft, catalog = self._store.draft, self._store.catalog
        if len(text) <= AT_ONCE:
            self.background.cancel()
            self._found(offers.read(text, name, draft, catalog, fixed) if text.strip() else Offers(()))
        else:
            self.background.do(lambda _: offers.read(text, name, draft, catalog, fixed), self._found)

    def _found(self, found: Offers) -> None:
        self._offers = found
        if self._name:
            self.found.emit([offer.pasted.draft for offer in found.offers])
        self.builds.clear()
        self.builds.addItems([offer.where for offer in found.offers])
        self.builds.setCurrentIndex(min(self._chosen, len(found.offers) - 1))
        self._chosen = 0
        self.builds.setVisible(len(found.offers) > 1)
        self._show()

    def _show(self) -> None:
        pasted = self._pasted
        changes = differences.lines(self._store.draft, pasted.draft, self._store.catalog) if pasted else ()
        crowd = _crowd(pasted)
        shown = replace(pasted, problems=self._with_later(pasted)) if pasted and not crowd else pasted
        self.findings.show_pasted(shown, changes, (*crowd, *self._offers.sentences, *self._notes))
        self.apply_button.setEnabled(pasted is not None and pasted.found and not crowd)

    def _with_later(self, pasted: Pasted) -> tuple[Problem, ...]:
        """What buildx refuses in the text, and what is wrong with the form that it makes."""
        if not pasted.found:
            return pasted.problems
        known = {problem.message for problem in pasted.problems}
        brought = [
            problem._replace(message=f"{problem.place.title}: {problem.message}", fix=None)
            for problem in self._store.judged(pasted.draft).problems
            if problem.severity != "hint" and problem.message not in known
        ]
        return (*pasted.problems, *brought)

    def _show_busy(self, busy: bool) -> None:
        """Say that there is something to wait for; Cancel ends it."""
        self.progress.setVisible(busy)
        if busy:
            # Without an end: how long reading takes is known to nobody.
            self.progress.setRange(0, 0)
            self.apply_button.setEnabled(False)
            self.builds.hide()
            self.findings.show_sentences([f"Reading {self._name or 'the text'}…"])

    def _show_progress(self, done: int, of: int) -> None:
        self.progress.setRange(0, of)
        self.progress.setValue(done)

    def _fix(self, value: str, fixed: str) -> None:
        """Take *fixed* instead of *value* from now on; the text stays as it was pasted."""
        self._fixed[value] = fixed
        self._chosen = self.builds.currentIndex()
        self._read()

    def _apply(self) -> None:
        pasted, view = self._pasted, self._view
        if pasted is not None:
            self._store.replace(pasted.draft)
            self._store.touch_all()
        if view is not None:
            self._store.set_view(view)
        self.accept()


def _crowd(pasted: Pasted | None) -> tuple[str, ...]:
    """What is to be said where there are more entries than the form can show without standing still."""
    count = 0 if pasted is None else len(pasted.draft.writes) + len(pasted.draft.reads)
    if count <= MOST_ENTRIES:
        return ()
    return (f"The text has {count} entries, and the form allows {MOST_ENTRIES}. Paste the part that matters.",)


def _content(path: Path, tell: contents.Progress) -> str | UnreadableError:
    try:
        return contents.text(path, tell)
    except UnreadableError as error:
        return error
