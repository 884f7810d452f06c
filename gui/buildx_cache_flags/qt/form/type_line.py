"""The first line of an entry's card: where its cache is kept."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt.form.line import LOWEST, SIDE, FormLine
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.ink import Ink
from buildx_cache_flags.qt.look.segments import SegmentChoice, Segments

_TITLE = "Keep it in"
_LONGEST = 24


class TypeLine(FormLine):
    """A title and the segmented choice of the type, which comes behind the first frame and moves nothing."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.segments: Segments | None = None
        self._number = ""
        self._title = Label(_TITLE, self)
        self._title.setFont(theme.title(self.font()))
        metrics = QFontMetrics(self._title.font())
        self._wide = metrics.horizontalAdvance(_TITLE) + 3
        high = theme.height_of_control(self.font())
        self.setFixedHeight(max(LOWEST, high + 2 * 11))
        self._title.setGeometry(
            SIDE, (self.height() - theme.height_of_line(metrics)) // 2, self._wide, theme.height_of_line(metrics)
        )

    def offer(self, catalog: Catalog, option: Option) -> Segments:
        """Offer the types that *option* knows."""
        made = Segments(_TITLE, map(_choice, [(catalog, name) for name in catalog.types_of(option)]), self)
        made.chosen.connect(self.chosen)
        self._title.setBuddy(made)
        self.segments = made
        self._arrange()
        made.show()
        return made

    def show_number(self, number: str) -> None:
        """Show which of several entries this is."""
        if number != self._number:
            self._number = number
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self.segments is not None:
            high = self.segments.sizeHint().height()
            left = 2 * SIDE + self._wide + (self._number_width() if self._number else 0)
            self.segments.setGeometry(left, (self.height() - high) // 2, self.width() - left - SIDE, high)

    def _number_width(self) -> int:
        return QFontMetrics(theme.mono(self.font())).horizontalAdvance(self._number) + theme.GRID

    def draw(self, painter: QPainter, ink: Ink) -> None:
        if self._number:
            painter.setFont(theme.mono(self.font()))
            metrics = painter.fontMetrics()
            level = (self.height() + metrics.ascent() - metrics.descent()) // 2
            painter.drawText(SIDE + self._wide + 6, level, self._number)

    def shown(self) -> QRect:
        """Where the choice stands."""
        return QRect() if self.segments is None else self.segments.geometry()


def _choice(of: tuple[Catalog, str]) -> SegmentChoice:
    catalog, name = of
    backend = catalog.backend(name)
    if backend is None:
        return SegmentChoice(name, visible(name, _LONGEST))
    said = "\n".join(filter(None, (backend.title, backend.good, backend.keeps, backend.limits)))
    return SegmentChoice(name, backend.short or backend.title or name, said)
