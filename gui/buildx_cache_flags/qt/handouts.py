"""What there is to take away beside the command: files that clean up, and those for a registry in one's own network."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.dialogs.handout_dialog import Handout, HandoutDialog
from buildx_cache_flags.qt.store import FormStore

CLEANUP, REGISTRY = "Clean up the cache", "Registry in your network"
_NO_REF = "Enter a cache reference first. What there is to paste here is for caches in a registry."
_NO_HOST = (
    "No reference here has a host in your own network: such as registry.internal, an address, or one with a port."
)


class Handouts(QObject):
    """Opens the dialogs with what fits the form of *store* now."""

    copy_asked = Signal(str)
    """A text is to be copied that is not the command."""

    def __init__(self, store: FormStore, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._window = window

    def show(self, offer: str) -> None:
        """Show what a step of *Before you run* offers, or what a cache can't do."""
        {"cleanup": self.show_cleanup, "registry": self.show_registry, "limits": self.show_limits}[offer]()

    def show_limits(self) -> None:
        """Show what a cache can't do."""
        from buildx_cache_flags.qt import help_menu

        help_menu.show_limits(self._window)

    def show_cleanup(self) -> None:
        """Show what deletes old versions of the caches that the form writes."""
        self._open(CLEANUP, "Repository", tuple(self._cleanups()), _NO_REF)

    def show_registry(self) -> None:
        """Show how BuildKit reaches the registries of the form that are in one's own network."""
        self._open(REGISTRY, "How it is reached", tuple(self._registries()), _NO_HOST)

    def _cleanups(self) -> Iterator[Handout]:
        from buildx_cache_flags.core import cleanup

        for made in cleanup.of(self._store.draft, self._store.catalog):
            title = f"{made.title}: {made.registry}"
            sentences = (made.how, *made.notes)
            yield Handout(made.repository, title, sentences, made.text, made.file, made.command, made.sources[0])

    def _registries(self) -> Iterator[Handout]:
        from buildx_cache_flags.core.explain import inhouse

        found = inhouse.hosts(self._store.draft, self._store.catalog)
        workflow = self._store.view.target == "github-actions"
        for host in found:
            for way in inhouse.ways(host):
                name = f"{host}: {way.name}" if len(found) > 1 else way.name
                # The workflow makes its builder in a step, which has the lines in it.
                text, command = (way.workflow, "") if workflow else (way.toml, way.command)
                file = "step.yml" if workflow else inhouse.FILE
                yield Handout(name, f"{way.name}: {host}", (way.when, *way.notes), text, file, command, inhouse.LINK)

    def _open(self, title: str, asked: str, handouts: tuple[Handout, ...], none: str) -> None:
        if not handouts:
            literal.box(self._window, QMessageBox.Icon.Information, title, none).open()
            return
        dialog = HandoutDialog(title, asked, handouts, self._window)
        dialog.copy_asked.connect(self.copy_asked)
        dialog.open()
