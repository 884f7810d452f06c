"""The colours of the command, which lies on dark in every theme: set on the lines themselves, without any HTML."""

from collections.abc import Iterable
from functools import cache
from typing import Final, Literal, NamedTuple

from PySide6.QtGui import QColor, QTextCharFormat, QTextDocument, QTextFormat, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit

from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.contrast import mixed

Tone = Literal["text", "flag", "value", "quiet"]

_WAVES: Final[dict[Severity, str]] = {"error": "#ff6b61", "warning": "#f2c463"}
"""The underline of what has a problem; a hint has none."""


class CodeMark(NamedTuple):
    """A stretch of the text as shown, and how it looks."""

    start: int
    end: int
    tone: Tone = "text"
    underlined: Severity | None = None
    lit: bool = False


def marks(text: str, start: int, end: int, place: Place, severity: Severity | None, *, lit: bool) -> Iterable[CodeMark]:
    """How the token of *place* looks: the value stands out from its key, and a problem is underlined in the value."""
    underlined = severity if severity in _WAVES else None
    if place.option is not None and not place.parameter:
        return (CodeMark(start, end, "flag", underlined, lit),)
    value = text.find("=", start, end) + 1 or start
    if place.option is None:
        return (CodeMark(start, end, "text", underlined, lit),) if underlined or lit else ()
    return (CodeMark(start, value, "text", None, lit), CodeMark(value, end, "value", underlined, lit))


def has_palette(view: QPlainTextEdit) -> bool:
    """Whether *view* has the dark surface of the present theme already."""
    return view.palette().color(theme.Role.Base) == QColor(theme.current().shades.code)


def take_palette(view: QPlainTextEdit) -> None:
    """Give *view* the dark surface in whatever theme there is."""
    shades, palette, role = theme.current().shades, view.palette(), theme.Role
    for one, colour in (
        (role.Base, shades.code),
        (role.Text, shades.code_text),
        (role.PlaceholderText, shades.code_muted),
        (role.Highlight, shades.code_flag),
        (role.HighlightedText, shades.code),
        # Of the scroll bars.
        (role.Window, shades.code),
        (role.Button, mixed(QColor(shades.code_text), QColor(shades.code), 0.3).name()),
    ):
        palette.setColor(one, QColor(colour))
    view.setPalette(palette)


@cache
def _format(mark: CodeMark, shades: tuple[str, str, str, str, str]) -> QTextCharFormat:
    text, flag, value, quiet, lit = shades
    result = QTextCharFormat()
    result.setForeground(QColor({"text": text, "flag": flag, "value": value, "quiet": quiet}[mark.tone]))
    if mark.underlined is not None:
        result.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        result.setUnderlineColor(QColor(_WAVES[mark.underlined]))
    if mark.lit:
        result.setBackground(QColor(lit))
    return result


def whole_line() -> QTextCharFormat:
    """The wash behind a line that matters."""
    shades, result = theme.current().shades, QTextCharFormat()
    result.setBackground(mixed(QColor(shades.code_flag), QColor(shades.code), 0.12))
    result.setProperty(QTextFormat.Property.FullWidthSelection, True)
    return result


def colour(document: QTextDocument, text: str, found: Iterable[CodeMark], *, quiet: frozenset[int]) -> None:
    """Colour every line of *document*, which shows *text*; the lines *quiet* are dimmer as a whole."""
    shades = theme.current().shades
    key = (shades.code_text, shades.code_flag, shades.code_value, shades.code_muted, shades.code_lit)
    waiting = sorted(found)
    block, begin, at = document.begin(), 0, 0
    for number, line in enumerate(text.split("\n")):
        end = begin + len(line)
        ranges = [_range(line, 0, len(line), CodeMark(0, 0, "quiet"), key)] if number in quiet and line else []
        while at < len(waiting) and waiting[at].start <= end:
            mark = waiting[at]
            ranges.append(_range(line, max(mark.start - begin, 0), min(mark.end, end) - begin, mark, key))
            if mark.end > end:
                break
            at += 1
        if block.layout().formats() != ranges:
            block.layout().setFormats(ranges)
            document.markContentsDirty(block.position(), block.length())
        block, begin = block.next(), end + 1


def _range(
    line: str, start: int, end: int, mark: CodeMark, key: tuple[str, str, str, str, str]
) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    ascii_only = line.isascii()
    found.start = start if ascii_only else _units(line[:start])
    found.length = end - start if ascii_only else _units(line[start:end])
    found.format = _format(mark._replace(start=0, end=0), key)
    return found


def _units(text: str) -> int:
    """Qt counts in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
