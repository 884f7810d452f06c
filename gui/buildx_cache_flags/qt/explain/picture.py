"""The picture of a build of three stages: which are cached, and in which caches."""

from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy

from buildx_cache_flags.core.explain.picture import STAGES, CachePlace, Scene
from buildx_cache_flags.qt import literal, plain
from buildx_cache_flags.qt.look import paint, theme

GAP: Final = 5 * theme.GRID
"""Pixels between two stages."""
WIDEST: Final = 64 * theme.GRID
"""Pixels of the picture's width at most, however wide the pane is."""
ARROWS: Final = 6 * theme.GRID
"""Pixels of height for the lines between stages and cache."""
HEAD: Final = 5.0
"""Pixels of half an arrow's head."""
PAD: Final = 13
"""Pixels between the frame of a box and its text."""
_MISSING: Final = "your cache location"


class _Places(NamedTuple):
    """Where everything is drawn, in pixels."""

    stages: tuple[QRectF, ...]
    cache: QRectF
    note: QRectF


class Picture(QLabel):
    """Draws a scene in the colours of the theme; its accessible name says the same in words."""

    def __init__(self) -> None:
        super().__init__()
        self._scene: Scene | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(theme.small(self.font()))

    def show_scene(self, scene: Scene) -> None:
        """Draw *scene* from now on."""
        if scene != self._scene:
            self._scene = scene
            self.setAccessibleName(f"Picture: {scene.text}")
            literal.tip(self, scene.text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        places = self._places(40.0 * theme.GRID)
        bottom = places.note.bottom() if self._note() else places.cache.bottom()
        return QSize(40 * theme.GRID, round(bottom) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * theme.GRID, self.sizeHint().height())

    def _note(self) -> str:
        """What is to be known of the stages that are drawn with dashes."""
        scene = self._scene
        if scene is None or not scene.writes or all(kept for _, kept in scene.stages):
            return ""
        return "Dashed: not cached. mode=max would cache it." if scene.modes else "Dashed: not cached."

    def _places(self, width: float) -> _Places:
        line = QFontMetricsF(self.font()).lineSpacing()
        width = min(width, WIDEST) - 2
        each = (width - (len(STAGES) - 1) * GAP) / len(STAGES)
        height = line + 3 * theme.GRID
        stages = tuple(QRectF(1 + index * (each + GAP), 1, each, height) for index in range(len(STAGES)))
        lines = 1 if self._scene is None else max(len(self._scene.places) + bool(self._scene.more), 1)
        wide = max(width * 0.56, min(width, 38 * theme.GRID))
        cache = QRectF(1 + (width - wide) / 2, 1 + height + ARROWS, wide, lines * (line + 4) + 2.5 * theme.GRID)
        return _Places(stages, cache, QRectF(1, cache.bottom() + theme.GRID, width, line))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(paint.AA)
        _Drawing(painter, self._scene, self._places(self.width())).draw(self._note())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


class _Drawing:
    """One painting of one scene."""

    def __init__(self, painter: QPainter, scene: Scene, places: _Places) -> None:
        self._painter = painter
        self._scene = scene
        self._places = places
        self._ink = theme.current().ink
        self._line = QPen(self._ink.accent, 1.2)

    def draw(self, note: str) -> None:
        """Draw everything, from the top down."""
        self._draw_order()
        for (name, kept), rect in zip(self._scene.stages, self._places.stages, strict=True):
            self._draw_stage("final image" if name == STAGES[-1] else name, rect, cached=bool(kept))
        self._draw_writing()
        self._draw_cache()
        if note:
            self._write(note, self._places.note, self._ink.muted)

    def _draw_order(self) -> None:
        """A line from each stage to the next."""
        for left, right in zip(self._places.stages, self._places.stages[1:], strict=False):
            path = QPainterPath(QPointF(left.right(), left.center().y()))
            path.lineTo(right.left(), left.center().y())
            self._painter.strokePath(path, QPen(self._ink.frame, 1.2))

    def _draw_stage(self, name: str, rect: QRectF, *, cached: bool) -> None:
        edge = QPen(self._line)
        if not cached:
            edge = QPen(self._ink.frame, 1.2)
            edge.setDashPattern([4, 3])
        self._box(rect, self._ink.soft if cached else self._ink.card, edge)
        self._write(name, rect.adjusted(PAD, 0, -PAD, 0), self._ink.text if cached else self._ink.muted)

    def _draw_writing(self) -> None:
        """Lines from every stage that is cached, which meet and go to the cache."""
        pairs = zip(self._scene.stages, self._places.stages, strict=True)
        cached = [rect for (_, kept), rect in pairs if kept]
        if not cached:
            return
        x, bend = self._places.cache.center().x(), cached[0].bottom() + ARROWS * 0.45
        path = QPainterPath()
        for rect in cached:
            path.moveTo(rect.center().x(), rect.bottom())
            path.lineTo(rect.center().x(), bend)
            path.lineTo(x, bend)
        end = QPointF(x, self._places.cache.top() - 2)
        path.moveTo(x, bend)
        path.lineTo(end)
        path.moveTo(end + QPointF(-HEAD, -HEAD))
        path.lineTo(end)
        path.lineTo(end + QPointF(HEAD, -HEAD))
        self._painter.strokePath(path, self._line)

    def _draw_cache(self) -> None:
        rect = self._places.cache
        self._box(rect, self._ink.card, QPen(self._ink.frame, 1.0))
        line = QFontMetricsF(self._painter.font()).lineSpacing() + 4
        top = rect.top() + 1.25 * theme.GRID
        rows = [*map(_named, self._scene.places)]
        if self._scene.more:
            rows.append((f"and {self._scene.more} more", ""))
        for number, (name, use) in enumerate(rows or [("no cache", "")]):
            room = QRectF(rect.left() + PAD, top + number * line, rect.width() - 2 * PAD, line)
            aside = QFontMetricsF(self._painter.font()).horizontalAdvance(use)
            self._write(name, room.adjusted(0, 0, -aside - theme.GRID, 0), self._ink.text)
            self._write(use, room.adjusted(room.width() - aside - 1, 0, 0, 0), self._ink.muted)

    def _box(self, rect: QRectF, fill: QBrush, edge: QPen) -> None:
        path = paint.rounded(rect, paint.CONTROL)
        self._painter.fillPath(path, fill)
        self._painter.strokePath(path, edge)

    def _write(self, text: str, room: QRectF, brush: QBrush) -> None:
        self._painter.setPen(QPen(brush, 1))
        metrics = QFontMetricsF(self._painter.font())
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        self._painter.drawText(room, plain.LEFT | plain.MIDDLE, cut)


def _named(place: CachePlace) -> tuple[str, str]:
    """The name of a cache, and what happens to it where that is not both."""
    use = "" if place.reads and place.writes else "only written" if place.writes else "only read"
    return place.name or _MISSING, use
