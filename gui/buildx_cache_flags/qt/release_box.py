"""The BuildKit of the builder: every release can be chosen, as ranges in which nothing changed, or typed."""

from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QInputDialog

from buildx_cache_flags.core.catalog.release_ranges import ReleaseRange, lacks, release_ranges
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.qt import announce, literal, plain
from buildx_cache_flags.qt.look.controls import DropDown
from buildx_cache_flags.qt.store import FormStore

OTHER = "Other version…"
_ASK = "\0ask"
"""What the last item stands for, which is no version."""
_BESIDE = 48
"""Pixels beside the text."""
_TIP = "Your builder's BuildKit version. Find it with docker buildx inspect."


class ReleaseBox(DropDown):
    """A drop-down of ranges, the newest release first; the last item asks for a version."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self._ranges: tuple[ReleaseRange, ...] | None = None
        self.setAccessibleName("Builder: BuildKit version")
        newest = versions.text(store.catalog.releases.current)
        self.addItem(f"BuildKit {newest} (newest)", "")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.00 (newest)") + _BESIDE)
        self.activated.connect(self._choose)
        self.update_box()

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance("BuildKit 0.00 (newest)") + _BESIDE
        return QSize(wide, super().sizeHint().height())

    def draw_text(self, painter: QPainter, room: QRect) -> None:
        """Where there is little room, the version goes without its name."""
        text = self.currentText()
        if painter.fontMetrics().horizontalAdvance(text) > room.width():
            text = text.removeprefix("BuildKit ")
        painter.drawText(room, plain.LEFT | plain.MIDDLE, text)

    def showPopup(self) -> None:
        """Work out the ranges when they are first asked for: every table is read for them."""
        self.fill()
        super().showPopup()

    def fill(self) -> None:
        """Offer every range."""
        if self._ranges is None:
            self._ranges = release_ranges(self._store.catalog)
            for number, one in enumerate(self._ranges):
                if one.first < self._store.catalog.releases.current:
                    self.insertItem(number + 1, f"BuildKit {one.text}", versions.text(one.first))
            self.addItem(OTHER, _ASK)
            self.update_box()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and letters choose among all of them."""
        self.fill()
        super().keyPressEvent(event)

    def _choose(self, index: int) -> None:
        chosen = self.itemData(index)
        if chosen == _ASK:
            self.update_box()
            self.ask()
        else:
            self._take(chosen)

    def ask(self) -> None:
        """Ask for a version and take it."""
        dialog = QInputDialog(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("BuildKit version")
        dialog.setLabelText("Your builder's BuildKit version, for example 0.15.2:")
        dialog.setTextValue(self._store.draft.buildkit)
        dialog.textValueSelected.connect(self.take_typed)
        dialog.open()

    def take_typed(self, text: str) -> None:
        """Take the version *text*; one that is none stays in the form as it was typed, and is said to be wrong there."""
        try:
            self._take(versions.text(versions.parse(text)) if text.strip() else "")
        except ValueError:
            self._take(text.strip())

    def _take(self, version: str) -> None:
        self._store.replace(replace(self._store.draft, buildkit=version))
        announce.say(" ".join(self.differences()), self)

    def differences(self) -> tuple[str, ...]:
        """What the chosen release lacks for the entries of the form."""
        draft, catalog = self._store.draft, self._store.catalog
        if not draft.buildkit:
            return ()
        types = [entry.type for _, _, entry in draft.all_entries()]
        return lacks(catalog, catalog.release(draft.buildkit), types)

    def update_box(self) -> None:
        """Show the store's version."""
        chosen = self._store.draft.buildkit
        literal.tip(self, "\n".join((_TIP, *self.differences())))
        index = self.findData(chosen)
        if index < 0:
            index = 1 if self._ranges is None else self._place_of(chosen)
            self.insertItem(index, f"BuildKit {literal.literal(chosen)}", chosen)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def _place_of(self, chosen: str) -> int:
        """Before the range that it is in."""
        version = self._store.catalog.release(chosen)
        ranges = self._ranges or ()
        return next((number + 1 for number, one in enumerate(ranges) if version >= one.first), len(ranges))
