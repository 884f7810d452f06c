"""Text that Qt shows as it stands, whatever it looks like: every label, tool tip and message box is made here.

Left alone, Qt reads a text as HTML as soon as its first line looks like it.  What is shown here may come from anybody,
and HTML opens files: an image at ``/dev/zero`` would be read until memory ends, one on a Windows share would call there.
"""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6 import QtCore, QtWidgets
from PySide6.QtWidgets import QLabel, QWidget

from buildx_cache_flags.qt import plain

if TYPE_CHECKING:
    # Their classes are made when they are first used, which is not in the first frame.
    from PySide6.QtCore import QPoint, QRect
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QListWidgetItem, QMessageBox

TIP_COLUMNS: Final = 80
"""Characters of one line of a tool tip; Qt wraps none that is plain text."""

LONGEST_TIP: Final = 2000
"""Characters that a tool tip shows."""

_UNSEEN: Final = "\u200b"


class Label(QLabel):
    """A label of plain text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.plain_text(self)
        if text:
            self.setText(text)

    def setText(self, text: str) -> None:
        """Show *text*; who listens hears it without the places where it may break."""
        super().setText(text)
        if _UNSEEN in text:
            self.setAccessibleName(text.replace(_UNSEEN, ""))
        elif self.accessibleName():
            self.setAccessibleName("")


def literal(text: str) -> str:
    """*text* for a place of Qt's that decides by itself whether it is HTML: it looks the same, and it never is.

    Qt looks at the first ``<`` or ``&lt;`` of the first line alone, and takes nothing for a tag that has another
    character than a letter, a digit or a space behind it (``Qt::mightBeRichText``).
    """
    return text.replace("<", f"<{_UNSEEN}").replace("&lt;", f"&{_UNSEEN}lt;")


@lru_cache(maxsize=256)
def tip_text(text: str, columns: int = TIP_COLUMNS) -> str:
    """*text* as it stands in a tool tip of so many *columns*, cut where it is longer than one can be."""
    cut = text if len(text) <= LONGEST_TIP else f"{text[: LONGEST_TIP - 1]}…"
    lines = (textwrap.wrap(line, columns, break_on_hyphens=False) or [""] for line in literal(cut).splitlines())
    return "\n".join(part for line in lines for part in line)


def tip(of: QWidget | QAction | QListWidgetItem, text: str) -> None:
    """Give a widget, an action or an item of a list the tool tip *text*; nothing happens where it has it."""
    wanted = tip_text(text)
    if wanted == of.toolTip():
        return
    of.setToolTip(wanted)
    if _UNSEEN in wanted and isinstance(of, QWidget) and not of.accessibleDescription():
        # Qt would read the tip out, with what nobody can see in it.
        of.setAccessibleDescription(text)


def linked(text: str, link: str) -> str:
    """HTML that shows *text* as it stands and a link behind it, where there is one: the only HTML with foreign text."""
    from html import escape

    more = f' <a href="{escape(link)}">Read&nbsp;more</a>' if link else ""
    return escape(text) + more


def show_tip(
    at: QPoint, text: str, of: QWidget, area: QRect | None = None, for_ms: int = -1, columns: int = TIP_COLUMNS
) -> None:
    """Show *text* now, at a place of the screen, while the mouse stays in *area* of *of*."""
    QtWidgets.QToolTip.showText(at, tip_text(text, columns), of, area or QtCore.QRect(), for_ms)


def box(parent: QWidget, icon: QMessageBox.Icon, title: str, sentence: str) -> QMessageBox:
    """A message box that is deleted when it is closed; without buttons of its own it gets Ok."""
    made = QtWidgets.QMessageBox(parent)
    made.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
    plain.plain_text(made)
    made.setIcon(icon)
    made.setWindowTitle(title)
    made.setText(sentence)
    return made
