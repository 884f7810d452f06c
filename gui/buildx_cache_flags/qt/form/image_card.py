"""The card of the image: its name, what happens to it, and the build context."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, OUTPUTS
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.qt.form import names
from buildx_cache_flags.qt.form.card import Card, worst
from buildx_cache_flags.qt.form.editors import Editor, ReferenceEditor
from buildx_cache_flags.qt.form.row import Row
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore

IMAGE: Final = Parameter(
    "image",
    (),
    "reference",
    label="What is built",
    placeholder="ghcr.io/acme/app:1.4",
    help="The name the image gets (-t). Leave it empty to build only the flags.",
    explanation="The cache is kept apart from the image. Naming the image here lets the application see when both "
    "would end up on the same tag.",
)
OUTPUT: Final = Parameter(
    "output",
    (),
    "choice",
    label="What happens to it",
    help="Push it to its registry, load it into the local Docker, or neither.",
    explanation="push sends the finished image to the registry in its name, load brings it into docker images on this "
    "computer, and with nothing it stays in the builder: only the cache is kept then.",
)
CONTEXT: Final = Parameter(
    "context",
    (),
    "reference",
    label="Folder that is built",
    placeholder=DEFAULT_CONTEXT,
    help="The build context: a folder, a Git address, or - for standard input.",
    explanation="The build context is what COPY and ADD in a Dockerfile can take files from. A dot is the folder that "
    "the command is run in.",
)


class OutputEditor(QWidget):
    """Radio buttons for what happens to the image."""

    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID * 2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        for output in OUTPUTS:
            button = QRadioButton(output)
            button.setAccessibleName(f"output: {output}")
            self.buttons[output] = button
            self._group.addButton(button)
            layout.addWidget(button)
            button.clicked.connect(lambda _=False, value=output: self.edited.emit(value, "picked"))
        layout.addStretch(1)

    @property
    def field(self) -> QWidget:
        return self.buttons[OUTPUTS[0]]

    def set_state(self, state: RowState) -> None:
        self.buttons[state.shown].setChecked(True)


class ImageCard(Card):
    """Image, output and context as rows like any other."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self.rows: dict[str, Row] = {}
        self._add_row(IMAGE, ReferenceEditor(IMAGE))
        self._add_row(OUTPUT, OutputEditor())
        self._add_row(CONTEXT, ReferenceEditor(CONTEXT))

    def _add_row(self, parameter: Parameter, editor: Editor) -> None:
        row = Row(parameter, editor, Place(parameter=parameter.name), names.column(self.font(), self._store.catalog))
        row.edited.connect(self._store.set_value)
        row.reset.connect(self._store.reset)
        self.rows[parameter.name] = row
        self.body.addWidget(row)

    def update_card(self) -> None:
        """Show the fields as the store has them."""
        draft = self._store.draft
        defaults = {"image": "", "output": OUTPUTS[0], "context": DEFAULT_CONTEXT}
        for name, row in self.rows.items():
            text = str(getattr(draft, name))
            state = RowState(None if text == defaults[name] else text, defaults[name])
            problems = self._store.problems_at(row.place)
            row.update_row(state, worst(problems), touched=True)
