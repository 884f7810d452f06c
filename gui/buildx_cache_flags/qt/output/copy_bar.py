"""Copy, what is to be done first where it can't, and how the text is written; under it one line that says how it stands."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from buildx_cache_flags.core.targets import TARGETS, Target
from buildx_cache_flags.core.targets.file_parts import Part
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.output.primary_button import PrimaryButton
from buildx_cache_flags.qt.output.standing import Standing
from buildx_cache_flags.qt.output.status_line import StatusLine
from buildx_cache_flags.qt.shortcuts import COPY_KEYS, FIX_ALL_KEYS
from buildx_cache_flags.qt.store import FormStore

WHOLE, FLAGS = "Full command", "Flags only"
DEFAULTS, OBJECTS, SAVE = "Include defaults", "Bake entries as objects", "Save as…"
PINNED = "Pin actions by commit"
PARTS: dict[Part, str] = {"all": "Whole file", "step": "This step", "lines": "Cache lines"}
_COPY_PARTS: dict[Part, str] = {"all": "Copy file", "step": "Copy step", "lines": "Copy cache lines"}
_WHILE_OPEN = "Copied. Keep this window open until you paste"


class CopyBar(QWidget):
    """One button stands out at a time: Copy, or what fixes or leads to what is in its way."""

    fix_asked = Signal()
    """The problems are to be fixed, or shown where nothing fixes them by itself."""
    save_asked = Signal()

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self.button = PrimaryButton()
        literal.tip(self.button, f"Copy ({COPY_KEYS})")
        self.fix = PrimaryButton()
        self.fix.setVisible(False)
        self.one_line = Button("One line")
        self.one_line.setCheckable(True)
        literal.tip(self.one_line, "Put the command on one line.")
        self.more = Button("⋯")
        self.more.setAccessibleName("How it is written")
        literal.tip(self.more, "How it is written, and Save as…")
        self.more.setMenu(QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._fill_menu)
        self.status = StatusLine()
        self._lay_out()
        self.fix.clicked.connect(self.fix_asked)
        self.one_line.toggled.connect(lambda on: self._set(one_line=on))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.GRID)
        expanding = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fix.setSizePolicy(expanding)
        self.button.setSizePolicy(expanding)
        line.addWidget(self.fix, 1)
        line.addWidget(self.button, 1)
        for button in (self.one_line, self.more):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addLayout(line)
        layout.addWidget(self.status)

    def _set(self, **changes: object) -> None:
        self._store.set_view(self._store.view._replace(**changes))  # type: ignore[arg-type]

    def _fill_menu(self) -> None:
        """Offer what makes a difference for the target; filled whenever it opens."""
        menu, view = self.more.menu(), self._store.view
        menu.clear()
        target = TARGETS[view.target]
        if target.shell:
            self._choice(menu, {WHOLE: {"whole": True}, FLAGS: {"whole": False}}, WHOLE if view.whole else FLAGS)
        elif target.parts:
            labels: dict[str, dict[str, object]] = {PARTS[part]: {"part": part} for part in ("all", *target.parts)}
            self._choice(menu, labels, PARTS[view.part if view.part in target.parts else "all"])
        self._switch(menu, DEFAULTS, "defaults", "Also write parameters that equal the default.")
        if target.objects is not None:
            self._switch(
                menu, OBJECTS, "bake_objects", "Write each cache entry as an object. Needs buildx 0.20 or later."
            )
        if target.pinned is not None:
            self._switch(menu, PINNED, "pinned", "Name each action's commit, with its version as a comment.")
        menu.addSeparator()
        save = menu.addAction(SAVE)
        save.setEnabled(self.button.isEnabled())
        save.triggered.connect(self.save_asked)

    def _choice(self, menu: QMenu, labels: dict[str, dict[str, object]], chosen: str) -> None:
        group = QActionGroup(menu)
        for label, change in labels.items():
            action = QAction(label, group)
            action.setCheckable(True)
            action.setChecked(label == chosen)
            action.triggered.connect(lambda _=False, change=change: self._set(**change))
            menu.addAction(action)
        menu.addSeparator()

    def _switch(self, menu: QMenu, label: str, name: str, tip: str) -> None:
        action = menu.addAction(label)
        action.setCheckable(True)
        action.setChecked(bool(getattr(self._store.view, name)))
        literal.tip(action, tip)
        action.triggered.connect(lambda on: self._set(**{name: on}))

    def show_standing(self, standing: Standing) -> None:
        """Offer what *standing* allows."""
        self.fix.setVisible(bool(standing.lead))
        if standing.lead:
            self.fix.show_as("primary", standing.lead, FIX_ALL_KEYS)
            self.fix.setAccessibleName(standing.lead)
            literal.tip(self.fix, f"{standing.lead} ({FIX_ALL_KEYS})")
        self.button.setEnabled(standing.can_copy)
        if standing.missing:
            self.button.show_as("missing", standing.missing)
        elif standing.lead:
            self.button.show_as("quiet", "Copy")
        else:
            self.button.show_as("primary", self._copy_text(), COPY_KEYS)
        policy = QSizePolicy.Policy.Fixed if standing.lead else QSizePolicy.Policy.Expanding
        self.button.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.button.setAccessibleName(f"Copy. {standing.status}" if not standing.can_copy else self._copy_text())
        self.status.show_standing(standing)
        view, target = self._store.view, TARGETS[self._store.view.target]
        self.one_line.setChecked(view.one_line)
        self.one_line.setVisible(target.wraps and not standing.lead)

    def _copy_text(self) -> str:
        view = self._store.view
        return _copy_text(TARGETS[view.target], view.part, whole=view.whole)

    def show_copied(self, outcome: str, tool: str) -> None:
        """Say how the copy went."""
        notes = {
            "kept": "Stays on the clipboard after you close the window.",
            "missing": f"Install {tool} to keep the text after closing." if tool else "",
            "failed": f"{tool} didn't keep it. Paste before closing.",
            "altered": f"{tool} put something else on the clipboard. Select the command and copy it with Ctrl+C.",
            "replaced": "Something else was copied since.",
            "pending": "",
        }
        texts = {"missing": _WHILE_OPEN, "failed": _WHILE_OPEN, "altered": "Not copied"}
        text = texts.get(outcome, "Copied")
        self.button.show_as("primary", text, icon="copy" if outcome == "altered" else "done")
        self.button.setAccessibleName(f"{text}. {notes[outcome]}")
        self.status.show_note(notes[outcome], "good" if outcome in ("kept", "pending") else "warning")

    def show_since(self, text: str) -> None:
        """Show when the command was copied last, and whether it has changed since."""
        self.status.show_since(text)

    def show_note(self, sentence: str) -> None:
        """Say *sentence* until something changes."""
        self.status.show_note(sentence, "good")


def _copy_text(target: Target, part: Part, *, whole: bool) -> str:
    if target.shell:
        return "Copy command" if whole else "Copy flags"
    return _COPY_PARTS[part if part in target.parts else "all"]
