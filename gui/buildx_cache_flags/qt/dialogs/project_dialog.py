"""Open a project: the builds of all files of a folder with their problems; one of them is opened in the form."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.severity import SEVERITIES
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk.beside import Checkout
from buildx_cache_flags.core.files import Build, FileReading
from buildx_cache_flags.core.project import elsewhere, folder, judging
from buildx_cache_flags.core.project.folder import Unread
from buildx_cache_flags.core.project.putting_back import OpenedBuild
from buildx_cache_flags.core.project.whole_file import together
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.background import Background, Work
from buildx_cache_flags.qt.dialogs.finding_list import Findings
from buildx_cache_flags.qt.dialogs.fix_in_file import VERB, FixInFile
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress

_NAMES: Final = {"error": "error", "warning": "warning", "hint": "tip"}
_LONGEST: Final = 200
_MOST_FILES: Final = 2_000
"""Files that the list shows; a folder with more is better opened in parts."""


@dataclass(frozen=True, slots=True)
class FoundBuild:
    """One build with its problems; without a build, a file of which something is to be said all the same."""

    origin: OpenedBuild | None
    where: str
    problems: tuple[Problem, ...]
    file: str = ""
    """The path of its file below the folder."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, as its path below the folder, and what was found in it."""

    name: str
    builds: tuple[FoundBuild, ...]


@dataclass(frozen=True, slots=True)
class FoundProject:
    """All of a folder."""

    files: tuple[FoundFile, ...]
    unread: tuple[Unread, ...]
    looked_at: int


class ProjectDialog(QDialog):
    """Shows what is in a folder, which is read off the thread of the window; Cancel ends that at once."""

    opened = Signal(object)
    """The :class:`OpenedBuild` of the build that was chosen."""
    found = Signal(object)
    """The drafts of all builds."""

    def __init__(self, top: Path, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._top = top
        self.setWindowTitle(f"Open a project: {visible(top.absolute().name or str(top))}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.said = Label()
        self.said.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Builds of the project")
        self.tree.setHeaderLabels(["Build", "Problems"])
        self.tree.setUniformRowHeights(True)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.findings = Findings()
        self.findings.setAccessibleName("Problems of the build")
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Reading")
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.open_button = self.buttons.addButton("Open in the form", QDialogButtonBox.ButtonRole.AcceptRole)
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        self.fix_button = self.buttons.addButton(f"{VERB}…", QDialogButtonBox.ButtonRole.ActionRole)
        self.fix_button.setAutoDefault(False)
        self.fix_button.setEnabled(False)
        literal.tip(self.fix_button, "Show what can be fixed in the file of this build, and write it")
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.background = Background(self)
        self.fixing = FixInFile(catalog, self)
        self.fixing.noted.connect(self._note)
        self.fixing.fixed.connect(lambda _: self._read_again())
        self.fix_button.clicked.connect(self._fix)
        self._lay_out()
        self.tree.currentItemChanged.connect(self._show)
        self.tree.itemActivated.connect(self._accept)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self.background.progress.connect(lambda done, _: self.said.setText(f"Reading: {done:,} files so far."))
        self.finished.connect(self.background.cancel)
        self.finished.connect(self.fixing.background.cancel)
        self.resize(110 * theme.GRID, 80 * theme.GRID)
        self._catalog = catalog
        self._noted = ""
        self._read_again()

    def _read_again(self) -> None:
        self.progress.show()
        self.said.setText("Reading the folder…")
        self.background.do(reading(self._top, self._catalog), self._fill)

    def _note(self, sentence: str) -> None:
        """Say what became of a fix, also once the folder was read again."""
        self._noted = f"{sentence} "
        self.said.setText(sentence)

    def _fix(self) -> None:
        found = self.current
        if found is not None and found.file:
            self.fixing.ask(self._top / found.file)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        end = QHBoxLayout()
        end.addWidget(self.progress, 1)
        end.addWidget(self.buttons)
        layout.addWidget(self.said)
        layout.addWidget(self.tree, 3)
        layout.addWidget(self.findings, 2)
        layout.addLayout(end)

    @property
    def current(self) -> FoundBuild | None:
        """The build that is chosen."""
        item = self.tree.currentItem()
        found = item.data(0, Qt.ItemDataRole.UserRole) if item else None
        return found if isinstance(found, FoundBuild) else None

    def _fill(self, project: FoundProject) -> None:
        self.progress.hide()
        chosen = self.current
        self.tree.clear()
        self.found.emit([one.origin.build.draft for file in project.files for one in file.builds if one.origin])
        for file in project.files[:_MOST_FILES]:
            top = QTreeWidgetItem([visible(file.name, _LONGEST), counted(_all(file.builds))])
            for found in file.builds:
                item = QTreeWidgetItem([visible(found.where, _LONGEST), counted(found.problems)])
                item.setData(0, Qt.ItemDataRole.UserRole, found)
                top.addChild(item)
            self.tree.addTopLevelItem(top)
            top.setExpanded(True)
        self.said.setText(f"{self._noted}{_sentence(project)}")
        self._noted = ""
        if self.tree.topLevelItemCount():
            self._choose(chosen)
            self.tree.setFocus()
        else:
            self.findings.show_sentences([f"{one.path}: {one.reason}." for one in project.unread])

    def _choose(self, before: FoundBuild | None) -> None:
        """Choose the build that was chosen before, or the first one."""
        model = self.tree.model()
        for number in range(model.rowCount()):
            top = model.index(number, 0)
            for row in range(model.rowCount(top)):
                found = model.index(row, 0, top).data(Qt.ItemDataRole.UserRole)
                if before is not None and (found.file, found.where) == (before.file, before.where):
                    self.tree.setCurrentIndex(model.index(row, 0, top))
                    return
        self.tree.setCurrentIndex(model.index(0, 0, model.index(0, 0)))

    def _show(self) -> None:
        found = self.current
        self.fix_button.setEnabled(found is not None and any(one.fix is not None for one in found.problems))
        self.open_button.setEnabled(found is not None and found.origin is not None)
        sentences = (
            [f"{_NAMES[one.severity].capitalize()}: {one.message}" for one in in_order(found.problems)] if found else []
        )
        self.findings.show_sentences(sentences or (["No problems."] if found else []))

    def _accept(self) -> None:
        found = self.current
        if found is not None and found.origin is not None:
            self.accept()
            self.opened.emit(found.origin)


def reading(top: Path, catalog: Catalog) -> Work:
    """The work of reading the folder *top*."""
    return lambda tell: _read(top, catalog, lambda count, path: tell(count, 0))


def _read(top: Path, catalog: Catalog, progress: folder.Progress) -> FoundProject:
    project = folder.read(top, catalog, progress)
    used = elsewhere.of(project.readings, catalog)
    files = []
    for number, one in enumerate(project.readings):
        progress(project.looked_at, str(number))
        path = Path(one.name)
        whole = together(one, catalog, Checkout.of(path), used)
        builds = tuple(_builds(path, whole, catalog))
        if builds:
            name = str(path.relative_to(top))
            files.append(FoundFile(name, tuple(replace(found, file=name) for found in builds)))
    return FoundProject(tuple(files), tuple(project.unread), project.looked_at)


def _builds(path: Path, whole: FileReading, catalog: Catalog) -> Iterable[FoundBuild]:
    """The builds that have a cache, and what is to be said of the file as a whole."""
    places = {build.where for build in whole.builds}
    of_file = tuple(one for one in whole.problems if one.location.where not in places)
    if of_file:
        yield FoundBuild(None, "The file as a whole", of_file)
    for number, build in enumerate(whole.builds):
        if build.values or build.unchecked:
            found = judging.problems(build, whole, catalog)
            yield FoundBuild(OpenedBuild(path, number, build), _place(build), found)


def _place(build: Build) -> str:
    return f"{build.where}, line {build.line}"


def _all(builds: Iterable[FoundBuild]) -> list[Problem]:
    return [problem for found in builds for problem in found.problems]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """*problems*, the worst first."""
    return sorted(problems, key=lambda one: SEVERITIES.index(one.severity))


def counted(problems: Iterable[Problem]) -> str:
    """How many there are of each severity, as in ``1 error · 2 tips``; empty where there are none."""
    counts = Counter(one.severity for one in problems)
    said = ((counts[severity], _NAMES[severity]) for severity in SEVERITIES if counts[severity])
    return " · ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in said)


def _sentence(project: FoundProject) -> str:
    builds = [found for file in project.files for found in file.builds if found.origin]
    files = f"{project.looked_at:,} {'file' if project.looked_at == 1 else 'files'}"
    more = f" {len(project.unread)} could not be read." if project.unread else ""
    if len(project.files) > _MOST_FILES:
        more += f" The first {_MOST_FILES:,} with builds are shown."
    if not builds:
        return f"No build with a cache was found in {files}.{more}"
    count = f"{len(builds):,} {'build' if len(builds) == 1 else 'builds'} with a cache"
    problems = counted(_all(found for file in project.files for found in file.builds))
    return f"{count} in {files}: {problems or 'no problems'}.{more}"
