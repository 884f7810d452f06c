"""The card of the image: its name, what happens to it, and the build context."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, OUTPUTS
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.qt.form.card import Card, worst
from buildx_cache_flags.qt.form.editors import Editor, ReferenceEditor
from buildx_cache_flags.qt.form.row import Row
from buildx_cache_flags.qt.form.row_filter import RowFilter
from buildx_cache_flags.qt.look.segments import SegmentChoice, Segments
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    # Most forms have no other options.
    from buildx_cache_flags.qt.form.other_options import OtherOptions

IMAGE: Final = Parameter(
    "image",
    (),
    "reference",
    label="Image name",
    placeholder="ghcr.io/acme/app:1.4",
    help="Image name and tag (-t). Optional if you only need the cache flags.",
    explanation="The cache is kept apart from the image. Naming the image here lets the application see when both "
    "would end up on the same tag.",
)
OUTPUT: Final = Parameter(
    "output",
    (),
    "choice",
    label="After the build",
    explanation="Push sends the finished image to the registry in its name, Load brings it into docker images on this "
    "computer, and with Nothing it stays in the builder: only the cache is kept then.",
)
CONTEXT: Final = Parameter(
    "context",
    (),
    "reference",
    label="Build context",
    placeholder=DEFAULT_CONTEXT,
    help="A folder, a Git address, or - for standard input.",
    explanation="The build context is what COPY and ADD in a Dockerfile can take files from. A dot is the folder that "
    "the command is run in.",
)
_KEYS: Final = {"image": "-t", "output": "", "context": ""}
"""How buildx calls what stands in these rows."""
_TIPS: Final = {
    "push": "Send the image to the registry in its name (--push)",
    "load": "Bring the image into docker images on this computer (--load)",
    "nothing": "Keep the image in the builder only",
}


class OutputEditor(Segments):
    """The segmented choice of what happens to the image."""

    edited = Signal(str, str)
    compact = True
    refused = False
    framed: tuple[QLineEdit, ...] = ()

    def __init__(self) -> None:
        super().__init__(
            OUTPUT.label, [SegmentChoice(output, output.capitalize(), _TIPS[output]) for output in OUTPUTS]
        )
        self.chosen.connect(lambda value: self.edited.emit(value, "picked"))

    @property
    def stops(self) -> Iterable[QWidget]:
        return self.buttons.values()

    def sizeHint(self) -> QSize:
        return super().sizeHint()

    def frames(self, area: QRect) -> tuple[QRect, ...]:
        return ()

    def set_refused(self, refused: bool) -> None:
        """No choice has an error."""

    def describe(self, name: str, description: str) -> None:
        self.setAccessibleDescription(description)

    def set_state(self, state: RowState) -> None:
        self.set_value(state.shown)


class ImageCard(Card):
    """Image, output and context as rows like any other, and below them the other options of the build."""

    row_made = Signal(object)

    def __init__(self, store: FormStore, row_filter: RowFilter) -> None:
        super().__init__("Image")
        self._store = store
        self._filter = row_filter
        row_filter.changed.connect(self.show_rows)
        self.hidden.show_asked.connect(row_filter.clear)
        self.rows: dict[str, Row] = {}
        self._add_row(IMAGE, ReferenceEditor(IMAGE))
        self._add_row(OUTPUT, OutputEditor())
        self._add_row(CONTEXT, ReferenceEditor(CONTEXT))
        self.others: OtherOptions | None = None
        self.set_lines([*self.rows.values(), self.hidden])

    def _add_row(self, parameter: Parameter, editor: Editor) -> None:
        row = Row(parameter, editor, Place(parameter=parameter.name), _KEYS[parameter.name])
        row.edited.connect(self._store.set_value)
        row.reset.connect(self._store.reset)
        row.fixed.connect(lambda problem: self._store.apply(problem.fix))
        self.rows[parameter.name] = row

    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at, from top to bottom."""
        for row in self.rows.values():
            yield from row.stops()
        if self.others is not None:
            yield from self.others.stops()
        yield from self.hidden.stops()

    def update_card(self) -> None:
        """Show the fields as the store has them."""
        draft = self._store.draft
        defaults = {"image": "", "output": OUTPUTS[0], "context": DEFAULT_CONTEXT}
        for name, row in self.rows.items():
            text = str(getattr(draft, name))
            state = RowState(None if text == defaults[name] else text, defaults[name])
            problems = self._store.problems_at(row.place)
            row.update_row(state, worst(problems), touched=True)
        if draft.others and self.others is None:
            self._make_others()
        if self.others is not None:
            self.others.update_options()
        if self._filter.narrows:
            self.show_rows()

    def show_rows(self) -> None:
        """Show the rows that the filter shows."""
        hidden = 0
        for name, row in self.rows.items():
            shown = self._filter.shows(row, always=name == IMAGE.name)
            row.setVisible(shown)
            hidden += not shown
        if self.others is not None:
            hidden += self.others.show_found(self._filter)
        self.hidden.show_count(hidden)
        self.update()

    def _make_others(self) -> None:
        from buildx_cache_flags.qt.form.other_options import OtherOptions

        self.others = OtherOptions(self._store, self)
        self.others.row_made.connect(self.row_made)
        self.others.changed.connect(self._show_lines)
        self.others.emptied.connect(self.rows["context"].editor.field.setFocus)

    def _show_lines(self) -> None:
        others = self.others.lines if self.others is not None else []
        self.set_lines([*self.rows.values(), *others, self.hidden])
        self.update()

    def every_row(self) -> Iterator[Row]:
        """Every row, from top to bottom."""
        yield from self.rows.values()
        if self.others is not None:
            yield from self.others.rows

    def show_row(self, place: Place) -> None:
        """Open the group that the row of *place* is in."""
        if self.others is not None:
            self.others.show_row(place)
