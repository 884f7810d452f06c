"""What is really in the registry: a look into a ref of the form, on a click alone, and off the window's thread."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from buildx_cache_flags.core.cachemanifest import looks, meaning, sentences
from buildx_cache_flags.core.cachemanifest.inventory import Contents
from buildx_cache_flags.core.cachemanifest.looks import Look
from buildx_cache_flags.core.cachemanifest.manifests import ManifestError
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import announce
from buildx_cache_flags.qt.background import Background
from buildx_cache_flags.qt.explain.layers import LayerTable
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import Button, DropDown
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.wrapping import breakable

if TYPE_CHECKING:
    from buildx_cache_flags.live.registry import RegistryClient
    from buildx_cache_flags.live.tags import Caches

LONGEST: Final = 300
"""Characters of a ref that a sentence shows."""
MOST_TAGS: Final = 12
"""Tags that are offered."""

_PROMISE: Final = (
    "Asks {host} with Docker's own login. Looking only reads; “May I write?” starts an upload and cancels it."
)
_NO_REF: Final = "Enter a cache reference first. One with a variable can't be looked into."


class RegistryPage(QWidget):
    """A ref to look into, what is under it, and the other caches of its repository."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self._looks: tuple[Look, ...] = ()
        self._asked: Look | None = None
        self._registry: RegistryClient | None = None
        self._background = Background(self)
        self._background.progress.connect(self._progressed)
        self.choice = DropDown()
        self.choice.setAccessibleName("Reference to look into")
        self.look = Button("Look into the registry")
        self.cancel = Button("Cancel")
        self.others = Button("Other caches there")
        self.may_write = Button("May I write?")
        self._about = _quiet(Label())
        self._head = Label()
        self._text = Label()
        self.layers = LayerTable()
        self._tags: list[QWidget] = []
        self.read_buttons: list[Button] = []
        self._lay_out()
        self._join()
        self._clear()

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID + theme.GRID // 2)
        self._head.setFont(theme.title(self.font()))
        for label in (self._about, self._head, self._text):
            label.setWordWrap(True)
        self._layout.addWidget(self.choice)
        # In two lines: in wide letters the column has no room for all of them in one.
        for line in ((self.look, self.cancel), (self.others, self.may_write)):
            buttons = QHBoxLayout()
            buttons.setSpacing(theme.GRID)
            for button in line:
                buttons.addWidget(button)
            buttons.addStretch(1)
            self._layout.addLayout(buttons)
        for widget in (self._about, self._head, self._text, self.layers):
            self._layout.addWidget(widget)

    def _join(self) -> None:
        self.look.clicked.connect(self._look)
        self.others.clicked.connect(self._list)
        self.may_write.clicked.connect(self._try_writing)
        self.cancel.clicked.connect(self.stop)
        self.choice.currentIndexChanged.connect(lambda _: self._choose())
        self._background.busy_changed.connect(lambda _: self._show_busy())

    def update_refs(self) -> None:
        """Offer the refs of the present draft; what was found stays as long as its ref does."""
        found = looks.of(self._store.draft, self._store.catalog)
        if found == self._looks and self._about.text():
            return
        kept = (
            self._looks[self.choice.currentIndex()].reference
            if 0 <= self.choice.currentIndex() < len(self._looks)
            else None
        )
        self._looks = found
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([visible(one.reference.canonical, LONGEST) for one in found])
        self.choice.setCurrentIndex(max(next((n for n, one in enumerate(found) if one.reference == kept), 0), 0))
        self.choice.blockSignals(False)
        self.choice.setVisible(len(found) > 1)
        self._choose()

    @property
    def chosen(self) -> Look | None:
        """The ref that a click looks into."""
        index = self.choice.currentIndex()
        return self._looks[index] if 0 <= index < len(self._looks) else None

    @property
    def told(self) -> str:
        """All that stands there now, in the order of the eye."""
        labels = (self._about, self._head, self._text)
        return "\n".join(label.accessibleName() for label in labels if label.text())

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._background.cancel()
        if self._registry is not None:
            self._registry.cancel()
        _show(self._about, "Cancelled.")

    def _choose(self) -> None:
        chosen = self.chosen
        if self._asked is not None and (chosen is None or chosen.reference != self._asked.reference):
            self._clear()
        if chosen is None:
            _show(self._about, _NO_REF)
        elif not self._background.busy and self._asked is None:
            host = visible(chosen.reference.domain)
            _show(self._about, f"{visible(chosen.reference.canonical, LONGEST)}\n{_PROMISE.format(host=host)}")
        self._show_busy()

    def _show_busy(self) -> None:
        busy, there = self._background.busy, self.chosen is not None
        for button in (self.look, self.others, self.may_write):
            button.setEnabled(there and not busy)
        self.cancel.setVisible(busy)

    def _clear(self) -> None:
        self._asked = None
        for label in (self._head, self._text):
            label.clear()
            label.hide()
        self.layers.show_layers(())
        self._forget_tags()

    def _ask(
        self, work: Callable[["RegistryClient", Callable[[int, int], None]], Any], then: Callable[[Any], None]
    ) -> None:
        """Do *work* with the registry of the chosen ref, off the window's thread, and give its result to *then*."""
        chosen = self.chosen
        if chosen is None:
            return
        self._clear()
        self._asked = chosen
        _show(self._about, f"Asking {visible(chosen.reference.domain)} …")

        def asking(tell: Callable[[int, int], None]) -> Any:  # noqa: ANN401 - whatever the work gives
            from buildx_cache_flags.live.failures import OutsideError
            from buildx_cache_flags.live.registry import RegistryClient

            self._registry = RegistryClient(chosen.reference, insecure=chosen.insecure)
            try:
                return work(self._registry, tell)
            except OutsideError as error:
                return error.problem()
            except ManifestError as error:
                return meaning.unreadable(str(error))

        def show(result: Any) -> None:  # noqa: ANN401 - whatever the work gives
            # The ref may have been edited meanwhile: then the answer is about nothing that stands in the form.
            if self._asked is chosen:
                then(result)
            else:
                self._choose()

        self._background.do(asking, show)

    def _look(self) -> None:
        self._ask(lambda registry, _: registry.look(), self._show_contents)

    def _list(self) -> None:
        def listing(registry: "RegistryClient", tell: Callable[[int, int], None]) -> "Caches":
            from buildx_cache_flags.live import tags

            return tags.caches(registry, tell)

        self._ask(listing, self._show_tags)

    def _try_writing(self) -> None:
        def trying(registry: "RegistryClient", _: Callable[[int, int], None]) -> str:
            from buildx_cache_flags.live import write_check

            return write_check.check(registry)

        self._ask(trying, self._show_sentence)

    def _progressed(self, done: int, of: int) -> None:
        _show(self._about, f"Looking into {of:,} tags: {done:,} done …")

    def _show_contents(self, contents: "Contents | Problem | None") -> None:
        asked = self._asked
        if asked is None:
            return
        if isinstance(contents, Problem):
            self._show_sentence(contents)
            return
        found = meaning.is_found(contents)
        problems = meaning.problems(contents, self._store.catalog.registries, asked.entry)
        head = sentences.FOUND if found else next((problem.message for problem in problems), "")
        rest = [problem.message for problem in problems if problem.message != head]
        self._say(head, [*(sentences.of(contents) if contents else ()), *rest])
        self.layers.show_layers(contents.layers if contents else ())

    def _show_sentence(self, said: "str | Problem") -> None:
        self._say(said.message if isinstance(said, Problem) else said, [])

    def _say(self, head: str, rest: list[str]) -> None:
        asked = self._asked
        _show(self._about, visible(asked.reference.canonical, LONGEST) if asked else "")
        _show(self._head, head)
        self._head.show()
        _show(self._text, "\n".join(rest))
        self._text.setVisible(bool(rest))
        announce.say(head, self.look)

    def _show_tags(self, caches: "Caches | Problem") -> None:
        if isinstance(caches, Problem):
            self._show_sentence(caches)
            return
        number = sentences.counted(len(caches.tags), "tag")
        many = f"more than {caches.all:,}" if caches.more else f"{caches.all:,}"
        self._say(f"{number} with a cache, of {many} in the repository.", [])
        for tag in caches.tags[:MOST_TAGS]:
            contents = tag.contents
            if contents is not None:
                size = sentences.size(contents.size)
                self._add_tag(tag.name, f"{size}, {contents.created[:10] or 'no date'}")

    def _add_tag(self, name: str, about: str) -> None:
        asked = self._asked
        assert asked is not None
        ref = f"{asked.reference.name}:{name}"
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        title = Label(breakable(name))
        title.setFont(theme.mono(self.font()))
        read = Button("Read it too")
        read.setAccessibleName(f"Read {name} too")
        read.setEnabled(
            all(look.reference.canonical != ref or "cache-from" not in look.options for look in self._looks)
        )
        read.clicked.connect(lambda: self._read_too(ref))
        line.addWidget(title, 1)
        line.addWidget(_quiet(Label(about)))
        line.addWidget(read)
        self._tags.append(row)
        self.read_buttons.append(read)
        self._layout.addWidget(row)

    def _read_too(self, ref: str) -> None:
        """Read *ref* behind the caches that are read already."""
        draft = self._store.draft
        self._store.replace(replace(draft, reads=(*draft.reads, entries.registry(ref))))

    def _forget_tags(self) -> None:
        for row in self._tags:
            row.hide()
            row.deleteLater()
        self._tags.clear()
        self.read_buttons.clear()


def _quiet(label: Label) -> Label:
    label.setForegroundRole(theme.Role.PlaceholderText)
    return label


def _show(label: Label, text: str) -> None:
    """Show *text*, which may break inside of long words; who listens hears it without the places for that."""
    label.setText(breakable(text))
    label.setAccessibleName(text)
