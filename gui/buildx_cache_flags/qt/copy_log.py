"""The history of copies of all windows, as this one knows it: read beside the window, and told of every new copy."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from time import time
from typing import Final

from PySide6.QtCore import QObject, Signal

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import copies
from buildx_cache_flags.core.session.copies import Copied, Log
from buildx_cache_flags.qt.background import Background

MOST_FOUND: Final = 500
"""Images and refs of opened files that are offered."""


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
            self._writing.append(new)
            self._write()
        return new

    def clear(self) -> None:
        """Forget all copies, of all windows."""
        self.copies = ()
        self._writing.clear()
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

    def flush(self) -> None:
        """Write what still waits, before the window is gone."""
        if self._writing and self._file is not None:
            _add(self._file, tuple(self._writing), self.catalog)
            self._writing.clear()

    def _write(self) -> None:
        file, catalog, new = self._file, self.catalog, tuple(self._writing)
        if file is None or not new or self._writer.busy:
            return

        def written(problem: str) -> None:
            del self._writing[: len(new)]
            if problem and problem != self._problem:
                self.noted.emit(problem)
            self._problem = problem
            self._write()

        self._writer.do(lambda _: _add(file, new, catalog), written)


def _add(file: Path, new: Iterable[Copied], catalog: Catalog) -> str:
    """Why the last of *new* could not be kept, or where a broken file is kept now; empty where all is well."""
    said = ""
    for one in new:
        try:
            aside = copies.add(file, one, catalog)
        except OSError as error:
            return f"The history of copies in {file} can't be written: {error.strerror or error}."
        if aside:
            said = f"The history of copies could not be read. It is kept as {aside}."
    return said


def _texts(draft: Draft, catalog: Catalog) -> set[str]:
    """The image and the refs of *draft*, without those that are expressions of a file."""
    refs = {ref for option, _, entry in draft.all_entries() for ref in catalog.references(entry, option)}
    return {text for text in {draft.image, *refs} if text and "{{" not in text and len(text) < 300}
