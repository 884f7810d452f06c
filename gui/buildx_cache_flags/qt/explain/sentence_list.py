"""Numbered sentences, in which names such as references stand out; painted, so that no text is ever read as HTML."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from buildx_cache_flags.qt import roles
from buildx_cache_flags.qt.look import theme


class Sentence(QWidget):
    """One sentence and its number."""

    def __init__(self) -> None:
        super().__init__()
        self._number = ""
        self._text = ""
        self._names: tuple[str, ...] = ()
        roles.mark(self, "sentence")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text

    def show_sentence(self, number: str, text: str, names: Collection[str]) -> None:
        """Show *text*, in which *names* stand out."""
        found = tuple(name for name in names if name and name in text)
        if (number, text, found) != (self._number, self._text, self._names):
            self._number, self._text, self._names = number, text, found
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def _indent(self) -> int:
        return self.fontMetrics().horizontalAdvance("00") + theme.GRID if self._number else 0

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        """The text in lines of *width*, and its height."""
        layout = QTextLayout(self._text, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._format(name) for name in self._names])
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width - self._indent(), 40))
            line.setPosition(QPointF(self._indent(), height))
            height += line.height() + 2
        layout.endLayout()
        return layout, height

    def _format(self, name: str) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        before = self._text[: self._text.index(name)]
        found.start = len(before.encode("utf-16-le", "surrogatepass")) // 2
        found.length = len(name.encode("utf-16-le", "surrogatepass")) // 2
        look = QTextCharFormat()
        look.setFont(theme.mono(self.font()))
        look.setForeground(theme.current().ink.text)
        found.format = look
        return found

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._laid_out(width)[1] + 0.5)

    def sizeHint(self) -> QSize:
        return QSize(40 * theme.GRID, self.heightForWidth(max(self.width(), 24 * theme.GRID)))

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * theme.GRID, self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.current().muted)
        painter.drawText(QPointF(0, self.fontMetrics().ascent()), self._number)
        self._laid_out(self.width())[0].draw(painter, QPointF(0, 0))


class SentenceList(QWidget):
    """The sentences one under the other; a single one has no number."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Sentence] = []
        self._shown = 0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID // 2)

    def show_sentences(self, sentences: Sequence[str], names: Collection[str]) -> None:
        """Show *sentences*, in which *names* stand out."""
        while len(self.items) < len(sentences):
            self.items.append(Sentence())
            self._layout.addWidget(self.items[-1])
        self._shown = len(sentences)
        for number, item in enumerate(self.items):
            item.setVisible(number < len(sentences))
            if number < len(sentences):
                item.show_sentence(f"{number + 1}" if len(sentences) > 1 else "", sentences[number], names)

    def text(self) -> str:
        """All sentences, one a line."""
        return "\n".join(item.text for item in self.items[: self._shown])
