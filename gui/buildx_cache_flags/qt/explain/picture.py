"""The picture of a build of three stages: which layers are kept, where they go, and what is read back."""

from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QSizePolicy

from buildx_cache_flags.core.explain.picture import STAGES, CachePlace, Kept, Scene
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.look import theme

PAD: Final = 1.5 * theme.GRID
GAP: Final = 4 * theme.GRID
"""Pixels between two stages."""
LAYERS: Final = 3
LAYER: Final = 9.0
"""Pixels of a layer's height."""
BETWEEN: Final = 4.0
"""Pixels between two layers."""
ARROWS: Final = 5 * theme.GRID
"""Pixels of height for the arrows between stages and registry."""
HEAD: Final = 4.0
"""Pixels of half an arrow's head."""
CACHE_SHARE: Final = 0.6
"""How much of the width the box of the caches has."""
BEND: Final = 0.4
"""How far down between the stages and the boxes the lines of the stages meet."""

_LEGEND: Final[dict[Kept, str]] = {"always": "cached", "max": "cached thanks to mode=max", "": "not cached"}


class _Places(NamedTuple):
    """Where everything is drawn, in pixels."""

    stages: tuple[QRectF, ...]
    cache: QRectF
    image: QRectF
    legend: QRectF


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
        return QSize(40 * theme.GRID, round(self._places(40.0 * theme.GRID).legend.bottom() + PAD))

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * theme.GRID, self.sizeHint().height())

    def _places(self, width: float) -> _Places:
        line = QFontMetricsF(self.font()).lineSpacing()
        inner, last = width - 2 * PAD, len(STAGES) - 1
        each = (inner - last * GAP) / len(STAGES)
        height = line + theme.GRID / 2 + LAYERS * (LAYER + BETWEEN) - BETWEEN
        stages = tuple(QRectF(PAD + index * (each + GAP), PAD, each, height) for index in range(len(STAGES)))
        top = PAD + height + ARROWS
        lines = 1 if self._scene is None else len(self._scene.places) + bool(self._scene.more)
        box = (1 + max(lines, 1)) * line + theme.GRID
        cache = QRectF(PAD, top, inner * CACHE_SHARE, box)
        image = QRectF(cache.right() + theme.GRID, top, inner * (1 - CACHE_SHARE) - theme.GRID, box)
        return _Places(stages, cache, image, QRectF(PAD, top + box + theme.GRID, inner, line))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().line, 1))
        painter.setBrush(theme.current().card)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.GRID, theme.GRID)
        _Drawing(painter, self._scene, self._places(self.width())).draw()

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
        self._line = QFontMetricsF(painter.font()).lineSpacing()
        self._accent = theme.current().figure
        self._muted = theme.current().muted
        self._text = QColor(theme.current().colours.text)

    def draw(self) -> None:
        """Draw everything, from the top down."""
        for (name, kept), rect in zip(self._scene.stages, self._places.stages, strict=True):
            self._write(name, QRectF(rect.x(), rect.y(), rect.width(), self._line), self._text)
            for number in range(LAYERS):
                bottom = rect.bottom() - number * (LAYER + BETWEEN)
                self._draw_layer(QRectF(rect.x(), bottom - LAYER, rect.width(), LAYER), kept)
        self._draw_stage_arrows()
        self._draw_writing()
        self._draw_reading()
        self._draw_image()
        self._draw_cache_box()
        self._draw_legend()

    def _draw_layer(self, rect: QRectF, kept: Kept) -> None:
        pens = {"": QPen(self._muted, 1, Qt.PenStyle.DashLine)}
        fills = {"always": QBrush(self._accent), "max": QBrush(self._accent, Qt.BrushStyle.BDiagPattern)}
        self._painter.setPen(pens.get(kept, QPen(self._accent, 1)))
        self._painter.setBrush(fills.get(kept, QBrush(Qt.BrushStyle.NoBrush)))
        self._painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)

    def _draw_stage_arrows(self) -> None:
        for left, right in zip(self._places.stages, self._places.stages[1:], strict=False):
            y = left.bottom() - (LAYERS * (LAYER + BETWEEN) - BETWEEN) / 2
            start, end = left.right() + theme.GRID / 2, right.left() - theme.GRID / 2
            self._arrow([QPointF(start, y), QPointF(end, y)], self._muted)

    def _draw_writing(self) -> None:
        """Lines from every stage that is kept, which meet and go to the cache."""
        kept = [rect for (_, kept), rect in zip(self._scene.stages, self._places.stages, strict=True) if kept]
        if not kept:
            return
        x, bend = self._places.cache.center().x(), kept[0].bottom() + ARROWS * BEND
        for rect in kept:
            start = QPointF(rect.center().x() - theme.GRID, rect.bottom() + BETWEEN)
            self._stroke([start, QPointF(start.x(), bend), QPointF(x, bend)], self._accent)
        end = QPointF(x, self._places.cache.top() - 1)
        self._arrow([QPointF(x, bend), end], self._accent)
        self._beside("writes", end, self._accent)

    def _draw_reading(self) -> None:
        if self._scene.reads:
            first, colour = self._places.stages[0], QColor(theme.current().colours.hint)
            x = first.left() + theme.GRID
            start, end = QPointF(x, self._places.cache.top()), QPointF(x, first.bottom() + BETWEEN)
            self._arrow([start, end], colour, Qt.PenStyle.DashLine)
            self._beside("reads", start, colour)

    def _draw_image(self) -> None:
        last, box = self._places.stages[-1], self._places.image
        x = min(max(last.center().x() + theme.GRID, box.left() + theme.GRID), box.right() - theme.GRID)
        self._arrow([QPointF(x, last.bottom() + BETWEEN), QPointF(x, box.top() - 1)], self._muted)
        inside = self._box(box, "Image")
        self._write(self._scene.image or self._scene.result, inside, self._text, mono=bool(self._scene.image))
        if self._scene.image:
            self._beside("pushes", QPointF(x, box.top() - 1), self._muted)

    def _draw_cache_box(self) -> None:
        line = self._box(self._places.cache, "Cache")
        for place in self._scene.places:
            self._draw_cache(place, line)
            line.translate(0, self._line)
        if self._scene.more:
            self._write(f"and {self._scene.more} more", line, self._muted)
        elif not self._scene.places:
            self._write("none", line, self._muted)

    def _draw_cache(self, place: CachePlace, line: QRectF) -> None:
        """Its name, and before it whether it is written and read."""
        top, bottom = line.top() + 3, line.bottom() - 3
        for index, (there, ends, colour) in enumerate(
            (
                (place.writes, (top, bottom), self._accent),
                (place.reads, (bottom, top), QColor(theme.current().colours.hint)),
            )
        ):
            x = line.left() + HEAD + index * theme.GRID * 1.25
            if there:
                self._arrow([QPointF(x, ends[0]), QPointF(x, ends[1])], colour)
        rest = line.adjusted(theme.GRID * 3, 0, 0, 0)
        self._write(place.name or "ref not set yet", rest, self._text if place.name else self._muted, mono=True)

    def _draw_legend(self) -> None:
        x, legend = self._places.legend.left(), self._places.legend
        for kept in dict.fromkeys(kept for _, kept in reversed(self._scene.stages)):
            missing = " (mode=max would)" if not kept and self._scene.modes else ""
            text = _LEGEND[kept] + missing
            self._draw_layer(QRectF(x, legend.center().y() - LAYER / 2, 2 * LAYER, LAYER), kept)
            x += 2 * LAYER + theme.GRID / 2
            self._write(text, QRectF(x, legend.y(), legend.right() - x, legend.height()), self._muted)
            x += QFontMetricsF(self._painter.font()).horizontalAdvance(text) + 2 * theme.GRID

    def _box(self, rect: QRectF, title: str) -> QRectF:
        """Draw a box with its title; the place of its first line."""
        self._painter.setPen(QPen(theme.current().line, 1))
        self._painter.setBrush(QColor(theme.current().colours.window))
        self._painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.GRID / 2, theme.GRID / 2)
        side = theme.GRID * 0.75
        head = QRectF(rect.left() + side, rect.top() + theme.GRID / 2, rect.width() - 2 * side, self._line)
        self._write(title, head, self._muted)
        return head.translated(0, self._line)

    def _beside(self, text: str, point: QPointF, colour: QColor) -> None:
        room = QRectF(point.x() + theme.GRID * 0.75, point.y() - self._line - 1, 10.0 * theme.GRID, self._line)
        self._write(text, room, colour)

    def _write(self, text: str, room: QRectF, colour: QColor, *, mono: bool = False) -> None:
        painter = self._painter
        painter.save()
        if mono:
            painter.setFont(theme.mono(painter.font()))
        painter.setPen(colour)
        cut = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()

    def _stroke(self, points: list[QPointF], colour: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        self._painter.strokePath(path, QPen(colour, 1.5, style))

    def _arrow(self, points: list[QPointF], colour: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        self._stroke(points, colour, style)
        end, before = points[-1], points[-2]
        along = QPointF(_sign(end.x() - before.x()), _sign(end.y() - before.y())) * HEAD
        across = QPointF(-along.y(), along.x())
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colour)
        self._painter.drawPolygon(QPolygonF([end, end - along * 1.5 + across * 0.8, end - along * 1.5 - across * 0.8]))


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
