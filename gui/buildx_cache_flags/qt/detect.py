"""Detect: asks docker buildx for the builder in use, on a click, and chooses its BuildKit."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from buildx_cache_flags.qt import announce, literal
from buildx_cache_flags.qt.background import Background
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.live.builder import FoundBuilder

_ASK = "Detect"
_ASKING = "Cancel"


class DetectButton(QToolButton):
    """Asks off the window's thread; a second click waits no longer."""

    told = Signal(str)
    """What there is to say of the builder, as sentences."""

    def __init__(self, store: FormStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._background = Background(self)
        self._background.busy_changed.connect(lambda _: self._show_busy())
        self.setAutoRaise(True)
        self.clicked.connect(self._click)
        self._show_busy()

    def _click(self) -> None:
        if self._background.busy:
            self._background.cancel()
        else:
            self._background.do(_look, self._show)

    def _show_busy(self) -> None:
        busy = self._background.busy
        self.setText(_ASKING if busy else _ASK)
        self.setAccessibleName("Stop waiting for docker" if busy else "Detect my BuildKit")
        literal.tip(
            self,
            "Asking docker buildx. Click to stop."
            if busy
            else "Ask docker buildx for your builder and choose its BuildKit. Nothing is started or changed.",
        )

    def _show(self, found: "tuple[FoundBuilder | None, tuple[str, ...]]") -> None:
        """Choose the BuildKit that was found, and say the rest."""
        looked, problems = found
        said = list(problems)
        if looked is not None:
            builder = looked.builder
            if builder.buildkit:
                release = ".".join(builder.buildkit.split(".")[:2])
                self._store.replace(replace(self._store.draft, buildkit=release))
                said.insert(0, f"Builder {builder.name}: driver {builder.driver}, BuildKit {builder.buildkit}.")
        sentence = " ".join(said)
        self.told.emit(sentence)
        announce.say(sentence, self)


def _look(_tell: Callable[[int, int], None]) -> Any:  # noqa: ANN401 - what every work in the background gives
    """What docker buildx tells, and the sentences about it."""
    from buildx_cache_flags.core.check import builders
    from buildx_cache_flags.live import builder
    from buildx_cache_flags.live.failures import OutsideError

    try:
        found = builder.look()
    except OutsideError as error:
        return None, (str(error),)
    return found, tuple(problem.message for problem in builders.problems(found.builder, found.status))
