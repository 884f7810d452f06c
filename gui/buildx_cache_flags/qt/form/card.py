"""A card: lines from top to bottom, painted in one go."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.severity import SEVERITIES
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.qt.form.hidden_rows import HiddenRows
from buildx_cache_flags.qt.form.line import FormLine
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.ink import Ink
from buildx_cache_flags.qt.look.surface import Surface


class Card(Surface):
    """Draws surface, hairlines and the lines that lie on it, and skips what is not to be drawn anew."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.lines: list[FormLine] = []
        self.hidden = HiddenRows()
        # The colour of the painter's pen, and of no child.
        self.setForegroundRole(theme.Role.PlaceholderText)

    def set_lines(self, lines: Iterable[FormLine]) -> None:
        """Show *lines* in this order; those that stay keep their place where it is the same."""
        wanted = list(lines)
        if wanted == self.lines:
            return
        for line in self.lines:
            if line not in wanted:
                self.body.removeWidget(line)
        for number, line in enumerate(wanted):
            item = self.body.itemAt(number)
            if item is None or item.widget() is not line:
                self.body.removeWidget(line)
                self.body.insertWidget(number, line)
        self.lines = wanted

    def visible_lines(self) -> Iterator[FormLine]:
        """The lines that are not closed away."""
        return (line for line in self.lines if not line.isHidden())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink, stale = QPainter(self), theme.current().ink, event.rect()
        painter.setRenderHint(paint.AA)
        paint.box(painter, self.rect(), paint.CARD, ink.card, ink.line_pen)
        shown = list(self.visible_lines())
        for number, line in enumerate(shown):
            area = line.geometry()
            if not area.intersects(stale):
                continue
            if line.tinted:
                self._tint(painter, ink, line, is_last=number == len(shown) - 1)
            if number:
                paint.bar(painter, QRectF(1, area.y(), self.width() - 2, 1), ink.line)
            painter.translate(area.topLeft())
            line.draw(painter, ink)
            painter.translate(-area.x(), -area.y())

    def _tint(self, painter: QPainter, ink: Ink, line: FormLine, *, is_last: bool) -> None:
        """Draw the surface of a head, which ends in the card's own corners."""
        painter.save()
        painter.setClipRect(line.geometry().adjusted(1, 0, -1, -1 if is_last else 0))
        beyond = 0 if is_last else 2 * int(paint.CARD)
        paint.box(painter, self.rect().adjusted(0, -beyond, 0, beyond), paint.CARD, ink.group, None)
        painter.restore()


def worst(problems: tuple[Problem, ...]) -> Problem | None:
    """The most severe of *problems*; the first of equals."""
    return min(problems, key=lambda problem: SEVERITIES.index(problem.severity), default=None)


def card_of(widget: QWidget | None) -> Card | None:
    """The card that *widget* lies on."""
    while widget is not None and not isinstance(widget, Card):
        widget = widget.parentWidget()
    return widget
