"""The look: one grid, one palette for light and one for dark, the system's accent, and three sizes of text."""

from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.qt import later

GRID: Final = 8
"""Pixels that every distance is a multiple of (or half of)."""

AA: Final = 4.5
"""The contrast that WCAG asks of text."""

_STEPS: Final = 32
"""From a colour to black or white."""

Appearance = Literal["system", "light", "dark"]
APPEARANCES: Final[tuple[Appearance, ...]] = get_args(Appearance)

Role = QPalette.ColorRole


class Colours(NamedTuple):
    """The colours of one scheme; each text colour has AA contrast on both surfaces."""

    window: str
    card: str
    field: str
    line: str
    text: str
    muted: str
    error: str
    warning: str
    hint: str


LIGHT: Final = Colours(
    window="#f3f4f6",
    card="#ffffff",
    field="#ffffff",
    line="#c9ced6",
    text="#1c2024",
    muted="#596270",
    error="#b3261e",
    warning="#865300",
    hint="#2f5aa8",
)
DARK: Final = Colours(
    window="#16181b",
    card="#1f2226",
    field="#33383f",
    line="#3d434c",
    text="#e8eaed",
    muted="#a3abb8",
    error="#ff958c",
    warning="#f0b95a",
    hint="#93b8f5",
)


class Theme(QObject):
    """Applies an appearance to the application and gives the colours that a palette has no role for."""

    chosen = Signal(str)
    """A person chose this appearance."""

    def __init__(self, app: QApplication, has_style: bool) -> None:
        super().__init__(app)
        self._app = app
        self._accent = app.palette().color(Role.Highlight)
        self._accent_text = app.palette().color(Role.HighlightedText)
        self._system_is_dark = is_dark(app.palette())
        self.appearance: Appearance = "system"
        self.colours = LIGHT
        if not has_style:
            app.setStyle("Fusion")
        self.apply("system")
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        # The desktop's own answer is one of Qt's enumerations, which are not for the first frame (see plain.py).
        later.do(self._follow_system)

    def apply(self, appearance: Appearance) -> None:
        """Use *appearance* from now on; ``system`` follows the desktop, also when it changes later."""
        self.appearance = appearance
        dark = appearance == "dark" or (appearance == "system" and self._system_is_dark)
        self.colours = DARK if dark else LIGHT
        self._app.setPalette(self._palette())

    def choose(self, appearance: Appearance) -> None:
        """Use *appearance* because a person wants it, which is worth remembering."""
        self.apply(appearance)
        self.chosen.emit(appearance)

    def _follow_system(self) -> None:
        from PySide6.QtCore import Qt

        before = self._system_is_dark
        scheme = self._app.styleHints().colorScheme()
        if scheme != Qt.ColorScheme.Unknown:
            self._system_is_dark = scheme == Qt.ColorScheme.Dark
        if self.appearance == "system" and self._system_is_dark != before:
            self.apply("system")

    def _palette(self) -> QPalette:
        """A palette for Fusion: one button colour gives all shades, and the rest is said outright."""
        colours = self.colours
        palette = QPalette(QColor(colours.field), QColor(colours.window))
        text, muted = QColor(colours.text), QColor(colours.muted)
        for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.ToolTipText):
            palette.setColor(role, text)
            palette.setColor(QPalette.ColorGroup.Disabled, role, muted)
        palette.setColor(Role.Base, QColor(colours.field))
        palette.setColor(Role.AlternateBase, QColor(colours.card))
        palette.setColor(Role.ToolTipBase, QColor(colours.card))
        palette.setColor(Role.PlaceholderText, muted)
        palette.setColor(Role.Highlight, self._accent)
        palette.setColor(Role.HighlightedText, self._accent_text)
        palette.setColor(Role.Accent, self._accent)
        palette.setColor(Role.Mid, QColor(colours.line))
        palette.setColor(Role.Link, QColor(colours.hint))
        return palette

    def severity(self, severity: Severity) -> QColor:
        """The colour of the text and icon of a problem."""
        return QColor(getattr(self.colours, severity))

    @property
    def muted(self) -> QColor:
        """The colour of help and other second voices."""
        return QColor(self.colours.muted)

    @property
    def line(self) -> QColor:
        """The colour of thin borders."""
        return QColor(self.colours.line)

    @property
    def card(self) -> QColor:
        """The surface that a group of fields lies on."""
        return QColor(self.colours.card)

    @property
    def primary(self) -> QColor:
        """The accent as a surface, darkened until white text on it has AA contrast."""
        return readable(self._accent, QColor("white"))

    @property
    def figure(self) -> QColor:
        """The accent for lines and small surfaces on a card: lightened or darkened until it has AA contrast there."""
        return readable(self._accent, self.card)

    def lit(self) -> QColor:
        """The wash behind what is pointed at or focused: the accent, thinly."""
        colour = QColor(self._accent)
        colour.setAlpha(48)
        return colour


def is_dark(palette: QPalette) -> bool:
    """Whether *palette* has light text on a dark ground."""
    return palette.color(Role.WindowText).lightness() > palette.color(Role.Window).lightness()


_current: Theme | None = None


def install(app: QApplication, *, has_style: bool = False) -> Theme:
    """Make the application's theme, which every widget asks :func:`current` for; its style is set unless it *has_style*."""
    global _current  # noqa: PLW0603 - one application, one theme
    if _current is None or _current.parent() is not app:
        _current = Theme(app, has_style)
    return _current


def current() -> Theme:
    """The theme of the running application."""
    if _current is None:
        raise RuntimeError("theme.install(app) comes first")
    return _current


def contrast(first: QColor, second: QColor) -> float:
    """The contrast of two colours as WCAG counts it, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: QColor, surface: QColor) -> QColor:
    """*colour*, opaque, moved towards black or white no further than AA contrast with *surface* needs.

    Towards white on a dark surface and black on a light one: whichever is further away has AA contrast with anything.
    """
    white, black = QColor("white"), QColor("black")
    end = white if contrast(white, surface) > contrast(black, surface) else black
    mixed = (_mixed(colour, end, step / _STEPS) for step in range(_STEPS))
    return next((found for found in mixed if contrast(found, surface) >= AA), end)


def _mixed(colour: QColor, end: QColor, share: float) -> QColor:
    parts = zip((colour.red(), colour.green(), colour.blue()), (end.red(), end.green(), end.blue()), strict=True)
    return QColor(*(round(one + (other - one) * share) for one, other in parts))


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def small(font: QFont) -> QFont:
    """*font* in the smallest of the three sizes."""
    return _scaled(font, 0.92)


@cache
def heading(font: QFont) -> QFont:
    """*font* in the largest of the three sizes, bold."""
    result = _scaled(font, 1.2)
    result.setBold(True)
    return result


@cache
def mono(font: QFont) -> QFont:
    """The monospaced font, for what is typed or pasted, in the size of *font*."""
    result = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    result.setPointSizeF(font.pointSizeF())
    return result


def _scaled(font: QFont, factor: float) -> QFont:
    result = QFont(font)
    result.setPointSizeF(font.pointSizeF() * factor)
    return result
