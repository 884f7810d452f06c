"""What a screen reader says by itself: that something was copied, what is wrong now, what was undone."""

from PySide6.QtCore import QObject


def say(sentence: str, of: QObject) -> None:
    """Have *sentence* spoken, where anything listens."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if sentence:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(of, sentence))
