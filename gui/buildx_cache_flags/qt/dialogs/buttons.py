"""The buttons at the end of a dialog: the one that does it and Cancel, without icons."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox

from buildx_cache_flags.qt.look.controls import Button


class DialogButtons(QDialogButtonBox):
    """A main button, which Enter presses, and Cancel; their order is that of the system."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.main = Button(text, "primary")
        self.cancel = Button("Cancel")
        self.cancel.setAutoDefault(False)
        self.addButton(self.main, QDialogButtonBox.ButtonRole.AcceptRole)
        self.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.main.setDefault(True)


def without_icons(box: QDialogButtonBox) -> None:
    """Take the icons away that the style gives to the buttons of *box*."""
    for button in box.buttons():
        button.setIcon(QIcon())
