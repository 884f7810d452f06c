"""What the present command does: sentences in the order in which things happen, and a picture of it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.release_ranges import lacks
from buildx_cache_flags.core.explain import sentences
from buildx_cache_flags.core.explain.picture import scene
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import roles
from buildx_cache_flags.qt.explain.picture import Picture
from buildx_cache_flags.qt.explain.sentence_list import SentenceList
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore

LONGEST = 400
"""Characters of one sentence."""

_NEW = (
    "What a registry cache is",
    "The layers of this build are kept next to your images, so that the next build, on any machine, reuses them.",
)


class ExplainedPage(QWidget):
    """Shows what the store's draft does; before anything is named, what a cache is good for."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self._title = Label("What this does")
        self._title.setFont(theme.title(self.font()))
        roles.mark(self._title, "heading")
        self.sentences = SentenceList()
        self.sentences.setAccessibleName("What this does")
        self.picture = Picture()
        self.release = Label()
        self.release.setWordWrap(True)
        self.release.setFont(theme.small(self.font()))
        self.release.setForegroundRole(theme.Role.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._title)
        layout.addWidget(self.sentences)
        layout.addWidget(self.release)
        layout.addSpacing(theme.GRID)
        layout.addWidget(self.picture)

    def update_meaning(self) -> None:
        """Say and draw it anew."""
        outcome, view = self._store.outcome, self._store.view
        if outcome is None:
            return
        facts = outcome.facts
        names = {self._store.draft.image, *(one.where for one in facts.entries)} - {""}
        target = TARGETS[view.target]
        if names:
            self._title.setText("What this does")
            said = sentences(facts, whole=target.whole and (view.whole or not target.shell))
        else:
            title, sentence = _NEW
            self._title.setText(title)
            said = (sentence,)
        longest_first = sorted(names, key=len, reverse=True)
        self.sentences.show_sentences([visible(step, LONGEST) for step in said], longest_first)
        self._show_release()
        self.picture.show_scene(scene(facts))

    def _show_release(self) -> None:
        """What is different with an older BuildKit."""
        draft, catalog = self._store.draft, self._store.catalog
        types = [entry.type for _, _, entry in draft.all_entries()]
        said = lacks(catalog, catalog.release(draft.buildkit), types) if draft.buildkit else ()
        self.release.setText(" ".join(said))
        self.release.setVisible(bool(said))
