"""The history of copies of all windows, as this one knows it: read beside the window, and told of every new copy."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from time import time
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import copies
from buildx_cache_flags.core.session.copies import Copied, Log
from buildx_cache_flags.qt.background import Background

MOST_FOUND: Final = 500
"""Images and refs of opened files that are offered."""


RETRY_MS: Final = 5_000
"""After the file could not be written, before that is tried again."""


class _Written(NamedTuple):
    """Whether the copies are in the file now, and what has to be said of it."""

    done: bool
    said: str = ""


class CopyLog(QObject):
    """What was copied.  Without a file only what this window copied counts, as long as it is open."""

    noted = Signal(str)

    def __init__(self, file: Path | None, catalog: Catalog, parent: QObject) -> None:
        super().__init__(parent)
        self._file = file
        self.catalog = catalog
        self._reading = Background(self)
        self._writing: list[Copied] = []
        self._writer = Background(self)
        self._clears = False
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._write)
        self._problem = ""
        self.copies: tuple[Copied, ...] = ()
        self.found: dict[str, None] = {}
        """Images and refs of files that were opened in this window."""
        self.private = False
        """Whether nothing is kept of what is copied."""

    def load(self, then: Callable[[], None] = lambda: None) -> None:
        """Read what all windows have copied; *then* is called when it is there."""
        file, catalog = self._file, self.catalog
        if file is None:
            then()
            return

        def loaded(log: Log) -> None:
            if log.problem and log.problem != self._problem:
                self._problem = log.problem
                self.noted.emit(log.problem)
            # What was written a moment ago may stand in both.
            there = {(one.time, one.text) for one in log.copies}
            waiting = tuple(one for one in reversed(self._writing) if (one.time, one.text) not in there)
            self.copies = (*waiting, *log.copies)[: copies.MOST]
            then()

        self._reading.do(lambda _: copies.read(file, catalog), loaded)

    def add(self, draft: Draft, view: View, text: str) -> Copied | None:
        """Keep that *text* was copied, which was made from *draft*."""
        if self.private:
            return None
        new = copies.copied(draft, view, text, self.catalog, time())
        self.copies = (new, *self.copies)[: copies.MOST]
        if self._file is not None:
            self._writing = [*self._writing, new][-copies.MOST :]
            self._write()
        return new

    def clear(self) -> None:
        """Forget all copies, of all windows."""
        self.copies = ()
        self._writing = []
        # What is on its way to the file comes behind the clearing.
        self._clears = self._writer.busy
        self._wipe()

    def _wipe(self) -> None:
        if self._file is not None:
            try:
                copies.clear(self._file)
            except OSError as error:
                self.noted.emit(f"The history of copies in {self._file} can't be cleared: {error.strerror or error}.")

    def used(self) -> list[str]:
        """Images and refs that were copied or found, the ones used most and last before the others."""
        counted: Counter[str] = Counter()
        for one in self.copies:
            counted.update(_texts(one.draft, self.catalog))
        return list(dict.fromkeys([*(text for text, _ in counted.most_common()), *self.found]))

    def learn(self, drafts: Iterable[Draft]) -> None:
        """Offer the images and refs of *drafts*, which stand in a file that was opened."""
        for draft in drafts:
            if len(self.found) < MOST_FOUND:
                self.found.update(dict.fromkeys(_texts(draft, self.catalog)))

    @property
    def written(self) -> bool:
        """Whether everything that was copied is in the file."""
        return not self._writing

    def flush(self) -> None:
        """Write what still waits, before the window is gone."""
        if self._writing and self._file is not None:
            _add(self._file, tuple(self._writing), self.catalog)
            self._writing = []

    def _write(self) -> None:
        file, catalog, new = self._file, self.catalog, tuple(self._writing)
        if file is None or not new or self._writer.busy:
            return

        def written(end: _Written) -> None:
            if end.said and end.said != self._problem:
                self.noted.emit(end.said)
            self._problem = end.said
            if self._clears:
                self._clears = False
                self._wipe()
            if end.done:
                # By identity: more may have come meanwhile, and more than are kept have gone.
                there = set(map(id, new))
                self._writing = [one for one in self._writing if id(one) not in there]
                self._write()
            else:
                self._retry.start(RETRY_MS)

        self._writer.do(lambda _: _add(file, new, catalog), written)


def _add(file: Path, new: Iterable[Copied], catalog: Catalog) -> _Written:
    """Put *new*, the oldest first, into *file*."""
    try:
        aside = copies.add(file, new, catalog)
    except OSError as error:
        return _Written(False, f"The history of copies in {file} can't be written: {error.strerror or error}.")
    return _Written(True, f"The history of copies could not be read. It is kept as {aside}." if aside else "")


def _texts(draft: Draft, catalog: Catalog) -> set[str]:
    """The image and the refs of *draft*, without those that are expressions of a file."""
    refs = {ref for option, _, entry in draft.all_entries() for ref in catalog.references(entry, option)}
    return {text for text in {draft.image, *refs} if text and "{{" not in text and len(text) < 300}
