"""The size of all letters, which counts at once: the window makes itself anew with it."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication


def usual() -> float:
    """The size that the desktop has, in points."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()


def use(points: int) -> None:
    """Have letters of so many points from now on; 0: as many as the desktop has."""
    font = QApplication.font()
    font.setPointSizeF(points or usual())
    QApplication.setFont(font)
