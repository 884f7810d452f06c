"""The command word by word: what each one means, joined to the row that it came from."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.explain.tokens import Token
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import literal, roles
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.wrapping import breakable

COLUMN = 22
"""Characters of the column of words."""
LONGEST = 1000
"""Characters of a word that its tool tip shows."""


class Word(QWidget):
    """One word, what it means, and a light for when its row is pointed at."""

    pointed = Signal(object)

    def __init__(self, column: int) -> None:
        super().__init__()
        self._place: Place | None = None
        self._lit = False
        self.word = Label()
        self.word.setFont(theme.mono(theme.small(self.font())))
        self.word.setFixedWidth(column)
        self.meaning = Label()
        self.meaning.setFont(theme.small(self.font()))
        self.meaning.setForegroundRole(theme.Role.PlaceholderText)
        self.meaning.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID // 2, 2, theme.GRID // 2, 2)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.word, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.meaning, 1, Qt.AlignmentFlag.AlignTop)

    def show_token(self, token: Token) -> None:
        """Show *token*; a word that is too long for its column is whole in the tool tip."""
        self._place = token.place
        whole = visible(token.text, LONGEST)
        metrics = self.word.fontMetrics()
        self.word.setText(metrics.elidedText(whole, Qt.TextElideMode.ElideMiddle, self.word.width()))
        literal.tip(self.word, whole if self.word.text() != whole else "")
        self.word.setAccessibleName(whole)
        self.meaning.setText(breakable(token.meaning))

    def light(self, place: Place | None) -> None:
        """Be lit where *place* is this word's."""
        lit = place is not None and place == self._place
        if lit != self._lit:
            self._lit = lit
            self.update()

    @property
    def lit(self) -> bool:
        """Whether the word is lit."""
        return self._lit

    def enterEvent(self, event: QEnterEvent) -> None:
        self.pointed.emit(self._place)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lit:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.current().lit())
            painter.drawRoundedRect(QRectF(self.rect()), theme.GRID / 2, theme.GRID / 2)


class Words(QWidget):
    """The list of all words; items are kept and filled anew."""

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Word] = []
        self._tokens: tuple[Token, ...] = ()
        self._place: Place | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        title = Label("Word by word")
        title.setFont(theme.title(self.font()))
        roles.mark(title, "heading")
        self._layout.addWidget(title)
        self._layout.addSpacing(theme.GRID // 2)
        metrics = QFontMetrics(theme.mono(theme.small(self.font())))
        self._column = metrics.horizontalAdvance("0" * COLUMN) + 1

    def show_tokens(self, tokens: tuple[Token, ...]) -> None:
        """Show *tokens*; what is as before is left alone."""
        while len(self.items) < len(tokens):
            self._add_item()
        before = (*self._tokens, *[None] * len(tokens))
        for item, token, old in zip(self.items, tokens, before, strict=False):
            if token != old:
                item.show_token(token)
        for number, item in enumerate(self.items):
            item.setVisible(number < len(tokens))
        self._tokens = tokens
        self.light(self._place)

    def _add_item(self) -> None:
        item = Word(self._column)
        item.pointed.connect(self.pointed)
        self.items.append(item)
        self._layout.addWidget(item)

    def light(self, place: Place | None) -> None:
        """Light the words of *place*."""
        self._place = place
        for item in self.items:
            item.light(place)
