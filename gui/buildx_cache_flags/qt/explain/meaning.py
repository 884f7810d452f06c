"""What the present command does: sentences in the order in which things happen, and a picture of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from buildx_cache_flags.core.explain import sentences
from buildx_cache_flags.core.explain.picture import scene
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt.explain.picture import Picture
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.wrapping import breakable

LONGEST = 400
"""Characters of one sentence."""


class Meaning(QWidget):
    """Shows what the store's draft does."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        title = Label("What this does")
        title.setFont(theme.title(self.font()))
        self.sentences = Label()
        self.sentences.setWordWrap(True)
        self.sentences.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.picture = Picture()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(title)
        layout.addWidget(self.sentences)
        layout.addWidget(self.picture)

    def update_meaning(self) -> None:
        """Say and draw it anew."""
        outcome, view = self._store.outcome, self._store.view
        if outcome is None:
            return
        target = TARGETS[view.target]
        steps = sentences(outcome.facts, whole=target.whole and (view.whole or not target.shell))
        self.sentences.setText("\n".join(breakable(visible(step, LONGEST)) for step in steps))
        self.picture.show_scene(scene(outcome.facts))
