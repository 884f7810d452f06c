"""Tabs under the command: each a title, a page and perhaps a count; another one is one call of :meth:`Tabs.add`."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.qt import plain
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.thin_bar import ThinBar

PAD: Final = 12
"""Pixels left and right of a tab's title."""
BADGE_PAD: Final = 8


class TabBar(QTabBar):
    """Titles with a line under the present one, and a badge behind each that has a count."""

    def __init__(self) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName("About the command")
        self._counts: dict[int, tuple[int, Severity]] = {}
        self._titles: list[tuple[str, str]] = []

    def add(self, title: str, short: str) -> int:
        """Add a tab called *title*, or *short* where not all titles have room; its index."""
        self._titles.append((title, short))
        index = self.addTab(title)
        self._choose_titles()
        return index

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._choose_titles()
        super().resizeEvent(event)

    def _choose_titles(self) -> None:
        wanted = sum(self._wide(index, title) for index, (title, _) in enumerate(self._titles))
        tight = wanted > self.width()
        for index, (title, short) in enumerate(self._titles):
            shown = short if tight else title
            if shown != self.tabText(index):
                self.setTabText(index, shown)

    def set_count(self, index: int, count: int, severity: Severity) -> None:
        """Show *count* behind the title in the colour of *severity*; nothing for 0."""
        if self._counts.get(index, (0, severity)) != (count, severity):
            self._counts[index] = (count, severity)
            self._choose_titles()
            self.setTabText(index, self.tabText(index))
            self.updateGeometry()
            self.update()

    def count_of(self, index: int) -> int:
        """The count behind a title."""
        return self._counts.get(index, (0, "hint"))[0]

    def _bold(self) -> QFontMetrics:
        return QFontMetrics(theme.title(self.font()))

    def _badge_wide(self, index: int) -> int:
        count = self.count_of(index)
        return max(self._bold().horizontalAdvance(str(count)) + 2 * BADGE_PAD, 24) + theme.GRID if count else 0

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(self._wide(index, self.tabText(index)), self._bold().height() + 22)

    def _wide(self, index: int, title: str) -> int:
        return self._bold().horizontalAdvance(title) + 2 * PAD + self._badge_wide(index)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        paint.bar(painter, QRectF(0, self.height() - 1, self.width(), 1), ink.line)
        for index in range(self.count()):
            self._draw_tab(painter, index)

    def _draw_tab(self, painter: QPainter, index: int) -> None:
        ink, area, on = theme.current().ink, self.tabRect(index), index == self.currentIndex()
        painter.setFont(theme.title(self.font()) if on else self.font())
        painter.setPen(QPen(ink.text if on else ink.muted, 1))
        painter.drawText(area.adjusted(PAD, 0, 0, 0), plain.LEFT | plain.MIDDLE, self.tabText(index))
        count, severity = self._counts.get(index, (0, "hint"))
        if count:
            wide, high = self._badge_wide(index) - theme.GRID, self._bold().height() + 4
            badge = QRectF(area.right() - PAD - wide + 1, area.center().y() - high / 2 + 0.5, wide, high)
            painter.fillPath(paint.rounded(badge, high / 2), getattr(ink, f"{severity}_soft"))
            painter.setFont(theme.small(self.font()))
            painter.setPen(QPen(getattr(ink, severity), 1))
            painter.drawText(badge, plain.CENTRE | plain.MIDDLE, str(count))
        if on:
            paint.bar(painter, QRectF(area.x(), area.bottom() - 1, area.width(), 2), ink.accent)
        if on and self.hasFocus():
            paint.ring(painter, area.adjusted(2, 3, -2, -4), 6, ink.ring_pen)


class Tab:
    """One tab, for whoever added it."""

    def __init__(self, tabs: "Tabs", index: int, title: str) -> None:
        self._tabs = tabs
        self._index = index
        self._title = title

    def show(self) -> None:
        """Bring it to the front."""
        self._tabs.bar.setCurrentIndex(self._index)

    @property
    def is_shown(self) -> bool:
        """Whether it is in front."""
        return self._tabs.bar.currentIndex() == self._index

    def set_count(self, count: int, severity: Severity = "hint", said: str = "") -> None:
        """Show *count* behind the title; *said* is that in words, for who listens."""
        self._tabs.bar.set_count(self._index, count, severity)
        self._tabs.bar.setAccessibleTabName(self._index, f"{self._title}, {said}" if said else self._title)


class Tabs(QWidget):
    """The tab bar, and under it the page of the present tab, which is the only thing here that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = TabBar()
        self.area = QScrollArea()
        self.area.setVerticalScrollBar(ThinBar("card"))
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages: list[QWidget] = []
        self._body = QWidget()
        self._stack = QVBoxLayout(self._body)
        self._stack.setContentsMargins(0, 2 * theme.GRID, theme.GRID, theme.GRID)
        self._stack.addStretch(1)
        self.area.viewport().setAutoFillBackground(False)
        self._put_in()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.bar)
        self._layout.addWidget(self.area, 1)
        self.bar.currentChanged.connect(self._show)

    def add(self, title: str, page: QWidget, short: str = "") -> Tab:
        """Add a tab with *page* under it; the tabs stand in the order in which they were added.

        Where there is little room, it is called *short*.
        """
        self._pages.append(page)
        page.setVisible(False)
        page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._stack.insertWidget(self._stack.count() - 1, page)
        index = self.bar.add(title, short or title)
        tab = Tab(self, index, title)
        tab.set_count(0)
        self._show(self.bar.currentIndex())
        return tab

    def set_scrolls(self, scrolls: bool) -> None:
        """Scroll the page here, or have it at its full height where something around this scrolls."""
        stops = list(_chain(self._body))
        if scrolls:
            self._layout.removeWidget(self._body)
            self._put_in()
        else:
            self.area.takeWidget()
            self._layout.addWidget(self._body)
            self._body.show()
        self.area.setVisible(scrolls)
        # Whoever is moved goes to the end of the order of Tab.
        before: QWidget = self.bar
        for widget in stops:
            self.setTabOrder(before, widget)
            before = widget

    def _put_in(self) -> None:
        self.area.setWidget(self._body)
        # The surface is that of the whole column.
        self._body.setAutoFillBackground(False)

    def index_of(self, widget: QWidget) -> int | None:
        """The tab whose page *widget* is on."""
        pages = enumerate(self._pages)
        return next((index for index, page in pages if page is widget or page.isAncestorOf(widget)), None)

    def _show(self, index: int) -> None:
        for number, page in enumerate(self._pages):
            page.setVisible(number == index)
        self.area.verticalScrollBar().setValue(0)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than what is on a page, which can't be scrolled sideways."""
        width = self._body.minimumSizeHint().width() + self.area.verticalScrollBar().sizeHint().width()
        return QSize(width, self.bar.sizeHint().height() + 8 * theme.GRID)


def _chain(inside: QWidget) -> Iterator[QWidget]:
    """The widgets in *inside* that take the focus, in the order of Tab; Qt leaves every other one where it is."""
    widget = inside.nextInFocusChain()
    while widget is not None and widget is not inside:
        if inside.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        widget = widget.nextInFocusChain()
