"""What is remembered from one start to the next: that there was one, where the command goes, and light or dark."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLockFile, QSettings, QTimer

from buildx_cache_flags.qt import room
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.core.outcome import View
    from buildx_cache_flags.qt.form.groups import Groups
    from buildx_cache_flags.qt.form.row_filter import RowFilter
    from buildx_cache_flags.qt.window import Window

STALE_MS: Final = 2_000
"""Age in milliseconds from which the lock of the settings counts as left behind: writing them takes a few."""
RETRY_MS: Final = 500
MOST_TRIES: Final = 20
"""How often a change is tried again while the lock is not free, before it is forgotten."""

TEXT_SIZES: Final = range(8, 25)
"""Points that text may have."""


class Memory:
    """Reads and writes the user's settings file.  Whatever is wrong in it counts as not there.

    Until a target is chosen, it is the usual terminal of *platform* (as in ``sys.platform``).
    """

    def __init__(self, settings: QSettings | None = None, platform: str = sys.platform) -> None:
        self._platform = platform
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "buildx-cache-flags", "buildx-cache-flags"
        )
        self._due: dict[str, str] = {}
        self.private: Callable[[], bool] = lambda: False
        """Whether nothing of what is done is to be kept."""
        self._tries = 0

    def is_first_start(self) -> bool:
        """Whether the application never started before; from now on it has."""
        first = str(self._settings.value("started", "")) != "true"
        if first:
            self._keep({"started": "true"})
        return first

    def recall_appearance(self) -> None:
        """Use the appearance that was chosen last, and keep what is chosen from now on."""
        kept = str(self._settings.value("appearance", ""))
        look = theme.current()
        if kept in theme.APPEARANCES and kept != look.appearance:
            look.apply(next(known for known in theme.APPEARANCES if known == kept))
        look.chosen.connect(lambda appearance: self._keep({"appearance": appearance}))

    def text_size(self) -> int:
        """The size of text that was chosen, in points; 0 for the system's."""
        kept = str(self._settings.value("text_size", ""))
        return int(kept) if kept.isdecimal() and int(kept) in TEXT_SIZES else 0

    def keep_text_size(self, points: int) -> None:
        """Remember a size of text from :data:`TEXT_SIZES`, or 0 for the system's."""
        self._keep({"text_size": str(points)})

    def recall_groups(self, groups: "Groups") -> None:
        """Have groups of rows open or closed as they were left, and keep what is opened and closed from now on."""
        kept = {name: self._flag(f"group-{name}", True) for name in self._names("group-")}
        groups.recall(kept)
        groups.changed.connect(lambda name, is_open: self._keep({f"group-{name}": "true" if is_open else "false"}))

    def recall_filter(self, row_filter: "RowFilter") -> None:
        """Show only what is set, or everything, as it was left, and keep what is chosen from now on."""
        row_filter.recall(only_set=self._flag("only-set", False))
        row_filter.kept.connect(lambda only_set: self._keep({"only-set": "true" if only_set else "false"}))

    def recall_place(self, window: "Window") -> None:
        """Put the window where it was and share its width as it was, and keep both when it is closed."""
        room.bring_back(window, str(self._settings.value("window", "")))
        with suppress(ValueError):
            window.form_share = min(max(float(str(self._settings.value("form-share", ""))), 0.2), 0.8)
        window.closed.connect(lambda: self._keep_place(window))

    def _keep_place(self, window: "Window") -> None:
        share = {} if window.form_share is None else {"form-share": f"{window.form_share:.3f}"}
        self._keep({"window": room.where(window), **share})

    def _names(self, start: str) -> list[str]:
        """What follows *start* in the keys that are kept."""
        return [key.removeprefix(start) for key in self._settings.allKeys() if key.startswith(start)]

    def recall_view(self, store: FormStore) -> None:
        """Bring back how the command was written last, and keep what is chosen from now on."""
        store.set_view(self._view(store.view))
        store.view_changed.connect(lambda: self._keep_view(store.view))

    def _view(self, view: "View") -> "View":
        from buildx_cache_flags.core.targets import TARGETS, usual

        kept = {name: self._flag(name, getattr(view, name)) for name in _switches(view)}
        target = str(self._settings.value("target", ""))
        known = target in TARGETS and TARGETS[target].whole
        return view._replace(target=target if known else usual(self._platform), **kept)  # type: ignore[arg-type]

    def _flag(self, name: str, otherwise: bool) -> bool:
        text = str(self._settings.value(name, otherwise)).lower()
        return text == "true" if text in ("true", "false") else otherwise

    def _keep_view(self, view: "View") -> None:
        flags = {name: "true" if getattr(view, name) else "false" for name in _switches(view)}
        self._keep({"target": view.target, **flags})

    def _keep(self, values: Mapping[str, str]) -> None:
        if self.private():
            return
        self._due.update(values)
        self._tries = MOST_TRIES
        self._write()

    def _write(self) -> None:
        """Write what is due, unless somebody holds the lock: Qt would wait for it, and the window with it."""
        if not self._due:
            return
        if _can_be_locked(Path(self._settings.fileName())):
            for name, text in self._due.items():
                self._settings.setValue(name, text)
            self._due.clear()
            self._settings.sync()
        elif self._tries:
            self._tries -= 1
            QTimer.singleShot(RETRY_MS, self._write)


def _switches(view: "View") -> list[str]:
    """The fields of a view that are on or off."""
    return [name for name, value in view._asdict().items() if isinstance(value, bool)]


def _can_be_locked(settings: Path) -> bool:
    """Whether the lock that Qt takes for *settings* is free; one that was left behind is removed."""
    with suppress(OSError):
        settings.parent.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(f"{settings}.lock")
    lock.setStaleLockTime(STALE_MS)
    return lock.tryLock(0)
