"""The look: one grid, one palette for light and one for dark, the system's accent, and three sizes of text."""

from typing import Final, Literal, NamedTuple, get_args

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.qt import later
from buildx_cache_flags.qt.look.contrast import AA, contrast, furthest, mixed, readable
from buildx_cache_flags.qt.look.fonts import (
    heading,
    height_of_control,
    height_of_line,
    mono,
    small,
    title,
    width_of_control,
)
from buildx_cache_flags.qt.look.ink import Ink, Shades

__all__ = [
    "AA",
    "APPEARANCES",
    "DARK",
    "GRID",
    "LIGHT",
    "Appearance",
    "Colours",
    "Role",
    "Theme",
    "contrast",
    "current",
    "heading",
    "height_of_control",
    "height_of_line",
    "install",
    "is_dark",
    "mono",
    "readable",
    "shades",
    "small",
    "strong",
    "title",
    "width_of_control",
]

GRID: Final = 8
"""Pixels that every distance is a multiple of (or half of)."""

WASH: Final = 0.1
"""The share of a colour in the wash behind what it is about."""
_OF_NOBODY: Final = "#308cc6"
"""Fusion's own accent, which is there where no desktop has chosen one."""

Appearance = Literal["system", "light", "dark"]
APPEARANCES: Final[tuple[Appearance, ...]] = get_args(Appearance)

Role = QPalette.ColorRole


class Colours(NamedTuple):
    """The colours of one scheme.

    Each text colour has AA contrast on every surface, and ``frame``, which controls are outlined with, has 3:1 on a
    card; ``line`` only parts what lies together.  ``accent`` is used where the desktop has none of its own.
    """

    window: str
    card: str
    group: str
    field: str
    line: str
    frame: str
    text: str
    muted: str
    error: str
    warning: str
    hint: str
    good: str
    accent: str
    code: str


LIGHT: Final = Colours(
    window="#f6f7f9",
    card="#ffffff",
    group="#fafbfc",
    field="#ffffff",
    line="#e0e4e9",
    frame="#858d98",
    text="#1c2127",
    muted="#5b6570",
    error="#b3261e",
    warning="#855300",
    hint="#2456b8",
    good="#197544",
    accent="#1d63ed",
    code="#0f1720",
)
DARK: Final = Colours(
    window="#15181c",
    card="#1d2126",
    group="#1a1e22",
    field="#15181c",
    line="#2f363e",
    frame="#6f7986",
    text="#e6e9ed",
    muted="#9aa4af",
    error="#ff9a90",
    warning="#f2c463",
    hint="#93b8f5",
    good="#7bd3a3",
    accent="#5b93ff",
    code="#0c0f13",
)


class Theme(QObject):
    """Applies an appearance to the application and gives the colours that a palette has no role for."""

    chosen = Signal(str)
    """A person chose this appearance."""

    colours: Colours
    shades: Shades
    ink: Ink

    def __init__(self, app: QApplication, has_style: bool) -> None:
        super().__init__(app)
        self._app = app
        found = app.palette().color(Role.Highlight)
        self._accent: QColor | None = None if found.name() == _OF_NOBODY else found
        self._system_is_dark = is_dark(app.palette())
        self.appearance: Appearance = "system"
        self._strong = False
        if not has_style:
            app.setStyle("Fusion")
        self.apply("system")
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(self._follow_system)
        # The desktop's own answer is one of Qt's enumerations, which are not for the first frame (see plain.py).
        later.do(self._follow_system)

    def apply(self, appearance: Appearance) -> None:
        """Use *appearance* from now on; ``system`` follows the desktop, also when it changes later."""
        self.appearance = appearance
        dark = appearance == "dark" or (appearance == "system" and self._system_is_dark)
        self.colours = strong(DARK if dark else LIGHT) if self._strong else DARK if dark else LIGHT
        self.shades = shades(self.colours, self._accent)
        self.ink = Ink(self.shades)
        self._app.setPalette(self._palette())

    def choose(self, appearance: Appearance) -> None:
        """Use *appearance* because a person wants it, which is worth remembering."""
        self.apply(appearance)
        self.chosen.emit(appearance)

    def _follow_system(self) -> None:
        from PySide6.QtCore import Qt

        hints = self._app.styleHints()
        before = self._system_is_dark, self._strong
        scheme = hints.colorScheme()
        if scheme != Qt.ColorScheme.Unknown:
            self._system_is_dark = scheme == Qt.ColorScheme.Dark
        self._strong = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        if before != (self._system_is_dark, self._strong):
            self.apply(self.appearance)

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
        palette.setColor(Role.Highlight, QColor(self.shades.accent))
        palette.setColor(Role.HighlightedText, QColor(self.shades.on_accent))
        palette.setColor(Role.Accent, QColor(self.shades.accent))
        palette.setColor(Role.Mid, QColor(colours.frame))
        # What is read in the accent, such as a chosen segment: a painter's pen comes from a role.
        palette.setColor(Role.Link, QColor(self.shades.accent))
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
        return readable(self._chosen(), QColor("white"))

    @property
    def figure(self) -> QColor:
        """The accent for lines and small surfaces on a card: lightened or darkened until it has AA contrast there."""
        return readable(self._chosen(), self.card)

    def lit(self) -> QColor:
        """The wash behind what is pointed at or focused: the accent, thinly."""
        colour = QColor(self._chosen())
        colour.setAlpha(48)
        return colour

    def _chosen(self) -> QColor:
        return QColor(self.colours.accent) if self._accent is None else self._accent


def shades(colours: Colours, accent: QColor | None) -> Shades:
    """Everything that is painted in the scheme of *colours*, with the desktop's *accent* where it has one.

    The accent can be read on a card, on the page and on its own wash.
    """
    card = QColor(colours.card)
    chosen = QColor(colours.accent) if accent is None else QColor(accent.rgb())
    # The wash lies nearer to the text than any other surface: what can be read there can be read on all of them.
    worst = mixed(chosen, card, WASH)
    figure = readable(readable(readable(chosen, worst), QColor(colours.window)), card)
    soft = mixed(figure, card, WASH)
    figure = readable(figure, soft)
    return Shades(
        page=colours.window,
        card=colours.card,
        group=colours.group,
        field=colours.field,
        line=colours.line,
        frame=colours.frame,
        text=colours.text,
        muted=colours.muted,
        accent=figure.name(),
        soft=soft.name(),
        on_accent=furthest(figure).name(),
        error=colours.error,
        error_soft=mixed(QColor(colours.error), card, WASH).name(),
        warning=colours.warning,
        warning_soft=mixed(QColor(colours.warning), card, WASH).name(),
        hint=colours.hint,
        hint_soft=mixed(QColor(colours.hint), card, WASH).name(),
        good=colours.good,
        code=colours.code,
        code_text="#d7dee7",
        code_flag="#7fb3ff",
        code_value="#b7e3b0",
        code_muted="#9aa6b5",
        code_lit="#243a5e",
    )


def strong(colours: Colours) -> Colours:
    """*colours* for whoever asked the desktop for high contrast: every line and every second voice is as the text."""
    return colours._replace(line=colours.text, frame=colours.text, muted=colours.text)


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
