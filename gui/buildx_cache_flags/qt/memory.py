"""What is remembered from one start to the next: that there was one, where the command goes, and light or dark."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from buildx_cache_flags.qt import theme
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.core.written import View

_BOOLEANS = ("whole", "one_line", "defaults", "bake_objects")


class Memory:
    """Reads and writes the user's settings file.  Whatever is wrong in it counts as not there.

    Until a target is chosen, it is the usual terminal of *platform* (as in ``sys.platform``).
    """

    def __init__(self, settings: QSettings | None = None, platform: str = sys.platform) -> None:
        self._platform = platform
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "buildx-cache-flags", "buildx-cache-flags"
        )

    def is_first_start(self) -> bool:
        """Whether the application never started before; from now on it has."""
        first = str(self._settings.value("started", "")) != "true"
        if first:
            self._settings.setValue("started", "true")
        return first

    def recall_appearance(self) -> None:
        """Use the appearance that was chosen last, and keep what is chosen from now on."""
        kept = str(self._settings.value("appearance", ""))
        look = theme.current()
        if kept in theme.APPEARANCES and kept != look.appearance:
            look.apply(next(known for known in theme.APPEARANCES if known == kept))
        look.chosen.connect(lambda appearance: self._settings.setValue("appearance", appearance))

    def recall_view(self, store: FormStore) -> None:
        """Bring back how the command was written last, and keep what is chosen from now on."""
        store.set_view(self._view(store.view))
        store.view_changed.connect(lambda: self._keep_view(store.view))

    def _view(self, view: "View") -> "View":
        from buildx_cache_flags.core.targets import TARGETS, usual

        kept = {name: self._flag(name, getattr(view, name)) for name in _BOOLEANS}
        target = str(self._settings.value("target", ""))
        known = target in TARGETS and TARGETS[target].whole
        return view._replace(target=target if known else usual(self._platform), **kept)

    def _flag(self, name: str, otherwise: bool) -> bool:
        text = str(self._settings.value(name, otherwise)).lower()
        return text == "true" if text in ("true", "false") else otherwise

    def _keep_view(self, view: "View") -> None:
        self._settings.setValue("target", view.target)
        for name in _BOOLEANS:
            self._settings.setValue(name, "true" if getattr(view, name) else "false")
